"""Rows: lines of OCR as a machine readable zone would have them, and what a misread character must have been."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: What engines read for the filler `<`: brackets, quotes, the euro sign, and characters of other scripts of its shape.
_FILLERS = "<«‹([{€£≤＜〈《くㄑ>="  # noqa: RUF001  # the characters that engines really give
#: Marks that are dirt beside a character.
_DIRT = " \t\r\n\u00a0.,'`´‘’·_-–—:;\"°~^*"  # noqa: RUF001  # as above
_ALIKE = {"|": "I", "!": "I", "]": "I", "$": "S", "@": "O", "&": "8", "§": "S", "g": "9", "q": "9"}
_PLAIN = {ord(char): char for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}


class _Reading(dict[int, str]):
    """Translation of one character: itself, a filler, nothing, or `?` for what cannot stand in a zone."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = _ALIKE.get(char, "?")
        if char in _FILLERS:
            found = "<"
        elif char in _DIRT:
            found = ""
        elif len(char.upper()) == 1 and ord(char.upper()) in _PLAIN:
            found = char.upper()
        return found


_TABLE = _Reading(_PLAIN)
#: What a letter was where only a digit can stand, and the other way round.
#: Source: the pairs of https://www.icao.int/publications/documents/9303_p3_cons_en.pdf section 4 (OCR-B) that engines confuse.
TO_DIGIT = str.maketrans("OQDILZSBGTA", "00011258674")
TO_LETTER = str.maketrans("012586479", "OIZSBGATG")
#: Characters that `TO_DIGIT` takes for digits, and digits.
DIGITISH = "0-9OQDILZSBGTA"

#: Shortest piece and longest row that are looked at, in characters; a whole zone in one line has ninety.
_LEAST, _MOST = 2, 96
#: A row made of pieces ends here: 44 characters and some read twice.
_JOINED_LEAST, _JOINED_MOST = 26, 50
_PIECES = 3
#: More characters than this in 10 that cannot stand in a zone, or more lower case, and the line is something else.
_STRANGE, _LOWER = 1, 4
#: Small fillers are read as small round letters: two and more of them, or one beside a filler.
_ROUND = "ce"
_RUN = re.compile(r"[ce]{2,}|(?<=[<«(])[ce]+|[ce]+(?=[<«(])")
#: Longest line that is looked at, in characters.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a zone, or what may be one.

    Attributes:
        text: characters of `0-9A-Z<?`.
        first: index of the first line that it is made of; origin 0.
        last: index of the last one, inclusive.
    """

    text: str
    first: int
    last: int


def squeeze(line: str) -> str:
    """The line in characters of `0-9A-Z<?`, or an empty string where it cannot be of a zone. Pure."""
    if len(line) > _LONGEST:
        return ""
    lower = 0
    if not line.isupper():
        lower = sum(char.islower() and char not in _ROUND for char in line)
        if lower * 10 <= len(line):
            line = _RUN.sub(lambda match: "<" * len(match[0]), line)
    text = line.translate(_TABLE)
    if (
        not _LEAST <= len(text) <= _MOST
        or lower * 10 > len(text) * _LOWER
        or text.count("?") * 10 > len(text) * _STRANGE
    ):
        return ""
    return text


def rows(lines: Sequence[str]) -> Iterator[Row]:
    """Every line that may be of a zone, and every row that up to three lines one after the other may make together."""
    pieces = [squeeze(line) for line in lines]
    for first, piece in enumerate(pieces):
        if not piece:
            continue
        yield Row(piece, first, first)
        text = piece
        for last in range(first + 1, min(first + _PIECES, len(pieces))):
            text += pieces[last]
            if not pieces[last] or len(text) > _JOINED_MOST:
                break
            if len(text) >= _JOINED_LEAST:
                yield Row(text, first, last)


def fit(text: str, length: int) -> str:
    """The text at a length: fillers are put into, or taken out of, its longest run of them; else its end is moved."""
    missing = length - len(text)
    start, run = _longest_run(text)
    if missing > 0:
        at = start + run if run else len(text)
        return text[:at] + "<" * missing + text[at:]
    out = min(-missing, max(0, run - 1))
    return (text[:start] + text[start + out :])[:length]


def _longest_run(text: str) -> tuple[int, int]:
    """Start and length of the longest run of fillers, the last of equals; (0, 0) without any."""
    best, at = (0, 0), 0
    while (at := text.find("<", at)) >= 0:
        end = at
        while end < len(text) and text[end] == "<":
            end += 1
        best = max(best, (end - at, at))
        at = end
    return best[1], best[0]
