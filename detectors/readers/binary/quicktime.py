"""MP4 and QuickTime: what a film says of itself, in `moov` alone; its pictures and sounds are not read.

ISO/IEC 14496-12 (mvhd, udta, meta), 3GPP TS 26.244 section 8 (loci, titl ...), QuickTime File Format (user data, metadata keys).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from detectors.readers.base import Budget
from detectors.readers.binary.boxes import Box, boxes, child
from detectors.readers.binary.tags import Tags
from detectors.readers.binary.window import Window

_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_NAMES = {
    b"\xa9nam": "Title", b"\xa9ART": "Artist", b"aART": "AlbumArtist", b"\xa9alb": "Album", b"\xa9cmt": "Comment",
    b"\xa9day": "Date", b"\xa9gen": "Genre", b"\xa9too": "Encoder", b"\xa9swr": "Software", b"\xa9mak": "Make",
    b"\xa9mod": "Model", b"\xa9aut": "Author", b"\xa9cpy": "Copyright", b"\xa9des": "Description", b"\xa9inf": "Information",
    b"\xa9lyr": "Lyrics", b"\xa9url": "URL", b"\xa9dir": "Director", b"\xa9own": "Owner", b"\xa9xyz": "Location",
    b"desc": "Description", b"ldes": "Description", b"cprt": "Copyright", b"titl": "Title", b"dscp": "Description",
    b"auth": "Author", b"perf": "Performer", b"purd": "PurchaseDate", b"apID": "AppleID", b"ownr": "Owner", b"xid ": "XID",
}  # fmt: skip
_LANGUAGE = frozenset({b"titl", b"dscp", b"cprt", b"auth", b"perf"})
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_LONGEST, _MOST_KEYS, _MOST_TRACKS = 1 << 20, 4096, 256
_PLACE_KEY = "com.apple.quicktime.location.ISO6709"


def gather(window: Window, tags: Tags, budget: Budget) -> None:
    """Gather the tags of a film; what is damaged is left out."""
    for box in boxes(window, 0, window.size, budget):
        if box.kind == b"moov":
            _movie(window, box, tags, budget)
        elif box.kind == b"meta":
            _meta(window, box, tags, budget)
        elif box.kind == b"uuid" and window.take(box.start, 16) == _XMP:
            tags.packet(_content(window, Box(box.kind, box.start + 16, box.end)))


def _movie(window: Window, movie: Box, tags: Tags, budget: Budget) -> None:
    tracks = 0
    for box in boxes(window, movie.start, movie.end, budget):
        if box.kind == b"mvhd":
            _created(window.take(box.start, 12), tags)
        elif box.kind == b"udta":
            _user(window, box, tags, budget)
        elif box.kind == b"meta":
            _meta(window, box, tags, budget)
        elif box.kind == b"trak" and tracks < _MOST_TRACKS:
            tracks += 1
            for inner in boxes(window, box.start, box.end, budget):
                if inner.kind == b"udta":
                    _user(window, inner, tags, budget)


def _created(head: bytes, tags: Tags) -> None:
    seconds = int.from_bytes(head[4:12] if head[:1] == b"\1" else head[4:8])
    if seconds:
        try:
            tags.add("CreationDate", (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S"))
        except OverflowError:
            return


def _content(window: Window, box: Box) -> bytes:
    return window.take(box.start, min(_LONGEST, box.end - box.start))


def _user(window: Window, user: Box, tags: Tags, budget: Budget) -> None:
    for box in boxes(window, user.start, user.end, budget):
        if box.kind == b"meta":
            _meta(window, box, tags, budget)
        elif box.kind == b"XMP_":
            tags.packet(_content(window, box))
        elif box.kind == b"loci":
            _place(_content(window, box), tags)
        elif box.kind in _LANGUAGE:
            _add(tags, _NAMES[box.kind], _string(_content(window, box)[6:]))
        elif box.kind[:1] == b"\xa9" or box.kind in _NAMES:
            content = _content(window, box)
            size = int.from_bytes(content[:2])
            text = content[4 : 4 + size] if 0 < size <= len(content) - 4 else content
            _add(tags, _name(box.kind), _string(text))


def _name(kind: bytes) -> str:
    return _NAMES.get(kind, kind.decode("latin-1").strip("\xa9 "))


def _string(data: bytes) -> str:
    if data[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        return data.decode("utf-16", "replace")
    return data.partition(b"\0")[0].decode("utf-8", "replace")


def _add(tags: Tags, name: str, value: str) -> None:
    if name in {"Location", _PLACE_KEY}:
        tags.point(value)
    tags.add(name, value)


def _place(data: bytes, tags: Tags) -> None:
    """3GPP TS 26.244 section 8.11: a name, a role, then longitude, latitude and altitude in 16.16."""
    text, _, rest = data[6:].partition(b"\0")
    tags.add("Location", text.decode("utf-8", "replace"))
    if len(rest) >= 9:  # noqa: PLR2004  # role and two coordinates
        longitude, latitude = (int.from_bytes(rest[at : at + 4], signed=True) / 65536 for at in (1, 5))
        tags.place(latitude, longitude)


def _meta(window: Window, meta: Box, tags: Tags, budget: Budget) -> None:
    # QuickTime's has no version before its boxes.
    skip = 0 if window.take(meta.start + 4, 4) in {b"hdlr", b"keys"} else 4
    keys = child(window, meta, b"keys", budget, skip)
    names = list(_keys(window, keys)) if keys else []
    items = child(window, meta, b"ilst", budget, skip)
    if items is None:
        return
    for item in boxes(window, items.start, items.end, budget):
        name = _name(item.kind)
        index = int.from_bytes(item.kind)
        if 0 < index <= len(names):
            name = names[index - 1]
        for box in boxes(window, item.start, item.end, budget):
            content = _content(window, box)
            if box.kind == b"name":
                name = content[4:].decode("utf-8", "replace")
            elif box.kind == b"data" and int.from_bytes(content[:4]) & 0xFFFFFF in {0, 1, 2}:
                wide = content[3:4] == b"\2"
                _add(tags, name, content[8:].decode("utf-16-be" if wide else "utf-8", "replace"))


def _keys(window: Window, keys: Box) -> Iterator[str]:
    data = _content(window, keys)
    at = 8
    for _ in range(min(int.from_bytes(data[4:8]), _MOST_KEYS)):
        size = int.from_bytes(data[at : at + 4])
        if size < 8 or at + size > len(data):  # noqa: PLR2004  # size and namespace
            return
        yield data[at + 8 : at + size].decode("utf-8", "replace")
        at += size
