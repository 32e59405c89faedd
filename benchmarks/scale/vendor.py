"""The vendor: what it holds, by kind and size, and how its objects come in shards. Sizes are drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.scale.figures import Figures
from connectors.base import SHARD_BYTES, SHARD_ITEMS
from connectors.prefetch import SMALL

GIGA = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Holding:
    """Objects of one kind.

    Attributes:
        name: what they are.
        kind: of `Figures.kinds`, or several that come in turn.
        total: bytes of all.
        median: bytes of the median object.
        sigma: of the logarithm of the size, which is normal.
        most: bytes of the largest.
    """

    name: str
    kind: tuple[str, ...]
    total: float
    median: float
    sigma: float
    most: float


#: 4 TB as an incident's retelling has them. Sizes of source files are about lognormal (Herraiz, German, Hassan 2011,
#: https://www.scitepress.org/Papers/2011/34262/); median and sigma are those of 15,510 files of source and text in an environment
#: of Python packages (median 3.4 KB, sigma 1.76, mean 13 KB). Sizes of records and recordings are assumed: see docs/scale.md.
VENDOR = (
    Holding("source code", ("code",), 939 * GIGA, 3400, 1.75, 50e6),
    Holding("user records", ("csv", "json", "parquet"), 211 * GIGA, 8e6, 1.5, 2e9),
    Holding("video interviews", ("video",), 3000 * GIGA, 100e6, 1.0, 4e9),
)


class Work(NamedTuple):
    """What one shard takes.

    Attributes:
        objects: how many it holds.
        size: bytes held.
        read: bytes read.
        gets: requests.
        ahead: CPU seconds, bytes read and requests of small objects, which are read ahead, several at once.
        inline: the same of large ones, which are read as they are examined.
    """

    objects: int
    size: float
    read: float
    gets: float
    ahead: tuple[float, float, float]
    inline: tuple[float, float, float]


@dataclass(slots=True)
class _Shard:
    """A shard as it fills."""

    objects: int = 0
    size: float = 0.0
    ahead: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    inline: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def work(self) -> Work:
        read, gets = self.ahead[1] + self.inline[1], self.ahead[2] + self.inline[2]
        ahead, inline = self.ahead, self.inline
        return Work(
            self.objects, self.size, read, gets, (ahead[0], ahead[1], ahead[2]), (inline[0], inline[1], inline[2])
        )


def sizes(holding: Holding, rng: random.Random) -> Iterator[float]:
    """Sizes of its objects, without end: lognormal, at least a byte, drawn again where larger than the largest."""
    while True:
        size = holding.median * rng.lognormvariate(0, holding.sigma)
        if size <= holding.most:
            yield max(1.0, size)


def shards(figures: Figures, objects: Iterator[tuple[str, float]]) -> Iterator[Work]:
    """Kinds and sizes of objects, cut as `connectors.base.pack` cuts them."""
    held = _Shard()
    for kind, size in objects:
        if held.objects and (held.size + size > SHARD_BYTES or held.objects >= SHARD_ITEMS):
            yield held.work()
            held = _Shard()
        point = figures.cost(kind, size)
        part = held.ahead if size <= SMALL else held.inline
        for place, amount in enumerate(point[1:]):
            part[place] += amount
        held.objects, held.size = held.objects + 1, held.size + size
    if held.objects:
        yield held.work()


def holding_shards(figures: Figures, holding: Holding, rng: random.Random, pool: int = 200) -> Iterator[Work]:
    """The shards of a holding, until its bytes are reached.

    A pool of shards is drawn object by object; the vendor's are drawn from it: 60 million files are not made one by one.
    """
    drawn = _Drawn(holding, rng)
    made: list[Work] = []
    for work in shards(figures, drawn.objects()):
        made.append(work)
        if len(made) >= pool:
            break
    left = holding.total
    while left > 0:
        work = rng.choice(made)
        yield work
        left -= work.size


class _Drawn:
    """Objects of a holding as they are drawn: kinds in turn."""

    def __init__(self, holding: Holding, rng: random.Random) -> None:
        self._holding, self._rng = holding, rng

    def objects(self) -> Iterator[tuple[str, float]]:
        kinds: Sequence[str] = self._holding.kind
        for number, size in enumerate(sizes(self._holding, self._rng)):
            yield kinds[number % len(kinds)], size
