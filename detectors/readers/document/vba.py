"""Vba: source code of macros out of the streams that hold it ([MS-OVBA] 2.4.1, compression)."""

from __future__ import annotations

import struct

#: Each module's source begins with this line; compressed, its first eight letters stand behind a byte of flags. Where the source
#: begins in its stream is told by another stream; looking for it finds it in damaged projects too.
_FIRST = b"\0Attribut"
_SIGNATURE = 1
_CHUNK = 4096


def source(stream: bytes) -> bytes:
    """Source code in a module's stream; empty where there is none."""
    at = stream.find(_FIRST)
    if at < 3 or stream[at - 3] != _SIGNATURE:  # noqa: PLR2004  # the signature and the head of a chunk
        return b""
    return decompressed(stream, at - 3)


def decompressed(data: bytes, at: int = 0) -> bytes:
    """Content of a compressed container, as far as it is sound: at most 4096 bytes for each chunk of it."""
    out = bytearray()
    at += 1
    while at + 2 <= len(data):
        (head,) = struct.unpack_from("<H", data, at)
        end = min(len(data), at + (head & 0xFFF) + 3)
        if head >> 12 & 7 != 3:  # noqa: PLR2004  # the chunk's signature
            break
        at += 2
        if not head & 0x8000:
            out += data[at : at + _CHUNK]
            at += _CHUNK
            continue
        if not _chunk(data, at, end, out):
            break
        at = end
    return bytes(out)


def _chunk(data: bytes, at: int, end: int, out: bytearray) -> bool:
    start = len(out)
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > end:
                return False
            (token,) = struct.unpack_from("<H", data, at)
            at += 2
            written = len(out) - start
            bits = max(4, (written - 1).bit_length())
            length, back = (token & 0xFFFF >> bits) + 3, (token >> 16 - bits) + 1
            if back > written or written + length > _CHUNK:
                return False
            for _ in range(length):
                out.append(out[-back])
    return True
