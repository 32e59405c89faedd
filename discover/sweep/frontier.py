"""Frontier: how far a listing is done for good: each shard before a mark is in the ledger; another run goes on from there."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from connectors.base import Shard

#: Seconds between two notes of the place: what is lost with a killed run is this much of listing, and no reading.
_EVERY = 10.0


class Place(NamedTuple):
    """A mark of the listing, and what had been counted when it was passed."""

    after: str
    state: dict[str, Any]


class Frontier:
    """Follows shards from the plan to the ledger."""

    def __init__(self, every: float = _EVERY) -> None:
        """Take the seconds between two notes."""
        self._every = every
        self._noted = time.monotonic()
        self._left: dict[int, int] = {}  # shard -> items of it that are under way
        self._planned = 0  # items that shards were cut of
        self._listed = 0
        self._marks: deque[tuple[int, Place]] = deque()
        self._ends: deque[tuple[int, int]] = deque()  # last item and number of each shard that is not done

    def shards(self, given: Iterator[Shard]) -> Iterator[Shard]:
        """The same shards, noted as they are drawn."""
        for shard in given:
            self._planned += len(shard.items)
            self._left[shard.number] = len(shard.items)
            self._ends.append((self._planned, shard.number))
            yield shard

    def listed(self) -> None:
        """An item is given to be cut into a shard."""
        self._listed += 1

    def mark(self, place: Place) -> None:
        """The listing has come to a place from which it can go on."""
        if len(self._marks) > 1 and self._marks[-1][0] == self._listed:
            self._marks.pop()  # nothing to be read lies between the two
        self._marks.append((self._listed, place))

    def done(self, shard: Shard) -> None:
        """A shard, or a part of one, is in the ledger."""
        self._left[shard.number] -= len(shard.items)

    def due(self) -> Place | None:
        """The last mark that everything before is done of, where it is time to note one."""
        if time.monotonic() - self._noted < self._every:
            return None
        return self.reached()

    def reached(self) -> Place | None:
        """The last mark that everything before is done of, or None where there is no newer one."""
        while self._ends and self._left[self._ends[0][1]] <= 0:
            del self._left[self._ends.popleft()[1]]
        first_open = self._ends[0][0] - self._left[self._ends[0][1]] if self._ends else self._planned
        found = None
        while self._marks and self._marks[0][0] <= first_open:
            found = self._marks.popleft()[1]
        if found is not None:
            self._noted = time.monotonic()
        return found
