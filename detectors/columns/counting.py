"""Counting: all values of a column that holds something: how many, the first of them, how many different ones."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from detectors.columns.cells import repaired
from detectors.columns.fields import Verdict
from detectors.columns.judge import Judgement, plain_form
from detectors.columns.people import Subjects
from detectors.columns.sample import Sample
from detectors.readers.base import Column
from detectors.text.normal import normal

Fingerprint = Callable[[bytes], bytes]

#: What is dropped, if values of the sample have it, where all of them come to their plain form by that.
_SEPARATORS = " -./()+"
#: Values remembered with their fingerprints, where values repeat.
_MOST_KNOWN = 1 << 16
_REPEATED = 0.7
#: Categories of which the plain form is the normal form.
_PLAIN = ("govid.", "fin.", "person.email")


def cells(column: Column) -> list[bytes]:
    """The values of a chunk of a column."""
    data, ends = column.data, column.ends
    values = data.split(b"\n")
    if len(values) == len(ends) + 1:
        values.pop()
        return values
    return [data[start:end] for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False)]


class Counter(ABC):
    """Counts the values of one column.

    Attributes:
        rule: of what they are.
        values: how many there were.
        first: row of the first, from 1; 0 before there was one.
        since: row from which on all were counted.
        distinct: different ones; None where they are not counted.
    """

    def __init__(self, rule: str, fingerprint: Fingerprint | None) -> None:
        """Take what is counted, and the digest where different values are to be counted."""
        self.rule = rule
        self.values = self.first = self.since = 0
        self.distinct = Subjects() if fingerprint is not None else None

    def count(self, column: Column, first: int) -> Sequence[bytes | None]:
        """Count a chunk whose first row has that number; gives for each row what tells the record's person, or nothing at all."""
        self.since = self.since or first
        found = self._count(column)
        if self.values and not self.first:
            self.first = first + next(
                number for number, end in enumerate(column.ends) if self._has(column, number, end)
            )
        return found

    def _has(self, column: Column, number: int, end: int) -> bool:
        start = column.ends[number - 1] + 1 if number else 0
        return end > start and self._plain(column.data[start:end]) is not None

    @abstractmethod
    def _count(self, column: Column) -> Sequence[bytes | None]:
        """Count a chunk."""

    @abstractmethod
    def _plain(self, cell: bytes) -> bytes | None:
        """The plain form of a cell; None where it holds no value."""


class IdentifierCounter(Counter):
    """Counts identifiers: cells that have the form; gives their fingerprints."""

    def __init__(self, judgement: Judgement, sample: Sample, fingerprint: Fingerprint | None) -> None:
        """Take the verdict, and the sample that shows how values come to their plain form."""
        super().__init__(judgement.identifier.rule, fingerprint)
        self._identifier, self._width = judgement.identifier, judgement.width
        self._fingerprint = fingerprint
        self._direct = self._identifier.kind.startswith(_PLAIN)
        self._normal = plain_form(self._identifier)
        pairs = [(value, plain) for value in sample.values if (plain := self._normal(value))]
        self._addresses = all("@" in plain for _, plain in pairs)
        written = "".join(value for value, _ in pairs)
        kept = "" if self._addresses else "".join(mark for mark in _SEPARATORS if mark in written)
        self._dropped = dropped = f"\t\r{kept}".encode()
        self._bulk = next((case for case in (bytes, bytes.upper, bytes.lower) if _agrees(pairs, case, dropped)), None)
        self._lengths = frozenset(len(plain) for _, plain in pairs)
        self._digits = all(plain.isdigit() for _, plain in pairs)
        repeats = len(set(sample.values)) < _REPEATED * len(sample.values)
        self._known: dict[bytes, bytes] | None = {} if repeats else None

    def _plain(self, cell: bytes) -> bytes | None:
        value = repaired(cell[:512].decode("utf-8", "replace"))
        text = self._normal(value)
        if not text and self._width and value.isdigit() and len(value) >= self._width - 3:
            text = self._normal(value.zfill(self._width))
        return text.encode() if text else None

    def _count(self, column: Column) -> Sequence[bytes | None]:
        plains = self._bulk_plains(column)
        if plains is None:
            plains = [self._plain(cell) if cell else None for cell in cells(column)]
        self.values += len(plains) - plains.count(None)
        if self.distinct is None:
            return ()
        prints = self._prints(plains)
        self.distinct.update(filter(None, prints), len(prints), prints.count(None))
        return prints

    def _bulk_plains(self, column: Column) -> list[bytes | None] | None:
        """All values in plain form at once, where the sample showed how; what is of another form goes the slow way."""
        data = column.data
        if self._bulk is None or not data.isascii():
            return None
        plains = self._bulk(data).translate(None, self._dropped).split(b"\n")
        if len(plains) != len(column.ends) + 1:
            return None
        plains.pop()
        if self._addresses:
            found: list[bytes | None] = [plain if b"@" in plain else None for plain in plains]
        else:
            lengths, right = self._lengths, bytes.isdigit if self._digits else bytes.isalnum
            found = [plain if len(plain) in lengths and right(plain) else None for plain in plains]
        if found.count(None) > plains.count(b""):
            start = 0
            for number, end in enumerate(column.ends):
                if found[number] is None and plains[number]:
                    found[number] = self._plain(data[start:end])
                start = end + 1
        return found

    def _prints(self, plains: Sequence[bytes | None]) -> list[bytes | None]:
        fingerprint, kind = self._fingerprint, self._identifier.kind
        assert fingerprint is not None  # or different values were not counted
        if self._known is None:
            if self._direct:
                return [fingerprint(plain) if plain is not None else None for plain in plains]
            return [fingerprint(normal(kind, plain)) if plain is not None else None for plain in plains]
        known = self._known
        for plain in set(plains):
            if plain is not None and plain not in known:
                if len(known) >= _MOST_KNOWN:
                    known.clear()
                    self._known = None  # they do not repeat after all
                    return self._prints(plains)
                known[plain] = fingerprint(plain if self._direct else normal(kind, plain))
        return [known[plain] if plain is not None else None for plain in plains]


def _agrees(pairs: Sequence[tuple[str, str]], case: Callable[[bytes], bytes], dropped: bytes) -> bool:
    """Whether all values come to their plain form by one change of case and without separators."""
    if not pairs:
        return False
    return all(
        value.isascii() and case(value.encode()).translate(None, dropped) == plain.encode() for value, plain in pairs
    )


class FieldCounter(Counter):
    """Counts cells that are not empty."""

    def __init__(self, verdict: Verdict) -> None:
        """Take the verdict."""
        super().__init__(verdict.field.rule, None)

    def _plain(self, cell: bytes) -> bytes | None:
        return cell or None

    def _count(self, column: Column) -> Sequence[bytes | None]:
        values = cells(column)
        self.values += len(values) - values.count(b"")
        return ()


def counter(best: Judgement | Verdict, sample: Sample, fingerprint: Fingerprint | None) -> Counter:
    """A counter for what a column was taken for; without a digest it counts no different values."""
    if isinstance(best, Judgement):
        return IdentifierCounter(best, sample, fingerprint)
    return FieldCounter(best)
