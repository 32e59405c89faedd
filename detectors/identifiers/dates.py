"""Dates inside identifiers: whether the digits name a day on which somebody living may have been born."""

from __future__ import annotations

_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY, _LEAP_DAY = 2, 29
#: Years of birth that are believed. Constants, so that a sweep judges alike on every day.
EARLIEST, LATEST = 1880, 2035


def is_day(month: int, day: int) -> bool:
    """Whether the month has that day, in a leap year at least."""
    return 0 < month < len(_DAYS) and 0 < day <= _DAYS[month]


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there is that day; the year has two digits (of any century) or four."""
    if not is_day(month, day):
        return False
    return month != _FEBRUARY or day != _LEAP_DAY or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def is_birth(year: int, month: int, day: int) -> bool:
    """Whether somebody whose data is held may have been born on that day; the year has four digits."""
    return EARLIEST <= year <= LATEST and is_date(year, month, day)


def ymd(digits: str) -> bool:
    """Whether six digits are year, month and day of some century, or eight are a date of birth."""
    year, month, day = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    return is_date(year, month, day) if len(digits) == len("YYMMDD") else is_birth(year, month, day)


def dmy(digits: str) -> bool:
    """Whether six digits are day, month and year of some century, or eight are a date of birth."""
    return ymd(digits[4:] + digits[2:4] + digits[:2])
