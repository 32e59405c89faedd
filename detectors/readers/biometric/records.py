"""Records: interchange records of faces, fingers and irises, whose every length is checked against the file.

ISO/IEC 19794 parts 2, 4, 5 and 6 and what ANSI/INCITS 378, 381 and 385 share with them. Layouts after NIST's BiomDI
(https://github.com/usnistgov/biomdi), MOSIP's bio-utils (https://github.com/mosip/bio-utils) and JMRTD (https://jmrtd.org).
The version alone does not tell which layout it is (ANSI and ISO share ` 20`), so each is tried until one walks to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError
from detectors.readers.binary.window import Window
from detectors.readers.biometric.contents import digest, picture
from detectors.readers.biometric.facts import fact
from detectors.views.sniff import Media

#: Most representations of one record and most records of one file that are walked.
_MOST = 200_000
#: Pictures of one file that are handed on.
_MOST_PICTURES = 10_000

Step = Callable[[Window, int, int], list[int]]
"""Lengths of the representations at a place, given where the record ends; empty where there is none."""


class Layout(NamedTuple):
    """How one version of a record is laid out, in bytes from its beginning.

    Attributes:
        total: where the record's length stands.
        width: bytes of it.
        views: where the number of representations stands.
        wide: bytes of it.
        head: where the first representation begins.
        step: how long each is.
    """

    total: int
    width: int
    views: int
    wide: int
    head: int
    step: Step


def _number(window: Window, at: int, width: int) -> int:
    return int.from_bytes(window.take(at, width))


def _sized(window: Window, at: int, end: int, *, least: int) -> list[int]:
    """A representation that begins with its own length."""
    size = _number(window, at, 4)
    return [size] if least <= size <= end - at else []


def _minutiae(window: Window, at: int, end: int, *, head: int) -> list[int]:
    """A finger view of 19794-2:2005 8.4 or ANSI 378: minutiae of six bytes, then a block of further data with its length."""
    number = _number(window, at + head - 1, 1)
    block = at + head + 6 * number
    if not number or block + 2 > end:
        return []
    size = head + 6 * number + 2 + _number(window, block, 2)
    return [size] if at + size <= end else []


def _eyes(window: Window, at: int, end: int) -> list[int]:
    """Irises of one eye, 19794-6:2005: three bytes, then pictures of eleven bytes and their data each."""
    number, here = _number(window, at + 1, 2), at + 3
    sizes: list[int] = []
    while len(sizes) < number and here + 11 <= end:
        size = 11 + _number(window, here + 7, 4)
        if size <= 11 or here + size > end:  # noqa: PLR2004  # its head
            break
        sizes.append(size + (0 if sizes else 3))
        here += size
    return sizes


_FACE_2005 = partial(_sized, least=32)
_FINGER_2005 = partial(_sized, least=15)
_2011 = partial(_sized, least=32)
#: Magic and version -> layouts that it may have.
LAYOUTS: dict[bytes, tuple[Layout, ...]] = {
    b"FMR\0 20\0": (
        Layout(8, 4, 22, 1, 24, partial(_minutiae, head=4)),  # ISO
        Layout(8, 2, 24, 1, 26, partial(_minutiae, head=4)),  # ANSI 378, a short length
        Layout(10, 4, 28, 1, 30, partial(_minutiae, head=4)),  # ANSI 378, a long one behind two zeros
    ),
    b"FMR\x00020\0": (Layout(8, 4, 12, 2, 15, _2011),),
    b"FMR\x00030\0": (
        Layout(8, 4, 12, 2, 15, _2011),
        Layout(8, 4, 18, 1, 20, partial(_minutiae, head=17)),  # ANSI 378-2009
    ),
    b"FIR\x00010\0": (Layout(8, 6, 18, 1, 32, _FINGER_2005), Layout(8, 6, 22, 1, 36, _FINGER_2005)),  # ISO, ANSI 381
    b"FIR\x00020\0": (Layout(8, 4, 12, 2, 16, _2011),),
    b"FIR\x00030\0": (Layout(8, 4, 12, 2, 16, _2011),),
    b"FAC\x00010\0": (Layout(8, 4, 12, 2, 14, _FACE_2005),),
    b"FAC\x00020\0": (Layout(8, 4, 12, 2, 17, _2011),),
    b"FAC\x00030\0": (Layout(8, 4, 12, 2, 17, _2011),),
    b"IIR\x00010\0": (Layout(8, 4, 14, 1, 45, _eyes),),
    b"IIR\x00020\0": (Layout(8, 4, 12, 2, 16, _2011),),
    b"IIR\x00030\0": (Layout(8, 4, 12, 2, 16, _2011),),
}
RULES = {b"FMR": "minutiae-record", b"FIR": "finger-record", b"FAC": "face-record", b"IIR": "iris-record"}


class Record(NamedTuple):
    """One record.

    Attributes:
        start: where it begins.
        end: where it ends, by its own length.
        views: place and size of every representation in it.
        whole: whether they fill it, as many as it says.
    """

    start: int
    end: int
    views: tuple[tuple[int, int], ...]
    whole: bool


def record(window: Window, at: int, budget: Budget) -> Record | None:
    """The record that begins at `at`, by the layout that fits best; None where none fits a single representation."""
    best: Record | None = None
    for layout in LAYOUTS.get(window.take(at, 8), ()):
        found = _walked(window, at, layout, budget)
        if found is not None and found.whole:
            return found
        if found is not None and (best is None or len(found.views) > len(best.views)):
            best = found
    return best


def _walked(window: Window, at: int, layout: Layout, budget: Budget) -> Record | None:
    total = _number(window, at + layout.total, layout.width)
    count = _number(window, at + layout.views, layout.wide)
    end = at + total
    if total <= layout.head or not count:
        return None
    views: list[tuple[int, int]] = []
    here, limit = at + layout.head, min(end, window.size)
    while here < limit and len(views) < _MOST:
        budget.check()
        sizes = layout.step(window, here, limit)
        if not sizes:
            break
        for size in sizes:
            views.append((here, size))
            here += size
    # Fingers are counted once in 19794-4:2005 however many views they have, eyes once in 19794-6:2005.
    whole = here == end and len(views) >= count
    return Record(at, end, tuple(views), whole) if views else None


class RecordReader(Reader):
    """Reads ISO/IEC 19794 records, one or more of a sort in a file: a fact with their representations, pictures as members."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        yield from parts(blob, 0, budget)


def parts(blob: Blob, start: int, budget: Budget) -> Iterator[Part]:
    """What the records say that begin at `start`.

    Raises:
        ReadError: there is none, or the last one is damaged.
    """
    window = Window(blob)
    rule = RULES.get(window.take(start, 3), "")
    views: list[tuple[int, int]] = []
    at, whole = start, True
    while whole and at < blob.size and RULES.get(window.take(at, 3)) == rule and len(views) < _MOST:
        found = record(window, at, budget)
        if found is None:
            whole = at > start and at < blob.size and not views
            break
        views += found.views
        whole, at = found.whole, found.end
    if not views:
        raise ReadError(Reason.CORRUPT, "begins as a biometric record and is none")
    evidence = ("structure", "lengths") if whole else ("structure", "damaged")
    yield fact(rule, digest(blob, start, budget), evidence=evidence, records=len(views))
    yield from _pictures(window, views, budget)
    if not whole:
        yield Gap("", max(0, blob.size - sum(views[-1])), Reason.CORRUPT, "the record's lengths and its content differ")


def _pictures(window: Window, views: list[tuple[int, int]], budget: Budget) -> Iterator[Member]:
    for number, (at, size) in enumerate(views[:_MOST_PICTURES], 1):
        found = picture(window, at, at + size, f"view-{number}", budget)
        if found is not None:
            yield found
