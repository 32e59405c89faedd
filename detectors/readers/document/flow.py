"""Flow: text of a document as it is read, lines and tables, gathered into parts of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.readers.base import Column, Part, Rows, Text, column

#: Characters of text after which a part is handed on.
_PART = 1 << 20
#: Characters of one line or cell after which it is broken.
_LINE = 1 << 20
#: Rows of a table in one part, characters after which there are fewer, and columns that are told apart.
_ROWS, _CHARACTERS, COLUMNS = 2_000, 4 << 20, 500
#: Tables within tables, and text boxes within text boxes, that are kept apart.
DEEP = 64
#: Characters of a heading of a column.
_HEADING = 60


class Flow:
    """Gathers text in the order of the document.

    What stands in cells of one row comes out on one line with tabs between; a table whose first row is a heading comes out as
    `Rows` too. A table within a cell comes out before the row around it, and so does a text box before the line around it.
    """

    def __init__(self, name: str = "", page: int | None = None, tables: Iterator[int] | None = None) -> None:
        """Take the name and page of all that follows, and numbers for the tables, where other flows share them."""
        self.name, self.page = name, page
        self._pieces: list[str] = []
        self._size = 0
        self._around: list[tuple[list[str], int]] = []
        self._tables: list[Table] = []
        self._numbers = tables if tables is not None else iter(range(1, 1 << 62))
        self._lines: list[str] = []
        self._held = 0
        self._rows: list[Rows] = []
        self._too_deep = 0

    def add(self, text: str) -> None:
        """Text that follows at once."""
        self._pieces.append(text)
        self._size += len(text)
        if self._size > _LINE:
            self.line()

    def line(self) -> None:
        """End a line; within a cell, a space."""
        if not self._size:
            return
        if self._around and self._size <= _LINE:
            self._pieces.append("\n")
            return
        self._put("".join(self._pieces).rstrip("\n"))
        self._pieces.clear()
        self._size = 0

    def open(self) -> None:
        """Begin something apart: a text box, a cell."""
        self._around.append((self._pieces, self._size))
        self._pieces, self._size = [], 0

    def close(self) -> str:
        """End it and give its text."""
        text = "".join(self._pieces).strip("\n")
        self._pieces, self._size = self._around.pop() if self._around else ([], 0)
        return text

    def say(self, text: str) -> None:
        """A line of its own, before the one that is open."""
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        self._lines.append(text)
        self._held += len(text) + 1

    def table(self) -> None:
        """Begin a table."""
        if len(self._tables) >= DEEP:
            self._too_deep += 1
            return
        self._tables.append(Table())

    def row(self) -> None:
        """Begin a row."""
        if self._tables and not self._too_deep:
            self._end_cell()
            self._tables[-1].row = []

    def heading(self) -> None:
        """The open row is a heading."""
        if self._tables and not self._too_deep:
            self._tables[-1].headed = True

    def cell(self) -> None:
        """Begin a cell."""
        if self._tables and not self._too_deep and self._tables[-1].row is not None:
            self._end_cell()
            self._tables[-1].depth = len(self._around)
            self._tables[-1].span = 1
            self.open()

    def span(self, columns: int) -> None:
        """The open cell goes over so many columns."""
        if self._tables and not self._too_deep:
            self._tables[-1].span = columns

    def end_cell(self) -> None:
        """End the cell."""
        if self._tables and not self._too_deep:
            self._end_cell()

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if table.depth is None:
            return
        text = ""
        while len(self._around) > table.depth:
            text = self.close()
        table.depth = None
        if table.row is not None and len(table.row) < COLUMNS:
            table.row.append(text.replace("\n", " ").replace("\t", " "))
            table.row.extend([""] * min(table.span - 1, COLUMNS - len(table.row)))
        else:
            self.say(text)

    def end_row(self) -> None:
        """End the row."""
        if not self._tables or self._too_deep:
            return
        self._end_cell()
        table = self._tables[-1]
        row, table.row = table.row, None
        if not row:
            return
        self.say("\t".join(row).rstrip("\t"))
        table.add(row)
        if table.is_full():
            self._flush(table)

    def end_table(self) -> None:
        """End the table."""
        if self._too_deep:
            self._too_deep -= 1
        elif self._tables:
            self.end_row()
            self._flush(self._tables.pop())

    def _flush(self, table: Table) -> None:
        self._rows.extend(table.taken(self._numbers))

    def ready(self) -> Iterator[Part]:
        """Parts that are full."""
        yield from self._rows
        self._rows.clear()
        if self._held >= _PART:
            yield from self._text()

    def finish(self) -> Iterator[Part]:
        """All that is left; whatever is open is ended."""
        while self._tables:
            self._too_deep = 0
            self.end_table()
        while self._around:
            self.say(self.close())
        self.line()
        yield from self._text()
        yield from self._rows
        self._rows.clear()

    def _text(self) -> Iterator[Part]:
        if self._lines:
            data = "\n".join(self._lines).encode("utf-8", "replace")
            self._lines.clear()
            self._held = 0
            if not data.isspace():
                yield Text(data, self.name, self.page)


class Table:
    """A table that is open: the row under way, and the rows under a heading that were not handed on yet."""

    def __init__(self) -> None:
        """An empty table without a heading."""
        self.row: list[str] | None = None
        self.depth: int | None = None
        self.headed = False
        self.names: list[str] | None = None
        self.rows: list[list[str]] = []
        self.number = 0
        self.size = 0
        self.span = 1
        self._first = 1
        self._seen = False

    def add(self, row: list[str]) -> None:
        """A row; the first may be the heading."""
        if not self._seen:
            self._seen = True
            if self.headed or is_heading(row):
                self.names = row
        elif self.names:
            self.rows.append(row)
            self.size += sum(map(len, row)) + len(row)

    def is_full(self) -> bool:
        """Whether it is time to hand rows on."""
        return len(self.rows) >= _ROWS or self.size > _CHARACTERS

    def taken(self, numbers: Iterator[int]) -> Iterator[Rows]:
        """The rows under a heading that were not handed on yet, if there are any; a table's number comes from `numbers`."""
        if self.names and self.rows:
            self.number = self.number or next(numbers)
            yield rows_of(f"table {self.number}", self.names, self.rows, self._first)
            self._first += len(self.rows)
        self.rows.clear()
        self.size = 0


def rows_of(table: str, names: Sequence[str], rows: Sequence[Sequence[str]], first: int = 1) -> Rows:
    """A part of a table from its rows; short rows are filled up."""
    width = max(len(names), max((len(row) for row in rows), default=0))
    columns: list[Column] = []
    for at in range(width):
        name = names[at].strip() if at < len(names) and names[at].strip() else f"#{at + 1}"
        columns.append(column(name, (row[at].replace("\n", " ") if at < len(row) else "" for row in rows)))
    return Rows(table, tuple(columns), first, len(rows))


def is_heading(row: Sequence[str]) -> bool:
    """Whether a first row looks like names of columns: at least two, all different, short, and with letters first."""
    names = [name.strip() for name in row]
    if len(names) < 2 or len(set(names)) != len(names):  # noqa: PLR2004  # one column is a frame around text
        return False
    return all(0 < len(name) <= _HEADING and name[0].isalpha() and "@" not in name for name in names)
