"""Sign: a format of text without a head of its own, told by lines that only it has. They stand in `signs/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from detectors.classes.base import Classed, View
from detectors.classes.needle import LOOK, Needles

#: Bytes of the beginning that are searched for lines.
_LINES = 64 << 10
_FOLDER = Path(__file__).parent / "signs"
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
    counted: re.Pattern[bytes] | None
    confidence: float


@cache
def load(name: str) -> tuple[Sign, ...]:
    """The signs of `signs/<name>.toml`, read once a process."""
    given = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(
        Sign(
            kind=entry["kind"],
            rule=entry["rule"],
            needles=tuple(each.encode() for each in entry["needles"]),
            lines=tuple(re.compile(b"^" + each.encode(), re.MULTILINE) for each in entry["lines"]),
            least=entry["least"],
            counted=re.compile(entry["counted"].encode(), re.MULTILINE) if "counted" in entry else None,
            confidence=entry["confidence"],
        )
        for entry in given["sign"]
    )


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

    def __init__(self, name: str, types: frozenset[str]) -> None:
        """Take the name of their file, which is read when the first text comes, and the media types in which they come."""
        self.types = types
        self._name = name

    def wants(self, media_type: str, head: bytes) -> bool:  # noqa: ARG002  # the seam's
        return self._needles.within(head)

    @cached_property
    def _needles(self) -> Needles:
        return Needles(*(needle for sign in load(self._name) for needle in sign.needles))

    def classify(self, view: View) -> Iterator[Classed]:
        """At most one of them: the most certain; none of a text that only speaks of them."""
        piece = view.head[:LOOK]
        hopeful = [sign for sign in load(self._name) if any(needle in piece for needle in sign.needles)]
        found = [classed for sign in hopeful if (classed := judge(sign, view)) is not None]
        if found and _PROSE.search(piece) is None:
            yield max(found, key=lambda classed: classed.confidence)
