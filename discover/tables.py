"""Tables as text: a column's values one a line, with the column's name before each where the name can matter to a rule."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import IO, NamedTuple

from detectors.readers.base import Column, Member, Rows
from detectors.readers.pieces import stream
from detectors.readers.table.columns import stepped
from detectors.rules.rule import Rule
from detectors.text.confirm import Hit
from detectors.text.decode_embedded import Embedded, unwrapped
from detectors.text.detector import TextDetector
from detectors.text.quota import Quota
from detectors.views.text import whole

#: Names that are remembered; there are few, but for hostile tables.
_MOST_NAMES = 100_000
#: Shorter words are in too many names to tell anything.
_LEAST_WORD = 3


class CellHit(NamedTuple):
    """A hit in one cell: offsets in the cell's value, and which cell of the chunk it is (column and row from 0)."""

    hit: Hit
    start: int
    end: int
    column: int
    row: int


class TableScan:
    """Runs a text detector over chunks of tables."""

    def __init__(self, detector: TextDetector, rules: Iterable[Rule]) -> None:
        """Take the detector and its rules: their keywords and context words tell which names of columns matter."""
        self._detector = detector
        rules = [rule for rule in rules if not rule.labels]
        self._words = {True: _words(rules), False: _words(rule for rule in rules if rule.kind.startswith("cred."))}
        self._matters: dict[tuple[str, bool], bool] = {}
        self._telling: dict[str, bool] = {}

    def matters(self, name: str, *, personal: bool = True) -> bool:
        """Whether a rule, or one of credentials, could see more in a value with this name beside it."""
        known = self._matters.get((name, personal))
        if known is None:
            lowered = name.lower()
            forms = (lowered, lowered.replace("_", " "))
            known = any(word in form for word in self._words[personal] for form in forms)
            if len(self._matters) < _MOST_NAMES:
                self._matters[name, personal] = known
        return known

    def label(self, rows: Rows, number: int) -> tuple[str, str]:
        """Table and column as a report may name them: a name that holds a value (a first row taken for a header) is a number."""
        return self.name(rows.table), self.name(rows.columns[number].name, number)

    def name(self, given: str, number: int = -1) -> str:
        """A table's name, or that of column `number` from 0, as a report may say it."""
        if not self._tells(given):
            return given
        return f"#{number + 1}" if number >= 0 else ""

    def _tells(self, name: str) -> bool:
        known = self._telling.get(name)
        if known is None:
            known = bool(self._detector.hits(whole(name.encode("utf-8", "replace") + b"\n")))
            if len(self._telling) < _MOST_NAMES:
                self._telling[name] = known
        return known

    def hits(self, rows: Rows, quota: Quota, held: list[Member] | None = None) -> Iterator[CellHit]:
        """Settled hits of a chunk, column by column, in order of row.

        A table that is text (`rows.lines` is given) was scanned as text: only its columns whose names matter are scanned again.

        Args:
            rows: the chunk.
            quota: of the object.
            held: what cells hold that is an object in base64 or digits is put here, as members of the table.
        """
        for number, column in enumerate(rows.columns):
            named = not column.name.startswith("#") and self.matters(column.name, personal=not quota.over)
            if not column.data or (rows.lines is not None and not named):
                continue
            prefix = column.name.encode("utf-8", "replace").replace(b"\n", b" ")[:200] + b": " if named else b""
            data, ends = _prefixed(column, prefix) if prefix else (column.data, column.ends)
            found = self._detector.hits(whole(data), quota)
            if held is not None:
                place = (self.name(rows.table), self.name(column.name, number), rows.first)
                held += _members(self._detector.embedded(found), data, ends, place)
            yield from self._column(number, found, ends, len(prefix))

    def _column(self, number: int, found: list[Hit], ends: Sequence[int], prefix: int) -> Iterator[CellHit]:
        for hit in self._detector.settle(found):
            row = bisect_left(ends, hit.end)
            if row >= len(ends):
                continue
            begin = (ends[row - 1] + 1 if row else 0) + prefix
            if hit.start < begin:  # runs over from the row before, or lies in the name
                continue
            yield CellHit(hit, hit.start - begin, hit.end - begin, number, row)


def _members(
    found: Iterable[Embedded], data: bytes, ends: Sequence[int], place: tuple[str, str, int]
) -> Iterator[Member]:
    """Members `table/column/row/coding` of what cells hold in another coding; each ends with its cell."""
    table, column, first = place
    for each in found:
        row = bisect_left(ends, each.start)
        if row < len(ends):
            cell = data[each.start : ends[row]]
            name = "/".join(part.replace("/", "_") for part in (table, column, str(first + row), each.encoding) if part)
            yield Member(name, None, partial(_decoded, cell, each), again=True)


def _decoded(cell: bytes, found: Embedded) -> IO[bytes]:
    """The object that a cell holds from its beginning on."""
    return stream(unwrapped(lambda start, length: cell[start : start + length], found._replace(start=0, end=None)))


def _words(rules: Iterable[Rule]) -> tuple[str, ...]:
    words = {word.lower() for rule in rules for word in (*rule.keywords, *(rule.context.words if rule.context else ()))}
    return tuple(sorted(word for word in words if len(word) >= _LEAST_WORD))


def _prefixed(column: Column, prefix: bytes) -> tuple[bytes, array[int]]:
    """The column's text with a prefix before every value, and the new ends."""
    data, ends = column.data, column.ends
    width = len(prefix)
    if data.count(b"\n") == len(ends):  # no value has a line feed
        text = prefix + data[:-1].replace(b"\n", b"\n" + prefix) + b"\n"
        return text, stepped(ends, width)
    starts = [0, *(end + 1 for end in ends)]
    values = [data[start:end] for start, end in zip(starts, ends, strict=False)]
    text = b"".join(part for value in values for part in (prefix, value, b"\n"))
    return text, array("Q", (end - 1 for end in accumulate(len(value) + width + 1 for value in values)))
