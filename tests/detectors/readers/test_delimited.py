"""Tables with delimiters are read whole, by column, with the line of each row, whatever they hold."""

from __future__ import annotations

import csv
import io
import random

import pytest

from connectors.errors import Reason
from detectors.readers.base import Budget, Extent, Gap, Limits, ReadError, Rows
from detectors.readers.held import HeldBlob
from detectors.readers.table.delimited import DelimitedReader
from detectors.views.sniff import OPAQUE, Media

CSV, TSV = "text/csv", "text/tab-separated-values"


def table(opened):
    """All rows of the one table as (line, {name: value}), its extent, and the gaps."""
    rows, extent, gaps = [], None, []
    for part, _ in opened:
        if isinstance(part, Rows):
            assert part.first == len(rows) + 1
            values = []
            for column in part.columns:
                assert len(column.ends) == part.count
                starts = [0, *(end + 1 for end in column.ends)]
                assert starts[-1] == len(column.data)
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            names = [column.name for column in part.columns]
            lines = list(part.lines)
            assert len(lines) == part.count
            rows += [
                (line, dict(zip(names, row, strict=True)))
                for line, row in zip(lines, zip(*values, strict=True), strict=True)
            ]
        elif isinstance(part, Extent):
            extent = (part.held, part.read)
        elif isinstance(part, Gap):
            gaps.append(part)
    return rows, extent, gaps


def test_rows_come_with_their_names_and_lines(parts):
    rows, extent, gaps = table(parts(b"name,email\r\nBob,b@x.org\r\nAl,a@x.org\r\n", CSV))
    assert rows == [(2, {"name": "Bob", "email": "b@x.org"}), (3, {"name": "Al", "email": "a@x.org"})]
    assert extent == (2, 2)
    assert gaps == []


def test_quoted_line_feeds_count_as_lines(parts):
    rows, _, _ = table(parts(b'id,note\n1,"a\nb, ""c"""\n\n2,d\n', CSV))
    assert rows == [(2, {"id": "1", "note": 'a\nb, "c"'}), (5, {"id": "2", "note": "d"})]


def test_a_header_in_row_five_of_latin_1_with_semicolons(parts):
    data = "Mitarbeiter;;\nStand;2024;\n;;\nvertraulich;;\nName;Straße;Ort\nJürgen;Am Weg 1;Köln\n".encode("latin-1")
    rows, _, _ = table(parts(data, CSV))
    assert rows == [(6, {"Name": "Jürgen", "Straße": "Am Weg 1", "Ort": "Köln"})]


@pytest.mark.parametrize("coded", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "cp1252"])
def test_other_encodings_are_undone(parts, coded):
    rows, _, _ = table(parts("name\tcity\nJürgen\tKöln\nAnna\tRom\n".encode(coded), TSV))
    assert [row["city"] for _, row in rows] == ["Köln", "Rom"]
    assert [line for line, _ in rows] == [2, 3]


def test_ragged_rows_keep_all_their_cells(parts):
    rows, _, _ = table(parts(b"a,b,c\n1,2,3\n4\n5,6,7,8,9\n1,2,3\n1,2,3\n1,2,3\n", CSV))
    assert rows[1][1] == {"a": "4", "b": "", "c": "", "#4": ""}
    assert rows[2][1] == {"a": "5", "b": "6", "c": "7", "#4": "8 9"}


def test_without_a_header_columns_are_numbered(parts):
    rows, _, _ = table(parts(b"1,2\n3,4\n5,6\n", CSV))
    assert rows[0] == (1, {"#1": "1", "#2": "2"})
    assert len(rows) == 3


def test_zeros_and_other_line_ends_are_values(parts):
    rows, _, _ = table(parts("a,b,c\n1,x\0y,u\u2028v\n2,\x0b\x1c,w\n".encode(), CSV))
    assert [row["b"] for _, row in rows] == ["x\0y", "\x0b\x1c"]
    assert rows[0][1]["c"] == "u\u2028v"


def test_ten_thousand_columns(parts):
    names = [f"column{i}" for i in range(10_000)]
    body = "".join(",".join(f"{row}x{i}" for i in range(10_000)) + "\n" for row in range(20))
    rows, extent, _ = table(parts((",".join(names) + "\n" + body).encode(), CSV))
    assert extent == (20, 20)
    assert rows[19][1]["column9999"] == "19x9999"


def test_a_cell_larger_than_the_limit_is_cut_and_the_rest_is_read(parts):
    big = b"k" + b'x""\n' * 1_500_000
    rows, extent, gaps = table(parts(b'a,b,c\n1,"' + big + b'",after\n2,y,z\n', CSV))
    assert rows[0][1]["a"] == "1"
    assert rows[0][1]["b"].startswith('kx"\nx"')
    assert len(rows[0][1]["b"]) <= 1 << 20
    assert rows[0][1]["c"] == "after"
    assert rows[1] == (2 + 1_500_001, {"a": "2", "b": "y", "c": "z"})
    assert extent == (2, 2)
    assert [gap.reason for gap in gaps] == [Reason.LIMIT]
    assert gaps[0].size > 4_000_000


class Endless(HeldBlob):
    """A blob that is made as it is read."""

    def __init__(self, head: bytes, unit: bytes, size: int) -> None:
        super().__init__(b"")
        self.head, self.unit, self.size = head, unit * ((1 << 18) // len(unit)), size

    def read(self, start, length):
        length = max(0, min(length, self.size - start))
        out = self.head[start : start + length]
        while len(out) < length:
            at = (start + len(out) - len(self.head)) % len(self.unit)
            out += self.unit[at : at + length - len(out)]
        return out


def test_a_cell_of_one_gigabyte_does_not_fill_memory():
    blob = Endless(b'a,b\n1,"', b"x", 1 << 30)
    out = list(DelimitedReader().parts(blob, Media(CSV, OPAQUE, ""), "x", Budget(Limits(), blob.size)))
    rows, extent, gaps = table([(part, None) for part in out])
    assert len(rows[0][1]["b"]) == 1 << 20
    assert extent == (1, 1)
    assert sum(gap.size for gap in gaps) > 1_000_000_000


def test_limits_of_rows_are_kept_and_told(parts):
    data = b"id,name,x\n" + b"1,Bob,2\n" * 300_000
    _, extent, _ = table(parts(data, CSV, limits=Limits(rows=1000)))
    assert extent[0] == 300_000
    assert 1000 <= extent[1] < 300_000


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("hard", [False, True])
def test_what_the_csv_module_writes_is_read_the_same(parts, quoting, hard):
    rng = random.Random(3)
    words = ["Anna", "Köln", "x, y", "5", "", "left;right"] + (
        ['say "hi"', "two\nlines", '"', ",", "\n", "'"] if hard else []
    )
    made = [
        {"id": str(i), "name": rng.choice(words), "note": rng.choice(words), "n": str(rng.random())}
        for i in range(20_000)
    ]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "name", "note", "n"], quoting=quoting, lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    rows, extent, gaps = table(parts(out.getvalue().encode(), CSV))
    assert [row for _, row in rows] == made
    assert extent == (20_000, 20_000)
    assert gaps == []
    lines = out.getvalue().split("\n")
    assert all(made[i]["id"] in lines[rows[i][0] - 1] for i in range(0, 20_000, 37))


@pytest.mark.parametrize(
    "data", [b"", b"\n", b",", b'"', b"\xff\xfe", b"\0", b"\r", b"a", b'"a', b"sep=", b"sep=\n", b'a,b\n"']
)
def test_next_to_nothing_is_read(parts, data):
    rows, extent, _ = table(parts(data, CSV))
    assert extent == (len(rows), len(rows))


def test_damage_gives_rows_or_gaps_and_nothing_else(parts):
    rng = random.Random(7)
    made = 'id,name,"no,te"\n' + "".join(f'{i},"Ann ""{i}""",x{i}\n' for i in range(60))
    for variant in range(400):
        data = bytearray(made.encode(rng.choice(["utf-8", "utf-16", "latin-1"])))
        for _ in range(rng.randrange(12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            table(
                parts(
                    bytes(data[: rng.randrange(len(data))] if variant % 2 else data),
                    rng.choice([CSV, TSV]),
                    limits=Limits(cell=40),
                )
            )
        except ReadError:
            continue


def test_blocks_join_to_the_same_rows_wherever_they_are_cut(parts):
    cells = [f"{'y' * (i % 97)}{i}" for i in range(40_000)]
    data = "key,value,more\n" + "".join(
        f'{i},{cell},"{cell}\n{i}"\n' if i % 1000 == 7 else f"{i},{cell},é{i}\n" for i, cell in enumerate(cells)
    )
    rows, extent, _ = table(parts(data.encode(), CSV))
    assert [row["value"] for _, row in rows] == cells
    lines = data.split("\n")
    assert all(lines[line - 1].startswith(f"{row['key']},") for line, row in rows)
    assert extent == (40_000, 40_000)
