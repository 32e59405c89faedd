"""Plain: a value as people and programs write it, brought into the form that check digits are computed over."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from detectors.identifiers.form import Form

#: Longest value that is looked at, in characters; the longest identifier is an e-mail address with 254 (RFC 5321).
LONGEST = 256
#: Separators that people write between groups; quotes and the apostrophe by which spreadsheets mark text.
SEPARATORS = b" \t\r\n.-/_'\"`"
#: A whole number that a program exported as a decimal fraction.
_FRACTION = re.compile(r"([0-9]{4,})\.0{1,2}")
_SCIENTIFIC = re.compile(r"([1-9])[.,]([0-9]+)[eE]\+?([0-9]{1,2})")
#: Digits that a restored number may end in zeros for; and least digits of the mantissa: spreadsheets show six and lose the rest.
_MOST_DROPPED, _LEAST_MANTISSA = 2, 7
#: Leading zeros that may be restored.
_MOST_PAD = 2
_MINUS = "\u2212"


def tidy(value: str) -> str:
    """Compatibility forms, digits, spaces and dashes of any script as ASCII; marks without width removed; ends stripped.

    Values longer than `LONGEST` characters come back empty.
    """
    if len(value) > LONGEST:
        return ""
    return (value if value.isascii() else _fold(value)).strip()


@lru_cache(1024)
def _fold(value: str) -> str:
    return "".join(map(fold_char, unicodedata.normalize("NFKC", value)))


@lru_cache(4096)
def fold_char(char: str) -> str:
    """One character: digits by value, any space as a space, any dash as a hyphen, formatting characters as nothing."""
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Zs":
        return " "
    if category == "Pd" or char == _MINUS:
        return "-"
    return "" if category in ("Cf", "Mn") else char


@lru_cache(4096)
def squash(value: str) -> str:
    """The value without separators, in its own case; a number exported as a fraction or in scientific notation restored.

    `123456789.0` and `1.23456789E8` become `123456789`. A mantissa that lost digits restores to nothing.
    """
    text = tidy(value)
    if "." in text or "," in text:
        if fraction := _FRACTION.fullmatch(text):
            return fraction.group(1)
        if scientific := _SCIENTIFIC.fullmatch(text):
            return _restored(scientific.group(1) + scientific.group(2), int(scientific.group(3)) + 1)
    return text.encode("utf-8", "replace").translate(None, SEPARATORS).decode("utf-8")


def _restored(digits: str, length: int) -> str:
    digits = digits.rstrip("0") if len(digits) > length else digits
    if len(digits) < _LEAST_MANTISSA or not 0 <= length - len(digits) <= _MOST_DROPPED:
        return ""
    return digits.ljust(length, "0")


class Plain:
    """The `normal` of an identifier: the plain form of a value, or empty where it cannot have one.

    Attributes:
        form: the form of plain values.
        pad: the length to which digits are filled up with leading zeros, at most two, that a spreadsheet dropped; 0 for never.
    """

    __slots__ = ("_fits", "_numeric", "_raw", "_upper", "form", "pad")

    def __init__(self, form: str, pad: int = 0) -> None:
        """Take the form's notation (see `Form`) and the length to pad to."""
        self.form = Form(form)
        self.pad = pad
        self._fits = self.form.fits
        self._numeric = self.form.numeric
        self._upper = not self.form.keeps_case
        self._raw = self.form.raw

    def __call__(self, value: str) -> str:
        """The plain form, leading zeros restored where `pad` allows."""
        plain = self.strict(value)
        if plain or not self.pad:
            return plain
        short = squash(value)
        if self.pad - _MOST_PAD <= len(short) < self.pad:
            short = short.upper().zfill(self.pad)
            return short if self._fits(short) else ""
        return ""

    def strict(self, value: str) -> str:
        """The plain form, no leading zeros restored."""
        if value.isdigit() and value.isascii():
            return value if len(value) in self._numeric or self._fits(value) else ""
        plain = value
        if self._raw:
            plain = tidy(value)
        elif not (value.isalnum() and value.isascii()):
            plain = squash(value)
        if self._upper:
            plain = plain.upper()
        return plain if self._fits(plain) else ""
