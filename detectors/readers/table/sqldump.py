"""Sqldump: dumps of databases as SQL: `COPY` blocks of PostgreSQL, and `INSERT` of all dialects, as tables with their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader
from detectors.readers.table.cells import LongRecord, even, split
from detectors.readers.table.columns import packed_bytes
from detectors.readers.table.relation import Relation, Relations
from detectors.readers.table.sqlrows import (
    COLUMNS,
    NAME,
    Form,
    LongRow,
    first_row,
    names,
    repeats,
    rows,
    value,
    values,
)
from detectors.readers.table.utf8 import Utf8
from detectors.views.sniff import Media
from detectors.views.tabular import Layout

#: Bytes read at a time, and bytes of a row or of a list of columns that are held; longer ones are read piece by piece.
_BLOCK, _HELD = 1 << 18, 1 << 19
#: Bytes of a statement up to its first row.
_HEAD = 1 << 16
#: Columns of one table, and tables whose columns are remembered.
_COLUMNS, _CREATED = 4096, 20_000
_START = re.compile(rb"(?:^|;|\*/)[ \t]*+(INSERT|REPLACE|COPY|CREATE)\b", re.IGNORECASE | re.MULTILINE)
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)(?:\s++(?:IGNORE|DELAYED|LOW_PRIORITY|HIGH_PRIORITY|OR\s++\w++))*(?:\s++INTO\b)?\s*+(?:ONLY\s++)?"
    rb"(?P<name>"
    + NAME
    + rb")\s*+(?P<columns>"
    + COLUMNS
    + rb")?(?:\s*+OVERRIDING\s++\w++\s++VALUE)?\s*+VALUES?\s*+(?=\()",
    re.IGNORECASE,
)
_COPY = re.compile(
    rb"COPY\s++(?P<name>"
    + NAME
    + rb")\s*+(?P<columns>"
    + COLUMNS
    + rb")?\s*+FROM\s++STDIN\b(?P<how>[^;\n]*+);[ \t]*+\n",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rb"CREATE\s++(?:\w++\s++){0,4}?TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?(?P<name>" + NAME + rb")\s*+(?=\()",
    re.IGNORECASE,
)
#: What stands in a table's definition and is no column; a word of these followed by a type is one all the same.
_NO_COLUMN = re.compile(
    rb"(?:PRIMARY\s++KEY|UNIQUE(?:\s++(?:KEY|INDEX))?\b[^'(]*+\(|CONSTRAINT\s|FOREIGN\s++KEY|CHECK\s*+\(|(?:KEY|INDEX)\s[^(]*+\("
    rb"|(?:FULLTEXT|SPATIAL)\s|EXCLUDE\s|LIKE\s|PERIOD\s++FOR)",
    re.IGNORECASE,
)
#: A dialect in which a backslash in a string has a meaning.
_MYSQL = re.compile(
    rb"MySQL dump|MariaDB dump|phpMyAdmin|SQLyog|HeidiSQL|/\*!\d{5}|mysqldump|Navicat MySQL|Source Server Type\s*: MySQL|`"
)
_SPACE = re.compile(rb"\s*+")
#: Where COPY's escapes go while rows are split: control characters, which no text needs.
_HIDDEN = ((rb"\\", b"\x1c", b"\\"), (rb"\n", b"\x1d", b"\n"), (rb"\t", b"\x1e", b"\t"), (rb"\r", b" ", b" "))
_BARE = bytes.maketrans(b"\x1c\x1d\x1e\r", b"    ")
_COPY_END = b"\n\\.\n"


class SqlDumpReader(Reader):
    """Opens dumps in SQL: rows with the line on which each begins; statements that hold no rows are left to the plain text."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        yield from _Dump(Utf8(blob, budget), budget).parts()


class _Dump:
    def __init__(self, text: Utf8, budget: Budget) -> None:
        self._text, self._budget = text, budget
        self._data = text.read(_BLOCK)
        self._at = self._counted = 0
        self._number = 1
        self._ended = not self._data
        self._mysql = bool(_MYSQL.search(self._data, 0, _HEAD))
        self._created: dict[str, tuple[str, ...]] = {}
        self._relations = Relations(budget.limits.rows)

    def parts(self) -> Iterator[Part]:
        while True:
            start = _START.search(self._data, self._at)
            if start is None:
                # A statement may begin in the last bytes.
                self._at = max(self._at, len(self._data) - 16, self._data.rfind(b"\n") if self._ended else 0)
                if not self._more():
                    break
                continue
            self._at = start.start(1)
            yield from self._statement(self._data[self._at : self._at + 2].upper())
        yield from self._relations.end()

    def _statement(self, word: bytes) -> Iterator[Part]:
        pattern = _COPY if word == b"CO" else _CREATE if word == b"CR" else _INSERT
        found = pattern.match(self._data, self._at)
        if found is None and len(self._data) - self._at < _HEAD and self._more():
            found = pattern.match(self._data, self._at)
        if found is None:
            self._at += 4
        elif pattern is _COPY:
            yield from self._copy(found)
        elif pattern is _CREATE:
            self._create(found)
        else:
            yield from self._insert(found)

    def _more(self) -> bool:
        """Read on; False at the end."""
        if self._ended:
            return False
        self._line()
        data = self._text.read(_BLOCK)
        self._ended = not data
        self._data = self._data[self._at :] + data
        self._at = self._counted = 0
        return not self._ended

    def _line(self) -> int:
        """The line at hand, from 1."""
        self._number += self._data.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._number

    def _rest(self, rest: bytes, at: int, lines: int) -> None:
        """Go on behind something that was read piece by piece."""
        self._number = self._line() + lines
        self._data, self._at, self._counted = rest, at, at

    def _next(self) -> bytes:
        data = self._text.read(_BLOCK)
        self._ended = not data
        return data

    def _relation(self, found: re.Match[bytes]) -> tuple[Relation, tuple[str, ...]]:
        table = ".".join(names(found["name"]))
        listed = names(found["columns"][1:-1])[:_COLUMNS] if found["columns"] else self._created.get(table, ())
        return self._relations.of(table), listed

    def _create(self, found: re.Match[bytes]) -> None:
        """Remember a table's columns."""
        self._at = found.end()
        table = ".".join(names(found["name"]))
        row = first_row(self._data, self._at, escape=self._mysql)
        while row is None and len(self._data) - self._at < _HELD and self._more():
            row = first_row(self._data, self._at, escape=self._mysql)
        if row is None or len(self._created) >= _CREATED:
            return
        self._at, items = row
        columns = [names(item)[0] for item in items if not _NO_COLUMN.match(item) and names(item)]
        self._created[table] = tuple(columns[:_COLUMNS])

    # --- INSERT -------------------------------------------------------------------------------------------------------

    def _insert(self, found: re.Match[bytes]) -> Iterator[Part]:
        relation, listed = self._relation(found)
        head = found[0].rstrip()
        escape = self._mysql or b"`" in head
        self._at = found.end()
        while True:
            self._budget.check()
            row = first_row(self._data, self._at, escape=escape)
            if row is None and len(self._data) - self._at < _HELD and self._more():
                continue
            if row is None:
                yield from self._long_row(relation, listed, escape=escape)
            else:
                self._rows_from(relation, listed, row, (head, escape))
            yield from self._relations.ready(relation)
            if not self._follows():
                return

    def _rows_from(
        self, relation: Relation, listed: Sequence[str], row: tuple[int, list[bytes]], how: tuple[bytes, bool]
    ) -> None:
        """The row at hand, and all behind it that are of the same width."""
        (end, cells), (head, escape) = row, how
        width, repeated = len(cells), repeats(self._data, end, head)
        lines: Sequence[int] = [self._line()]
        if repeated or self._data[end : end + 1] == b",":
            found = rows(self._data, self._at, Form(escape, head if repeated else b"", width), self._line())
            if found is not None:
                end, cells, lines = found
        self._at = end
        relation.add([values(cells[at::width], escape=escape) for at in range(width)], lines, listed)

    def _follows(self) -> bool:
        """Whether another row of the statement follows; if so it is at hand."""
        while True:
            space = _SPACE.match(self._data, self._at)
            at = space.end() if space else self._at
            if at < len(self._data) or not self._more():
                break
        if self._data[at : at + 1] != b",":
            return False
        self._at = at + 1
        while True:
            space = _SPACE.match(self._data, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._data) or not self._more():
                return self._data[self._at : self._at + 1] == b"("

    def _long_row(self, relation: Relation, listed: Sequence[str], *, escape: bool) -> Iterator[Part]:
        limit, line = self._budget.limits.cell, self._line()
        row = LongRow(self._data, self._at, self._next, limit, escape=escape)
        rest, at = row.read()
        relation.add([[value(cell, escape=escape)] for cell in row.cells], [line], listed)
        self._rest(rest, at, row.lines)
        if row.skipped:
            yield _cut(row.skipped, limit)

    # --- COPY ---------------------------------------------------------------------------------------------------------

    def _copy(self, found: re.Match[bytes]) -> Iterator[Part]:
        relation, listed = self._relation(found)
        how = found["how"].upper()
        self._at = found.end()
        form: Layout | None = None
        while True:
            if self._ended and self._at < len(self._data) and not self._data.endswith(b"\n"):
                self._data += b"\n"
            # The line feed before the first row at hand is gone.
            found_end = self._data.startswith(_COPY_END[1:], self._at)
            last = self._at if found_end else self._data.find(_COPY_END, self._at) + 1
            found_end = found_end or last > 0
            if not found_end:
                last = len(self._data) if self._ended else self._data.rfind(b"\n", self._at) + 1
            if last > self._at:
                block = self._data[self._at : last]
                form = form or _layout(block, len(listed), csv=b"CSV" in how)
                self._at = last - self._rows(relation, listed, block, form, final=found_end or self._ended)
            if found_end or self._ended:
                self._at += len(_COPY_END) - 1 if found_end else 0
                return
            yield from self._relations.ready(relation)
            if len(self._data) - self._at > _HELD * 4:
                yield from self._long_line(relation, listed, form)
            else:
                self._more()

    def _rows(self, relation: Relation, listed: Sequence[str], data: bytes, form: Layout, *, final: bool) -> int:
        """Rows of a block of whole lines; gives how many bytes at its end are a row without an end."""
        line = self._line()
        hidden = b"\\" in data and not form.quote
        if hidden:
            data = _shielded(data)
        block = split(data, form, line, final=final)
        columns = block.columns
        if hidden:
            columns = [(_bare(column), ends) for column, ends in columns]
        relation.add_packed(columns, block.rows, block.lines, listed)
        return len(block.tail)

    def _long_line(self, relation: Relation, listed: Sequence[str], form: Layout | None) -> Iterator[Part]:
        limit, line = self._budget.limits.cell, self._line()
        form = form or Layout("\t", "", "", (), len(listed) or 1, 0)
        record = LongRecord(self._data[self._at :], self._next, form._replace(quote=form.quote or "\0"), limit)
        rest = record.read()
        cells = [cell.encode("utf-8", "replace") for cell in even(record.cells, form.width)]
        relation.add_packed([packed_bytes([_unescaped(cell)]) for cell in cells], 1, [line], listed)
        self._rest(rest, 0, record.lines)
        if record.skipped:
            yield _cut(record.skipped, limit)


def _layout(block: bytes, width: int, *, csv: bool) -> Layout:
    if csv:
        return Layout(",", '"', "", (), width or block[: block.find(b"\n")].count(b",") + 1, 0)
    return Layout("\t", "", "", (), width or block[: block.find(b"\n")].count(b"\t") + 1, 0)


def _shielded(data: bytes) -> bytes:
    """A block in which NULL is nothing, and what is escaped cannot be taken for the end of a cell or a row."""
    data = data.translate(_BARE)
    data = (b"\n" + data).replace(b"\t\\N", b"\t").replace(b"\n\\N", b"\n")[1:]
    for written, hidden, _ in _HIDDEN:
        data = data.replace(written, hidden)
    return data


def _bare(data: bytes) -> bytes:
    """What was shielded, as it is meant: of the same length."""
    for _, hidden, meant in _HIDDEN[:3]:
        data = data.replace(hidden, meant)
    return data


def _unescaped(cell: bytes) -> bytes:
    return b"" if cell == rb"\N" else _bare(_shielded(cell))


def _cut(skipped: int, limit: int) -> Gap:
    return Gap("", skipped, Reason.LIMIT, f"of a cell only the first {limit:,} bytes were examined as a cell")
