"""Moment: a time as exports write it, as Unix seconds: a number of seconds, milliseconds or less, a string of one, or ISO 8601."""

from __future__ import annotations

import math
from datetime import UTC, datetime

#: Unix seconds of years 1990 and 2100: what lies outside is counted in something else, or makes no sense.
_FIRST, _LAST = 631_152_000, 4_102_444_800
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)


def moment(told: object) -> float | None:
    """Unix seconds of a time that may be of any form; None where it makes no sense.

    A number's unit is what puts it between 1990 and 2100: for any number that is one unit at most.
    """
    if isinstance(told, bool) or told is None:
        return None
    if isinstance(told, int | float):
        return _number(told)
    text = str(told).strip()
    try:
        return _number(float(text))
    except ValueError:
        pass
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)).timestamp()


def _number(told: float) -> float | None:
    if not math.isfinite(told):
        return None
    return next((told / unit for unit in _UNITS if _FIRST <= told / unit < _LAST), None)
