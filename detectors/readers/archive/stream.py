"""Stream: one object in another coding: gzip, bzip2, xz, lzma, zlib, zstd, lz4; several of them on end are one content."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.archive import coding, zstd
from detectors.readers.archive.coding import Source
from detectors.readers.archive.content import Ahead, Chunks, content
from detectors.readers.base import Budget, Member, Part, Reader, ReadError, Text
from detectors.views.sniff import Media

_GZIP = b"\x1f\x8b\x08"
#: Flags of a gzip header, RFC 1952, 2.3.1.
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT, _FRESERVED = 2, 4, 8, 16, 0xE0
#: Bytes of a gzip header that are looked at.
_GZIP_HEAD = 128 << 10
#: How a block, or the end of a stream without any, begins in bzip2: decimal digits of pi and of its square root.
_BZIP2_BLOCKS = frozenset({b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"})
_LZ4, _LZ4_LEGACY = b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18"
#: Bytes of content in one block of a legacy lz4 frame (lz4_Frame_format.md), and the most that it takes up compressed.
_LEGACY_BLOCK = 8 << 20
_LEGACY_MOST = _LEGACY_BLOCK + _LEGACY_BLOCK // 255 + 16
#: Header of a loose git object (gitformat-loose(5)).
_LOOSE = re.compile(rb"(blob|tree|commit|tag) (0|[1-9][0-9]{0,18})\0")
_LOOSE_LONGEST = 32


@dataclass(slots=True)
class _Place:
    """Where the coded bytes ended; None as long as that was not reached."""

    end: int | None = None


@dataclass(frozen=True, slots=True)
class _Format:
    """A coding.

    Attributes:
        begins: whether the next stream begins with these bytes (at least 16 where there are so many).
        one: content of one stream.
        padded: zero bytes may stand between streams.
    """

    begins: Callable[[bytes], bool]
    one: Callable[[Source], Chunks]
    padded: bool = field(default=False)


class StreamReader(Reader):
    """One member without a name: the content. What stands behind the last stream is a second member, `trailing`."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        del name
        form = _FORMATS[media.type]
        head = blob.read(0, _GZIP_HEAD)
        if not head:
            raise ReadError(Reason.CORRUPT, "is empty: the compressed data is missing")
        size, skipped = None, 0
        if media.type == "application/gzip":
            yield from _comment(head)
        elif media.type == "application/zlib":
            loose = _LOOSE.match(_beginning(head, budget))
            if loose and loose[1] == b"tree":
                return  # names and ids of other objects only
            if loose:
                size, skipped = int(loose[2]), loose.end()
        place = _Place()

        def whole() -> IO[bytes]:
            return content(_without(skipped, _streams(Source(_blocks(blob), budget), form, place)))

        yield Member("", size, whole, stored=blob.size, again=True)
        if place.end is not None and place.end < blob.size:
            start = place.end
            left = blob.size - start
            yield Member("trailing", left, lambda: content(_blocks(blob, start)), left, again=True)


def _blocks(blob: Blob, start: int = 0) -> Chunks:
    """Bytes up to the end, wherever that is: the size of a member is only a claim."""
    yield from Ahead(blob).chunks(start, sys.maxsize)


def _streams(source: Source, form: _Format, place: _Place) -> Chunks:
    """Content of all streams on end."""
    while True:
        yield from form.one(source)
        end = source.taken
        if form.padded:
            source.zeros()
        head = source.peek(16)
        if not form.begins(head):
            place.end = end if head else source.taken
            return


def _without(count: int, chunks: Chunks) -> Chunks:
    """The content after its first bytes."""
    for chunk in chunks:
        if count < len(chunk):
            yield chunk[count:] if count else chunk
        count = max(0, count - len(chunk))


def _beginning(head: bytes, budget: Budget) -> bytes:
    """The first bytes of zlib content, as far as they can be had."""
    try:
        return content(_zlib(Source(iter((head[:4096],)), budget))).read(_LOOSE_LONGEST)
    except ReadError:
        return b""


def _comment(head: bytes) -> Iterator[Text]:
    """The comment in the header of a gzip member; Latin-1, as the specification says."""
    try:
        _, comment = _gzip_header(head)
    except ReadError:
        return
    if comment:
        yield Text(comment.decode("latin-1").encode(), "comment")


def _gzip_header(head: bytes) -> tuple[int, bytes]:
    """Length of the header of a gzip member, and its comment."""
    if head[:3] != _GZIP:
        raise coding.damaged() if len(head) > 2 else coding.early()  # noqa: PLR2004  # two bytes may be a cut
    if len(head) < 10:  # noqa: PLR2004  # the fixed part
        raise coding.early()
    flags, at, comment = head[3], 10, b""
    if flags & _FRESERVED:
        raise coding.damaged()
    if flags & _FEXTRA:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    for flag in (_FNAME, _FCOMMENT):
        if flags & flag:
            end = head.find(b"\0", at)
            if end < 0:
                raise coding.early() if len(head) < _GZIP_HEAD else coding.damaged()
            comment = head[at:end]
            at = end + 1
    at += 2 if flags & _FHCRC else 0
    if at > len(head):
        raise coding.early()
    return at, comment if flags & _FCOMMENT else b""


def _gzip(source: Source) -> Chunks:
    """One gzip member (RFC 1952)."""
    length, _ = _gzip_header(source.peek(10 if source.peek(4)[3:4] in {b"", b"\0"} else _GZIP_HEAD))
    source.exactly(length)
    crc = size = 0
    for chunk in coding.inflate(source):
        crc = coding.crc32(chunk, crc)
        size += len(chunk)
        yield chunk
    trailer = source.exactly(8)
    if len(trailer) < 8:  # noqa: PLR2004  # CRC and size
        raise coding.early()
    if trailer != crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
        raise coding.checked()


def _zlib(source: Source) -> Chunks:
    """One zlib stream (RFC 1950)."""
    head = source.exactly(2)
    if len(head) < 2:  # noqa: PLR2004  # method and flags
        raise coding.early()
    if head[0] & 15 != 8 or int.from_bytes(head, "big") % 31:  # noqa: PLR2004  # RFC 1950, 2.2
        raise coding.damaged()
    if head[1] & 0x20:
        raise ReadError(Reason.NO_READER, "is compressed with a dictionary that is not in it")
    check = 1
    for chunk in coding.inflate(source):
        check = zlib.adler32(chunk, check)
        yield chunk
    trailer = source.exactly(4)
    if len(trailer) < 4:  # noqa: PLR2004  # Adler-32
        raise coding.early()
    if trailer != check.to_bytes(4, "big"):
        raise coding.checked()


def _zstd(source: Source) -> Chunks:
    if zstd.skippable(source.peek(4)):
        zstd.skip(source)
        return
    yield from zstd.unzstd(source)


def _lz4(source: Source) -> Chunks:
    head = source.peek(4)
    if zstd.skippable(head):
        zstd.skip(source)
    elif head == _LZ4_LEGACY:
        yield from _legacy(source)
    else:
        yield from coding.lz4(source)


def _legacy(source: Source) -> Chunks:
    """One lz4 frame as written by `lz4 -l` and found in kernel images."""
    try:
        from lz4.block import LZ4BlockError, decompress  # type: ignore[import-untyped]  # noqa: PLC0415  # no types; an extra
    except ImportError as error:
        raise ReadError(Reason.NO_EXTRA, "lz4 is not installed: pip install 'discover-holdings[documents]'") from error
    source.exactly(4)
    with coding.window(2 * _LEGACY_BLOCK):
        while word := source.peek(4):
            length = int.from_bytes(word, "little")
            if length > _LEGACY_MOST:
                return  # another frame, or something else
            source.exactly(4)
            block = source.exactly(length)
            if len(block) < length or not length:
                raise coding.early()
            try:
                out = decompress(block, uncompressed_size=_LEGACY_BLOCK)
            except (LZ4BlockError, MemoryError):
                raise coding.damaged() from None
            yield out


_FORMATS = {
    "application/gzip": _Format(lambda head: head[:3] == _GZIP, _gzip, padded=True),
    "application/x-bzip2": _Format(lambda head: head[:3] == b"BZh" and head[4:10] in _BZIP2_BLOCKS, coding.bunzip2),
    "application/x-xz": _Format(lambda head: head[:6] == b"\xfd7zXZ\0", coding.unxz, padded=True),
    "application/x-lzma": _Format(lambda _: False, coding.unlzma),
    "application/zlib": _Format(lambda _: False, _zlib),
    "application/zstd": _Format(lambda head: head[:4] == zstd.MAGIC or zstd.skippable(head), _zstd),
    "application/x-lz4": _Format(lambda head: head[:4] in {_LZ4, _LZ4_LEGACY} or zstd.skippable(head), _lz4),
}
