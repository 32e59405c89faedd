"""Figures: what an object of a kind and size costs, as points that were measured; between two of them a straight line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """What one object costs.

    Attributes:
        size: bytes that it holds.
        cpu: seconds of one core, reading it from the service and examining it.
        read: bytes that the service sends.
        requests: GETs.
    """

    size: float
    cpu: float
    read: float
    requests: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured.

    Attributes:
        kinds: points of each kind of object, ascending by size, at least one.
        coordinator: seconds that the coordinator takes for one object: it is listed, cut into a shard, and what was found is kept.
    """

    kinds: dict[str, tuple[Point, ...]]
    coordinator: float

    def cost(self, kind: str, size: float) -> Point:
        """What an object of a kind and size costs; beyond the points, as the nearest two go on, never less than nothing."""
        return cost(self.kinds[kind], size)


def cost(points: Sequence[Point], size: float) -> Point:
    """See `Figures.cost`."""
    if len(points) == 1:
        return points[0]._replace(size=size)
    at = min(max(1, bisect_left([point.size for point in points], size)), len(points) - 1)
    low, high = points[at - 1], points[at]
    share = (size - low.size) / (high.size - low.size)
    each = (max(0.0, a + share * (b - a)) for a, b in zip(low[1:], high[1:], strict=True))
    return Point(size, *each)
