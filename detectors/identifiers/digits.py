"""Digits: the arithmetic of check digits that several states and trades share. All take plain values."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul

#: What a character counts: digits themselves, letters 10 to 35 (ISO/IEC 7812-1, ICAO Doc 9303).
VALUES = {char: number for number, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_ZERO = ord("0")
#: Twice a digit, its digits added: 5 counts 10, hence 1.
_DOUBLED = str.maketrans("0123456789", "0246813579")


def weigh(value: str, weights: Sequence[int]) -> int:
    """Sum of the characters of `0-9A-Z` times their weights, from the left; ends with the shorter of the two."""
    return sum(map(mul, map(VALUES.__getitem__, value), weights))


def luhn(digits: str) -> bool:
    """Whether the last digit makes the Luhn sum a multiple of ten. Source: ISO/IEC 7812-1 annex B."""
    counted = digits[-1::-2] + digits[-2::-2].translate(_DOUBLED)
    return (sum(counted.encode()) - _ZERO * len(counted)) % 10 == 0


def luhn_sum(digits: str) -> int:
    """Luhn sum of digits whose last is doubled: the check digit that belongs behind is its negative modulo ten."""
    counted = digits[-2::-2] + digits[-1::-2].translate(_DOUBLED)
    return sum(counted.encode()) - _ZERO * len(counted)


def mod_11_10(digits: str) -> bool:
    """ISO/IEC 7064 MOD 11,10, a hybrid system: the last digit checks the others."""
    product = 10
    for char in digits[:-1]:
        total = (int(char) + product) % 10 or 10
        product = total * 2 % 11
    return (product + int(digits[-1])) % 10 == 1


_POWERS = tuple(pow(2, n, 11) for n in range(31, -1, -1))


def mod_11_2(value: str) -> bool:
    """ISO/IEC 7064 MOD 11-2, a pure system: the last character, a digit or X for ten, checks the others."""
    head, last = value[:-1], value[-1]
    total = weigh(head, _POWERS[-len(value) : -1]) + (10 if last == "X" else VALUES[last])
    return total % 11 == 1


def mod_97_10(value: str) -> bool:
    """ISO/IEC 7064 MOD 97-10: letters as two digits, the whole number leaves one."""
    return int("".join(str(VALUES[char]) for char in value)) % 97 == 1


def _dihedral(a: int, b: int) -> int:
    """Product in the group of the symmetries of a pentagon: 0 to 4 are turns, 5 to 9 are turns after a reflection."""
    turn = (a + b) % 5 if a < 5 else (a - b) % 5  # noqa: PLR2004  # half of the group's ten elements
    return turn if (a < 5) == (b < 5) else turn + 5  # noqa: PLR2004  # as above


_FIRST = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permutations() -> list[tuple[int, ...]]:
    """Powers of Verhoeff's permutation, by position modulo eight."""
    out = [tuple(range(10))]
    for _ in range(7):
        out.append(tuple(_FIRST[number] for number in out[-1]))
    return out


_TIMES = tuple(tuple(_dihedral(a, b) for b in range(10)) for a in range(10))
_PLACES = _permutations()


def verhoeff(digits: str) -> bool:
    """Whether the last digit checks the others. Source: J. Verhoeff, Error Detecting Decimal Codes (1969)."""
    state = 0
    for index, char in enumerate(reversed(digits)):
        state = _TIMES[state][_PLACES[index & 7][int(char)]]
    return state == 0


def icao(value: str) -> int:
    """Sum of characters with weights 7, 3, 1, letters 10 to 35, modulo ten. Source: ICAO Doc 9303 part 3, section 4.9."""
    return weigh(value, (7, 3, 1) * ((len(value) + 2) // 3)) % 10


def alike(digits: str) -> bool:
    """Whether all characters are the same: such numbers pass many checks and are none."""
    return digits == digits[:1] * len(digits)


def codes(text: str) -> frozenset[str]:
    """The codes of a text that has them between spaces: provinces, prefixes, types."""
    return frozenset(text.split())
