"""What encoded text begins with: the anchors that stand beside the rules' own in the pass over a buffer.

Each encoding is a rule without a pattern: its number comes after those of the rules. The anchors are so particular that plain text
and random tokens hardly ever meet them, since each says what the encoding of *printable* text looks like.
"""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Callable, Mapping
from typing import NamedTuple

#: Numbers of the encodings, counted from the first one.
BASE64, EMBEDDED_BASE64, HEX, EMBEDDED_HEX, LISTED, DUMP, ESCAPE, QUOTED_PRINTABLE = range(8)

#: Length of the anchors of base64 and of hexadecimal digits, without the byte before; of an embedded object's rest.
BASE64_HEAD = 14
HEX_HEAD = 22
EMBEDDED_REST = 20

#: First bytes of the objects that are told inside encoded text: what readers can open, and text rules cannot.
#: From the Unix magic database (https://www.darwinsys.com/file/) and the formats' own specifications.
SIGNATURES: Mapping[str, bytes] = {
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-",
    "zip": b"PK\x03\x04",
    "gzip": b"\x1f\x8b\x08",
    "jpeg": b"\xff\xd8\xff",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "rar": b"Rar!\x1a\x07",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\0",
    "zstd": b"\x28\xb5\x2f\xfd",
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "jks": b"\xfe\xed\xfe\xed",
    "sqlite": b"SQLite format 3\0",
    "elf": b"\x7fELF",
    "face-record": b"FAC\0",
    "finger-record": b"FIR\0",
    "minutiae-record": b"FMR\0",
    "iris-record": b"IIR\0",
    "wsq": b"\xff\xa0\xff",
    "npy": b"\x93NUMPY",
}
#: Data groups 2 and 3 of a travel document's chip, of 256 to 65,535 bytes: tag, length in two bytes, and the group of templates.
#: In base64 the length takes parts of three characters. Source: ICAO Doc 9303 part 10, 4.7.2.
CHIP = re.compile(rb"[\x75\x63]\x82..\x7f\x61", re.DOTALL)
_CHIP_BASE64 = "(?:dY|Y4)[I-L][A-Za-z0-9+/_\\-]{2}[HXn3]9h"
_CHIP_HEX = "(?:75|63)82[0-9A-Fa-f]{4}7f61"
_CHIP_KEYWORDS = (tuple(f"{tag}{length}" for tag in ("dy", "y4") for length in "ijkl"), ("7f61",))


class Encoding(NamedTuple):
    """One encoding as the matchers see it.

    Attributes:
        name: what evidence says.
        anchors: expressions; from one start each ends in one place.
        keywords: as of a rule: every match contains one of them, without case; none for an expression of classes alone.
        width: greatest width of an anchor, in bytes.
        apart: True for anchors without any literal, which Hyperscan does better to look for in a pass of their own.
    """

    name: str
    anchors: tuple[str, ...]
    keywords: tuple[str, ...]
    width: int
    apart: bool = False


#: Characters of base64 in order of their numbers (RFC 4648, section 4); those of section 5 count as well.
_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_URL_SAFE = {"+": "+\\-", "/": "/_"}
_ANY = "[A-Za-z0-9+/_\\-]"
_HEX = "[0-9A-Fa-f]"
#: A printable byte in hexadecimal digits (0x7F is let pass).
_BYTE = f"[2-7]{_HEX}"
_BEFORE_HEX = "(?:^|[^0-9A-Za-z]|[xX])"


def _some(wanted: Callable[[int], bool], letter: Callable[[str], bool] = str.isascii) -> str:
    """A class of the characters with such a number and such a letter."""
    return "[" + "".join(_URL_SAFE.get(c, c) for i, c in enumerate(_ALPHABET) if wanted(i) and letter(c)) + "]"


def _first(number: int) -> bool:
    """First of four: the byte is white space (2, 3) or printable; 0 is half of a character of UTF-16."""
    return number in {0, 2, 3} or 8 <= number < 32  # noqa: PLR2004  # six bits of a byte below 0x80


def _second(number: int) -> bool:
    """Second of four: its low bits are the high ones of a byte of such a kind."""
    return number & 15 in {0, 2, 3, 4, 5, 6, 7}


def _third(number: int) -> bool:
    """Third of four: its low bits are the highest two of a byte below 0x80."""
    return number & 3 < 2  # noqa: PLR2004  # two bits of a byte below 0x80


def _any(number: int) -> bool:
    """Fourth of four: six bits of any byte."""
    return number >= 0


def _not_upper(character: str) -> bool:
    return not character.isupper()


def _base64() -> tuple[str, ...]:
    """Fourteen characters of the base64 of printable text behind a byte that is no letter or digit, or amid a run.

    Each ends behind the second of four. Of random characters one in 10,000 begins such. Hyperscan finds these classes three times
    as fast where it can skip from one upper-case letter to the next, so the cases of where the first of them stands are written
    out. A run without any among its first five characters (one text in thirty) may be found further on.
    """
    kinds = (_first, _second, _third, _any)

    def stretch(phase: int, length: int, upper: int | None) -> str:
        """Classes from that place among the four on; lower-case ones before the first upper-case one."""
        out = ""
        for index in range(length):
            kind = kinds[(phase + index) % 4]
            if upper is None or index > upper:
                out += _some(kind)
            else:
                out += _some(kind, str.isupper if index == upper else _not_upper)
        return out

    heads = (f"[^A-Za-z0-9]{stretch(0, BASE64_HEAD, upper)}" for upper in range(4))
    return (*heads, f"^{stretch(0, BASE64_HEAD, None)}", stretch(0, BASE64_HEAD, 4))


def _embedded_base64() -> Encoding:
    standard = [base64.b64encode(mark)[: len(mark) * 8 // 6].decode() for mark in SIGNATURES.values()]
    heads = list(dict.fromkeys((*standard, *(head.translate(str.maketrans("+/", "-_")) for head in standard))))
    literal = "|".join([*(head.replace("+", r"\+") for head in heads), _CHIP_BASE64])
    return Encoding(
        "base64",
        (f"(?:^|[^A-Za-z0-9+/])(?:{literal}){_ANY}{{{EMBEDDED_REST}}}",),
        (*(head.lower() for head in heads), *_CHIP_KEYWORDS[0]),
        max(map(len, heads)) + EMBEDDED_REST + 1,
    )


def _embedded_hex() -> Encoding:
    heads = [mark.hex() for mark in SIGNATURES.values()]
    return Encoding(
        "hex",
        (f"{_BEFORE_HEX}(?i:{'|'.join((*heads, _CHIP_HEX))}){_HEX}{{{EMBEDDED_REST}}}",),
        (*heads, *_CHIP_KEYWORDS[1]),
        max(map(len, heads)) + EMBEDDED_REST + 1,
    )


_AMP = "(?:&|amp;)"
#: Numbers of printable characters, less those that stand for themselves in every second line of HTML: space " & ' < >.
_DECIMAL = "(?:3[3567]|4[0-9]|5[0-9]|6[13-9]|[7-9][0-9]|1[01][0-9]|12[0-6])"
_HEXADECIMAL = "(?:2[13-589A-Fa-f]|3[0-9ABDFabdf]|[4-7][0-9A-Fa-f])"
NAMES = [
    "commat",
    "period",
    "colon",
    "equals",
    "plus",
    "sol",
    "lowbar",
    "num",
    "dollar",
    "percnt",
    "lpar",
    "rpar",
    "excl",
    "quest",
    "ast",
    "semi",
    "comma",
    "hyphen",
    "dash",
]
_QUOTE = "&(?:amp;){0,4}(?:quot|apos|#0{0,4}3[49]|#[xX]0{0,4}2[27]);"
#: An escape matters before a word, whose beginning it hides, or among others like it (%25 is an escaped sign of percent).
_WORD = "[A-Za-z0-9]{3}"
_BACKSLASHED = (rf"\\u00{_BYTE}", rf"\\u\{{0{{0,4}}{_BYTE}\}}", rf"\\U000000{_BYTE}", rf"\\x{_BYTE}")
PERCENT = (f"%{_BYTE}{_WORD}", f"(?:%{_BYTE}){{4}}", f"(?:%25{_BYTE}){{4}}")
BEFORE_WORD = tuple(escape + _WORD for escape in _BACKSLASHED)
IN_ROW = tuple(rf"(?:\\{{0,3}}{escape}){{4}}" for escape in _BACKSLASHED)
ENTITY = (
    f"{_AMP}#0{{0,4}}{_DECIMAL};",
    f"{_AMP}#[xX]0{{0,4}}{_HEXADECIMAL};",
    f"{_AMP}(?:{'|'.join(NAMES)});",
)
#: Quotation marks matter where a value begins behind a name that rules look for; a token is bounded by them as they stand.
_KEY = "(?i:pass|pwd|_pw|secret|token|key|auth|cred|login|user|account|api|sid|dsn|url|conn|licen[cs]e|webhook)[A-Za-z0-9_.-]{0,20}"
QUOTE_ENTITY = f"{_KEY}(?:{_QUOTE})?\\]? {{0,2}}(?::|=|:=|=>|==) {{0,2}}{_QUOTE}[^& \\t\\r\\n;,)]{{4}}"
QUOTE_WIDTH = 112
#: A lone `=40` stands in code too, and a line that ends with `=` does; what is around them decides later.
QUOTED = ("=3D", r"[^ \t\r\n=]=\r?\n[^ \t\r\n]", "=[2-7][0-9A-F]=[2-7][0-9A-F]", "=40[A-Za-z]")

ENCODINGS: tuple[Encoding, ...] = (
    Encoding("base64", _base64(), (), BASE64_HEAD + 1, apart=True),
    _embedded_base64(),
    Encoding("hex", (f"{_BEFORE_HEX}(?:{_BYTE}){{11}}", f"{_BEFORE_HEX}(?:{_BYTE}00){{6}}"), (), 25),
    _embedded_hex(),
    Encoding(
        "hex", (f"(?:^|[^0-9A-Za-z])(?:{_BYTE}[ :]){{10}}{_BYTE}", f"(?:0[xX]{_BYTE}, ?){{7}}0[xX]{_BYTE}"), (), 48
    ),
    Encoding("hex", (f"{_HEX}{{7}}0(?:  (?:{_BYTE} ){{8}}|: (?:{_BYTE}{_BYTE} ){{4}})",), (), 34),
    Encoding(
        "escape",
        (*PERCENT, *BEFORE_WORD, *IN_ROW, *ENTITY, QUOTE_ENTITY),
        ("%", r"\u", r"\x", "&#", "amp;", *(f"&{name};" for name in NAMES), "&quot;", "&apos;"),
        QUOTE_WIDTH,
    ),
    Encoding("quoted-printable", QUOTED, ("=",), 6),
)
