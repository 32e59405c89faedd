"""Zstandard frames (RFC 8878), decoded block by block: so what comes out at once is bounded, and a cut is seen."""

from __future__ import annotations

from connectors.errors import Reason
from detectors.readers.archive.coding import Source, damaged, early, window
from detectors.readers.archive.content import BLOCK, Chunks
from detectors.readers.base import ReadError

MAGIC = b"\x28\xb5\x2f\xfd"
#: Skippable frames, which lz4 has too: any of the 16 that begin so (RFC 8878, 3.1.2).
SKIPPED = b"\x2a\x4d\x18"
_SINGLE_SEGMENT, _CHECKSUM = 0x20, 0x04
_LARGEST_BLOCK = 128 << 10
_RLE, _RESERVED = 1, 3


def skippable(magic: bytes) -> bool:
    """Whether four bytes begin a skippable frame."""
    return magic[1:4] == SKIPPED and magic[0] >> 4 == 5  # noqa: PLR2004  # 0x184D2A50 to 0x184D2A5F


def skip(source: Source) -> None:
    """Pass over one skippable frame.

    Raises:
        ReadError: it is cut off.
    """
    left = int.from_bytes(_exactly(source, 8)[4:], "little")
    while left:
        data = source.read(min(left, BLOCK))
        if not data:
            raise early()
        left -= len(data)


def unzstd(source: Source) -> Chunks:
    """One frame.

    Raises:
        ReadError: the package is not installed; it is damaged or cut off; its window is too large or it needs a dictionary.
    """
    try:
        from zstandard import ZstdDecompressor, ZstdError  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise ReadError(
            Reason.NO_EXTRA, "zstandard is not installed: pip install 'discover-holdings[documents]'"
        ) from error
    header, size, check = _header(source)
    with window(size):
        coder = ZstdDecompressor(max_window_size=max(1 << 10, size)).decompressobj()
        try:
            out = coder.decompress(header)
            last = False
            while not last:
                start = _exactly(source, 3)
                word = int.from_bytes(start, "little")
                last, kind, length = bool(word & 1), word >> 1 & 3, word >> 3
                if kind == _RESERVED or length > _LARGEST_BLOCK:
                    raise damaged()
                out = coder.decompress(start + _exactly(source, 1 if kind == _RLE else length))
                if out:
                    yield out
            if check:
                coder.decompress(_exactly(source, 4))
        except ZstdError:
            raise damaged() from None


def _header(source: Source) -> tuple[bytes, int, bool]:
    """Frame header (RFC 8878, 3.1.1.1): its bytes, the window's size, and whether a checksum follows the blocks."""
    head = source.peek(18)
    if len(head) < 6:  # noqa: PLR2004  # the shortest header
        raise early()
    flags = head[4]
    single = bool(flags & _SINGLE_SEGMENT)
    named = (0, 1, 2, 4)[flags & 3]
    width = (1 if single else 0, 2, 4, 8)[flags >> 6]
    at = 5 + (not single) + named
    if single:
        size = int.from_bytes(head[at : at + width], "little") + (256 if width == 2 else 0)  # noqa: PLR2004  # 3.1.1.1.4
    else:
        base = 1 << (10 + (head[5] >> 3))
        size = base + (base >> 3) * (head[5] & 7)
    if any(head[at - named : at]):
        raise ReadError(
            Reason.NO_READER, "is compressed with a dictionary that is not in it; decompress it with zstd -D"
        )
    return _exactly(source, at + width), size, bool(flags & _CHECKSUM)


def _exactly(source: Source, size: int) -> bytes:
    data = source.exactly(size)
    if len(data) < size:
        raise early()
    return data
