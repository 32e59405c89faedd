"""TNEF: what Outlook wraps a message's attachments in (winmail.dat).

[MS-OXTNEF] sections 2.1.3 (attributes) and 2.1.3.4 (properties). Each attribute: level, id, length, data, checksum; little-endian.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Generator, Iterator

from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, ReadError, Text
from detectors.readers.mail.coding import letters
from detectors.readers.mail.lzfu import expand

KINDS = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
SIGNATURE = b"\x78\x9f\x3e\x22"
#: Attributes: a new attachment's data, its title, its content, its properties; the message's properties, text body, subject.
_REND, _TITLE, _DATA, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_PROPERTIES, _BODY, _SUBJECT = 0x9003, 0x800C, 0x8004
#: MAPI properties: [MS-OXPROPS] PidTagRtfCompressed, PidTagHtml (Body), PidTagAttachLongFilename, PidTagAttachDataBinary.
_RTF, _HTML, _BODY_TEXT, _LONG_NAME, _BINARY = 0x1009, 0x1013, 0x1000, 0x3707, 0x3701
_LONGEST_NAME = 255
#: Bytes of a property of fixed size by its type; 8 of them stand in multiples of 4.
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = {0x0D, 0x1E, 0x1F, 0x102}
_MANY, _NAMED, _OBJECT = 0x1000, 0x8000, 0x0D


def parts(data: bytes, name: str, budget: Budget) -> Iterator[Part]:
    """What lies in a TNEF stream: body and attachments.

    Args:
        data: the stream, whole.
        name: what it is called in its message.
        budget: asked for each attribute.
    """
    if not data.startswith(SIGNATURE):
        yield Member(name, len(data), lambda: io.BytesIO(data), again=True)
        return
    attached, number = _Attached(), 0
    try:
        for kind, content in _attributes(data, budget):
            if kind == _REND:
                yield from attached.member(number)
                attached, number = _Attached(), number + 1
            elif kind == _TITLE:
                attached.title = letters(content.rstrip(b"\0"), "cp1252")
            elif kind == _DATA:
                attached.content = content
            elif kind == _ATTACHMENT:
                attached.properties(content, budget)
            elif kind in {_BODY, _SUBJECT}:
                yield Text(letters(content.rstrip(b"\0"), "cp1252").encode("utf-8", "replace"))
            elif kind == _PROPERTIES:
                yield from _message(content, budget)
    except ReadError as error:
        yield Gap(name, len(data), error.reason, error.detail)
    yield from attached.member(number)


class _Attached:
    """One attachment while its attributes come in."""

    def __init__(self) -> None:
        self.title = ""
        self.content = b""

    def properties(self, content: bytes, budget: Budget) -> None:
        for tag, kind, value in _properties(content, budget):
            if tag == _LONG_NAME:
                self.title = _string(kind, value)
            elif tag == _BINARY and not self.content:
                # An embedded message is an object: an interface's id of 16 bytes, then a TNEF stream of its own.
                self.content = value[16:] if kind == _OBJECT and value[16:20] == SIGNATURE else value

    def member(self, number: int) -> Iterator[Member]:
        content = self.content
        if content:
            name = self.title.replace("\\", "/").rpartition("/")[2].strip()[:_LONGEST_NAME]
            yield Member(name or f"attached-{number}", len(content), lambda: io.BytesIO(content), again=True)


def _attributes(data: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        budget.check()
        _, kind, size = struct.unpack_from("<BII", data, at)
        if at + 9 + size > len(data):
            yield kind & 0xFFFF, data[at + 9 :]
            raise ReadError(Reason.CORRUPT, "an attribute is longer than the stream")
        yield kind & 0xFFFF, data[at + 9 : at + 9 + size]
        at += 9 + size + 2


def _message(content: bytes, budget: Budget) -> Iterator[Part]:
    for tag, kind, value in _properties(content, budget):
        if tag == _BODY_TEXT:
            yield Text(_string(kind, value).encode("utf-8", "replace"))
        elif tag == _HTML and value:
            yield Member("body.html", len(value), lambda value=value: io.BytesIO(value), again=True)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        elif tag == _RTF:
            rich = expand(value, budget)
            yield Member("body.rtf", len(rich), lambda rich=rich: io.BytesIO(rich), again=True)  # type: ignore[misc]  # as above


def _string(kind: int, value: bytes) -> str:
    return letters(value, "utf-16-le" if kind == 0x1F else "cp1252").rstrip("\0")  # noqa: PLR2004  # PtypString


def _properties(data: bytes, budget: Budget) -> Iterator[tuple[int, int, bytes]]:
    """Tag, type and value of each property.

    Raises:
        ReadError: they end early, or have a type that nobody knows.
    """
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(count):
            budget.check()
            kind, tag = struct.unpack_from("<HH", data, at)
            at += 4
            if tag & _NAMED:
                at = _after_name(data, at)
            at = yield from _values(data, at, tag, kind)
    except struct.error as error:
        raise ReadError(Reason.CORRUPT, "properties end early") from error


def _after_name(data: bytes, at: int) -> int:
    """Behind a property's name: an id of 16 bytes, a number that says whether a number or a string follows."""
    (by_string,) = struct.unpack_from("<I", data, at + 16)
    if not by_string:
        return at + 24
    (size,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (int(size) + 3) // 4 * 4


def _values(data: bytes, at: int, tag: int, kind: int) -> Generator[tuple[int, int, bytes], None, int]:
    """Values of one property; gives back where the next one begins."""
    base = kind & ~_MANY
    count = 1
    if kind & _MANY or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    for _ in range(count):
        if base in _VARIABLE:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
            yield tag, base, data[at : at + size]
            at += (size + 3) // 4 * 4
        elif base in _SIZES:
            at += _SIZES[base]
        else:
            raise ReadError(Reason.CORRUPT, "a property has an unknown type")
        if at > len(data):
            raise struct.error
    return at
