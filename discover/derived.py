"""Derived: what an object's reader adds to what its own bytes show, so that each value is told once, at its best place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from detectors.classes import HEAD
from detectors.text.quota import Quota
from discover.outcome import NOWHERE
from discover.subject import Placed
from discover.verdicts import Tables


class Derived:
    """The hits of one object: what its own bytes show, and what its reader's parts add to that."""

    def __init__(self, raw: list[Placed], tables: Tables, quota: Quota) -> None:
        """Take what its own bytes show, who judges its tables, and how much of its parts is looked at one by one."""
        self.items = raw
        self.tables = tables
        self.quota = quota
        self.text = bytearray()  # the first of what its reader shows of it
        self._shown = {(item.rule, item.fingerprint) for item in raw}
        self._open: dict[tuple[int, bytes], list[int]] = {}  # places without a label, by value
        for number, item in enumerate(raw):
            self._open.setdefault((item.rule, item.fingerprint), []).append(number)

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

    def judged(self, kind: Callable[[int], str]) -> None:
        """Add what the tables hold, at their end; cells of a kind that their column is surely of are as sure as it is.

        Args:
            kind: of a rule by its number.
        """
        columns = self.tables.end()
        sure = {(item.label, kind(item.rule)): item for item in columns}
        for number, item in enumerate(self.items if sure else ()):
            column = sure.get((item.label, kind(item.rule))) if isinstance(item.label, tuple) else None
            if column is not None and column.confidence > item.confidence:
                evidence = tuple(dict.fromkeys((*item.evidence, *column.evidence)))
                self.items[number] = item._replace(confidence=column.confidence, evidence=evidence)
        self.items += columns

    def cell(self, item: Placed, following: int | None, *, by_line: bool) -> None:
        """A hit in a cell: told once, at the place where the text showed it if that is known.

        Args:
            item: the hit, its line that of the row.
            following: the line on which the next row begins, or None.
            by_line: whether rows have lines, so that a place must be in the row's.
        """
        key = (item.rule, item.fingerprint)
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
