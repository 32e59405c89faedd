"""Candidates: of which identifiers a column's values have the form, found by the shapes of its values and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detectors.columns.headers import Vocabulary
from detectors.columns.sample import Sample
from detectors.identifiers.base import Identifier

#: Shapes that are remembered, and values of one shape that are tried before it is known.
_MOST_SHAPES, _TRIES = 20_000, 4
#: Shapes of one column that are looked at.
_SHAPES = 8
_LONGEST = 48
#: Blanks of a value beyond which it is a sentence.
_MOST_BLANKS = 8
_LEAST_DIGITS = 3
#: Lengths of bank codes, the only identifiers without a digit (ISO 9362).
_LETTERS = frozenset({8, 11})


class Candidates:
    """Which identifiers a column could hold. Shared by all tables of a process."""

    def __init__(self, identifiers: Sequence[Identifier]) -> None:
        """Take all identifiers that are looked for."""
        self._all = tuple(identifiers)
        self._by_rule = {each.rule: each for each in self._all}
        self._words: Vocabulary[str] = Vocabulary((each.rule, each.words) for each in self._all)
        self._shapes: dict[str, tuple[int, frozenset[str]]] = {}

    def named(self, name: str) -> Mapping[str, float]:
        """Identifiers, by rule, that a column's name means, with how well it agrees."""
        return self._words.match(name)

    def of(self, sample: Sample, named: Mapping[str, float]) -> list[Identifier]:
        """Identifiers of which some values have the form, and those that the column is named after."""
        rules: set[str] = set()
        for form, count in sample.shapes.most_common(_SHAPES):
            if count * 20 < len(sample.values):
                break
            if _plausible(form):
                rules |= self._having(form, sample.example[form])
        wanted = [self._by_rule[rule] for rule in sorted(rules | named.keys())]
        return [each for each in wanted if each.chance < 0.97 or each.rule in named]  # noqa: PLR2004  # judge.NONE

    def _having(self, form: str, values: Sequence[str]) -> frozenset[str]:
        known = self._shapes.get(form)
        tried, rules = known or (0, frozenset())
        if tried >= _TRIES:
            return rules
        for value in values[: _TRIES - tried]:
            rules |= {each.rule for each in self._all if each.rule not in rules and each.normal(value)}
            tried += 1
        if known is not None or len(self._shapes) < _MOST_SHAPES:
            self._shapes[form] = (tried, rules)
        return rules


def _plausible(form: str) -> bool:
    """Whether any identifier is written so: with some digits, as an address of mail, or as a bank's code."""
    if len(form) > _LONGEST or form.count(" ") > _MOST_BLANKS:
        return False
    if form == "@" or form.count("9") >= _LEAST_DIGITS:
        return True
    return (len(form) in _LETTERS or "~" in form) and form.rstrip("~").isupper()
