"""Derived: what an object's reader adds to what its own bytes show, so that each value is told once, at its best place."""

from __future__ import annotations

from collections.abc import Iterable

from discover.outcome import NOWHERE
from discover.subject import Placed


class Derived:
    """The hits of one object: what its own bytes show, and what its reader's parts add to that."""

    def __init__(self, raw: list[Placed]) -> None:
        self.items = raw
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
