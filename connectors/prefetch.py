"""Prefetch: small objects of a shard are read ahead, several at once, and given in order; large ones are read by range later.

They are read in rounds. Where answers come within milliseconds, a round is read while nothing else runs in this process and then
scanned: threads that compute and threads that read take Python's lock from each other, which cost more processor time than
reading itself (20,000 objects of 8 KiB: 9 s of 23 s). Where the service is far away, the next round is read while one is scanned.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count

from connectors.base import Item
from connectors.errors import Reason, RemoteError
from connectors.pace import Width

#: Objects up to this size are read whole, by one request: as large as the window that the scanner reads at once.
SMALL = 4 << 20
#: Most objects and bytes of a round; two rounds may be held.
_ROUND, _HELD = 128, 24 << 20
#: Seconds that an answer takes from which on waiting costs more than the lock.
_FAR = 0.008
#: Seconds after which a thread that computes lets one that reads go on, where both run; Python's own are 5 ms.
_TURN = 0.0001

Fetch = Callable[[Item], bytes]
Content = bytes | RemoteError | None


class Prefetch:
    """Threads that read ahead; one for a process and a bucket."""

    def __init__(self, fetch: Fetch, width: Width, threads: int) -> None:
        """Take what reads one object whole, how many at once, and how many threads there may be."""
        sys.setswitchinterval(_TURN)
        self._fetch = fetch
        self._width = width
        self._pool = ThreadPoolExecutor(threads, "prefetch")

    def __call__(self, items: Sequence[Item]) -> Iterator[tuple[Item, Content]]:
        """Every item in order: its content, the error that kept it from being read, or None where it is to be read by range."""
        ahead: _Round | None = None
        rounds = _rounds(items)
        try:
            while (now := ahead or self._begin(next(rounds, None))) is not None:
                ahead = self._begin(next(rounds, None)) if self._width.distance >= _FAR else None
                yield from now.given()
        finally:
            if ahead is not None:
                ahead.leave()

    def _begin(self, items: Sequence[Item] | None) -> _Round | None:
        """Have threads read the small ones of some items."""
        return _Round(items, self._timed, self._pool, self._width.now) if items is not None else None

    def _timed(self, item: Item) -> Content:
        began = time.monotonic()
        try:
            data = self._fetch(item)
        except RemoteError as error:
            if error.reason == Reason.THROTTLED:
                self._width.throttled()
            return error
        self._width.answered(time.monotonic() - began)
        return data

    def close(self) -> None:
        """End the threads; what is under way ends first."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class _Round:
    """Some items under way: a few threads take one after the other."""

    def __init__(
        self, items: Sequence[Item], fetch: Callable[[Item], Content], pool: ThreadPoolExecutor, width: int
    ) -> None:
        self._items = items
        self._fetch = fetch
        self._small = [number for number, item in enumerate(items) if is_small(item)]
        self._content: list[Content] = [None if item.size else b"" for item in items]
        self._next = count()
        self._under_way: list[Future[None]] = [pool.submit(self._take) for _ in range(min(width, len(self._small)))]

    def _take(self) -> None:
        small = self._small
        while (at := next(self._next)) < len(small):
            number = small[at]
            self._content[number] = self._fetch(self._items[number])

    def given(self) -> Iterator[tuple[Item, Content]]:
        """All of them, when all are there."""
        for future in self._under_way:
            future.result()
        for number, item in enumerate(self._items):
            content, self._content[number] = self._content[number], None
            yield item, content

    def leave(self) -> None:
        """Read no more of them."""
        self._small = []
        for future in self._under_way:
            future.cancel()


def is_small(item: Item) -> bool:
    """Whether an object is read whole, by one request."""
    return 0 < item.size <= SMALL


def _rounds(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Items cut into rounds; a large object ends one, since it takes its time."""
    first, held = 0, 0
    for number, item in enumerate(items):
        held += item.size if is_small(item) else 0
        if number + 1 - first >= _ROUND or held >= _HELD or item.size > SMALL:
            yield items[first : number + 1]
            first, held = number + 1, 0
    if first < len(items):
        yield items[first:]
