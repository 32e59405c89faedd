"""Anchors: the phrases that documents of some class have, looked for in one pass for all classifiers together.

One expression each took 16 µs on a text of 8 KiB; a set of all takes as long as one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import re2

#: Most memory of the set's automaton, which grows with what the texts are like; it begins anew where that is used up.
_MEMORY = 256 << 20


def anchor(phrases: Iterable[str], *, alone: bool = False) -> str:
    """An expression for any of some phrases in plain form; `alone` for those that stand on a line by themselves."""
    held = sorted(phrases)
    latin = "|".join(re2.escape(phrase) for phrase in held if phrase.isascii())
    other = "|".join(re2.escape(phrase) for phrase in held if not phrase.isascii())
    every = "|".join([rf"\b(?:{latin})\b"] * bool(latin) + [other] * bool(other))
    return rf"(?m)^[^\pL\n]{{0,12}}(?:{every})[^\pL\n]{{0,12}}$" if alone else every


class Anchors:
    """Expressions of classifiers by number; compiled when the first text comes."""

    def __init__(self) -> None:
        """Begin with none."""
        self._makers: list[Callable[[], str]] = []
        self._set: re2.Set | None = None

    def add(self, make: Callable[[], str]) -> int:
        """Take what makes an expression of `anchor`, before any text comes; its number."""
        self._makers.append(make)
        return len(self._makers) - 1

    def within(self, folded: str) -> frozenset[int]:
        """Numbers of the expressions that are found in a text without case and accents."""
        if self._set is None:
            options = re2.Options()
            options.max_mem = _MEMORY
            made = re2.Set.SearchSet(options)
            for make in self._makers:
                made.Add(make())
            made.Compile()
            self._set = made
        return frozenset(self._set.Match(folded) or ())


#: Of all classifiers that ship.
ANCHORS = Anchors()
