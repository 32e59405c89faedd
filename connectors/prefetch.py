"""Prefetch: small objects of a shard are read ahead, several at once, and given in order; large ones are read by range later."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from connectors.base import Item
from connectors.errors import Reason, RemoteError
from connectors.pace import Width

#: Objects up to this size are read whole, by one request: as large as the window that the scanner reads at once.
SMALL = 4 << 20
#: Bytes that may be held of objects that were read ahead.
_HELD = 48 << 20
#: Seconds after which a thread that computes lets one that reads go on: by Python's 5 ms each answer waited for the scanner, and
#: 50,000 objects of 8 KiB took 58 s in place of 23.
_TURN = 0.0001

Fetch = Callable[[Item], bytes]


class Prefetch:
    """Threads that read ahead; one for a process and a bucket."""

    def __init__(self, fetch: Fetch, width: Width, threads: int) -> None:
        """Take what reads one object whole, how many at once, and how many threads there may be."""
        sys.setswitchinterval(_TURN)
        self._fetch = fetch
        self._width = width
        self._pool = ThreadPoolExecutor(threads, "prefetch")

    def __call__(self, items: Sequence[Item]) -> Iterator[tuple[Item, bytes | RemoteError | None]]:
        """Every item in order: its content, the error that kept it from being read, or None where it is to be read by range."""
        waiting: deque[tuple[Item, Future[bytes] | None]] = deque()
        held, under_way, given = 0, 0, 0
        try:
            while given < len(items) or waiting:
                while given < len(items) and under_way < self._width.now and (held < _HELD or not waiting):
                    item = items[given]
                    given += 1
                    small = 0 < item.size <= SMALL
                    waiting.append((item, self._pool.submit(self._timed, item) if small else None))
                    held, under_way = held + (item.size if small else 0), under_way + small
                item, future = waiting.popleft()
                if future is None:
                    yield item, b"" if not item.size else None
                    continue
                held, under_way = held - item.size, under_way - 1
                try:
                    yield item, future.result()
                except RemoteError as error:
                    yield item, error
        finally:
            for _, future in waiting:
                if future is not None:
                    future.cancel()

    def _timed(self, item: Item) -> bytes:
        began = time.monotonic()
        try:
            data = self._fetch(item)
        except RemoteError as error:
            if error.reason == Reason.THROTTLED:
                self._width.throttled()
            raise
        self._width.answered(time.monotonic() - began)
        return data

    def close(self) -> None:
        """End the threads; what is under way ends first."""
        self._pool.shutdown(wait=True, cancel_futures=True)
