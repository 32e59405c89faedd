"""Families of a pack: an object and all that are differences to it, resolved depth first in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.errors import Reason
from detectors.readers.archive.coding import damaged
from detectors.readers.archive.gitobjects import Objects
from detectors.readers.base import Budget, ReadError

#: Longest chain of differences that git makes (`git pack-objects --depth`).
_LONGEST_CHAIN = 4095
#: Content of objects on the way down that is kept at once, in bytes.
_HELD = 48 << 20


@dataclass(slots=True)
class _Step:
    """An object on the way down; its content is dropped where those below need the room, and made again."""

    number: int
    data: bytes | None
    below: Iterator[int]


class Family:
    """All objects that come of one that is whole."""

    def __init__(self, objects: Objects, root: int, largest: int, budget: Budget) -> None:
        """Take the root, which is at most `largest` bytes, as all others must be.

        Attributes:
            damaged: differences that cannot be applied; what hangs on them is lost with them.
            larger: those that give something too large.
        """
        self.damaged = self.larger = 0
        self._objects = objects
        self._root = root
        self._largest = largest
        self._budget = budget
        self._steps: list[_Step] = []
        self._held = 0

    def members(self) -> Iterator[tuple[int, bytes]]:
        """Number and content of each.

        Raises:
            ReadError: the root is damaged.
        """
        objects, kind = self._objects, self._objects.kinds[self._root]
        data = b"".join(objects.data(self._root))
        yield self._root, data
        self._push(self._root, data)
        while self._steps:
            self._budget.check()
            step = self._steps[-1]
            child = next(step.below, None)
            if child is None:
                self._held -= len(step.data or b"")
                self._steps.pop()
                continue
            if step.data is None:
                step.data = self._again(step.number)
                self._held += len(step.data)
            made = self._made(child, step.data)
            if made is None:
                continue
            objects.resolved(child, kind, made)
            yield child, made
            if len(self._steps) < _LONGEST_CHAIN:
                self._push(child, made)

    def _push(self, number: int, data: bytes) -> None:
        below = self._objects.deltas(number)
        first = next(below, None)
        if first is None:
            return
        self._steps.append(_Step(number, data, _with(first, below)))
        self._held += len(data)
        for step in self._steps:
            if self._held <= _HELD or step is self._steps[-1]:
                return
            self._held -= len(step.data or b"")
            step.data = None

    def _made(self, child: int, base: bytes) -> bytes | None:
        """What a difference gives; None, counted, where it is damaged or gives too much."""
        try:
            if self._objects.sizes[child] > self._largest:
                self.larger += 1
                return None
            made = applied(base, b"".join(self._objects.data(child)), self._largest)
        except ReadError as error:
            if error.reason == Reason.LIMIT:
                self.larger += 1
            elif error.reason == Reason.CORRUPT:
                self.damaged += 1
            else:
                raise
            return None
        self._budget.expand(len(made))
        return made

    def _again(self, number: int) -> bytes:
        """Content that was dropped, from the root on."""
        chain = []
        while number != self._root:
            chain.append(number)
            number = self._objects.base(number)
        data = b"".join(self._objects.data(self._root))
        for each in reversed(chain):
            self._budget.check()
            data = applied(data, b"".join(self._objects.data(each)), self._largest)
        return data


def _with(first: int, rest: Iterator[int]) -> Iterator[int]:
    yield first
    yield from rest


def applied(base: bytes, delta: bytes, largest: int) -> bytes:
    """The target of a delta.

    Raises:
        ReadError: it is damaged or belongs to another base (CORRUPT), or its target is larger than `largest` (LIMIT).
    """
    from dulwich.errors import ApplyDeltaError  # noqa: PLC0415  # 0.13 s that scans without packs do not need
    from dulwich.pack import apply_delta  # noqa: PLC0415  # as above

    try:
        source, at = _varint(delta, 0)
        target, _ = _varint(delta, at)
        if target > largest:
            raise ReadError(Reason.LIMIT, f"is larger than {largest:,} bytes")
        if source != len(base):
            raise damaged()
        data = b"".join(apply_delta(base, delta))
    except (IndexError, ValueError, ApplyDeltaError):
        raise damaged() from None
    if len(data) != target:
        raise damaged()
    return data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
        if shift > 63:  # noqa: PLR2004  # no size has more bits
            raise damaged()
