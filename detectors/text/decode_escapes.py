r"""Escapes: single characters of text in other signs: %41, \\u0041, \\x41, &#65;, =41. Each says by itself what it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import NamedTuple

from detectors.text.decode_anchors import ENTITY, IN_ROW, NAMES, PERCENT, QUOTE_ENTITY

# Each branch begins with one sign, so that the expression skips to the next of the three.
_ESCAPE = re.compile(
    rb"%(?:25){0,4}([0-9A-Fa-f]{2})"
    rb"|\\\\{0,7}(?:(?:u00|x|U000000)([0-9A-Fa-f]{2})|u\{0{0,4}([0-9A-Fa-f]{2})\})"
    rb"|&(?:amp;){0,4}(?:\#([0-9]{1,7})|\#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,8}));"
)
_WORD = re.compile(rb"[A-Za-z0-9_]{3}")
_ROWS = {3: re.compile(PERCENT[1].encode()), 5: re.compile(PERCENT[2].encode())}
_ROW = re.compile(b"(?:%b)\\Z" % "|".join(IN_ROW).encode("latin-1"))
_ROW_LENGTH = 52
_LAST_SIGNS = frozenset(bytes((sign,)) for sign in b"0123456789abcdefABCDEF}")
_ENTITY = re.compile(b"(?:%b)\\Z" % "|".join(ENTITY).encode("latin-1"))
_OPENING = re.compile(b"%b\\Z" % QUOTE_ENTITY.encode("latin-1"))
_QUOTED = re.compile(rb"=(?:([0-9A-F]{2})|\r?\n)")
_NAMES = {name[:-1].encode(): value.encode() for name, value in html5.items() if name.endswith(";") and value.isascii()}
_NAMES |= {b"nbsp": b" ", b"hyphen": b"-", b"dash": b"-"}
_SPACE = 0xA0
"""A space that does not break: https://www.unicode.org/charts/PDF/U0080.pdf"""
#: A line of quoted-printable that goes on in the next has about 76 characters (RFC 2045, section 6.7).
_SOFT = (50, 78)
"""Least and greatest length of a line that a soft break ends, its sign not counted."""


#: Numbers of the groups of the expression.
_DECIMAL, _NAMED = 4, 6
_QUOTES = frozenset((b"'", b'"'))
_FIRING = frozenset(name.encode() for name in NAMES)


class Token(NamedTuple):
    """One escape: its place, what it stands for, its name, and where the anchor ends that it makes, or -1."""

    start: int
    end: int
    value: bytes
    name: str
    anchor: int


def _escape(text: bytes, found: re.Match[bytes]) -> Token | None:
    """The escape that was met, or None where it stands for no character of ASCII."""
    start, end = found.span()
    kind = found.lastindex or 0
    digits = found[kind]
    if kind == 1:
        return Token(start, end, bytes((int(digits, 16),)), "percent", _percent(text, start, end))
    if kind <= 3:  # noqa: PLR2004  # groups of the expression
        name = "hex-escape" if b"x" in found[0] else "unicode-escape"
        value = int(digits, 16)
        if value >= 0x80 and name != "hex-escape":  # noqa: PLR2004  # end of ASCII
            return None
        return Token(start, end, bytes((value,)), name, _backslashed(text, start, end, digits[0]))
    character = _NAMES.get(digits) if kind == _NAMED else _numbered(int(digits, 10 if kind == _DECIMAL else 16))
    if character is None:
        return None
    anchor = -1
    if character in _QUOTES:
        anchor = end + 4 if _OPENING.search(text, max(0, start - 2), end + 4) is not None else -1
    elif (kind != _NAMED or digits in _FIRING) and _ENTITY.search(text, max(0, start - 1), end) is not None:
        anchor = end
    return Token(start, end, character, "entity", anchor)


def _percent(text: bytes, start: int, end: int) -> int:
    """Where the anchor ends that an escape with a sign of percent makes, before a word or as the fourth of a row; -1 for none."""
    if text[start + 1] not in b"234567":
        return -1
    if _WORD.match(text, start + 3) is not None:
        return start + 6
    size = end - start
    row = _ROWS.get(size) if text[start - size : start - size + 1] == b"%" else None
    return end if row is not None and row.match(text, max(0, end - 4 * size), end) is not None else -1


def _backslashed(text: bytes, start: int, end: int, digit: int) -> int:
    """As `_percent`, of an escape with a backslash; `digit` is its value's first."""
    if digit not in b"234567":
        return -1
    if _WORD.match(text, end) is not None:
        return end + 3
    if text[start - 1 : start] not in _LAST_SIGNS:
        return -1
    return end if _ROW.search(text, max(0, end - _ROW_LENGTH), end) is not None else -1


#: Bytes on both sides of an escape that tell whether it stands amid binary data; so many escapes there are needed to tell.
_AMID, _TELLING = 80, 6
_BYTES = re.compile(rb"\\x([0-9A-Fa-f])")


def amid_binary(text: bytes, end: int) -> bool:
    """Whether an escape that ends there is one byte among many that are no text, as in a dump of binary data in a literal.

    Such data meets the anchors by chance, thousands of times in one file.
    """
    if text.find(b"\\x", max(0, end - _AMID), end) < 0:
        return False
    digits = _BYTES.findall(text, max(0, end - _AMID), end + _AMID)
    printable = sum(digit in b"234567" for digit in digits)
    return len(digits) >= _TELLING and printable * 4 < len(digits) * 3


def _numbered(number: int) -> bytes | None:
    if number == _SPACE:
        return b" "
    return bytes((number,)) if number < 0x80 else None  # noqa: PLR2004  # end of ASCII


def _quoted(text: bytes, found: re.Match[bytes]) -> Token | None:
    """A byte of quoted-printable, or a soft line break; None for a line that is too short or too long to have one."""
    start, end = found.span()
    digits = found[1]
    after = text[end : end + 1]
    if digits is None:
        begun = text.rfind(b"\n", max(0, start - _SOFT[1] - 1), start)
        if start and not _SOFT[0] <= start - begun - 1 <= _SOFT[1]:
            return None
        fires = bool(after.strip()) and text[max(0, start - 1) : start].strip() not in {b"", b"="}
        return Token(start, end, b"", "quoted-printable", end + 1 if fires else -1)
    anchor = -1
    if digits == b"3D" or (digits[0] in b"234567" and _PAIR.match(text, max(0, start - 3), start)):
        anchor = end
    elif digits == b"40" and after.isalpha():
        anchor = end + 1
    return Token(start, end, bytes((int(digits, 16),)), "quoted-printable", anchor)


_PAIR = re.compile(rb"=[2-7][0-9A-F]\Z")


class Scheme(NamedTuple):
    """Escapes that are undone together: an expression that each matches, and how one is read."""

    expression: re.Pattern[bytes]
    read: Callable[[bytes, re.Match[bytes]], Token | None]

    def tokens(self, text: bytes, start: int, stop: int) -> Iterator[Token]:
        """The escapes that lie between two places, in order."""
        for found in self.expression.finditer(text, start, stop):
            token = self.read(text, found)
            if token is not None:
                yield token


ESCAPES = Scheme(_ESCAPE, _escape)
QUOTED_PRINTABLE = Scheme(_QUOTED, _quoted)
