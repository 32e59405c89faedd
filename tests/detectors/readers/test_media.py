"""Films and sound files, made by hand: what they say of themselves."""

from __future__ import annotations

import random
import struct
import time

import pytest

from detectors.readers.base import Budget, Fact, Limits, Member, ReadError, Text
from detectors.readers.binary.media import MediaReader
from detectors.readers.held import HeldBlob
from detectors.views.sniff import Media

PLACE = "+52.5200-013.4050+034.000/"


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


def data(value: str) -> bytes:
    return box(b"data", b"\0\0\0\1\0\0\0\0", value.encode())


def mp4() -> bytes:
    made = box(b"mvhd", bytes(4) + struct.pack(">II", 3855254400, 0) + bytes(88))
    place = box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE.encode())
    items = box(
        b"ilst",
        box(b"\xa9nam", data("a title")),
        box(b"----", box(b"mean", bytes(4)), box(b"name", bytes(4) + b"free"), data("form")),
    )
    user = box(b"udta", place, box(b"meta", bytes(4), box(b"hdlr", bytes(25)), items))
    return (
        box(b"ftyp", b"isom", bytes(4))
        + box(b"mdat", b"m" * 5000)
        + box(b"moov", made, box(b"trak", box(b"mdia")), user)
    )


def mov() -> bytes:
    names = [b"com.apple.quicktime.location.ISO6709", b"com.apple.quicktime.author"]
    keys = box(
        b"keys", bytes(4), struct.pack(">I", len(names)), *(struct.pack(">I", len(n) + 8) + b"mdta" + n for n in names)
    )
    items = box(b"ilst", box(struct.pack(">I", 1), data(PLACE)), box(struct.pack(">I", 2), data("Jürgen")))
    return box(b"ftyp", b"qt  ", bytes(4)) + box(b"moov", box(b"meta", box(b"hdlr", bytes(25)), keys, items))


def threegp() -> bytes:
    place = struct.pack(">iii", int(-13.405 * 65536), int(52.52 * 65536), 0)
    user = box(b"udta", box(b"loci", bytes(6), b"Park\0\1", place), box(b"auth", bytes(6), b"Name\0"))
    return box(b"ftyp", b"3gp4", bytes(4)) + box(b"moov", user)


def element(kind: int, *content: bytes) -> bytes:
    body = b"".join(content)
    return kind.to_bytes((kind.bit_length() + 7) // 8) + (1 << 56 | len(body)).to_bytes(8) + body


def mkv() -> bytes:
    info = element(0x1549A966, element(0x7BA9, b"a title"), element(0x4461, (794102400 * 10**9).to_bytes(8)))
    tag = element(0x7373, element(0x67C8, element(0x45A3, b"LOCATION"), element(0x4487, PLACE.encode())))
    more = element(0x7373, element(0x67C8, element(0x45A3, b"ARTIST"), element(0x4487, "Jürgen".encode())))
    file = element(0x61A7, element(0x466E, b"../notes.txt"), element(0x465C, b"attached content"))
    cluster = element(0x1F43B675, b"c" * 4000)
    segment = info + cluster * 3 + element(0x1254C367, tag, more) + element(0x1941A469, file)
    return element(0x1A45DFA3, b"\x42\x82\x84webm") + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + segment


def syncsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def id3(version: int = 4) -> bytes:
    def frame(name: bytes, content: bytes) -> bytes:
        size = syncsafe(len(content)) if version == 4 else struct.pack(">I", len(content))
        return name + size + b"\0\0" + content

    body = frame(b"TIT2", b"\3a title") + frame(
        b"TXXX", b"\1" + "Zettel".encode("utf-16") + b"\0\0" + "Größe".encode("utf-16")
    )
    body += frame(b"COMM", b"\0eng\0a comment") + frame(b"APIC", b"\0image/png\0\3desc\0\x89PNG picture")
    body += frame(b"GEOB", b"\0text/plain\0a/b.txt\0d\0object content" + b"x" * 200)
    return b"ID3" + bytes([version, 0, 0]) + syncsafe(len(body) + 10) + body + bytes(10)


def vorbis(*pairs: str) -> bytes:
    out = struct.pack("<I", 4) + b"test" + struct.pack("<I", len(pairs))
    return out + b"".join(struct.pack("<I", len(pair.encode())) + pair.encode() for pair in pairs)


def flac() -> bytes:
    comment = vorbis("ARTIST=Jürgen", f"LOCATION={PLACE}")
    picture = (
        struct.pack(">I", 3)
        + struct.pack(">I", 9)
        + b"image/png"
        + bytes(4)
        + bytes(16)
        + struct.pack(">I", 7)
        + b"\x89PNGpic"
    )
    blocks = [(0, bytes(34)), (4, comment), (6, picture)]
    out = b"".join(bytes([kind | (0x80 if kind == 6 else 0)]) + len(body).to_bytes(3) + body for kind, body in blocks)
    return b"fLaC" + out + b"f" * 400


def ogg(mark: bytes = b"\x03vorbis") -> bytes:
    first, second = b"\x01vorbis" + bytes(23), mark + vorbis("ARTIST=Jürgen", "NOTE=" + "n" * 70_000)
    pages, sizes = b"", []
    for packet in (first, second):
        sizes += [
            (255, packet[at : at + 255]) if len(packet) - at >= 255 else (len(packet) - at, packet[at:])
            for at in range(0, len(packet) + 1, 255)
        ]
    for at in range(0, len(sizes), 200):
        some = sizes[at : at + 200]
        pages += (
            b"OggS"
            + bytes(22)
            + bytes([len(some)])
            + bytes(size for size, _ in some)
            + b"".join(content for _, content in some)
        )
    return pages


def wav() -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) & 1)

    info = chunk(b"LIST", b"INFO" + chunk(b"INAM", b"a title\0") + chunk(b"IART", "Jürgen".encode()))
    bext = chunk(b"bext", b"described".ljust(256, b"\0") + b"somebody".ljust(346, b"\0"))
    body = b"WAVE" + chunk(b"fmt ", bytes(16)) + info + bext + chunk(b"data", b"d" * 999) + chunk(b"id3 ", id3())
    return b"RIFF" + struct.pack("<I", len(body)) + body


def lines(found) -> list[str]:
    return [line for part, _ in found if isinstance(part, Text) for line in part.data.decode().splitlines()]


def members(found) -> dict[str, bytes]:
    return {part.name: content for part, content in found if isinstance(part, Member)}


def position(found) -> list[bytes]:
    return [part.value for part, _ in found if isinstance(part, Fact) and part.rule == "video.gps-position"]


def test_mp4_tells_title_date_and_place(parts):
    found = parts(mp4(), "video/mp4")
    assert {"Title: a title", "free: form", "CreationDate: 2026-03-02 00:00:00", f"Location: {PLACE}"} <= set(
        lines(found)
    )
    assert position(found) == [b"52.520000,-13.405000"]


def test_quicktime_keys_and_3gp_are_read(parts):
    found = parts(mov(), "video/mp4")
    assert "com.apple.quicktime.author: Jürgen" in lines(found)
    assert position(found) == [b"52.520000,-13.405000"]
    found = parts(threegp(), "video/mp4")
    assert {"Location: Park", "Author: Name"} <= set(lines(found))
    assert position(found)[0].startswith(b"52.5199")


def test_matroska_tells_tags_and_hands_on_files(parts):
    found = parts(mkv(), "video/x-matroska")
    assert {"Title: a title", "ARTIST: Jürgen", "CreationDate: 2026-03-02 00:00:00"} <= set(lines(found))
    assert members(found) == {"notes.txt": b"attached content"}
    assert position(found) == [b"52.520000,-13.405000"]


@pytest.mark.parametrize("version", [3, 4])
def test_id3_is_read(parts, version):
    tail = b"TAG" + b"old title".ljust(30, b"\0") + b"old artist".ljust(95, b"\0")
    found = parts(id3(version) + b"\xff\xfb" * 500 + tail, "audio/mpeg")
    assert {"Title: a title", "Zettel: Größe", "Comment: a comment", "Title: old title", "Artist: old artist"} <= set(
        lines(found)
    )
    held = members(found)
    assert held["picture"] == b"\x89PNG picture"
    assert held["b.txt"].startswith(b"object content")


def test_comments_of_flac_and_ogg_are_read(parts):
    found = parts(flac(), "audio/flac")
    assert "ARTIST: Jürgen" in lines(found)
    assert members(found) == {"picture": b"\x89PNGpic"}
    for mark in (b"\x03vorbis", b"OpusTags"):
        found = lines(parts(ogg(mark), "audio/ogg"))
        assert found[0] == "ARTIST: Jürgen"
        assert found[1] == "NOTE: " + "n" * 70_000


def test_chunks_of_a_wav_are_read(parts):
    found = lines(parts(wav(), "audio/wav"))
    assert {
        "Title: a title",
        "Artist: Jürgen",
        "Description: described",
        "Originator: somebody",
        "Zettel: Größe",
    } <= set(found)


class Counted(HeldBlob):
    """A large film; counts what is read of it."""

    def __init__(self, head: bytes, size: int) -> None:
        super().__init__(head)
        self.size, self.cost = size, 0

    def read(self, start: int, length: int) -> bytes:
        length = max(0, min(length, self.size - start))
        self.cost += length
        return super().read(start, length).ljust(length, b"\0")


def test_a_large_film_costs_some_kilobytes():
    blob = Counted(mp4()[:-4] + mp4()[-4:], 4 << 30)
    assert list(MediaReader().parts(blob, Media("video/mp4", "", ""), "", Budget(Limits(), blob.size)))
    assert blob.cost < 64 << 10


SAMPLES = [
    ("video/mp4", mp4()),
    ("video/mp4", mov()),
    ("video/mp4", threegp()),
    ("video/x-matroska", mkv()),
    ("audio/mpeg", id3()),
    ("audio/flac", flac()),
    ("audio/ogg", ogg()[:600]),
    ("audio/wav", wav()),
]


def test_hostile_structures_end(parts):
    began = time.monotonic()
    deep = b"moov"
    for _ in range(2000):
        deep = box(b"moov", deep)
    parts(deep, "video/mp4")
    parts(b"\x18\x53\x80\x67\xff" * 300_000, "video/x-matroska")
    parts(b"\xec\x80" * 300_000, "video/x-matroska")
    parts(b"RIFF\0\0\0\0WAVE" + b"LIST\4\0\0\0INFO" * 200_000, "audio/wav")
    parts(b"OggS" + bytes(22) + b"\0" * 200_000, "audio/ogg")
    parts(b"fLaC" + b"\4\0\0\0" * 200_000, "audio/flac")
    assert time.monotonic() - began < 10


def test_damage_never_raises_anything_else(parts):
    chance = random.Random(17)
    for media, whole in SAMPLES:
        variants = [whole[:at] for at in range(0, len(whole), max(1, len(whole) // 60))]
        for _ in range(120):
            spoiled = bytearray(whole)
            for _ in range(chance.randrange(1, 9)):
                spoiled[chance.randrange(min(len(whole), 700))] = chance.randrange(256)
            variants.append(bytes(spoiled))
        for each in [b"", *variants]:
            try:
                parts(each, media)
            except ReadError:
                continue
