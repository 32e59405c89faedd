"""National numbers of Asia, Oceania and Africa. Each function names where its check is described."""

from __future__ import annotations

from random import Random

from benchmarks.personal.slot import Slot, grouped, letters, plain
from benchmarks.personal.values.checks import verhoeff, weighted
from benchmarks.personal.values.dates import born
from samples.parts.numbers import digits, luhn_digit

_PROVINCES = ("110101", "310104", "440305", "330106", "510104", "420106", "320102", "610103", "370202")
_NRIC = {"S": "JZIHGFEDCBA", "T": "GFEDCBAJZIH", "F": "XWUTRQPNMLK", "G": "RQPNMLKXWUT"}


def aadhaar(rng: Random) -> str:
    """Verhoeff: https://uidai.gov.in."""
    body = rng.choice("23456789") + digits(rng, 10)
    return body + verhoeff(body)


def pan(rng: Random) -> str:
    """Fourth letter P for a person: https://incometaxindia.gov.in."""
    return letters(rng, 3) + "P" + letters(rng, 1) + f"{rng.randrange(1, 10000):04}" + letters(rng, 1)


def ric(rng: Random) -> str:
    """GB 11643-1999, ISO 7064 modulo 11, 2: https://openstd.samr.gov.cn."""
    body = rng.choice(_PROVINCES) + born(rng).strftime("%Y%m%d") + f"{rng.randrange(1, 1000):03}"
    total = sum(int(char) * pow(2, 17 - place, 11) for place, char in enumerate(body))
    return body + "10X98765432"[total % 11]


def my_number(rng: Random) -> str:
    """https://www.soumu.go.jp: weights 2 to 7 from the right, then again from 2."""
    body = rng.choice("123456789") + digits(rng, 10)
    rest = sum(int(char) * (place % 6 + 2) for place, char in enumerate(reversed(body))) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def rrn(rng: Random) -> str:
    """https://en.wikipedia.org/wiki/Resident_registration_number."""
    day = born(rng)
    sex = rng.choice("12") if day.year < 2000 else rng.choice("34")
    body = day.strftime("%y%m%d") + sex + f"{rng.randrange(0, 96):02}" + digits(rng, 3)
    check = (11 - weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return f"{body[:6]}-{body[6:]}{check}"


def nric_letter(body: str) -> str:
    """The last letter, by the first and the seven digits."""
    return _NRIC[body[0]][weighted(body[1:], (2, 7, 6, 5, 4, 3, 2)) % 11]


def nric(rng: Random) -> str:
    """https://en.wikipedia.org/wiki/National_Registration_Identity_Card."""
    body = rng.choice("STFG") + digits(rng, 7)
    return body + nric_letter(body)


def tfn(rng: Random) -> str:
    """Sum is a multiple of 11: https://en.wikipedia.org/wiki/Tax_file_number."""
    while True:
        number = rng.choice("123456789") + digits(rng, 8)
        if weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0:
            return number


def medicare_check(body: str) -> str:
    """The ninth digit, by the eight before it."""
    return str(weighted(body, (1, 3, 7, 9, 1, 3, 7, 9)) % 10)


def medicare(rng: Random) -> str:
    """Ninth digit is a check: https://meteor.aihw.gov.au/content/270101."""
    body = rng.choice("23456") + digits(rng, 7)
    return body + medicare_check(body) + rng.choice("12345")


def thai(rng: Random) -> str:
    """https://en.wikipedia.org/wiki/Thai_identity_card."""
    body = rng.choice("12345") + digits(rng, 11)
    return body + str((11 - weighted(body, range(13, 1, -1)) % 11) % 10)


def south_african(rng: Random) -> str:
    """Luhn: https://en.wikipedia.org/wiki/South_African_identity_card."""
    body = born(rng).strftime("%y%m%d") + f"{rng.randrange(10000):04}" + rng.choice("01") + "8"
    return body + luhn_digit(body)


def israeli(rng: Random) -> str:
    """Luhn over nine digits: https://en.wikipedia.org/wiki/Israeli_identity_card."""
    body = rng.choice("23") + digits(rng, 7)
    return body + luhn_digit(body)


def nik(rng: Random) -> str:
    """Place, day (40 more for women), serial number: https://id.wikipedia.org/wiki/Nomor_Induk_Kependudukan."""
    day = born(rng)
    place = rng.choice(("317401", "327301", "337402", "357801", "510301", "127101"))
    return f"{place}{day.day + rng.choice((0, 40)):02}{day:%m%y}{rng.randrange(1, 10000):04}"


SLOTS = (
    Slot("in_aadhaar.spaced", ("govid.in_aadhaar",), grouped(aadhaar, (4, 4)), alone=False),
    Slot("in_aadhaar.bare", ("govid.in_aadhaar",), aadhaar),
    Slot("in_pan.bare", ("govid.in_pan",), pan),
    Slot("cn_ric.bare", ("govid.cn_ric",), ric, alone=True),
    Slot("jp_my_number.bare", ("govid.jp_my_number",), my_number),
    Slot("jp_my_number.spaced", ("govid.jp_my_number",), grouped(my_number, (4, 4))),
    Slot("kr_rrn.dashed", ("govid.kr_rrn",), rrn, alone=True),
    Slot("kr_rrn.bare", ("govid.kr_rrn",), plain(rrn)),
    Slot("sg_nric.bare", ("govid.sg_nric",), nric),
    Slot("au_tfn.spaced", ("govid.au_tfn",), grouped(tfn, (3, 3))),
    Slot("au_tfn.bare", ("govid.au_tfn",), tfn),
    Slot("au_medicare.spaced", ("health.insurer_id",), grouped(medicare, (4, 5))),
    Slot("au_medicare.bare", ("health.insurer_id",), medicare),
    Slot("th_id.dashed", ("govid.th_id",), grouped(thai, (1, 4, 5, 2), "-")),
    Slot("th_id.bare", ("govid.th_id",), thai),
    Slot("za_id.bare", ("govid.za_id",), south_african),
    Slot("il_id.bare", ("govid.il_id",), israeli),
    Slot("id_nik.bare", ("govid.id_nik",), nik),
)
