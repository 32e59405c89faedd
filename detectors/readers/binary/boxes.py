"""Boxes of the ISO base media file format (ISO/IEC 14496-12): MP4, QuickTime, HEIF and AVIF; read by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from detectors.readers.base import Budget
from detectors.readers.binary.window import Window

#: Most boxes next to one another that are looked at.
_MOST = 100_000


class Box(NamedTuple):
    """One box: its type, and where its content begins and ends (half-open)."""

    kind: bytes
    start: int
    end: int


def boxes(window: Window, start: int, end: int, budget: Budget) -> Iterator[Box]:
    """The boxes in `[start, end)`, in order; what does not hold to the format ends them."""
    at = start
    for _ in range(_MOST):
        budget.check()
        head = window.take(at, 16)
        if len(head) < 8 or at + 8 > end:  # noqa: PLR2004  # size and type
            return
        size, kind, content = int.from_bytes(head[:4]), head[4:8], at + 8
        if size == 1:
            size, content = int.from_bytes(head[8:16]), at + 16
        elif size == 0:
            size = end - at
        if size < content - at:
            return
        yield Box(kind, content, min(end, at + size))
        at += size


def child(window: Window, parent: Box, kind: bytes, budget: Budget, skip: int = 0) -> Box | None:
    """The first box of a kind in another, whose content has `skip` bytes before its boxes."""
    return next((each for each in boxes(window, parent.start + skip, parent.end, budget) if each.kind == kind), None)
