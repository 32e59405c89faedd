"""Dates of birth: a date as people and programs write it, of somebody who may be alive."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_date
from detectors.identifiers.plain import Plain, tidy
from detectors.identifiers.words import MONTHS, folded, words_of_rule

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.+Z-]{0,30})?")
_TURNED = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})(?: [0-9: APMapm]{0,12})?")
_NAMED = re.compile(r"([0-9]{1,2})[. -]{1,3}(?:de )?([^\W\d_]{3,12})[. ,-]{1,3}(?:de )?([0-9]{4})")
_NAMED_US = re.compile(r"([^\W\d_]{3,12})\.? ([0-9]{1,2}),? ([0-9]{4})")
_HAN = re.compile("([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
_BARE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
#: Years in which somebody whose data is held was born: the oldest person ever lived for 122. Constants, see `dates`.
_EARLIEST, _LATEST = 1905, 2030
_YEAR_MONTHS = 12


def iso(value: str) -> str:
    """A date as `YYYYMMDD`, empty where it is none: year first, day first (or month, where only that can be), month by name."""
    text = tidy(value)
    for form in (_ISO, _BARE, _HAN):
        if found := form.fullmatch(text):
            return _joined(*map(int, found.groups()))
    if found := _TURNED.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _joined(year, month, day) or _joined(year, day, month)
    if found := _NAMED.fullmatch(text):
        return _joined(int(found[3]), MONTHS.get(folded(found[2]), 0), int(found[1]))
    if found := _NAMED_US.fullmatch(text):
        return _joined(int(found[3]), MONTHS.get(folded(found[1]), 0), int(found[2]))
    return ""


def _joined(year: int, month: int, day: int) -> str:
    return f"{year:04d}{month:02d}{day:02d}" if month <= _YEAR_MONTHS and is_date(year, month, day) else ""


class _Birth(Plain):
    """The `normal` of dates: plain form `YYYYMMDD`."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        return iso(value)


def birth(plain: str) -> bool:
    """A date between 1905 and 2030; whether it is of a birth, the column's name and its neighbours tell."""
    return _EARLIEST <= int(plain[:4]) <= _LATEST and is_date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))


BIRTHS = (
    Identifier(
        "person.dob",
        "person.dob",
        "Date of birth",
        _Birth(
            "9{4}-9{1,2}-9{1,2}|9{4}/9{1,2}/9{1,2}|9{1,2}/9{1,2}/9{4}"
            "|9{1,2}.9{1,2}.9{4}|9{1,2}-9{1,2}-9{4}|9{8}|9{1,2} A{3,9} 9{4}|A{3,9} 9{1,2}, 9{4}"
        ),
        birth,
        0.0027,
        words_of_rule("person.dob"),
        1,
        "https://www.iso.org/iso-8601-date-and-time-format.html",
    ),
)
