"""Band: how many, without saying how many exactly. Pure."""

from __future__ import annotations

#: Where bands end, exclusive. Among powers of ten stand the sizes from which 28 CFR 202.205 calls data a bulk of it: 100, 1,000,
#: 10,000 and 100,000 people. https://www.ecfr.gov/current/title-28/section-202.205
_EDGES = (10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
#: Digits of bytes that are told.
_DIGITS = 2


def band(count: int) -> str:
    """`0`, `<10`, `10-99`, `100-999`, … `>=100000000`."""
    if count <= 0:
        return "0"
    low = 0
    for edge in _EDGES:
        if count < edge:
            return f"<{edge}" if not low else f"{low}-{edge - 1}"
        low = edge
    return f">={low}"


def names() -> list[str]:
    """All bands, the smallest first."""
    return [band(0), *(band(edge - 1) for edge in _EDGES), band(_EDGES[-1])]


def rounded(count: int) -> int:
    """Bytes with two digits that tell: the size of one file is a mark of it."""
    digits = len(str(abs(count))) - _DIGITS
    return count if digits <= 0 else round(count, -digits)
