"""Path date: a day that a path names. Pure."""

from __future__ import annotations

import re
from datetime import date

#: Years that a path may name: storage of recordings and scans is no older.
_OLDEST = 1995
_SEPARATED = re.compile(r"(?<![\d.v])(\d{4})([-_/.])(\d{1,2})\2(\d{1,2})(?!\.?\d)")
_TOGETHER = re.compile(r"(?<![\dA-Za-z])(\d{4})(\d{2})(\d{2})(?!\d)(?:(?=[T_-]?\d{4,6}\b)|(?![A-Za-z]))")
_MONTH = re.compile(r"(?<![\d.])(\d{4})([-_/])(\d{2})(?=[/_])")
_KEYED = re.compile(r"year=(\d{4})/month=(\d{1,2})(?:/day=(\d{1,2}))?")


def path_date(path: str, today: date) -> date | None:
    """The last day that a path names, that of the object rather than of its folder; the first of a month where it names no day.

    None where it names none, or one after today: that is a plan, an expiry or a number.
    """
    found: list[tuple[int, date]] = []
    for pattern, order in ((_KEYED, (1, 2, 3)), (_SEPARATED, (1, 3, 4)), (_TOGETHER, (1, 2, 3)), (_MONTH, (1, 3, 0))):
        for match in pattern.finditer(path):
            day = _day(*(int(match[at]) if at and match[at] else 1 for at in order))
            if day is not None and day <= today and not any(at <= match.start() < at + 10 for at, _ in found):
                found.append((match.start(), day))
    return max(found)[1] if found else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _OLDEST else None
    except ValueError:
        return None
