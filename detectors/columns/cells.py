"""Cells: what spreadsheets and exports did to a value is undone, and its shape is told."""

from __future__ import annotations

import re
import unicodedata

from detectors.columns import terms

#: Characters of a cell that are looked at; no identifier and no name is longer.
LONGEST = 128
#: Letters of a run that a shape tells apart; longer runs are alike.
_RUN = 6
_SHAPE = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\u00a0", "9" * 10 + "a" * 26 + "A" * 26 + " "
)
_LONG = re.compile(rf"a{{{_RUN + 1},}}|A{{{_RUN + 1},}}")
_FLOAT = re.compile(r"([0-9]{4,20})[.,]0{1,6}")
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]{1,20}))?[eE]\+?([0-9]{1,2})")
#: Digits that scientific notation drops because they are zeros; more are lost ones.
_MOST_DROPPED, _MOST_DIGITS = 3, 20
#: How a text that looks like a number is kept from being taken for one: ="0123" and '0123.
_KEPT = re.compile(r"""="([^"]*)"|'([^']+)'?|"([^"]*)\"""")


def repaired(cell: str) -> str:
    """The value as it was before a program wrote it as something else: quotes, floats, exponents, wide and foreign digits.

    `1.23456789E8` and `123456789.0` become `123456789`; marks of direction go; letters and separators stay. What has lost digits
    for good stays as it is. Linear time; never raises.
    """
    text = cell[:LONGEST]
    if text.isdecimal() and text.isascii():
        return text
    if not text.isascii():
        text = _ascii_digits(unicodedata.normalize("NFKC", text))
    text = text.strip()
    if text[:1] in {"=", "'", '"'}:
        kept = _KEPT.fullmatch(text)
        text = next(group for group in kept.groups() if group is not None).strip() if kept else text
    if "." in text or "," in text or "e" in text or "E" in text:
        return _whole(text)
    return text


def _ascii_digits(text: str) -> str:
    """ASCII digits for those of any script; characters without a width go, unusual blanks become blanks."""
    out = []
    for char in text:
        if char.isascii():
            out.append(char)
        elif char.isdecimal():
            out.append(str(unicodedata.decimal(char)))
        elif unicodedata.category(char) != "Cf":
            out.append(" " if char.isspace() else char)
    return "".join(out).replace("\u2010", "-").replace("\u2011", "-").replace("\u2013", "-").replace("\u2212", "-")


def _whole(text: str) -> str:
    found = _FLOAT.fullmatch(text)
    if found:
        return found[1]
    found = _SCIENTIFIC.fullmatch(text)
    if not found:
        return text
    fraction, exponent = found[2] or "", int(found[3])
    dropped = exponent - len(fraction)
    if not 0 <= dropped <= _MOST_DROPPED or exponent >= _MOST_DIGITS:
        return text
    return found[1] + fraction + "0" * dropped


def shape(text: str) -> str:
    """Digits as `9`, letters as `a`, `A` or, in other scripts, `x`; long runs of letters alike; any address with @ is `@`."""
    if "@" in text:
        return "@"
    if not text.isascii():
        text = "".join(
            "x" if not char.isascii() and char.isalpha() else "" if unicodedata.combining(char) else char
            for char in text
        )
    elif text.isdecimal():
        return "9" * len(text)
    shaped = text.translate(_SHAPE)
    return _LONG.sub(lambda run: run[0][0] * _RUN + "~", shaped) if len(shaped) > _RUN else shaped


def is_empty(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return not text or (len(text) <= 9 and text.casefold() in terms.EMPTY)  # noqa: PLR2004  # the longest of the list
