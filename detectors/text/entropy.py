"""Entropy: how evenly the byte values of a short value are spread, the cheap sign of random material."""

from __future__ import annotations

from math import log2

_TABLED = 257
"""Counts below this have their n·log2(n) precomputed; secrets are short, so the table nearly always answers."""

_N_LOG_N = tuple(n * log2(n) if n else 0.0 for n in range(_TABLED))


def shannon(value: bytes) -> float:
    """Gives the Shannon entropy of the byte values in `value`.

    Args:
        value: any bytes; meant for up to some 200, cost grows with length times distinct bytes.

    Returns:
        Bits a byte, from 0.0 (empty, or one byte repeated) to 8.0. A value of n bytes has at most log2(n).

    Source: C. E. Shannon, A Mathematical Theory of Communication, 1948, section 6.
    """
    size = len(value)
    if size < 2:  # noqa: PLR2004 - one byte has no spread
        return 0.0
    if size >= _TABLED:
        return log2(size) - sum(n * log2(n) for n in map(value.count, set(value))) / size
    table = _N_LOG_N
    return (table[size] - sum([table[n] for n in map(value.count, set(value))])) / size
