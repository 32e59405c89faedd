"""Records: whose each row of a table is: its strongest identifier, else name with birth date, else unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from detectors.columns.counting import Counter, cells
from detectors.columns.fields import Verdict
from detectors.columns.judge import Judgement
from detectors.columns.people import Subjects
from detectors.readers.base import Rows

#: Confidence from which a column tells whose a record is.
_SURE = 0.5
#: Identifiers of this strength and more name a person by themselves; weaker ones do with the person's name beside them.
_ALONE = 2
#: Categories of kinds that speak of people.
_OF_PEOPLE = ("govid.", "person.", "health.", "special.", "child.", "fin.", "kyc.")

_WORDS = re.compile(r"[^\W_]+")
_NUMBERS = re.compile(rb"[0-9]+")
#: Bytes of a name that are looked at.
_LONGEST = 512

Chosen = tuple[int, Counter, Judgement | Verdict]


class Records:
    """The people in a table's rows.

    Attributes:
        subjects: those counted so far.
    """

    def __init__(self) -> None:
        self.subjects = Subjects()
        self._alone: list[int] = []
        self._beside: list[int] = []
        self._names: list[int] = []
        self._births: list[int] = []
        self._any = False

    def choose(self, columns: Sequence[Chosen]) -> None:
        """Take the columns that hold something; those that are surely of people decide whose a record is."""
        sure = [(number, count, best) for number, count, best in columns if best.confidence >= _SURE]
        strong: list[tuple[int, float, int]] = []
        weak: list[int] = []
        self._names, self._births, self._any = [], [], False
        for number, count, best in sure:
            if isinstance(best, Judgement):
                strength = best.identifier.strength
                self._any |= strength > 0 and best.identifier.kind.startswith(_OF_PEOPLE)
                if count.distinct is not None and strength >= _ALONE:
                    strong.append((-strength, -best.confidence, number))
                elif count.distinct is not None and strength:
                    weak.append(number)
                continue
            self._any |= best.field.kind.startswith(_OF_PEOPLE)
            if best.field.kind == "person.dob":
                self._births.append(number)
            elif best.field.kind == "person.name":
                self._names.append(number)
        self._alone = [number for _, _, number in sorted(strong)]
        self._beside = weak if self._names else []

    def add(
        self, found: Mapping[int, Sequence[bytes | None]], rows: Rows, fingerprint: Callable[[bytes], bytes]
    ) -> None:
        """Count the people of a chunk.

        Args:
            found: by column, the fingerprint of the identifier in each row.
            rows: the chunk.
            fingerprint: keyed digest.
        """
        if not self._any:
            return
        prints: list[bytes | None] = [None] * rows.count
        for number in (*self._alone, *self._beside):
            mine = found.get(number, ())
            if len(mine) == rows.count:
                prints = [old or new for old, new in zip(prints, mine, strict=True)] if any(prints) else list(mine)
            if None not in prints:
                break
        if None in prints and self._names and self._births:
            self._by_name(prints, rows, fingerprint)
        different = set(prints)
        self.subjects.update([each for each in different if each], rows.count, prints.count(None))

    def _by_name(self, prints: list[bytes | None], rows: Rows, fingerprint: Callable[[bytes], bytes]) -> None:
        """Fill in name with birth date, where both are there."""
        births = cells(rows.columns[self._births[0]])
        names = [cells(rows.columns[number]) for number in self._names]
        for row, known in enumerate(prints):
            if known is None and births[row]:
                words = sorted(word for name in names for word in _words(name[row]))
                birth = sorted(_NUMBERS.findall(births[row])[:3])
                if words and birth:
                    prints[row] = fingerprint(b" ".join(words) + b"|" + b"-".join(birth))


def _words(name: bytes) -> list[bytes]:
    """The words of a name without regard to case and order: surname first or last is one person."""
    return [word.casefold().encode() for word in _WORDS.findall(name[:_LONGEST].decode("utf-8", "replace"))]
