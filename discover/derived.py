"""Derived: what an object's reader adds to what its own bytes show, so that each value is told once, at its best place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from detectors.classes import HEAD
from detectors.readers.biometric.tables import Vectors
from detectors.text.quota import Quota
from discover.outcome import NOWHERE, Said
from discover.subject import Placed
from discover.verdicts import Tables

#: Bytes before a place in which its line begins, or it is not told in which column it is.
_LINE = 16 << 10
_DELIMITERS = (b",", b"\t", b";", b"|")
_QUOTED = re.compile(rb'"[^"]*"')


def column_at(read: Callable[[int, int], bytes], start: int, width: int) -> int:
    """Number of the column in which a place of a table that is text stands, from 0; -1 where the line does not show it."""
    begin = max(0, start - _LINE)
    data = read(begin, start - begin + _LINE)
    here = start - begin
    first, last = data.rfind(b"\n", 0, here) + 1, data.find(b"\n", here)
    if first == 0 and begin:
        return -1
    line = data[first : last if last >= 0 else len(data)]
    plain = _QUOTED.sub(_blanked, line)
    for delimiter in _DELIMITERS:
        if plain.count(delimiter) == width - 1:
            return plain.count(delimiter, 0, here - first)
    return -1


def _blanked(quoted: re.Match[bytes]) -> bytes:
    return b"_" * len(quoted[0])


def _in_column(item: Placed) -> bool:
    return isinstance(item.label, tuple) and not isinstance(item.label, Said)


class Derived:
    """The hits of one object: what its own bytes show, and what its reader's parts add to that."""

    def __init__(self, tables: Tables, quota: Quota, path: str = "") -> None:
        """Take who judges its tables, how much of its parts is looked at one by one, and the object's path."""
        self.vectors = Vectors(path)
        self.items: list[Placed] = []
        self.tables = tables
        self.quota = quota
        self.text = bytearray()  # the first of what its reader shows of it
        self._shown: set[tuple[int, bytes]] = set()
        self._said: set[tuple[int, bytes]] = set()  # in messages
        self._open: dict[tuple[int, bytes], list[int]] = {}  # places without a label, by value

    def raw(self, placed: Iterable[Placed]) -> None:
        """What its own bytes show, and no message that was read before."""
        fresh = [item for item in placed if (item.rule, item.fingerprint) not in self._shown]
        self.add(fresh)
        self._shown.update((item.rule, item.fingerprint) for item in fresh)

    def known(self, item: Placed) -> bool:
        """Whether the object's bytes, or a cell of it, showed this value by this rule."""
        return (item.rule, item.fingerprint) in self._shown

    def add(self, placed: Iterable[Placed]) -> None:
        """Hits in text that the reader gave."""
        for item in placed:
            if item.label == NOWHERE:
                self._open.setdefault((item.rule, item.fingerprint), []).append(len(self.items))
            self.items.append(item)

    def show(self, text: bytes) -> None:
        """A stretch of the text that the reader gave."""
        if len(self.text) < HEAD:
            self.text += text[: HEAD - len(self.text)]

    def judged(self, kind: Callable[[int], str], read: Callable[[int, int], bytes]) -> None:
        """Add what the tables hold, at their end; cells of a kind that their column is surely of are as sure as it is.

        Those of a kind that their column shows not to be of are dropped.

        Args:
            kind: of a rule by its number.
            read: bytes of the object, from an offset, so many.
        """
        columns = self.tables.end()
        if self.tables.refuted:
            self._refute(kind, read)
        sure = {(item.label, kind(item.rule)): item for item in columns}
        for number, item in enumerate(self.items if sure else ()):
            column = sure.get((item.label, kind(item.rule))) if _in_column(item) else None
            if column is not None and column.confidence > item.confidence:
                evidence = tuple(dict.fromkeys((*item.evidence, *column.evidence)))
                self.items[number] = item._replace(confidence=column.confidence, evidence=evidence)
        self.items += columns

    def _refute(self, kind: Callable[[int], str], read: Callable[[int, int], bytes]) -> None:
        kept = []
        for item in self.items:
            of = kind(item.rule)
            label = item.label if _in_column(item) else None
            if label is not None and (label, of) in self.tables.refuted:
                continue
            if label is None and self.tables.width and any(of in kinds for kinds in self.tables.refuted_text.values()):
                number = column_at(read, item.start, self.tables.width)
                if of in self.tables.refuted_text.get(number, ()):
                    continue
            kept.append(item)
        self.items[:] = kept

    def message(self, item: Placed) -> None:
        """A hit in a message: told once, at the place where the object's own text showed it if that did."""
        places = self._open.get((item.rule, item.fingerprint))
        if places:
            number = places.pop(0)
            text = self.items[number]
            best = max(text.confidence, item.confidence)
            evidence = tuple(dict.fromkeys((*text.evidence, *item.evidence, "message")))
            self.items[number] = text._replace(confidence=best, evidence=evidence, label=item.label)
        elif isinstance(item.label, Said) and item.label.message:
            self.items.append(item._replace(evidence=(*item.evidence, "message")))
            self._shown.add((item.rule, item.fingerprint))
        else:
            self.items.append(item)

    def told(self) -> None:
        """All messages were told: what their file shows once more of a value in one of them (blocks beside text) is no place."""
        said = {(item.rule, item.fingerprint) for item in self.items if isinstance(item.label, Said)}
        self._said |= said
        if said:
            self.items[:] = [
                item for item in self.items if item.label != NOWHERE or (item.rule, item.fingerprint) not in said
            ]
            self._open.clear()

    def cell(self, item: Placed, following: int | None, *, by_line: bool) -> None:
        """A hit in a cell: told once, at the place where the text showed it if that is known.

        Args:
            item: the hit, its line that of the row.
            following: the line on which the next row begins, or None.
            by_line: whether rows have lines, so that a place must be in the row's.
        """
        key = (item.rule, item.fingerprint)
        if key in self._said:
            return
        places = self._open.get(key, [])
        for number in places:
            text = self.items[number]
            if by_line and not (
                item.line <= text.line and (following is None or text.line < max(following, item.line + 1))
            ):
                continue
            best = max(text.confidence, item.confidence)
            evidence = tuple(dict.fromkeys((*text.evidence, *item.evidence, "column")))
            self.items[number] = text._replace(confidence=best, evidence=evidence, number=item.number, label=item.label)
            places.remove(number)
            return
        if by_line and key in self._shown:  # the row's own text shows it elsewhere
            return
        self._shown.add(key)
        self.items.append(item)
