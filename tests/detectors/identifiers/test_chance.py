"""`chance` is true: the pass rate of random values of the right length and alphabet is what an identifier says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detectors.identifiers.base import Identifier
from detectors.identifiers.registry import IDENTIFIERS


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=lambda identifier: identifier.rule)
def test_random_values_pass_as_often_as_said(
    identifier: Identifier, passes: Callable[[Identifier], tuple[float, float]]
) -> None:
    rate, tolerance = passes(identifier)
    assert abs(rate - identifier.chance) <= tolerance


def test_chance_is_a_probability_that_a_logarithm_can_be_taken_of() -> None:
    assert all(0 < identifier.chance <= 1 for identifier in IDENTIFIERS)
