"""Fields of a machine readable zone: check digits judged one by one, dates, and repairs where the format fixes the class."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from detectors.identifiers.dates import is_date
from detectors.identity.row import TO_DIGIT, TO_LETTER
from detectors.text.check_numbers import check_digit

#: Births of `YY` up to this are of the 2000s. A constant, so that a sweep judges alike on every day.
_BIRTH_PIVOT, _EXPIRY_PIVOT = 30, 70
_LENGTH = len("YYMMDD")
#: Month and day, or day alone, that the issuer does not know (ICAO Doc 9303 part 3, section 4.8).
_UNKNOWN = re.compile(r"[0-9]{2}(?:(?:0[1-9]|1[0-2])<<|<<<<)|<{6}")


@dataclass(slots=True)
class Judge:
    """Counts check digits and repairs while the fields of one zone are read.

    Attributes:
        valid: check digits that are right.
        of: check digits that were judged.
        repaired: characters that were changed to the class that their place has.
        dates: of each date, whether its check digit is right, and whether it is a day.
        right: names of fields whose check digit is right.
    """

    valid: int = 0
    of: int = 0
    repaired: int = 0
    dates: list[tuple[bool, bool]] = field(default_factory=list)
    right: set[str] = field(default_factory=set)

    def digits(self, text: str) -> str:
        """Text of a place for digits; fillers stay."""
        return self._changed(text, text.translate(TO_DIGIT))

    def letters(self, text: str) -> str:
        """Text of a place for letters; fillers stay."""
        return self._changed(text, text.translate(TO_LETTER))

    def check(self, name: str, text: str, digit: str) -> bool:
        """Whether a field has its check digit, counted; an empty field is not judged."""
        if not text.strip("<?"):
            return False
        right = "?" not in text + digit and check_digit(text) == digit
        self.of += 1
        self.valid += right
        if right:
            self.right.add(name)
        return right

    def date(self, name: str, text: str, digit: str) -> str:
        """A field of `YYMMDD`, judged, with what has to be repaired repaired."""
        if not text.strip("<?"):
            return text
        found = self.digits(text)
        self.dates.append((self.check(name, found, digit), is_real(found)))
        return found

    def plausible(self) -> bool:
        """Whether every date whose check digit is right is one, and one of them is, or all are without it."""
        right = [real for good, real in self.dates if good]
        if right:
            return all(right)
        return bool(self.dates) and all(real for _, real in self.dates)

    def _changed(self, old: str, new: str) -> str:
        self.repaired += sum(map(str.__ne__, old, new))
        return new


def is_real(text: str) -> bool:
    """Whether a field of `YYMMDD` is a day, or one of which parts are unknown."""
    if len(text) == _LENGTH and text.isdigit():
        return is_date(int(text[:2]), int(text[2:4]), int(text[4:]))
    return _UNKNOWN.fullmatch(text) is not None


def iso(text: str, *, birth: bool) -> str:
    """`YYYY-MM-DD` of a field of `YYMMDD`; empty where it is no whole day."""
    if not (text.isdigit() and is_real(text)):
        return ""
    year = int(text[:2])
    year += 2000 if year <= (_BIRTH_PIVOT if birth else _EXPIRY_PIVOT) else 1900
    return f"{year}-{text[2:4]}-{text[4:]}"


_TRAILING = re.compile(r"[KCLSXE]{1,2}|C+|K+|L+|E+")


def names(text: str) -> tuple[str, str]:
    """Surname and given names of a field of names; fillers misread as letters at its end are left out."""
    surname, _, given = text.strip("<").partition("<<")
    parts = [part for part in given.split("<") if part.strip("?")]
    while len(parts) > 1 and "<<" in given and _TRAILING.fullmatch(parts[-1]):
        parts.pop()
    return surname.replace("<", " ").replace("?", ""), " ".join(parts).replace("?", "")
