"""Refuted: what a column's values are not, though some of them look like it: they pass its check as often as any digits do.

Of random numbers of sixteen digits one in ten passes Luhn. Where a column shows that its values do so by chance, those that pass
are no cards. A kind without a check is refuted by a name that says what else the column holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from detectors.columns import fields
from detectors.columns.candidates import Candidates
from detectors.columns.judge import formed, ratio
from detectors.columns.sample import Sample

#: Values that must have been looked at, the share of the column that must have the form, and the logarithm of how much likelier
#: chance is.
_LEAST, _SHARE, _BY_CHANCE = 20, 0.5, -6.0
#: A check that more random values pass tells nothing.
_TELLING = 0.4


def refuted(sample: Sample, candidates: Candidates) -> Iterator[str]:
    """Kinds that a column is not of."""
    if len(sample.values) < _LEAST:
        return
    named = candidates.named(sample.name)
    otherwise = bool(fields.OTHER.match(sample.name))
    for identifier in candidates.of(sample, {}):
        if identifier.rule in named:
            continue
        plain, _ = formed(sample, identifier)
        different = set(plain)
        if len(different) < _LEAST or len(plain) < _SHARE * len(sample.values):
            continue
        passed = sum(map(identifier.check, different))
        by_chance = identifier.chance <= _TELLING and ratio(len(different), passed, identifier.chance) < _BY_CHANCE
        if by_chance or (otherwise and identifier.chance > _TELLING):
            yield identifier.kind
