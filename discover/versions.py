"""Versions: scan a git blob by what differs from the one it is stored as a difference to.

Most blobs of a history are near copies of their delta base, and the delta says what they have in common. That need not be scanned
again: an anchor that lies deeper in a common block than any anchor is wide stands in the base as well, and its outcome is the same
where the block reaches further around it than its rule can see. So anchors are carried over, those near an edge are confirmed
anew, and only the bytes between the blocks go through the matcher. The result equals a plain scan;
tests/properties/test_versions.py holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from connectors.gitdelta import Copy, Delta, copies
from connectors.gitstack import DeltaStack
from detectors.text.confirm import Hit
from detectors.text.detector import TextDetector
from detectors.views.text import TextWindow

#: Content up to this size is kept to compare with, and so much in all.
MOST_KEPT = 8 << 20
MOST_HELD = 48 << 20
#: A version is compared only where it is long enough to gain anything.
LEAST = 2048
#: A common block's inner part that is shorter is scanned rather than carried: a call of the matcher costs about as much.
LEAST_INNER = 1024

Ends = list[tuple[int, int]]
Found = dict[tuple[int, int], tuple[Hit, ...]]


class Scanned(NamedTuple):
    """A blob with its anchors' ends (sorted, each with its rule), and the hits of each before settling."""

    name: str
    data: bytes
    ends: Ends
    hits: Found


class Versions:
    """The blobs on the path from the last one to its delta tree's root, with what was found in each."""

    def __init__(self, detector: TextDetector) -> None:
        """Take the detector that scans."""
        self._detector = detector
        self._stack: DeltaStack[str, Scanned] = DeltaStack(MOST_HELD)

    def scan(self, name: str, delta: Delta | None, data: bytes) -> list[Hit]:
        """Hits of a blob before settling, equal to a plain scan's.

        Args:
            name: its object id.
            delta: how it differs from its delta base, or None.
            data: its whole content, text.
        """
        if delta is None or len(data) < LEAST:
            scanned = self._plain(name, data)
        else:
            scanned = self._differing(name, data, self._known(delta), delta)
        self._keep(scanned)
        return [hit for found in scanned.hits.values() for hit in found]

    def _keep(self, scanned: Scanned) -> None:
        if len(scanned.data) <= MOST_KEPT:
            self._stack.keep(scanned.name, scanned, len(scanned.data))

    def _known(self, delta: Delta) -> Scanned:
        """The base; one of another shard is scanned here once."""
        known = self._stack.known(delta.base)
        if known is not None and (known.data is delta.source or known.data == delta.source):
            return known
        base = self._plain(delta.base, delta.source)
        if known is None:
            self._keep(base)
        return base

    def _plain(self, name: str, data: bytes) -> Scanned:
        ends = self._detector.ends(TextWindow(data, 0, 0, len(data)))
        return Scanned(name, data, ends, self._confirmed(data, ends))

    def _confirmed(self, data: bytes, ends: Ends) -> Found:
        return self._detector.outcomes(data, ends) if ends else {}

    def _differing(self, name: str, data: bytes, known: Scanned, delta: Delta) -> Scanned:
        inner = [
            part for part in map(self._inner, self._blocks(data, known, delta)) if part.last - part.first >= LEAST_INNER
        ]
        ends: Ends = []
        doubtful: Ends = []
        hits: Found = {}
        if known.ends:
            for part in inner:
                self._carry(part, known, (ends, doubtful, hits))
        fresh = self._detector.among(data, list(_between(data, inner)))
        hits.update(self._confirmed(data, doubtful + fresh))
        return Scanned(name, data, sorted(ends + fresh) if fresh else ends, hits)

    def _blocks(self, data: bytes, known: Scanned, delta: Delta) -> Iterator[tuple[Copy, bool, bool]]:
        """Common blocks, each with whether both contents begin, and end, with it."""
        for block in copies(delta.script, LEAST_INNER):
            begins = block.at == 0 and block.start == 0
            closes = block.at + block.size == len(data) and block.start + block.size == len(known.data)
            yield block, begins, closes

    def _inner(self, found: tuple[Copy, bool, bool]) -> _Inner:
        """The part of a block whose anchors are those of the base: an anchor's width and one byte from its edges."""
        block, begins, closes = found
        first = block.at if begins else block.at + self._detector.ahead
        last = block.at + block.size - (0 if closes else 1)
        return _Inner(block, begins, closes, first, last)

    def _carry(self, part: _Inner, known: Scanned, into: tuple[Ends, Ends, Found]) -> None:
        """Take over the base's anchors of a block; those that see beyond its edges are to be confirmed anew."""
        ends, doubtful, hits = into
        block, reach = part.block, self._detector.reach
        shift = block.at - block.start
        low = -1 if part.begins else block.at
        high = len(known.data) + abs(shift) + 1 if part.closes else block.at + block.size
        for old, rule in known.ends:
            end = old + shift
            if end <= part.first:
                continue
            if end > part.last:
                break
            ends.append((end, rule))
            seen = reach[rule]
            if (part.begins or end - seen >= low) and (part.closes or end + seen <= high):
                found = known.hits.get((old, rule))
                if found is not None:
                    hits[end, rule] = found if not shift else tuple(moved(hit, shift) for hit in found)
            else:
                doubtful.append((end, rule))


class _Inner(NamedTuple):
    """A common block and the part of it, `first < end <= last`, whose anchors are carried over."""

    block: Copy
    begins: bool
    closes: bool
    first: int
    last: int


def moved(hit: Hit, shift: int) -> Hit:
    """The same hit so many bytes further on."""
    return hit._replace(anchor_end=hit.anchor_end + shift, start=hit.start + shift, end=hit.end + shift)


def _between(data: bytes, inner: Sequence[_Inner]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch that no block's inner part answers for."""
    done = 0
    for part in inner:
        if part.first > done:
            yield done, part.first
        done = part.last
    if done < len(data):
        yield done, len(data)
