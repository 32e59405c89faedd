"""National numbers of Eastern Europe and its neighbours: Bulgaria to Ukraine, Russia and Kazakhstan."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_birth, is_date, ymd
from detectors.identifiers.digits import alike, mod_11_10, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_EGN_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6)
_EGN, _OIB = published("bg.egn"), published("hr.oib")


def egn(plain: str) -> bool:
    """Bulgaria: birth date with month +20 for the 1800s and +40 for the 2000s, check digit modulo eleven, modulo ten."""
    era, month = divmod(int(plain[2:4]), 20)
    century = {0: 1900, 1: 1800, 2: 2000}.get(era, 0)
    dated = is_birth(century + int(plain[:2]), month, int(plain[4:6]))
    return dated and weigh(plain, _EGN_WEIGHTS) % 11 % 10 == int(plain[9]) and plain not in _EGN


def oib(plain: str) -> bool:
    """Croatia: ISO/IEC 7064 MOD 11,10."""
    return mod_11_10(plain) and not alike(plain) and plain not in _OIB


_RC_CZ, _RC_SK = published("cz.rc"), published("sk.rc")
_NINE_UNTIL = 1954
_SLACK_UNTIL = 1985
_OVERFLOW_FROM = 2004


def _rodne_cislo(plain: str) -> bool:
    """Birth date, month +50 for women and +20 when serials ran out (since 2004); ten digits are divisible by eleven.

    Nine digits until 1953 have no check digit; until 1985 a remainder of ten was written 0.
    Source: zákon 133/2000 Sb., https://www.mvcr.cz/
    """
    short = len(plain) == 9  # noqa: PLR2004  # form of the years before 1954
    year = int(plain[:2])
    year += 1900 if short or year >= _NINE_UNTIL % 100 else 2000
    month = int(plain[2:4]) % 50
    month -= 20 if month > 20 and year >= _OVERFLOW_FROM else 0  # noqa: PLR2004  # as the law says
    if not is_date(year, month, int(plain[4:6])) or (short and (year >= _NINE_UNTIL or plain[6:] == "000")):
        return False
    if short:
        return True
    rest = int(plain[:9]) % 11
    return rest == int(plain[9]) or (rest == 10 and plain[9] == "0" and year <= _SLACK_UNTIL)  # noqa: PLR2004  # no digit


def cz_rc(plain: str) -> bool:
    """Czechia: see `_rodne_cislo`."""
    return _rodne_cislo(plain) and plain not in _RC_CZ


def sk_rc(plain: str) -> bool:
    """Slovakia: see `_rodne_cislo`."""
    return _rodne_cislo(plain) and plain not in _RC_SK


_HU_COUNT = tuple(range(1, 11))
_TAJ_WEIGHTS = (3, 7) * 4


def hu_tax(plain: str) -> bool:
    """Hungary: 8, days since 1867, serial, weights 1 to 9 modulo eleven.

    Source: 2017. évi CL. törvény 1. melléklet, https://net.jogtar.hu/
    """
    return plain[0] == "8" and weigh(plain[:9], _HU_COUNT) % 11 == int(plain[9])


def hu_taj(plain: str) -> bool:
    """Hungary: weights 3 and 7 in turn, modulo ten. Source: 1996. évi XX. törvény 2. melléklet."""
    return weigh(plain, _TAJ_WEIGHTS) % 10 == int(plain[8]) and not alike(plain)


def hu_id(plain: str) -> bool:
    """Hungary: sex and century, birth date, serial, weights 1 to 10 (since 1997: 10 to 1) modulo eleven.

    Source: 1996. évi XX. törvény 1. melléklet.
    """
    if not "1" <= plain[0] <= "8" or not ymd(plain[1:7]):
        return False
    return int(plain[10]) in (weigh(plain, _HU_COUNT) % 11, weigh(plain, _HU_COUNT[::-1]) % 11)


_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_PESEL, _NIP = published("pl.pesel"), published("pl.nip")
_PESEL_CENTURY = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}


def pesel(plain: str) -> bool:
    """Poland: birth date whose month tells the century, weights 1, 3, 7, 9, modulo ten."""
    era, month = divmod(int(plain[2:4]), 20)
    if not is_birth(_PESEL_CENTURY[era] + int(plain[:2]), month, int(plain[4:6])):
        return False
    return -weigh(plain, _PESEL_WEIGHTS) % 10 == int(plain[10]) and plain not in _PESEL


_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


def nip(plain: str) -> bool:
    """Poland: weights 6, 5, 7, 2 to 7, modulo eleven."""
    return weigh(plain, _NIP_WEIGHTS) % 11 == int(plain[9]) and plain[0] != "0" and plain not in _NIP


_DOWOD_WEIGHTS = (7, 3, 1, 0, 7, 3, 1, 7, 3)


def pl_id_card(plain: str) -> bool:
    """Poland: three letters, a check digit, five digits; weights 7, 3, 1 over the others, modulo ten."""
    return weigh(plain, _DOWOD_WEIGHTS) % 10 == int(plain[3])


_CNP_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_CNP = published("ro.cnp")
_CNP_CENTURY = dict(zip("123456789", (1900, 1900, 1800, 1800, 2000, 2000, 1900, 1900, 1900), strict=True))


def cnp(plain: str) -> bool:
    """Romania: sex and century, birth date, county, check digit modulo eleven with 1 for ten.

    Source: OUG 97/2005; counties 01 to 48, 51, 52 and 70, 80 to 83 for the central register.
    """
    century = _CNP_CENTURY.get(plain[0])
    if century is None or not is_birth(century + int(plain[1:3]), int(plain[3:5]), int(plain[5:7])):
        return False
    county = plain[7:9]
    digit = weigh(plain, _CNP_WEIGHTS) % 11
    known = "01" <= county <= "48" or county in ("51", "52", "70", "80", "81", "82", "83")
    return known and (1 if digit == 10 else digit) == int(plain[12]) and plain not in _CNP  # noqa: PLR2004  # no digit


_EMSO_WEIGHTS = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_EMSO, _JMBG, _SI_TAX = published("si.emso"), published("rs.jmbg"), published("si.tax")
_MILLENNIUM = {"8": 1000, "9": 1000, "0": 2000}


def _unique(plain: str) -> bool:
    """The Yugoslav register number: birth date with three digits of the year, region, serial, modulo eleven."""
    start = _MILLENNIUM.get(plain[4])
    if start is None or not is_birth(start + int(plain[4:7]), int(plain[2:4]), int(plain[:2])):
        return False
    return -weigh(plain, _EMSO_WEIGHTS) % 11 % 10 == int(plain[12]) and (
        -weigh(plain, _EMSO_WEIGHTS) % 11 != 10  # noqa: PLR2004  # such numbers are not given out
    )


def emso(plain: str) -> bool:
    """Slovenia: see `_unique`; region 50 to 59."""
    return plain[7] == "5" and _unique(plain) and plain not in _EMSO


def jmbg(plain: str) -> bool:
    """Serbia, Bosnia, Montenegro, North Macedonia: see `_unique`."""
    return _unique(plain) and plain not in _JMBG


_SI_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)


def si_tax(plain: str) -> bool:
    """Slovenia: weights 8 to 2, modulo eleven, ten is written 0."""
    digit = 11 - weigh(plain, _SI_WEIGHTS) % 11
    given = plain[0] != "0" and digit < 11  # noqa: PLR2004  # eleven is not given out
    return given and digit % 10 == int(plain[7]) and plain not in _SI_TAX  # 11 is not given out


_UA_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_UA = published("ua.rnokpp")
_UA_DAYS = 50_000


def rnokpp(plain: str) -> bool:
    """Ukraine: days since 1899-12-31, serial, weights -1, 5, 7, 9, 4, 6, 10, 5, 7, modulo eleven, modulo ten."""
    days = int(plain[:5])
    return 0 < days < _UA_DAYS and weigh(plain, _UA_WEIGHTS) % 11 % 10 == int(plain[9]) and plain not in _UA


_INN_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_SECOND = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN, _SNILS = published("ru.inn"), published("ru.snils")


def inn(plain: str) -> bool:
    """Russia: region, two digits modulo eleven, modulo ten."""
    if weigh(plain, _INN_FIRST) % 11 % 10 != int(plain[10]) or plain[:2] == "00":
        return False
    return weigh(plain, _INN_SECOND) % 11 % 10 == int(plain[11]) and plain not in _INN


_SNILS_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, 1)
_SNILS_THREE = re.compile(r"([0-9])\1\1")


def snils(plain: str) -> bool:
    """Russia: weights 9 to 1 modulo 101, 100 is written 00; numbers to 001-001-998 have no check; no digit stands thrice in a row.

    Source: https://sfr.gov.ru/ (Pension Fund's rules, постановление 192п)
    """
    if int(plain[:9]) <= 1_001_998 or _SNILS_THREE.search(plain[:9]):  # noqa: PLR2004  # too few and too old to matter
        return False
    return weigh(plain, _SNILS_WEIGHTS) % 101 % 100 == int(plain[9:]) and plain not in _SNILS


_IIN_FIRST = tuple(range(1, 12))
_IIN_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_IIN = published("kz.iin")


def iin(plain: str) -> bool:
    """Kazakhstan: birth date, century and sex 1 to 6, a digit modulo eleven in two stages; ten twice is not given out.

    Source: Правила формирования ИИН, https://adilet.zan.kz/rus/docs/P030000565_
    """
    if not ymd(plain[:6]) or not "0" <= plain[6] <= "6":
        return False
    digit = weigh(plain, _IIN_FIRST) % 11
    if digit == 10:  # noqa: PLR2004  # no digit: the second weights decide
        digit = weigh(plain, _IIN_SECOND) % 11
    return digit == int(plain[11]) and plain not in _IIN


EAST = (
    Identifier(
        "bg.egn", "govid.bg_egn", "Bulgarian personal number (EGN)", Plain("9{10}", pad=10), egn, 0.0057,
        words_of_rule("bg.egn"), 3,
        "https://www.grao.bg/",
    ),
    Identifier(
        "hr.oib", "govid.hr_oib", "Croatian personal number (OIB)", Plain("9{11}", pad=11), oib, 0.1,
        words_of_rule("hr.oib"), 3,
        "https://www.porezna-uprava.hr/",
    ),
    Identifier(
        "cz.rc", "govid.cz_rc", "Czech birth number", Plain("9{9,10}"), cz_rc, 0.025,
        words_of_rule("cz.rc"), 3,
        "https://www.mvcr.cz/",
    ),
    Identifier(
        "sk.rc", "govid.sk_rc", "Slovak birth number", Plain("9{9,10}"), sk_rc, 0.025,
        words_of_rule("sk.rc"), 3,
        "https://www.minv.sk/",
    ),
    Identifier(
        "hu.tax", "govid.hu_tax", "Hungarian tax number of a person", Plain("9{10}"), hu_tax, 0.009,
        words_of_rule("hu.tax"), 3,
        "https://nav.gov.hu/",
    ),
    Identifier(
        "hu.taj", "govid.hu_taj", "Hungarian social insurance number (TAJ)", Plain("9{9}", pad=9), hu_taj, 0.1,
        words_of_rule("hu.taj"), 3,
        "https://www.neak.gov.hu/",
    ),
    Identifier(
        "hu.id", "govid.hu_id", "Hungarian personal number", Plain("9{11}"), hu_id, 0.0054,
        words_of_rule("hu.id"), 3,
        "https://net.jogtar.hu/jogszabaly?docid=99600020.tv",
    ),
    Identifier(
        "pl.pesel", "govid.pl_pesel", "Polish population register number (PESEL)", Plain("9{11}", pad=11), pesel, 0.0057,
        words_of_rule("pl.pesel"), 3,
        "https://www.gov.pl/web/gov/czym-jest-numer-pesel",
    ),
    Identifier(
        "pl.nip", "govid.tax_no", "Polish tax number (NIP)", Plain("9{10}"), nip, 0.083,
        words_of_rule("pl.nip"), 1,
        "https://www.podatki.gov.pl/",
    ),
    Identifier(
        "pl.id_card", "govid.pl_id_card", "Polish identity card number", Plain("A{3}9{6}"), pl_id_card, 0.1,
        words_of_rule("pl.id_card"), 3,
        "https://www.gov.pl/web/gov/uzyskaj-dowod-osobisty",
    ),
    Identifier(
        "ro.cnp", "govid.ro_cnp", "Romanian personal number (CNP)", Plain("9{13}"), cnp, 0.0012,
        words_of_rule("ro.cnp"), 3,
        "https://depabd.mai.gov.ro/",
    ),
    Identifier(
        "si.emso", "govid.si_emso", "Slovenian personal number (EMŠO)", Plain("9{13}", pad=13), emso, 5e-5,
        words_of_rule("si.emso"), 3,
        "https://www.gov.si/teme/enotna-maticna-stevilka-obcana/",
    ),
    Identifier(
        "rs.jmbg", "govid.rs_jmbg", "Register number of former Yugoslavia (JMBG)", Plain("9{13}", pad=13), jmbg, 0.00049,
        words_of_rule("rs.jmbg"), 3,
        "https://www.mup.gov.rs/",
    ),
    Identifier(
        "si.tax", "govid.tax_no", "Slovenian tax number", Plain("9{8}"), si_tax, 0.08,
        words_of_rule("si.tax"), 3,
        "https://www.fu.gov.si/",
    ),
    Identifier(
        "ua.rnokpp", "govid.ua_rnokpp", "Ukrainian taxpayer number", Plain("9{10}", pad=10), rnokpp, 0.05,
        words_of_rule("ua.rnokpp"), 3,
        "https://tax.gov.ua/",
    ),
    Identifier(
        "ru.inn", "govid.ru_inn", "Russian taxpayer number of a person (INN)", Plain("9{12}", pad=12), inn, 0.01,
        words_of_rule("ru.inn"), 3,
        "https://www.nalog.gov.ru/",
    ),
    Identifier(
        "ru.snils", "govid.ru_snils", "Russian pension insurance number (SNILS)", Plain("9{11}", pad=11), snils, 0.0092,
        words_of_rule("ru.snils"), 3,
        "https://sfr.gov.ru/",
    ),
    Identifier(
        "kz.iin", "govid.kz_iin", "Kazakh individual number (IIN)", Plain("9{12}", pad=12), iin, 0.0026,
        words_of_rule("kz.iin"), 3,
        "https://adilet.zan.kz/rus/docs/P030000565_",
    ),
)  # fmt: skip
