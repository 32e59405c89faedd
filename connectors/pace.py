"""Pace: how many requests are under way at once, by their measured latency, and how many bytes a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

#: Requests under way at once: at first, at least, at most.
_FIRST, _FEWEST, _MOST = 8, 1, 32
#: Answers by which the width is judged anew.
_SAMPLE = 16
#: A mean latency beyond so many times the best one means that more at once only wait in a queue.
_QUEUED = 2.5


class Width:
    """How many requests may be under way: grows while latency stays near its best, shrinks when answers queue or are refused.

    The rule is TCP Vegas' one (https://doi.org/10.1145/190314.190317) on whole requests.

    Attributes:
        now: requests.
    """

    def __init__(self, most: int = _MOST) -> None:
        """Take the most there may be."""
        self._most = most
        self.now = min(_FIRST, most)
        self._best = float("inf")
        self._sum = 0.0
        self._count = 0

    @property
    def distance(self) -> float:
        """Seconds that answers take where none waits for another; 0 before any was judged."""
        return self._best if self._best != float("inf") else 0.0

    def answered(self, seconds: float) -> None:
        """One answer took so long."""
        self._sum += seconds
        self._count += 1
        if self._count < _SAMPLE:
            return
        mean = self._sum / self._count
        self._sum, self._count = 0.0, 0
        self._best = min(self._best, mean)
        if mean > self._best * _QUEUED:
            self.now = max(_FEWEST, self.now - max(1, self.now // 4))
            self._best *= 1.1  # a store that became slower for good has a new best
        else:
            self.now = min(self._most, self.now + max(1, self.now // 4))

    def throttled(self) -> None:
        """The service asked for less."""
        self.now = max(_FEWEST, self.now // 2)
        self._sum, self._count = 0.0, 0


class Rate:
    """At most so many bytes a second on average, over all threads; None is no bound."""

    def __init__(self, rate: int | None, sleep: Callable[[float], None] = time.sleep) -> None:
        """Take bytes a second, and who waits."""
        self._rate = rate
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free = 0.0

    def took(self, size: int) -> None:
        """So many bytes came: wait until the next may."""
        if not self._rate:
            return
        with self._lock:
            now = time.monotonic()
            self._free = max(self._free, now) + size / self._rate
            wait = self._free - now
        if wait > 0:
            self._sleep(wait)
