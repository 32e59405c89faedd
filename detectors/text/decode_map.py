"""Undone: bytes that stood encoded in a buffer, with what is around them, and where each of them came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """Encoded characters that stand together but for line breaks.

    Attributes:
        chars: the characters alone.
        at: for each unbroken piece, the number of its first character; the first is 0.
        places: for each piece, its offset in the buffer.
        unit: characters and bytes that make one unit: (4, 3) for base64, (2, 1) for hexadecimal digits.
        wide: 2 where each byte of the text is two of what is encoded (UTF-16), else 1.
        size: bytes of the text, without line breaks at its end.
        end: offset behind the run and its padding, which go with the text's last byte.
    """

    chars: bytes
    at: Sequence[int]
    places: Sequence[int]
    unit: tuple[int, int]
    wide: int = 1
    size: int = 0
    end: int = 0

    def first(self, index: int) -> int:
        """Offset of the first character that a byte of the text comes from."""
        chars, size = self.unit
        index *= self.wide
        return self._place(index // size * chars + index % size * chars // size)

    def last(self, index: int) -> int:
        """Offset behind the last character that a byte of the text comes from."""
        if index >= self.size - 1:
            return self.end
        chars, size = self.unit
        index = index * self.wide + self.wide - 1
        return self._place(index // size * chars + ((index % size + 1) * chars + size - 1) // size - 1) + 1

    def _place(self, char: int) -> int:
        char = min(char, len(self.chars) - 1)
        piece = bisect_right(self.at, char) - 1
        return self.places[piece] + char - self.at[piece]


class Piece(NamedTuple):
    """A stretch of decoded bytes from `at` on.

    Attributes:
        at: where it begins in the decoded bytes.
        start: offset in the buffer that it comes from.
        end: where that ends: for an escape, all its bytes are the one escape's. -1 where bytes stand as they stood; -2 for none.
        run: the run that it was decoded from, or None.
    """

    at: int
    start: int
    end: int
    run: Run | None = None


AS_IS = -1


class Undone:
    """Decoded bytes and their places."""

    __slots__ = ("_at", "_pieces", "data", "name", "own")

    def __init__(self, data: bytes, pieces: Sequence[Piece], name: str, own: int = 0) -> None:
        """Take the bytes, the pieces that they are made of, in order, and the encoding's name."""
        self.data = data
        self.name = name
        self.own = own
        self._pieces = pieces
        self._at: list[int] | None = None

    def _index(self, place: int) -> int:
        """Number of the piece that a decoded byte belongs to."""
        if self._at is None:  # most text has no hit whose place is asked for
            self._at = [piece.at for piece in self._pieces]
        return bisect_right(self._at, place) - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The bytes of the buffer that decoded bytes come from."""
        return self._first(start), self._last(end - 1)

    def _first(self, index: int) -> int:
        piece = self._pieces[self._index(index)]
        if piece.run is not None:
            return piece.run.first(index - piece.at)
        return piece.start + index - piece.at if piece.end == AS_IS else piece.start

    def _last(self, index: int) -> int:
        piece = self._pieces[self._index(index)]
        if piece.run is not None:
            return piece.run.last(index - piece.at)
        return piece.start + index - piece.at + 1 if piece.end == AS_IS else piece.end

    def encoded(self, start: int, end: int) -> bool:
        """Whether these decoded bytes come out of a run, all of them; a value does not begin before its encoding."""
        index = self._index(start)
        return self._pieces[index].run is not None and index == self._index(end - 1)
