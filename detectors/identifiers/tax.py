"""Tax and company numbers: value added tax of the European Union and the United Kingdom, and numbers of companies elsewhere."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from types import ModuleType

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_date
from detectors.identifiers.digits import VALUES, alike, codes, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

#: Prefix: form of what follows. Source: https://taxation-customs.ec.europa.eu/ (VIES, structure of VAT numbers)
_EU_FORMS = {
    prefix: re.compile(form)
    for prefix, form in {
        "AT": "U[0-9]{8}", "BE": "[01][0-9]{9}", "BG": "[0-9]{9,10}", "CY": "[0-9]{8}[A-Z]", "CZ": "[0-9]{8,10}",
        "DE": "[0-9]{9}",
        "DK": "[0-9]{8}", "EE": "[0-9]{9}", "EL": "[0-9]{9}", "ES": "[0-9A-Z][0-9]{7}[0-9A-Z]", "FI": "[0-9]{8}",
        "FR": "[0-9A-Z]{2}[0-9]{9}", "HR": "[0-9]{11}", "HU": "[0-9]{8}",
        "IE": "[0-9][0-9A-Z+*][0-9]{5}[A-Z]{1,2}", "IT": "[0-9]{11}",
        "LT": "[0-9]{9}|[0-9]{12}", "LU": "[0-9]{8}", "LV": "[0-9]{11}", "MT": "[0-9]{8}", "NL": "[0-9]{9}B[0-9]{2}",
        "PL": "[0-9]{10}",
        "PT": "[0-9]{9}", "RO": "[0-9]{2,10}", "SE": "[0-9]{10}01", "SI": "[0-9]{8}", "SK": "[0-9]{10}",
    }.items()
}  # fmt: skip


@cache
def _checker(prefix: str) -> ModuleType | None:
    """The module of python-stdnum that knows a country's VAT numbers (LGPL: a dependency, no copy); None where it is not there."""
    try:
        module: ModuleType = import_module("stdnum.util").get_cc_module(
            "gr" if prefix == "EL" else prefix.lower(), "vat"
        )
    except ModuleNotFoundError:
        return None
    return module


def eu_vat(plain: str) -> bool:
    """European Union: a member's prefix, its form, and its check digits where python-stdnum is installed."""
    form = _EU_FORMS.get(plain[:2])
    if form is None or not form.fullmatch(plain[2:]) or alike(plain[2:]):
        return False
    known = _checker(plain[:2])
    return known is None or bool(known.is_valid(plain))


_VAT_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
_VAT_TURN, _VAT_NEW = 97, 42


def gb_vat(plain: str) -> bool:
    """United Kingdom: weights 8 to 2 and two digits modulo 97, or 55 more since 2010; three digits more name a branch."""
    digits = plain.removeprefix("GB").removeprefix("XI")
    total = weigh(digits[:7], _VAT_WEIGHTS) + int(digits[7:9])
    rest = total % _VAT_TURN
    return (rest == 0 or (rest == _VAT_NEW and digits[0] != "0")) and not alike(digits[:9])


_CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
_CNPJ = published("br.cnpj")


def cnpj(plain: str) -> bool:
    """Brazil: twelve characters (letters since July 2026 count their code less 48) and two digits modulo eleven.

    Source: https://www.gov.br/receitafederal/ (CNPJ alfanumérico, Instrução Normativa RFB 2.229/2024)
    """
    if not plain[12:].isdigit() or alike(plain) or plain in _CNPJ:
        return False
    values = [ord(char) - 48 for char in plain]
    for place in (12, 13):
        rest = sum(a * b for a, b in zip(values[:place], _CNPJ_WEIGHTS[13 - place :], strict=True)) % 11
        if values[place] != (0 if rest < 2 else 11 - rest):  # noqa: PLR2004  # ten and eleven are written 0
            return False
    return True


_GSTIN_FORM = re.compile(r"(?:0[1-9]|[12][0-9]|3[0-8]|9[79])[A-Z]{3}[ABCFGHJLPTK][A-Z][0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GSTIN = published("in.gstin")


def gstin(plain: str) -> bool:
    """India: state, PAN, number of the registration, Z, and the Luhn sum in base 36."""
    if not _GSTIN_FORM.fullmatch(plain) or plain in _GSTIN:
        return False
    total = 0
    for index, char in enumerate(plain[:14]):
        total += sum(divmod(VALUES[char] * (1 + index % 2), 36))
    return _BASE36[-total % 36] == plain[14]


_RFC_FORM = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[1-9A-V][1-9A-Z][0-9A]")
_RFC_ORDER = {char: number for number, char in enumerate("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ")}
_RFC_PERSON = 13
_RFC_DIGITS = "0A987654321"
_RFC = published("mx.rfc")


def rfc(plain: str) -> bool:
    """Mexico: three letters of a company or four of a person, date, two characters and a digit or A modulo eleven.

    Source: Anexo técnico, homoclave y dígito verificador, SAT.
    """
    if not _RFC_FORM.fullmatch(plain) or plain in _RFC:
        return False
    date = plain[-9:-3]
    full = plain.rjust(_RFC_PERSON)
    total = sum(_RFC_ORDER[char] * (_RFC_PERSON - index) for index, char in enumerate(full[:-1]))
    return is_date(int(date[:2]), int(date[2:4]), int(date[4:])) and _RFC_DIGITS[total % 11] == plain[-1]


_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
_ABN_TURN = 89
_ABN = published("au.abn")


def abn(plain: str) -> bool:
    """Australia: one subtracted from the first digit, weights 10, 1, 3 to 19, modulo 89."""
    return plain[:2] > "10" and (weigh(plain, _ABN_WEIGHTS) - 10) % _ABN_TURN == 0 and plain not in _ABN


#: Prefixes that are given out. Source: https://www.irs.gov/businesses/small-businesses-self-employed/how-eins-are-assigned-and-valid-ein-prefixes
_EIN_NONE = codes("00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97")
_EIN = published("us.ein")


def ein(plain: str) -> bool:
    """US: a prefix of a campus; no check digit."""
    return plain[:2] not in _EIN_NONE and plain not in _EIN and not alike(plain)


_UID_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4)


def ch_uid(plain: str) -> bool:
    """Switzerland: CHE, eight digits, check digit modulo eleven."""
    return plain[:3] == "CHE" and -weigh(plain[3:11], _UID_WEIGHTS) % 11 == int(plain[11])


TAXES = (
    Identifier(
        "eu.vat", "govid.tax_no", "European VAT number", Plain("A{2}X{2,13}"), eu_vat, 1e-6, words_of_rule("eu.vat"), 0,
        "https://taxation-customs.ec.europa.eu/vat-identification-numbers_en",
    ),
    Identifier(
        "gb.vat", "govid.tax_no", "British VAT number", Plain(r"\G\B9{9}|\X\I9{9}|9{9}|\G\B9{12}"), gb_vat, 0.02,
        words_of_rule("gb.vat"), 0,
        "https://www.gov.uk/guidance/vat-eu-country-codes-vat-numbers-and-vat-in-other-languages",
    ),
    Identifier(
        "br.cnpj", "govid.br_cnpj", "Brazilian company number (CNPJ)", Plain("X{12}9{2}", pad=14), cnpj, 0.01,
        words_of_rule("br.cnpj"), 0,
        "https://www.gov.br/receitafederal/",
    ),
    Identifier(
        "in.gstin", "govid.tax_no", "Indian goods and services tax number", Plain("9{2}A{5}9{4}AXAX"), gstin, 0.00018,
        words_of_rule("in.gstin"), 0,
        "https://www.gst.gov.in/",
    ),
    Identifier(
        "mx.rfc", "govid.mx_rfc", "Mexican taxpayer code (RFC)", Plain("A{3,4}9{6}X{3}"), rfc, 0.00088,
        words_of_rule("mx.rfc"), 3,
        "https://www.sat.gob.mx/",
    ),
    Identifier(
        "au.abn", "govid.tax_no", "Australian business number", Plain("9{11}"), abn, 0.01,
        words_of_rule("au.abn"), 0,
        "https://abr.business.gov.au/Help/AbnFormat",
    ),
    Identifier(
        "us.ein", "govid.tax_no", "US employer number", Plain("9{9}", pad=9), ein, 0.83,
        words_of_rule("us.ein"), 0,
        "https://www.irs.gov/businesses/small-businesses-self-employed/how-eins-are-assigned-and-valid-ein-prefixes",
    ),
    Identifier(
        "ch.uid", "govid.tax_no", "Swiss company number (UID)", Plain(r"\C\H\E9{9}"), ch_uid, 0.09,
        words_of_rule("ch.uid"), 0,
        "https://www.uid.admin.ch/",
    ),
)  # fmt: skip
