"""Maven: which of two versions comes first.

Source: https://maven.apache.org/pom.html#version-order-specification
"""

from __future__ import annotations

import re
from itertools import zip_longest

_SPLIT = re.compile(r"([.\-_]?)([0-9]+|[a-z]+|[^0-9a-z.\-_]+)|([.\-_])")
_QUALIFIERS = {
    "alpha": 0,
    "beta": 1,
    "milestone": 2,
    "rc": 3,
    "cr": 3,
    "snapshot": 4,
    "": 5,
    "final": 5,
    "ga": 5,
    "release": 5,
    "sp": 6,
}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
_NULL = ("0", "", "final", "ga", "release")

Token = tuple[str, str]


def _tokens(version: str) -> list[Token]:
    """Separator and value of each token; a change between digits and letters counts as a hyphen, nothing between two dots as 0."""
    found: list[Token] = []
    text = version.strip().lower()
    for token in _SPLIT.finditer(text):
        if token[3]:
            found.append((token[3].replace("_", "-"), "0"))  # a separator with nothing behind it
            continue
        mark, value = token[1].replace("_", "-"), token[2]
        if not mark and found:
            mark = "-"
        follows = text[token.end() : token.end() + 1]
        if value in _SHORT and follows.isdigit():
            value = _SHORT[value]
        found.append((mark, value))
    return _trimmed(found)


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without the values that mean nothing at the end and in front of each hyphen or qualifier."""
    kept: list[Token] = []
    for token in tokens:
        if token[0] == "-" or not token[1].isdigit():
            while kept and kept[-1][1].lstrip("0") in _NULL[1:] and len(kept) > 1:
                kept.pop()
        kept.append(token)
    while len(kept) > 1 and (kept[-1][1] in _NULL or not kept[-1][1].strip("0")):
        kept.pop()
    return kept


def _weight(token: Token) -> tuple[int, int, str]:
    """A token's rank: qualifiers, then numbers behind a hyphen, then numbers behind a dot."""
    mark, value = token
    if value.isdigit():
        return (3 if mark != "-" else 2), int(value), ""
    known = _QUALIFIERS.get(value)
    return (0, known, "") if known is not None else (1, 0, value)


def _padded(other: Token) -> Token:
    """What stands for a missing token beside another one: zero for a number, nothing for a qualifier."""
    return (other[0], "0") if other[1].isdigit() else (other[0], "")


def compare(left: str, right: str) -> int | None:
    """As `detectors.supply.order.compare`; every text is a version of Maven's."""
    for one, two in zip_longest(_tokens(left), _tokens(right)):
        first, second = one or _padded(two), two or _padded(one)
        a, b = _weight(first), _weight(second)
        if a != b:
            return 1 if a > b else -1
    return 0
