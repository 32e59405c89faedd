"""Films of interviews: motion-JPEG pictures of a drawn head and a made voice, in MP4 and Matroska."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from parts.images import Canvas, jpeg
from parts.voice import mulaw, speech

if TYPE_CHECKING:
    from random import Random

WIDTH, HEIGHT = 320, 240
_SECONDS_A_PICTURE = 5
#: Samples of sound a second, one byte each, and seconds of speech that are said again and again.
_RATE, _SPOKEN = 8000, 20


def pictures(rng: Random, count: int) -> list[bytes]:
    """`count` JPEG pictures of one drawn head that moves a little."""
    found = []
    for _ in range(count):
        canvas = Canvas(WIDTH, HEIGHT, 150)
        canvas.portrait(80 + rng.randrange(-16, 16), 20 + rng.randrange(-8, 8), 160)
        found.append(jpeg(canvas))
    return found


def voice(rng: Random) -> bytes:
    """Some seconds of speech as telephones code it, for `mp4` and `matroska`; costs two seconds to make."""
    return mulaw(speech(rng, _SPOKEN, rng.uniform(108, 132)))


def _pieces(voice: bytes, count: int) -> list[bytes]:
    """What is said during each of `count` pictures: the voice again and again."""
    each = _RATE * _SECONDS_A_PICTURE
    pieces = [voice[at : at + each] for at in range(0, len(voice), each)]
    return [pieces[number % len(pieces)] for number in range(count)]


# ISO/IEC 14496-12 and -14.


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def _full(kind: bytes, flags: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", flags), *parts)


_MATRIX = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)


def mp4(rng: Random, size: int, seconds: int, voice: bytes) -> bytes:
    """An MP4 that lasts `seconds`: index first, then a picture and its sound for every five seconds, then noise up to `size` bytes.

    The pictures are decodable (motion JPEG, object type 0x6C); the noise belongs to no track.
    """
    frames = pictures(rng, 3)
    samples = [frames[place % 3] for place in range(seconds // _SECONDS_A_PICTURE)]
    said = _pieces(voice, len(samples))
    head = _box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso2mp41")
    start = len(head) + len(_moov(samples, said, 0)) + 8
    data = b"".join(part for pair in zip(samples, said, strict=True) for part in pair)
    noise = rng.randbytes(max(0, size - start - len(data)))
    return head + _moov(samples, said, start) + _box(b"mdat", data, noise)


def _moov(samples: list[bytes], said: list[bytes], start: int) -> bytes:
    length = len(samples) * _SECONDS_A_PICTURE * 1000
    mvhd = _full(
        b"mvhd",
        0,
        struct.pack(">IIIIIHHII", 0, 0, 1000, length, 1 << 16, 256, 0, 0, 0),
        _MATRIX,
        bytes(24),
        b"\0\0\0\3",
    )
    at, pictures_at, sounds_at = start, list[int](), list[int]()
    for sample, piece in zip(samples, said, strict=True):
        pictures_at.append(at)
        sounds_at.append(at + len(sample))
        at += len(sample) + len(piece)
    seen = _stbl(
        _picture_entry(), (len(samples), _SECONDS_A_PICTURE * 1000), [len(each) for each in samples], 1, pictures_at
    )
    each = _RATE * _SECONDS_A_PICTURE
    heard = _stbl(_sound_entry(), (len(said) * each, 1), len(said) * each, each, sounds_at)
    return _box(
        b"moov",
        mvhd,
        _track(1, length, 1000, (b"vide", b"Interview camera"), _full(b"vmhd", 1, bytes(8)), seen),
        _track(2, length, _RATE, (b"soun", b"Interview microphone"), _full(b"smhd", 0, bytes(4)), heard),
    )


def _track(number: int, length: int, scale: int, of: tuple[bytes, bytes], about: bytes, table: bytes) -> bytes:
    """A track of so many milliseconds, in units of a second's part: its sort and name, its own header, its tables."""
    sort, name = of
    wide, high, loud = (WIDTH << 16, HEIGHT << 16, 0) if sort == b"vide" else (0, 0, 256)
    tkhd = _full(
        b"tkhd",
        7,
        struct.pack(">IIIIIIIHHHH", 0, 0, number, 0, length, 0, 0, 0, 0, loud, 0),
        _MATRIX,
        struct.pack(">II", wide, high),
    )
    mdhd = _full(b"mdhd", 0, struct.pack(">IIIIHH", 0, 0, scale, length * scale // 1000, 0x55C4, 0))
    hdlr = _full(b"hdlr", 0, bytes(4), sort, bytes(12), name + b"\0")
    link = _box(b"dinf", _full(b"dref", 0, struct.pack(">I", 1), _full(b"url ", 1)))
    return _box(b"trak", tkhd, _box(b"mdia", mdhd, hdlr, _box(b"minf", about, link, table)))


def _stbl(entry: bytes, times: tuple[int, int], sizes: list[int] | int, in_chunk: int, chunks: list[int]) -> bytes:
    """Tables of a track's samples: how many, of what length each, their sizes (a number where each is a byte), where they lie."""
    listed = (
        struct.pack(">II", 1, sizes)
        if isinstance(sizes, int)
        else struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)
    )
    return _box(
        b"stbl",
        _full(b"stsd", 0, struct.pack(">I", 1), entry),
        _full(b"stts", 0, struct.pack(">III", 1, *times)),
        _full(b"stsc", 0, struct.pack(">IIII", 1, 1, in_chunk, 1)),
        _full(b"stsz", 0, listed),
        _full(b"stco", 0, struct.pack(f">I{len(chunks)}I", len(chunks), *chunks)),
    )


def _picture_entry() -> bytes:
    config = b"\x04\x0d\x6c\x11" + bytes(11)
    esds = _full(b"esds", 0, b"\x03\x15\x00\x01\x00", config, b"\x06\x01\x02")
    shape = struct.pack(">HHIIIH", WIDTH, HEIGHT, 72 << 16, 72 << 16, 0, 1)
    return _box(b"mp4v", bytes(6), b"\0\1", bytes(16), shape, bytes(32), b"\0\x18\xff\xff", esds)


def _sound_entry() -> bytes:
    """One channel in mu-law: QuickTime File Format, sound sample description version 0."""
    return _box(b"ulaw", bytes(6), b"\0\1", bytes(8), struct.pack(">HHHHI", 1, 16, 0, 0, _RATE << 16))


# RFC 8794 (EBML), RFC 9559 (Matroska).


def _element(kind: str, body: bytes) -> bytes:
    return bytes.fromhex(kind) + struct.pack(">Q", len(body) | 1 << 56) + body


def _number(kind: str, value: int) -> bytes:
    return _element(kind, value.to_bytes((value.bit_length() + 7) // 8 or 1, "big"))


def matroska(rng: Random, size: int, seconds: int, voice: bytes) -> bytes:
    """A Matroska film that lasts `seconds`: a picture and its sound for every five seconds, noise that is void up to `size` bytes."""
    frames, count = pictures(rng, 3), seconds // _SECONDS_A_PICTURE
    said = _pieces(voice, count)
    head = _element(
        "1a45dfa3",
        _number("4286", 1)
        + _number("42f7", 1)
        + _element("4282", b"matroska")
        + _number("4287", 4)
        + _number("4285", 2),
    )
    info = _number("2ad7b1", 1000000) + _element("4489", struct.pack(">d", seconds * 1000.0))
    info += _element("4d80", b"interview-recorder") + _element("5741", b"interview-recorder")
    shape = _number("b0", WIDTH) + _number("ba", HEIGHT)
    seen = _number("d7", 1) + _number("73c5", 1) + _number("83", 1) + _element("86", b"V_MJPEG") + _element("e0", shape)
    voice = _element("b5", struct.pack(">d", float(_RATE))) + _number("9f", 1) + _number("6264", 8)
    heard = _number("d7", 2) + _number("73c5", 2) + _number("83", 2) + _element("86", b"A_MS/ACM")
    heard += _element("63a2", struct.pack("<HHIIHHH", 7, 1, _RATE, _RATE, 1, 8, 0)) + _element("e1", voice)
    tracks = _element("1654ae6b", _element("ae", seen) + _element("ae", heard))
    clusters = [
        _element(
            "1f43b675",
            _number("e7", place * _SECONDS_A_PICTURE * 1000)
            + _element("a3", b"\x81\0\0\x80" + frames[place % 3])
            + _element("a3", b"\x82\0\0\x80" + said[place]),
        )
        for place in range(count)
    ]
    film = _element("1549a966", info) + tracks + b"".join(clusters)
    noise = rng.randbytes(max(0, size - len(head) - len(film)))
    return head + _element("18538067", film + _element("ec", noise))
