"""National numbers of the Americas."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_date
from detectors.identifiers.digits import alike, codes, luhn, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule
from detectors.text.check_numbers import itin_group, ssn_area

_SIN = published("ca.sin")
_CPF = published("br.cpf")
_CURP = published("mx.curp")
_CUIT = published("ar.cuit")
_RUN = published("cl.run")

_CPF_FIRST, _CPF_SECOND = tuple(range(10, 1, -1)), tuple(range(11, 1, -1))


def ssn(plain: str) -> bool:
    """US: area, group and serial that may have been issued; no check digit."""
    return ssn_area(plain.encode())


def itin(plain: str) -> bool:
    """US: begins with 9, group in the issued ranges; no check digit."""
    return itin_group(plain.encode())


def sin(plain: str) -> bool:
    """Canada: Luhn; 0 is for tests and 8 is not given out."""
    return plain[0] not in "08" and luhn(plain) and plain not in _SIN


def cpf(plain: str) -> bool:
    """Brazil: two digits modulo eleven, weights 10 to 2 and 11 to 2; not all alike."""
    if weigh(plain, _CPF_FIRST) * 10 % 11 % 10 != int(plain[9]) or alike(plain):
        return False
    return weigh(plain, _CPF_SECOND) * 10 % 11 % 10 == int(plain[10]) and plain not in _CPF


_CURP_FORM = re.compile(
    r"[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX]"
    r"(?:AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE)"
    r"[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z][0-9]"
)
_CURP_ORDER = {char: number for number, char in enumerate("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ")}
_CURP_CENTURY = {True: 1900, False: 2000}


def curp(plain: str) -> bool:
    """Mexico: name letters, birth, sex, state, check digit; `Ñ` (here `&`) counts among the letters. Digit 17 tells the century.

    Source of the check digit: Instructivo normativo para la asignación de la CURP, RENAPO.
    """
    if not _CURP_FORM.fullmatch(plain) or plain in _CURP:
        return False
    year = _CURP_CENTURY[plain[16].isdigit()] + int(plain[4:6])
    total = sum(_CURP_ORDER[char] * (18 - index) for index, char in enumerate(plain[:17]))
    return is_date(year, int(plain[6:8]), int(plain[8:10])) and -total % 10 == int(plain[17])


_CUIT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_CUIT_TYPES = codes("20 23 24 25 26 27 30 33 34 50 51 55")
_ELEVEN = {10: 9, 11: 0}


def cuit(plain: str) -> bool:
    """Argentina: type of person, eight digits, check digit modulo eleven."""
    if plain[:2] not in _CUIT_TYPES or plain in _CUIT:
        return False
    digit = 11 - weigh(plain, _CUIT_WEIGHTS) % 11
    return _ELEVEN.get(digit, digit) == int(plain[10])


def dni(plain: str) -> bool:
    """Argentina: seven or eight digits, nothing to check but that they do not begin with zero and are not all alike."""
    return plain[0] != "0" and not alike(plain)


_RUN_WEIGHTS = (2, 3, 4, 5, 6, 7, 2, 3)
_RUN_DIGITS = "0K987654321"


def run(plain: str) -> bool:
    """Chile: seven or eight digits and a check character, weights 2 to 7 from the right, modulo eleven."""
    head = plain[:-1]
    return _RUN_DIGITS[weigh(head[::-1], _RUN_WEIGHTS) % 11] == plain[-1] and plain not in _RUN


_PROVINCES = 24
_ABROAD = "30"


def ec_ci(plain: str) -> bool:
    """Ecuador: province 01 to 24 or 30, third digit of a person (0 to 6), Luhn."""
    return ("01" <= plain[:2] <= str(_PROVINCES) or plain[:2] == _ABROAD) and plain[2] < "7" and luhn(plain)


def cedula(plain: str) -> bool:
    """Dominican Republic: Luhn over eleven digits."""
    return luhn(plain) and not alike(plain)


_UY_WEIGHTS = (2, 9, 8, 7, 6, 3, 4)


def uy_ci(plain: str) -> bool:
    """Uruguay: seven digits with weights 2987634, check digit modulo ten."""
    return -weigh(plain, _UY_WEIGHTS) % 10 == int(plain[7]) and not alike(plain)


def ve_ci(plain: str) -> bool:
    """Venezuela: V or E and six to eight digits; a date's or amount's digits would do as well."""
    return plain[0] in "VE" and plain[1] != "0"


AMERICAS = (
    Identifier(
        "us.ssn", "govid.us_ssn", "US social security number", Plain("9{9}", pad=9), ssn, 0.889, words_of_rule("us.ssn"), 3,
        "https://www.ssa.gov/employer/randomization.html",
    ),
    Identifier(
        "us.itin", "govid.us_itin", "US individual taxpayer number", Plain("9{9}"), itin, 0.044, words_of_rule("us.itin"), 3,
        "https://www.irs.gov/tin/itin/individual-taxpayer-identification-number-itin",
    ),
    Identifier(
        "ca.sin", "govid.ca_sin", "Canadian social insurance number", Plain("9{9}"), sin, 0.08, words_of_rule("ca.sin"), 3,
        "https://www.canada.ca/en/employment-social-development/services/sin.html",
    ),
    Identifier(
        "br.cpf", "govid.br_cpf", "Brazilian taxpayer number (CPF)", Plain("9{11}", pad=11), cpf, 0.01,
        words_of_rule("br.cpf"), 3,
        "https://www.gov.br/receitafederal/pt-br/assuntos/meu-cpf",
    ),
    Identifier(
        "mx.curp", "govid.mx_curp", "Mexican population register code (CURP)", Plain("A{4}9{6}A{6}X9"), curp, 3e-6,
        words_of_rule("mx.curp"), 3,
        "https://www.gob.mx/curp/",
    ),
    Identifier(
        "ar.cuit", "govid.ar_cuit", "Argentine taxpayer or labour number (CUIT, CUIL)", Plain("9{11}"), cuit, 0.012,
        words_of_rule("ar.cuit"), 3,
        "https://www.afip.gob.ar/",
    ),
    Identifier(
        "ar.dni", "govid.ar_dni", "Argentine identity card number", Plain("9{7,8}"), dni, 0.9,
        words_of_rule("ar.dni"), 3,
        "https://www.argentina.gob.ar/interior/renaper",
    ),
    Identifier(
        "cl.run", "govid.cl_run", "Chilean personal or tax number (RUN, RUT)", Plain("9{7,8}X"), run, 0.028,
        words_of_rule("cl.run"),
        3, "https://www.registrocivil.cl/",
    ),
    Identifier(
        "ec.ci", "govid.ec_ci", "Ecuadorian identity card number", Plain("9{10}", pad=10), ec_ci, 0.017,
        words_of_rule("ec.ci"), 3,
        "https://www.registrocivil.gob.ec/",
    ),
    Identifier(
        "do.cedula", "govid.do_cedula", "Dominican identity card number", Plain("9{11}"), cedula, 0.1,
        words_of_rule("do.cedula"), 3,
        "https://jce.gob.do/",
    ),
    Identifier(
        "uy.ci", "govid.uy_ci", "Uruguayan identity card number", Plain("9{8}"), uy_ci, 0.1,
        words_of_rule("uy.ci"), 3,
        "https://www.gub.uy/ministerio-interior/",
    ),
    Identifier(
        "ve.ci", "govid.ve_ci", "Venezuelan identity card number", Plain("A9{6,8}"), ve_ci, 0.07,
        words_of_rule("ve.ci"), 3,
        "https://www.saime.gob.ve/",
    ),
)  # fmt: skip
