"""Zones of nobody, made from a seed, and what a bad photograph and an OCR engine make of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from detectors.text.check_numbers import check_digit

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STATES = ("UTO", "USA", "D<<", "FRA", "IND", "BRA", "CHN", "NGA", "POL", "EGY")
FORMATS = ("TD1", "TD2", "TD3", "MRV-A", "MRV-B", "FR")


@dataclass(frozen=True)
class Made:
    """A zone as it would be printed, and what it says."""

    format: str
    lines: list[str]
    number: str
    birth: str
    surname: str


def _name(rng: random.Random, least: int, most: int) -> str:
    return "".join(rng.choice(_LETTERS) for _ in range(rng.randint(least, most)))


def _day(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last) % 100:02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"


def _checked(text: str) -> str:
    return text + check_digit(text)


def make(rng: random.Random, form: str) -> Made:
    surname, given = _name(rng, 4, 9), _name(rng, 4, 7)
    number = rng.choice(_LETTERS) + "".join(rng.choice("0123456789") for _ in range(8))
    if rng.random() < 0.3:
        number = "".join(rng.choice("0123456789CFGHJKLMNPRTVWXYZ") for _ in range(9))
    birth, expiry, sex = _day(rng, 1950, 2005), _day(rng, 2026, 2035), rng.choice("MF")
    state = rng.choice(_STATES)
    iso = ("19" if int(birth[:2]) > 30 else "20") + f"{birth[:2]}-{birth[2:4]}-{birth[4:]}"
    name = f"{surname}<<{given}"
    if form == "FR":
        return _french(rng, surname, given, birth, sex, iso)
    if form == "TD1":
        first = (rng.choice(("I<", "ID", "AC")) + state + _checked(number)).ljust(30, "<")
        second = _checked(birth) + sex + _checked(expiry) + state + "<" * 11
        second += check_digit(first[5:] + second[:7] + second[8:15] + second[18:])
        return Made(form, [first, second, name.ljust(30, "<")], number, iso, surname)
    code = {"TD3": "P<", "TD2": "ID"}.get(form, "V<")
    size = 44 if form in ("TD3", "MRV-A") else 36
    second = _checked(number) + state + _checked(birth) + sex + _checked(expiry)
    if form == "TD3":
        personal = rng.choice(("", str(rng.randrange(10**9, 10**11)))).ljust(14, "<")
        second += personal + (check_digit(personal) if personal.strip("<") else rng.choice("<0"))
        second += check_digit(second[:10] + second[13:20] + second[21:43])
    elif form == "TD2":
        second += "<" * 7
        second += check_digit(second[:10] + second[13:20] + second[21:35])
    return Made(form, [(code + state + name).ljust(size, "<"), second.ljust(size, "<")], number, iso, surname)


def _french(rng: random.Random, surname: str, given: str, birth: str, sex: str, iso: str) -> Made:
    first = f"IDFRA{surname}".ljust(30, "<") + f"{rng.randint(1, 95):03d}{rng.randint(0, 999):03d}"
    number = f"{rng.randint(5, 20):02d}{rng.randint(1, 12):02d}{rng.randint(1, 95):02d}{rng.randint(0, 9)}{rng.randint(0, 99999):05d}"
    second = _checked(number) + given.ljust(14, "<") + _checked(birth) + sex
    return Made("FR", [first, second + check_digit(first + second)], number, iso, surname)


_LIKE = {
    "O": "0Q", "0": "OD", "I": "1L", "1": "IL", "S": "5", "5": "S", "B": "8", "8": "B3", "Z": "2", "2": "Z", "G": "6", "6": "G", "T": "7",
    "7": "T1", "A": "4", "4": "A", "<": "KCL«(E", "M": "NH", "F": "EP", "D": "0O", "3": "8", "9": "g", "U": "V", "V": "U",
}  # fmt: skip


def damage(rng: random.Random, line: str, rate: float) -> str:
    """The line with that share of its characters misread (7 of 10 for one alike), lost or doubled (1 of 10 each)."""
    out = []
    for char in line:
        if rng.random() >= rate:
            out.append(char)
            continue
        kind = rng.random()
        if kind < 0.7:
            out.append(rng.choice(_LIKE.get(char, _LETTERS)))
        elif kind < 0.8:
            out.append(rng.choice(_LETTERS + "0123456789<"))
        elif kind < 0.9:
            out.append(char * 2)
    return "".join(out)


@pytest.fixture
def made() -> Callable[[random.Random, str], Made]:
    return make


@pytest.fixture
def damaged() -> Callable[[random.Random, str, float], str]:
    return damage
