"""Gaps: what of an item is not examined, as the coverage is told of it: the first of each reason one by one, the rest together."""

from __future__ import annotations

from discover.members import UNKNOWN
from discover.subject import Sink, Subject

#: Gaps within one item that have a row each, for each reason.
_MOST = 20


def inner_path(inner: str, name: str) -> str:
    """Path of a part; `name` is empty for the object itself."""
    return f"{inner}!{name}" if inner and name else inner or name


class Gaps:
    """The gaps of one item.

    Attributes:
        missed: bytes of the item that are in one.
    """

    def __init__(self, sink: Sink, held: int) -> None:
        """Take who is told, and the item's bytes."""
        self._sink = sink
        self._held = held
        self.missed = 0
        self._counts: dict[str, int] = {}
        self._more: dict[tuple[str, str], tuple[int, int]] = {}

    def add(self, subject: Subject, name: str, size: int | None, reason: str, detail: str) -> None:
        """Note a gap: of a part of so many bytes of the object, or of the object as a whole."""
        of_subject = subject.blob.size if size is None else size
        if of_subject == UNKNOWN:
            of_subject = len(subject.head)
        mine = max(0, min(int(of_subject * subject.weight), self._held - self.missed))
        self.missed += mine
        count = self._counts[reason] = self._counts.get(reason, 0) + 1
        if count <= _MOST:
            self._sink.gap(inner_path(subject.inner, name), mine, reason, detail)
            return
        before, bytes_ = self._more.get((reason, detail), (0, 0))
        self._more[reason, detail] = (before + 1, bytes_ + mine)

    def end(self) -> None:
        """Tell of those that have no row of their own."""
        for (reason, detail), (count, size) in self._more.items():
            self._sink.gap("…", size, reason, f"{count} more parts of it: {detail}")
