"""Candidates: of which identifiers a column's values have the form, found by the shapes of its values and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from detectors.columns.headers import Vocabulary
from detectors.columns.sample import Sample
from detectors.identifiers.base import Identifier

ByForm = Callable[[str], Iterable[Identifier]]
"""Identifiers whose plain form a value can have."""

#: Shapes that are remembered, and values of one shape that are tried before it is known.
_MOST_SHAPES, _TRIES = 20_000, 4
#: Shapes of one column that are looked at, each of at least one value in twenty.
_SHAPES, _RARE = 8, 20
_LONGEST = 96
#: Blanks of a value beyond which it is a sentence.
_MOST_BLANKS = 8
_LEAST_DIGITS = 3
#: Lengths of bank codes, the only identifiers without a digit (ISO 9362).
_LETTERS = frozenset({8, 11})
#: Left to `fields`: a date tells nothing of what happened on it.
_NOT_HERE = frozenset({"person.dob"})


class Candidates:
    """Which identifiers a column could hold. Shared by all tables of a process."""

    def __init__(self, identifiers: Sequence[Identifier], by_form: ByForm | None = None) -> None:
        """Take all identifiers that are looked for, and a quick way to find those whose form a value has."""
        self._all = tuple(each for each in identifiers if each.rule not in _NOT_HERE)
        self._by_rule = {each.rule: each for each in self._all}
        self._by_form = by_form or self._slowly
        kinds = {each.rule: each.kind for each in self._all}
        self._words: Vocabulary[str] = Vocabulary(((each.rule, each.words) for each in self._all), kinds.__getitem__)
        self._shapes: dict[str, tuple[int, frozenset[str]]] = {}

    def named(self, name: str) -> Mapping[str, float]:
        """Identifiers, by rule, that a column's name means, with how well it agrees."""
        return self._words.match(name)

    def of(self, sample: Sample, named: Mapping[str, float]) -> list[Identifier]:
        """Identifiers of which some values have the form, and those that the column is named after."""
        rules: set[str] = set()
        for form, count in sample.shapes.most_common(_SHAPES):
            if count * _RARE < len(sample.values):
                break
            if _plausible(form):
                rules |= self._having(form, sample.example[form])
        return [self._by_rule[rule] for rule in sorted(rules | named.keys())]

    def _slowly(self, value: str) -> Iterable[Identifier]:
        return (each for each in self._all if each.normal(value))

    def _having(self, form: str, values: Sequence[str]) -> frozenset[str]:
        known = self._shapes.get(form)
        tried, rules = known or (0, frozenset())
        if tried >= _TRIES:
            return rules
        for value in values[: _TRIES - tried]:
            rules |= {each.rule for each in self._by_form(value) if each.rule in self._by_rule}
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
