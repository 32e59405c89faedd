r"""Escapes: single characters of text in other signs: %41, \u0041, \x41, &#65;, =41. Each says by itself what it stands for."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from html.entities import html5
from typing import NamedTuple

from detectors.text.decode_anchors import ENTITY, NAMES, QUOTE_ENTITY, QUOTE_WIDTH

#: Longer than any escape, and than four of them in a row.
LONGEST = 64
#: So many different escapes are remembered with what they say.
_MOST_KNOWN = 1 << 14

# Each branch begins with one sign, so that the expression skips to the next of the three.
_ESCAPE = re.compile(
    rb"%(?:25){0,4}([0-9A-Fa-f]{2})"
    rb"|\\\\{0,7}(?:(?:u00|x|U000000)([0-9A-Fa-f]{2})|u\{0{0,4}([0-9A-Fa-f]{2})\})"
    rb"|&(?:amp;){0,4}(?:\#([0-9]{1,7})|\#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,8}));"
)
#: Numbers of its groups.
_PERCENT, _DECIMAL, _NAMED = 1, 4, 6
_ENTITY = re.compile(b"(?:%b)\\Z" % "|".join(ENTITY).encode("latin-1"))
_OPENING = re.compile(b"%b\\Z" % QUOTE_ENTITY.encode("latin-1"))
_FIRING = frozenset(name.encode() for name in NAMES)
_NAMES = {name[:-1].encode(): value.encode() for name, value in html5.items() if name.endswith(";") and value.isascii()}
_NAMES |= {b"nbsp": b" ", b"hyphen": b"-", b"dash": b"-"}
#: A space that does not break: https://www.unicode.org/charts/PDF/U0080.pdf
_SPACE = 0xA0
#: End of ASCII.
_FOREIGN = 0x80

_QUOTED = re.compile(rb"=(?:([0-9A-F]{2})|\r?\n)")
_SIGNS = frozenset((b":", b"=", b">"))
_BLANK = b" \t\r\n"
#: Least and greatest length of a line that goes on in the next, without the sign for that (RFC 2045, section 6.7, has 76).
_SOFT = (50, 78)

#: One escape: where it begins and ends, what it stands for, its name, and where the anchor ends that it makes, or -1.
Token = tuple[int, int, bytes, str, int]
#: How many in a row are an anchor.
_ROW = 4


class Scheme(ABC):
    """Escapes that are undone together."""

    @abstractmethod
    def tokens(self, text: bytes, start: int, stop: int) -> list[Token]:
        """The escapes that begin between two places, in order, each as an anchor or not by what stands around it."""


class _Meaning(NamedTuple):
    """What an escape says, whatever stands around it.

    Attributes:
        value: what it stands for.
        name: its kind.
        row: escapes of one row have the same; empty where a row says nothing.
        nested: whether it is an escaped sign of percent and more.
        fires: whether it is an anchor by itself.
        opens: whether it may open a value.
    """

    value: bytes
    name: str
    row: str = ""
    nested: bool = False
    fires: bool = False
    opens: bool = False


class _Escapes(Scheme):
    def __init__(self) -> None:
        self._known: dict[bytes, _Meaning | None] = {}

    def tokens(self, text: bytes, start: int, stop: int) -> list[Token]:
        out: list[Token] = []
        known, count, row, row_end = self._known, 0, "", -1
        for found in _ESCAPE.finditer(text, max(0, start - LONGEST), min(len(text), stop + LONGEST)):
            first, end = found.span()
            signs = found[0]
            if first >= stop:
                break
            meaning = known[signs] if signs in known else self._learn(found)
            if meaning is None:
                continue
            anchor = -1
            if meaning.row:
                count = count + 1 if row_end == first and row == meaning.row else 1
                row, row_end = meaning.row, end
                word = first + 3 if meaning.nested else end
                letters = text[word : word + 3]
                if letters.isalnum() and len(letters) == 3:  # noqa: PLR2004  # as the anchors have it
                    anchor = word + 3
                elif count >= _ROW:
                    anchor = end
            elif meaning.fires:
                anchor = end
            elif meaning.opens and _opens(text, first, end):
                anchor = end + 4
            if first >= start:
                out.append((first, end, meaning.value, meaning.name, anchor))
        return out

    def _learn(self, found: re.Match[bytes]) -> _Meaning | None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        meaning = self._known[found[0]] = _meaning(found)
        return meaning


def _meaning(found: re.Match[bytes]) -> _Meaning | None:
    """What an escape says; None where it stands for no character of ASCII."""
    signs, kind = found[0], found.lastindex or 0
    digits = found[kind]
    if kind < _DECIMAL:
        value = int(digits, 16)
        seen = digits[0] in b"234567"
        if kind == _PERCENT:
            nested = len(signs) > len(b"%41")
            return _Meaning(bytes((value,)), "percent", f"%{len(signs)}" if seen or nested else "", nested)
        bare = signs.lstrip(b"\\")
        name = "hex-escape" if bare.startswith(b"x") else "unicode-escape"
        if value >= _FOREIGN and name != "hex-escape":
            return None
        row = bare[: 1 if name == "hex-escape" else 2].decode()  # x, u0, u{ or U0
        return _Meaning(bytes((value,)), name, row if seen else "")
    character = _NAMES.get(digits) if kind == _NAMED else _numbered(int(digits, 10 if kind == _DECIMAL else 16))
    if character is None:
        return None
    fires = (kind != _NAMED or digits in _FIRING) and _ENTITY.search(signs) is not None
    return _Meaning(character, "entity", fires=fires, opens=character in {b"'", b'"'})


#: Bytes on both sides of an escape that tell whether it stands amid binary data; so many escapes there are needed to tell.
_AMID, _TELLING = 80, 6
_PRINTABLE = tuple(b"\\x%d" % digit for digit in range(2, 8))


def amid_binary(text: bytes, end: int) -> bool:
    """Whether an escape that ends there is one byte among many that are no text, as in a dump of binary data in a literal.

    Such data meets the anchors by chance, thousands of times in one file.
    """
    around = text[max(0, end - _AMID) : end + _AMID]
    every = around.count(b"\\x")
    return every >= _TELLING and sum(map(around.count, _PRINTABLE)) * 4 < every * 3


def _opens(text: bytes, start: int, end: int) -> bool:
    """Whether a quotation mark opens a value behind a name and its sign."""
    sign = text[max(0, start - 3) : start].rstrip(b" ")[-1:]
    return sign in _SIGNS and _OPENING.search(text, max(0, start - QUOTE_WIDTH), end + 4) is not None


def _numbered(number: int) -> bytes | None:
    if number == _SPACE:
        return b" "
    return bytes((number,)) if number < _FOREIGN else None


class _Quoted(Scheme):
    """Bytes of quoted-printable, and soft line breaks."""

    def tokens(self, text: bytes, start: int, stop: int) -> list[Token]:
        out: list[Token] = []
        before = -1  # where an escape of a printable byte ended
        for found in _QUOTED.finditer(text, max(0, start - LONGEST), min(len(text), stop + LONGEST)):
            first, end = found.span()
            if first >= stop:
                break
            digits = found[1]
            if digits is None:
                value, anchor = b"", _soft(text, first, end)
                if anchor is None:
                    continue
            else:
                value, anchor, seen = bytes((int(digits, 16),)), -1, digits[0] in b"234567"
                if digits == b"3D" or (seen and before == first):
                    anchor = end
                elif digits == b"40" and text[end : end + 1].isalpha():
                    anchor = end + 1
                before = end if seen else -1
            if first >= start:
                out.append((first, end, value, "quoted-printable", anchor))
        return out


def _soft(text: bytes, start: int, end: int) -> int | None:
    """Where the anchor of a soft line break ends, or -1; None for a line that is too short or too long to have one."""
    begun = text.rfind(b"\n", max(0, start - _SOFT[1] - 1), start)
    if start and not _SOFT[0] <= start - begun - 1 <= _SOFT[1]:
        return None
    fires = bool(text[end : end + 1].strip(_BLANK)) and text[max(0, start - 1) : start].strip(_BLANK) not in {b"", b"="}
    return end + 1 if fires else -1


ESCAPES: Scheme = _Escapes()
QUOTED_PRINTABLE: Scheme = _Quoted()
