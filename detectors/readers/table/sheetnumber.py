"""Sheetnumber: numbers of a spreadsheet as people see them: whole without a point, dates as ISO, patterns of digits filled."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

#: Numbers of formats that are dates or times (ECMA-376 part 1, 18.8.30; those of East Asia as well).
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
#: What of a format is no code: text in quotes, what stands behind a backslash, colours and languages, fillers.
_BESIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_CODES = re.compile(r"[dmyhs]|AM/PM", re.IGNORECASE)
#: A pattern of digits with signs between: `000-00-0000`.
_PATTERN = re.compile(r"[0#?\- ()/.]*0{2}[0#?\- ()/.]*")
_PLAIN = re.compile(r"0+(?:\.0*)?")
GENERAL, DATE = "", "date"
#: Excel's day 0, and that of its first versions for the Macintosh; day 60 of the first one does not exist.
_EPOCH, _EPOCH_1904, _LEAP = datetime(1899, 12, 30), datetime(1904, 1, 1), 60  # noqa: DTZ001  # sheets have no zone
_MOST_DAYS = 2_958_466


@lru_cache(4096)
def kind(number: int, code: str) -> str:
    """What a format makes of numbers: `GENERAL`, `DATE`, or else a pattern of digits."""
    if not code:
        return DATE if number in _DATES else GENERAL
    first = code.partition(";")[0]
    bare = re.sub(r'"([^"]*)"|\\(.)', lambda found: found[1] or found[2] or "", first)
    if _PATTERN.fullmatch(bare) and not _PLAIN.fullmatch(bare):
        return bare
    if _PLAIN.fullmatch(bare) and "." not in bare and len(bare) > 1:
        return bare
    return DATE if _CODES.search(_BESIDE.sub("", first)) and "General" not in first else GENERAL


def shown(value: str, form: str = GENERAL, *, since_1904: bool = False) -> str:
    """A number as it is seen; what is no number as it is written."""
    if form == GENERAL and value.isdigit():
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    if form == DATE and 0 <= number < _MOST_DAYS:
        return _date(number, since_1904=since_1904)
    if number.is_integer() and abs(number) < 1e21:  # noqa: PLR2004  # from there on Excel shows powers too
        digits = str(int(number))
        return _filled(digits, form) if form not in {GENERAL, DATE} and digits.isdigit() else digits
    return f"{number:.15g}"


def _date(days: float, *, since_1904: bool) -> str:
    if days < 1:
        return _clock(days)
    epoch = _EPOCH_1904 if since_1904 else _EPOCH if days >= _LEAP else _EPOCH + timedelta(days=1)
    moment = epoch + timedelta(seconds=round(days * 86400))
    return moment.isoformat(" ") if moment.time() != moment.min.time() else moment.date().isoformat()


def _clock(days: float) -> str:
    seconds = round(days * 86400)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _filled(digits: str, pattern: str) -> str:
    """Digits in a pattern, from its end."""
    out: list[str] = []
    left = list(digits)
    places = sum(pattern.count(sign) for sign in "0#?")
    for sign in reversed(pattern):
        if sign not in "0#?":
            if left or "0" in pattern:
                out.append(sign)
            continue
        places -= 1
        if not left and sign != "0":
            continue
        out.append(left.pop() if left else "0")
        if not places:
            out.extend(reversed(left))
            left = []
    return "".join(reversed(out)).strip()
