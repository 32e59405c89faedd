"""Compound: a compound file, the file system within a file that Office used until 2007 ([MS-CFB]).

Read here and not by a library, because the one there is (olefile) goes down the tree of names by recursion, which a hostile file
makes as deep as it likes, and holds each stream whole.
"""

from __future__ import annotations

import io
import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO

from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from detectors.readers.base import Budget, Member, ReadError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
#: Numbers from here on are no sectors: end of chain, free, and what the tables themselves take up.
_NO_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
#: Entries of the directory that are looked at.
_ENTRIES = 500_000
#: A sector is 512 bytes, or 4096 in version 4; a small one 64.
_SHIFTS, _MINI_SHIFT = (9, 12), 6
_IN_HEADER = 109
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
#: What Windows puts before names of its own streams.
_CONTROL = dict.fromkeys(range(32))


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream: where it begins and how long it claims to be."""

    path: str
    start: int
    size: int
    modified: datetime | None


class Compound:
    """The streams of a compound file, by path with `/` between storages."""

    def __init__(self, blob: Blob, budget: Budget) -> None:
        """Read its tables.

        Raises:
            ReadError: it is no compound file, or damaged.
        """
        self._blob, self._budget = blob, budget
        header = blob.read(0, _HEADER)
        if len(header) < _HEADER or not header.startswith(MAGIC):
            raise ReadError(Reason.CORRUPT, "not a compound file, or cut off in its header")
        self._shift, mini = struct.unpack_from("<HH", header, 30)
        if self._shift not in _SHIFTS or mini != _MINI_SHIFT:
            raise ReadError(Reason.CORRUPT, "its sectors have no valid size")
        (directory,) = struct.unpack_from("<I", header, 48)
        self._cutoff, small = struct.unpack_from("<II", header, 56)
        self._sectors = max(0, (blob.size - 1) >> self._shift)
        self._fat = self._table(self._fat_sectors(header))
        self._mini = self._table(self._chain(small, self._fat))
        self._pool = array("I")
        self.streams: dict[str, Entry] = {}
        for entry in self._entries(directory):
            # Two of one name are not allowed, and a place to hide something.
            path = entry.path if entry.path not in self.streams else f"{entry.path}~{len(self.streams)}"
            self.streams[path] = entry

    def _fat_sectors(self, header: bytes) -> Iterator[int]:
        yield from struct.unpack_from(f"<{_IN_HEADER}I", header, 76)
        (following,) = struct.unpack_from("<I", header, 68)
        for _ in range(self._sectors):
            if following >= _NO_SECTOR:
                return
            numbers = self._table([following])
            if not numbers:
                return
            yield from numbers[:-1]
            following = numbers[-1]

    def _table(self, sectors: Iterator[int] | array[int] | list[int]) -> array[int]:
        table = array("I")
        most = self._sectors + (1 << self._shift)
        for sector in sectors:
            self._budget.check()
            if sector >= self._sectors or len(table) > most:
                continue
            data = self._blob.read((sector + 1) << self._shift, 1 << self._shift)
            table.frombytes(data[: len(data) & ~3])
        return table

    def _chain(self, start: int, table: array[int]) -> array[int]:
        """Numbers of sectors from `start` on; a chain that runs in circles ends where it must."""
        chain = array("I")
        while start < len(table) and len(chain) < len(table):
            chain.append(start)
            start = table[start]
        return chain

    def _entries(self, first: int) -> Iterator[Entry]:
        chain = self._chain(first, self._fat)
        per = 1 << self._shift
        directory = bytearray()
        for sector in chain:
            if len(directory) >= _ENTRIES * _ENTRY:
                raise ReadError(Reason.LIMIT, f"more than {_ENTRIES:,} streams")
            directory += self._blob.read((sector + 1) << self._shift, per)
        if len(directory) < _ENTRY or directory[66] != _ROOT:
            raise ReadError(Reason.CORRUPT, "its directory is damaged")
        (start,) = struct.unpack_from("<I", directory, 116)
        self._pool = self._chain(start, self._fat)
        seen: set[int] = set()
        (child,) = struct.unpack_from("<I", directory, 76)
        waiting = [(child, "")]
        while waiting:
            number, folder = waiting.pop()
            if number in seen or (number + 1) * _ENTRY > len(directory):
                continue
            seen.add(number)
            at = number * _ENTRY
            name = _name(directory[at : at + 66])
            left, right, child = struct.unpack_from("<III", directory, at + 68)
            waiting += [(left, folder), (right, folder)]
            if directory[at + 66] == _STORAGE and len(folder) < (1 << 12):
                waiting.append((child, f"{folder}{name}/"))
            elif directory[at + 66] == _STREAM:
                (changed,) = struct.unpack_from("<Q", directory, at + 108)
                start, size = struct.unpack_from("<IQ", directory, at + 116)
                size = size if self._shift == _SHIFTS[1] else size & 0xFFFFFFFF
                yield Entry(folder + name, start, min(size, self._blob.size), _when(changed))

    def open(self, path: str) -> IO[bytes]:
        """A stream's content, seekable; shorter than it claims where its chain is broken."""
        entry = self.streams[path]
        if entry.size < self._cutoff:
            chain = self._chain(entry.start, self._mini)
            return io.BufferedReader(_Stream(self._blob, chain, _MINI_SHIFT, entry.size, self._pool, self._shift))
        chain = self._chain(entry.start, self._fat)
        return io.BufferedReader(_Stream(self._blob, chain, self._shift, entry.size), 1 << 16)

    def read(self, path: str, most: int) -> bytes:
        """The first `most` bytes of a stream; empty where there is none of that name."""
        if path not in self.streams:
            return b""
        with self.open(path) as stream:
            return stream.read(most)

    def member(self, path: str) -> Member:
        """A stream handed on."""
        entry = self.streams[path]
        return Member(
            path.translate(_CONTROL), entry.size, lambda: self.open(path), entry.size, entry.modified, again=True
        )


def _name(field: bytes | bytearray) -> str:
    (length,) = struct.unpack_from("<H", field, 64)
    return bytes(field[: max(0, min(length, 64) - 2)]).decode("utf-16-le", "replace").replace("/", "_")


def _when(ticks: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None


class _Stream(io.RawIOBase):
    """A chain of sectors as a file; small sectors lie in a chain of large ones."""

    def __init__(
        self, blob: Blob, chain: array[int], shift: int, size: int, pool: array[int] | None = None, pool_shift: int = 0
    ) -> None:
        self._blob, self._chain, self._shift = blob, chain, shift
        self._pool, self._pool_shift = pool, pool_shift
        self._size = min(size, len(chain) << shift)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence] + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        want = min(len(buffer), self._size - self._at)
        if want <= 0:
            return 0
        index, within = self._at >> self._shift, self._at & ((1 << self._shift) - 1)
        # As many sectors as lie beside each other are read in one go.
        last = index
        while ((last - index + 1) << self._shift) - within < want and self._chain[last + 1] == self._chain[last] + 1:
            last += 1
        length = min(want, ((last - index + 1) << self._shift) - within)
        data = self._piece((self._chain[index] << self._shift) + within, length)
        if not data:
            raise ReadError(Reason.CORRUPT, "a stream of it is cut off")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _piece(self, start: int, length: int) -> bytes:
        if self._pool is None:
            return self._blob.read(start + (1 << self._shift), length)
        sector, within = start >> self._pool_shift, start & ((1 << self._pool_shift) - 1)
        if sector >= len(self._pool):
            return b""
        length = min(length, (1 << self._pool_shift) - within)
        return self._blob.read(((self._pool[sector] + 1) << self._pool_shift) + within, length)


#: What reading a stream raises.
BROKEN = (BlobError, struct.error)
