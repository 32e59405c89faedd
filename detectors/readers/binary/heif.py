"""HEIF: where a picture's Exif and XMP lie. ISO/IEC 23008-12 Annex A; boxes `iinf` and `iloc` of ISO/IEC 14496-12 section 8.11."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.base import Budget
from detectors.readers.binary.boxes import Box, boxes, child
from detectors.readers.binary.window import Window

_MOST_ITEMS = 10_000
EXIF, XMP = b"Exif", b"mime"


def items(window: Window, budget: Budget) -> Iterator[tuple[bytes, int, int]]:
    """Kind (`EXIF` or `XMP`), place and size of each piece of metadata in one extent, as encoders write them."""
    meta = next((box for box in boxes(window, 0, window.size, budget) if box.kind == b"meta"), None)
    if meta is None:
        return
    names, places = (child(window, meta, kind, budget, 4) for kind in (b"iinf", b"iloc"))
    if names is None or places is None:
        return
    wanted = dict(_wanted(window, names, budget))
    for number, start, size in _places(window, places, budget):
        if number in wanted:
            yield wanted[number], start, size


def _wanted(window: Window, names: Box, budget: Budget) -> Iterator[tuple[int, bytes]]:
    version = window.take(names.start, 1)
    skip = 6 if version == b"\0" else 8
    for count, box in enumerate(boxes(window, names.start + skip, names.end, budget)):
        entry = window.take(box.start, min(256, box.end - box.start))
        if box.kind != b"infe" or len(entry) < 12 or count > _MOST_ITEMS:  # noqa: PLR2004  # version to type
            continue
        wide = 2 if entry[0] == 3 else 0  # noqa: PLR2004  # version 3 has numbers of 4 bytes
        kind = entry[8 + wide : 12 + wide]
        if kind == EXIF or (kind == XMP and b"rdf+xml" in entry):
            yield int.from_bytes(entry[4 : 6 + wide]), kind


def _places(window: Window, places: Box, budget: Budget) -> Iterator[tuple[int, int, int]]:
    """Number, place and size of the first extent of each item that lies in the file itself."""
    data = window.take(places.start, min(1 << 20, places.end - places.start))
    if len(data) < 8:  # noqa: PLR2004  # version, sizes, count
        return
    version, offset, length, base, index = data[0], data[4] >> 4, data[4] & 15, data[5] >> 4, data[5] & 15
    wide = 4 if version == 2 else 2  # noqa: PLR2004  # version 2 has numbers of 4 bytes
    at = 6 + wide
    for _ in range(min(int.from_bytes(data[6:at]), _MOST_ITEMS)):
        budget.check()
        number, at = int.from_bytes(data[at : at + wide]), at + wide
        method = 0
        if version:
            method, at = int.from_bytes(data[at : at + 2]) & 15, at + 2
        start, at = int.from_bytes(data[at + 2 : at + 2 + base]), at + 2 + base
        extents, at = int.from_bytes(data[at : at + 2]), at + 2
        step = (index if version else 0) + offset + length
        first = at + (index if version else 0)
        start += int.from_bytes(data[first : first + offset])
        size = int.from_bytes(data[first + offset : first + offset + length])
        if first + offset + length > len(data):
            return
        at += extents * step
        if method == 0:
            yield number, start, size
