"""Retry: how long to wait before asking a store again, and when to stop."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from connectors.errors import RemoteError

#: Requests in a row without a byte of progress after which an object is given up.
ATTEMPTS = 6
#: First and longest wait in seconds: full jitter over a doubling span.
_FIRST, _LONGEST = 0.2, 20.0


class Patience:
    """Waits between attempts; progress makes it new."""

    def __init__(self, attempts: int = ATTEMPTS, sleep: Callable[[float], None] = time.sleep) -> None:
        """Take how many attempts in a row may fail, and who waits."""
        self._attempts = attempts
        self._sleep = sleep
        self._failed = 0

    def progress(self) -> None:
        """Bytes came."""
        self._failed = 0

    def failed(self, error: RemoteError) -> None:
        """Wait before the next attempt.

        Raises:
            RemoteError: the error itself, where asking again is of no use or was of none so often.
        """
        self._failed += 1
        if not error.transient or self._failed >= self._attempts:
            raise error
        span = min(_LONGEST, _FIRST * 2 ** (self._failed - 1))
        self._sleep(max(error.wait, span * (0.5 + random.random() / 2)))  # noqa: S311  # spreads clients, keeps no secret
