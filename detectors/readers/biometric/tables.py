"""Tables: columns of a table whose values are embeddings: lists of numbers, or as many columns of one number each.

    vectors = Vectors(path)          # one object's tables
    vectors.take(rows)               # each `Rows` of its reader, in order
    for fact in vectors.end(): ...   # what its columns are

A value may be written as pgvector, JSON, PostgreSQL's arrays and Arrow's joined lists have it: `[0.1,0.2]`, `{0.1,0.2}`, `0.1 0.2`.
"""

from __future__ import annotations

import hashlib
import re
import struct
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detectors.readers.base import Column, Fact, Rows
from detectors.readers.biometric.facts import fact
from detectors.readers.biometric.vectors import DIMENSIONS, LEAST, Lengths, judge, persons

#: Values of a column that are parsed; more tell nothing more.
_PARSED = 48
#: Bytes of a value: numbers of two characters at least, and of thirty at most.
_SHORT, _LONG = 2 * LEAST, 30 * max(DIMENSIONS)
#: Numbers of an embedding lie in between; half of all random floats do not.
_LEAST_NUMBER, _MOST_NUMBER = 1e-12, 1e3
_TABLES, _COLUMNS = 64, 4096
_NUMBERED = re.compile(r"^(.*?)[_.\- \[]?(\d{1,4})\]?$")
_OUTSIDE = b"[]{}() \t\r\n\"'"
#: Of so many bytes one is a digit where vectors are written out; asked first, since it costs a twentieth of looking for a list.
_DIGITS = 8
#: A list of numbers amid text: a reader of tables is worth its time.
_AHEAD = re.compile(rb"(?:-?\d{0,3}\.\d{1,20}(?:[eE][-+]?\d{1,3})?[,\s]{1,3}){48}")


def numbers_ahead(head: bytes) -> bool:
    """Whether text begins with vectors: JSON is read as records only where its text holds something."""
    head = head[: 1 << 16]
    digits = len(head) - len(head.translate(None, b"0123456789"))
    return digits * _DIGITS > len(head) and _AHEAD.search(head) is not None


def parsed(value: bytes) -> tuple[float, ...]:
    """The numbers of a value: of a list, or of an array's own bytes in base64 or hex; none where it is no vector."""
    if not _SHORT <= len(value) <= _LONG:
        return ()
    inner = value.strip(_OUTSIDE)
    if b"," not in inner and b" " not in inner:
        return _encoded(inner)
    parts = inner.split(b",") if b"," in inner else inner.split()
    if len(parts) not in DIMENSIONS or b"." not in inner:
        return ()
    try:
        return tuple(map(float, parts))
    except ValueError:
        return ()


def _encoded(value: bytes) -> tuple[float, ...]:
    digits = value.lstrip(b"\\")  # `\\x3f80…` of PostgreSQL, escaped once more in its dumps; `0x3f80…` of others
    try:
        if digits[:2] == b"0x" or (digits[:1] == b"x" and digits != value):
            return unpacked(bytes.fromhex(digits.partition(b"x")[2].decode("ascii")))
        return unpacked(b64decode(value, validate=True))
    except ValueError:
        return ()


def unpacked(raw: bytes) -> tuple[float, ...]:
    """The numbers of an array's own bytes, 32 or 64 bits each; none where they are no vector's: few random bytes look like one."""
    for code, width in (("f", 4), ("d", 8)):
        size, rest = divmod(len(raw), width)
        if not rest and size in DIMENSIONS:
            row = struct.unpack(f"<{size}{code}", raw)
            if all(_LEAST_NUMBER < abs(number) < _MOST_NUMBER or number == 0 for number in row):
                return row
    return ()


@dataclass(slots=True)
class _Seen:
    """One column, or some that are numbered."""

    name: str
    dimension: int = 0
    lengths: Lengths = field(default_factory=Lengths)
    values: int = 0
    first: bytes = b""
    dead: bool = False


@dataclass(slots=True)
class _Table:
    persons: bool
    lists: list[_Seen]
    wide: list[tuple[_Seen, int]]


class Vectors:
    """The tables of one object, looked through for embeddings while their rows go by."""

    def __init__(self, path: str) -> None:
        """Take the path of the object."""
        self._path = path
        self._tables: dict[str, _Table] = {}

    def take(self, rows: Rows) -> None:
        """The next rows of one of its tables."""
        table = self._tables.get(rows.table)
        if table is None:
            if len(self._tables) >= _TABLES or len(rows.columns) > _COLUMNS + len(DIMENSIONS):
                return
            names = [column.name for column in rows.columns]
            wide = [(_Seen(stem, width), first) for stem, first, width in numbered(names)]
            table = self._tables[rows.table] = _Table(persons(names), [_Seen(name) for name in names], wide)
        for seen, column in zip(table.lists, rows.columns, strict=False):
            if not seen.dead:
                _listed(seen, column)
        for seen, first in table.wide:
            _wide(seen, rows.columns[first : first + seen.dimension], rows.count)

    def end(self) -> Iterator[Fact]:
        """What the columns are that hold embeddings."""
        for name, table in self._tables.items():
            path = f"{self._path}/{name}" if name else self._path
            for seen in (*table.lists, *(seen for seen, _ in table.wide)):
                if not seen.lengths.norms:
                    continue
                lengths = seen.lengths
                found = judge(seen.dimension, lengths.norms, seen.name, path, table.persons, lengths.negative)
                if found is not None:
                    value = hashlib.sha256(f"{name}\0{seen.name}\0".encode() + seen.first).digest()
                    evidence = (*found.evidence, "column")
                    yield fact(found.rule, value, evidence=evidence, records=seen.values)


def _values(column: Column, most: int) -> Iterator[bytes]:
    """Its first values that are not empty."""
    start = count = 0
    for end in column.ends:
        if end > start:
            yield column.data[start:end]
            count += 1
            if count >= most:
                return
        start = end + 1


def _listed(seen: _Seen, column: Column) -> None:
    """A column whose values may be lists; one that begins with something else is let go."""
    if not seen.dimension:
        first = next(_values(column, 1), b"")
        if not first:
            return
        row = parsed(first)
        if not row:
            seen.dead = True
            return
        seen.dimension, seen.first = len(row), first
    if len(seen.lengths.norms) < _PARSED:
        for value in _values(column, _PARSED - len(seen.lengths.norms)):
            row = parsed(value)
            if len(row) == seen.dimension:
                seen.lengths.add(row)
    seen.values += _filled(column)


def _filled(column: Column) -> int:
    """How many values are not empty."""
    return sum(end > start for start, end in zip((0, *(end + 1 for end in column.ends)), column.ends, strict=False))


def numbered(names: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Columns that follow each other by number: their common name, the first one, and how many (`f0` … `f127`)."""
    first = 0
    while first < len(names):
        found = _NUMBERED.match(names[first])
        size = 1
        if found and found[2] in {"0", "1", "00", "01", "000", "001", "0000", "0001"}:
            while first + size < len(names):
                following = _NUMBERED.match(names[first + size])
                if not following or following[1] != found[1] or int(following[2]) != int(found[2]) + size:
                    break
                size += 1
            if size in DIMENSIONS:
                yield found[1], first, size
        first += size


def _wide(seen: _Seen, columns: Sequence[Column], count: int) -> None:
    """As many columns as a vector has numbers."""
    seen.values += count
    wanted = _PARSED - len(seen.lengths.norms)
    if wanted <= 0 or len(columns) < seen.dimension:
        return
    cells = [list(_values(column, wanted)) for column in columns]
    seen.first = seen.first or b" ".join(column[0] for column in cells if column)
    for number in range(min(map(len, cells))):
        try:
            seen.lengths.add(tuple(float(column[number]) for column in cells))
        except ValueError:
            seen.dimension = 0
            return
