"""National numbers of Northern Europe: Denmark, Estonia, Finland, Iceland, Latvia, Lithuania, Norway, Sweden."""

from __future__ import annotations

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import dmy, is_birth, is_date
from detectors.identifiers.digits import luhn, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_CPR = published("dk.cpr")


def cpr(plain: str) -> bool:
    """Denmark: birth date and serial, whose first digit tells the century.

    Since 2007 the digit modulo eleven need not hold, so it is not asked for.
    Source: https://www.cpr.dk/cpr-systemet/personnumre-uden-kontrolciffer-modulus-11-kontrol
    """
    year, mark = int(plain[4:6]), plain[6]
    if mark < "4":
        year += 1900
    elif mark in "49":
        year += 2000 if year <= 36 else 1900  # noqa: PLR2004  # table of the register
    else:
        year += 2000 if year <= 57 else 1800  # noqa: PLR2004  # table of the register
    return is_birth(year, int(plain[2:4]), int(plain[:2])) and plain[6:] != "0000" and plain not in _CPR


_BALTIC_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)
_BALTIC_SECOND = (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)
_IK, _AK = published("ee.ik"), published("lt.ak")


def _baltic(plain: str) -> bool:
    """Estonia and Lithuania: century and sex, birth date, and a digit modulo eleven in two stages."""
    if not "1" <= plain[0] <= "8":
        return False
    century = 1800 + (int(plain[0]) - 1) // 2 * 100
    if not is_birth(century + int(plain[1:3]), int(plain[3:5]), int(plain[5:7])):
        return False
    digit = weigh(plain, _BALTIC_FIRST) % 11
    if digit == 10:  # noqa: PLR2004  # no digit: the second weights decide
        digit = weigh(plain, _BALTIC_SECOND) % 11 % 10
    return digit == int(plain[10])


def ee_ik(plain: str) -> bool:
    """Estonia: see `_baltic`."""
    return _baltic(plain) and plain not in _IK


def lt_ak(plain: str) -> bool:
    """Lithuania: see `_baltic`."""
    return _baltic(plain) and plain not in _AK


_LV_WEIGHTS = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
_LV = published("lv.pk")


def lv_pk(plain: str) -> bool:
    """Latvia: birth date, century, serial, check digit; since 2017 numbers begin with 32 and tell nothing.

    Source: Fizisko personu reģistra likums, https://likumi.lv/ta/id/296185
    """
    if plain[:2] == "32":
        return plain not in _LV
    dated = dmy(plain[:6]) and plain[6] in "012"
    return dated and (1 + weigh(plain, _LV_WEIGHTS)) % 11 % 10 == int(plain[10]) and plain not in _LV


_HETU_CHARS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU_CENTURY = {"+": 1800} | dict.fromkeys("-UVWXY", 1900) | dict.fromkeys("ABCDEF", 2000)
_HETU = published("fi.hetu")


def hetu(plain: str) -> bool:
    """Finland: birth date, century sign, serial from 002, and a character modulo 31; 900 to 999 is for tests.

    Source: https://dvv.fi/en/personal-identity-code and the signs added in 2023.
    """
    century = _HETU_CENTURY.get(plain[6])
    if century is None or not is_date(century + int(plain[4:6]), int(plain[2:4]), int(plain[:2])):
        return False
    issued = "002" <= plain[7:10] <= "899"
    return issued and _HETU_CHARS[int(plain[:6] + plain[7:10]) % 31] == plain[10] and plain not in _HETU


_KT_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_KT = published("is.kt")
_COMPANY = 40


def kennitala(plain: str) -> bool:
    """Iceland: birth date (day +40 for companies), serial, check digit modulo eleven, century 9 or 0."""
    day = int(plain[:2])
    dated = is_date(int(plain[4:6]), int(plain[2:4]), day - _COMPANY if day > _COMPANY else day)
    return dated and plain[9] in "90" and -weigh(plain, _KT_WEIGHTS) % 11 == int(plain[8]) and plain not in _KT


_FNR_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_FNR_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_FNR = published("no.fnr")
_D_NUMBER = 40


def _issued(year: int, serial: int) -> bool:
    """Whether births of a year are given the serial: 500 to 749 before 1900, 500 to 999 since 2000, 900 to 999 since 1940."""
    if year < 40:  # noqa: PLR2004  # births of the 2000s with 500 to 999, of the 1900s below
        return True
    return serial < 500 or serial >= 900 or (year >= 54 and serial < 750)  # noqa: PLR2004  # as above


def fnr(plain: str) -> bool:
    """Norway: birth date (day +40 for D numbers), two digits modulo eleven. Months +40 and +80 are for tests and are none.

    Source: https://www.skatteetaten.no/en/person/national-registry/identity-number/
    """
    day, year = int(plain[:2]), int(plain[4:6])
    if not is_date(year, int(plain[2:4]), day - _D_NUMBER if day > _D_NUMBER else day):
        return False
    if not _issued(year, int(plain[6:9])):
        return False
    first = -weigh(plain, _FNR_FIRST) % 11 == int(plain[9])
    return first and -weigh(plain, _FNR_SECOND) % 11 == int(plain[10]) and plain not in _FNR


_PNR = published("se.personnummer")
_SHORT = 10
_COORDINATION = 60


def personnummer(plain: str) -> bool:
    """Sweden: birth date (day +60 for coordination numbers) and Luhn over the last ten digits."""
    last = plain[-_SHORT:]
    day = int(last[4:6])
    year = int(plain[:-8]) if len(plain) > _SHORT else int(plain[:2])
    day -= _COORDINATION if day > _COORDINATION else 0
    dated = is_birth(year, int(last[2:4]), day) if len(plain) > _SHORT else is_date(year, int(last[2:4]), day)
    return dated and luhn(last) and plain not in _PNR


NORTH = (
    Identifier(
        "dk.cpr", "govid.dk_cpr", "Danish person number (CPR)", Plain("9{10}", pad=10), cpr, 0.03,
        words_of_rule("dk.cpr"), 3,
        "https://www.cpr.dk/",
    ),
    Identifier(
        "ee.ik", "govid.ee_ik", "Estonian personal code", Plain("9{11}"), ee_ik, 0.0011,
        words_of_rule("ee.ik"), 3,
        "https://www.siseministeerium.ee/",
    ),
    Identifier(
        "lt.ak", "govid.lt_ak", "Lithuanian personal code", Plain("9{11}"), lt_ak, 0.0011,
        words_of_rule("lt.ak"), 3,
        "https://www.registrucentras.lt/",
    ),
    Identifier(
        "lv.pk", "govid.lv_pk", "Latvian personal code", Plain("9{11}", pad=11), lv_pk, 0.011,
        words_of_rule("lv.pk"), 3,
        "https://www.pmlp.gov.lv/",
    ),
    Identifier(
        "fi.hetu", "govid.fi_hetu", "Finnish personal identity code", Plain(r"9{6}\-9{3}X|9{6}\+9{3}X|9{6}A9{3}X"), hetu, 0.00077,
        words_of_rule("fi.hetu"),
        3, "https://dvv.fi/en/personal-identity-code",
    ),
    Identifier(
        "is.kt", "govid.is_kt", "Icelandic identity number (kennitala)", Plain("9{10}", pad=10), kennitala, 0.0013,
        words_of_rule("is.kt"), 3,
        "https://www.skra.is/",
    ),
    Identifier(
        "no.fnr", "govid.no_fnr", "Norwegian birth or D number", Plain("9{11}", pad=11), fnr, 0.00057,
        words_of_rule("no.fnr"), 3,
        "https://www.skatteetaten.no/en/person/national-registry/identity-number/",
    ),
    Identifier(
        "se.personnummer", "govid.se_personnummer", "Swedish personal identity number", Plain(r"9{10}|9{12}"), personnummer, 0.0037,
        words_of_rule("se.personnummer"), 3,
        "https://www.skatteverket.se/",
    ),
)  # fmt: skip
