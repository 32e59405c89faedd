"""Words: how numbers are said, and how foreign text is made safe to write."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_THOUSAND = 1000
#: Hours from which minutes, and minutes from which seconds, say nothing.
_LONG, _MANY = 24, 10


def clean(text: str) -> str:
    """Text that UTF-8 can carry: a byte that was not UTF-8 (PEP 383) as `%XX`, any other half of a pair as U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub(_escaped, text)
    return text


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"%{code - 0xDC00:02X}" if 0xDC80 <= code <= 0xDCFF else "\ufffd"  # noqa: PLR2004  # PEP 383's range


def shown(text: str) -> str:
    """Foreign text for a terminal: what would move the cursor, or hide or turn other text, is escaped."""
    text = clean(text)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def size(count: int) -> str:
    """Bytes in decimal units, three digits at most."""
    value, unit = float(count), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    return f"{value:.0f} {_UNITS[unit]}" if unit == 0 or value >= _THOUSAND / 10 else f"{value:.1f} {_UNITS[unit]}"


def percent(share: float) -> str:
    """A share with one decimal, never rounded up to the whole: 99.96 % is not everything."""
    return "100 %" if share >= 1 else f"{int(share * 1000) / 10:.1f} %"


def duration(seconds: int) -> str:
    """`45 s`, `12 min`, `3 h 5 min`, `1,200 h`."""
    minutes, rest = divmod(seconds, 60)
    hours, left = divmod(minutes, 60)
    if hours >= _LONG:
        return f"{hours:,} h"
    if hours:
        return f"{hours} h {left} min" if left else f"{hours} h"
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest and minutes < _MANY else f"{minutes} min"


def plural(count: int, noun: str) -> str:
    """`1 object`, `2,000 objects`."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else many}"
