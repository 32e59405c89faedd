"""Sample: what is kept of a column to judge it by: its first values, some later ones, and their shapes; bounded."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from detectors.columns.cells import LONGEST, is_empty, repaired, shape
from detectors.readers.base import Column

#: Cells of a column that are kept: those of its first rows, then some of every chunk.
HEAD, LATER = 192, 64
#: Cells kept of all columns of one table together; a wide table keeps fewer of each.
MOST_CELLS = 65_536
_LEAST_HEAD, _LEAST_LATER = 24, 8
#: Cells that are looked at in one later chunk, and empty ones that are passed over in the first rows.
_EACH_CHUNK, _PATIENCE = 8, 4


class Sample:
    """Cells of one column, repaired, with the rows that they are in.

    Attributes:
        name: as the header says.
        values: the repaired values that are not empty, first rows first; the first `head` of them are of rows that follow one
            another, but for empty cells.
        rows: the row of each value, from 1.
        empty: how many cells were looked at and had nothing in them.
        head: how many values are of the table's first rows.
    """

    __slots__ = ("__dict__", "_later", "_room", "empty", "head", "name", "rows", "seen", "values")

    def __init__(self, name: str, width: int) -> None:
        """Take the column's name and how many columns the table has."""
        share = MOST_CELLS // max(1, width)
        self.name = name
        self.values: list[str] = []
        self.rows: list[int] = []
        self.empty = 0
        self.head = 0
        self.seen = 0
        self._room = max(_LEAST_HEAD, min(HEAD, share))
        self._later = max(_LEAST_LATER, min(LATER, share // 2))

    @property
    def full(self) -> bool:
        """Whether no further cell will be kept."""
        return self._room <= 0 and self._later <= 0

    def take(self, column: Column, first: int) -> bool:
        """Look at a chunk of the column; whether anything was kept.

        Args:
            column: its values in this chunk.
            first: the row of the first of them.
        """
        count = len(column.ends)
        before = len(self.values)
        number = 0
        if self._room > 0:
            most = min(count, _PATIENCE * self._room)
            while number < most and self._room > 0:
                if self._keep(column, number, first):
                    self._room -= 1
                    self.head += 1
                number += 1
        if self._later > 0 and number < count:
            step = max(1, (count - number) // _EACH_CHUNK)
            for place in range(number + step // 2, count, step):
                self._later -= self._keep(column, place, first)
                if self._later <= 0:
                    break
        if len(self.values) == before:
            return False
        self.__dict__.clear()  # what was told of fewer values
        return True

    def _keep(self, column: Column, number: int, first: int) -> bool:
        start = column.ends[number - 1] + 1 if number else 0
        end = column.ends[number]
        self.seen += 1
        cell = column.data[start : min(end, start + 4 * LONGEST)] if end > start else b""
        value = repaired(cell.decode("utf-8", "replace")) if cell else ""
        if is_empty(value):
            self.empty += 1
            return False
        self.values.append(value)
        self.rows.append(first + number)
        return True

    @cached_property
    def shapes(self) -> Counter[str]:
        """How often each shape comes."""
        return Counter(map(shape, self.values))

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """The different values, in order."""
        return tuple(dict.fromkeys(self.values))

    def without_first(self, count: int) -> None:
        """Forget the first values: they were titles or a header."""
        del self.values[:count], self.rows[:count]
        self.head = max(0, self.head - count)
        self.__dict__.clear()

    @cached_property
    def example(self) -> dict[str, list[str]]:
        """Some values of each shape."""
        found: dict[str, list[str]] = {}
        for value in self.values:
            some = found.setdefault(shape(value), [])
            if len(some) < 4 and value not in some:  # noqa: PLR2004  # as many as a shape is tried with
                some.append(value)
        return found
