"""Sample: what is kept of a column to judge it by: its first values, some later ones, and their shapes; bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from detectors.columns.cells import LONGEST, is_empty, repaired, shape
from detectors.readers.base import Column

#: Cells of a column that are kept: those of its first rows, then some of every chunk. A glance tells whether more are needed.
GLANCE, HEAD, LATER = 32, 192, 64
#: Cells kept of all columns of one table together; a wide table keeps fewer of each.
MOST_CELLS = 65_536
_LEAST_GLANCE, _LEAST_HEAD, _LEAST_LATER = 8, 24, 8
#: Cells that are looked at in one chunk behind the first rows, and empty ones for one to be kept in the first rows.
_EACH_CHUNK, _PATIENCE = 8, 4


class Sample:
    """Cells of one column, repaired, with the rows that they are in.

    Attributes:
        name: as the header says.
        values: the repaired values that are not empty, first rows first; the first `head` of them are of rows that follow one
            another, but for empty cells.
        rows: the row of each value, from 1.
        head: how many values are of the table's first rows.
    """

    __slots__ = ("__dict__", "_later", "_looked", "_room", "head", "name", "rows", "values")

    def __init__(self, name: str, width: int) -> None:
        """Take the column's name and how many columns the table has."""
        self.name = name
        self.values: list[str] = []
        self.rows: list[int] = []
        self._start(max(_LEAST_GLANCE, min(GLANCE, MOST_CELLS // max(1, width))), _EACH_CHUNK)

    def _start(self, room: int, later: int) -> None:
        self.values.clear()
        self.rows.clear()
        self.head = 0
        self._looked = 0
        self._room, self._later = room, later
        self.__dict__.clear()

    def again(self, chunks: Sequence[tuple[Column, int]], width: int) -> None:
        """Take as much as is ever kept, in place of the glance.

        Args:
            chunks: the column in all chunks so far, each with its first row.
            width: columns of the table.
        """
        share = MOST_CELLS // max(1, width)
        self._start(max(_LEAST_HEAD, min(HEAD, share)), max(_LEAST_LATER, min(LATER, share // 2)))
        for column, first in chunks:
            self.take(column, first)

    @property
    def full(self) -> bool:
        """Whether no further cell will be kept."""
        return self._room <= 0 and self._later <= 0

    def take(self, column: Column, first: int) -> None:
        """Look at a chunk of the column, whose first row has that number."""
        count, before = len(column.ends), len(self.values)
        number = 0
        while self._room > 0 and number < count:
            stop = min(count, number + self._room)
            kept = self._keep(column, number, stop, first)
            self._room -= kept
            self.head += kept
            self._looked += stop - number
            number = stop
            if self._looked > _PATIENCE * HEAD:  # all but empty: it may fill later
                self._later += self._room
                self._room = 0
        if self._later > 0 and number < count:
            step = max(1, (count - number) // _EACH_CHUNK)
            for place in range(number + step // 2, count, step):
                self._later -= self._keep(column, place, place + 1, first)
                if self._later <= 0:
                    break
        if len(self.values) > before:
            self.__dict__.clear()  # what was told of fewer values

    def _keep(self, column: Column, start: int, stop: int, first: int) -> int:
        """Keep the cells of some rows that are not empty; how many they are."""
        before = len(self.values)
        at = column.ends[start - 1] + 1 if start else 0
        for number in range(start, stop):
            end = column.ends[number]
            if end > at:
                value = repaired(column.data[at : min(end, at + 4 * LONGEST)].decode("utf-8", "replace"))
                if not is_empty(value):
                    self.values.append(value)
                    self.rows.append(first + number)
            at = end + 1
        return len(self.values) - before

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
