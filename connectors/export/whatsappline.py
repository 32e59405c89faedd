"""Whatsappline: how a message begins in WhatsApp's text of a chat, and which order its dates have.

WhatsApp does not document it; shapes of lines are those that readers of many exports know:
https://github.com/Pustur/whatsapp-chat-parser/blob/master/src/parser.ts (iOS and Android, separators, 12 hours) and
https://www.wachattopdf.com/blog/whatsapp-chat-txt-format. Dates are written as the phone's language has them, without a zone; they
are taken as UTC, so that a time may be wrong by half a day.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

#: Marks of direction that are shown as nothing; they stand at beginnings of lines, around numbers and names.
MARKS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u061c\ufeff"
_GAP = r"[\u200e\u200f ]{0,3}"
_DATE = rf"(\d{{1,4}}){_GAP}[-/.]{_GAP}(\d{{1,2}}){_GAP}[-/.]{_GAP}(\d{{1,4}})"
#: Words before a time (`klo`, `at`, in some languages the half of the day), it, and in most the half of the day after it.
_TIME = (
    r"\.?[,،]?([^\d\[\]\n]{1,16}?)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"(?:[ \u202f\u00a0]?([^\W\d_][^\d\[\]\n:,\u2013-]{0,9}?))?"
)
_LEAD = f"[{MARKS}]*"
#: iOS puts all of it into brackets, Android a dash after it (a colon in old ones), and in Korean a comma after words.
SHAPES = (
    re.compile(rf"{_LEAD}\[{_DATE}{_TIME}\] ?"),
    re.compile(rf"{_LEAD}{_DATE}{_TIME}(?: [-\u2013] |: )"),
    re.compile(rf"{_LEAD}(\d{{4}})년 (\d{{1,2}})월 (\d{{1,2}})일{_TIME}, "),
)
ANDROID = SHAPES[1]
#: Halves of the day that are the second one, as languages with a clock of 12 hours write them, without dots and blanks.
_AFTERNOON = frozenset(
    {"pm", "م", "下午", "晚上", "中午", "오후", "午後", "μμ", "nm", "ch", "ös", "بظ", "בערב", "अपराह्न", "मन"}
)
_MORNING = frozenset({"am", "ص", "上午", "早上", "凌晨", "오전", "午前", "πμ", "vm", "sa", "öö", "قظ", "पूर्वाह्न"})
_BUDDHIST = range(2400, 2700)
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400
_YEAR_DIGITS = 4
_MONTHS = 12

#: Orders of day, month and year in a date: the place of each.
YEAR_FIRST, DAY_FIRST, MONTH_FIRST = (2, 1, 0), (0, 1, 2), (1, 0, 2)
Order = tuple[int, int, int]


class Header(NamedTuple):
    """What stands before a message.

    Attributes:
        numbers: the three of its date, in its order, as they are written.
        clock: seconds since midnight.
        half: which half of the day it names, in lower case without dots and blanks; empty on a clock of 24 hours.
        capital: whether that was written in capitals.
        seconds: whether its time has seconds; all of one text have, or none.
        end: where what was said begins.
    """

    numbers: tuple[str, str, str]
    clock: int
    half: str
    capital: bool
    seconds: bool
    end: int


def header(shape: re.Pattern[str], line: str) -> Header | None:
    """How a line begins, or None where it goes on with the message before it."""
    found = shape.match(line)
    if found is None:
        return None
    first, second, third, before, hour, minute, seconds, after = found.groups()
    half, capital, hours = _half(after or before)
    clock = (int(hour) % 12 + hours if half else int(hour)) * 3600 + int(minute) * 60 + int(seconds or 0)
    return Header((first, second, third), clock, half, capital, seconds is not None, found.end())


@lru_cache(256)
def _half(told: str) -> tuple[str, bool, int]:
    """The half of the day that words beside a time name, whether in capitals, and its first hour; nothing if they name none."""
    half = "".join(
        char for char in told.lower() if char.isalpha() or "\u0900" <= char <= "\u097f"
    )  # with signs of Hindi
    if half in _AFTERNOON:
        return half, told.strip().isupper(), 12
    return (half, told.strip().isupper(), 0) if half in _MORNING else ("", False, 0)


def order_of(headers: Iterable[Header]) -> Order:
    """The order of dates: what makes all of them days that exist, else days that do not go back, else what is usual."""
    numbers = list(dict.fromkeys(each.numbers for each in headers))
    found = [[int(number) for number in each] for each in numbers]
    if any(len(each[0]) == _YEAR_DIGITS for each in numbers):
        return YEAR_FIRST
    if any(each[0] > 31 for each in found):  # noqa: PLR2004  # days of a month
        return YEAR_FIRST
    if any(each[0] > _MONTHS for each in found):
        return DAY_FIRST
    if any(each[1] > _MONTHS for each in found):
        return MONTH_FIRST
    steps = {order: _steps_back(found, order) for order in (DAY_FIRST, MONTH_FIRST)}
    if steps[DAY_FIRST] != steps[MONTH_FIRST]:
        return min(steps, key=lambda order: steps[order])
    return DAY_FIRST


def _steps_back(dates: list[list[int]], order: Order) -> int:
    """How often a date is earlier than the one before."""
    days = [(each[order[2]], each[order[1]], each[order[0]]) for each in dates]
    return sum(now < before for before, now in itertools.pairwise(days))


def usual(headers: list[Header]) -> Order:
    """The order of dates in a text; where its dates tell nothing, Americans are who has `AM` and `PM` in capitals."""
    order = order_of(headers)
    if order != DAY_FIRST or not headers:
        return order
    numbers = {each.numbers for each in headers}
    undecided = len(numbers) == 1 and all(int(number) <= _MONTHS for number in next(iter(numbers))[:2])
    american = all(each.half and each.capital for each in headers)
    return MONTH_FIRST if undecided and american else DAY_FIRST


def seconds_of(numbers: tuple[str, str, str], order: Order) -> int | None:
    """Unix seconds of midnight of a date; None where there is no such day."""
    day, month, year = (int(numbers[place]) for place in order)
    if year in _BUDDHIST:
        year -= 543
    if len(numbers[order[2]]) <= 2:  # noqa: PLR2004  # digits of a short year
        year += 2000
    try:
        return (date(year, month, day).toordinal() - _EPOCH) * _DAY
    except ValueError:
        return None
