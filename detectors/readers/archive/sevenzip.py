"""Headers of 7z, read here only for archives that are encrypted: libarchive decrypts none. Source: 7zFormat.txt of the LZMA SDK."""

from __future__ import annotations

from typing import NamedTuple

from connectors.errors import Reason
from detectors.readers.archive.coding import crc32, damaged, early
from detectors.readers.archive.content import Ahead
from detectors.readers.base import ReadError

MAGIC = b"7z\xbc\xaf\x27\x1c"
START = 32
#: Largest header that is read.
HEADER_MOST = 48 << 20
#: Members, some 300 bytes each.
_FILES_MOST = 200_000
#: Coders of one folder; 7-Zip's own limit.
_CODERS_MOST = 32
(
    _END, _HEADER, _ARCHIVE_PROPERTIES, _ADDITIONAL, _MAIN, _FILES, _PACK, _UNPACK, _SUBSTREAMS, _SIZE, _CRC, _FOLDER,
    _UNPACK_SIZE, _COUNTS, _EMPTY_STREAM, _EMPTY_FILE, _ANTI, _NAMES,
) = range(18)  # fmt: skip
_ENCODED = 23


class Coder(NamedTuple):
    """One step of decoding: its method's id and properties."""

    method: bytes
    properties: bytes


class Folder(NamedTuple):
    """What is decoded as one stream.

    Attributes:
        coders: in the order in which they are applied; empty where they are no simple chain.
        sizes: bytes that come out of each.
        start: where its packed bytes begin.
        packed: how many there are.
        crc: of the whole, or None.
        streams: size and CRC of each file in it.
    """

    coders: tuple[Coder, ...]
    sizes: tuple[int, ...]
    start: int
    packed: int
    crc: int | None
    streams: tuple[tuple[int, int | None], ...]


class Header(NamedTuple):
    """A header, or where it is encoded the one folder that holds it.

    Attributes:
        folders: all streams.
        names: of the files that have content, in the order of the streams.
        encoded: whether the folder holds the header itself.
    """

    folders: list[Folder]
    names: list[str]
    encoded: bool


class _Reader:
    """Bytes of a header, read forward."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise damaged()
        self._at += size
        return self._data[self._at - size : self._at]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """A number of one to nine bytes: leading ones of the first say how many follow."""
        first = self.byte()
        mask, value = 0x80, 0
        for shift in range(0, 64, 8):
            if not first & mask:
                return value | (first & (mask - 1)) << shift
            value |= self.byte() << shift
            mask >>= 1
        return value

    def count(self) -> int:
        """A number of things each of which takes up something of the header, if only a bit of it."""
        value = self.number()
        if value > len(self._data) * 8:
            raise damaged()
        return value

    def bits(self, count: int) -> list[bool]:
        data = self.take(-(-count // 8))
        return [bool(data[n >> 3] & 0x80 >> (n & 7)) for n in range(count)]

    def some(self, count: int) -> list[bool]:
        """Bits, or the word that all are set."""
        return [True] * count if self.byte() else self.bits(count)

    def crcs(self, count: int) -> list[int | None]:
        return [int.from_bytes(self.take(4), "little") if there else None for there in self.some(count)]

    def names(self, count: int) -> list[bytes]:
        """UTF-16 strings, each ended by a NUL."""
        rest = self._data[self._at :]
        out, at = [], 0
        for _ in range(count):
            end = rest.find(b"\0\0", at)
            while end >= 0 and (end - at) & 1:
                end = rest.find(b"\0\0", end + 1)
            if end < 0:
                raise damaged()
            out.append(rest[at:end])
            at = end + 2
        return out

    def expect(self, wanted: int) -> None:
        if self.byte() != wanted:
            raise damaged()


def header(ahead: Ahead) -> Header:
    """The header that the archive's start points to.

    Raises:
        ReadError: it is damaged or cut off, or too large.
    """
    start = ahead.take(0, START)
    if len(start) < START or not start.startswith(MAGIC):
        raise damaged()
    offset, size = int.from_bytes(start[12:20], "little"), int.from_bytes(start[20:28], "little")
    if size > HEADER_MOST:
        raise ReadError(Reason.LIMIT, "has too large a header")
    data = ahead.take(START + offset, size) if START + offset + size <= ahead.size else b""
    if len(data) < size:
        raise early()
    if not size:
        return Header([], [], encoded=False)
    if crc32(data) != int.from_bytes(start[28:32], "little"):
        raise damaged()
    return parsed(data)


def parsed(data: bytes) -> Header:
    """A header from its bytes.

    Raises:
        ReadError: it is damaged.
    """
    reader = _Reader(data)
    kind = reader.byte()
    if kind == _ENCODED:
        return Header(_streams(reader), [], encoded=True)
    if kind != _HEADER:
        raise damaged()
    folders: list[Folder] = []
    names: list[str] = []
    while (kind := reader.byte()) != _END:
        if kind == _MAIN:
            folders = _streams(reader)
        elif kind == _FILES:
            names = _files(reader)
        elif kind == _ADDITIONAL:
            _streams(reader)
        else:
            raise damaged()
    return Header(folders, names, encoded=False)


def _streams(reader: _Reader) -> list[Folder]:
    start, packed = START, [0]
    folders: list[Folder] = []
    while (kind := reader.byte()) != _END:
        if kind == _PACK:
            start, packed = _packs(reader)
        elif kind == _UNPACK:
            folders = _folders(reader, start, packed)
        elif kind == _SUBSTREAMS:
            folders = _substreams(reader, folders)
        else:
            raise damaged()
    return folders


def _packs(reader: _Reader) -> tuple[int, list[int]]:
    start = START + reader.number()
    sizes = [0] * reader.count()
    while (kind := reader.byte()) != _END:
        if kind == _SIZE:
            sizes = [reader.number() for _ in sizes]
        elif kind == _CRC:
            reader.crcs(len(sizes))
        else:
            raise damaged()
    return start, sizes


def _folders(reader: _Reader, start: int, packed: list[int]) -> list[Folder]:
    reader.expect(_FOLDER)
    count = reader.count()
    reader.expect(0)  # not in another stream
    raw = [_folder(reader) for _ in range(count)]
    reader.expect(_UNPACK_SIZE)
    sizes = [[reader.number() for _ in range(outs)] for _, _, _, outs in raw]
    crcs: list[int | None] = [None] * count
    while (kind := reader.byte()) != _END:
        if kind != _CRC:
            raise damaged()
        crcs = reader.crcs(count)
    out: list[Folder] = []
    first = 0
    for (coders, order, ins, _), each, crc in zip(raw, sizes, crcs, strict=True):
        held = packed[first : first + ins]
        if len(held) < ins:
            raise damaged()
        whole = each[order[-1]] if order else max(each)
        chain, ordered = tuple(coders[number] for number in order), tuple(each[number] for number in order)
        out.append(Folder(chain, ordered, start, sum(held), crc, ((whole, crc),)))
        start, first = start + sum(held), first + ins
    return out


def _folder(reader: _Reader) -> tuple[list[Coder], list[int], int, int]:
    """Coders of a folder, their order where they are a chain of one stream each (else none), packed streams, and outputs."""
    coders, ins, outs = [], 0, 0
    count = reader.number()
    if not 0 < count <= _CODERS_MOST:
        raise damaged()
    for _ in range(count):
        flags = reader.byte()
        method = reader.take(flags & 15)
        wide = flags & 0x10
        ins += reader.number() if wide else 1
        outs += reader.number() if wide else 1
        coders.append(Coder(method, reader.take(reader.number()) if flags & 0x20 else b""))
        if ins > _CODERS_MOST or outs > _CODERS_MOST:
            raise damaged()
    pairs = {}
    for _ in range(outs - 1):
        into, out_of = reader.number(), reader.number()
        pairs[out_of] = into
    packed = ins - (outs - 1)
    if packed < 1:
        raise damaged()
    if packed > 1:
        for _ in range(packed):
            reader.number()
    simple = ins == outs == count and packed == 1
    return coders, _chain(count, pairs) if simple else [], packed, outs


def _chain(count: int, pairs: dict[int, int]) -> list[int]:
    """Numbers of coders from the one that reads the packed bytes to the one whose output is the folder's."""
    first = [number for number in range(count) if number not in pairs.values()]
    order = first[:1]
    while order and order[-1] in pairs and len(order) <= count:
        order.append(pairs[order[-1]])
    if len(order) != count or max(order) >= count:
        raise damaged()
    return order


def _substreams(reader: _Reader, folders: list[Folder]) -> list[Folder]:
    counts = [1] * len(folders)
    sizes: list[list[int]] = [[folder.streams[0][0]] for folder in folders]
    crcs: list[list[int | None]] = [[folder.crc] for folder in folders]
    while (kind := reader.byte()) != _END:
        if kind == _COUNTS:
            counts = [reader.count() for _ in folders]
            sizes = _split(folders, counts, None)
            crcs = [
                [folder.crc] if count == 1 else [None] * count for folder, count in zip(folders, counts, strict=True)
            ]
        elif kind == _SIZE:
            sizes = _split(folders, counts, reader)
        elif kind == _CRC:
            unknown = [[number for number, crc in enumerate(each) if crc is None] for each in crcs]
            found = iter(reader.crcs(sum(map(len, unknown))))
            for each, numbers in zip(crcs, unknown, strict=True):
                for number in numbers:
                    each[number] = next(found)
        else:
            raise damaged()
    return [
        folder._replace(streams=tuple(zip(lengths, checks, strict=True)))
        for folder, lengths, checks in zip(folders, sizes, crcs, strict=True)
    ]


def _split(folders: list[Folder], counts: list[int], reader: _Reader | None) -> list[list[int]]:
    """Sizes of the files in each folder: all but the last are stored."""
    out = []
    for folder, count in zip(folders, counts, strict=True):
        if sum(counts) > _FILES_MOST:
            raise ReadError(Reason.LIMIT, "has too many members for an encrypted 7z")
        stored = [reader.number() if reader else 0 for _ in range(count - 1)]
        left = folder.streams[0][0] if len(folder.streams) == 1 else 0
        out.append([*stored, max(0, left - sum(stored))] if count else [])
    return out


def _files(reader: _Reader) -> list[str]:
    """Names of the files that have content."""
    count = reader.count()
    if count > _FILES_MOST:
        raise ReadError(Reason.LIMIT, "has too many members for an encrypted 7z")
    names, empty = [b""] * count, [False] * count
    while (kind := reader.byte()) != _END:
        data = _Reader(reader.take(reader.number()))
        if kind == _EMPTY_STREAM:
            empty = data.bits(count)
        elif kind == _NAMES:
            data.expect(0)  # not in another stream
            names = data.names(count)
    return [name.decode("utf-16-le", "replace") for name, without in zip(names, empty, strict=True) if not without]
