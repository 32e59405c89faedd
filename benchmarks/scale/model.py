"""The simulation: shards as they are listed go to workers as they come free. Deterministic: nothing is drawn here."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.scale.vendor import Work


@dataclass(frozen=True, slots=True)
class Terms:
    """What is assumed of service and network.

    Attributes:
        latency: seconds from a request to the first byte of its answer.
        width: requests at once, of each worker, where objects are read ahead.
        network: bytes a second of each worker.
        page: keys of one LIST.
        rate: GETs a second that the service answers for one prefix.
        ahead: shards under way for each worker: no more is listed before one is done.
    """

    latency: float = 0.1
    width: int = 32
    network: float = 125_000_000.0
    page: int = 1000
    rate: float = 5500.0
    ahead: int = 2


@dataclass(frozen=True, slots=True)
class Run:
    """How a simulated sweep went.

    Attributes:
        seconds: until the last shard is done.
        busy: share of the workers' time in which they had a shard.
        listing: seconds that listing and keeping results took, of the slowest coordinator.
        lists: LIST requests.
    """

    seconds: float
    busy: float
    listing: float
    lists: int


def service(work: Work, terms: Terms) -> float:
    """Seconds that a worker takes for a shard.

    What is read ahead overlaps with what is examined: the slowest of processor, round trips and network decides. What is read as
    it is examined adds up.
    """
    cpu, read, gets = work.ahead
    ahead = max(cpu, gets * terms.latency / terms.width, read / terms.network)
    cpu, read, gets = work.inline
    return ahead + cpu + gets * terms.latency + read / terms.network


def listed(objects: int, terms: Terms, coordinator: float) -> float:
    """Seconds until so many further objects are listed and cut, by one coordinator, page after page."""
    return objects / terms.page * terms.latency + objects * coordinator


def simulate(lists: Sequence[Sequence[Work]], workers: int, terms: Terms, coordinator: float) -> Run:
    """Sweep prefixes that are listed at the same time, one coordinator each, by workers that they share.

    Args:
        lists: shards of each prefix, in the order of its listing.
        workers: how many.
        terms: what is assumed.
        coordinator: seconds of a coordinator's processor for one object.
    """
    free = [0.0] * workers
    coordinators = [
        _Coordinator(shards, terms, coordinator, max(1, terms.ahead * workers // len(lists))) for shards in lists
    ]
    waiting = [(each.ready(), number) for number, each in enumerate(coordinators) if each.left]
    heapq.heapify(waiting)
    end = busy = 0.0
    while waiting:
        ready, number = heapq.heappop(waiting)
        work = coordinators[number].take()
        start = max(ready, heapq.heappop(free), coordinators[number].gate)
        seconds = service(work, terms)
        coordinators[number].started(work, start, start + seconds)
        heapq.heappush(free, start + seconds)
        end, busy = max(end, start + seconds), busy + seconds
        if coordinators[number].left:
            heapq.heappush(waiting, (coordinators[number].ready(), number))
    pages = sum(-(-each.objects // terms.page) for each in coordinators)
    slowest = max((each.spent for each in coordinators), default=0.0)
    return Run(end, busy / (workers * end) if end else 0.0, slowest, pages)


class _Coordinator:
    """One listing under way: shards come of it in order, and no more are under way than there is room for."""

    def __init__(self, shards: Sequence[Work], terms: Terms, coordinator: float, window: int) -> None:
        self._shards, self._terms, self._cost, self._window = shards, terms, coordinator, window
        self._next = 0
        self._clock = 0.0
        self._under_way: list[float] = []
        self.gate = 0.0  # before it the service answers no further requests
        self.objects = 0
        self.spent = 0.0

    @property
    def left(self) -> bool:
        return self._next < len(self._shards)

    def ready(self) -> float:
        """When the next shard is listed: where there is no room, listing goes on as one is done."""
        if len(self._under_way) >= self._window:
            self._clock = max(self._clock, heapq.heappop(self._under_way))
        work = self._shards[self._next]
        seconds = listed(work.objects, self._terms, self._cost)
        self._clock, self.spent = self._clock + seconds, self.spent + seconds
        return self._clock

    def take(self) -> Work:
        work = self._shards[self._next]
        self._next += 1
        self.objects += work.objects
        return work

    def started(self, work: Work, start: float, end: float) -> None:
        """A worker has it; the requests of it use up what the service answers."""
        self.gate = start + work.gets / self._terms.rate
        heapq.heappush(self._under_way, end)
