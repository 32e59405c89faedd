"""National numbers of Southern Europe: Cyprus, Greece, Italy, Malta, Portugal, Spain, and Türkiye."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import dmy, is_date
from detectors.identifiers.digits import VALUES, alike, luhn, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_TIC_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)


def cy_tic(plain: str) -> bool:
    """Cyprus: eight digits, those at odd places through a table, and a letter modulo 26. 12 begins no number."""
    total = sum(_TIC_ODD[int(char)] for char in plain[0:8:2]) + sum(map(int, plain[1:8:2]))
    return plain[:2] != "12" and total % 26 == VALUES[plain[8]] - 10 and not alike(plain[:8])


_AMKA = published("gr.amka")
_AFM = published("gr.afm")
_AFM_WEIGHTS = (256, 128, 64, 32, 16, 8, 4, 2)


def amka(plain: str) -> bool:
    """Greece: birth date and Luhn."""
    return dmy(plain[:6]) and luhn(plain) and plain not in _AMKA


def afm(plain: str) -> bool:
    """Greece: powers of two, modulo eleven, modulo ten."""
    return weigh(plain, _AFM_WEIGHTS) % 11 % 10 == int(plain[8]) and not alike(plain) and plain not in _AFM


_CF_DIGIT = "[0-9LMNP-V]"
_CF_FORM = re.compile(f"[A-Z]{{6}}{_CF_DIGIT}{{2}}[ABCDEHLMPRST]{_CF_DIGIT}{{2}}[A-Z]{_CF_DIGIT}{{3}}[A-Z]")
#: Letters that stand for digits where two people would have the same code (omocodia).
_CF_LETTERS = str.maketrans("LMNPQRSTUV", "0123456789")
_CF_MONTHS = {letter: number for number, letter in enumerate("ABCDEHLMPRST", 1)}
#: What the characters at odd places count: digits 0 to 9, then letters A to Z.
_CF_ODD = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)
_CF = published("it.cf")
_WOMAN = 40


def it_cf(plain: str) -> bool:
    """Italy: name, birth date (day +40 for women), place, and a letter: tables for odd and even places, modulo 26.

    Source: D.M. 23 dicembre 1976, https://www.agenziaentrate.gov.it/
    """
    if not _CF_FORM.fullmatch(plain) or plain in _CF:
        return False
    day = int(plain[9:11].translate(_CF_LETTERS))
    if not is_date(int(plain[6:8].translate(_CF_LETTERS)), _CF_MONTHS[plain[8]], day - _WOMAN if day > _WOMAN else day):
        return False
    total = sum(_CF_ODD[VALUES[char]] for char in plain[0:15:2])
    total += sum(VALUES[char] - (10 if char > "9" else 0) for char in plain[1:15:2])
    return total % 26 == VALUES[plain[15]] - 10


def mt_id(plain: str) -> bool:
    """Malta: up to seven digits and a letter that tells the register; no check digit."""
    return plain[7] in "MGAPLHBZ" and plain[:7] != "0000000"


_PT_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)
_PT_NIF, _PT_CC = published("pt.nif"), published("pt.cc")


def pt_nif(plain: str) -> bool:
    """Portugal: a first digit that is given out, weights 9 to 2, modulo eleven."""
    digit = 11 - weigh(plain, _PT_WEIGHTS) % 11
    given = plain[0] in "1235689" or plain[:2] in ("45", "70", "71", "72", "74", "75", "77", "78", "79")
    return given and (digit if digit < 10 else 0) == int(plain[8]) and plain not in _PT_NIF  # noqa: PLR2004  # a digit


def pt_cc(plain: str) -> bool:
    """Portugal: nine digits, two characters of the version, a check digit: Luhn with letters from 10."""
    total = 0
    for index, char in enumerate(reversed(plain)):
        value = VALUES[char] << (index & 1)
        total += value - 9 if index & 1 and value > 9 else value  # noqa: PLR2004  # as Luhn's doubling does
    return total % 10 == 0 and plain not in _PT_CC


_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_DNI, _NIE, _NSS = published("es.dni"), published("es.nie"), published("es.nss")


def es_dni(plain: str) -> bool:
    """Spain: eight digits and a letter modulo 23."""
    return _DNI_LETTERS[int(plain[:8]) % 23] == plain[8] and plain not in _DNI and not alike(plain[:8])


def es_nie(plain: str) -> bool:
    """Spain: X, Y or Z for 0, 1 or 2, seven digits, a letter modulo 23."""
    first = "XYZ".find(plain[0])
    return first >= 0 and _DNI_LETTERS[int(f"{first}{plain[1:8]}") % 23] == plain[8] and plain not in _NIE


def es_nss(plain: str) -> bool:
    """Spain: province, number, and their value modulo 97; numbers below ten millions are added, longer ones joined.

    Source: https://www.seg-social.es/ as the CRETA validations describe it.
    """
    province, number = int(plain[:2]), int(plain[2:10])
    whole = province * 10**7 + number if number < 10**7 else province * 10**8 + number
    known = 0 < province <= 53 or province == 66  # noqa: PLR2004  # 52 provinces, 53 and 66 for special registers
    return known and whole % 97 == int(plain[10:]) and plain not in _NSS


_TCKN = published("tr.tckn")


def tckn(plain: str) -> bool:
    """Türkiye: first not 0; tenth is seven times the odd places less the even ones, eleventh the sum of the ten, modulo ten."""
    odd, even = sum(map(int, plain[0:9:2])), sum(map(int, plain[1:8:2]))
    if plain[0] == "0" or (7 * odd - even) % 10 != int(plain[9]):
        return False
    return (odd + even + int(plain[9])) % 10 == int(plain[10]) and plain not in _TCKN


SOUTH = (
    Identifier(
        "cy.tic", "govid.cy_tic", "Cypriot tax identification code", Plain("9{8}A"), cy_tic, 0.038,
        words_of_rule("cy.tic"), 3,
        "https://www.mof.gov.cy/",
    ),
    Identifier(
        "gr.amka", "govid.gr_amka", "Greek social security number (AMKA)", Plain("9{11}", pad=11), amka, 0.0037,
        words_of_rule("gr.amka"), 3,
        "https://www.amka.gr/",
    ),
    Identifier(
        "gr.afm", "govid.gr_afm", "Greek tax number (AFM)", Plain("9{9}", pad=9), afm, 0.1,
        words_of_rule("gr.afm"), 3,
        "https://www.aade.gr/",
    ),
    Identifier(
        "it.cf", "govid.it_cf", "Italian tax code", Plain("A{6}X{2}AX{2}AX{3}A"), it_cf, 0.00018,
        words_of_rule("it.cf"), 3,
        "https://www.agenziaentrate.gov.it/",
    ),
    Identifier(
        "mt.id", "govid.mt_id", "Maltese identity card number", Plain("9{7}A", pad=8), mt_id, 0.307,
        words_of_rule("mt.id"), 3,
        "https://identita.gov.mt/",
    ),
    Identifier(
        "pt.nif", "govid.pt_nif", "Portuguese tax number", Plain("9{9}"), pt_nif, 0.08,
        words_of_rule("pt.nif"), 3,
        "https://www.portaldasfinancas.gov.pt/",
    ),
    Identifier(
        "pt.cc", "govid.pt_cc", "Portuguese citizen card number", Plain("9{9}X{2}9"), pt_cc, 0.1,
        words_of_rule("pt.cc"), 3,
        "https://www.autenticacao.gov.pt/",
    ),
    Identifier(
        "es.dni", "govid.es_dni", "Spanish identity card number", Plain("9{8}A", pad=9), es_dni, 0.038,
        words_of_rule("es.dni"), 3,
        "https://www.interior.gob.es/opencms/es/servicios-al-ciudadano/tramites-y-gestiones/dni/calculo-del-digito-de-control-del-nif-nie/",
    ),
    Identifier(
        "es.nie", "govid.es_nie", "Spanish number of a foreigner", Plain("A9{7}A"), es_nie, 0.0044,
        words_of_rule("es.nie"), 3,
        "https://www.interior.gob.es/opencms/es/servicios-al-ciudadano/tramites-y-gestiones/dni/calculo-del-digito-de-control-del-nif-nie/",
    ),
    Identifier(
        "es.nss", "govid.es_nss", "Spanish social security number", Plain("9{12}", pad=12), es_nss, 0.0052,
        words_of_rule("es.nss"), 3,
        "https://www.seg-social.es/",
    ),
    Identifier(
        "tr.tckn", "govid.tr_tckn", "Turkish identity number", Plain("9{11}"), tckn, 0.009,
        words_of_rule("tr.tckn"),
        3, "https://www.nvi.gov.tr/",
    ),
)  # fmt: skip
