"""Bound: what a sample says of the whole: the greatest share that is still likely (Clopper and Pearson, 1934, one-sided)."""

from __future__ import annotations

import math

_STEPS = 60


def greatest_share(found: int, drawn: int, doubt: float = 0.05) -> float:
    """The greatest share of the whole for which finding so few in a sample is not less likely than `doubt`.

    Args:
        found: objects of the sample that have what was looked for, at most `drawn`.
        drawn: objects of the sample.
        doubt: 0.05 for a confidence of 95 %.

    Returns:
        0 to 1; 1 where nothing was drawn. See https://doi.org/10.1093/biomet/26.4.404 .
    """
    if drawn <= 0 or found >= drawn:
        return 1.0
    if not found:
        return 1.0 - float(doubt ** (1 / drawn))
    low, high = found / drawn, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _at_most(found, drawn, middle) > doubt:
            low = middle
        else:
            high = middle
    return high


def _at_most(found: int, drawn: int, share: float) -> float:
    """Probability of `found` or fewer among `drawn`."""
    yes, no = math.log(share), math.log1p(-share)
    whole = math.lgamma(drawn + 1)
    return math.fsum(
        math.exp(whole - math.lgamma(k + 1) - math.lgamma(drawn - k + 1) + k * yes + (drawn - k) * no)
        for k in range(found + 1)
    )
