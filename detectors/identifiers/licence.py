"""Driving licences: forms of their numbers by state. Few have anything to check."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_day
from detectors.identifiers.digits import alike
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import terms

#: Form by state; bare digits shorter than seven, which some states have too, are left out.
#: Source: https://ntsi.com/drivers-license-format/ and the states' own pages.
US_FORMS = {
    "AL": "[0-9]{7,8}", "AK": "[0-9]{7}", "AZ": "[A-Z][0-9]{8}|[0-9]{9}", "AR": "[0-9]{8,9}", "CA": "[A-Z][0-9]{7}", "CO": "[0-9]{9}|[A-Z]{1,2}[0-9]{3,6}",
    "CT": "[0-9]{9}", "DE": "[0-9]{7}", "DC": "[0-9]{7}|[0-9]{9}", "FL": "[A-Z][0-9]{12}", "GA": "[0-9]{7,9}", "HI": "[A-Z][0-9]{8}|[0-9]{9}", "ID": "[A-Z]{2}[0-9]{6}[A-Z]|[0-9]{9}",
    "IL": "[A-Z][0-9]{11,12}", "IN": "[A-Z][0-9]{9}|[0-9]{9,10}", "IA": "[0-9]{9}|[0-9]{3}[A-Z]{2}[0-9]{4}", "KS": "[A-Z][0-9][A-Z][0-9][A-Z]|[A-Z][0-9]{8}|[0-9]{9}",
    "KY": "[A-Z][0-9]{8,9}|[0-9]{9}", "LA": "[0-9]{9}", "ME": "[0-9]{7,8}|[0-9]{7}[A-Z]", "MD": "[A-Z][0-9]{12}", "MA": "[A-Z]{1,2}[0-9]{7,8}|[0-9]{9}", "MI": "[A-Z][0-9]{10}|[A-Z][0-9]{12}",
    "MN": "[A-Z][0-9]{12}", "MS": "[0-9]{9}", "MO": "[A-Z][0-9]{5,9}|[A-Z][0-9]{6}R|[0-9]{8}[A-Z]{2}|[0-9]{9}[A-Z]?|[0-9]{3}[A-Z][0-9]{6}", "MT": "[0-9]{9}|[0-9]{13,14}|[A-Z][0-9]{8}", "NE": "[A-Z][0-9]{6,8}",
    "NV": "[0-9]{9,10}|[0-9]{12}|X[0-9]{8}", "NH": "[0-9]{2}[A-Z]{3}[0-9]{5}|NHL[0-9]{8}", "NJ": "[A-Z][0-9]{14}", "NM": "[0-9]{8,9}", "NY": "[0-9]{8,9}|[A-Z][0-9]{7}|[A-Z][0-9]{18}|[0-9]{16}|[A-Z]{8}",
    "NC": "[0-9]{7,12}", "ND": "[A-Z]{3}[0-9]{6}|[0-9]{9}", "OH": "[A-Z][0-9]{4,8}|[A-Z]{2}[0-9]{3,7}|[0-9]{8}", "OK": "[A-Z]?[0-9]{9}", "OR": "[0-9]{7,9}|[A-Z][0-9]{6}", "PA": "[0-9]{8}", "RI": "[0-9]{7,8}|[A-Z][0-9]{6}",
    "SC": "[0-9]{7,11}", "SD": "[0-9]{7,10}|[0-9]{12}", "TN": "[0-9]{7,9}", "TX": "[0-9]{7,8}", "UT": "[0-9]{7,10}", "VT": "[0-9]{8}|[0-9]{7}A", "VA": "[A-Z][0-9]{8,11}|[0-9]{9}",
    "WA": "[A-Z][A-Z0-9*]{6}[0-9][0-9A-Z*]{4}|WDL[0-9A-Z]{9}", "WV": "[0-9]{7}|[A-Z]{1,2}[0-9]{5,6}", "WI": "[A-Z][0-9]{13}", "WY": "[0-9]{9,10}", "PR": "[0-9]{7,9}", "GU": "[A-Z][0-9]{14}",
}  # fmt: skip
#: Form by country of the European Union; those whose licence bears the national number have that identifier instead.
#: Source: https://ec.europa.eu/assets/move/dl/ (EU driving licence models) and PRADO.
EU_FORMS = {
    "AT": "[0-9]{8}", "BE": "[0-9]{10}", "BG": "[0-9]{9}", "HR": "[0-9]{8}", "CY": "[0-9]{7,12}", "CZ": "[A-Z]{2}[0-9]{6}", "DK": "[0-9]{8}", "EE": "[A-Z]{2}[0-9]{6}",
    "FR": "[0-9]{12}|[0-9]{2}[A-Z]{2}[0-9]{5}", "DE": "[A-Z][0-9A-Z]{2}[0-9A-Z]{6}[0-9][0-9A-Z]", "GR": "[0-9]{9}", "HU": "[A-Z]{2}[0-9]{6}", "IE": "[0-9]{3}[0-9]{6}|[0-9]{6}[A-Z]{3}", "IT": "[A-Z]{2}[0-9]{7}[A-Z]|U1[0-9A-Z]{8}",
    "LV": "[A-Z]{3}[0-9]{6}", "LT": "[0-9]{8}", "LU": "[0-9]{6}", "MT": "[0-9]{4,8}[A-Z]?", "NL": "[0-9]{10}", "PL": "[0-9]{9,10}|[0-9]{14}|[A-Z][0-9]{7}", "PT": "[A-Z]{1,2}[0-9]{6,8}", "RO": "[A-Z][0-9]{8}[A-Z]", "SK": "[A-Z][0-9]{7}",
    "SI": "[0-9]{9}",
}  # fmt: skip
CA_FORMS = {
    "AB": "[0-9]{9}|[0-9]{6}", "BC": "[0-9]{7}", "MB": "[A-Z]{6}[0-9]{3}[A-Z]{2}[0-9]|[A-Z]{5,6}[0-9A-Z]{6,7}", "NB": "[0-9]{7}", "NL": "[A-Z][0-9]{9}", "NS": "[A-Z]{5}[0-9]{9}", "ON": "[A-Z][0-9]{14}", "PE": "[0-9]{7,12}",
    "QC": "[A-Z][0-9]{12}", "SK": "[0-9]{8}", "YT": "[0-9]{6}",
}  # fmt: skip
AU_FORMS = {
    "ACT": "[0-9]{10}", "NSW": "[0-9]{8}|[0-9]{4}[A-Z]{2}", "NT": "[0-9]{7,8}", "QLD": "[0-9]{8,9}", "SA": "[A-Z][0-9]{5}|[0-9]{6}|S[0-9]{5}", "TAS": "[0-9]{7}|[A-Z][0-9]{5,6}", "VIC": "[0-9]{8,10}", "WA": "[0-9]{7}",
}  # fmt: skip


def _any(forms: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(dict.fromkeys(way for form in forms.values() for way in form.split("|"))))


_US, _EU, _CA, _AU = _any(US_FORMS), _any(EU_FORMS), _any(CA_FORMS), _any(AU_FORMS)


def us_dl(plain: str) -> bool:
    """US: a form of some state."""
    return bool(_US.fullmatch(plain)) and not alike(plain[-6:])


def eu_dl(plain: str) -> bool:
    """European Union: a form of some member."""
    return bool(_EU.fullmatch(plain)) and not alike(plain[-6:])


def ca_dl(plain: str) -> bool:
    """Canada: a form of some province; Ontario's and Quebec's end in year, month (+50 for women) and day."""
    return bool(_CA.fullmatch(plain)) and not alike(plain[-6:])


def au_dl(plain: str) -> bool:
    """Australia: a form of some state."""
    return bool(_AU.fullmatch(plain)) and not alike(plain)


_GB_FORM = re.compile(r"[A-Z]{1,5}9{0,4}[0-9][0156][0-9][0-9]{2}[0-9][A-Z][A-Z9][2-9A-HJ-NP-Z][A-HJ-NP-Z]{2}")
_GB = published("gb.dl")
_GB_LENGTH, _WOMAN = 16, 5


def gb_dl(plain: str) -> bool:
    """United Kingdom: five letters of the name filled up with 9, birth date around its month (+50 for women), initials.

    Source: https://assets.publishing.service.gov.uk/ (DVLA, Driver number format); Northern Ireland's eight digits are left out.
    """
    if not _GB_FORM.fullmatch(plain) or plain in _GB:
        return False
    return is_day(int(plain[6]) % _WOMAN * 10 + int(plain[7]), int(plain[8:10]))


_STATES = frozenset(
    "AN AP AR AS BR CH CG DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS TG UK UA UP WB".split()
)


def in_dl(plain: str) -> bool:
    """India: state, office, year of issue, seven digits. Source: https://parivahan.gov.in/"""
    return plain[:2] in _STATES and "1950" <= plain[4:8] <= "2035" and plain[8:] != "0000000"


_JP_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def jp_dl(plain: str) -> bool:
    """Japan: commission of the prefecture, year, serial, check digit modulo eleven, times it was lost."""
    total = sum(int(char) * weight for char, weight in zip(plain, _JP_WEIGHTS, strict=False))
    return -total % 11 % 10 == int(plain[10]) and not alike(plain)


_ENGLISH = terms(
    "driver license, drivers license, driver's license, driver license number, drivers license number, driving licence, driving licence number,"
    "driving license, driving license number, driver licence, drivers licence, driver licence number, licence number, license number, license no, licence no, dl, dl no, dl number,"
    "dln, dlnum, driver lic, driver lic no, drivers lic, operator license, permit number"
)

LICENCES = (
    Identifier(
        "us.dl", "govid.dl_no", "US driving licence number", Plain("9{7,14}|A9{4,14}|A{2}9{3,8}|A{3}9{6}|X{8,13}|A9{18}|9{16}"), us_dl, 0.863, _ENGLISH, 3,
        "https://www.aamva.org/identity/driver-license-identification-card-standards",
    ),
    Identifier(
        "gb.dl", "govid.dl_no", "British driving licence number", Plain("A{5}9{6}X{3}A{2}|X{5}9{6}A{2}XA{2}"), gb_dl, 0.021, terms("driver number, dvla number, uk driving licence", _ENGLISH), 3,
        "https://www.gov.uk/view-driving-licence",
    ),
    Identifier(
        "eu.dl", "govid.dl_no", "Driving licence number of a member of the European Union", Plain("9{6,14}|A9{7,8}|A{2}9{6,8}|A{3}9{6}|9{6}A{3}|A{2}9{7}A|A9{8}A|9{2}A{2}9{5}|X{10,11}"), eu_dl, 0.889,
        terms(
            "führerscheinnummer, führerschein, führerschein nr, fuehrerscheinnummer, fahrerlaubnis, permis de conduire, numéro de permis, numéro permis de conduire, no permis, permis,"
            "permiso de conducir, carnet de conducir, licencia de conducir, número de licencia, patente di guida, patente, numero patente, carta de condução, carteira de motorista, cnh,"
            "rijbewijs, rijbewijsnummer, prawo jazdy, numer prawa jazdy, nr prawa jazdy, řidičský průkaz, číslo řidičského průkazu, vodičský preukaz, jogosítvány, vezetői engedély,"
            "permis de conducere, свидетелство за управление, шофьорска книжка, άδεια οδήγησης, αριθμός άδειας οδήγησης, vozačka dozvola, vozniško dovoljenje, körkort, körkortsnummer,"
            "kørekort, kørekortnummer, ajokortti, ajokortin numero, juhiluba, juhiloa number, vadītāja apliecība, vairuotojo pažymėjimas, ceadúnas tiomána, liċenzja tas-sewqan", _ENGLISH,
        ), 3,
        "https://road-safety.transport.ec.europa.eu/",
    ),
    Identifier(
        "ca.dl", "govid.dl_no", "Canadian driving licence number", Plain("9{6,9}|A9{9}|A9{12}|A9{14}|A{5}9{9}|A{5}X{7}"), ca_dl, 1.0, terms("permis de conduire, numéro de permis, no permis de conduire", _ENGLISH), 3,
        "https://www.ontario.ca/page/renew-g-drivers-licence",
    ),
    Identifier("au.dl", "govid.dl_no", "Australian driving licence number", Plain("9{6,10}|A9{5,6}|9{4}A{2}"), au_dl, 0.99, _ENGLISH, 3,
        "https://www.nsw.gov.au/driving-boating-and-transport/driver-and-rider-licences",
    ),
    Identifier(
        "in.dl", "govid.dl_no", "Indian driving licence number", Plain("A{2}9{13}"), in_dl, 0.00057, terms("ड्राइविंग लाइसेंस, ड्राइविंग लाइसेंस नंबर, चालक अनुज्ञप्ति", _ENGLISH), 3,
        "https://parivahan.gov.in/",
    ),
    Identifier(
        "jp.dl", "govid.dl_no", "Japanese driving licence number", Plain("9{12}", pad=12), jp_dl, 0.1, terms("運転免許証番号, 免許証番号, 運転免許, 免許番号", _ENGLISH), 3,
        "https://www.npa.go.jp/",
    ),
)  # fmt: skip
