"""Pack files, read directly: objects with the parts that they copy from their delta base.

`git cat-file` expands every version of a file in full; a pack says what a version has in common with its base, which is what the
history scan wants to know. Only this fast path reads packs: what it does not find or does not trust (loose objects, alternates,
damage of any sort) is asked of git itself, see `connectors.git`. Format: gitformat-pack(5).
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from connectors.errors import ConnectorError

_IDX_MAGIC = b"\xfftOc\0\0\0\2"
_FANOUT = struct.Struct(">256I")
_OFS_DELTA, _REF_DELTA = 6, 7
_LARGE = 0x80000000
_NAME = 20
#: Longest delta chain that is followed; git makes them at most 4,095 long.
_LONGEST_CHAIN = 4096


class PackError(ConnectorError):
    """A pack is not what it should be; the object is asked of git instead."""


class Copy(NamedTuple):
    """`target[at : at + size]` equals `base[start : start + size]`."""

    at: int
    start: int
    size: int


class Expanded(NamedTuple):
    """An object out of a pack: its content, and where it is a difference to an object at hand, that object's name and the copies."""

    data: bytes
    base: str | None
    copies: Sequence[Copy]


class Pack:
    """One pack and its index, mapped into memory."""

    def __init__(self, index: str) -> None:
        """Map a pack by the path of its `.idx` file.

        Raises:
            PackError: it is not an index of version 2, or the pack is missing.
        """
        try:
            with open(index, "rb") as stream:
                self._index = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            with open(f"{index[:-4]}.pack", "rb") as stream:
                self._pack = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise PackError(f"{index}: cannot be mapped") from error
        if self._index[:8] != _IDX_MAGIC or len(self._index) < 8 + _FANOUT.size:
            raise PackError(f"{index}: not an index of version 2")
        self._fanout = _FANOUT.unpack_from(self._index, 8)
        count = self._fanout[255]
        self._names = 8 + _FANOUT.size
        self._offsets = self._names + count * (_NAME + 4)
        self._larges = self._offsets + count * 4
        if len(self._index) < self._larges:
            raise PackError(f"{index}: shorter than its table")

    def offset(self, name: bytes) -> int | None:
        """Where an object begins in the pack, or None where it is not here."""
        low = self._fanout[name[0] - 1] if name[0] else 0
        high = self._fanout[name[0]]
        index, start = self._index, self._names
        while low < high:
            middle = (low + high) // 2
            at = start + middle * _NAME
            found = index[at : at + _NAME]
            if found == name:
                return self._offset_of(middle)
            if found < name:
                low = middle + 1
            else:
                high = middle
        return None

    def _offset_of(self, number: int) -> int:
        (offset,) = struct.unpack_from(">I", self._index, self._offsets + number * 4)
        if offset & _LARGE:
            (offset,) = struct.unpack_from(">Q", self._index, self._larges + (offset & ~_LARGE) * 8)
        return int(offset)

    def entry(self, offset: int) -> tuple[int, int, bytes, bytes]:
        """One entry: offset of its base in this pack (or 0), size, the base's name (or empty), and the inflated bytes.

        Raises:
            PackError: the entry is damaged.
        """
        pack = self._pack
        try:
            at = offset
            byte = pack[at]
            kind, size, shift = byte >> 4 & 7, byte & 15, 4
            while byte & 0x80:
                at += 1
                byte = pack[at]
                size |= (byte & 0x7F) << shift
                shift += 7
            at += 1
            base, name = 0, b""
            if kind == _OFS_DELTA:
                byte = pack[at]
                back = byte & 0x7F
                while byte & 0x80:
                    at += 1
                    byte = pack[at]
                    back = (back + 1) << 7 | (byte & 0x7F)
                at += 1
                base = offset - back
            elif kind == _REF_DELTA:
                name = pack[at : at + _NAME]
                at += _NAME
        except IndexError as error:
            raise PackError("an entry lies outside of the pack") from error
        if base < 0:
            raise PackError("a delta base lies outside of the pack")
        return base, size, name, self._inflate(at, size)

    def _inflate(self, at: int, size: int) -> bytes:
        """`size` bytes of a zlib stream; never more, whatever the stream says."""
        inflater = zlib.decompressobj()
        try:
            # Deflated data is longer than the original by 5 bytes in 16 KiB at most.
            data = inflater.decompress(self._pack[at : at + size + size // 1024 + 64], size + 1)
        except zlib.error as error:
            raise PackError("an entry does not inflate") from error
        if len(data) != size:
            raise PackError("an entry has another size than it says")
        return data

    def close(self) -> None:
        """Unmap."""
        self._index.close()
        self._pack.close()


class PackReader:
    """Objects of a repository's packs, expanded along their delta chains; keeps what the next objects are likely to need."""

    def __init__(self, directory: str, most_held: int) -> None:
        """Map all packs of a repository (those that cannot be are left to git).

        Args:
            directory: git directory.
            most_held: bytes of content to keep for the objects to come.
        """
        self._packs = list(_packs(os.path.join(directory, "objects", "pack")))
        self._most = most_held
        self._held = 0
        self._stack: list[tuple[tuple[int, int], str, bytes]] = []

    def expand(self, name: str, size: int) -> Expanded | None:
        """An object's content, or None where no pack has it.

        Args:
            name: its id in hex; only SHA-1 ids are found.
            size: the size that git lists for it.

        Raises:
            PackError: a pack has it but is damaged, or disagrees with git.
        """
        if len(name) != _NAME * 2:
            return None
        place = self._find(bytes.fromhex(name))
        if place is None:
            return None
        expanded = self._expand(place)
        if len(expanded.data) != size:
            raise PackError("the pack has another size than git says")
        self._keep(place, name, expanded.data)
        return expanded

    def _find(self, name: bytes) -> tuple[int, int] | None:
        for number, pack in enumerate(self._packs):
            offset = pack.offset(name)
            if offset is not None:
                return number, offset
        return None

    def _expand(self, place: tuple[int, int]) -> Expanded:
        """Follow the chain down to what is at hand or whole, then build up again."""
        deltas: list[bytes] = []
        while True:
            number, offset = place
            base, _, name, data = self._packs[number].entry(offset)
            if not base and not name:
                break
            deltas.append(data)
            if len(deltas) > _LONGEST_CHAIN:
                raise PackError("a delta chain does not end")
            found = (number, base) if base else self._find(name)
            if found is None:
                raise PackError("a delta base is in no pack")
            place = found
            known = self._known(place)
            if known is not None:
                held_name, data = known
                if len(deltas) == 1:
                    target, copies = apply_delta(data, deltas[0])
                    return Expanded(target, held_name, copies)
                break
        for delta in reversed(deltas):
            data, _ = apply_delta(data, delta)
        return Expanded(data, None, ())

    def _known(self, place: tuple[int, int]) -> tuple[str, bytes] | None:
        """Content on the stack; objects come depth first, so what lies above it is not asked for any more."""
        for index in range(len(self._stack) - 1, -1, -1):
            if self._stack[index][0] == place:
                for _, _, data in self._stack[index + 1 :]:
                    self._held -= len(data)
                del self._stack[index + 1 :]
                return self._stack[index][1], self._stack[index][2]
        return None

    def _keep(self, place: tuple[int, int], name: str, data: bytes) -> None:
        self._stack.append((place, name, data))
        self._held += len(data)
        while self._held > self._most:
            self._held -= len(self._stack.pop(0)[2])

    def close(self) -> None:
        """Unmap all packs."""
        for pack in self._packs:
            pack.close()


def _packs(folder: str) -> Iterator[Pack]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if name.endswith(".idx"):
            try:
                yield Pack(os.path.join(folder, name))
            except PackError:
                continue  # git may still be able to read it


def apply_delta(base: bytes, delta: bytes) -> tuple[bytes, list[Copy]]:
    """The target of a delta, and what it copies from its base (neighbouring copies joined).

    Raises:
        PackError: the delta is damaged or belongs to another base.
    """
    try:
        source, at = _varint(delta, 0)
        target, at = _varint(delta, at)
        if source != len(base):
            raise PackError("a delta belongs to another base")
        pieces, copies = _instructions(base, delta, at)
    except IndexError as error:
        raise PackError("a delta ends early") from error
    data = b"".join(pieces)
    if len(data) != target:
        raise PackError("a delta gives another size than it says")
    return data, copies


def _instructions(base: bytes, delta: bytes, at: int) -> tuple[list[bytes], list[Copy]]:
    pieces: list[bytes] = []
    copies: list[Copy] = []
    done, end = 0, len(delta)
    while at < end:
        code = delta[at]
        at += 1
        if not code & 0x80:
            if not code or at + code > end:
                raise PackError("a delta has an instruction that does not exist")
            pieces.append(delta[at : at + code])
            at += code
            done += code
            continue
        start = size = 0
        for bit in _OFFSET_BYTES[code & 15]:
            start |= delta[at] << bit
            at += 1
        for bit in _SIZE_BYTES[code >> 4 & 7]:
            size |= delta[at] << bit
            at += 1
        size = size or 0x10000
        if start + size > len(base):
            raise PackError("a delta copies from beyond its base")
        pieces.append(base[start : start + size])
        last = copies[-1] if copies else None
        if last is not None and last.at + last.size == done and last.start + last.size == start:
            copies[-1] = Copy(last.at, last.start, last.size + size)
        else:
            copies.append(Copy(done, start, size))
        done += size
    return pieces, copies


#: Shifts of the bytes that follow a copy instruction, by the bits that say which are there.
_OFFSET_BYTES = tuple(tuple(8 * i for i in range(4) if bits >> i & 1) for bits in range(16))
_SIZE_BYTES = tuple(tuple(8 * i for i in range(3) if bits >> i & 1) for bits in range(8))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
