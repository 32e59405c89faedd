"""Phrases: the short lines and labels of a text, brought into a plain form that is compared with lists of words.

A heading is a short line that stands alone. A label is a piece of a line in front of a colon, a gap or a number: `Net pay` in
`Net pay   EUR 2,310.40`. Both are folded: no case, no accents, no numbering, no decoration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property

from detectors.classes.anchors import ANCHORS

#: Characters and lines that are looked at: a document shows what it is on its first pages.
_LOOK, _LINES = 32 << 10, 800
#: Longest line that is cut into labels, longest heading, and most words of a heading.
_LABELLED, _HEADING, _WORDS = 200, 64, 7

_CUT = re.compile(r"[:：|\t;]|\s{2,}|\s[-–—]+\s|\s*[$€£¥₹]?\s?[-+]?\d[\d.,/ '%-]*")  # noqa: RUF001  # full-width colon
#: The heading of a numbered clause that goes on in the same line: `3. Governing law. This agreement …`.
_LED = re.compile(
    r"\s{0,20}((?:article |section |clause |§ ?)?[0-9]{1,2}(?:\.[0-9]{1,2})?[.)]?\s{1,8}[^\W\d][^.:\n]{2,60})[.:]\s"
)
_NUMBERED = re.compile(
    r"(?:(?:article|section|clause|artikel|abschnitt|articulo|clausula|articolo|art)\.?\s+)?"
    r"(?:(?:[0-9]{1,2}|[ivx]{1,5})(?:\.[0-9]{1,2})*[.):]\s*|[0-9]{1,2}(?:\.[0-9]{1,2})*\s+(?=[^\W\d]))|§\s*[0-9]{1,3}\s*"
)
#: Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, marks of Indic and Thai script: what NFKD parts from letters.
_ACCENTS = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u093c\u094d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a]+"
)
_DECORATION = " \t\r:：#*_=-–—•·.,>…()[]{}【】「」■□●○◆▪►~|\"'"  # noqa: RUF001  # as used around headings
_SPACED = re.compile(r"(?:\w ){3,}\w(?:\s{2,}(?:\w ){1,}\w)*")


def fold(text: str) -> str:
    """A text without case and accents, and with full-width letters as others."""
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return text.casefold()


def plain(text: str) -> str:
    """A phrase without case, accents, numbering and decoration."""
    return _bare(fold(text))


def _bare(folded: str) -> str:
    folded = folded.strip(_DECORATION)
    numbered = _NUMBERED.match(folded)
    return " ".join((folded[numbered.end() :] if numbered else folded).strip(_DECORATION).split())


class Phrases:
    """The phrases of one text.

    Attributes:
        folded: the text that is looked at, without case and accents.
    """

    def __init__(self, text: str) -> None:
        """Take the text; only its first 32 Ki characters are looked at."""
        self.folded = fold(text[:_LOOK])

    @cached_property
    def _lines(self) -> list[str]:
        return self.folded.splitlines()[:_LINES]

    @cached_property
    def headings(self) -> dict[str, int]:
        """Short lines that stand alone, in plain form, each with the number of its first line, from 0."""
        found: dict[str, int] = {}
        for number, line in enumerate(self._lines):
            bare = line.strip()
            if not bare or len(bare) > _HEADING or bare[-1] in ",;{}" or bare.count(" ") >= 2 * _WORDS:
                continue
            if _SPACED.fullmatch(bare):
                bare = " ".join(part.replace(" ", "") for part in re.split(r"\s{2,}", bare))
            folded = _bare(bare)
            if folded and folded.count(" ") < _WORDS:
                found.setdefault(folded, number)
        return found

    @cached_property
    def labels(self) -> dict[str, int]:
        """Pieces of lines in front of a colon, a gap or a number, and headings, each with the number of its first line."""
        found: dict[str, int] = {}
        for number, line in enumerate(self._lines):
            if (led := _LED.match(line)) is not None:
                found.setdefault(_bare(led[1]), number)
            if len(line) > _LABELLED:
                continue
            for piece in _CUT.split(line):
                if 1 < len(piece) <= _HEADING:
                    folded = _bare(piece)
                    if len(folded) > 1:
                        found.setdefault(folded, number)
        for heading, number in self.headings.items():
            found.setdefault(heading, number)
        return found

    @cached_property
    def top(self) -> tuple[str, ...]:
        """The first lines with anything on them, in plain form, each between two blanks, for titles to be looked for."""
        filled = [line for line in self._lines[:80] if line.strip()][:24]
        return tuple(f" {_bare(line)} " for line in filled if len(line) <= 2 * _HEADING)

    @cached_property
    def anchored(self) -> frozenset[int]:
        """Numbers of the classifiers' anchors that are found: a look that takes microseconds, before lines are cut into phrases."""
        return ANCHORS.within(self.folded)

    def titled(self, titles: Iterable[str]) -> bool:
        """Whether a title stands in the first lines: as whole words; within a word in scripts that do not part them."""
        top = self.top
        return any(
            (f" {title} " in line) or (not title.isascii() and title in line) for line in top for title in titles
        )
