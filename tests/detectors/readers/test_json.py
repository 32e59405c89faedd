"""JSON in all its forms is read whole: arrays of objects as tables, all else with its path beside it."""

from __future__ import annotations

import json
import random
import time

import pytest

from connectors.errors import Reason
from detectors.readers.base import Extent, Gap, Limits, ReadError, Rows, Text

JSON, LINES = "application/json", "application/x-ndjson"


def read(opened):
    """Rows by table as (line, {name: value}), all lines of text, extents, and gaps."""
    tables, text, extents, gaps = {}, [], [], []
    for part, _ in opened:
        if isinstance(part, Rows):
            values = []
            for column in part.columns:
                assert len(column.ends) == part.count
                starts = [0, *(end + 1 for end in column.ends)]
                assert starts[-1] == len(column.data)
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            rows = tables.setdefault(part.table, [])
            lines = part.lines if part.lines is not None else [None] * part.count
            names = [column.name for column in part.columns]
            for line, row in zip(lines, zip(*values, strict=True), strict=True):
                rows.append((line, {name: value for name, value in zip(names, row, strict=True) if value}))
        elif isinstance(part, Text):
            text += part.data.decode().split("\n")
        elif isinstance(part, Extent):
            extents.append(part)
        elif isinstance(part, Gap):
            gaps.append(part)
    return tables, text, extents, gaps


def test_lines_of_objects_are_rows_with_dotted_names(parts):
    data = b'{"id": 1, "user": {"name": "Ann", "address": {"city": "Rom"}}, "tags": ["a", "b"]}\n\n{"id": 2, "ok": true, "no": null}\n'
    tables, text, extents, gaps = read(parts(data, LINES))
    assert tables == {
        "": [
            (1, {"id": "1", "user.name": "Ann", "user.address.city": "Rom", "tags": "a b"}),
            (3, {"id": "2", "ok": "true"}),
        ]
    }
    assert (text, extents, gaps) == ([], [Extent("", 2, 2)], [])


def test_lines_are_told_from_a_document_without_being_named_so(parts):
    tables, _, _, _ = read(parts(b'{"a": "x"}\n{"a": "y"}\n', JSON))
    assert [row["a"] for _, row in tables[""]] == ["x", "y"]


def test_concatenated_objects_are_rows(parts):
    tables, _, _, _ = read(parts(b'{"a":\n"x"}{"a": "y"} {"a": "z"}', JSON))
    assert [row["a"] for _, row in tables[""]] == ["x", "y", "z"]


def test_an_array_of_objects_is_a_table_with_lines(parts):
    data = json.dumps([{"name": "Ann"}, {"name": "Bob", "items": [{"sku": "1"}, {"sku": "2"}]}], indent=1).encode()
    tables, _, extents, _ = read(parts(data, JSON))
    assert tables[""] == [(2, {"name": "Ann"}), (5, {"name": "Bob", "items.sku": "1 2"})]
    assert extents == [Extent("", 2, 2)]


def test_an_array_in_a_document_is_a_table_by_its_path(parts):
    data = b'{"meta": {"made": "2024"},\n "users": [\n{"ssn": "1"},\n{"ssn": "2"}], "deep": {"list": [{"k": "v"}, {"k": "w"}, {"k": "x"}, {"k": "y"}]}}'
    tables, text, _, _ = read(parts(data, JSON))
    assert tables["users"] == [(3, {"ssn": "1"}), (4, {"ssn": "2"})]
    assert [row["k"] for _, row in tables["deep.list"]] == ["v", "w", "x", "y"]
    assert text == ["meta.made: 2024"]


def test_a_document_is_lines_of_path_and_value(parts):
    data = (
        b'{"db": {"password": "p\\u0061ss\\nword", "ports": [1, 2.50, 1e400]}, "on": true, "who": {"l": [{"n": "a"}]}}'
    )
    _, text, _, gaps = read(parts(data, JSON))
    assert text == ["db.password: pass", "word", "db.ports: 1 2.50 1e400", "on: true", "who.l.n: a"]
    assert gaps == []


def test_keys_that_come_twice_keep_both_values(parts):
    assert read(parts(b'{"a": "x", "a": "y"}', JSON))[1] == ["a: x", "a: y"]
    assert read(parts(b'{"a": "x", "a": "y"}\n{"a": "z"}', LINES))[0][""][0] == (1, {"a": "x y"})


@pytest.mark.parametrize("coded", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_other_encodings_are_undone(parts, coded):
    assert read(parts('{"name": "Jürgen", "city": "Köln"}'.encode(coded), JSON))[1] == ["name: Jürgen", "city: Köln"]


def test_what_is_no_strict_json_is_read(parts):
    data = b'// made by hand\n{\'x\': 1, "a": NaN, /* c */ "b": -Infinity, "n": %s, "l": [1, 2,], "t": "\ttab",}' % (
        b"9" * 6000
    )
    _, text, _, _ = read(parts(data, JSON))
    assert "a: NaN" in text
    assert "b: -Infinity" in text
    assert "n: " + "9" * 6000 in text
    assert "l: 1 2" in text


def test_a_broken_tail_leaves_what_came_before(parts):
    made = json.dumps([{"name": f"Ann{i}", "x": [i]} for i in range(3000)]).encode()
    tables, _, extents, gaps = read(parts(made[:-2000], JSON))
    assert extents[0].read >= 2900
    assert tables[""][2800][1]["name"] == "Ann2800"
    tables, _, _, gaps = read(parts(b'{"a": "x"}\n{"a": bro"ken}\n{"a": "z"}\n', LINES))
    assert [row["a"] for _, row in tables[""] if "a" in row][-1] == "z"
    assert gaps[0].reason == Reason.CORRUPT
    assert "line 2" in gaps[0].detail


@pytest.mark.parametrize("unit", [b"[", b'{"a":', b'[{"a":[', b'{"a":{"b":1},"c":['])
def test_deep_nesting_neither_overflows_nor_takes_long(parts, unit):
    began = time.process_time()
    read(parts(unit * 100_000 + b'"x"', JSON))
    assert time.process_time() - began < 10
    assert "x" in " ".join(read(parts(unit * 4000 + b'"x"', JSON))[1])


def test_a_break_within_many_levels_does_not_take_long(parts):
    data = b'{"x":' + b'[1,{"a":' * 450 + b"[" + b'{"k":"v"},' * 30_000 + b'bro"ken'
    began = time.process_time()
    tables, _, _, gaps = read(parts(data, JSON))
    assert time.process_time() - began < 5
    assert sum(map(len, tables.values())) > 29_800
    assert gaps[0].reason == Reason.CORRUPT


def test_one_huge_array_is_streamed(parts):
    data = json.dumps([{"id": i, "name": f"Ann {i}", "text": "y" * 50} for i in range(60_000)]).encode()
    tables, _, extents, _ = read(parts(data, JSON))
    assert extents == [Extent("", 60_000, 60_000)]
    assert tables[""][59_999][1] == {"id": "59999", "name": "Ann 59999", "text": "y" * 50}


def test_a_huge_map_of_objects_is_a_table_with_keys(parts):
    data = json.dumps({f"k{i}": {"name": f"Ann {i}", "text": "y" * 60} for i in range(30_000)}).encode()
    tables, text, _, _ = read(parts(json.dumps({"users": json.loads(data)}).encode(), JSON))
    assert tables["users"][29_999][1] == {"key": "k29999", "name": "Ann 29999", "text": "y" * 60}
    assert text == []


def test_a_huge_string_is_decoded_at_its_beginning(parts):
    _, text, _, gaps = read(parts(b'{"a": "' + b"x\\u0041" * 600_000 + b'", "b": "after"}', JSON))
    assert text[0].startswith("a: xAxA")
    assert text[-1] == "b: after"
    assert gaps[0].reason == Reason.LIMIT
    assert gaps[0].size > 1_000_000


def test_arrays_of_scalars_and_of_arrays_are_quick_and_whole(parts):
    data = json.dumps({"v": [str(i) for i in range(200_000)], "w": [[i, i] for i in range(50_000)]}).encode()
    _, text, _, gaps = read(parts(data, JSON))
    words = " ".join(line.split(": ", 1)[1] for line in text).split()
    assert words[:200_000] == [str(i) for i in range(200_000)]
    assert len(words) == 300_000
    assert gaps == []


def test_maps_as_rows_make_no_endless_columns(parts):
    data = "".join(json.dumps({f"id{i}x{j}": "v" for j in range(20)}) + "\n" for i in range(500)).encode()
    opened = parts(data, LINES)
    assert max(len(part.columns) for part, _ in opened if isinstance(part, Rows)) == 512
    assert "id499x19: v" in read(opened)[0][""][-1][1]["id25x11"]


def test_limits_of_rows_are_kept_and_told(parts):
    _, _, extents, _ = read(parts(b'{"a": 1}\n' * 5000, LINES, limits=Limits(rows=100)))
    assert extents == [Extent("", 5000, 100)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"[",
        b"]",
        b"}",
        b'"',
        b"{",
        b'{"a',
        b"nul",
        b",",
        b"1",
        b"\xff\xfe",
        b"\0",
        b'{"a":}',
        b"[,]",
        b"\\",
        b"/*",
    ],
)
def test_next_to_nothing_is_read(parts, data):
    read(parts(data, JSON))
    read(parts(data, LINES))


def test_damage_gives_parts_or_gaps_and_nothing_else(parts):
    rng = random.Random(11)
    made = json.dumps(
        {
            "users": [{"name": f"Ann {i}", "nested": {"x": [i, {"y": "é"}]}} for i in range(30)],
            "n": [[1], [2]],
            "s": "x\n" * 50,
        }
    )
    for variant in range(500):
        data = bytearray(made.encode(rng.choice(["utf-8", "utf-16", "latin-1"])))
        for _ in range(rng.randrange(10)):
            data[rng.randrange(len(data))] = rng.choice(b'{}[]":,\\\0\xff 1') if variant % 3 else rng.randrange(256)
        try:
            read(
                parts(
                    bytes(data[: rng.randrange(len(data))] if variant % 2 else data),
                    rng.choice([JSON, LINES]),
                    limits=Limits(cell=20),
                )
            )
        except ReadError:
            continue
