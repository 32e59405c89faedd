"""Codings: compressed bytes in, content out, in chunks of bounded size and with windows of bounded size.

Where the input is damaged, all that can be decoded before the damage comes out first.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from connectors.errors import Reason
from detectors.readers.archive.content import BLOCK, Chunks
from detectors.readers.base import Budget, ReadError

try:  # twice as fast, where it is installed
    from isal import isal_zlib
    from isal.isal_zlib import crc32

    _inflater: Callable[[int], _Inflater] = isal_zlib.decompressobj
    _INFLATE_ERRORS: tuple[type[Exception], ...] = (cast("type[Exception]", isal_zlib.error), zlib.error)
except ImportError:
    from zlib import crc32

    _inflater = zlib.decompressobj
    _INFLATE_ERRORS = (zlib.error,)

__all__ = ["CHUNK", "RAW", "Source", "bunzip2", "crc32", "inflate", "inflated", "lz4", "unlzma", "unxz", "window"]

#: Most bytes that come out at once.
CHUNK = 128 << 10
#: Wbits of deflate without a frame, as zlib names it.
RAW = -15
#: Bytes of windows of all streams that are open in this process: a chain of nested ones does not add up beyond it.
_WINDOWS = 176 << 20
#: Largest window of one stream: `xz -9` needs 64 MiB, `zstd --long` and `--ultra -22` 128 MiB.
_WINDOW = 128 << 20
#: Deflated bytes that zlib inflates sooner than isal does, which takes more time to begin.
_TINY = 512
#: Bytes that are fed at once where damage is looked for.
_STEP = 16
#: Bytes that are fed to a decompressor first; twice as many each time after that, up to a block.
_FIRST = 8 << 10
#: First bytes of a stream that are kept for a second look where it is damaged.
_KEPT = 256 << 10

_windows = 0


class _Inflater(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Coder(Protocol):
    """What `bz2`, `lzma` and `lz4` call a decompressor."""

    @property
    def eof(self) -> bool:
        """Whether the end of the stream was met."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out without more input."""

    @property
    def unused_data(self) -> bytes | None:
        """What stood behind the end of the stream."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """At most `max_length` more bytes."""


class Source:
    """Chunks that can be put back, counted."""

    def __init__(self, chunks: Iterator[bytes], budget: Budget) -> None:
        """Take the chunks; each read of them costs a look at the clock."""
        self._chunks = chunks
        self._chunk = b""
        self._at = 0
        self._passed = 0
        self._budget = budget

    @property
    def taken(self) -> int:
        """Bytes that were taken and not put back."""
        return self._passed + self._at

    def read(self, most: int = BLOCK) -> bytes:
        """At most so many of the next bytes; empty at the end."""
        self._budget.check()
        if self._at >= len(self._chunk):
            self._passed += len(self._chunk)
            self._chunk, self._at = next(self._chunks, b""), 0
        data = self._chunk[self._at : self._at + most]
        self._at += len(data)
        return data

    def back(self, size: int) -> None:
        """Put back so many of the bytes that were read last, no more than that read gave."""
        self._at -= size

    def exactly(self, size: int) -> bytes:
        """The next bytes, fewer only at the end; for sizes that may be held."""
        data = self.read(size)
        if len(data) < size:
            parts = [data]
            have = len(data)
            while have < size and (more := self.read(size - have)):
                parts.append(more)
                have += len(more)
            data = b"".join(parts)
        return data

    def peek(self, size: int) -> bytes:
        """The same, but they stay."""
        while len(self._chunk) - self._at < size and (more := next(self._chunks, b"")):
            self._passed += self._at
            self._chunk, self._at = self._chunk[self._at :] + more, 0
        return self._chunk[self._at : self._at + size]

    def zeros(self) -> None:
        """Skip zero bytes."""
        while data := self.read(4096):
            rest = len(data.lstrip(b"\0"))
            if rest:
                self.back(rest)
                return


@contextmanager
def window(size: int) -> Iterator[None]:
    """Hold the memory of a stream's window.

    Raises:
        ReadError: it is too large, or too large with those of the streams around it.
    """
    global _windows  # noqa: PLW0603  # one account for the process: streams within streams share no object
    if size > _WINDOW or _windows + size > _WINDOWS:
        raise ReadError(Reason.LIMIT, f"needs a window of {size:,} bytes of memory; decompress it and scan the result")
    _windows += size
    try:
        yield
    finally:
        _windows -= size


def early() -> ReadError:
    """The error of content that is cut off."""
    return ReadError(Reason.CORRUPT, "ends early: the rest is missing")


def damaged() -> ReadError:
    """The error of content that does not decode."""
    return ReadError(Reason.CORRUPT, "is damaged: the rest cannot be decoded")


def checked() -> ReadError:
    """The error of content that decodes to something else than was stored."""
    return ReadError(Reason.CORRUPT, "does not agree with its checksum or size: it may be damaged anywhere")


class _Deflate:
    """An inflater in the manner of the other decompressors."""

    def __init__(self, inflater: _Inflater) -> None:
        self._inflater = inflater
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._inflater.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        tail = self._inflater.unconsumed_tail
        out = self._inflater.decompress(tail + data if tail else data, max_length)
        self._full = len(out) == max_length
        return out


def inflate(source: Source) -> Chunks:
    """Deflate without a frame (RFC 1951)."""
    yield from decoded(
        source,
        lambda: _Deflate(_inflater(RAW)),
        lambda: _Deflate(zlib.decompressobj(RAW)),
        _INFLATE_ERRORS,
    )


def bunzip2(source: Source) -> Chunks:
    """One bzip2 stream."""
    with window(4 << 20):
        yield from decoded(source, bz2.BZ2Decompressor, bz2.BZ2Decompressor, (OSError, ValueError))


def unxz(source: Source) -> Chunks:
    """One xz stream."""
    size = xz_window(source.peek(64))

    def make() -> Coder:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, size + (4 << 20))

    with window(size):
        yield from decoded(source, make, make, (lzma.LZMAError, EOFError))


def unlzma(source: Source, filters: list[dict[str, int]] | None = None) -> Chunks:
    """One stream of LZMA alone, or of raw LZMA with these filters."""
    head = b"" if filters else source.peek(5)
    size = filters[-1]["dict_size"] if filters else max(4096, int.from_bytes(head[1:5], "little"))

    def make() -> Coder:
        if filters:
            return lzma.LZMADecompressor(lzma.FORMAT_RAW, None, filters)
        return lzma.LZMADecompressor(lzma.FORMAT_ALONE, size + (4 << 20))

    with window(size):
        yield from decoded(source, make, make, (lzma.LZMAError, EOFError))


def lz4(source: Source) -> Chunks:
    """One lz4 frame.

    Raises:
        ReadError: the package is not installed, among others.
    """
    try:
        from lz4.frame import LZ4FrameDecompressor  # type: ignore[import-untyped]  # noqa: PLC0415  # no types; an extra
    except ImportError as error:
        raise ReadError(Reason.NO_EXTRA, "lz4 is not installed: pip install 'discover-holdings[documents]'") from error
    with window(8 << 20):
        yield from decoded(source, LZ4FrameDecompressor, LZ4FrameDecompressor, (RuntimeError, EOFError))


def decoded(
    source: Source, make: Callable[[], Coder], again: Callable[[], Coder], errors: tuple[type[Exception], ...]
) -> Chunks:
    """Content of one stream; what stands behind it is put back.

    Args:
        source: where it begins.
        make: makes its decompressor.
        again: makes one for a second look, in small steps: where the damage is near the beginning, all before it comes out.
        errors: what they raise.

    Raises:
        ReadError: it is damaged or cut off.
    """
    coder = make()
    kept: list[bytes] = []
    room, given, step = _KEPT, 0, _FIRST
    while not coder.eof:
        data = b""
        if coder.needs_input:
            data = source.read(step)
            if not data:
                raise early()
            step = min(step * 2, BLOCK)
            room -= len(data)
            kept = [*kept, data] if room >= 0 else []
        try:
            out = coder.decompress(data, CHUNK)
        except errors as error:
            if kept:
                yield from _salvaged(again(), b"".join(kept), given, errors)
            if isinstance(error, lzma.LZMAError) and "limit" in str(error):
                raise ReadError(Reason.LIMIT, "needs too much memory to be decompressed") from None
            raise damaged() from None
        given += len(out)
        if out:
            yield out
    source.back(len(coder.unused_data or b""))


def _salvaged(coder: Coder, data: bytes, given: int, errors: tuple[type[Exception], ...]) -> Chunks:
    """What comes out of `data` before its damage, less the first `given` bytes."""
    at = 0
    try:
        while not coder.eof and (at < len(data) or not coder.needs_input):
            step = data[at : at + _STEP] if coder.needs_input else b""
            at += len(step)
            out = coder.decompress(step, CHUNK)
            if given < len(out):
                yield out[given:]
            given = max(0, given - len(out))
    except errors:
        return


def xz_window(head: bytes) -> int:
    """Bytes of the dictionary of the first block of an xz stream (xz-file-format 3.1, 5.3.1); 8 MiB where it cannot be told."""
    try:
        at = 12 + 2
        flags = head[13]
        for present in (flags & 0x40, flags & 0x80):
            if present:
                while head[at] & 0x80:
                    at += 1
                at += 1
        for _ in range((flags & 3) + 1):
            kind, length = head[at], head[at + 1]
            if kind == 0x21:  # noqa: PLR2004  # LZMA2, xz-file-format 5.3.1
                bits = head[at + 2] & 0x3F
                return min(0xFFFFFFFF, (2 | (bits & 1)) << (bits // 2 + 11))
            at += 2 + length
    except IndexError:
        pass
    return 8 << 20


def inflated(data: bytes, size: int) -> bytes | None:
    """All of some deflated bytes in one piece; None unless they end where they should, with so many bytes of content."""
    inflater = _inflater(RAW) if len(data) > _TINY else zlib.decompressobj(RAW)
    try:
        out = inflater.decompress(data, size + 1)
    except _INFLATE_ERRORS:
        return None
    return out if inflater.eof and not inflater.unused_data and len(out) == size else None
