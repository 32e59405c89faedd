"""Avro: Avro files as one table: records within records by dotted names, bytes as text or members."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Generator, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Text
from detectors.readers.table.avroblocks import MAGIC, Block, Blocks, MissingError
from detectors.readers.table.binary import as_cell, member
from detectors.readers.table.columns import Records
from detectors.views.sniff import Media

#: Most records of a block that has no bytes for them.
_EMPTY = 1_000
#: Rows that wait to be handed on: they may have to be filled up to the width of a later one.
_WAITING = 10_000
#: Types in one another of a schema.
_DEEP = 100
_SYNC = bytes(16)
#: What fastavro raises for data that is not as its schema says, beside an error of its own.
_BROKEN = (
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RuntimeError,
    StopIteration,
    struct.error,
)


class AvroReader(Reader):
    """Opens Avro files block by block, whatever the codec."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        blocks = Blocks(blob, budget)
        yield from _said(blocks.meta)
        file = _File(blocks, budget)
        try:
            yield from file.parts()
        except MissingError:
            codec = blocks.meta.get("avro.codec", b"").decode("ascii", "replace")
            known = {"snappy": "cramjam", "zstandard": "zstandard"}.get(codec)
            detail = f"its codec needs the package {known}" if known else "its codec is not known"
            yield Gap("", blob.size, Reason.NO_EXTRA, detail)


def _said(meta: dict[str, bytes]) -> Iterator[Part]:
    """What the writer added, and what the schema says in words."""
    lines = [
        key.encode() + b": " + value
        for key, value in meta.items()
        if key not in {"avro.schema", "avro.codec"} and as_cell(value, 1 << 20) is not None
    ]
    if lines:
        yield Text(b"\n".join(lines).decode("utf-8", "replace").encode(), "metadata")
    schema = meta.get("avro.schema", b"")
    if b'"doc"' in schema or b'"default"' in schema:
        yield Text(schema.decode("utf-8", "replace").encode(), "schema")


class _File:
    def __init__(self, blocks: Blocks, budget: Budget) -> None:
        self._blocks, self._budget = blocks, budget
        try:
            self._schema = json.loads(blocks.meta.get("avro.schema", b""))
            shape = _Shape()
            shape.least(self._schema, 0)
        except (ValueError, RecursionError) as error:
            raise ReadError(Reason.CORRUPT, "its schema is damaged, or has types too deep in one another") from error
        if shape.bomb:
            raise ReadError(Reason.LIMIT, "its schema has arrays of what takes up no bytes")
        self._recursive = shape.recursive
        self._records = Records("", most=budget.limits.rows)
        self._names: list[str] = []
        self._members: list[Member] = []
        self._row = 0

    def parts(self) -> Iterator[Part]:
        for block in self._blocks.read():
            if isinstance(block, Gap):
                yield block
                continue
            done = yield from self._read(block, self._schema, 0)
            if done < block.records:
                # A value that its logical type cannot have, perhaps.
                again = yield from self._read(block, _plain(self._schema), done)
                if again < block.records:
                    yield Gap("", len(block.data), Reason.CORRUPT, "records of a block are not as the schema says")
        yield from self._records.end()

    def _read(self, block: Block, schema: Any, skip: int) -> Generator[Part, None, int]:
        """Records of a block but the first ones; gives how many there were before one was broken."""
        from fastavro.schema import SchemaParseException  # noqa: PLC0415  # an extra

        done = 0
        try:
            for record in self._reader(block, schema):
                done += 1
                if done > skip:
                    self._row += 1
                    self._add(record)
                    if self._members:
                        yield from self._members
                        self._members.clear()
                    if self._records.full or not self._row % _WAITING:
                        yield from self._records.flush()
                if not done & 0xFF:
                    self._budget.check()
                if done > len(block.data) + _EMPTY:
                    yield Gap("", 0, Reason.LIMIT, "a block claims more records than it has bytes")
                    return block.records
        except (*_BROKEN, SchemaParseException):
            return done
        return done

    def _reader(self, block: Block, schema: Any) -> Iterator[Any]:
        """Records by fastavro, which is given the block as a file of its own."""
        if self._recursive:
            # What is written in C goes as deep as the data, and crashes.
            from fastavro import _read_py as fast  # noqa: PLC0415  # an extra; see above
        else:
            from fastavro import _read as fast  # type: ignore[no-redef]  # noqa: PLC0415  # an extra; of the same form
        text = json.dumps(schema).encode()
        head = MAGIC + _long(1) + _long(11) + b"avro.schema" + _long(len(text)) + text + _long(0) + _SYNC
        data = head + _long(block.records) + _long(len(block.data)) + block.data + _SYNC
        return iter(fast.reader(io.BytesIO(data), handle_unicode_errors="replace"))

    def _add(self, record: Any) -> None:
        """A record as a row: scalars by dotted names, those of an array joined by blanks."""
        names: list[str] = []
        values: list[str] = []
        todo: list[tuple[str, Any]] = [("", record)]
        while todo:
            prefix, value = todo.pop()
            if isinstance(value, dict):
                for key, inner in value.items():
                    name = f"{prefix}.{key}" if prefix else str(key)
                    if isinstance(inner, dict | list | tuple):
                        todo.append((name, inner))
                    else:
                        names.append(name)
                        values.append(inner if type(inner) is str else self._scalar(inner, name))
            elif isinstance(value, list | tuple):
                held = [self._scalar(inner, prefix) for inner in value if not isinstance(inner, dict | list | tuple)]
                names.append(prefix or "value")
                values.append(" ".join(held))
                if len(held) < len(value):
                    todo.extend((prefix, inner) for inner in reversed(value) if isinstance(inner, dict | list | tuple))
            else:
                names.append("value")
                values.append(self._scalar(value, prefix))
        if names == self._names:
            self._records.row(values)
            return
        self._records.record(zip(names, values, strict=True))
        self._names = names if len(set(names)) == len(names) and self._records.in_order(names) else []

    def _scalar(self, value: Any, path: str) -> str:
        if not isinstance(value, bytes):
            return _scalar(value)
        cell = as_cell(value, self._budget.limits.cell)
        if cell is None:
            self._members.append(member("", path, self._row, value))
            return ""
        return cell.decode()


def _scalar(value: object) -> str:  # noqa: PLR0911  # one for each type
    """A scalar as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, UUID | int):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < 100 else str(value)  # noqa: PLR2004  # no number of people's
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)  # noqa: PLR2004  # exact
    return str(value)


def _long(number: int) -> bytes:
    number <<= 1
    out = bytearray()
    while number > 0x7F:  # noqa: PLR2004  # seven bits a byte
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _plain(schema: Any) -> Any:
    """A schema without logical types."""
    if isinstance(schema, dict):
        return {key: _plain(value) for key, value in schema.items() if key != "logicalType"}
    return [_plain(each) for each in schema] if isinstance(schema, list) else schema


class _Shape:
    """What a schema allows.

    Attributes:
        recursive: a type may have itself within.
        bomb: arrays whose items take up no bytes, so that a few bytes may claim any number of them.
    """

    def __init__(self) -> None:
        self.recursive = self.bomb = False
        self._open: set[str] = set()
        self._known: dict[str, int] = {}

    def least(self, schema: Any, depth: int) -> int:
        """The least bytes that a value takes up."""
        if depth > _DEEP:
            raise ValueError
        if isinstance(schema, list):
            for each in schema:
                self.least(each, depth + 1)
            return 1
        if isinstance(schema, str):
            name = schema.rpartition(".")[2]
            self.recursive = self.recursive or name in self._open
            return 0 if schema == "null" else self._known.get(name, 1)
        if not isinstance(schema, dict):
            raise ValueError  # noqa: TRY004  # of the schema, which is data
        return self._complex(schema, schema.get("type"), depth)

    def _complex(self, schema: dict[str, Any], kind: Any, depth: int) -> int:
        if isinstance(kind, str) and kind in {"record", "error"}:
            return self._record(schema, depth)
        if kind == "array":
            self.bomb = self.bomb or not self.least(schema.get("items", "null"), depth + 1)
            return 1
        if kind == "map":
            self.least(schema.get("values", "null"), depth + 1)
            return 1
        if kind == "fixed":
            size = schema.get("size")
            return self._named(schema, size if isinstance(size, int) else 0)
        if kind == "enum":
            return self._named(schema, 1)
        return self.least(kind, depth + 1)

    def _record(self, schema: dict[str, Any], depth: int) -> int:
        name = str(schema.get("name", "")).rpartition(".")[2]
        fields = schema.get("fields")
        self._open.add(name)
        total = 0
        for field in fields if isinstance(fields, list) else []:
            if isinstance(field, dict):
                total += self.least(field.get("type"), depth + 1)
        self._open.discard(name)
        return self._named(schema, total)

    def _named(self, schema: dict[str, Any], size: int) -> int:
        self._known[str(schema.get("name", "")).rpartition(".")[2]] = size
        return size
