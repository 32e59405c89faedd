"""Invented names, the domains of invented firms, and e-mail addresses as people write them."""

from __future__ import annotations

import unicodedata
from random import Random

from benchmarks.personal.slot import Slot
from samples.parts.numbers import digits

GIVEN = (
    "Aylin", "Bartosz", "Callum", "Deepa", "Eduardo", "Fumiko", "Giulia", "Hamza", "Irina", "Joris", "Khadija", "Lennart",
    "Marisol", "Nikolai", "Oyelaran", "Philippa", "Quentin", "Rosalind", "Sigrid", "Thandi", "Umberto", "Valeria", "Wiebke",
    "Ximena", "Yevgenia", "Zofia", "Mátyás", "Zoé", "Jürgen", "Anaïs",
)  # fmt: skip
FAMILY = (
    "Abernathy", "Bjornsen", "Castellane", "Dvorak", "Eisenhart", "Farrugia", "Goncalves", "Hollander", "Iwanow", "Jagtap",
    "Kirchner", "Lefevre", "Mwangi", "Nakashima", "Oduya", "Pellegrini", "Quispe", "Rasmussen", "Szabo", "Tanriverdi",
    "Uddin", "Vandenberg", "Wojcik", "Xanthos", "Yamauchi", "Zielinski", "Müller-Lüdtke", "O'Farrell", "Núñez",
)  # fmt: skip
_FIRST = (
    "nord",
    "alpen",
    "blue",
    "quick",
    "terra",
    "lumen",
    "harbor",
    "cedar",
    "delta",
    "metro",
    "stein",
    "mar",
    "sol",
    "pine",
)
_SECOND = (
    "werk",
    "data",
    "logix",
    "foods",
    "clinic",
    "bau",
    "media",
    "trade",
    "labs",
    "soft",
    "bank",
    "reisen",
    "kraft",
    "press",
)
_TLDS = (
    "com", "com", "net", "org", "io", "de", "fr", "co.uk", "it", "es", "nl", "pl", "com.br", "pt", "ru", "com.tr", "jp", "co.jp",
    "cn", "com.cn", "in", "co.in", "ch", "at", "eu", "ca", "com.au", "mx", "se", "dev", "app", "info", "health", "gov.uk", "edu",
    "ac.uk", "museum", "online",
)  # fmt: skip
_FREE = (
    "gmail.com",
    "yahoo.co.uk",
    "outlook.com",
    "gmx.de",
    "web.de",
    "orange.fr",
    "libero.it",
    "wp.pl",
    "yandex.ru",
    "qq.com",
)
_OFFICES = (
    "info",
    "kontakt",
    "support",
    "billing",
    "office",
    "sales",
    "bewerbung",
    "atencion",
    "facturation",
    "hr",
)
_PARTS = ("mail", "corp", "eu", "students", "mx1", "hr", "dept.bio", "post")
_MAIL = ("person.email", "person.business_contact")


def full_name(rng: Random) -> str:
    """Given and family name."""
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(char for char in plain if char.isalnum()).lower()


def firm(rng: Random) -> str:
    """The domain of an invented firm."""
    return f"{rng.choice(_FIRST)}{rng.choice(('', '', '-'))}{rng.choice(_SECOND)}.{rng.choice(_TLDS)}"


def local_part(rng: Random) -> str:
    """What stands before the @ of a person's address."""
    given, family = _ascii(rng.choice(GIVEN)), _ascii(rng.choice(FAMILY))
    forms = (
        f"{given}.{family}",
        f"{given[0]}{family}",
        f"{given}_{family}",
        f"{given}{digits(rng, 3)}",
        f"{family}-{given}",
    )
    return rng.choice((*forms, f"{given[0]}.{family}{digits(rng, 2)}", given))


def _usual(rng: Random) -> str:
    return f"{local_part(rng)}@{firm(rng)}"


def _free(rng: Random) -> str:
    return f"{local_part(rng)}.{digits(rng, 4)}@{rng.choice(_FREE)}"


def _deep(rng: Random) -> str:
    return f"{local_part(rng)}@{rng.choice(_PARTS)}.{firm(rng)}"


def _tagged(rng: Random) -> str:
    return f"{local_part(rng)}+{rng.choice(('news', 'shop', 'invoices', '2024', 'test-1'))}@{firm(rng)}"


def _capital(rng: Random) -> str:
    local, _, domain = _usual(rng).partition("@")
    return rng.choice((f"{local.title()}@{domain}", f"{local}@{domain}".upper()))


def _odd(rng: Random) -> str:
    given, family = _ascii(rng.choice(GIVEN)), _ascii(rng.choice(FAMILY))
    form = (
        f"{given}.o'{family}",
        f"_{given}{family}",
        f"{given}.{family}-ext",
        f"{digits(rng, 7)}",
    )
    return f"{rng.choice(form)}@{firm(rng)}"


def _office(rng: Random) -> str:
    return f"{rng.choice(_OFFICES)}@{firm(rng)}"


SLOTS = (
    Slot("email.usual", _MAIL, _usual, alone=True),
    Slot("email.free", _MAIL, _free, alone=True),
    Slot("email.deep", _MAIL, _deep, alone=True),
    Slot("email.tagged", _MAIL, _tagged, alone=True),
    Slot("email.capital", _MAIL, _capital, alone=True),
    Slot("email.odd", _MAIL, _odd, alone=True),
    Slot("email.office", _MAIL, _office, alone=True),
)
