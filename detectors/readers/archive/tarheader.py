"""Headers of tar: v7, ustar, GNU and pax. Sources: POSIX.1-2017 under pax ("ustar Interchange Format" and so on); tar(5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

BLOCK = 512
#: Bytes of an extended header or a long name that are read.
LONGEST = 1 << 20
REGULAR, HARD, LINK, CHARACTER, DEVICE, FOLDER, FIFO = b"0", b"1", b"2", b"3", b"4", b"5", b"6"
LONG_NAME, LONG_LINK, PAX, PAX_GLOBAL, PAX_SOLARIS, SPARSE, VOLUME = b"L", b"K", b"x", b"g", b"X", b"S", b"V"
_CHECKSUM = slice(148, 156)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: A number in base 256 has the first bit set, and the second where it is negative (tar(5), GNU).
_BINARY, _NEGATIVE = 0x80, 0xFF


class Header(NamedTuple):
    """One header.

    Attributes:
        name: as stored, the prefix joined.
        kind: type flag.
        size: bytes of data behind it.
        seconds: time of the last change since 1970, in UTC.
        extended: whether more blocks of a GNU sparse map follow before the data.
    """

    name: bytes
    kind: bytes
    size: int
    seconds: float
    extended: bool


def header(block: bytes) -> Header | None:
    """A header from its 512 bytes; None where its checksum or its size is wrong."""
    stated = number(block[_CHECKSUM])
    total = sum(block) - sum(block[_CHECKSUM]) + 8 * 32
    if stated != total and stated != total - 256 * sum(byte > 127 for byte in block):  # noqa: PLR2004  # signed, as old SunOS
        return None
    size = number(block[124:136])
    if size is None or size < 0:
        return None
    kind = block[156:157]
    name = block[:100].rstrip(b"\0").split(b"\0", 1)[0]
    if block[257:263] == b"ustar\0" and kind not in {LONG_NAME, LONG_LINK} and block[345]:
        name = block[345:500].split(b"\0", 1)[0] + b"/" + name
    if kind == b"\0":
        kind = FOLDER if name.endswith(b"/") else REGULAR  # v7
    return Header(name, kind, size, number(block[136:148]) or 0, kind == SPARSE and bool(block[482]))


def number(raw: bytes) -> int | None:
    """A field: octal digits between blanks, or base 256; None where it is neither, 0 where it is empty."""
    if raw[0] & _BINARY:
        value = int.from_bytes(raw, "big", signed=raw[0] == _NEGATIVE)
        return value if raw[0] == _NEGATIVE else value & ((1 << (8 * len(raw) - 1)) - 1)
    digits = raw.split(b"\0", 1)[0].strip()
    if not digits:
        return 0
    try:
        return int(digits, 8) if digits.isdigit() else None
    except ValueError:
        return None


def records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Records of a pax header, `<length> <key>=<value>` and a line feed; ends at the first that is damaged."""
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 20)
        digits = data[at:space] if space > 0 else b""
        if not digits.isdigit():
            return
        end = at + int(digits)
        if end <= space or end > len(data):
            return
        key, equals, value = data[space + 1 : end - 1].partition(b"=")
        if equals:
            yield key, value
        at = end


def after_epoch(seconds: float) -> datetime | None:
    """A time; None where it is not set or out of range."""
    try:
        return _EPOCH + timedelta(seconds=seconds) if seconds else None
    except (OverflowError, ValueError):
        return None
