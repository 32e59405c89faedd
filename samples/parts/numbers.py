"""Numbers with check digits: cards, bank accounts, tax numbers, telephone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

# Leading digits of cards: the right networks, at the far end of their ranges, away from the published test numbers.
_CARD_STARTS = (("499999", 16), ("559999", 16), ("379999", 15), ("601198", 16))

# Country, letters of the bank code, digits after them: countries whose IBAN has no further national check.
_IBAN_SHAPES = {"DE": (0, 18), "AT": (0, 16), "CH": (0, 17), "GB": (4, 14)}

_AREA_CODES = ("205", "303", "312", "404", "415", "503", "512", "602", "617", "646", "702", "713", "816", "919", "972")


def digits(rng: Random, count: int) -> str:
    """`count` random decimal digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def luhn_digit(body: str) -> str:
    """The digit that makes `body` + digit pass Luhn (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card(rng: Random) -> str:
    """A payment card number of 15 or 16 digits that passes Luhn."""
    start, length = rng.choice(_CARD_STARTS)
    body = start + digits(rng, length - len(start) - 1)
    return body + luhn_digit(body)


def grouped(number: str, mark: str) -> str:
    """A card number in its printed groups: 4-6-5 for 15 digits, else fours."""
    if len(number) == 15:
        return mark.join((number[:4], number[4:10], number[10:]))
    return mark.join(number[at : at + 4] for at in range(0, len(number), 4))


def not_card(rng: Random) -> str:
    """Sixteen digits that look like a card and fail Luhn."""
    body = "4" + digits(rng, 14)
    return body + str((int(luhn_digit(body)) + rng.randrange(1, 10)) % 10)


def ssn(rng: Random) -> str:
    """A US social security number, 3-2-4, with an area that is valid but was not given out before 2011."""
    return f"{rng.randrange(780, 900)}-{rng.randrange(1, 100):02}-{rng.randrange(1, 10000):04}"


def itin(rng: Random) -> str:
    """A US taxpayer number for foreigners, 9xx-yy-zzzz, yy in 70 to 88 (IRS)."""
    return f"{rng.randrange(900, 1000)}-{rng.randrange(70, 89)}-{rng.randrange(1, 10000):04}"


def iban(rng: Random, country: str) -> str:
    """An IBAN without spaces whose check digits hold (ISO 13616, mod 97)."""
    letters, length = _IBAN_SHAPES[country]
    account = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(letters)) + digits(rng, length)
    figures = "".join(str(int(char, 36)) for char in account + country + "00")
    return f"{country}{98 - int(figures) % 97:02}{account}"


def routing(rng: Random) -> str:
    """A US bank routing number of nine digits whose weighted sum (3, 7, 1) holds."""
    body = f"{rng.randrange(1, 13):02}{digits(rng, 6)}"
    total = sum(int(char) * weight for char, weight in zip(body, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return body + str(-total % 10)


def phone(rng: Random) -> str:
    """A US telephone number in the exchanges 958 and 959, which are kept for tests of the plant: nobody has one."""
    return f"({rng.choice(_AREA_CODES)}) {rng.choice((958, 959))}-{rng.randrange(2000, 9900)}"


def international(number: str) -> str:
    """The same telephone number as +1 and ten digits."""
    return "+1" + "".join(char for char in number if char.isdigit())
