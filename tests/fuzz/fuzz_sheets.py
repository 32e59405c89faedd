"""Targets for readers of spreadsheets, dumps in SQL, XML and Avro: any bytes give parts, gaps or a ReadError."""

from __future__ import annotations

import io
import json
import random
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import fastavro

from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member, ReadError
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
from parts.containers_sheets import made
from parts.documents import zipped

OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS, XLS = "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.ms-excel"
AVRO, SQL, XML = "application/vnd.apache.avro", "application/sql", "text/xml"
TYPES = {"xlsx": OFFICE, "ods": ODS, "xls": XLS, "sql": SQL, "xml": XML}
SCHEMA = {
    "type": "record",
    "name": "R",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "b", "type": ["null", "bytes"]},
        {"name": "m", "type": {"type": "map", "values": {"type": "array", "items": "string"}}},
        {"name": "d", "type": {"type": "int", "logicalType": "date"}},
        {"name": "n", "type": ["null", "R"]},
    ],
}


def one(media_type: str, data: bytes) -> None:
    """Read everything in `data`."""
    entry = registry.entry(media_type)
    assert entry is not None
    budget = Budget(Limits(seconds=20, free=64 << 20), len(data))
    try:
        for part in registry.load(entry.place).parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "object", budget):
            if isinstance(part, Member):
                with part.open() as stream:
                    while stream.read(1 << 16):
                        budget.check()
    except ReadError:
        pass


def within(part: str, seed: bytes, media_type: str, data: bytes) -> None:
    """Read a sound zip with one part that is `data`."""
    with zipfile.ZipFile(io.BytesIO(seed)) as old:
        held: dict[str, str | bytes] = {name: old.read(name) for name in old.namelist()}
    held[part] = data
    one(media_type, zipped(held))


def _avro() -> list[bytes]:
    out = []
    record = {"id": 1, "b": b"x", "m": {"k": ["a", "b"]}, "d": 5, "n": None}
    for codec in ("null", "deflate"):
        file = io.BytesIO()
        fastavro.writer(file, json.loads(json.dumps(SCHEMA)), [{**record, "n": record}] * 3, codec=codec)
        out.append(file.getvalue())
    return out


def _targets() -> dict[str, tuple[Callable[[bytes], None], list[bytes]]]:
    numbers = iter(range(1 << 20))
    samples = made(random.Random(1), lambda: f"key-{next(numbers):036d}")
    out: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {AVRO: (partial(one, AVRO), _avro())}
    for name, (data, _) in samples.items():
        media_type = TYPES[name.rpartition(".")[2]]
        out.setdefault(media_type, (partial(one, media_type), []))[1].append(data)
    for name, parts in (
        ("keys.xlsx", ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/comments1.xml")),
        ("keys.ods", ("content.xml",)),
    ):
        data = samples[name][0]
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            for part in parts:
                out[f"{name}/{part}"] = (partial(within, part, data, TYPES[name.rpartition(".")[2]]), [file.read(part)])
    return out


TARGETS = _targets()
"""By media type, and by part of a zip."""
