"""`chance` is true of states' numbers, A to I: the pass rate of random values of the right length and alphabet is what an identifier says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detectors.identifiers.base import Identifier
from detectors.identifiers.registry import IDENTIFIERS

MINE = [identifier for identifier in IDENTIFIERS if identifier.kind.startswith("govid.") and identifier.rule < "ie"]


@pytest.mark.parametrize("identifier", MINE, ids=lambda identifier: identifier.rule)
def test_random_values_pass_as_often_as_said(
    identifier: Identifier, passes: Callable[[Identifier], tuple[float, float]]
) -> None:
    rate, tolerance = passes(identifier)
    assert abs(rate - identifier.chance) <= tolerance
