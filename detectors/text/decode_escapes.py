"""Escapes: single characters of text in other signs (%41, \\u0041, \\x41, &#65;, =41), undone where they stand.

An escape says by itself what it stands for, so a stretch can be undone from wherever one begins to read. Escapes that follow each
other closely make a chain; a chain is undone once, with what is around it. A chain may be long and what a hit depends on must not
be, so each escape looks no further than `SIGHT` bytes, and what an anchor amid the undone text comes to belongs to the escape
that is nearest to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from html.entities import html5
from typing import NamedTuple

from detectors.text.decode_anchors import ENTITY
from detectors.text.decode_map import AS_IS, Piece, Undone

#: Escapes with a gap of up to so many bytes make one chain; so much is seen on both sides of it.
GAP = 256
#: How far an escape looks, in bytes: along its chain, and along the word that the chain ends in.
SIGHT = 3700
_WORD = 1600
#: Longer than any escape.
_LONGEST = 48
#: So many bytes of a chain are undone at once.
_PORTION = 1 << 15
#: A region begins with a line where one begins in its first bytes.
_LINE = 128

_ESCAPE = re.compile(
    rb"%(?:25){0,4}([0-9A-Fa-f]{2})"
    rb"|\\{1,8}(?:(?:u00|x|U000000)([0-9A-Fa-f]{2})|u\{0{0,4}([0-9A-Fa-f]{2})\})"
    rb"|&(?:amp;){0,4}(?:\#([0-9]{1,7})|\#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,8}));"
)
_ENTITY = re.compile(b"(?:%b)\\Z" % "|".join(ENTITY).encode("latin-1"))
_QUOTED = re.compile(rb"=(?:([0-9A-F]{2})|\r?\n)")
_WORD_REST = re.compile(rb"(?s)[^\s\"'<>]{0,%d}.?" % _WORD)
_NAMES = {name[:-1].encode(): value.encode() for name, value in html5.items() if name.endswith(";") and value.isascii()}
_NAMES |= {b"nbsp": b" ", b"hyphen": b"-", b"dash": b"-"}
_SPACE = 0xA0
"""A space that does not break: https://www.unicode.org/charts/PDF/U0080.pdf"""
#: A line of quoted-printable that goes on in the next has about 76 characters (RFC 2045, section 6.7).
_SOFT = (50, 78)
"""Least and greatest length of a line that a soft break ends, its sign not counted."""


class Token(NamedTuple):
    """One escape: its place, what it stands for, its name, and where the anchor ends that it makes, or -1."""

    start: int
    end: int
    value: bytes
    name: str
    anchor: int


def _escape(text: bytes, found: re.Match[bytes]) -> Token | None:
    """The escape that was met, or None where it stands for no character of ASCII."""
    start, end = found.span()
    kind = found.lastindex or 0
    digits = found[kind]
    if kind == 1:
        return Token(
            start, end, bytes((int(digits, 16),)), "percent", start + 3 if text[start + 1] in b"234567" else -1
        )
    if kind <= 3:  # noqa: PLR2004  # groups of the expression
        name = "hex-escape" if b"x" in found[0] else "unicode-escape"
        value = int(digits, 16)
        if value >= 0x80 and name != "hex-escape":  # noqa: PLR2004  # end of ASCII
            return None
        return Token(start, end, bytes((value,)), name, end if digits[0] in b"234567" else -1)
    character = _NAMES.get(digits) if kind == 6 else _numbered(int(digits, 10 if kind == 4 else 16))  # noqa: PLR2004  # as above
    if character is None:
        return None
    fires = _ENTITY.search(text, max(0, start - 2), end) is not None
    return Token(start, end, character, "entity", end if fires else -1)


def _numbered(number: int) -> bytes | None:
    if number == _SPACE:
        return b" "
    return bytes((number,)) if number < 0x80 else None  # noqa: PLR2004  # end of ASCII


def _quoted(text: bytes, found: re.Match[bytes]) -> Token | None:
    """A byte of quoted-printable, or a soft line break; None for a line that is too short or too long to have one."""
    start, end = found.span()
    digits = found[1]
    after = text[end : end + 1]
    if digits is None:
        begun = text.rfind(b"\n", max(0, start - _SOFT[1] - 1), start)
        if start and not _SOFT[0] <= start - begun - 1 <= _SOFT[1]:
            return None
        fires = bool(after.strip()) and text[max(0, start - 1) : start].strip() not in {b"", b"="}
        return Token(start, end, b"", "quoted-printable", end + 1 if fires else -1)
    anchor = -1
    if digits == b"3D" or (digits[0] in b"234567" and _PAIR.match(text, max(0, start - 3), start)):
        anchor = end
    elif digits == b"40" and after.isalpha():
        anchor = end + 1
    return Token(start, end, bytes((int(digits, 16),)), "quoted-printable", anchor)


_PAIR = re.compile(rb"=[2-7][0-9A-F]\Z")


class Scheme(NamedTuple):
    """Escapes that are undone together: an expression that each matches, and how one is read."""

    expression: re.Pattern[bytes]
    read: Callable[[bytes, re.Match[bytes]], Token | None]


ESCAPES = Scheme(_ESCAPE, _escape)
QUOTED_PRINTABLE = Scheme(_QUOTED, _quoted)


class Anchor(NamedTuple):
    """An anchor's end, its rule, and the bytes that may be looked at on its behalf."""

    end: int
    rule: int
    low: int
    high: int


class Window(NamedTuple):
    """What one escape sees of undone text, and whether a side is cut off amid a line."""

    low: int
    high: int
    cut_low: bool
    cut_high: bool


class _Chain(NamedTuple):
    """Escapes in a row, and whether the first and the last of them are the chain's own."""

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
        tokens = chain.tokens
        self._chain = chain
        self._first, self._last = tokens[0].start, tokens[-1].end
        self._low, self._line = _low(text, self._first) if chain.begins else (self._first, False)
        self._high = _high(text, self._last) if chain.closes else self._last
        self._size = len(text)
        tail = list(_tokens(scheme, text, self._last, self._high)) if chain.closes else []
        self._owners: list[tuple[int, Token]] = []
        self.undone = self._undo(text, tail)
        self._anchors = {anchor.end: anchor for anchor in anchors}
        self._ends = [at for at, _ in self._owners]

    def _undo(self, text: bytes, tail: Sequence[Token]) -> Undone:
        parts: list[bytes] = []
        pieces: list[Piece] = []
        at, size, chained = self._low, 0, len(self._chain.tokens)
        for index, token in enumerate((*self._chain.tokens, *tail)):
            if token.start > at:
                pieces.append(Piece(size, at, AS_IS))
                parts.append(text[at : token.start])
                size += token.start - at
            if token.value:
                pieces.append(Piece(size, token.start, token.end))
                parts.append(token.value)
                size += len(token.value)
            if token.anchor >= 0 and index < chained:
                self._owners.append((size, token))
            at = token.end
        pieces.append(Piece(size, at, AS_IS))
        parts.append(text[at : self._high])
        self._starts = [piece.start for piece in pieces]
        self._pieces = pieces
        return Undone(b"".join(parts), pieces, "")

    def around(self, near: int) -> tuple[int, int] | None:
        """From where to where the undone text is of interest: up to `near` bytes from an escape that answers are wanted for."""
        wanted = [at for at, token in self._owners if token.anchor in self._anchors]
        return (max(0, wanted[0] - near), min(len(self.undone.data), wanted[-1] + near)) if wanted else None

    def owner(self, at: int, near: int) -> tuple[Anchor, str] | None:
        """The anchor whose escape is nearest to a place in the undone text, with the escape's name; None for another's or too far."""
        index = bisect_left(self._ends, at)
        after = self._ends[index] - at if index < len(self._ends) else near + 1
        before = at - self._ends[index - 1] if index else near + 1
        if min(before, after) > near:
            return None
        token = self._owners[index - 1 if before <= after else index][1]
        anchor = self._anchors.get(token.anchor)
        return (anchor, token.name) if anchor is not None else None

    def window(self, anchor: Anchor) -> Window:
        """What of the undone text that anchor's hits may depend on."""
        low, cut_low = 0, self._low > 0 and not self._line
        if not (
            self._chain.begins
            and self._first >= anchor.end - SIGHT
            and (anchor.low <= 0 or self._low - _LONGEST >= anchor.low)
        ):
            low, cut_low = self._at(max(anchor.end - SIGHT, anchor.low)), True
        high, cut_high = len(self.undone.data), self._high < self._size
        if not self._chain.closes or self._last > anchor.end + SIGHT:
            high, cut_high = self._at(min(anchor.end + SIGHT, anchor.high), back=True), True
        elif self._high > anchor.high:
            high, cut_high = self._at(anchor.high, back=True), True
        return Window(low, high, cut_low, cut_high)

    def _at(self, place: int, *, back: bool = False) -> int:
        """Where in the undone text the first byte stands that comes from `place` on, or the end of those wholly before it."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return 0
        piece = self._pieces[index]
        if piece.end == AS_IS:
            following = self._pieces[index + 1].at if index + 1 < len(self._pieces) else len(self.undone.data)
            return min(piece.at + place - piece.start, following)
        if piece.start == place or (back and piece.end > place):
            return piece.at
        return self._pieces[index + 1].at if index + 1 < len(self._pieces) else len(self.undone.data)


def _low(text: bytes, first: int) -> tuple[int, bool]:
    """Where a region begins whose first escape is there, and whether that is where a line begins."""
    low = max(0, first - GAP)
    line = text.find(b"\n", low, min(low + _LINE, first)) if low else -1
    return (line + 1, True) if line >= 0 else (low, low == 0)


def _high(text: bytes, last: int) -> int:
    """Where a region ends: one byte behind the word that is under way so far behind the last escape."""
    rest = _WORD_REST.match(text, min(len(text), last + GAP))
    return rest.end() if rest is not None else len(text)


def _tokens(scheme: Scheme, text: bytes, start: int, stop: int) -> Iterator[Token]:
    for found in scheme.expression.finditer(text, start, stop):
        token = scheme.read(text, found)
        if token is not None:
            yield token


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
        stop = bisect_right(anchors, end + _PORTION, key=_end) - 1
        chain = _follow(scheme, text, begin, anchors[stop].end + SIGHT + 2 * GAP)
        if not chain.tokens:
            index += 1
            continue
        limit = anchors[stop].end if not chain.closes else min(anchors[stop].end, chain.tokens[-1].end + 1)
        after = max(index + 1, bisect_right(anchors, limit, key=_end))
        yield Stretch(scheme, text, chain._replace(begins=begins), anchors[index:after])
        index = after


def _end(anchor: Anchor) -> int:
    return anchor.end


def _begin(scheme: Scheme, text: bytes, end: int) -> tuple[int, bool]:
    """Where the chain begins that an anchor's escape is part of, and whether that is its true beginning."""
    begin = end
    while end - begin <= SIGHT + 2 * GAP:
        floor = max(0, begin - GAP)
        found = next((t for t in _tokens(scheme, text, max(0, floor - _LONGEST), begin) if t.start >= floor), None)
        if found is None:
            return begin, True
        begin = found.start
    return begin, False


def _follow(scheme: Scheme, text: bytes, begin: int, limit: int) -> _Chain:
    """The escapes of a chain from one of them on; those that begin behind `limit` are left out."""
    tokens: list[Token] = []
    at = position = begin
    while at <= limit:
        found = scheme.expression.search(text, position, min(len(text), at + GAP + _LONGEST))
        if found is None or found.start() - at > GAP:
            return _Chain(tokens, begins=True, closes=True)
        token = scheme.read(text, found)
        position = found.end()
        if token is not None:
            tokens.append(token)
            at = token.end
    return _Chain(tokens, begins=True, closes=False)
