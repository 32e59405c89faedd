"""Versions: scan a git blob by what differs from the one it is stored as a difference to.

Most blobs of a history are near copies of their delta base. Where the common beginning and end of the two are known, anchors that
lie deeper in them than the rules can see are the same as in the base: they are carried over and only the middle is scanned. The
result equals a plain scan, since a hit depends on nothing beyond `ruleset.NEAR` (or `REACH`, for rules of armoured blocks)
of its anchor's end; tests/properties/test_versions.py holds it to that.
"""

from __future__ import annotations

from typing import NamedTuple

from detectors.text.confirm import Hit
from detectors.text.detector import TextDetector
from detectors.text.ruleset import NEAR, REACH
from detectors.views.text import TextWindow

#: Content up to this size is kept to compare with, and so much in all.
MOST_KEPT = 1 << 20
MOST_HELD = 24 << 20
#: A version is compared only where it is long enough to gain anything.
LEAST = 4 * NEAR


class Scanned(NamedTuple):
    """A blob's content with its anchors' outcome: hits before settling, and the ends of anchors of wide rules."""

    name: str
    data: bytes
    hits: list[Hit]
    wide: list[tuple[int, int]]


class Versions:
    """The blobs on the path from the last one to its delta tree's root, as a stack."""

    def __init__(self, detector: TextDetector) -> None:
        """Take the detector that scans."""
        self._detector = detector
        self._stack: list[Scanned] = []
        self._held = 0
        #: Bytes that the multi-pattern pass did not need to see.
        self.spared = 0

    def scan(self, name: str, base: str | None, data: bytes) -> list[Hit]:
        """Hits of a blob before settling, equal to a plain scan's.

        Args:
            name: its object id.
            base: object id of its delta base, or None.
            data: its whole content, text.
        """
        known = self._known(base)
        scanned = (
            self._differing(name, data, known) if known is not None and len(data) >= LEAST else self._plain(name, data)
        )
        if len(data) <= MOST_KEPT:
            self._stack.append(scanned)
            self._held += len(data)
            while self._held > MOST_HELD:
                self._held -= len(self._stack.pop(0).data)
        return scanned.hits

    def _known(self, base: str | None) -> Scanned | None:
        """The base on the stack; what lies above it has no more children to come."""
        names = [scanned.name for scanned in self._stack]
        if base is None or base not in names:
            self._stack.clear()
            self._held = 0
            return None
        while self._stack[-1].name != base:
            self._held -= len(self._stack.pop().data)
        return self._stack[-1]

    def _plain(self, name: str, data: bytes) -> Scanned:
        ends = self._detector.ends(TextWindow(data, 0, 0, len(data)))
        return Scanned(name, data, self._detector.confirmed(data, ends), self._wide(ends))

    def _wide(self, ends: list[tuple[int, int]]) -> list[tuple[int, int]]:
        wide = self._detector.wide
        return [pair for pair in ends if pair[1] in wide] if ends else []

    def _differing(self, name: str, data: bytes, known: Scanned) -> Scanned:
        old = known.data
        start = common_prefix(old, data)
        tail = common_suffix(old, data, min(len(old), len(data)) - start)
        shift = len(data) - len(old)
        stop, old_stop = len(data) - tail, len(old) - tail
        first, last = max(0, start - NEAR), min(len(data), stop + NEAR)
        self.spared += first + len(data) - last
        ends = self._detector.ends(TextWindow(data, 0, first, last))
        fresh = self._detector.confirmed(data, ends)
        hits = [*_carry(known.hits, start, old_stop, shift, NEAR), *fresh]
        wide = self._wide(ends)
        if known.wide:
            hits, wide = self._wide_again(data, known, hits, wide, (start, stop, old_stop, shift))
        return Scanned(name, data, hits, wide)

    def _wide_again(
        self,
        data: bytes,
        known: Scanned,
        hits: list[Hit],
        wide: list[tuple[int, int]],
        bounds: tuple[int, int, int, int],
    ) -> tuple[list[Hit], list[tuple[int, int]]]:
        """Wide rules see further than NEAR: confirm anew those whose anchors lie between NEAR and REACH of the change."""
        start, stop, old_stop, shift = bounds
        carried = [pair for pair in known.wide if pair[0] <= start - NEAR]
        carried += [(end + shift, rule) for end, rule in known.wide if end > old_stop + NEAR]
        ring = [pair for pair in carried if start - REACH < pair[0] <= stop + REACH]
        again = set(ring)
        kept = [hit for hit in hits if (hit.anchor_end, hit.rule) not in again]
        return [*kept, *self._detector.confirmed(data, ring)], sorted({*carried, *wide})


def _carry(hits: list[Hit], start: int, old_stop: int, shift: int, reach: int) -> list[Hit]:
    """Hits whose anchors lie deeper than `reach` in the common beginning, and those in the common end, moved."""
    low, high = start - reach, old_stop + reach
    out = [hit for hit in hits if hit.anchor_end <= low]
    if shift:
        out += [
            Hit(
                hit.anchor_end + shift,
                hit.rule,
                hit.start + shift,
                hit.end + shift,
                hit.confidence,
                hit.evidence,
                hit.fingerprint,
            )
            for hit in hits
            if hit.anchor_end > high
        ]
    else:
        out += [hit for hit in hits if hit.anchor_end > high]
    return out


def common_prefix(a: bytes, b: bytes) -> int:
    """Length of the common beginning, by doubling and bisection of slices (compared by memcmp)."""
    most = min(len(a), len(b))
    low, step = 0, 1024
    while low < most:
        high = min(most, low + step)
        if a[low:high] != b[low:high]:
            break
        low, step = high, step * 2
    else:
        return most
    while high - low > 1:
        middle = (low + high) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle
    return low


def common_suffix(a: bytes, b: bytes, most: int) -> int:
    """Length of the common end, at most `most`; as `common_prefix`."""
    end_a, end_b = len(a), len(b)
    low, step = 0, 1024
    while low < most:
        high = min(most, low + step)
        if a[end_a - high : end_a - low] != b[end_b - high : end_b - low]:
            break
        low, step = high, step * 2
    else:
        return most
    while high - low > 1:
        middle = (low + high) // 2
        if a[end_a - middle : end_a - low] == b[end_b - middle : end_b - low]:
            low = middle
        else:
            high = middle
    return low
