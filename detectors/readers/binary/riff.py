"""RIFF: chunks of WAV and AVI that say something of the recording.

Multimedia Programming Interface and Data Specifications 1.0 (LIST INFO); EBU Tech 3285 (bext); XMP specification part 3 (_PMX).
"""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.base import Budget, Member
from detectors.readers.binary.sound import id3
from detectors.readers.binary.tags import MOST, Tags
from detectors.readers.binary.window import Window

_INFO = {b"INAM": "Title", b"IART": "Artist", b"ICMT": "Comment", b"ICOP": "Copyright", b"ICRD": "Date", b"IENG": "Engineer",
         b"ISFT": "Software", b"ISRC": "Source", b"ISBJ": "Subject", b"ITCH": "Technician", b"IKEY": "Keywords",
         b"IDIT": "Date", b"ISMP": "Timecode", b"labl": "Label", b"note": "Note", b"iXML": "iXML"}  # fmt: skip
#: Texts that begin with the number of the mark that they belong to.
_MARKED = frozenset({b"labl", b"note"})
_LISTS = frozenset({b"INFO", b"hdrl", b"exif", b"adtl"})
_BEXT = (
    ("Description", 0, 256),
    ("Originator", 256, 288),
    ("OriginatorReference", 288, 320),
    ("CodingHistory", 602, 1 << 16),
)
_MOST_CHUNKS, _LONGEST = 10_000, 1 << 20


def gather(window: Window, tags: Tags, budget: Budget) -> Iterator[Member]:
    """Gather the tags of a recording; lists of heads are gone into, pictures and sounds stepped over."""
    stack = [(12, window.size)]
    for _ in range(_MOST_CHUNKS):
        budget.check()
        if not stack:
            return
        at, end = stack.pop()
        head = window.take(at, 12)
        if at + 8 > end or len(head) < 8:  # noqa: PLR2004  # name and size
            continue
        name, size = head[:4], int.from_bytes(head[4:8], "little")
        stack.append((at + 8 + size + (size & 1), end))
        if name == b"LIST" and head[8:12] in _LISTS:
            stack.append((at + 12, min(end, at + 8 + size)))
        elif name in {b"id3 ", b"ID3 "}:
            yield from id3(window, at + 8, tags, budget)
        else:
            _chunk(window, name, at + 8, size, tags)


def _chunk(window: Window, name: bytes, at: int, size: int, tags: Tags) -> None:
    if name in _INFO:
        content = window.take(at, min(size, _LONGEST))[4 if name in _MARKED else 0 :]
        tags.add(_INFO[name], content.strip(b"\0").decode("utf-8", "replace"))
    elif name == b"bext":
        content = window.take(at, min(size, _LONGEST))
        for label, start, stop in _BEXT:
            tags.add(label, content[start:stop].partition(b"\0")[0].decode("utf-8", "replace"))
    elif name == b"_PMX":
        tags.packet(window.take(at, min(size, MOST)))
