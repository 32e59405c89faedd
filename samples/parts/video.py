"""Video containers: MP4 with motion-JPEG pictures and WebM with VP8-framed noise, small but readable by a demuxer."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from parts.images import Canvas, jpeg

if TYPE_CHECKING:
    from random import Random

WIDTH, HEIGHT = 320, 240
_SECONDS_A_PICTURE = 5


def pictures(rng: Random, count: int) -> list[bytes]:
    """`count` JPEG pictures of one drawn head that moves a little."""
    found = []
    for _ in range(count):
        canvas = Canvas(WIDTH, HEIGHT, 150)
        canvas.portrait(80 + rng.randrange(-16, 16), 20 + rng.randrange(-8, 8), 160)
        found.append(jpeg(canvas))
    return found


# ISO/IEC 14496-12 and -14.


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def _full(kind: bytes, flags: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", flags), *parts)


_MATRIX = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)


def mp4(rng: Random, size: int, seconds: int) -> bytes:
    """An MP4 of about `size` bytes that lasts `seconds`: index first, then a picture every five seconds, then noise.

    The pictures are decodable (motion JPEG, object type 0x6C); the noise belongs to no track.
    """
    frames = pictures(rng, 3)
    samples = [frames[place % 3] for place in range(seconds // _SECONDS_A_PICTURE)]
    head = _box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso2mp41")
    start = len(head) + len(_moov(samples, 0)) + 8
    data = b"".join(samples)
    noise = rng.randbytes(max(0, size - start - len(data)))
    return head + _moov(samples, start) + _box(b"mdat", data, noise)


def _moov(samples: list[bytes], start: int) -> bytes:
    length = len(samples) * _SECONDS_A_PICTURE * 1000
    mvhd = _full(
        b"mvhd",
        0,
        struct.pack(">IIIIIHHII", 0, 0, 1000, length, 1 << 16, 256, 0, 0, 0),
        _MATRIX,
        bytes(24),
        b"\0\0\0\2",
    )
    size = struct.pack(">II", WIDTH << 16, HEIGHT << 16)
    tkhd = _full(b"tkhd", 7, struct.pack(">IIIIIIIHHHH", 0, 0, 1, 0, length, 0, 0, 0, 0, 0, 0), _MATRIX, size)
    mdhd = _full(b"mdhd", 0, struct.pack(">IIIIHH", 0, 0, 1000, length, 0x55C4, 0))
    hdlr = _full(b"hdlr", 0, bytes(4), b"vide", bytes(12), b"Interview camera\0")
    link = _box(b"dinf", _full(b"dref", 0, struct.pack(">I", 1), _full(b"url ", 1)))
    minf = _box(b"minf", _full(b"vmhd", 1, bytes(8)), link, _stbl(samples, start))
    return _box(b"moov", mvhd, _box(b"trak", tkhd, _box(b"mdia", mdhd, hdlr, minf)))


def _stbl(samples: list[bytes], start: int) -> bytes:
    count = len(samples)
    stsd = _full(b"stsd", 0, struct.pack(">I", 1), _picture_entry())
    stts = _full(b"stts", 0, struct.pack(">III", 1, count, _SECONDS_A_PICTURE * 1000))
    stsc = _full(b"stsc", 0, struct.pack(">IIII", 1, 1, count, 1))
    stsz = _full(b"stsz", 0, struct.pack(f">II{count}I", 0, count, *(len(sample) for sample in samples)))
    stco = _full(b"stco", 0, struct.pack(">II", 1, start))
    return _box(b"stbl", stsd, stts, stsc, stsz, stco)


def _picture_entry() -> bytes:
    config = b"\x04\x0d\x6c\x11" + bytes(11)
    esds = _full(b"esds", 0, b"\x03\x15\x00\x01\x00", config, b"\x06\x01\x02")
    shape = struct.pack(">HHIIIH", WIDTH, HEIGHT, 72 << 16, 72 << 16, 0, 1)
    return _box(b"mp4v", bytes(6), b"\0\1", bytes(16), shape, bytes(32), b"\0\x18\xff\xff", esds)


# RFC 8794 (EBML), RFC 9559 (Matroska), RFC 6386 (VP8).


def _element(kind: str, body: bytes) -> bytes:
    return bytes.fromhex(kind) + struct.pack(">Q", len(body) | 1 << 56) + body


def _number(kind: str, value: int) -> bytes:
    return _element(kind, value.to_bytes((value.bit_length() + 7) // 8 or 1, "big"))


def webm(rng: Random, size: int, seconds: int) -> bytes:
    """A WebM of about `size` bytes that lasts `seconds`: a VP8 key frame of noise every five seconds."""
    count = seconds // _SECONDS_A_PICTURE
    head = _element(
        "1a45dfa3",
        _number("4286", 1) + _number("42f7", 1) + _element("4282", b"webm") + _number("4287", 4) + _number("4285", 2),
    )
    info = _number("2ad7b1", 1000000) + _element("4489", struct.pack(">d", seconds * 1000.0))
    info += _element("4d80", b"interview-recorder") + _element("5741", b"interview-recorder")
    shape = _number("b0", WIDTH) + _number("ba", HEIGHT)
    track = _number("d7", 1) + _number("73c5", 1) + _number("83", 1) + _element("86", b"V_VP8") + _element("e0", shape)
    clusters = b""
    for place in range(count):
        block = b"\x81\0\0\x80" + _vp8(rng, max(400, size // count))
        clusters += _element("1f43b675", _number("e7", place * _SECONDS_A_PICTURE * 1000) + _element("a3", block))
    return head + _element(
        "18538067", _element("1549a966", info) + _element("1654ae6b", _element("ae", track)) + clusters
    )


def _vp8(rng: Random, size: int) -> bytes:
    # A first partition of zeros reads as: no options, one partition of coefficients, the first mode for every block.
    modes = bytes(600)
    tag = (len(modes) << 5 | 1 << 4).to_bytes(3, "little")
    return tag + b"\x9d\x01\x2a" + struct.pack("<HH", WIDTH, HEIGHT) + modes + rng.randbytes(max(64, size - len(modes)))
