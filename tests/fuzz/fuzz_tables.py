"""Fuzz targets of the table readers: every part gone through, every column measured, every member read to its end."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import random
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from connectors.errors import BlobError
from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member, Rows
from detectors.readers.held import DescriptorBlob, HeldBlob
from detectors.readers.isolated import Child
from detectors.views.sniff import OPAQUE, Media
from detectors.views.tabular import layout, looks_delimited

_LIMITS = Limits(members=2000, expanded=64 << 20, free=16 << 20, seconds=5, cell=1000)
_SAMPLES = Path(__file__).parents[2] / "samples"


def _target(media_type: str) -> Callable[[bytes], None]:
    entry = registry.entry(media_type)
    assert entry is not None

    def one(data: bytes) -> None:
        reader = registry.load(entry.place)
        budget = Budget(_LIMITS, len(data))
        try:
            for part in reader.parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "object", budget):
                if isinstance(part, Member):
                    _member(part, budget)
                elif isinstance(part, Rows):
                    _sound(part)
        except BlobError:
            return

    return one


def _isolated(media_type: str) -> Callable[[bytes], None]:
    """A target in a child, for a library that is known to crash: only what comes of that is tried."""
    entry = registry.entry(media_type)
    assert entry is not None
    child = Child()

    def one(data: bytes) -> None:
        memory = os.memfd_create("object")
        try:
            os.write(memory, data)
            blob, budget = DescriptorBlob(memory, len(data)), Budget(_LIMITS, len(data))
            for part in child.parts(entry.place, blob, Media(media_type, OPAQUE, ""), "object", budget):
                if isinstance(part, Rows):
                    _sound(part)
        except BlobError:
            return
        finally:
            os.close(memory)

    return one


def _member(part: Member, budget: Budget) -> None:
    budget.member()
    try:
        with part.open() as stream:
            while chunk := stream.read(1 << 16):
                budget.expand(len(chunk))
    except BlobError:
        return


def _sound(part: Rows) -> None:
    """What whoever reads a chunk relies on."""
    assert part.columns
    assert part.count > 0
    assert part.lines is None or len(part.lines) == part.count
    for column in part.columns:
        assert len(column.ends) == part.count
        assert column.ends[-1] + 1 == len(column.data)
        assert all(column.data[end] == 10 for end in column.ends)
        assert list(column.ends) == sorted(column.ends)
        column.data.decode()


def _tabular(data: bytes) -> None:
    looks_delimited(data)
    layout(data.decode("utf-8", "replace"))


def _samples() -> dict[str, bytes]:
    """The tables of the samples, by name."""
    sys.path.insert(0, str(_SAMPLES))
    try:
        module = importlib.import_module("parts.containers_tables")
    finally:
        sys.path.remove(str(_SAMPLES))
    numbers = random.Random(1)
    return {name: data for name, (data, _) in module.made(numbers, lambda: f"token{numbers.random()}").items()}


def _database() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size=512")
        base.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, b BLOB, c AS (length(b)))")
        base.executemany("INSERT INTO a VALUES (?, ?)", ((at, bytes(at * 7)) for at in range(40)))
        base.execute("CREATE TABLE k (a TEXT PRIMARY KEY, b) WITHOUT ROWID")
        base.executemany("INSERT INTO k VALUES (?, ?)", ((f"k{at}", at) for at in range(40)))
        return base.serialize()


def _columnar() -> dict[str, list[bytes]]:
    """Seeds of each columnar format; none where the library is missing."""
    names = ("parquet", "arrow.file", "arrow.stream", "orc")
    if importlib.util.find_spec("pyarrow") is None:
        return {}
    import pyarrow as pa
    from pyarrow import orc
    from pyarrow import parquet as pq

    table = pa.table(
        {"a": ["x", None, "yy"] * 9, "n": [[1], [], [2, 3]] * 9, "s": [{"k": b"v"}, None, {"k": b"\0" * 99}] * 9}
    )
    out = {name: io.BytesIO() for name in names}
    pq.write_table(table, out["parquet"])
    orc.write_table(table, out["orc"])
    for name, made in (("arrow.file", pa.ipc.new_file), ("arrow.stream", pa.ipc.new_stream)):
        with made(out[name], table.schema) as writer:
            writer.write_table(table)
    return {f"application/vnd.apache.{name}": [stream.getvalue()] for name, stream in out.items()}


_NESTED = json.dumps(
    {"a": [{"b": [1, {"c": "é\n"}]}, {"b": None}, {}, {"b": "x"}], "m": {str(at): {"v": at} for at in range(20)}}
)
_MADE = _samples()
_SEEDS: dict[str, list[bytes]] = {
    "text/csv": [
        _MADE["people.csv"],
        _MADE["personal-latin1.csv"],
        _MADE["people-utf16.csv"],
        b'a,b\n"1\n""2""",3\n\n4\n',
    ],
    "text/tab-separated-values": [_MADE["people.tsv"], b"a\tb\n1\t'2\n"],
    "application/json": [_MADE["people.json"], _NESTED.encode(), _NESTED.encode("utf-16"), b"[" * 300],
    "application/x-ndjson": [_MADE["people.jsonl"], (_NESTED + "\n").encode() * 3],
    "application/sql": [_MADE["postgres.sql"], _MADE["mysql.sql"]],
    "text/xml": [_MADE["people.xml"]],
    "application/vnd.sqlite3": [_MADE["people.sqlite3"], _database()],
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [_MADE["people.xlsx"]],
    "application/vnd.oasis.opendocument.spreadsheet": [_MADE["people.ods"]],
    **_columnar(),
}
#: Arrow's reader of ORC reads beyond its buffers where an offset is damaged, the others believe any size (pyarrow 26).
_CRASHING = frozenset(media for media in _SEEDS if media.startswith("application/vnd.apache."))

TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "tabular": (_tabular, _SEEDS["text/csv"]),
    **{
        media.rpartition("/")[2]: ((_isolated if media in _CRASHING else _target)(media), seeds)
        for media, seeds in _SEEDS.items()
    },
}
