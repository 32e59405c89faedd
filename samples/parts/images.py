"""Images: a canvas of grey levels with a small type face, written as PNG and as baseline JPEG without any library."""

from __future__ import annotations

import struct
import zlib

# Five columns of seven rows, top row first, as hexadecimal bits; enough for what a document's machine zone prints.
_GLYPHS = {
    "A": "0e11111f111111", "B": "1e11111e11111e", "C": "0e11101010110e", "D": "1e11111111111e", "E": "1f10101e10101f",
    "F": "1f10101e101010", "G": "0e11101711110f", "H": "1111111f111111", "I": "0e04040404040e", "J": "0702020202120c",
    "K": "11121418141211", "L": "1010101010101f", "M": "111b1515111111", "N": "11111915131111", "O": "0e11111111110e",
    "P": "1e11111e101010", "Q": "0e11111115120d", "R": "1e11111e141211", "S": "0f10100e01011e", "T": "1f040404040404",
    "U": "1111111111110e", "V": "11111111110a04", "W": "1111111515150a", "X": "11110a040a1111", "Y": "1111110a040404",
    "Z": "1f01020408101f", "0": "0e11131519110e", "1": "040c040404040e", "2": "0e11010204081f", "3": "1f02040201110e",
    "4": "02060a121f0202", "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808", "8": "0e11110e11110e",
    "9": "0e11110f01020c", "<": "02040810080402", " ": "00000000000000", ".": "00000000000c0c", "-": "0000001f000000",
    "/": "00010204081000", ":": "000c0c000c0c00", ",": "00000000060204",
}  # fmt: skip


class Canvas:
    """Grey levels, 0 black to 255 white, row by row."""

    def __init__(self, width: int, height: int, level: int = 244) -> None:
        self.width = width
        self.height = height
        self.rows = [bytearray([level]) * width for _ in range(height)]

    def box(self, left: int, top: int, width: int, height: int, level: int) -> None:
        """Fill a rectangle."""
        for row in self.rows[top : top + height]:
            row[left : left + width] = bytes([level]) * width

    def ellipse(self, centre: tuple[int, int], radius: tuple[int, int], level: int) -> None:
        """Fill an ellipse."""
        across, down = centre
        for offset in range(-radius[1], radius[1] + 1):
            half = int(radius[0] * (1 - (offset / radius[1]) ** 2) ** 0.5)
            self.box(across - half, down + offset, 2 * half + 1, 1, level)

    def text(self, left: int, top: int, text: str, scale: int) -> None:
        """Print capital letters, digits and `<`; each takes 6 by 8 cells of `scale` pixels."""
        for place, char in enumerate(text.upper()):
            for line, pattern in enumerate(bytes.fromhex(_GLYPHS.get(char, _GLYPHS[" "]))):
                for column in range(5):
                    if pattern >> (4 - column) & 1:
                        self.box(left + (place * 6 + column) * scale, top + line * scale, scale, scale, 24)

    def portrait(self, left: int, top: int, size: int) -> None:
        """Draw a head with hair, eyes and mouth in a frame `size` wide; nobody's, and hardly a face."""
        middle = left + size // 2
        self.box(left, top, size, size * 5 // 4, 208)
        self.ellipse((middle, top + size * 9 // 8), (size * 2 // 5, size // 4), 96)
        self.ellipse((middle, top + size // 2), (size // 4, size // 3), 60)
        self.ellipse((middle, top + size * 5 // 9), (size * 2 // 9, size * 2 // 7), 176)
        for side in (-1, 1):
            self.ellipse((middle + side * size // 10, top + size // 2), (size // 24 + 1, size // 36 + 1), 40)
        self.box(middle - size // 12, top + size * 5 // 7, size // 6, max(2, size // 40), 90)


def png(canvas: Canvas) -> bytes:
    """The canvas as an 8-bit greyscale PNG."""
    head = struct.pack(">IIBBBBB", canvas.width, canvas.height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in canvas.rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# Baseline JPEG of flat 8x8 blocks: each is its mean, so only DC coefficients are coded (ITU-T T.81, K.3.3.1).
_DC_COUNTS = bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0))
_STEP = 8


def jpeg(canvas: Canvas) -> bytes:
    """The canvas as a greyscale baseline JPEG, one level for every eight by eight pixels."""
    size = struct.pack(">BHHB", 8, canvas.height, canvas.width, 1)
    parts = (
        _segment(0xE0, b"JFIF\0\x01\x01\x01\x00\x48\x00\x48\0\0"),
        _segment(0xDB, b"\0" + bytes([_STEP]) * 64),
        _segment(0xC0, size + b"\x01\x11\x00"),
        _segment(0xC4, b"\0" + _DC_COUNTS + bytes(range(12))),
        # One AC code, of one bit: end of block.
        _segment(0xC4, b"\x10" + bytes((1,)) + bytes(15) + b"\0"),
        _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
    )
    return b"\xff\xd8" + b"".join(parts) + _scan(_levels(canvas)) + b"\xff\xd9"


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _levels(canvas: Canvas) -> list[int]:
    """Quantised DC of each block: the mean less 128, times 8, over the step."""
    found = []
    for top in range(0, canvas.height, 8):
        rows = canvas.rows[top : top + 8]
        for left in range(0, canvas.width, 8):
            pixels = b"".join(bytes(row[left : left + 8]) for row in rows)
            found.append((sum(pixels) // len(pixels) - 128) * 8 // _STEP)
    return found


def _codes() -> dict[int, str]:
    codes, code, symbol = {}, 0, 0
    for length, count in enumerate(_DC_COUNTS, 1):
        for _ in range(count):
            codes[symbol] = f"{code:0{length}b}"
            code, symbol = code + 1, symbol + 1
        code <<= 1
    return codes


def _scan(levels: list[int]) -> bytes:
    codes, last, out = _codes(), 0, []
    for level in levels:
        step, last = level - last, level
        size = abs(step).bit_length()
        out.append(codes[size])
        if size:
            out.append(f"{step if step > 0 else step + (1 << size) - 1:0{size}b}")
        out.append("0")
    stream = "".join(out)
    stream += "1" * (-len(stream) % 8)
    return int(stream, 2).to_bytes(len(stream) // 8, "big").replace(b"\xff", b"\xff\x00")
