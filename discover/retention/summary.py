"""Summary: clocks over all that a vendor holds, kept as counts and the worst examples, whatever there is. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import count
from typing import NamedTuple

from discover.retention.clocks import OVERDUE, SOON, UNKNOWN, Due
from discover.retention.policy import Clock, Keep, RetentionPolicy

#: Overdue objects that are kept as examples, those that are over by most.
EXAMPLES = 50


@dataclass(slots=True)
class Line:
    """One kind under one clock.

    Attributes:
        kind: dotted kind.
        clock: that ends first for most of it.
        objects: that hold it.
        overdue: of them.
        soon: due within 30 days.
        unknown: whose age nothing tells.
        assumed: whose date stands in for an event that only the vendor knows.
        older: that are held as older versions or in history only.
        oldest: days by which the worst is over.
        dated: how many were dated by what.
    """

    kind: str
    clock: Clock
    objects: int = 0
    overdue: int = 0
    soon: int = 0
    unknown: int = 0
    assumed: int = 0
    older: int = 0
    oldest: int = 0
    dated: dict[str, int] = field(default_factory=dict)


class Duty(NamedTuple):
    """A duty to keep, held against what is held: `copies` objects, and the kinds in their stores that describe them."""

    keep: Keep
    copies: int
    described: tuple[str, ...]

    @property
    def result(self) -> str:
        """What follows: never advice on whether the law applies."""
        if self.described:
            return "a description is held: the duty does not demand the copy"
        return "no description was found beside the copies: record number, issuer and dates before the copies go"


class Summary:
    """Takes what is due, one by one."""

    def __init__(self, policy: RetentionPolicy) -> None:
        """Begin with nothing."""
        self._policy = policy
        self.lines: dict[tuple[str, str], Line] = {}
        self.unplaced: dict[str, int] = {}
        self._worst: list[tuple[int, int, Due]] = []
        self._count = count()
        self._stores: dict[str, set[str]] = {}

    def take(self, kind: str, source: str, found: Due | None) -> None:
        """One kind in one object, with its clock or none."""
        self._stores.setdefault(kind, set()).add(source)
        if found is None:
            self.unplaced[kind] = self.unplaced.get(kind, 0) + 1
            return
        line = self.lines.setdefault((kind, found.clock.id), Line(kind, found.clock))
        line.objects += 1
        line.overdue += found.state == OVERDUE
        line.soon += found.state == SOON
        line.unknown += found.state == UNKNOWN
        line.assumed += found.assumed and found.start is not None
        line.older += found.item.state != "current"
        line.dated[found.dated] = line.dated.get(found.dated, 0) + 1
        if found.state == OVERDUE:
            line.oldest = max(line.oldest, found.days)
            heapq.heappush(self._worst, (found.days, -next(self._count), found))
            if len(self._worst) > EXAMPLES:
                heapq.heappop(self._worst)

    @property
    def overdue(self) -> int:
        """Objects and kinds that are over their time."""
        return sum(line.overdue for line in self.lines.values())

    def worst(self) -> list[Due]:
        """Those that are over by most, the first of all first."""
        return [found for _, _, found in sorted(self._worst, key=lambda each: (-each[0], -each[1]))]

    def ordered(self) -> list[Line]:
        """Lines, those with the most overdue first."""
        return sorted(self.lines.values(), key=lambda line: (-line.overdue, -line.objects, line.kind))

    def duties(self) -> list[Duty]:
        """Duties to keep for which there are copies."""
        told = []
        for keep in self._policy.keeps:
            held = {kind: stores for kind, stores in self._stores.items() if _among(kind, keep.kinds)}
            copies = sum(line.objects for line in self.lines.values() if line.kind in held)
            if copies:
                places = set().union(*held.values())
                told.append(Duty(keep, copies, tuple(sorted(self._beside(keep.describes, places, self._stores)))))
        return told

    @staticmethod
    def _beside(patterns: Sequence[str], places: set[str], stores: Mapping[str, set[str]]) -> Iterable[str]:
        return (kind for kind, held in stores.items() if _among(kind, patterns) and not held.isdisjoint(places))


def _among(kind: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in patterns)
