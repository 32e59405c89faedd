"""Sign: a format of text without a head of its own, told by lines that only it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import re2

from detectors.classes.base import Classed, View

#: Bytes of the beginning that are searched for needles, and for lines.
_NEEDLES, _LINES = 4096, 64 << 10
#: Prose about a format that quotes it: Markdown and reStructuredText.
_PROSE = re.compile(rb"^```|^#{1,4} .*\n(?:.*\n){0,3}?\n?[A-Z][a-z]+ [a-z]+ [a-z]+|^\.\. code|^={5,}\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sign:
    """One format.

    Attributes:
        kind: dotted kind.
        rule: id of its rule.
        needles: pieces of which one stands in the first 4 KiB of everything in this format.
        lines: expressions of lines; each counts once.
        least: how many of them must be there.
        counted: expression of what is counted, or None.
        confidence: with the fewest lines.
    """

    kind: str
    rule: str
    needles: tuple[bytes, ...]
    lines: tuple[re.Pattern[bytes], ...]
    least: int
    counted: re.Pattern[bytes] | None = None
    confidence: float = 0.85


def lines(*patterns: str) -> tuple[re.Pattern[bytes], ...]:
    """Expressions of lines, each from the beginning of one."""
    return tuple(re.compile(b"^" + pattern.encode(), re.MULTILINE) for pattern in patterns)


def judge(sign: Sign, view: View) -> Classed | None:
    """What a text is by one sign, or None."""
    head = view.head[:_LINES]
    there = sum(pattern.search(head) is not None for pattern in sign.lines)
    if there < sign.least:
        return None
    confidence = min(0.97, sign.confidence + 0.04 * (there - sign.least))
    count = None
    if sign.counted is not None:
        count = len(sign.counted.findall(view.head)) + len(sign.counted.findall(view.tail))
    return Classed(sign.kind, sign.rule, round(confidence, 2), view.said(f"lines:{there}"), count)


class Signs:
    """Classifier of texts by some signs."""

    def __init__(self, signs: Sequence[Sign], types: frozenset[str]) -> None:
        """Take the signs, and the media types in which they come."""
        self.types = types
        self._signs = tuple(signs)
        self._needles = b"|".join(re2.escape(each) for each in dict.fromkeys(needle for sign in signs for needle in sign.needles))

    def wants(self, media_type: str, head: bytes) -> bool:  # noqa: ARG002  # the seam's
        return self._needle.search(head, 0, _NEEDLES) is not None

    @cached_property
    def _needle(self) -> re2._Regexp:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        return re2.compile(self._needles, options)

    def classify(self, view: View) -> Iterator[Classed]:
        """At most one of them: the most certain; none of a text that only speaks of them."""
        piece = view.head[:_NEEDLES]
        hopeful = [sign for sign in self._signs if any(needle in piece for needle in sign.needles)]
        found = [classed for sign in hopeful if (classed := judge(sign, view)) is not None]
        if found and _PROSE.search(piece) is None:
            yield max(found, key=lambda classed: classed.confidence)
