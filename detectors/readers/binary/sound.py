"""Sound files: ID3 in front of MP3 and behind it, comments of FLAC, Ogg Vorbis and Opus.

ID3v2.4 structure and native frames (id3.org); RFC 9639 (FLAC); RFC 3533 (Ogg); RFC 7845 (Opus); Vorbis I section 5.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from detectors.readers.base import Budget, Member
from detectors.readers.binary.tags import MOST, Tags
from detectors.readers.binary.window import Window

_CODECS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
_FRAMES = {"TIT2": "Title", "TPE1": "Artist", "TALB": "Album", "TYER": "Year", "TDRC": "Date", "TCON": "Genre", "TENC": "EncodedBy",
           "TCOM": "Composer", "TOWN": "Owner", "TCOP": "Copyright", "TSSE": "Encoder", "TPUB": "Publisher",
           "WOAR": "ArtistURL"}  # fmt: skip
_OLD_FRAMES = {
    "TT2": "Title",
    "TP1": "Artist",
    "TAL": "Album",
    "TYE": "Year",
    "TEN": "EncodedBy",
    "COM": "COMM",
    "ULT": "USLT",
}
_MOST_FRAMES, _MOST_PAGES = 10_000, 4_096
_HEAD, _TAIL = 10, 128


def mp3(window: Window, tags: Tags, budget: Budget) -> Iterator[Member]:
    """ID3 of version 2 before the sound, of version 1 behind it."""
    yield from id3(window, 0, tags, budget)
    tail = window.take(window.size - _TAIL, _TAIL)
    if tail[:3] == b"TAG":
        for name, start, size in (
            ("Title", 3, 30),
            ("Artist", 33, 30),
            ("Album", 63, 30),
            ("Year", 93, 4),
            ("Comment", 97, 30),
        ):
            tags.add(name, tail[start : start + size].partition(b"\0")[0].decode("latin-1"))


def _size(data: bytes) -> int:
    """A number of which each byte holds seven bits."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def id3(window: Window, at: int, tags: Tags, budget: Budget) -> Iterator[Member]:
    """Gather the frames of a tag at a place; pictures and files in it are members."""
    head = window.take(at, _HEAD)
    if head[:3] != b"ID3" or len(head) < _HEAD:
        return
    version, flags = head[3], head[5]
    data = window.take(at + _HEAD, min(_size(head[6:10]), MOST))
    if flags & 0x80:
        data = data.replace(b"\xff\0", b"\xff")
    wide = 3 if version <= 2 else 4  # noqa: PLR2004  # names and sizes of frames grew with version 3
    place = 0
    if flags & 0x40 and version > 2:  # noqa: PLR2004  # an extended head
        place = _size(data[:4]) if version > 3 else int.from_bytes(data[:4]) + 4  # noqa: PLR2004  # version 4 counts itself
    for _ in range(_MOST_FRAMES):
        budget.check()
        name = data[place : place + wide]
        if len(name) < wide or not name[0]:
            return
        raw = data[place + wide : place + 2 * wide]
        size = _size(raw) if version > 3 else int.from_bytes(raw)  # noqa: PLR2004  # as above
        place += 2 * wide + (2 if wide == 4 else 0)  # noqa: PLR2004  # flags
        yield from _frame(name.decode("latin-1"), data[place : place + size], tags)
        place += size


def _frame(name: str, content: bytes, tags: Tags) -> Iterator[Member]:
    name = _OLD_FRAMES.get(name, name)
    if not content:
        return
    codec = _CODECS.get(content[0], "latin-1")
    if name in {"TXXX", "TXX", "WXXX", "WXX"}:
        label, value = _ended(content[1:], codec)
        tags.add(
            label.decode(codec, "replace").strip("\0") or name,
            value.decode(codec if name[0] == "T" else "latin-1", "replace"),
        )
    elif name in {"COMM", "USLT"}:
        _, value = _ended(content[4:], codec)
        tags.add("Comment" if name == "COMM" else "Lyrics", value.decode(codec, "replace"))
    elif name.startswith("T"):
        tags.add(_FRAMES.get(name, name), content[1:].decode(codec, "replace").replace("\0", " "))
    elif name.startswith("W"):
        tags.add(_FRAMES.get(name, name), content.decode("latin-1"))
    elif name in {"APIC", "PIC"}:
        start = 5 if name == "PIC" else content.find(b"\0", 1) + 2
        _, picture = _ended(content[start:], codec)
        yield Member("picture", len(picture), lambda: io.BytesIO(picture), again=True)
    elif name in {"GEOB", "GEO"}:
        file, after = _ended(content[content.find(b"\0", 1) + 1 :], codec)
        _, held = _ended(after, codec)
        path = file.decode(codec, "replace").replace("\\", "/").rpartition("/")[2].strip("\0")[:255]
        yield Member(path or "object", len(held), lambda: io.BytesIO(held), again=True)
    elif name in {"PRIV", "UFID"}:
        tags.add(name, content.replace(b"\0", b" ").decode("utf-8", "replace"))


def _ended(data: bytes, codec: str) -> tuple[bytes, bytes]:
    """A string up to its end, and what follows."""
    if not codec.startswith("utf-16"):
        text, _, rest = data.partition(b"\0")
        return text, rest
    at = data.find(b"\0\0")
    while at >= 0 and at & 1:
        at = data.find(b"\0\0", at + 1)
    return (data, b"") if at < 0 else (data[:at], data[at + 2 :])


def flac(window: Window, tags: Tags, budget: Budget) -> Iterator[Member]:
    """Metadata blocks: comments (4) and pictures (6)."""
    at = 4
    for _ in range(_MOST_FRAMES):
        budget.check()
        head = window.take(at, 4)
        if len(head) < 4:  # noqa: PLR2004  # type and size
            return
        kind, size = head[0] & 0x7F, int.from_bytes(head[1:])
        if kind == 4:  # noqa: PLR2004  # VORBIS_COMMENT
            comments(window.take(at + 4, size), tags)
        elif kind == 6:  # noqa: PLR2004  # PICTURE
            yield from _picture(window.take(at + 4, size))
        at += 4 + size
        if head[0] & 0x80:
            return


def _picture(data: bytes) -> Iterator[Member]:
    at = 4
    for skip in (0, 16):  # media type, description; then four numbers
        at += 4 + int.from_bytes(data[at : at + 4]) + skip
    picture = data[at + 4 : at + 4 + int.from_bytes(data[at : at + 4])]
    if picture:
        yield Member("picture", len(picture), lambda: io.BytesIO(picture), again=True)


def comments(data: bytes, tags: Tags) -> None:
    """Gather comments of the form `NAME=value`."""
    at = 4 + int.from_bytes(data[:4], "little")
    count = int.from_bytes(data[at : at + 4], "little")
    at += 4
    for _ in range(min(count, _MOST_FRAMES)):
        size = int.from_bytes(data[at : at + 4], "little")
        name, _, value = data[at + 4 : at + 4 + size].decode("utf-8", "replace").partition("=")
        if at >= len(data):
            return
        if name.upper() in {"LOCATION", "GEO_LOCATION"}:
            tags.point(value)
        if name.upper() != "METADATA_BLOCK_PICTURE":
            tags.add(name, value)
        at += 4 + size


def ogg(window: Window, tags: Tags, budget: Budget) -> Iterator[Member]:
    """The second packet of the first stream holds the comments."""
    at, packet, ended = 0, bytearray(), 0
    for _ in range(_MOST_PAGES):
        budget.check()
        head = window.take(at, 27)
        if head[:4] != b"OggS" or len(head) < 27:  # noqa: PLR2004  # a page's head
            break
        sizes = window.take(at + 27, head[26])
        at += 27 + len(sizes)
        for size in sizes:
            if ended == 1 and len(packet) < MOST:
                packet += window.take(at, size)
            at += size
            ended += size < 255  # noqa: PLR2004  # a packet ends with a shorter segment
        if ended > 1:
            break
    for mark in (b"\x03vorbis", b"OpusTags"):
        if packet.startswith(mark):
            comments(bytes(packet[len(mark) :]), tags)
    yield from ()
