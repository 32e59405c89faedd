"""Png: pixels wrapped as a PNG image, so that whatever reads images can read them."""

from __future__ import annotations

import struct
import zlib

#: Colour types of PNG (ISO/IEC 15948, 11.2.2) by bytes a pixel; 8 bits a channel.
_COLOUR = {1: 0, 3: 2, 4: 6}
#: Speed before size: the image is read once and thrown away.
_LEVEL = 1


def png(pixels: bytes, width: int, height: int, channels: int) -> bytes:
    """A PNG of 8 bits a channel.

    Args:
        pixels: rows from the top, without padding; grey, RGB or RGBA.
        width: pixels a row.
        height: rows.
        channels: 1, 3 or 4.
    """
    row = width * channels
    packer = zlib.compressobj(_LEVEL)
    # Each row begins with the number of its filter: 0, none (9.2).
    body = b"".join(packer.compress(b"\0" + pixels[at : at + row]) for at in range(0, row * height, row))
    head = struct.pack(">IIBBBBB", width, height, 8, _COLOUR[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body + packer.flush()) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
