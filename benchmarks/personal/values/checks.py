"""Sums of check digits that several numbers share."""

from __future__ import annotations

from collections.abc import Iterable

#: The dihedral group of Verhoeff's check: product, permutation. https://en.wikipedia.org/wiki/Verhoeff_algorithm
_ROTATION = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def weighted(text: str, weights: Iterable[int]) -> int:
    """Sum of digits times weights."""
    return sum(int(char) * weight for char, weight in zip(text, weights, strict=True))


def eleven(text: str) -> str:
    """The check digit of ISO 7064 modulo 11, 10: https://www.iso.org/standard/31531.html."""
    carry = 10
    for char in text:
        carry = (carry + int(char)) % 10 or 10
        carry = carry * 2 % 11
    return str((11 - carry) % 10)


def _product(a: int, b: int) -> int:
    """Multiplication in the dihedral group of order ten."""
    if a < 5:
        return (a + b) % 5 + (5 if b >= 5 else 0)
    return (a - b) % 5 + (0 if b >= 5 else 5)


def verhoeff(text: str) -> str:
    """Verhoeff's check digit of `text`."""
    carry = 0
    for place, char in enumerate(reversed(text), 1):
        value = int(char)
        for _ in range(place % 8):
            value = _ROTATION[value]
        carry = _product(carry, value)
    return str(next(digit for digit in range(10) if _product(carry, digit) == 0))
