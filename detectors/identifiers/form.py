"""Form: lengths and alphabets of a number's plain values, for quick refusal, for shapes, and for what `chance` is measured over."""

from __future__ import annotations

import random
import re
import string
from dataclasses import dataclass

_UPPER, _LOWER = string.ascii_uppercase, string.ascii_lowercase
#: Class letter: (expression over values, expression over shapes, characters to draw from).
_CLASSES = {
    "9": ("[0-9]", "9", string.digits),
    "A": ("[A-Z]", "A", _UPPER),
    "X": ("[0-9A-Z]", "[9A]", string.digits + _UPPER),
    "x": ("[0-9A-Za-z]", "[9A]", string.digits + _UPPER + _LOWER),
    "h": ("[0-9A-Fa-f]", "[9A]", "0123456789abcdefABCDEF"),
    "l": ("[0-9a-f]", "[9A]", "0123456789abcdef"),
    "U": ("[0-9A-F]", "[9A]", "0123456789ABCDEF"),
    "u": ("[0-9A-Za-z+/_-]", "[9A+/_-]", string.digits + _UPPER + _LOWER + "-_"),
    "w": (r"[0-9A-Za-z._%+\-]", r"[9A._%+\-]", string.digits + _LOWER),
    "p": (r"[ -~]", r"[\x00-\x7f]", string.digits + _UPPER + " /"),
}
_KEEP_CASE = frozenset("xhluwp")
_TOKEN = re.compile(r"(\\.|[^\\])(?:\{(\d+)(?:,(\d+))?\}|(\?))?")
#: ASCII letters become A, digits 9, all other bytes stay: what a value looks like.
SHAPES = bytes.maketrans(
    (string.digits + _UPPER + _LOWER).encode(), b"9" * len(string.digits) + b"A" * len(_UPPER + _LOWER)
)


@dataclass(frozen=True, slots=True)
class Token:
    """One class or literal character, and how often it stands there."""

    char: str
    literal: bool
    least: int
    most: int

    @property
    def numeric(self) -> bool:
        """Whether it stands for digits alone."""
        return self.char == "9" and not self.literal

    @property
    def mixed(self) -> bool:
        """Whether it may stand for digits."""
        return not self.literal and self.char != "A"

    def value_of_one(self) -> str:
        """An expression over one character of a value."""
        return re.escape(self.char) if self.literal else _CLASSES[self.char][0]

    def value(self) -> str:
        """An expression over values."""
        return self.value_of_one() + self._times()

    def shape(self) -> str:
        drawn = re.escape(self.char.encode().translate(SHAPES).decode())
        return (drawn if self.literal else _CLASSES[self.char][1]) + self._times()

    def _times(self) -> str:
        return f"{{{self.least},{self.most}}}" if (self.least, self.most) != (1, 1) else ""

    def digits(self) -> tuple[int, int]:
        """Least and most digits."""
        if self.char.isdigit():
            return self.least, self.most
        return (0, 0) if self.literal or self.char == "A" else (0, self.most)

    def draw(self, rng: random.Random) -> str:
        count = self.least if self.least == self.most else rng.randint(self.least, self.most)
        if self.literal:
            return self.char * count
        if self.char == "9" and count:
            return f"{rng.randrange(10**count):0{count}d}"
        return "".join(rng.choices(_CLASSES[self.char][2], k=count))


class Form:
    """The form of plain values, in a small notation.

    `9` is a digit, `A` an upper-case letter, `X` either, `x` either in any case, `h` a hexadecimal digit (`l` in lower, `U` in
    upper case), `u` a character of base64, `w` what stands in names of mailboxes and hosts, `p` anything printable; `{n}`,
    `{n,m}` and `?` repeat, `|` separates alternatives, a
    backslash or any other character means itself.

    Attributes:
        text: the notation.
        raw: whether punctuation belongs to the value and must not be stripped; so where case differs, as codings do not break.
        keeps_case: whether lower case differs from upper case.
        numeric: lengths, where plain values are digits only; else empty.
        ways: the alternatives, each a list of its parts.
    """

    def __init__(self, text: str) -> None:
        """Read the notation.

        Raises:
            KeyError: a letter names no class.
        """
        self.text = text
        self.ways = [[_token(found) for found in _TOKEN.finditer(way)] for way in text.split("|")]
        tokens = [token for way in self.ways for token in way]
        self.keeps_case = any(not token.literal and token.char in _KEEP_CASE for token in tokens)
        self.raw = self.keeps_case or any(token.literal and not token.char.isalnum() for token in tokens)
        self.fits = re.compile("|".join("".join(token.value() for token in way) for way in self.ways)).fullmatch
        self.fits_shape = re.compile("|".join("".join(token.shape() for token in way) for way in self.ways)).fullmatch
        digits_only = all(token.char == "9" and not token.literal for token in tokens)
        self.numeric = frozenset(n for low, high, _, _ in self.bounds() for n in range(low, high + 1) if digits_only)

    def bounds(self) -> list[tuple[int, int, int, int]]:
        """For every alternative: least and greatest length, least and greatest number of digits."""
        out = []
        for way in self.ways:
            digits = [token.digits() for token in way]
            least, most = sum(token.least for token in way), sum(token.most for token in way)
            out.append((least, most, sum(low for low, _ in digits), sum(high for _, high in digits)))
        return out

    def draw(self, rng: random.Random) -> str:
        """A random value of the form, alternatives and lengths alike likely: what `Identifier.chance` is the pass rate of."""
        return "".join(token.draw(rng) for token in rng.choice(self.ways))


def _token(found: re.Match[str]) -> Token:
    char, least, most, maybe = found.group(1), found.group(2), found.group(3), found.group(4)
    literal = char[0] == "\\" or not char.isalnum()
    char = char[-1]
    if not literal:
        _ = _CLASSES[char]
    if maybe:
        return Token(char, literal, 0, 1)
    return Token(char, literal, int(least or 1), int(most or least or 1))
