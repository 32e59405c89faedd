"""Compound files by hand ([MS-CFB]), and the least of a .doc ([MS-DOC]) and a .ppt ([MS-PPT]) within."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
#: Streams shorter than this would lie among small sectors; all are filled up instead.
_CUTOFF = 4096


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, all at the top, each filled up with NULs to 4096 bytes."""
    body, chains, places = bytearray(), [], {}
    for name, data in streams.items():
        filled = data.ljust(_CUTOFF, b"\0")
        filled += bytes(-len(filled) % _SECTOR)
        places[name] = (len(chains), max(len(data), _CUTOFF))
        chains += _chain(len(chains), len(filled) // _SECTOR)
        body += filled
    directory = _directory(places)
    first = len(chains)
    chains += _chain(first, len(directory) // _SECTOR)
    body += directory
    tables = 1
    while (len(chains) + tables) * 4 > tables * _SECTOR:
        tables += 1
    table = struct.pack(f"<{len(chains) + tables}I", *chains, *[_FAT] * tables)
    table += b"\xff" * (tables * _SECTOR - len(table))
    numbers = [len(chains) + at for at in range(tables)] + [_FREE] * (109 - tables)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first, 0, _CUTOFF, _END, 0, _END, 0, numbers[0]
    )
    header += struct.pack("<108I", *numbers[1:])
    return header + bytes(body) + table


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _directory(places: Mapping[str, tuple[int, int]]) -> bytes:
    """Root first, then each stream as the right sibling of the one before it."""
    out = _entry("Root Entry", 5, _FREE, 1 if places else _FREE, _END, 0)
    for at, (name, (start, size)) in enumerate(places.items(), 1):
        out += _entry(name, 2, at + 1 if at < len(places) else _FREE, _FREE, start, size)
    return out + _entry("", 0, _FREE, _FREE, 0, 0) * (-(len(out) // 128) % 4)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    field = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2 if name else 0, kind, 1, _FREE, right, child)
    return field + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", start, size)


def doc(main: str, header: str = "", comment: str = "") -> bytes:
    """A Word 97 document: its text in two pieces, one of a byte a character and one of two."""
    text = main + header + comment
    half = len(main) // 2
    first, second = text[:half].encode("cp1252"), text[half:].encode("utf-16-le")
    start = 0x400
    head = bytearray(start)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", head, 0x0A, 0x0200)
    struct.pack_into("<HH", head, 0x20, 14, 0)
    struct.pack_into("<8I", head, 0x4C, len(main), 0, len(header), 0, len(comment), 0, 0, 0)
    pieces = struct.pack("<3I", 0, half, len(text))
    pieces += struct.pack("<HIH", 0, start * 2 | 0x40000000, 0) + struct.pack("<HIH", 0, start + len(first), 0)
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    return compound({"WordDocument": bytes(head) + first + second, "1Table": clx})


def record(kind: int, body: bytes, *, within: bool = False, instance: int = 0) -> bytes:
    """A record of a presentation."""
    return struct.pack("<HHI", instance << 4 | (0xF if within else 0), kind, len(body)) + body


def ppt(slides: list[str], notes: str = "") -> bytes:
    """A PowerPoint 97 presentation, a text a slide, and notes of the first."""
    persists = b"".join(
        record(0x03F3, struct.pack("<IIIII", at, 0, 0, 255 + at, 0)) for at in range(1, len(slides) + 1)
    )
    out = record(0x03E8, record(0x0FF0, persists, within=True), within=True)
    places = []
    for text in slides:
        places.append(len(out))
        out += record(0x03EE, record(0x0FA0, text.encode("utf-16-le")), within=True)
    if notes:
        said = record(0x03F1, struct.pack("<II", 256, 0)) + record(0x0FA8, notes.encode("latin-1"))
        out += record(0x03F0, said, within=True)
    out += record(0x1772, struct.pack("<I", len(places) << 20 | 1) + struct.pack(f"<{len(places)}I", *places))
    return compound({"PowerPoint Document": out, "Current User": b""})
