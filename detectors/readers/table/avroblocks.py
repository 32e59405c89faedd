"""Avroblocks: header and blocks of an Avro file (Apache Avro 1.12, object container files), each unpacked in bounds.

Read here and not by fastavro, which unpacks a block however large it gets, and reads as many bytes as a block claims to have.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, ReadError

MAGIC = b"Obj\1"
#: Bytes of the header; of a block as it is stored, and unpacked.
_HEADER, _STORED, _UNPACKED = 8 << 20, 64 << 20, 64 << 20
#: Bytes of memory that xz may use; bytes in which the mark of the next block is looked for at a time.
_XZ, _WINDOW = 80 << 20, 1 << 20
_SYNC = 16


class Block(NamedTuple):
    """Records: how many, and their bytes one after the other."""

    records: int
    data: bytes


class MissingError(Exception):
    """A codec's library is not installed, or the codec is unknown."""


class Blocks:
    """An Avro file under way.

    Attributes:
        meta: its metadata: `avro.schema`, `avro.codec`, and what the writer added.
    """

    def __init__(self, blob: Blob, budget: Budget) -> None:
        """Read the header.

        Raises:
            ReadError: it is damaged or too large.
        """
        self._blob, self._budget = blob, budget
        self._at = len(MAGIC)
        if blob.read(0, len(MAGIC)) != MAGIC:
            raise ReadError(Reason.CORRUPT, "it does not begin as Avro does")
        self.meta = self._map()
        self._sync = blob.read(self._at, _SYNC)
        self._at += _SYNC
        if len(self._sync) < _SYNC:
            raise ReadError(Reason.CORRUPT, "it ends in its header")

    def _map(self) -> dict[str, bytes]:
        out: dict[str, bytes] = {}
        while count := self._long():
            if count < 0:
                count = -count
                self._long()
            for _ in range(count):
                self._budget.check()
                key = self._bytes().decode("utf-8", "replace")
                out[key] = self._bytes()
                if self._at > _HEADER:
                    raise ReadError(Reason.LIMIT, f"its header has more than {_HEADER:,} bytes")
        return out

    def _long(self) -> int:
        """A number of seven bits a byte, zigzag."""
        data = self._blob.read(self._at, 10)
        out = 0
        for at, byte in enumerate(data):
            out |= (byte & 0x7F) << (7 * at)
            if byte < 0x80:  # noqa: PLR2004  # the last one
                self._at += at + 1
                return (out >> 1) ^ -(out & 1)
        raise ReadError(Reason.CORRUPT, "it ends within a number, or has one that is too long")

    def _bytes(self) -> bytes:
        size = self._long()
        if not 0 <= size <= _HEADER:
            raise ReadError(Reason.CORRUPT, "its header is damaged")
        data = self._blob.read(self._at, size)
        self._at += size
        if len(data) < size:
            raise ReadError(Reason.CORRUPT, "it ends in its header")
        return data

    def read(self) -> Iterator[Block | Gap]:
        """All blocks; a gap for each that cannot be had."""
        unpack = _unpacker(self.meta.get("avro.codec", b"null"))
        while self._at < self._blob.size:
            self._budget.check()
            start = self._at
            try:
                count, size = self._head()
                data = self._at
                self._at += size + _SYNC
                yield self._block(count, data, size, unpack)
            except ReadError as error:
                if error.reason == Reason.TIMEOUT or "expands" in error.detail:
                    raise
                if self._at <= start + 20:  # its end is not known
                    self._at = self._next(start)
                yield Gap("", self._at - start, error.reason, error.detail)

    def _head(self) -> tuple[int, int]:
        """How many records come, in how many bytes."""
        count, size = self._long(), self._long()
        if count < 0 or not 0 <= size <= self._blob.size - self._at - _SYNC:
            raise ReadError(Reason.CORRUPT, "a block has an impossible size")
        if self._blob.read(self._at + size, _SYNC) != self._sync:
            raise ReadError(Reason.CORRUPT, "a block does not end where it claims to")
        return count, size

    def _block(self, count: int, start: int, size: int, unpack: Callable[[bytes, int], bytes]) -> Block:
        if size > _STORED:
            raise ReadError(Reason.LIMIT, f"a block of more than {_STORED:,} bytes")
        try:
            data = unpack(self._blob.read(start, size), _UNPACKED)
        except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError, RuntimeError) as error:
            raise ReadError(Reason.CORRUPT, "a block cannot be unpacked") from error
        self._budget.expand(len(data))
        if len(data) >= _UNPACKED:
            raise ReadError(Reason.LIMIT, f"a block unpacks to more than {_UNPACKED:,} bytes")
        return Block(count, data)

    def _next(self, start: int) -> int:
        """Where the block after the next mark begins."""
        at = start
        while at < self._blob.size:
            self._budget.check()
            window = self._blob.read(at, _WINDOW + _SYNC - 1)
            found = window.find(self._sync)
            if found >= 0:
                return at + found + _SYNC
            at += _WINDOW
        return self._blob.size


def _unpacker(codec: bytes) -> Callable[[bytes, int], bytes]:
    known = {
        b"null": lambda data, _most: data,
        b"deflate": lambda data, most: zlib.decompressobj(-15).decompress(data, most),
        b"bzip2": lambda data, most: bz2.BZ2Decompressor().decompress(data, most),
        b"xz": lambda data, most: lzma.LZMADecompressor(memlimit=_XZ).decompress(data, most),
    }
    if codec in known:
        return known[codec]
    try:
        if codec == b"zstandard":
            return _zstandard()
        if codec == b"snappy":
            return _snappy()
    except ImportError as error:
        raise MissingError from error
    raise MissingError


def _zstandard() -> Callable[[bytes, int], bytes]:
    import zstandard  # noqa: PLC0415  # an extra

    def unpack(data: bytes, most: int) -> bytes:
        try:
            with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as stream:
                return stream.read(most)
        except zstandard.ZstdError as error:
            raise ValueError from error

    return unpack


def _snappy() -> Callable[[bytes, int], bytes]:
    import cramjam  # noqa: PLC0415  # an extra

    def unpack(data: bytes, most: int) -> bytes:
        # Its length stands first, seven bits a byte; a checksum last, which is not looked at.
        size = sum((byte & 0x7F) << (7 * at) for at, byte in enumerate(data[: _length(data)]))
        if size >= most:
            raise ReadError(Reason.LIMIT, f"a block unpacks to more than {most:,} bytes")
        try:
            return bytes(cramjam.snappy.decompress_raw(data[:-4]))
        except cramjam.DecompressionError as error:
            raise ValueError from error

    return unpack


def _length(data: bytes) -> int:
    return next((at + 1 for at, byte in enumerate(data[:5]) if byte < 0x80), 5)  # noqa: PLR2004  # the last one
