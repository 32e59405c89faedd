"""Avro files are one table, whatever the codec; lies about sizes and depths are bounded."""

from __future__ import annotations

import bz2
import datetime as dt
import decimal
import io
import json
import lzma
import random
import uuid
import zlib
from contextlib import suppress

import fastavro
import pytest
import zstandard

from connectors.errors import Reason
from detectors.readers.base import Extent, Gap, Limits, Member, ReadError, Rows, Text
from detectors.readers.table.avro import _long as number

AVRO = "application/vnd.apache.avro"
SIMPLE = {"type": "record", "name": "R", "fields": [{"name": "id", "type": "long"}, {"name": "text", "type": "string"}]}


def read(opened):
    """Rows as {name: value}, and all other parts."""
    rows, others = [], []
    for part, content in opened:
        if isinstance(part, Rows):
            values = []
            for column in part.columns:
                starts = [0, *(end + 1 for end in column.ends)]
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            names = [column.name for column in part.columns]
            rows += [
                {name: value for name, value in zip(names, row, strict=True) if value}
                for row in zip(*values, strict=True)
            ]
        elif isinstance(part, Member):
            others.append((part.name, content))
        else:
            others.append(part)
    return rows, others


def written(schema, records, codec="null", **more) -> bytes:
    out = io.BytesIO()
    fastavro.writer(out, schema, records, codec=codec, **more)
    return out.getvalue()


def file(schema, *blocks: tuple[int, bytes], codec: bytes = b"null", text: bytes | None = None) -> bytes:
    """An Avro file by hand; a block says how many records it has."""
    text = json.dumps(schema).encode() if text is None else text
    head = b"Obj\1" + number(2) + number(11) + b"avro.schema" + number(len(text)) + text
    head += number(10) + b"avro.codec" + number(len(codec)) + codec + number(0) + b"S" * 16
    return head + b"".join(number(count) + number(len(data)) + data + b"S" * 16 for count, data in blocks)


def test_records_are_rows_with_dotted_names(parts):
    schema = {
        "type": "record",
        "name": "User",
        "fields": [
            {"name": "id", "type": "long"},
            {
                "name": "home",
                "type": {"type": "record", "name": "H", "fields": [{"name": "zip", "type": ["null", "string"]}]},
            },
            {"name": "tags", "type": {"type": "array", "items": "string"}},
            {"name": "more", "type": {"type": "map", "values": "int"}},
            {"name": "either", "type": ["int", "string", "boolean"]},
            {"name": "sort", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
            {"name": "share", "type": "double"},
        ],
    }
    record = {
        "id": 1,
        "home": {"zip": "00100"},
        "tags": ["a", "b"],
        "more": {"k": 5},
        "either": "x",
        "sort": "B",
        "share": 2.0,
    }
    rows, others = read(parts(written(schema, [record, {**record, "home": {"zip": None}, "either": True}]), AVRO))
    expected = {"id": "1", "home.zip": "00100", "tags": "a b", "more.k": "5", "either": "x", "sort": "B", "share": "2"}
    assert rows[0] == expected
    assert rows[1] == {key: value for key, value in {**expected, "either": "true"}.items() if key != "home.zip"}
    assert others == [Extent("", 2, 2)]


def test_logical_types_and_bytes(parts):
    kinds = {
        "date": ("int", "date", dt.date(2024, 1, 2), "2024-01-02"),
        "moment": (
            "long",
            "timestamp-millis",
            dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
            "2024-01-02 03:04:05+00:00",
        ),
        "time": ("int", "time-millis", dt.time(1, 2, 3), "01:02:03"),
        "uuid": ("string", "uuid", uuid.UUID(int=5), str(uuid.UUID(int=5))),
    }
    fields = [{"name": key, "type": {"type": base, "logicalType": sort}} for key, (base, sort, _, _) in kinds.items()]
    fields += [
        {"name": "sum", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
        {"name": "text", "type": "bytes"},
        {"name": "key", "type": {"type": "fixed", "name": "F", "size": 4}},
        {"name": "photo", "type": "bytes"},
    ]
    record = {key: value for key, (_, _, value, _) in kinds.items()}
    record |= {
        "sum": decimal.Decimal("12.30"),
        "text": b"words",
        "key": b"\0\1\2\xff",
        "photo": b"\x89PNG" + bytes(100),
    }
    rows, others = read(parts(written({"type": "record", "name": "R", "fields": fields}, [record]), AVRO))
    assert rows == [
        {key: seen for key, (_, _, _, seen) in kinds.items()} | {"sum": "12.30", "text": "words", "key": "000102ff"}
    ]
    assert others[0] == ("photo/1", b"\x89PNG" + bytes(100))


def test_a_value_that_its_logical_type_cannot_have_is_shown_as_it_is(parts):
    schema = {
        "type": "record",
        "name": "R",
        "fields": [{"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}}],
    }
    rows, others = read(parts(file(schema, (3, number(0) + number(1 << 61) + number(0))), AVRO))
    assert [row["at"] for row in rows] == ["1970-01-01 00:00:00+00:00", str(1 << 61), "0"]
    assert others == [Extent("", 3, 3)]


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz", "zstandard", "snappy"])
def test_every_codec_is_unpacked_in_bounds(parts, codec):
    record = number(7) + number(5) + b"hello"
    pack = {
        "null": lambda data: data,
        "deflate": lambda data: zlib.compress(data)[2:-4],
        "bzip2": bz2.compress,
        "xz": lzma.compress,
        "zstandard": zstandard.compress,
    }
    if codec == "snappy":
        cramjam = pytest.importorskip("cramjam")
        pack["snappy"] = lambda data: bytes(cramjam.snappy.compress_raw(data)) + zlib.crc32(data).to_bytes(4, "big")
    bomb = pack[codec](bytes(70 << 20)) if codec != "null" else b""
    data = file(SIMPLE, (2, pack[codec](record * 2)), (1, bomb), (1, pack[codec](record)), codec=codec.encode())
    rows, others = read(parts(data, AVRO, limits=Limits(free=1 << 40)))
    assert rows == [{"id": "7", "text": "hello"}] * 3
    assert [other.reason for other in others if isinstance(other, Gap)] == (
        [Reason.CORRUPT] if codec == "null" else [Reason.LIMIT]
    )


def test_an_unknown_codec_is_told(parts):
    _, others = read(parts(file(SIMPLE, (1, b"xxxx"), codec=b"brotli"), AVRO))
    assert [other.reason for other in others] == [Reason.NO_EXTRA]


def test_metadata_and_words_of_the_schema_are_text(parts):
    schema = {**SIMPLE, "doc": "made by Ann"}
    _, others = read(parts(written(schema, [{"id": 1, "text": "x"}], metadata={"owner": "me"}), AVRO))
    text = {other.name: other.data for other in others if isinstance(other, Text)}
    assert text["metadata"] == b"owner: me"
    assert b"made by Ann" in text["schema"]


def test_blocks_that_lie_are_passed_over(parts):
    good = number(7) + number(5) + b"hello"
    data = bytearray(file(SIMPLE, (1, good), (1, good), (1, good)))
    second = data.index(good, data.index(good) + 1)
    data[second - 1 : second] = number(1 << 40)
    rows, others = read(parts(bytes(data), AVRO))
    assert len(rows) == 2
    assert [other.reason for other in others if isinstance(other, Gap)] == [Reason.CORRUPT]
    rows, others = read(parts(file(SIMPLE, (1 << 50, good), (1, good)), AVRO))
    assert len(rows) == 2
    assert [other.reason for other in others if isinstance(other, Gap)] == [Reason.CORRUPT]


def test_records_and_items_without_bytes_are_bounded(parts):
    _, others = read(parts(file({"type": "record", "name": "E", "fields": []}, (1 << 60, b"")), AVRO))
    assert Reason.LIMIT in [other.reason for other in others if isinstance(other, Gap)]
    with pytest.raises(ReadError) as caught:
        parts(file({"type": "array", "items": "null"}, (1, number(1 << 60) + number(0))), AVRO)
    assert caught.value.reason == Reason.LIMIT


def test_lists_within_themselves_are_read_as_deep_as_is_sane(parts):
    schema = {
        "type": "record",
        "name": "N",
        "fields": [{"name": "v", "type": "string"}, {"name": "n", "type": ["null", "N"]}],
    }
    last = number(1) + b"z" + number(0)
    for depth, rows in ((20, 1), (100_000, 0)):
        got, others = read(parts(file(schema, (1, (number(1) + b"a" + number(1)) * depth + last)), AVRO))
        assert len(got) == rows
        assert any(isinstance(other, Gap) for other in others) == (not rows)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"type": "array", "items": ' * 2_000,
        b'"nothing"',
        b'{"type": 5}',
        b"7",
        json.dumps({"type": "record", "name": "R", "fields": [{"type": {"type": "record"}}]}).encode(),
    ],
)
def test_schemas_that_are_none_are_told(parts, text):
    with suppress(ReadError):
        rows, others = read(parts(file(None, (1, b"\0"), text=text), AVRO))
        assert not rows
        assert any(isinstance(other, Gap) for other in others)


def test_rows_beyond_the_limit_are_counted(parts):
    data = written(SIMPLE, [{"id": at, "text": "x"} for at in range(50)])
    assert read(parts(data, AVRO, limits=Limits(rows=5)))[1] == [Extent("", 50, 5)]


def test_damaged_and_cut_files_end_in_gaps_or_errors(parts):
    rng = random.Random(5)
    seed = written(SIMPLE, [{"id": at, "text": "word" * at} for at in range(30)], codec="deflate", sync_interval=100)
    for at in range(400):
        data = bytearray(seed[: rng.randrange(len(seed) + 1)] if at % 3 == 0 else seed)
        for _ in range(rng.randrange(5)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(ReadError):
            read(parts(bytes(data), AVRO))
    with pytest.raises(ReadError):
        parts(b"", AVRO)
