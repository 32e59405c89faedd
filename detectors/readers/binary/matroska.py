"""Matroska and WebM: titles, tags and attached files; clusters of pictures and sounds are stepped over (RFC 8794, RFC 9559)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from detectors.readers.base import Budget, Member
from detectors.readers.binary.tags import Tags
from detectors.readers.binary.window import Window
from detectors.readers.pieces import span, stream

_SEGMENT, _INFO, _TAGS, _ATTACHMENTS, _TRACKS, _CHAPTERS = (
    0x18538067,
    0x1549A966,
    0x1254C367,
    0x1941A469,
    0x1654AE6B,
    0x1043A770,
)
_FILE, _FILE_NAME, _FILE_DATA = 0x61A7, 0x466E, 0x465C
_DATE, _TAG_NAME, _TAG_TEXT = 0x4461, 0x45A3, 0x4487
#: Elements that hold others, below those of the top.
_HOLDERS = frozenset({_SEGMENT, _INFO, _TAGS, _TRACKS, _CHAPTERS, 0x7373, 0x67C8, 0xAE, 0x45B9, 0xB6, 0x80})
_TEXTS = {
    0x7BA9: "Title",
    0x4D80: "MuxingApp",
    0x5741: "WritingApp",
    0x7384: "SegmentFilename",
    0x536E: "TrackName",
    0x85: "Chapter",
}
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
_MOST, _LONGEST, _DEEPEST = 500_000, 1 << 20, 8


class _Element(NamedTuple):
    kind: int
    start: int
    end: int


def _element(window: Window, at: int, end: int) -> _Element | None:
    head = window.take(at, 12)
    if not head or not head[0]:
        return None
    width = 9 - head[0].bit_length()
    kind = int.from_bytes(head[:width])
    rest = head[width:]
    if width > 4 or not rest or not rest[0]:  # noqa: PLR2004  # RFC 9559: EBMLMaxIDLength
        return None
    size_width = 9 - rest[0].bit_length()
    if len(rest) < size_width:
        return None
    mask = (1 << 7 * size_width) - 1
    size = int.from_bytes(rest[:size_width]) & mask
    start = at + width + size_width
    # All ones: the size is not known; then the element goes on to the end of what holds it.
    return _Element(kind, start, end if size == mask else min(end, start + size))


def gather(window: Window, tags: Tags, budget: Budget) -> Iterator[Member]:
    """Gather the tags of a film; the files that are attached to it are members."""
    stack = [(0, window.size)]
    name = ""
    for _ in range(_MOST):
        budget.check()
        while stack and stack[-1][0] >= stack[-1][1]:
            stack.pop()
        if not stack:
            return
        at, end = stack.pop()
        found = _element(window, at, end)
        if found is None:
            continue
        stack.append((found.end, end))
        if found.kind in _HOLDERS and len(stack) < _DEEPEST:
            stack.append((found.start, found.end))
        elif found.kind == _ATTACHMENTS:
            yield from _attached(window, found, budget)
        elif found.kind == _TAG_NAME:
            name = _text(window, found)
        else:
            _leaf(window, found, name, tags)


def _leaf(window: Window, found: _Element, name: str, tags: Tags) -> None:
    """Keep one element; `name` is what the last tag's name was."""
    if found.kind == _TAG_TEXT:
        value = _text(window, found)
        if name.upper() in {"LOCATION", "COM.APPLE.QUICKTIME.LOCATION.ISO6709"}:
            tags.point(value)
        tags.add(name or "Tag", value)
    elif found.kind in _TEXTS:
        tags.add(_TEXTS[found.kind], _text(window, found))
    elif found.kind == _DATE:
        _dated(window.take(found.start, min(8, found.end - found.start)), tags)


def _text(window: Window, found: _Element) -> str:
    return window.take(found.start, min(_LONGEST, found.end - found.start)).rstrip(b"\0").decode("utf-8", "replace")


def _dated(data: bytes, tags: Tags) -> None:
    try:
        moment = _EPOCH + timedelta(microseconds=int.from_bytes(data, signed=True) // 1000)
    except OverflowError:
        return
    tags.add("CreationDate", moment.strftime("%Y-%m-%d %H:%M:%S"))


def _attached(window: Window, holder: _Element, budget: Budget) -> Iterator[Member]:
    at, number = holder.start, 0
    while at < holder.end:
        budget.check()
        file = _element(window, at, holder.end)
        if file is None:
            return
        at, number = max(file.end, at + 2), number + 1
        name, inner, data = f"attached-{number}", file.start, None
        while file.kind == _FILE and inner < file.end:
            budget.check()
            part = _element(window, inner, file.end)
            if part is None:
                break
            inner = max(part.end, inner + 2)
            if part.kind == _FILE_NAME:
                name = _text(window, part).replace("\\", "/").rpartition("/")[2][:255] or name
            elif part.kind == _FILE_DATA:
                data = part
        if data is not None:
            yield _member(window, name, data, budget)


def _member(window: Window, name: str, data: _Element, budget: Budget) -> Member:
    size = data.end - data.start
    return Member(name, size, lambda: stream(span(window.blob, data.start, data.end, budget)), size, again=True)
