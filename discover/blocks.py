"""Common blocks of two versions of a content: their beginning, their end, and what else is easily found between.

Slices are compared by memcmp and searched by memmem, so the cost is that of reading the bytes once or twice; there is no attempt to
find every common block, since what is missed is only scanned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

#: Middles shorter than this are scanned without looking for blocks in them.
LEAST_MIDDLE = 4096
#: A block that is found in the middle must be so long to be worth anything.
LEAST_BLOCK = 1024
#: Bytes that are searched for, and how often a middle is parted.
_PROBE = 48
_DEEPEST = 6
#: Bytes that are compared first; doubled while they are equal.
_STEP = 4096
#: Where in a middle a probe is taken, in quarters of its length.
_QUARTERS = (2, 1, 3)


class Block(NamedTuple):
    """`new[at : at + size]` equals `old[start : start + size]`."""

    at: int
    start: int
    size: int


def common_blocks(old: bytes, new: bytes) -> list[Block]:
    """Blocks in order of `at`; they do not overlap in `new`."""
    most = min(len(old), len(new))
    head = _ahead(old, 0, new, 0, most)
    tail = _back(old, len(old), new, len(new), most - head)
    blocks = [Block(0, 0, head)] if head else []
    blocks += _middle(old, (head, len(old) - tail), new, (head, len(new) - tail), _DEEPEST)
    if tail:
        blocks.append(Block(len(new) - tail, len(old) - tail, tail))
    return blocks


def _middle(old: bytes, olds: tuple[int, int], new: bytes, news: tuple[int, int], depth: int) -> Iterator[Block]:
    """Blocks of a stretch: a probe from its inside, grown both ways, then what is left on both sides."""
    size = news[1] - news[0]
    if size < LEAST_MIDDLE or olds[1] - olds[0] < LEAST_BLOCK or not depth:
        return
    for quarter in _QUARTERS:
        at = news[0] + size * quarter // 4
        start = old.find(new[at : at + _PROBE], *olds) if at + _PROBE <= news[1] else -1
        if start < 0:
            continue
        before = _back(old, start, new, at, min(start - olds[0], at - news[0]))
        after = _ahead(old, start, new, at, min(olds[1] - start, news[1] - at))
        if before + after < LEAST_BLOCK:
            continue
        yield from _middle(old, (olds[0], start - before), new, (news[0], at - before), depth - 1)
        yield Block(at - before, start - before, before + after)
        yield from _middle(old, (start + after, olds[1]), new, (at + after, news[1]), depth - 1)
        return


def _ahead(a: bytes, at: int, b: bytes, bt: int, most: int) -> int:
    """How many bytes from `at` and `bt` on are equal, at most `most`: by doubling, then by bisection."""
    low, step = 0, _STEP
    while low < most:
        high = min(most, low + step)
        if not a.startswith(b[bt + low : bt + high], at + low):
            break
        low, step = high, step * 2
    else:
        return most
    while high - low > 1:
        middle = (low + high) // 2
        if a.startswith(b[bt + low : bt + middle], at + low):
            low = middle
        else:
            high = middle
    return low


def _back(a: bytes, at: int, b: bytes, bt: int, most: int) -> int:
    """How many bytes up to `at` and `bt` are equal, at most `most`; as `_ahead`."""
    low, step = 0, _STEP
    while low < most:
        high = min(most, low + step)
        if not a.endswith(b[bt - high : bt - low], 0, at - low):
            break
        low, step = high, step * 2
    else:
        return most
    while high - low > 1:
        middle = (low + high) // 2
        if a.endswith(b[bt - middle : bt - low], 0, at - low):
            low = middle
        else:
            high = middle
    return low
