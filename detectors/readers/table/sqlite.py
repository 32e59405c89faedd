"""Sqlite: database files of SQLite, every table; large binary values are members. Rows that were deleted are not looked for.

The library reads from the descriptor or from memory, without locks, log or journal: nothing is written.
"""

from __future__ import annotations

import io
import os
import sqlite3
from array import array
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from itertools import islice
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, ExceededError, Gap, Member, Part, Reader, ReadError, Text
from detectors.readers.table.binary import as_cell, member
from detectors.readers.table.columns import CHUNK, Gathered, packed, packed_bytes
from detectors.views.sniff import Media

#: Largest value that is taken with its row; a larger binary one is read in pieces, a larger text is left out.
_VALUE = 8 << 20
#: Rows that are taken at once, at least and at most.
_FEW, _MANY = 8, 2000
#: Steps of the library's machine between two looks at the clock.
_STEPS = 1000
#: Where the header says how the file is written and read; 2 is with a log beside it: https://www.sqlite.org/fileformat2.html#the_database_header
_VERSIONS, _MAGIC = slice(18, 20), b"SQLite format 3\0"
#: Bounds on what a hostile schema can make the library do. https://www.sqlite.org/limits.html
_BOUNDS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, _VALUE),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
    (sqlite3.SQLITE_LIMIT_VDBE_OP, 1 << 20),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
)
#: Whole numbers that a float holds exactly.
_EXACT = 1 << 53
#: What the library's makers advise for files of strangers. https://www.sqlite.org/security.html
_SETTINGS = ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON", "cache_size=-16384")
_SCHEMA = "SELECT type, name, sql FROM sqlite_schema"

Values = tuple[object, ...]


class _Listed(NamedTuple):
    """A table."""

    name: str
    rowid: bool


class SqliteReader(Reader):
    """Opens SQLite databases: the schema as text, tables as `Rows`, binary values as members `table/column/row`."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        try:
            with closing(_connected(blob, budget)) as base:
                yield from _Database(base, budget).parts()
        except MemoryError as error:  # the library's, for sizes that a damaged page claims
            raise ReadError(Reason.LIMIT, "needs too much memory") from error


def _connected(blob: Blob, budget: Budget) -> sqlite3.Connection:
    """A connection that can only read.

    Raises:
        ReadError: it is no database, or too large for memory and not a file.
    """
    if blob.read(0, len(_MAGIC)) != _MAGIC:
        raise ReadError(Reason.CORRUPT, "is no SQLite database")
    own = blob.descriptor()
    if own is not None:
        folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"  # Linux, others
        with suppress(sqlite3.Error):
            return sqlite3.connect(f"file:{folder}/{own}?immutable=1&mode=ro", uri=True, isolation_level=None)
    if blob.size > budget.limits.buffer:
        most = budget.limits.buffer >> 20
        raise ReadError(
            Reason.LIMIT,
            f"is larger than the {most} MiB that are held of a database that is no file here; copy it to a disk and scan that",
        )
    data = bytearray(blob.read(0, blob.size))
    data[_VERSIONS] = b"\1\1"
    base = sqlite3.connect(":memory:", isolation_level=None)
    try:
        base.deserialize(data)
    except sqlite3.Error as error:
        base.close()
        raise ReadError(Reason.CORRUPT, "is no SQLite database") from error
    return base


class _Database:
    def __init__(self, base: sqlite3.Connection, budget: Budget) -> None:
        self._base, self._budget = base, budget
        self._over: ExceededError | None = None
        base.text_factory = bytearray  # so that text is told from binary values, which are bytes
        for bound, most in _BOUNDS:
            base.setlimit(bound, most)
        base.set_progress_handler(self._tick, _STEPS)

    def _tick(self) -> int:
        """Called by the library while it works; not zero makes it stop."""
        try:
            self._budget.check()
        except ExceededError as error:
            self._over = error
            return 1
        return 0

    def parts(self) -> Iterator[Part]:
        try:
            schema = self._schema()
        except (sqlite3.Error, ValueError) as error:
            raise self._told(error) from error
        told = b"".join(_bytes(sql) + b";\n" for _, _, sql in schema if sql)
        yield Text(told.decode("utf-8", "replace").encode(), "schema")
        for table in self._tables(schema):
            self._budget.check()
            if table is None:
                yield Gap("", 0, Reason.CORRUPT, "the name of a table is no text; it was not read")
            else:
                yield from _Read(self._base, table, self._budget, self._told).parts()

    def _schema(self) -> list[Values]:
        """Kind, name and statement of all that the schema lists."""
        try:
            return self._prepared()
        except sqlite3.DatabaseError:
            self._base.execute("PRAGMA writable_schema=ON")  # makes the library pass over entries that it cannot read
            return self._prepared()

    def _prepared(self) -> list[Values]:
        for setting in _SETTINGS:
            self._base.execute(f"PRAGMA {setting}")
        return self._base.execute(_SCHEMA).fetchall()

    def _tables(self, schema: list[Values]) -> Iterator[_Listed | None]:
        """Tables, those behind full-text indexes too; virtual ones run code of their own and hold nothing else."""
        for kind, name, sql in schema:
            said = _bytes(sql)
            if _bytes(kind) != b"table" or said[:15].upper() == b"CREATE VIRTUAL ":
                continue
            try:
                told = _bytes(name).decode()
            except UnicodeDecodeError:
                yield None
                continue
            yield _Listed(told, rowid=b"WITHOUT ROWID" not in said[-200:].upper())

    def _told(self, error: Exception) -> ReadError:
        """Why the library stopped."""
        if self._over is not None:
            return self._over
        if isinstance(error, sqlite3.DataError) or "too big" in str(error):
            return ReadError(Reason.LIMIT, f"a value is larger than {_VALUE:,} bytes")
        return ReadError(Reason.CORRUPT, "the database is damaged")


class _Read:
    """One table on its way out."""

    def __init__(
        self, base: sqlite3.Connection, table: _Listed, budget: Budget, told: Callable[[Exception], ReadError]
    ) -> None:
        self._base, self._table, self._budget, self._told = base, table, budget, told
        self._quoted = _quoted(table.name)
        self._gathered = Gathered(table.name)
        self._number = ""
        self._last: object = None
        self._seen = 0
        self._error: Exception | None = None
        self._left_out = False

    def parts(self) -> Iterator[Part]:
        """Rows, members, and how many rows there were; what is damaged is a gap, and the rows before it stand."""
        more = True
        while more:
            try:
                yield from self._rows()
                more = False
            except (sqlite3.Error, ValueError) as error:
                told = self._told(error)
                if isinstance(told, ExceededError):
                    raise told from error
                more = told.reason == Reason.LIMIT and bool(self._number) and (yield from self._large())
                if not more:
                    detail = f"{told.detail}; rows after {self._seen:,} of a table were not read"
                    yield Gap(self._table.name, 0, told.reason, detail)
        yield from self._gathered.flush()
        yield self._gathered.extent(self._held())

    def _held(self) -> int | None:
        """How many rows the table has, where they were not all read because of the limit."""
        most = self._budget.limits.rows
        if most and self._seen >= most:
            with suppress(sqlite3.Error):
                held = self._base.execute(f"SELECT count(*) FROM {self._quoted}").fetchone()[0]  # noqa: S608  # quoted
                return int(held)
        return None

    def _rows(self) -> Iterator[Part]:
        """Rows from after the last one that was taken."""
        if not self._gathered.names:
            with closing(self._base.execute(f"SELECT * FROM {self._quoted} LIMIT 0")) as cursor:  # noqa: S608  # quoted
                self._gathered.names = [each[0] for each in cursor.description]
            taken = {name.lower() for name in self._gathered.names}
            if self._table.rowid:
                self._number = next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), "")
        if self._number:
            bound = "" if self._last is None else f" WHERE {self._number} > ?"
            query = f"SELECT *, {self._number} FROM {self._quoted}{bound} ORDER BY {self._number}"  # noqa: S608  # quoted
        else:
            query = f"SELECT * FROM {self._quoted}"  # noqa: S608  # quoted
        few, most = _FEW, self._budget.limits.rows
        with closing(self._base.execute(query, () if self._last is None else (self._last,))) as cursor:
            while rows := self._some(cursor, few):
                size = yield from self._block(rows)
                few = max(1, min(_MANY, few * 4, CHUNK * len(rows) // max(1, size)))
                if self._gathered.full:
                    yield from self._gathered.flush()
                if most and self._seen >= most:
                    return

    def _some(self, cursor: sqlite3.Cursor, few: int) -> list[Values]:
        """So many rows; those before an error come first, and the error at the next call."""
        self._budget.check()
        error, self._error = self._error, None
        if error is not None:
            raise error
        rows: list[Values] = []
        try:
            rows.extend(islice(cursor, few))  # keeps what came before an error
        except (sqlite3.Error, ValueError) as failed:
            if not rows:
                raise
            self._error = failed
        return rows

    def _block(self, rows: list[Values]) -> Generator[Part, None, int]:
        """Take rows; gives about their bytes."""
        values = list(zip(*rows, strict=True))
        if self._number:
            self._last = values.pop()[-1]
        columns, size = [], 0
        for index, column in enumerate(values):
            kinds = set(map(type, column))
            cells: Sequence[object] = column
            if bytes in kinds:
                size += sum(map(_length, column))
            if bytes in kinds or (bytearray in kinds and max(map(_length, column)) > self._budget.limits.cell):
                cells = yield from self._binary(index, column)
                kinds = set(map(type, cells))
            data, ends = _column(cells, kinds)
            size += len(data)
            columns.append((data, ends))
        self._gathered.add(columns, len(rows))
        self._seen += len(rows)
        return size

    def _binary(self, index: int, column: Values) -> Generator[Part, None, list[object]]:
        """Values of a column some of which are bytes or long: what cannot stand in a cell is handed on."""
        out: list[object] = []
        most = self._budget.limits.cell
        for row, value in enumerate(column, self._seen + 1):
            cell: bytes | bytearray | None
            if isinstance(value, bytes):
                cell = as_cell(value, most)
            elif isinstance(value, bytearray):
                cell = value if len(value) <= most else None
            else:
                out.append(value)
                continue
            if cell is None:
                yield member(self._table.name, self._gathered.name(index), row, bytes(value))
            out.append(None if cell is None else bytearray(cell))
        return out

    def _large(self) -> Generator[Part, None, bool]:
        """The next row, which holds a value that is too large to be taken with it; False where it cannot be found."""
        self._budget.check()
        bound = "" if self._last is None else f"WHERE {self._number} > ?"
        query = f"SELECT min({self._number}) FROM {self._quoted} {bound}"  # noqa: S608  # quoted
        try:
            (rowid,) = self._base.execute(query, () if self._last is None else (self._last,)).fetchone()
        except sqlite3.Error:
            return False
        if rowid is None:
            return False
        columns = []
        for index, name in enumerate(self._gathered.names):
            query = f"SELECT {_quoted(name)} FROM {self._quoted} WHERE {self._number} = ?"  # noqa: S608  # quoted
            value: object = None
            try:
                (value,) = self._base.execute(query, (rowid,)).fetchone()
            except (sqlite3.Error, TypeError):
                yield from self._pieces(index, name, rowid)
            cells = (yield from self._binary(index, (value,))) if isinstance(value, bytes | bytearray) else [value]
            columns.append(_column(cells, set(map(type, cells))))
        self._gathered.add(columns, 1)
        self._seen += 1
        self._last = rowid
        return True

    def _pieces(self, index: int, name: str, rowid: int) -> Iterator[Part]:
        """A value as a member that is read in pieces."""
        try:
            handle = self._base.blobopen(self._table.name, name, rowid, readonly=True)
        except sqlite3.Error:
            if not self._left_out:
                yield Gap(self._table.name, 0, Reason.LIMIT, f"values of more than {_VALUE:,} bytes were not read")
            self._left_out = True
            return
        with handle:
            path = f"{self._table.name}/{self._gathered.name(index)}/{self._seen + 1}"
            yield Member(path, len(handle), partial(io.BufferedReader, _Pieces(handle), 1 << 16))


class _Pieces(io.RawIOBase):
    """A value as a file."""

    def __init__(self, handle: sqlite3.Blob) -> None:
        self._handle = handle

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        try:
            data = self._handle.read(len(buffer))
        except sqlite3.Error as error:
            raise ReadError(Reason.CORRUPT, "the database is damaged") from error
        buffer[: len(data)] = data
        return len(data)


def _column(cells: Sequence[object], kinds: set[type]) -> tuple[bytes, array[int]]:
    """Values of one column."""
    if kinds <= {bytearray, type(None)}:
        texts = [cell if isinstance(cell, bytearray) else b"" for cell in cells]
        data, ends = packed_bytes(texts)
        try:
            data.decode()
        except UnicodeDecodeError:
            return packed([text.decode("utf-8", "replace") for text in texts])
        return data, ends
    if kinds == {int}:
        return packed(list(map(str, cells)))
    return packed([_shown(cell) for cell in cells])


def _shown(cell: object) -> str:
    """A value as people see it."""
    if cell is None:
        return ""
    if isinstance(cell, bytearray):
        return cell.decode("utf-8", "replace")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return str(cell)


def _bytes(cell: object) -> bytes:
    """Text or a binary value; nothing where a damaged schema has a number."""
    return bytes(cell) if isinstance(cell, bytes | bytearray) else b""


def _length(cell: object) -> int:
    """Bytes of a value, about."""
    return len(cell) if isinstance(cell, bytes | bytearray) else 8


def _quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'
