"""Exif: directories of tags in TIFF's structure, in TIFF files and inside of all other picture formats; read by place.

TIFF 6.0 section 2; Exif 3.0 (CIPA DC-008) sections 4.6.2 to 4.6.7; XP* tags: Windows' own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError
from detectors.readers.binary import iptc
from detectors.readers.binary.tags import MOST, Tags

Take = Callable[[int, int], bytes]

_NAMES = {
    0x010D: "DocumentName", 0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x011D: "PageName", 0x0131: "Software",
    0x0132: "DateTime", 0x013B: "Artist", 0x013C: "HostComputer", 0x8298: "Copyright", 0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized", 0x9286: "UserComment", 0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor",
    0x9C9E: "XPKeywords", 0x9C9F: "XPSubject", 0xA420: "ImageUniqueID", 0xA430: "CameraOwnerName", 0xA431: "BodySerialNumber",
    0xA433: "LensMake", 0xA434: "LensModel", 0xA435: "LensSerialNumber", 0xA436: "ImageTitle", 0xA437: "Photographer",
    0xA438: "ImageEditor", 0xC62F: "CameraSerialNumber",
}  # fmt: skip
_GPS_NAMES = {
    0x08: "GPSSatellites",
    0x12: "GPSMapDatum",
    0x1B: "GPSProcessingMethod",
    0x1C: "GPSAreaInformation",
    0x1D: "GPSDateStamp",
}
_EXIF, _GPS, _SUB, _XMP, _IPTC, _PHOTOSHOP, _COMMENT, _MAKER = (
    0x8769,
    0x8825,
    0x014A,
    0x02BC,
    0x83BB,
    0x8649,
    0x9286,
    0x927C,
)
_WIDE = frozenset(range(0x9C9B, 0x9CA0))
#: Bytes of one value by its type.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_ASCII, _UTF8, _RATIONAL, _DIRECTORY = 2, 129, 5, 13
_MOST_DIRECTORIES, _MOST_SUB = 512, 64
_HEAD = b"Exif\0\0"
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE, _PROCESS, _AREA = 1, 2, 3, 4, 0x1B, 0x1C


class _Entry(NamedTuple):
    tag: int
    kind: int
    value: bytes


class _Reading:
    """One structure while it is read."""

    def __init__(self, take: Take, order: str, tags: Tags, budget: Budget) -> None:
        self.take, self.order, self.tags, self.budget = take, order, tags, budget
        self._left = MOST

    def directories(self, first: int) -> None:
        waiting: list[tuple[int, bool]] = [(first, False)]
        seen: set[int] = set()
        while waiting and len(seen) < _MOST_DIRECTORIES:
            at, gps = waiting.pop(0)
            if at in seen or at < 8:  # noqa: PLR2004  # the head
                continue
            seen.add(at)
            entries, after = self._entries(at)
            if gps:
                self._position({entry.tag: entry for entry in entries})
                continue
            for entry in entries:
                if entry.tag in {_EXIF, _GPS}:
                    waiting += [(number, entry.tag == _GPS) for number in self._numbers(entry)[:1]]
                elif entry.tag == _SUB:
                    waiting += [(number, False) for number in self._numbers(entry)[:_MOST_SUB]]
                else:
                    self._keep(entry)
            waiting.append((after, False))

    def _entries(self, at: int) -> tuple[list[_Entry], int]:
        """Entries of the directory at `at` whose values are wanted, and where the next directory is."""
        self.budget.check()
        head = self.take(at, 2)
        if len(head) < 2:  # noqa: PLR2004  # a count
            return [], 0
        (count,) = struct.unpack(f"{self.order}H", head)
        table = self._taken(at + 2, count * 12 + 4)
        entries = []
        for offset in range(0, min(len(table) // 12, count) * 12, 12):
            tag, kind, many = struct.unpack_from(f"{self.order}HHI", table, offset)
            size = _SIZES.get(kind, 0) * many
            if not size or tag == _MAKER or not self._wanted(tag, kind):
                continue
            value = table[offset + 8 : offset + 12]
            if size > 4:  # noqa: PLR2004  # then it stands elsewhere
                value = self._taken(struct.unpack(f"{self.order}I", value)[0], min(size, self.budget.limits.cell))
            entries.append(_Entry(tag, kind, value[:size]))
        last = table[count * 12 : count * 12 + 4]
        return entries, struct.unpack(f"{self.order}I", last)[0] if len(last) == 4 else 0  # noqa: PLR2004  # a place

    def _taken(self, at: int, size: int) -> bytes:
        """Bytes at a place, which many entries may name: there is a limit to all of them together."""
        data = self.take(at, size)
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(Reason.LIMIT, f"more than {MOST:,} bytes of tags")
        return data

    @staticmethod
    def _wanted(tag: int, kind: int) -> bool:
        named = tag in _NAMES or tag in {_EXIF, _GPS, _SUB, _XMP, _IPTC, _PHOTOSHOP}
        return named or kind in {_ASCII, _UTF8} or tag < 0x20  # noqa: PLR2004  # tags of a GPS directory

    def _numbers(self, entry: _Entry) -> tuple[int, ...]:
        if entry.kind not in {4, _DIRECTORY}:
            return ()
        return struct.unpack(f"{self.order}{len(entry.value) // 4}I", entry.value[: len(entry.value) // 4 * 4])

    def _keep(self, entry: _Entry) -> None:
        if entry.tag == _XMP:
            self.tags.packet(entry.value)
        elif entry.tag == _IPTC:
            iptc.datasets(entry.value, self.tags)
        elif entry.tag == _PHOTOSHOP:
            iptc.resources(entry.value, self.tags)
        elif entry.tag in _WIDE:
            self.tags.add(_NAMES[entry.tag], entry.value.decode("utf-16-le", "replace"))
        elif entry.tag == _COMMENT:
            self.tags.add(_NAMES[entry.tag], self._comment(entry.value))
        elif entry.kind in {_ASCII, _UTF8} or entry.tag in _NAMES:
            self.tags.add(_NAMES.get(entry.tag, f"Tag {entry.tag:#06x}"), entry.value.decode("utf-8", "replace"))

    def _comment(self, value: bytes) -> str:
        """Text whose first 8 bytes name its characters (Exif 3.0, 4.6.6 UserComment)."""
        if value.startswith(b"UNICODE\0"):
            return value[8:].decode("utf-16-le" if self.order == "<" else "utf-16-be", "replace")
        return (value[8:] if value[:8] in {b"ASCII\0\0\0", b"JIS\0\0\0\0\0", bytes(8)} else value).decode(
            "utf-8", "replace"
        )

    def _position(self, entries: dict[int, _Entry]) -> None:
        both = []
        for reference, coordinate in ((_LATITUDE_REF, _LATITUDE), (_LONGITUDE_REF, _LONGITUDE)):
            found = entries.get(coordinate)
            if found is None or found.kind != _RATIONAL or reference not in entries:
                continue
            numbers = struct.unpack(f"{self.order}{len(found.value) // 4}I", found.value[: len(found.value) // 4 * 4])
            parts = [over / under if under else 0.0 for over, under in zip(numbers[::2], numbers[1::2], strict=False)][
                :3
            ]
            degrees = sum(part / 60**power for power, part in enumerate(parts))
            both.append(-degrees if entries[reference].value[:1] in b"SWsw" else degrees)
        if len(both) == 2:  # noqa: PLR2004  # latitude and longitude
            self.tags.place(both[0], both[1])
        for tag, name in _GPS_NAMES.items():
            if tag in entries:
                value = entries[tag].value
                self.tags.add(
                    name, self._comment(value) if tag in {_PROCESS, _AREA} else value.decode("utf-8", "replace")
                )


def structure(take: Take, tags: Tags, budget: Budget) -> None:
    """Gather the tags of a TIFF structure.

    Args:
        take: gives `size` bytes at a place from the structure's beginning, fewer at its end.
        tags: what is found goes there.
        budget: asked for each directory.

    Raises:
        ReadError: it is no such structure.
    """
    head = take(0, 8)
    order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
    if len(head) < 8 or not order or struct.unpack(f"{order}H", head[2:4])[0] not in {42, 0x4F52, 0x5352, 0x55}:  # noqa: PLR2004  # 42 and what raw formats have in its place
        raise ReadError(Reason.CORRUPT, "not the structure of Exif")
    _Reading(take, order, tags, budget).directories(struct.unpack(f"{order}I", head[4:8])[0])


def block(data: bytes, tags: Tags, budget: Budget) -> None:
    """Gather the tags of Exif data held in memory, with or without its own head.

    Raises:
        ReadError: it is none.
    """
    data = data.removeprefix(_HEAD)
    structure(lambda at, size: data[at : at + size], tags, budget)
