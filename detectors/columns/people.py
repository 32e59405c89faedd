"""People: how many different ones, by keyed fingerprints: exactly while they are few, by a sketch that can be merged when many.

What is counted are different identifiers. One person with two addresses of mail in two tables counts twice; one whose number was
mistyped counts twice as well. Records that name nobody in a way that can be told apart are counted as unknown, never as nobody.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

from detectors.errors import DetectorError

#: Up to so many are counted exactly: 320 KB serialised.
EXACT = 20_000
#: Binary logarithm of the sketch's registers: a standard error of 1.04 / sqrt(2^14) = 0.8 %, 16 KB. Source:
#: https://datasketches.apache.org/docs/HLL/HLL.html
LG_REGISTERS = 14
#: Standard deviations of the bounds that are told: 95 %.
_DEVIATIONS = 2
_SIZE = 16
_HEAD = struct.Struct(">4sBQQQ")
_MAGIC = b"Ppl1"
_IN_SET, _IN_SKETCH, _AT_LEAST = 0, 1, 2
#: Bounds of the bands in which numbers of people are told. Source: 28 CFR 202.205: 100, 1,000, 10,000, 100,000.
_BANDS = (10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)


class SketchError(DetectorError):
    """Bytes that are no count of people, or one that needs the package `datasketches` to be merged."""


class Estimate(NamedTuple):
    """Different people: the likeliest number, bounds that hold in 95 of 100 cases, and records that name nobody."""

    number: int
    low: int
    high: int
    unknown: int


class Subjects:
    """Different people in records, of one table, object, shard or vendor. The same whatever the order of `add` and `merge`.

    Beyond `EXACT` it needs the package `datasketches`; without it, it keeps counting records and tells only that there are
    at least as many people as it had.
    """

    def __init__(self, exact: int = EXACT) -> None:
        """Count exactly up to `exact` people."""
        self._exact = exact
        self._set: set[bytes] = set()
        self._sketch: Any = None  # a datasketches.hll_union
        self._capped = False
        self.records = 0
        self.unknown = 0

    def add(self, fingerprint: bytes | None) -> None:
        """One record with the fingerprint, 16 bytes, of its person; None where it names nobody."""
        self.records += 1
        if fingerprint is None:
            self.unknown += 1
        else:
            self._note((fingerprint,))

    def update(self, fingerprints: Iterable[bytes], records: int, unknown: int = 0) -> None:
        """Many records at once: the fingerprints that they have, how many they are, and how many of them have none."""
        self.records += records
        self.unknown += unknown
        self._note(fingerprints)

    def _note(self, fingerprints: Iterable[bytes]) -> None:
        if self._sketch is not None:
            for fingerprint in fingerprints:
                self._sketch.update(int.from_bytes(fingerprint[:8], "big", signed=True))
        elif not self._capped:
            self._set.update(fingerprints)
            if len(self._set) > self._exact:
                self._overflow()

    def _overflow(self) -> None:
        """Go on with a sketch; where the package is missing, remember only that there were so many."""
        try:
            sketches = import_module("datasketches")  # optional, and only for many people
        except ImportError:
            self._cap()
            return
        held, self._set = self._set, set()
        self._sketch = sketches.hll_union(LG_REGISTERS)
        self._note(held)

    def _cap(self) -> None:
        """Remember only that there are more people than are counted exactly."""
        self._set, self._capped = set(), True

    def merge(self, other: Subjects) -> None:
        """Take in what another one counted; that one stays as it is."""
        self.records += other.records
        self.unknown += other.unknown
        if other._sketch is not None:
            if self._sketch is None and not self._capped:
                self._overflow()
            if self._sketch is not None:
                self._sketch.update(other._sketch.get_result())
            return
        if other._capped:
            self._sketch = None
            self._cap()
        self._note(other._set)

    def to_bytes(self) -> bytes:
        """What `from_bytes` takes; the same for the same people, whatever the order."""
        if self._sketch is not None:
            form, body = _IN_SKETCH, bytes(_settled(self._sketch).serialize_compact())
        else:
            form, body = _AT_LEAST if self._capped else _IN_SET, b"".join(sorted(self._set))
        return _HEAD.pack(_MAGIC, form, self.records, self.unknown, self._exact) + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Subjects:
        """What `to_bytes` gave.

        Raises:
            SketchError: it is none, or it needs `datasketches`.
        """
        if len(data) < _HEAD.size or data[:4] != _MAGIC:
            raise SketchError("a count of people is damaged: it does not begin as one; sweep again")
        _, form, records, unknown, exact = _HEAD.unpack_from(data)
        body = data[_HEAD.size :]
        made = cls(exact)
        made.records, made.unknown = records, unknown
        if form == _IN_SKETCH:
            made._sketch = _sketch(body)
            return made
        if form > _AT_LEAST or len(body) % _SIZE:
            raise SketchError("a count of people is damaged: it is cut; sweep again")
        made._set = {body[start : start + _SIZE] for start in range(0, len(body), _SIZE)}
        made._capped = form == _AT_LEAST
        return made

    def estimate(self) -> Estimate:
        """Different people so far; exact while they are few."""
        if self._sketch is not None:
            sketch = _settled(self._sketch)
            most = max(self.records - self.unknown, self._exact)  # nobody has less than one record
            number = min(round(sketch.get_estimate()), most)
            low = max(round(sketch.get_lower_bound(_DEVIATIONS)), 0)
            high = min(round(sketch.get_upper_bound(_DEVIATIONS)), most)
            return Estimate(number, min(low, number), high, self.unknown)
        if self._capped:
            return Estimate(self._exact, self._exact, max(self._exact, self.records - self.unknown), self.unknown)
        count = len(self._set)
        return Estimate(count, count, count, self.unknown)

    def describe(self) -> str:
        """The number for people: `12`, `about 41,200 (40,500 to 41,900)`, with the records that name nobody."""
        number, low, high, unknown = self.estimate()
        if self._capped:
            told = f"more than {number:,} (at most {high:,})"
        elif low == high:
            told = f"{number:,}"
        else:
            told = f"about {_rounded(number):,} ({_rounded(low):,} to {_rounded(high):,})"
        if not unknown:
            return told
        return f"{told}, and {unknown:,} {'record that names' if unknown == 1 else 'records that name'} nobody"

    def band(self) -> str:
        """The band that the number lies in, for those who are not to know it: `<10`, `100-999`, `10,000,000 or more`."""
        number = self.estimate().number
        if number < _BANDS[0]:
            return f"<{_BANDS[0]}"
        for low, high in pairwise(_BANDS):
            if number < high:
                return f"{low:,}-{high - 1:,}"
        return f"{_BANDS[-1]:,} or more"


def _settled(union: Any) -> Any:
    """The sketch of a union, without what it remembers of the order in which it was fed: one that was merged twice forgets that."""
    sketch = union.get_result()
    again = import_module("datasketches").hll_union(LG_REGISTERS)
    again.update(sketch)
    again.update(sketch)
    return again.get_result()


def _sketch(body: bytes) -> Any:
    try:
        sketches = import_module("datasketches")
    except ImportError as error:
        raise SketchError(
            "a count of more people than are counted exactly needs the package 'datasketches': pip install datasketches"
        ) from error
    union = sketches.hll_union(LG_REGISTERS)
    try:
        union.update(sketches.hll_sketch.deserialize(body))
    except (RuntimeError, ValueError, IndexError) as error:
        raise SketchError("a count of people is damaged: its sketch cannot be read; sweep again") from error
    return union


def _rounded(number: int) -> int:
    """Three digits that count, as many as a sketch knows."""
    return round(number, 3 - len(str(number))) if number >= 1_000 else number  # noqa: PLR2004  # three digits
