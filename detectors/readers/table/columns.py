"""Columns: rows gathered until they are worth scanning, then handed on by column."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from detectors.readers.base import Column, Extent, Rows

#: Bytes of cells that make a chunk, and most rows in it.
CHUNK, MOST_ROWS = 1 << 20, 200_000
#: Most columns of a table, as spreadsheets have them; what is beyond goes into the last one.
MOST_COLUMNS = 16_384
#: Most columns made from names of values, which may be keys of a map: what is beyond shares the last one, with its name.
_MOST_NAMED = 512
_LONGEST = 400
#: Most cells that short rows are filled up to beside a long one: else narrow rows and a wide one could take hundreds of megabytes.
_MOST_CELLS = 1 << 20


#: 0, 1, 2 … as they are added to ends.
_RAMP = array("Q", range(1 << 12))


def packed(values: Sequence[str]) -> tuple[bytes, array[int]]:
    """`Column.data` and `Column.ends` of some values."""
    data = "\n".join(values)
    if data.isascii():
        return data.encode() + b"\n" if values else b"", _ends(values)
    return packed_bytes([value.encode("utf-8", "replace") for value in values])


def packed_bytes(values: Sequence[bytes | bytearray]) -> tuple[bytes, array[int]]:
    """As `packed`, of values in UTF-8."""
    return b"\n".join(values) + b"\n" if values else b"", _ends(values)


def _ends(values: Sequence[str] | Sequence[bytes | bytearray]) -> array[int]:
    """Where values end that have a line feed between them."""
    size = len(values)
    while len(_RAMP) < size:
        _RAMP.extend(range(len(_RAMP), 2 * len(_RAMP)))
    return _added(array("Q", list(accumulate(map(len, values)))), _RAMP[:size].tobytes())


def _added(numbers: array[int], others: bytes) -> array[int]:
    """Sums of two arrays of the same length, as two large numbers: a fifth of the time of adding one by one.

    No sum overflows its 64 bits: all are places in a chunk.
    """
    order = sys.byteorder
    total = int.from_bytes(numbers.tobytes(), order) + int.from_bytes(others, order)
    out = array("Q")
    out.frombytes(total.to_bytes(8 * len(numbers), order))
    return out


def stepped(numbers: array[int], step: int) -> array[int]:
    """The first number plus `step`, the second plus twice that, and so on; as large numbers, see `_added`."""
    size = len(numbers)
    while len(_RAMP) <= size:
        _RAMP.extend(range(len(_RAMP), 2 * len(_RAMP)))
    steps = int.from_bytes(_RAMP[1 : size + 1].tobytes(), sys.byteorder) * step
    return _added(numbers, steps.to_bytes(8 * size, sys.byteorder))


def _shifted(numbers: array[int], by: int) -> array[int]:
    """All numbers plus one."""
    return _added(numbers, by.to_bytes(8, sys.byteorder) * len(numbers)) if by else numbers


class Gathered:
    """Blocks of columns of one table, put together until they make a chunk."""

    def __init__(self, table: str, names: Sequence[str] = (), first: int = 1) -> None:
        """Take the table's name and those of its columns; those that are missing or empty become `#3`."""
        self.table = table
        self.names = list(names)
        self.read = first - 1
        self._clear()

    def _clear(self) -> None:
        self._data: list[list[bytes]] = []
        self._ends: list[array[int]] = []
        self._size: list[int] = []
        self._count = 0
        self._bytes = 0
        self._lines: list[Sequence[int]] = []

    @property
    def full(self) -> bool:
        """Whether there is enough for a chunk."""
        return self._bytes >= CHUNK or self._count >= MOST_ROWS

    @property
    def count(self) -> int:
        """Rows that wait for a flush."""
        return self._count

    def add(self, columns: Sequence[tuple[bytes, array[int]]], rows: int, lines: Sequence[int] | None = None) -> None:
        """Add columns of a block of `rows` rows, made by `packed`; columns may be fewer or more than before."""
        while len(self._data) < len(columns):
            self._data.append([b"\n" * self._count])
            self._ends.append(array("Q", range(self._count)))
            self._size.append(self._count)
        for index, pieces in enumerate(self._data):
            data, ends = columns[index] if index < len(columns) else (b"\n" * rows, array("Q", range(rows)))
            base = self._size[index]
            pieces.append(data)
            self._ends[index].extend(_shifted(ends, base))
            self._size[index] = base + len(data)
            self._bytes += len(data)
        self._count += rows
        if lines:
            self._lines.append(lines)

    def flush(self) -> Iterator[Rows]:
        """What was gathered, if anything."""
        if not self._count:
            return
        columns = tuple(
            Column(self.name(index), b"".join(pieces), ends)
            for index, (pieces, ends) in enumerate(zip(self._data, self._ends, strict=True))
        )
        rows = Rows(self.table, columns, self.read + 1, self._count, _joined(self._lines) if self._lines else None)
        self.read += self._count
        self._clear()
        if columns:
            yield rows

    def name(self, index: int) -> str:
        """Name of a column."""
        return (self.names[index].strip() if index < len(self.names) else "") or f"#{index + 1}"

    def extent(self, held: int | None = None) -> Extent:
        """How much was read, after the last flush."""
        return Extent(self.table, self.read if held is None else max(held, self.read), self.read)


def _joined(lines: list[Sequence[int]]) -> Sequence[int]:
    """Lines of consecutive blocks: a range where each row is one line."""
    ranges = [item for item in lines if isinstance(item, range) and item]
    if len(ranges) == len(lines) and all(before[-1] + 1 == after[0] for before, after in pairwise(ranges)):
        return range(ranges[0][0], ranges[-1][-1] + 1)
    return array("Q", (line for item in lines for line in item))


class Records:
    """Rows of one table that come one by one, as values by column or by name.

    Attributes:
        held: rows that came; those beyond `most` are only counted.
        full: whether there is enough to `flush`.
    """

    def __init__(self, table: str, names: Sequence[str] = (), *, lined: bool = False, most: int = 0) -> None:
        """Take names; `lined` where each row has a line; `most` rows are kept, 0 for all."""
        self.gathered = Gathered(table, names)
        self.held = 0
        self.full = False
        self._most = most
        self._places: dict[str, int] = {}
        for index, name in enumerate(names):
            self._places.setdefault(name, index)
        self._rows: list[Sequence[str]] = []
        self._lines: array[int] | None = array("Q") if lined else None
        self._bytes = 0

    def row(self, values: Sequence[str], line: int = 0) -> None:
        """Add a row."""
        self.held += 1
        if self._most and self.held > self._most:
            return
        if len(values) > MOST_COLUMNS:
            values = [*values[: MOST_COLUMNS - 1], " ".join(values[MOST_COLUMNS - 1 :])]
        self._rows.append(values)
        if self._lines is not None:
            self._lines.append(line)
        self._bytes += sum(map(len, values)) + 4 * len(values)
        if self._bytes >= CHUNK or len(self._rows) >= MOST_ROWS:
            self.full = True

    def in_order(self, names: Sequence[str]) -> bool:
        """Whether these are the first columns, so that their values alone make a row."""
        return list(names) == self.gathered.names[: len(names)]

    def record(self, pairs: Iterable[tuple[str, str]], line: int = 0) -> None:
        """Add a row of values by name; the values of a name that comes twice are joined by a blank."""
        values: list[str] = [""] * len(self._places)
        again: dict[int, list[str]] = {}
        names = self.gathered.names
        for name, value in pairs:
            at = self._places.get(name)
            if at is None and len(name) > _LONGEST:
                name = name[-_LONGEST:]  # noqa: PLW2901  # a name that is none
                at = self._places.get(name)
            if at is None:
                if len(names) >= _MOST_NAMED:
                    at, value = _MOST_NAMED - 1, f"{name}: {value}"  # noqa: PLW2901  # its name stays beside it
                else:
                    at = self._places[name] = len(names)
                    names.append(name)
            if at >= len(values):
                values.extend([""] * (at + 1 - len(values)))
            if not values[at]:
                values[at] = value
            elif value:
                again.setdefault(at, []).append(value)
        for at, more in again.items():
            values[at] = f"{values[at]} {' '.join(more)}"
        self.row(values, line)

    def flush(self) -> Iterator[Rows]:
        """The rows that were not given yet."""
        given, lines = self._rows, self._lines
        self._rows, self._bytes, self.full = [], 0, False
        if lines is not None:
            self._lines = array("Q")
        for start, end in _stretches(given):
            rows = given[start:end]
            width = max(map(len, rows))
            if any(len(row) != width for row in rows):
                rows = _even(rows, width)
            within = lines[start:end] if lines is not None else None
            self.gathered.add([packed(column) for column in zip(*rows, strict=True)], end - start, within)
            yield from self.gathered.flush()
        yield from self.gathered.flush()

    def end(self) -> Iterator[Rows | Extent]:
        """The last rows, and how many there were."""
        yield from self.flush()
        yield self.gathered.extent(self.held)


def _even(rows: list[Sequence[str]], width: int) -> list[Sequence[str]]:
    """Rows of one width."""
    return [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]


def _stretches(rows: list[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """First and last of stretches of rows that have no more than `_MOST_CELLS` cells when they are filled up to one width."""
    start = width = 0
    for index, row in enumerate(rows):
        width = max(width, len(row))
        if width * (index - start + 1) > _MOST_CELLS and index > start:
            yield start, index
            start, width = index, len(row)
    if start < len(rows):
        yield start, len(rows)
