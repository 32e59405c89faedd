"""Chains: escapes that follow each other closely, undone together with what is around them.

A chain may be long, and what a hit depends on must not be. So each escape looks no further than `SIGHT` bytes along its chain, and
what an anchor amid the undone text comes to belongs to the escape that is nearest to it: whatever else is undone in one go, the
outcome is the same. Only escapes that are anchors themselves make a chain; the others around them are undone as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from detectors.text.decode_escapes import LONGEST, Scheme, Token
from detectors.text.decode_map import AS_IS, Piece, Undone

#: Escapes with a gap of up to so many bytes make one chain; so much is seen on both sides of it.
GAP = 160
#: How far an escape looks along its chain, in bytes, and along the word that the chain ends in.
SIGHT = 3700
_WORD = 1600
#: An anchor ends at most so far behind its escape.
_BEYOND = 6
#: So many bytes are looked at in one go.
_BLOCK = 4096
#: So many bytes of a chain are undone at once.
_PORTION = 1 << 15
_WORD_REST = re.compile(rb"(?s)[^\s\"'<>]{0,%d}.?" % _WORD)


class Anchor(NamedTuple):
    """An anchor's end, its rule, and the bytes that may be looked at on its behalf."""

    end: int
    rule: int
    low: int
    high: int


class Window(NamedTuple):
    """What one escape sees of undone text.

    Attributes:
        low: where it begins.
        high: where it ends.
        cut_low: whether it begins amid a line.
        cut_high: whether it ends before the text does.
        clipped: whether it begins amid the chain, so that an anchor may reach over its edge.
    """

    low: int
    high: int
    cut_low: bool
    cut_high: bool
    clipped: bool


class _Chain(NamedTuple):
    """The escapes of a chain, or of a portion of one, in order, and whether it begins and ends with them.

    The first and the last are anchors; those between need not be.
    """

    tokens: list[Token]
    begins: bool
    closes: bool


class Stretch:
    """A chain of escapes, or a portion of one, undone with what is around it."""

    def __init__(self, scheme: Scheme, text: bytes, chain: _Chain, anchors: Sequence[Anchor]) -> None:
        """Undo it.

        Args:
            scheme: the escapes' kind.
            text: the buffer.
            chain: the escapes.
            anchors: those that answers are wanted for, in order of their ends.
        """
        self._chain = chain
        self._first, self._last = chain.tokens[0][0], chain.tokens[-1][1]
        self._low, self._line = _low(text, self._first) if chain.begins else (self._first, False)
        self._high = _high(text, self._last) if chain.closes else self._last
        self._open = self._high < len(text)
        tail = scheme.tokens(text, self._last, self._high)
        while tail and tail[-1][1] > self._high:
            tail.pop()  # cut in two by the edge
        self._tokens = [*scheme.tokens(text, self._low, self._first), *chain.tokens, *tail]
        self._anchors = {anchor.end: anchor for anchor in anchors}
        self.data = self._undone(text)

    def _undone(self, text: bytes) -> bytes:
        parts: list[bytes] = []
        at = self._low
        for start, end, value, _, _ in self._tokens:
            parts += (text[at:start], value)
            at = end
        parts.append(text[at : self._high])
        return b"".join(parts)

    @cached_property
    def undone(self) -> Undone:
        """The undone text with its places: most of it holds no anchor, and is not asked for them."""
        return Undone(self.data, self._pieces, "")

    @cached_property
    def _pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        at, size = self._low, 0
        for start, end, value, _, _ in self._tokens:
            if start > at:
                pieces.append(Piece(size, at, AS_IS))
                size += start - at
            if value:
                pieces.append(Piece(size, start, end))
                size += len(value)
            at = end
        pieces.append(Piece(size, at, AS_IS))
        return pieces

    @cached_property
    def _owners(self) -> tuple[list[int], list[Token]]:
        """The chain's anchors, and where each escape ends in the undone text."""
        ends: list[int] = []
        owners: list[Token] = []
        at, size = self._low, 0
        for token in self._tokens:
            start, end, value, _, anchor = token
            size += start - at + len(value)
            at = end
            if anchor >= 0 and self._first <= start < self._last:
                ends.append(size)
                owners.append(token)
        return ends, owners

    def owner(self, at: int, near: int) -> tuple[Anchor, str] | None:
        """Whose a place in the undone text is: the anchor of the nearest escape, and its name; None for another's, or too far."""
        ends, owners = self._owners
        index = bisect_left(ends, at)
        after = ends[index] - at if index < len(ends) else near + 1
        before = at - ends[index - 1] if index else near + 1
        if min(before, after) > near:
            return None
        token = owners[index - 1 if before <= after else index]
        anchor = self._anchors.get(token[4])
        return (anchor, token[3]) if anchor is not None else None

    def window(self, anchor: Anchor) -> Window:
        """What of the undone text that anchor's hits may depend on."""
        chain, size = self._chain, len(self.data)
        low, cut_low, clipped = 0, self._low > 0 and not self._line, False
        near = chain.begins and self._first >= anchor.end - SIGHT
        if not near or (anchor.low > 0 and self._low - LONGEST < anchor.low):
            low, cut_low, clipped = self._at(max(anchor.end - SIGHT, anchor.low)), True, True
        high, cut_high = size, self._open
        if not chain.closes or self._last > anchor.end + SIGHT:
            high, cut_high = self._at(min(anchor.end + SIGHT, anchor.high), back=True), True
        elif self._high > anchor.high:
            high, cut_high = self._at(anchor.high, back=True), True
        return Window(low, high, cut_low, cut_high, clipped)

    def _at(self, place: int, *, back: bool = False) -> int:
        """Where in the undone text the first byte stands that comes from `place` on, or the end of those wholly before it."""
        pieces = self._pieces
        index = bisect_right(pieces, place, key=_start) - 1
        if index < 0:
            return 0
        piece = pieces[index]
        following = pieces[index + 1].at if index + 1 < len(pieces) else len(self.data)
        if piece.end == AS_IS:
            return min(piece.at + place - piece.start, following)
        return piece.at if piece.start == place or (back and piece.end > place) else following


def _start(piece: Piece) -> int:
    return piece.start


def _low(text: bytes, first: int) -> tuple[int, bool]:
    """Where a region begins whose first escape is there, and whether that is where a line begins."""
    low = max(0, first - GAP)
    line = text.find(b"\n", low, first) if low else -1
    return (line + 1, True) if line >= 0 else (low, low == 0)


def _high(text: bytes, last: int) -> int:
    """Where a region ends: one byte behind the word that is under way so far behind the last escape."""
    rest = _WORD_REST.match(text, min(len(text), last + GAP))
    return rest.end() if rest is not None else len(text)


def stretches(scheme: Scheme, text: bytes, anchors: Sequence[Anchor]) -> Iterator[Stretch]:
    """The chains that anchors belong to, each undone once; a long one in portions.

    Args:
        scheme: the escapes' kind.
        text: the buffer.
        anchors: in order of their ends.
    """
    index = 0
    while index < len(anchors):
        end = anchors[index].end
        begin, begins = _begin(scheme, text, end)
        if begin < 0:  # what looked like an anchor is no escape
            index += 1
            continue
        stop = bisect_right(anchors, end + _PORTION, key=_end) - 1
        tokens, closes = _follow(scheme, text, begin, anchors[stop].end + SIGHT + 2 * GAP)
        limit = min(anchors[stop].end, tokens[-1][1] + _BEYOND) if closes else anchors[stop].end
        after = max(index + 1, bisect_right(anchors, limit, key=_end))
        yield Stretch(scheme, text, _Chain(tokens, begins, closes), anchors[index:after])
        index = after


def _end(anchor: Anchor) -> int:
    return anchor.end


def _begin(scheme: Scheme, text: bytes, end: int) -> tuple[int, bool]:
    """Where the chain begins that an anchor's escape is part of (-1 for no escape), and whether that is its true beginning."""
    floor = max(0, end - GAP - LONGEST)
    found = [(token[0], token[4]) for token in scheme.tokens(text, floor, end) if token[4] >= 0]
    own = next((start for start, anchor in reversed(found) if anchor == end), -1)
    if own < 0:
        return -1, True
    begin = own
    starts = [start for start, _ in found if start < begin]
    while end - begin <= SIGHT + 2 * GAP:
        before = begin
        while starts and begin - starts[-1] <= GAP:
            begin = starts.pop()
        if starts or begin == before or floor == 0:  # the next one is too far off, or there is none
            return begin, True
        floor = max(0, begin - GAP)
        starts = [token[0] for token in scheme.tokens(text, floor, begin) if token[4] >= 0]
    return begin, False


def _follow(scheme: Scheme, text: bytes, begin: int, limit: int) -> tuple[list[Token], bool]:
    """The escapes of a chain from one on, and whether that is all of it; what lies far beyond `limit` is not looked at."""
    tokens: list[Token] = []
    at, position, step, chained = begin, begin, GAP + 1, 0
    while at <= limit:
        stop = position + step
        for token in scheme.tokens(text, position, stop):
            if token[4] >= 0:
                if token[0] - at > GAP:
                    return tokens[:chained], True
                at = token[0]
                chained = len(tokens) + 1
            tokens.append(token)
        if stop - at > GAP or stop >= len(text):
            return tokens[:chained], True
        position, step = stop, min(step * 2, _BLOCK)
    return tokens[:chained], False
