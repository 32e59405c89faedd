"""Propertyset: title, author and the like of a compound file ([MS-OLEPS], and [MS-OSHARED] 2.3.3.2 for the numbers)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from detectors.readers.document.rtfwords import code_page

#: Properties that are text, by their numbers in the two streams.
_SUMMARY = {
    2: "title",
    3: "subject",
    4: "author",
    5: "keywords",
    6: "comments",
    7: "template",
    8: "last author",
    18: "program",
}
_DOCUMENT = {
    2: "category",
    14: "manager",
    15: "company",
    26: "content type",
    27: "status",
    28: "language",
    29: "version",
}
SETS = {"\x05SummaryInformation": _SUMMARY, "\x05DocumentSummaryInformation": _DOCUMENT}
#: Types: text in the code page, text in UTF-16.
_NARROW, _WIDE = 0x1E, 0x1F
_CODE_PAGE, _NAMES = 1, 0
_UTF16 = 1200
#: Properties of one set that are looked at.
_MOST = 4_096


def properties(data: bytes, names: dict[int, str]) -> Iterator[str]:
    """Lines `title: …`, and those that users add, by the names that they gave them; nothing from what is damaged."""
    try:
        (sets,) = struct.unpack_from("<I", data, 24)
        for at in range(min(sets, 2)):
            (start,) = struct.unpack_from("<I", data, 44 + 20 * at)
            yield from _set(data, start, names if at == 0 else {})
    except struct.error:
        return


def _set(data: bytes, start: int, names: dict[int, str]) -> Iterator[str]:
    (count,) = struct.unpack_from("<I", data, start + 4)
    found: dict[int, int] = {}
    for at in range(min(count, _MOST)):
        number, offset = struct.unpack_from("<II", data, start + 8 + 8 * at)
        found[number] = start + offset
    page = struct.unpack_from("<H", data, found[_CODE_PAGE] + 4)[0] if _CODE_PAGE in found else 1252
    codec = code_page(page)
    if _NAMES in found:
        names = dict(_dictionary(data, found[_NAMES], page, codec))
    for number, at in found.items():
        kind, length = struct.unpack_from("<II", data, at) if at + 8 <= len(data) else (0, 0)
        if number in names and kind in {_NARROW, _WIDE}:
            size = length * 2 if kind == _WIDE else length
            text = data[at + 8 : at + 8 + size].decode("utf-16-le" if kind == _WIDE else codec, "replace").rstrip("\0")
            if text:
                yield f"{names[number]}: {text}"


def _dictionary(data: bytes, at: int, page: int, codec: str) -> Iterator[tuple[int, str]]:
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    for _ in range(min(count, _MOST)):
        number, length = struct.unpack_from("<II", data, at)
        size = length * 2 if page == _UTF16 else length
        yield number, data[at + 8 : at + 8 + size].decode(codec, "replace").rstrip("\0")
        at += 8 + (size + 3 & ~3 if page == _UTF16 else size)
