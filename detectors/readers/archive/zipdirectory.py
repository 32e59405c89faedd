"""The central directory of a zip: read as a stream, since a million of its entries need not be held. Source: APPNOTE.TXT 6.3.10."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from connectors.blob import Blob
from detectors.readers.archive.content import Ahead, far
from detectors.readers.archive.naming import shown
from detectors.readers.base import Budget

ENCRYPTED, DESCRIPTOR, STRONG, UTF8 = 0x1, 0x8, 0x40, 0x800
#: Methods of compression, 4.4.5.
STORED, DEFLATE, DEFLATE64, BZIP2, LZMA, ZSTD, XZ, AES = 0, 8, 9, 12, 14, 93, 95, 99

_END = struct.Struct("<4sHHHHLLH")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4sBBHHHHHLLLHHHHHLL")
#: An end record with the longest comment.
_TAIL = _END.size + 0xFFFF
#: Bytes of a far blob's end that are read at once, and the part of its size that they are at most: with them comes the directory
#: of most archives, which has some 100 bytes a member.
_FAR_TAIL, _FAR_PART = 1 << 20, 64
#: Bytes of a directory that are held, so that a blob that can only be read forward is not read anew for it.
_HELD = 32 << 20
_ZIP64, _NTFS, _UNIX_TIME, _UNICODE_PATH = 0x0001, 0x000A, 0x5455, 0x7075
#: A 32-bit value that stands in the extra field instead, in 64 bits.
_WIDE = 0xFFFFFFFF
_NO_DATE = 0x0021
_MS_DOS, _NTFS_MADE = 0, 10
_EPOCH, _NTFS_EPOCH = datetime(1970, 1, 1, tzinfo=UTC), datetime(1601, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    """One member as the directory, or its local header, describes it.

    Attributes:
        name: its name; folders end in `/`.
        flags: general purpose bits.
        method: method of compression.
        time: MS-DOS time and date, in this order.
        crc: CRC-32 of the content.
        stored: bytes that it takes up.
        size: bytes of content.
        offset: where its local header begins, from the first byte of the blob.
        mode: Unix mode, or 0.
        disk: number of the part of a split archive in which it lies.
        extra: extra fields.
        comment: bytes of a comment.
        ended: False where its sizes and CRC stand behind its content only.
    """

    name: str
    flags: int
    method: int
    time: tuple[int, int]
    crc: int
    stored: int
    size: int
    offset: int
    mode: int
    disk: int
    extra: bytes
    comment: bytes
    ended: bool = True

    def modified(self) -> datetime | None:
        """When it was changed: in UTC where an extra field says so, else the MS-DOS time, whose zone is not known, taken as UTC."""
        if self.extra:
            stamp = field(self.extra, _UNIX_TIME)
            if len(stamp) >= 5 and stamp[0] & 1:  # noqa: PLR2004  # flags and a time
                return _EPOCH + timedelta(seconds=int.from_bytes(stamp[1:5], "little", signed=True))
            ntfs = field(self.extra, _NTFS)
            if ntfs[4:8] == b"\1\0\x18\0":
                return _after(_NTFS_EPOCH, int.from_bytes(ntfs[8:16], "little") // 10)
        clock, date = self.time
        if date == _NO_DATE:
            return None
        try:
            return datetime(
                (date >> 9) + 1980,
                date >> 5 & 15,
                date & 31,
                clock >> 11,
                clock >> 5 & 63,
                (clock & 31) * 2,
                tzinfo=UTC,
            )
        except ValueError:
            return None


def _after(epoch: datetime, microseconds: int) -> datetime | None:
    try:
        return epoch + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


def field(extra: bytes, wanted: int) -> bytes:
    """Data of one extra field; empty where there is none."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def sizes(extra: bytes, *values: int) -> list[int]:
    """32-bit values, each replaced by the next of the 64-bit ones in the extra field where it is all ones (4.5.3)."""
    if _WIDE not in values:
        return list(values)
    wide = field(extra, _ZIP64)
    out = []
    for value in values:
        if value == _WIDE and len(wide) >= 8:  # noqa: PLR2004  # as 4.5.3 says
            out.append(int.from_bytes(wide[:8], "little"))
            wide = wide[8:]
        else:
            out.append(value)
    return out


def decoded(raw: bytes, flags: int, extra: bytes, made: int) -> str:
    """A name: UTF-8 where it says so or is; else code page 437, as 4.4.17 says."""
    if not raw.isascii():
        path = field(extra, _UNICODE_PATH) if extra else b""
        raw = path[5:] or raw
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            name = raw.decode("utf-8" if flags & UTF8 else "cp437", "backslashreplace")
    else:
        name = raw.decode("ascii")
    if "\\" in name and made in {_MS_DOS, _NTFS_MADE} and "/" not in name:
        name = name.replace("\\", "/")  # as some tools of Windows write it
    return shown(name)


class _Tail:
    """The end of a blob, read once; what lies before it is read as it is asked for."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        length = max(_TAIL, min(_FAR_TAIL, blob.size // _FAR_PART)) if far(blob) else _TAIL
        self.base = max(0, blob.size - length)
        self.data = blob.read(self.base, blob.size - self.base)

    def read(self, start: int, length: int) -> bytes:
        if start >= self.base:
            return self.data[start - self.base : start - self.base + length]
        return self._blob.read(start, length)


class Directory:
    """The central directory of a blob, if it has one that can be found.

    Attributes:
        comment: of the archive.
        start: where it begins.
        shift: bytes that stand before the archive (a program that unpacks it).
        disk: number of this part, where the archive is split.
        broken: whether `entries` ended before the directory's end; known once they have been gone through.
    """

    def __init__(self, blob: Blob, budget: Budget) -> None:
        """Look for it at the blob's end."""
        self.comment = self.held = b""
        self.start = self.shift = self.disk = self._size = 0
        self.broken = not self._find(_Tail(blob))
        self._budget = budget
        self._ahead = Ahead(blob)

    def _find(self, blob: _Tail) -> bool:
        tail = blob.data[-_TAIL:]
        at = last = tail.rfind(b"PK\5\6")
        while at >= 0 and (
            len(tail) - at < _END.size
            or at + _END.size + int.from_bytes(tail[at + 20 : at + 22], "little") != len(tail)
        ):
            at = tail.rfind(b"PK\5\6", 0, at)  # four bytes of the comment that look like it
        at = at if at >= 0 else last
        if at < 0 or len(tail) - at < _END.size:
            return False
        _, disk, _, _, count, size, offset, length = _END.unpack_from(tail, at)
        self.disk = disk if disk != 0xFFFF else 0  # noqa: PLR2004  # zip64
        self.comment = tail[at + _END.size : at + _END.size + length]
        end = blob.base + len(blob.data) - len(tail) + at
        wide = self._find64(blob, end)
        if wide:
            end, count, size, offset = wide
        return any(self._begins(blob, start, count, min(size, end - start), offset) for start in (end - size, offset))

    def _begins(self, blob: _Tail, start: int, count: int, size: int, offset: int) -> bool:
        """Whether the directory begins there; where it may be held, it is read with that."""
        if start < 0 or size < 0:
            return False
        head = blob.read(start, size if size <= _HELD else 4)
        if count and not head.startswith(b"PK\1\2"):
            return False
        self.start, self.shift, self._size = start, max(0, start - offset), size
        self.held = head if size <= _HELD else b""
        return True

    @staticmethod
    def _find64(blob: _Tail, end: int) -> tuple[int, int, int, int] | None:
        """Place, entries, bytes and offset from the end record of zip64 (4.3.14)."""
        if end < _LOCATOR.size + _END64.size:
            return None
        magic, _, stated, _ = _LOCATOR.unpack(blob.read(end - _LOCATOR.size, _LOCATOR.size))
        if magic != b"PK\6\7":
            return None
        for place in (stated, end - _LOCATOR.size - _END64.size):
            if place <= end - _LOCATOR.size - _END64.size:
                record = _END64.unpack(blob.read(place, _END64.size))
                if record[0] == b"PK\6\6":
                    return place, record[7], record[8], record[9]
        return None

    def _take(self, start: int, length: int) -> bytes:
        if self.held:
            at = start - self.start
            return self.held[at : at + length]
        return self._ahead.take(start, max(0, min(length, self.start + self._size - start)))

    def order(self) -> tuple[array[int], array[int] | None]:
        """Where each entry stands, and, where they are not in the order of their members, in which order these lie in the blob."""
        places, offsets = array("Q"), array("Q")
        at, end = self.start, self.start + self._size
        rising, before = True, 0
        while at < end and len(places) < self._budget.limits.members + 1:
            if not len(places) & 1023:
                self._budget.check()
            head = self._take(at, _CENTRAL.size)
            if len(head) < _CENTRAL.size or not head.startswith(b"PK\1\2"):
                self.broken = True
                break
            lengths = head[28] + head[30] + head[32] + (head[29] + head[31] + head[33] << 8)
            offset = int.from_bytes(head[42:46], "little")
            if offset == _WIDE:
                offset = self.entry(at).offset - self.shift
            rising = rising and offset >= before
            before = offset
            places.append(at)
            offsets.append(offset)
            at += _CENTRAL.size + lengths
        if rising:
            return places, None
        return places, array("Q", sorted(range(len(places)), key=offsets.__getitem__))

    def entry(self, place: int) -> Entry:
        """The entry that stands there."""
        (
            _, _, made, _, flags, method, clock, date, crc, stored, size, names, extras, comments, disk, _, attributes, offset,
        ) = _CENTRAL.unpack(self._take(place, _CENTRAL.size))  # fmt: skip
        rest = self._take(place + _CENTRAL.size, names + extras + comments)
        extra = rest[names : names + extras]
        if extra:
            size, stored, offset = sizes(extra, size, stored, offset)
        name = decoded(rest[:names], flags, extra, made)
        mode = attributes >> 16 if made not in {_MS_DOS, _NTFS_MADE} else 0
        return Entry(
            name, flags, method, (clock, date), crc, stored, size, offset + self.shift, mode, disk, extra,
            rest[names + extras :],
        )  # fmt: skip

    def entries(self) -> Iterator[Entry]:
        """All entries, in the order in which their members lie in the blob."""
        places, order = self.order()
        for place in places if order is None else (places[number] for number in order):
            yield self.entry(place)
