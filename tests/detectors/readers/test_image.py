"""Pictures, made by hand: what they say of themselves."""

from __future__ import annotations

import random
import struct
import time
import zlib

import pytest

from connectors.errors import Reason
from detectors.readers.base import Budget, Fact, Gap, Limits, Member, ReadError, Text
from detectors.readers.binary.image import ImageReader
from detectors.readers.held import HeldBlob
from detectors.views.sniff import PLAIN, Media

XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24,18.0W" note="in the packet"/></x:xmpmeta>'


def exif(order: str = "<", position: tuple[float, float] | None = (52.52, -13.405), **more: bytes) -> bytes:
    """A TIFF structure with a description, an Exif directory with a comment, and a GPS directory."""
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8))

    def rationals(value: float) -> bytes:
        degrees, rest = divmod(abs(value), 1)
        minutes, rest = divmod(rest * 60, 1)
        return struct.pack(f"{order}6I", int(degrees), 1, int(minutes), 1, round(rest * 60 * 1000), 1000)

    comment = b"UNICODE\0" + "Größe".encode("utf-16-le" if order == "<" else "utf-16-be")
    main = [
        (0x010E, 2, b"a description\0"),
        (0x9C9D, 1, "Jürgen".encode("utf-16-le") + b"\0\0"),
        (0x02BC, 1, more.get("xmp", b"")),
    ]
    inner = [(0x9003, 2, b"2026:03:02 10:00:00\0"), (0x9286, 7, comment), (0x927C, 7, b"maker's secret" * 9)]
    gps = []
    if position:
        latitude, longitude = position
        gps = [
            (1, 2, (b"N" if latitude >= 0 else b"S") + b"\0"),
            (2, 5, rationals(latitude)),
            (3, 2, (b"E" if longitude >= 0 else b"W") + b"\0"),
            (4, 5, rationals(longitude)),
            (0x1D, 2, b"2026:03:02\0"),
        ]
    sizes = {1: 1, 2: 1, 5: 8, 7: 1, 4: 4}

    def directory(entries: list[tuple[int, int, bytes]]) -> bytes:
        entries = [each for each in entries if each[2]]
        start = len(out)
        table, rest = struct.pack(f"{order}H", len(entries)), b""
        for tag, kind, value in entries:
            table += struct.pack(f"{order}HHI", tag, kind, len(value) // sizes[kind])
            if len(value) <= 4:
                table += value.ljust(4, b"\0")
            else:
                table += struct.pack(f"{order}I", start + 2 + len(entries) * 12 + 4 + len(rest))
                rest += value
        return table + bytes(4) + rest

    size = len(directory([*main, (0x8769, 4, b"1234"), (0x8825, 4, b"1234")]))
    second = 8 + size
    out_main = len(out)
    third = second + len(directory(inner))
    pointers = [(0x8769, 4, struct.pack(f"{order}I", second)), (0x8825, 4, struct.pack(f"{order}I", third))]
    assert out_main == 8
    out += directory([*main, *pointers])
    out += directory(inner)
    out += directory(gps)
    return bytes(out)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, after: bytes = b"") -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", bytes(13))
        + b"".join(chunks)
        + chunk(b"IDAT", b"x" * 900)
        + chunk(b"IEND", b"")
        + after
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xda\0\x02" + b"scan" * 50 + b"\xff\xd9"


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


def heif(*, version: int = 1) -> bytes:
    head = box(b"ftyp", b"heic\0\0\0\0")
    content = b"\0\0\0\6Exif\0\0" + exif()
    infe = [b"\2\0\0\0\0\x07\0\0Exif\0", b"\2\0\0\0\0\x08\0\0mime\0application/rdf+xml\0", b"\2\0\0\0\0\x09\0\0hvc1\0"]
    names = box(b"iinf", b"\0\0\0\0\0\3", *(box(b"infe", each) for each in infe))

    def places(start: int) -> bytes:
        method = b"\0\0" if version else b""
        extents = [(7, start, len(content)), (8, start + len(content), len(XMP))]
        items = b"".join(
            struct.pack(">H", n) + method + b"\0\0" + b"\0\1" + struct.pack(">II", at, size) for n, at, size in extents
        )
        return box(b"iloc", bytes([version, 0, 0, 0, 0x44, 0]), b"\0\2", items)

    meta = box(b"meta", bytes(4), names, places(0))
    return head + box(b"meta", bytes(4), names, places(len(head) + len(meta) + 8)) + box(b"mdat", content, XMP)


def iptc(text: str) -> bytes:
    record = b"\x1c\x01\x5a\0\3\x1b%G" + b"\x1c\x02\x50" + struct.pack(">H", len(text.encode())) + text.encode()
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record


def lines(found) -> list[str]:
    return [
        line
        for part, _ in found
        if isinstance(part, Text) and part.name == "metadata"
        for line in part.data.decode().splitlines()
    ]


def position(found) -> list[bytes]:
    return [part.value for part, _ in found if isinstance(part, Fact) and part.rule == "image.gps-position"]


EXIF_LINES = [
    "ImageDescription: a description",
    "XPAuthor: Jürgen",
    "DateTimeOriginal: 2026:03:02 10:00:00",
    "UserComment: Größe",
]


@pytest.mark.parametrize(
    ("media", "data"),
    [
        ("image/tiff", exif()),
        ("image/tiff", exif(">")),
        ("image/jpeg", jpeg(segment(0xE0, b"JFIF\0"), segment(0xE1, b"Exif\0\0" + exif(">")))),
        ("image/png", png(chunk(b"eXIf", exif()))),
        ("image/webp", b"RIFF\0\0\0\0WEBP" + b"VP8 \3\0\0\0abc\0" + b"EXIF" + struct.pack("<I", len(exif())) + exif()),
        ("image/heif", heif()),
        ("image/heif", heif(version=0)),
    ],
)
def test_exif_is_read_in_every_format(parts, media, data):
    found = parts(data, media)
    assert [line for line in lines(found) if not line.startswith("GPS")] == EXIF_LINES
    assert {"GPSLatitude: 52.520000", "GPSLongitude: -13.405000", "GPSDateStamp: 2026:03:02"} <= set(lines(found))
    assert position(found) == [b"52.520000,-13.405000"]


@pytest.mark.parametrize("position_", [None, (0.0, 0.0), (91.5, 10.0), (10.0, 181.0)])
def test_no_position_is_told_where_there_is_none(parts, position_):
    assert position(parts(exif(position=position_), "image/tiff")) == []


@pytest.mark.parametrize(
    ("media", "data"),
    [
        ("image/tiff", exif(position=None, xmp=XMP)),
        ("image/jpeg", jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP))),
        ("image/png", png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP))),
        ("image/webp", b"RIFF\0\0\0\0WEBPXMP " + struct.pack("<I", len(XMP)) + XMP),
        (
            "image/gif",
            b"GIF89a\1\0\1\0\0\0\0!\xff\x0bXMP DataXMP" + XMP + b"\1\xff\xfe" + bytes(range(253, 0, -1)) + b"\0\0;",
        ),
    ],
)
def test_xmp_is_text_and_its_position_a_fact(parts, media, data):
    found = parts(data, media)
    assert [part.data for part, _ in found if isinstance(part, Text) and part.name == "xmp"] == [XMP]
    assert position(found) == [b"52.520000,-13.405000"]


def test_texts_of_a_png_are_read_packed_or_not(parts):
    data = png(
        chunk(b"tEXt", b"Comment\0caf\xe9"),
        chunk(b"zTXt", b"Description\0\0" + zlib.compress(b"packed " * 50)),
        chunk(b"iTXt", b"Author\0\1\0de\0Autor\0" + zlib.compress("Jürgen".encode())),
        chunk(
            b"zTXt",
            b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n  10\n" + (b"Exif\0\0" + exif()).hex().encode()),
        ),
    )
    found = parts(data, "image/png")
    assert lines(found)[:3] == ["Comment: café", "Description: " + "packed " * 49 + "packed", "Author: Jürgen"]
    assert "UserComment: Größe" in lines(found)


def test_a_drawing_in_a_png_and_what_hangs_behind_it_are_members(parts):
    data = png(chunk(b"tEXt", b"mxfile\0%3Cmxfile%3E%3C/mxfile%3E"), after=b"PK\3\4 something")
    held = {part.name: content for part, content in parts(data, "image/png") if isinstance(part, Member)}
    assert held == {"mxfile.drawio": b"<mxfile></mxfile>", "behind-the-end": b"PK\3\4 something"}


def test_comments_and_captions_are_read(parts):
    found = parts(
        jpeg(segment(0xFE, b"a comment"), segment(0xED, b"Photoshop 3.0\0" + iptc("Jürgen M."))), "image/jpeg"
    )
    assert lines(found) == ["Comment: a comment", "By-line: Jürgen M."]
    gif = (
        b"GIF89a\1\0\1\0\x80\0\0"
        + bytes(6)
        + b"!\xf9\4\0\0\0\0\0"
        + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0"
        + b"!\xfe\3one\3two\0;"
    )
    assert lines(parts(gif, "image/gif")) == ["Comment: onetwo"]


class Counted(HeldBlob):
    """Counts what is read of it."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self.size, self.cost = size, 0

    def read(self, start: int, length: int) -> bytes:
        length = max(0, min(length, self.size - start))
        self.cost += length
        return super().read(start, length).ljust(length, b"\0")


@pytest.mark.parametrize(
    ("media", "data"), [("image/tiff", exif()), ("image/jpeg", jpeg(segment(0xFE, b"c"))), ("image/heif", heif())]
)
def test_a_large_picture_costs_some_kilobytes(media, data):
    blob = Counted(data, 100 << 20)
    assert list(ImageReader().parts(blob, Media(media, "", ""), "", Budget(Limits(), blob.size)))
    assert blob.cost < 64 << 10


def test_a_packed_text_that_explodes_is_cut(parts):
    bomb = png(*[chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * (32 << 20)))] * 3)
    assert sum(len(line) for line in lines(parts(bomb, "image/png"))) <= 17 << 20


def test_hostile_structures_end(parts):
    began = time.monotonic()
    loop = b"II*\0\x08\0\0\0" + b"\1\0" + struct.pack("<HHII", 0x014A, 4, 1, 8) + struct.pack("<I", 8)
    assert lines(parts(loop, "image/tiff")) == []
    wide = b"II*\0\x08\0\0\0" + struct.pack("<H", 65535) + struct.pack("<HHII", 0x010E, 2, 1 << 31, 8) * 65535
    with pytest.raises(ReadError) as caught:
        parts(wide, "image/tiff")
    assert caught.value.reason == Reason.LIMIT
    parts(b"\xff\xd8" + b"\xff" * 500_000, "image/jpeg")
    parts(b"GIF89a" + bytes(7) + b"!\xfe\0" * 500_000, "image/gif")
    parts(b"\x89PNG\r\n\x1a\n" + chunk(b"teSt", b"") * 200_000, "image/png")
    assert time.monotonic() - began < 10


def test_damage_never_raises_anything_else(parts):
    chance = random.Random(7)
    pictures = [
        ("image/tiff", exif(xmp=XMP)),
        ("image/jpeg", jpeg(segment(0xE1, b"Exif\0\0" + exif(">")), segment(0xED, b"Photoshop 3.0\0" + iptc("Name")))),
        ("image/png", png(chunk(b"eXIf", exif()), chunk(b"zTXt", b"c\0\0" + zlib.compress(b"text")))),
        ("image/webp", b"RIFF\0\0\0\0WEBPEXIF" + struct.pack("<I", len(exif())) + exif()),
        ("image/gif", b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"!\xfe\3one\3two\0;"),
        ("image/heif", heif()),
    ]
    for media, data in pictures:
        variants = [data[:at] for at in range(0, len(data), 11)]
        for _ in range(150):
            spoiled = bytearray(data)
            for _ in range(chance.randrange(1, 9)):
                spoiled[chance.randrange(len(data))] = chance.randrange(256)
            variants.append(bytes(spoiled))
        for each in [b"", PLAIN.type.encode(), *variants]:
            try:
                assert all(not isinstance(part, Gap) or part.reason != Reason.CRASHED for part, _ in parts(each, media))
            except ReadError:
                continue
