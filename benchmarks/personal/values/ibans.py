"""IBANs of many countries; where the account number has a check of its own, that holds too.

Source of the forms: the IBAN registry, https://www.swift.com/standards/data-standards/iban-international-bank-account-number.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.personal.slot import letters
from samples.parts.numbers import digits

#: Country: its account number as runs of digits (n), letters (a) and both (c).
FORMS = {
    "DE": "n18", "AT": "n16", "CH": "n5c12", "LI": "n5c12", "GB": "a4n14", "IE": "a4n14", "LU": "n3c13", "NL": "a4n10",
    "SE": "n20", "DK": "n14", "TR": "n6c16", "AE": "n19", "SA": "n2c18", "GR": "n7c16", "RO": "a4c16", "LT": "n16",
    "LV": "a4c13", "BR": "n23a1c1", "CY": "n8c16", "MT": "a4n5c18", "UA": "n6c19", "KZ": "n3c13", "AZ": "a4c20",
    "QA": "a4c21", "JO": "a4n4c18", "KW": "a4c22", "LB": "n4c20", "GE": "a2n16",
}  # fmt: skip
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EITHER = "0123456789" + _ALPHABET


def _drawn(rng: Random, form: str) -> str:
    out, place = "", 0
    while place < len(form):
        end = place + 1
        while end < len(form) and form[end].isdigit():
            end += 1
        count = int(form[place + 1 : end])
        # Most accounts are digits, also where letters may stand.
        among = {"n": "0123456789", "a": _ALPHABET, "c": _EITHER if rng.random() < 0.1 else "0123456789"}[form[place]]
        out += letters(rng, count, among)
        place = end
    return out


def _belgian(rng: Random) -> str:
    body = digits(rng, 10)
    return body + f"{int(body) % 97 or 97:02}"


def _french(rng: Random) -> str:
    bank, branch, account = digits(rng, 5), digits(rng, 5), digits(rng, 11)
    return bank + branch + account + f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02}"


def _spanish(rng: Random) -> str:
    bank, account = digits(rng, 8), digits(rng, 10)

    def digit(number: str) -> str:
        rest = 11 - sum(int(char) << place for place, char in enumerate(number)) % 11  # weights are 2**place
        return str({10: 1, 11: 0}.get(rest, rest))

    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)  # 2**place modulo 11
    rest = 11 - sum(int(char) * weight for char, weight in zip(account, weights, strict=True)) % 11
    return bank + digit("00" + bank) + str({10: 1, 11: 0}.get(rest, rest)) + account


#: Values of characters at odd places of Italian check letters, by their place among digits and letters.
#: https://www.agenziaentrate.gov.it (codice fiscale, D.M. 12/03/1974); the CIN of accounts takes the same table.
ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def italian_letter(body: str) -> str:
    """The check letter of digits and letters: odd places by table, even ones by value."""
    values = [int(char) if char.isdigit() else _ALPHABET.index(char) for char in body]
    return _ALPHABET[sum(ODD[v] if place % 2 == 0 else v for place, v in enumerate(values)) % 26]


def _italian(rng: Random) -> str:
    body = digits(rng, 22)
    return italian_letter(body) + body


def _norwegian(rng: Random) -> str:
    while True:
        body = digits(rng, 10)
        rest = -sum(int(char) * weight for char, weight in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if rest < 10:
            return body + str(rest)


def _polish(rng: Random) -> str:
    bank = digits(rng, 7)
    total = sum(int(char) * weight for char, weight in zip(bank, (3, 9, 7, 1, 3, 9, 7), strict=True))
    return bank + str(-total % 10) + digits(rng, 16)


def _portuguese(rng: Random) -> str:
    body = digits(rng, 19)
    return body + f"{98 - int(body) * 100 % 97:02}"


CHECKED: dict[str, Callable[[Random], str]] = {
    "BE": _belgian, "FR": _french, "ES": _spanish, "IT": _italian, "NO": _norwegian, "PL": _polish, "PT": _portuguese,
}  # fmt: skip


def with_check(country: str, account: str) -> str:
    """The IBAN of an account number (ISO 13616: mod 97)."""
    figures = "".join(str(int(char, 36)) for char in account + country + "00")
    return f"{country}{98 - int(figures) % 97:02}{account}"


def iban(rng: Random) -> str:
    """An IBAN of some country, without blanks."""
    country = rng.choice((*FORMS, *CHECKED))
    account = CHECKED[country](rng) if country in CHECKED else _drawn(rng, FORMS[country])
    return with_check(country, account)
