"""A request to end, by Ctrl-C or SIGTERM, that never comes amid a step that must be whole.

Python raises `KeyboardInterrupt` between any two instructions of the main thread. Amid the locks of a pool of processes, one that
is taken by then is never given back, and whoever waits for it waits for ever; amid a commit, the transaction is left open, and the
next one is refused. Such steps are done under `whole`, and the request is obeyed at their end.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: How long a step under `whole` may wait for something before it looks whether it shall end, seconds.
PATIENCE = 0.25


class _State:
    """Of the main thread, which alone is given signals."""

    depth = 0
    asked = False


@contextmanager
def whole() -> Iterator[None]:
    """Do a step without being interrupted in it; raise `KeyboardInterrupt` at its end if that was asked for meanwhile.

    In threads other than the main one this does nothing: they are not interrupted. It takes effect under `obeyed` alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _State.depth += 1
    try:
        yield
    finally:
        _State.depth -= 1
    if _State.asked and not _State.depth:
        _State.asked = False
        raise KeyboardInterrupt


@contextmanager
def obeyed() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does, and both wait for the end of steps under `whole`."""
    before = {number: signal.signal(number, _ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ask(_number: int, _frame: object) -> None:
    if _State.depth and not _State.asked:  # who asks twice has waited for long enough
        _State.asked = True
        return
    _State.asked = False
    raise KeyboardInterrupt
