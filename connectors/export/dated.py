"""Dated: a time as mail, feeds and tables write it for people; whatever `moment` knows as well.

RFC 5322 section 3.3 (`Mon, 18 Jan 2010 00:45:29 +0000`); Jira's tables write `18/Jan/10 12:45 AM` unless they are set up otherwise:
https://confluence.atlassian.com/adminjiraserver/configuring-the-look-and-feel-of-your-jira-applications-938847214.html.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from connectors.export.moment import moment

_CLOCK = r"(?:,?[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*([AP]M)?)?"
_NAMED = re.compile(r"(\d{1,2})[/ .-]([A-Za-z]{3})[a-z]*[/ .-](\d{4}|\d\d)" + _CLOCK, re.IGNORECASE)
_NUMBERED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})" + _CLOCK, re.IGNORECASE)
_MONTHS = {
    name: at
    for at, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_LONGEST, _MONTHS_A_YEAR, _NOON, _CENTURY = 64, 12, 12, 100


def dated(told: object) -> float | None:
    """Unix seconds; None where it makes no sense, or day and month cannot be told apart. Without a zone it is taken for UTC."""
    if not isinstance(told, str):
        return moment(told)
    text = told.strip()[:_LONGEST]
    named = _NAMED.fullmatch(text)
    if named:
        return _made(int(named[3]), _MONTHS.get(named[2].lower(), 0), int(named[1]), named.groups()[3:])
    if (found := moment(text)) is not None:
        return found
    numbered = _NUMBERED.fullmatch(text)
    if numbered:
        return _numbered(numbered)
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment((parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)).timestamp())


def _numbered(found: re.Match[str]) -> float | None:
    """`31.12.2025` and `12/31/2025`: one of the two is a day for certain, or both are the same number."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if first > _MONTHS_A_YEAR or found[2] == ".":
        return _made(year, second, first, found.groups()[4:])
    if second > _MONTHS_A_YEAR or first == second:
        return _made(year, first, second, found.groups()[4:])
    return None


def _made(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> float | None:
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % _NOON + _NOON * (half[0] in "pP")
    try:
        made = datetime(
            year + 2000 * (year < _CENTURY), month, day, hours, int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    return moment(made.timestamp())
