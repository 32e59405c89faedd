"""IPTC: captions, names and places that editors write into pictures.

IPTC-NAA Information Interchange Model 4.2 (datasets); Adobe Photoshop file formats, image resource blocks.
"""

from __future__ import annotations

from detectors.readers.binary.tags import Tags

_NAMES = {
    5: "ObjectName", 25: "Keywords", 26: "ContentLocationCode", 27: "ContentLocationName", 40: "SpecialInstructions",
    55: "DateCreated", 80: "By-line", 85: "By-lineTitle", 90: "City", 92: "Sub-location", 95: "Province-State", 101: "Country",
    105: "Headline", 110: "Credit", 115: "Source", 116: "CopyrightNotice", 118: "Contact", 120: "Caption", 122: "Writer-Editor",
}  # fmt: skip
_MARK, _APPLICATION, _DATASETS, _CHARACTERS = 0x1C, 2, 0x0404, 90
_UTF8 = b"\x1b%G"


def datasets(data: bytes, tags: Tags) -> None:
    """Gather texts of the application record."""
    at, codec = 0, "latin-1"
    while at + 5 <= len(data) and data[at] == _MARK:
        record, number, size = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5])
        at += 5
        if size & 0x8000:  # the size stands in so many bytes more
            more = size & 0x7FFF
            size, at = int.from_bytes(data[at : at + min(more, 8)]), at + more
        value = data[at : at + size]
        at += size
        if record == 1 and number == _CHARACTERS and value == _UTF8:
            codec = "utf-8"
        elif record == _APPLICATION and number in _NAMES:
            tags.add(_NAMES[number], value.decode(codec, "replace"))


def resources(data: bytes, tags: Tags) -> None:
    """Gather the datasets among Photoshop's resources."""
    at = 0
    while data[at : at + 4] == b"8BIM" and at + 7 <= len(data):
        number = int.from_bytes(data[at + 4 : at + 6])
        at += 6 + (data[at + 6] + 2) // 2 * 2
        size = int.from_bytes(data[at : at + 4])
        if number == _DATASETS:
            datasets(data[at + 4 : at + 4 + size], tags)
        at += 4 + (size + 1) // 2 * 2
