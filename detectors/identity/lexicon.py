"""Lexicon: terms of many languages, found in lines of OCR though glued, without accents, or with one letter wrong in eight.

A term of eight letters with one error has its first four or its last four letters right, one of ten its first or last five:
both are keys of one table, and the text is looked up at each letter.
"""

# ruff: noqa: RUF001  # words of many scripts: letters that look like Latin ones are meant

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

#: Letters that do not decompose into a base letter and a mark; forms of one letter in Arabic, Persian and Urdu; what joins letters.
_FOLD = {
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h",
    "\u0456": "и", "\u0457": "и",
    "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "\u0640": "", "\u200c": "", "\u200d": "", "ς": "σ",
}  # fmt: skip


class _Folding(dict[int, str]):
    """Translation of one character of a decomposed text: marks go, letters that do not decompose are written plainly."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        out = _FOLD.get(char, "" if unicodedata.category(char)[0] == "M" else char)
        if len(self) < 20_000:  # noqa: PLR2004  # characters of hostile text are not all kept
            self[code] = out
        return out


_TABLE = _Folding()
_WORD = re.compile(r"[^\W\d_]+")
_GRAM, _GRAM_LONG = 4, 5
#: A term this long may have one letter wrong, and may begin or end inside a word.
_FUZZY, _GLUED = 8, 9
#: A term this long may end inside a word, as one with an ending; shorter ones are whole words.
_OPEN = 6
#: Scripts written without spaces, or with endings joined on: Thai to Lao, Hangul (whole and in parts), kana, Han.
_JOINED = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LONGEST_LINE, _MOST_LINES = 400, 400


def fold(text: str) -> str:
    """The text in lower case without marks, letters as their plain forms. Pure."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower()).translate(_TABLE)


def squash(text: str) -> str:
    """The letters of a text alone, folded."""
    return "".join(_WORD.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that was found.

    Attributes:
        start: first letter in the letters of all lines; origin 0.
        end: letter after the last one.
        line: index of the line of the first letter.
        exact: whether every letter is right.
        terms: what the letters are terms of: (concept, language) each.
    """

    start: int
    end: int
    line: int
    exact: bool
    terms: tuple[tuple[str, str], ...]


class Letters:
    """The letters of some lines, one after the other, with where words begin and end and which line each is of."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Take at most 400 lines of at most 400 characters."""
        words = [_WORD.findall(fold(line[:_LONGEST_LINE])) for line in lines[:_MOST_LINES]]
        self.lengths = [sum(map(len, each)) for each in words]
        self._ends_of_lines = list(accumulate(self.lengths))
        self.words = [word for each in words for word in each]
        self.text = "".join(self.words)
        bounds = [0, *accumulate(map(len, self.words))]
        self.bounds = frozenset(bounds)
        self._starts = bounds

    def line(self, at: int) -> int:
        """Index of the line of a letter."""
        low, high = 0, len(self._ends_of_lines)
        while low < high:
            middle = (low + high) // 2
            if self._ends_of_lines[middle] <= at:
                low = middle + 1
            else:
                high = middle
        return low

    def whole(self) -> Iterator[tuple[int, str]]:
        """Where each word begins, and the word."""
        return zip(self._starts, self.words, strict=False)


#: End of a term, and whether every letter is right, by its beginning and itself.
_Found = dict[tuple[int, str], tuple[int, bool]]


class Lexicon:
    """Terms by their first and last letters."""

    def __init__(self, terms: Iterable[tuple[str, str, str]]) -> None:
        """Take terms as (concept, language, term as written)."""
        self._terms: dict[str, list[tuple[str, str]]] = {}
        for concept, language, term in terms:
            letters = squash(term)
            if letters and (concept, language) not in (held := self._terms.setdefault(letters, [])):
                held.append((concept, language))
        self._grams: dict[str, list[tuple[str, int]]] = {}
        self._long: dict[str, list[tuple[str, int]]] = {}
        self._begins: dict[str, list[tuple[str, int]]] = {}
        self._pairs: dict[str, list[str]] = {}
        self._words = {term for term in self._terms if len(term) < _GRAM}
        for term in self._terms:
            self._file(term)

    def _file(self, term: str) -> None:
        if len(term) >= 2 * _GRAM_LONG:
            self._long.setdefault(term[:_GRAM_LONG], []).append((term, 0))
            self._long.setdefault(term[-_GRAM_LONG:], []).append((term, len(term) - _GRAM_LONG))
        elif len(term) >= _GRAM:
            inside = len(term) >= _GLUED or _JOINED.match(term)
            (self._grams if inside else self._begins).setdefault(term[:_GRAM], []).append((term, 0))
            if len(term) >= _FUZZY:
                self._grams.setdefault(term[-_GRAM:], []).append((term, len(term) - _GRAM))
        elif len(term) > 1 and _JOINED.match(term):
            self._pairs.setdefault(term[:2], []).append(term)

    def __len__(self) -> int:
        return len(self._terms)

    def hits(self, letters: Letters) -> list[Hit]:
        """Every term that is there; of one place, the same term once. In the order of their beginnings."""
        found: _Found = {}
        self._inside(letters, found)
        self._beginning(letters, found)
        if not letters.text.isascii():
            self._paired(letters, found)
        return [
            Hit(start, end, letters.line(start), exact, tuple(self._terms[term]))
            for (start, term), (end, exact) in sorted(found.items())
        ]

    def _inside(self, letters: Letters, found: _Found) -> None:
        """Terms that may stand anywhere, or have a letter wrong near their beginning."""
        text = letters.text
        for table, size in ((self._grams, _GRAM), (self._long, _GRAM_LONG)):
            for at in range(len(text) - size + 1):
                if (gram := text[at : at + size]) in table:
                    for term, offset in table[gram]:
                        self._at(letters, term, at - offset, offset, found)

    def _beginning(self, letters: Letters, found: _Found) -> None:
        """Terms that begin where a word does, and those that are one."""
        text = letters.text
        for at, word in letters.whole():
            for term, offset in self._begins.get(text[at : at + _GRAM], ()):
                self._at(letters, term, at, offset, found)
            if word in self._words:
                found[at, word] = (at + len(word), True)

    def _paired(self, letters: Letters, found: _Found) -> None:
        """Terms of two and three letters in scripts without spaces."""
        text = letters.text
        for at in range(len(text) - 1):
            for term in self._pairs.get(text[at : at + 2], ()):
                if text.startswith(term, at):
                    found[at, term] = (at + len(term), True)

    @staticmethod
    def _at(letters: Letters, term: str, start: int, offset: int, found: _Found) -> None:
        """Add a term whose first or last four letters are there, if the rest is, and if it stands as a word may."""
        text = letters.text
        exact = start >= 0 and text.startswith(term, start)
        end = start + len(term)
        spans: Iterable[tuple[int, int]] = ((start, end),)
        if not exact:
            if len(term) < _FUZZY:
                return
            spans = _forward(text, term, start) if offset == 0 else _backward(text, term, end)
        for begin, stop in spans:
            if _stands(letters, term, begin, stop):
                if exact or (begin, term) not in found:
                    found[begin, term] = (stop, exact)
                return


def _stands(letters: Letters, term: str, start: int, end: int) -> bool:
    """Whether a term may begin and end there."""
    if _JOINED.match(term):
        return True
    begins, ends = start in letters.bounds, end in letters.bounds
    if len(term) >= _GLUED:
        return begins or ends
    return begins and (ends or len(term) >= _OPEN)


def _forward(text: str, term: str, start: int) -> Iterator[tuple[int, int]]:
    """Where a term may end that has one letter wrong, lost or added behind its first ones."""
    at = _GRAM_LONG if len(term) >= 2 * _GRAM_LONG else _GRAM
    while at < len(term) and start + at < len(text) and text[start + at] == term[at]:
        at += 1
    here = start + at
    rest = term[at + 1 :]
    if here < len(text) and text.startswith(rest, here + 1):
        yield start, here + 1 + len(rest)
    if text.startswith(rest, here):
        yield start, here + len(rest)
    if text.startswith(term[at:], here + 1):
        yield start, here + 1 + len(term) - at


def _backward(text: str, term: str, end: int) -> Iterator[tuple[int, int]]:
    """Where a term may begin that has one letter wrong, lost or added before its last ones."""
    size = _GRAM_LONG if len(term) >= 2 * _GRAM_LONG else _GRAM
    at, here = len(term) - size, end - size
    while at > 0 and here > 0 and text[here - 1] == term[at - 1]:
        at, here = at - 1, here - 1
    rest = term[: max(0, at - 1)]
    for begin in (here - 1 - len(rest), here - len(rest)):
        if begin >= 0 and text.startswith(rest, begin):
            yield begin, end
    begin = here - 1 - at
    if begin >= 0 and text.startswith(term[:at], begin):
        yield begin, end
