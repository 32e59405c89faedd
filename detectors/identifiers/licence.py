"""Driving licences: forms of their numbers by state. Few have anything to check."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_day
from detectors.identifiers.digits import alike, codes
from detectors.identifiers.documents import LICENCES as FORMS
from detectors.identifiers.documents import any_of
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_US, _EU, _CA, _AU = (any_of(FORMS[where]) for where in ("us", "eu", "ca", "au"))


def us_dl(plain: str) -> bool:
    """US: a form of some state."""
    return bool(_US.fullmatch(plain)) and not alike(plain[-6:])


def eu_dl(plain: str) -> bool:
    """European Union: a form of some member."""
    return bool(_EU.fullmatch(plain)) and not alike(plain[-6:])


def ca_dl(plain: str) -> bool:
    """Canada: a form of some province."""
    return bool(_CA.fullmatch(plain)) and not alike(plain[-6:])


def au_dl(plain: str) -> bool:
    """Australia: a form of some state."""
    return bool(_AU.fullmatch(plain)) and not alike(plain)


_GB_FORM = re.compile(r"[A-Z]{1,5}9{0,4}[0-9][0156][0-9][0-9]{2}[0-9][A-Z][A-Z9][0-9A-Z][A-Z]{2}")
_GB = published("gb.dl")
_WOMAN = 5


def gb_dl(plain: str) -> bool:
    """United Kingdom: five letters of the name filled up with 9, birth date around its month (+50 for women), initials.

    Source: https://assets.publishing.service.gov.uk/ (DVLA, Driver number format); Northern Ireland's eight digits are left out.
    """
    if not _GB_FORM.fullmatch(plain) or plain in _GB:
        return False
    return is_day(int(plain[6]) % _WOMAN * 10 + int(plain[7]), int(plain[8:10]))


_STATES = codes(
    """AN AP AR AS BR CH CG DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS TG UK UA UP
    WB"""
)


def in_dl(plain: str) -> bool:
    """India: state, office, year of issue, seven digits.

    Source: https://parivahan.gov.in/
    """
    return plain[:2] in _STATES and "1950" <= plain[4:8] <= "2035" and plain[8:] != "0000000"


_JP_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def jp_dl(plain: str) -> bool:
    """Japan: commission of the prefecture, year, serial, check digit modulo eleven, times it was lost."""
    total = sum(int(char) * weight for char, weight in zip(plain, _JP_WEIGHTS, strict=False))
    return -total % 11 % 10 == int(plain[10]) and not alike(plain)


LICENCES = (
    Identifier(
        "us.dl",
        "govid.dl_no",
        "US driving licence number",
        Plain("9{7,14}|A9{4,14}|A{2}9{3,8}|A{3}9{6}|X{8,13}|A9{18}|9{16}"),
        us_dl,
        0.863,
        words_of_rule("us.dl"),
        3,
        "https://www.aamva.org/identity/driver-license-identification-card-standards",
    ),
    Identifier(
        "gb.dl",
        "govid.dl_no",
        "British driving licence number",
        Plain("X{5}9{6}X{3}A{2}"),
        gb_dl,
        0.0077,
        words_of_rule("gb.dl"),
        3,
        "https://www.gov.uk/view-driving-licence",
    ),
    Identifier(
        "eu.dl",
        "govid.dl_no",
        "Driving licence number of a member of the European Union",
        Plain("9{6,14}|A9{7,8}|A{2}9{6,8}|A{3}9{6}|9{6}A{3}|A{2}9{7}A|A9{8}A|9{2}A{2}9{5}|X{10,11}"),
        eu_dl,
        0.889,
        words_of_rule("eu.dl"),
        3,
        "https://road-safety.transport.ec.europa.eu/",
    ),
    Identifier(
        "ca.dl",
        "govid.dl_no",
        "Canadian driving licence number",
        Plain("9{6,9}|A9{9}|A9{12}|A9{14}|A{5}9{9}|A{5}X{7}"),
        ca_dl,
        1.0,
        words_of_rule("ca.dl"),
        3,
        "https://www.ontario.ca/page/renew-g-drivers-licence",
    ),
    Identifier(
        "au.dl",
        "govid.dl_no",
        "Australian driving licence number",
        Plain("9{6,10}|A9{5,6}|9{4}A{2}"),
        au_dl,
        0.99,
        words_of_rule("au.dl"),
        3,
        "https://www.nsw.gov.au/driving-boating-and-transport/driver-and-rider-licences",
    ),
    Identifier(
        "in.dl",
        "govid.dl_no",
        "Indian driving licence number",
        Plain("A{2}9{13}"),
        in_dl,
        0.00047,
        words_of_rule("in.dl"),
        3,
        "https://parivahan.gov.in/",
    ),
    Identifier(
        "jp.dl",
        "govid.dl_no",
        "Japanese driving licence number",
        Plain("9{12}", pad=12),
        jp_dl,
        0.1,
        words_of_rule("jp.dl"),
        3,
        "https://www.npa.go.jp/",
    ),
)
