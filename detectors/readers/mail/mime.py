"""MIME: where the parts of a message lie. One pass over its bytes, in pieces, with a stack of boundaries and no recursion.

RFC 2046 section 5.1. What is malformed is read as other programs read it: a part without an end ends with what encloses it, a
boundary of an outer level closes the inner ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from connectors.blob import Blob
from detectors.readers.base import Budget
from detectors.readers.mail.header import MOST, Field, fields, parameters
from detectors.readers.pieces import PIECE

#: Deepest nesting of multiparts that is followed, and longest boundary (RFC 2046 says 70). Deeper ones are one part.
DEEPEST, _LONGEST = 48, 256
#: Most bytes of a line that ends a head or is a boundary.
_OVERLAP = _LONGEST + 128


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a message that is not itself a multipart.

    Attributes:
        fields: its head.
        kind: its media type in lower case.
        given: parameters of its media type.
        within: media type of the multipart around it; empty for the whole message.
        start: where its body begins in the blob.
        end: where it ends (half-open).
        cut: whether its head is longer than what was looked at, or multiparts are nested too deep here.
    """

    fields: tuple[Field, ...]
    kind: str
    given: dict[str, str]
    within: str
    start: int
    end: int
    cut: bool

    def field(self, name: str) -> str:
        """The first field of this name (lower case); empty where there is none."""
        return next((field.value for field in self.fields if field.name.lower() == name), "")


class _Level(NamedTuple):
    boundary: bytes
    kind: str


class _Mark(NamedTuple):
    """A boundary line, or the end of a head: where it begins, where what follows begins, and which level it belongs to."""

    start: int
    after: int
    boundary: bytes
    last: bool


def walk(blob: Blob, budget: Budget) -> Iterator[Piece]:
    """The leaves of a message in its order; the head of the first one is preceded by a piece for the whole message's head.

    Args:
        blob: the message, from its first header.
        budget: asked for each window read.
    """
    levels: list[_Level] = []
    at = 0
    while True:
        head, mark, cut = _head(blob, at, levels, budget)
        found = tuple(fields(head, budget.limits.cell))
        kind, given = parameters(next((f.value for f in found if f.name.lower() == "content-type"), ""))
        within = levels[-1].kind if levels else ""
        kind = kind or ("message/rfc822" if within == "multipart/digest" else "text/plain")
        if not levels:
            yield Piece(found, "", {}, "", 0, mark.after, cut)
            cut = False
        boundary = given.get("boundary", "").encode("utf-8", "replace").rstrip()
        deeper = kind.startswith("multipart/") and 0 < len(boundary) <= _LONGEST and not mark.boundary
        if deeper and len(levels) < DEEPEST:
            levels.append(_Level(boundary, kind))
        start = mark.after
        if not mark.boundary:
            mark = _mark(blob, start - 1, levels, budget, head=False)
        if not deeper or len(levels) == DEEPEST or mark.boundary != boundary:
            end = max(start, mark.start)
            end -= end > start and blob.read(end - 1, 1) == b"\r"
            yield Piece(found, kind, given, within, start, end, cut or (deeper and len(levels) == DEEPEST))
        at = _up(blob, mark, levels, budget)
        if at < 0:
            return


def _up(blob: Blob, mark: _Mark, levels: list[_Level], budget: Budget) -> int:
    """Leave the levels that a boundary line ends; where the next part begins, or -1 where none does."""
    while mark.boundary:
        while levels[-1].boundary != mark.boundary:
            levels.pop()
        if not mark.last:
            return mark.after
        levels.pop()
        if not levels:
            break
        mark = _mark(blob, mark.after - 1, levels, budget, head=False)
    return -1


def _head(blob: Blob, at: int, levels: list[_Level], budget: Budget) -> tuple[bytes, _Mark, bool]:
    """The head that begins at `at` (cut to `MOST`), the mark that ends it, and whether it was cut."""
    first = blob.read(at, 2)
    if first[:1] == b"\n" or first == b"\r\n":
        return b"", _Mark(at, at + (1 if first[:1] == b"\n" else 2), b"", last=False), False
    mark = _mark(blob, at - 1, levels, budget, head=True)
    size = max(0, mark.start - at)
    return blob.read(at, min(size, MOST)), mark, size > MOST


def _mark(blob: Blob, at: int, levels: list[_Level], budget: Budget, *, head: bool) -> _Mark:
    """The next boundary line of any level from `at` on, or, in a head, the empty line; the blob's end where there is neither.

    What is read at a time grows from little to `PIECE`: thousands of small parts must not cost a large read each.
    """
    wanted = _wanted(tuple(level.boundary for level in levels), head=head)
    at, size = max(0, at), _OVERLAP * 16
    while wanted is not None and at < blob.size:
        budget.check()
        window = blob.read(at, size + _OVERLAP)
        ends = at + len(window) >= blob.size or not window
        found = wanted.search(window)
        if found and (ends or found.start() < size):
            return _Mark(at + found.start(), at + found.end(), found["boundary"] or b"", bool(found["last"]))
        if ends:
            break
        at, size = at + size, min(size * 4, PIECE)
    return _Mark(blob.size, blob.size, b"", last=False)


@lru_cache(64)
def _wanted(boundaries: tuple[bytes, ...], *, head: bool) -> re.Pattern[bytes] | None:
    """What ends a head, or a body, within these boundaries, the innermost first; None where nothing but the blob's end does."""
    if not boundaries:
        return re.compile(rb"\n\r?\n(?P<boundary>)(?P<last>)") if head else None
    either = b"|".join(re.escape(boundary) for boundary in reversed(boundaries))
    line = rb"\n--(?P<boundary>" + either + rb")(?P<last>--)?[ \t]{0,64}(?:\r?\n|\r?\Z)"
    return re.compile(line + rb"|\n\r?\n" if head else line)
