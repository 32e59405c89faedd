"""Sheetrows: cells of a sheet that come row by row, into a table: its header is found, what stands above it is text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from detectors.readers.base import Extent, Part, Text
from detectors.readers.table.columns import Records

#: Rows among which the header is looked for.
_FIRST = 20
#: Columns of a table; what is beyond goes into the last one, each with the name of its own.
_COLUMNS = 1024
#: Cells that wait to be handed on, the empty ones between them counted.
_WAITING = 1 << 20
#: Empty rows that are kept as such; over more of them the numbers jump.
_EMPTY = 64
_LABEL, _WORDS = 64, 8
#: Share of cells that must be text in a header, and of the widest row that it must fill.
_TEXT, _FILLED = 0.7, 0.7
#: Characters of text that wait to be handed on.
_LINES = 1 << 20


#: A cell that is not empty: its column from 0, its text as people see it, and whether that is words: no number, date or truth.
#: A plain tuple, of which there are millions.
Cell: TypeAlias = "tuple[int, str, bool]"


class SheetRows:
    """One sheet."""

    def __init__(self, name: str, most: int) -> None:
        """Take its name and the most rows that are read, 0 for all."""
        self._records = Records(name, most=most)
        self._places: dict[int, int] = {}
        self._waiting: list[tuple[int, list[Cell]]] | None = []
        self._header = 0
        self._rows = self._width = 0
        self._last = 0

    def add(self, number: int, cells: list[Cell]) -> Iterator[Part]:
        """A row that is not empty, with its number in the sheet, from 1."""
        if self._waiting is None:
            yield from self._row(number, cells)
            return
        self._waiting.append((number, cells))
        if len(self._waiting) >= _FIRST or sum(map(len, (row for _, row in self._waiting))) > _WAITING >> 4:
            yield from self._begin()

    def end(self) -> Iterator[Part]:
        """All that is left."""
        if self._waiting is not None:
            yield from self._begin()
        held = max(self._records.held, self._records.gathered.read)
        yield from self._records.flush()
        yield Extent(self._records.gathered.table, max(held, self._records.gathered.read), self._records.gathered.read)

    def _begin(self) -> Iterator[Part]:
        """Find the header in the first rows."""
        rows, self._waiting = self._waiting or [], None
        at = _header([cells for _, cells in rows])
        above = rows[: at + 1]
        if above:
            # The header too: it may be a row like any other.
            lines = "\n".join("\t".join(text for _, text, _ in cells) for _, cells in above)
            yield Text(lines.encode("utf-8", "replace"))
            self._header = self._last = above[-1][0]
            for column, text, _ in above[-1][1]:
                self._place(column, text)
        for number, cells in rows[at + 1 :]:
            yield from self._row(number, cells)

    def _place(self, column: int, name: str = "") -> int:
        """Where a column's values go."""
        names = self._records.gathered.names
        if column not in self._places and len(names) < _COLUMNS:
            self._places[column] = len(names)
            names.append(name.replace("\n", " ").strip() or f"#{column + 1}")
        return self._places.get(column, _COLUMNS - 1)

    def _row(self, number: int, cells: list[Cell]) -> Iterator[Part]:
        if number == self._last + 1:
            self._last = number
        else:
            yield from self._empty(number)
        values: list[str] = []
        places = self._places
        for column, text, _ in cells:
            place = places.get(column)
            if place is None:
                place = self._place(column)
            if place == len(values):
                values.append(text)
                continue
            if place >= len(values):
                values.extend([""] * (place + 1 - len(values)))
            if values[place] and place == _COLUMNS - 1:
                values[place] += f" #{column + 1}: {text}"
            else:
                values[place] = text
        yield from self._put(values)

    def _empty(self, number: int) -> Iterator[Part]:
        """Empty rows before this one, so that the numbers of rows are those of the sheet."""
        missing = max(0, number - self._last - 1)
        self._last = max(number, self._last + 1)
        if 0 < missing <= _EMPTY:
            for _ in range(missing):
                yield from self._put([])
        elif missing:
            yield from self._flush()
            self._records.gathered.read += missing
            self._records.held += missing

    def _put(self, values: Sequence[str]) -> Iterator[Part]:
        width = max(self._width, len(values))
        if self._rows * width > _WAITING:
            yield from self._flush()
            width = len(values)
        self._records.row(values)
        self._rows, self._width = self._rows + 1, width
        if self._records.full:
            yield from self._flush()

    def _flush(self) -> Iterator[Part]:
        yield from self._records.flush()
        self._rows = self._width = 0


def _header(rows: list[list[Cell]]) -> int:
    """Index of the header, or -1: the first row of about the width of the others if most of its cells are labels."""
    widest = max(map(len, rows), default=0)
    for index, cells in enumerate(rows[:-1]):
        if len(cells) >= max(1 if widest == 1 else 2, widest * _FILLED):
            labels = len({text for _, text, words in cells if words and _label(text)})
            return index if labels >= len(cells) * _TEXT else -1
    return -1


def _label(text: str) -> bool:
    """Whether a cell reads like the name of a column."""
    text = text.strip()
    return (
        0 < len(text) <= _LABEL
        and text.count(" ") < _WORDS
        and "@" not in text
        and "://" not in text
        and sum(map(str.isdigit, text)) * 2 < len(text)
    )


class Lines:
    """Lines of text that are no rows, in parts of bounded size."""

    def __init__(self, name: str, page: int | None = None) -> None:
        """Take the part's name, and its sheet from 1."""
        self._name, self._page = name, page
        self._lines: list[str] = []
        self._size = 0

    def add(self, line: str) -> Iterator[Part]:
        """A line."""
        self._lines.append(line)
        self._size += len(line) + 1
        if self._size > _LINES:
            yield from self.end()

    def end(self) -> Iterator[Part]:
        """What is left."""
        if self._lines:
            yield Text("\n".join(self._lines).encode("utf-8", "replace"), self._name, self._page)
            self._lines, self._size = [], 0


def letters(column: int) -> str:
    """A column's letters: 0 is A."""
    out = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
