"""Relation: rows of the tables of one object, which may come in any order and with any columns, gathered by table."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TypeVar

from detectors.readers.base import Extent, Rows
from detectors.readers.table.columns import CHUNK, Gathered, packed_bytes

#: Rows that are fewer than this are not worth an array for each column.
_FEW = 16
#: Tables that are open at a time; bytes that all of them hold before they are handed on.
_OPEN, _WAITING = 5_000, 16 << 20
#: Columns of one table.
_COLUMNS = 4096

Packed = tuple[bytes, "array[int]"]
_T = TypeVar("_T")


class Relation:
    """One table.

    Attributes:
        held: rows that came, whether or not they are read.
        waiting: about how many bytes wait to be handed on.
    """

    def __init__(self, name: str, most: int) -> None:
        """Take its name and the most rows that are read, 0 for all."""
        self._gathered = Gathered(name)
        self._most = most
        self._places: dict[str, int] = {}
        self._order: tuple[Sequence[str], list[int] | None] = ((), None)
        self._rows: list[list[bytes]] = []
        self._lines = array("Q")
        self.held = self.waiting = 0

    @property
    def full(self) -> bool:
        """Whether there is enough to hand on."""
        return self.waiting >= CHUNK or self._gathered.full

    def add(self, columns: Sequence[Sequence[bytes]], lines: Sequence[int], names: Sequence[str]) -> None:
        """Add values by column, and the line of each row; without `names` the columns are in the table's order."""
        count = len(lines)
        if count >= _FEW:
            self.add_packed([packed_bytes(column) for column in columns], count, lines, names)
        elif self._counted(count):
            for row in zip(*self._placed(list(columns), names, [b""] * count), strict=True):
                self._rows.append(list(row))
                self.waiting += sum(map(len, row)) + 8 * len(row)
            self._lines.extend(lines)

    def add_packed(self, columns: Sequence[Packed], count: int, lines: Sequence[int], names: Sequence[str]) -> None:
        """As `add`, of columns that are packed."""
        if count and self._counted(count):
            self._settle()
            empty: Packed = (b"\n" * count, array("Q", range(count)))
            placed = self._placed(list(columns), names, empty)
            self._gathered.add(placed, count, lines)
            self.waiting += sum(len(data) for data, _ in placed)

    def _settle(self) -> None:
        """Pack the rows that came one by one."""
        if self._rows:
            width = max(map(len, self._rows))
            for row in self._rows:
                row.extend([b""] * (width - len(row)))
            self._gathered.add(
                [packed_bytes(each) for each in zip(*self._rows, strict=True)], len(self._rows), self._lines
            )
            self._rows, self._lines = [], array("Q")

    def _counted(self, count: int) -> bool:
        wanted = not self._most or self.held < self._most
        self.held += count
        return wanted

    def _placed(self, columns: list[_T], names: Sequence[str], empty: _T) -> list[_T]:
        """Columns in the table's order."""
        order = self._order_of(names)
        if order is None:
            return columns
        out = [empty] * len(self._places)
        for at, column in enumerate(columns):
            if at < len(order):
                out[order[at]] = column
            else:
                out.append(column)
        return out

    def _order_of(self, names: Sequence[str]) -> list[int] | None:
        """Where columns of these names stand; None where they stand as they come."""
        if names is self._order[0] or names == self._order[0]:
            return self._order[1]
        own = self._gathered.names
        for name in names:
            if name not in self._places and len(own) < _COLUMNS:
                self._places[name] = len(own)
                own.append(name)
        order = [self._places.get(name, _COLUMNS - 1) for name in names]
        self._order = (names, None if not names or order == list(range(len(order))) else order)
        return self._order[1]

    def flush(self) -> Iterator[Rows]:
        """The rows that were not given yet."""
        self._settle()
        self.waiting = 0
        yield from self._gathered.flush()

    def end(self) -> Iterator[Rows | Extent]:
        """The last rows, and how many there were."""
        yield from self.flush()
        yield self._gathered.extent(self.held)


class Relations:
    """All tables of an object."""

    def __init__(self, most: int) -> None:
        """Take the most rows of a table that are read, 0 for all."""
        self._most = most
        self._all: dict[str, Relation] = {}
        self._ended: list[Relation] = []
        self._waiting = 0

    def of(self, name: str) -> Relation:
        """The table of this name."""
        found = self._all.get(name)
        if found is None:
            if len(self._all) >= _OPEN:
                self._ended.append(self._all.pop(next(iter(self._all))))
            found = self._all[name] = Relation(name, self._most)
        return found

    def ready(self, last: Relation) -> Iterator[Rows | Extent]:
        """Rows that are to be handed on, after some were added to `last`."""
        for relation in self._ended:
            yield from relation.end()
        self._ended.clear()
        self._waiting += last.waiting
        if last.full:
            yield from last.flush()
        if self._waiting > _WAITING:
            self._waiting = 0
            for relation in self._all.values():
                yield from relation.flush()

    def end(self) -> Iterator[Rows | Extent]:
        """All that is left."""
        for relation in (*self._ended, *self._all.values()):
            yield from relation.end()
