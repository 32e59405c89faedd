"""Records: whose each row of a table is: its strongest identifier, else name with birth date, else unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from detectors.columns.counting import Counter
from detectors.columns.fields import Verdict
from detectors.columns.judge import Judgement
from detectors.columns.people import Subjects

#: Confidence from which a column tells whose a record is.
_SURE = 0.5
#: Identifiers of this strength and more name a person by themselves; weaker ones do with the person's name beside them.
_ALONE = 2
#: Categories of kinds that speak of people.
_OF_PEOPLE = ("govid.", "person.", "health.", "special.", "child.", "fin.", "kyc.")

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
            if count.distinct is not None:
                (self._births if best.field.kind == "person.dob" else self._names).append(number)
        self._alone = [number for _, _, number in sorted(strong)]
        self._beside = weak if self._names else []

    def add(
        self, found: Mapping[int, Sequence[bytes | None]], count: int, fingerprint: Callable[[bytes], bytes]
    ) -> None:
        """Count the people of a chunk.

        Args:
            found: by column, what tells persons apart in each row: fingerprints of identifiers, normal text of names and births.
            count: rows.
            fingerprint: keyed digest.
        """
        if not self._any:
            return
        prints: list[bytes | None] = [None] * count
        for number in (*self._alone, *self._beside):
            if prints.count(None) == 0:
                break
            mine = found.get(number) or ()
            if len(mine) == count:
                prints = (
                    [old if old is not None else new for old, new in zip(prints, mine, strict=True)]
                    if any(prints)
                    else list(mine)
                )
        if None in prints and self._births:
            self._by_name(prints, found, fingerprint)
        unknown = prints.count(None)
        self.subjects.update([each for each in set(prints) if each is not None], count, unknown)

    def _by_name(
        self,
        prints: list[bytes | None],
        found: Mapping[int, Sequence[bytes | None]],
        fingerprint: Callable[[bytes], bytes],
    ) -> None:
        """Fill in name with birth date, where both are there."""
        names = [found[number] for number in self._names if len(found.get(number, ())) == len(prints)]
        births = next((found[number] for number in self._births if len(found.get(number, ())) == len(prints)), None)
        if not names or births is None:
            return
        for row, known in enumerate(prints):
            birth = births[row]
            words = [word for name in names for word in (name[row] or b"").split(b" ") if word]
            if known is None and birth and words:
                prints[row] = fingerprint(b" ".join(sorted(words)) + b"|" + birth)
