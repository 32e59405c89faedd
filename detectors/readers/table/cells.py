"""Cells: blocks of lines of a delimited table into columns, at the speed of C; and a record too long for a block, cell by cell."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice, repeat
from typing import NamedTuple, TypeAlias

from connectors.errors import Reason
from detectors.readers.base import ReadError
from detectors.readers.table.columns import MOST_COLUMNS, packed
from detectors.views.tabular import Layout

Columns: TypeAlias = "list[tuple[bytes, array[int]]]"

#: Comes after a block's last line, and alone in a record if that line was the end of one.
_SENTINEL = "\x1f\x00\x1f"
#: How far the end of an ordinary cell is looked for.
_WINDOW = 1 << 12


class Block(NamedTuple):
    """What a block of lines held.

    Attributes:
        columns: by column, as `packed`.
        rows: how many records.
        lines: the line on which each begins.
        tail: lines at the end that are a record without its end.
    """

    columns: Columns
    rows: int
    lines: Sequence[int]
    tail: bytes


def split(block: bytes, layout: Layout, line: int, *, final: bool = False) -> Block:
    """Records of a block of whole lines.

    Args:
        block: UTF-8, with a line feed at its end.
        layout: how the table is written.
        line: number of its first line.
        final: nothing comes after it: the last record ends here.
    """
    delimiter, quote = layout.delimiter.encode(), layout.quote.encode()
    width = layout.width
    if not layout.escape:
        if not quote or quote not in block:
            columns = _plain(block, delimiter, width)
        else:
            columns = _some_quoted(block, delimiter, quote, width)
        if columns is not None:
            rows = len(columns[0][1])
            return Block(columns, rows, range(line, line + rows), b"")
    return _parsed(block.decode("utf-8", "replace"), layout, line, final=final)


def _plain(block: bytes, delimiter: bytes, width: int) -> Columns | None:
    """Columns of lines without quotes that all have `width` cells; None where they have not.

    Each cell is cut off with a line feed at its end, so that cells only need to be put together.
    """
    lines = block.split(b"\n")
    lines.pop()
    if set(map(bytes.count, lines, repeat(delimiter))) != {width - 1} or (width == 1 and b"" in lines):
        return None
    cells = block.replace(b"\n", delimiter).replace(delimiter, b"\n" + delimiter).split(delimiter)
    cells.pop()
    columns = []
    for index in range(width):
        column = cells[index::width]
        ends = accumulate(map(len, column), initial=-1)
        next(ends)
        columns.append((b"".join(column), array("Q", list(ends))))
    return columns


def _some_quoted(block: bytes, delimiter: bytes, quote: bytes, width: int) -> Columns | None:
    """Columns of lines where some cells are quoted and hold no quotes and no line feeds; None where they are not.

    What is between every other pair of quotes is within them; its delimiters are hidden behind zeros.
    """
    pieces = block.split(quote)
    outside = pieces[0::2]
    if not len(pieces) & 1 or b"" in outside[1:]:
        return None
    frame, quoted = quote.join(outside), len(outside) - 1
    before = frame.count(delimiter + quote) + frame.count(b"\n" + quote) + frame.startswith(quote)
    if before != quoted or frame.count(quote + delimiter) + frame.count(quote + b"\n") != quoted:
        return None
    inside = quote.join(pieces[1::2])
    if b"\n" in inside:
        return None
    if delimiter not in inside:
        return _plain(block.replace(quote, b""), delimiter, width)
    if b"\0" in block:
        return None
    pieces[1::2] = inside.replace(delimiter, b"\0").split(quote)
    columns = _plain(b"".join(pieces), delimiter, width)
    return columns and [(data.replace(b"\0", delimiter), ends) for data, ends in columns]


def _parsed(text: str, layout: Layout, line: int, *, final: bool) -> Block:
    """Records of any form, by the csv module."""
    csv.field_size_limit(1 << 30)  # of the process; our blocks are the bound
    reader = csv.reader(
        _fed(text, final=final),
        delimiter=layout.delimiter,
        quotechar=layout.quote or None,
        quoting=csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE,
        escapechar=layout.escape or None,
        doublequote=not layout.escape,
    )
    try:
        records = list(reader)
    except csv.Error as error:
        raise ReadError(Reason.CORRUPT, "is no table with delimiters") from error
    tail = ""
    if not final:
        last = records.pop()
        if last != [_SENTINEL]:
            within = sum(cell.count("\n") for cell in last)
            tail = _last_lines(text, within)
    lines = _begin(records, line)
    if [] in records:
        kept = [index for index, record in enumerate(records) if record]
        records = [records[index] for index in kept]
        lines = [lines[index] for index in kept]
    if set(map(len, records)) - {layout.width}:
        records = [even(record, layout.width) for record in records]
    wide = max(map(len, records), default=0)
    if wide > layout.width:
        records = [record if len(record) == wide else [*record, ""] for record in records]
    return Block([packed(column) for column in zip(*records, strict=True)], len(records), lines, tail.encode())


def _fed(text: str, *, final: bool) -> Iterator[str]:
    """Lines for the csv module, which ends a record that is cut as if it were whole: hence the sentinel."""
    yield from io.StringIO(text, newline="\n")
    if not final:
        yield _SENTINEL


def _last_lines(text: str, number: int) -> str:
    """The last lines of a text that ends with a line feed."""
    at = len(text)
    for _ in range(number + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return text
    return text[at + 1 :]


def _begin(records: list[list[str]], line: int) -> Sequence[int]:
    """The line on which each record begins."""
    within = [index for index, record in enumerate(records) if any("\n" in cell for cell in record)]
    if not within:
        return range(line, line + len(records))
    steps = [1] * len(records)
    for index in within:
        steps[index] += sum(cell.count("\n") for cell in records[index])
    return list(islice(accumulate(steps, initial=line), len(records)))


def even(record: list[str], width: int) -> list[str]:
    """A record of `width` cells, or of one more: the surplus."""
    if len(record) <= width:
        return [*record, *[""] * (width - len(record))]
    return [*record[:width], " ".join(record[width:])]


class LongRecord:
    """One record, read cell by cell from a stream; of each cell a bounded beginning is kept."""

    def __init__(self, data: bytes, more: Callable[[], bytes], layout: Layout, most: int) -> None:
        """Take what is there of it, what gives more (empty at the end), and the bytes of a cell that are kept."""
        self._data, self._more = data, more
        self._delimiter, self._quote, self._escape = (
            mark.encode() for mark in (layout.delimiter, layout.quote, layout.escape)
        )
        within = re.escape(self._quote)
        escaped = re.escape(self._escape) + rb"[\s\S]" if self._escape else within * 2
        self._within = re.compile(rb"(?:[^" + within + re.escape(self._escape) + rb"]+|" + escaped + rb")*+")
        self._most = most
        self._at = 0
        self.cells: list[str] = []
        self.lines = 0
        self.skipped = 0
        self._cell: list[bytes] = []
        self._size = self._kept = 0

    def read(self) -> bytes:
        """Read to the record's end; gives what comes after it."""
        ended = False
        while not ended:
            self._cell, self._size = [], 0
            if len(self.cells) >= MOST_COLUMNS:
                self._skip()
                break
            if self._quote and self._byte() == self._quote:
                self._at += 1
                self._quoted()
                self._cell = [b"".join(self._cell).replace(self._quote * 2, self._quote)]
            ended = self._unquoted()
            self.cells.append(b"".join(self._cell).decode("utf-8", "replace"))
        return self._data[self._at :]

    def _skip(self) -> None:
        """To the end of a line, for a record of too many cells."""
        line = -1
        while line < 0 and self._byte():
            line = self._data.find(b"\n", self._at)
            end = len(self._data) if line < 0 else line
            self.skipped += end - self._at
            self._at = end
        self._at += 1
        self.lines += 1

    def _byte(self) -> bytes:
        """The byte at hand; empty at the end."""
        if self._at >= len(self._data):
            self._data, self._at = self._more(), 0
        return self._data[self._at : self._at + 1]

    def _keep(self, end: int) -> None:
        """Take the bytes up to `end` into the cell, as far as it may hold them."""
        size = end - self._at
        room = max(0, min(self._most - self._size, 8 * self._most - self._kept, size))
        if room:
            self._cell.append(self._data[self._at : self._at + room])
            self._size += room
            self._kept += room
        self.skipped += size - room
        self._at = end

    def _quoted(self) -> None:
        """Up to and with the closing quote."""
        while self._byte():
            found = self._within.match(self._data, self._at)
            end = found.end() if found else self._at
            self.lines += self._data.count(b"\n", self._at, end)
            self._keep(end)
            if end >= len(self._data) - 1:
                more = self._more()
                self._data, self._at = self._data[end:] + more, 0
                found = self._within.match(self._data, 0, 2)
                if (more and found and found.end()) or not self._data:
                    continue
            if self._data[self._at : self._at + 1] == self._quote:
                self._at += 1
                return
            self._at += 1  # an escape at the very end

    def _unquoted(self) -> bool:
        """Up to and with the delimiter or the line's end; True at the record's end."""
        while self._byte():
            data, window = self._data, self._at + _WINDOW
            line = data.find(b"\n", self._at, window)
            if line < 0 and data.find(self._delimiter, self._at, window) < 0:
                line = data.find(b"\n", self._at)
            found = data.find(self._delimiter, self._at, line if line >= 0 else len(data))
            if found >= 0:
                self._keep(found)
                self._at += len(self._delimiter)
                return False
            self._keep(line if line >= 0 else len(data))
            if line >= 0:
                self._at += 1
                self.lines += 1
                return True
        return True
