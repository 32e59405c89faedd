"""Wire: parts as frames on a socket between a worker and its child: numbers, names and bytes, of which nothing is executed.

A frame is two lengths (big-endian: 4 bytes of head, 8 bytes of body), a head in JSON with its sort under `is`, and a body.
"""

from __future__ import annotations

import json
import socket
import struct
from array import array
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from connectors.errors import Reason
from detectors.readers.base import Column, Extent, Fact, Gap, Part, ReadError, Refined, Rows, Text

_LENGTHS = struct.Struct(">IQ")
#: Largest head and body of a frame: names of a table's columns, and the text of a page or the columns of a chunk.
_MOST_HEAD, _MOST_BODY = 64 << 20, 256 << 20


#: One byte before an object: whether its descriptor comes with it, or its bytes are to be asked for.
GIVEN, ASKED = b"o", b"w"


class Closed(Exception):  # noqa: N818  # an end, not an error
    """The other side is gone."""


def send(wire: socket.socket, head: dict[str, Any], body: bytes | bytearray | memoryview = b"") -> None:
    """Write one frame.

    Raises:
        Closed: the other side is gone.
    """
    text = json.dumps(head).encode()
    try:
        if len(body) < 1 << 16:
            wire.sendall(b"".join((_LENGTHS.pack(len(text), len(body)), text, body)))
        else:
            wire.sendall(_LENGTHS.pack(len(text), len(body)) + text)
            wire.sendall(body)
    except OSError as error:
        raise Closed from error


def receive(wire: socket.socket) -> tuple[dict[str, Any], bytes]:
    """Read one frame.

    Raises:
        Closed: the other side is gone.
        TimeoutError: it gave no sign of life for as long as the socket waits.
        ReadError: it does not keep to the form.
    """
    size, length = _LENGTHS.unpack(_exactly(wire, _LENGTHS.size))
    if size > _MOST_HEAD or length > _MOST_BODY:
        raise ReadError(Reason.LIMIT, "a part of the object is larger than its reader may hand on")
    head = json.loads(_exactly(wire, size))
    return head, _exactly(wire, length)


def _exactly(wire: socket.socket, length: int) -> bytes:
    data = bytearray(length)
    view, got = memoryview(data), 0
    while got < length:
        try:
            count = wire.recv_into(view[got:])
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed from error
        if not count:
            raise Closed
        got += count
    view.release()
    return bytes(data)


def packed(part: Text | Rows | Extent | Gap | Fact | Refined) -> tuple[dict[str, Any], bytes]:
    """A part as head and body."""
    match part:
        case Text():
            return {"is": "text", "name": part.name, "page": part.page, "raw": part.raw, "line": part.line}, part.data
        case Rows():
            return _packed_rows(part)
        case Extent():
            return {"is": "extent", "table": part.table, "held": part.held, "read": part.read}, b""
        case Gap():
            return {
                "is": "gap",
                "name": part.name,
                "size": part.size,
                "reason": part.reason,
                "detail": part.detail,
            }, b""
        case Fact():
            head = {"is": "fact", "rule": part.rule, "name": part.name, "page": part.page, "evidence": part.evidence}
            return head | {"records": part.records}, part.value
        case Refined():
            return {"is": "refined", "type": part.type}, b""


def _packed_rows(part: Rows) -> tuple[dict[str, Any], bytes]:
    columns = [(each.name, len(each.data)) for each in part.columns]
    lines = array("Q", part.lines) if part.lines is not None else None
    bodies = [each for column in part.columns for each in (column.data, memoryview(column.ends).cast("B"))]
    head = {"is": "rows", "table": part.table, "first": part.first, "count": part.count, "columns": columns}
    return head | {"lines": lines is not None}, b"".join((*bodies, lines.tobytes() if lines is not None else b""))


def unpacked(head: dict[str, Any], body: bytes) -> Part | None:
    """A part from head and body; None for a frame of another sort.

    Raises:
        KeyError, ValueError, TypeError, struct.error: the frame does not keep to the form.
    """
    make = _MAKERS.get(head["is"])
    return make(head, body) if make is not None else None


def _unpacked_rows(head: dict[str, Any], body: bytes) -> Rows:
    count, at, columns = head["count"], 0, []
    for name, size in head["columns"]:
        ends = array("Q")
        ends.frombytes(body[at + size : at + size + count * 8])
        columns.append(Column(name, body[at : at + size], ends))
        at += size + count * 8
    lines = None
    if head["lines"]:
        lines = array("Q")
        lines.frombytes(body[at : at + count * 8])
    return Rows(head["table"], tuple(columns), head["first"], count, lines)


_MAKERS: dict[str, Callable[[dict[str, Any], bytes], Part]] = {
    "text": lambda head, body: Text(body, head["name"], head["page"], head["raw"], head["line"]),
    "rows": _unpacked_rows,
    "extent": lambda head, _: Extent(head["table"], head["held"], head["read"]),
    "gap": lambda head, _: Gap(head["name"], head["size"], head["reason"], head["detail"]),
    "fact": lambda head, body: Fact(
        head["rule"], body, head["name"], head["page"], tuple(head["evidence"]), head["records"]
    ),
    "refined": lambda head, _: Refined(head["type"]),
}


def moment(seconds: float | None) -> datetime | None:
    """A time from Unix seconds; None for one beyond the calendar."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
