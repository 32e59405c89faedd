"""Passports: forms of their numbers by country. They have no check digit outside the machine readable zone."""

from __future__ import annotations

from detectors.identifiers.base import Identifier
from detectors.identifiers.digits import alike
from detectors.identifiers.documents import PASSPORTS as FORMS
from detectors.identifiers.documents import any_of
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_SAMPLES = published("doc.passport")

_ANY = any_of(FORMS)


def passport(plain: str) -> bool:
    """A form that some country prints; nothing else can be checked."""
    return bool(_ANY.fullmatch(plain)) and not alike(plain[-6:]) and plain not in _SAMPLES


def internal(plain: str) -> bool:
    """Russia: two digits of the region, two of the year of printing, six of the number."""
    return plain[:2] != "00" and not alike(plain)


def visa(plain: str) -> bool:
    """A visa's number: eight digits with a letter or without (US), nine (Schengen with a prefix of the country)."""
    return not alike(plain)


PASSPORTS = (
    Identifier(
        "doc.passport",
        "govid.passport_no",
        "Passport number",
        Plain("9{7,9}|A9{6,8}|A{2}9{6,7}|A{3}9{5,6}|A9{7}A|A9{6}A{2}|9{2}A{2}9{5}|A9{3}A9{4}|X{8,10}"),
        passport,
        0.856,
        words_of_rule("doc.passport"),
        3,
        "https://www.icao.int/publications/pages/publication.aspx?docnum=9303",
    ),
    Identifier(
        "ru.passport",
        "govid.passport_no",
        "Russian internal passport",
        Plain("9{10}", pad=10),
        internal,
        0.99,
        words_of_rule("ru.passport"),
        3,
        "https://www.consilium.europa.eu/prado/en/prado-documents/rus/index.html",
    ),
    Identifier(
        "doc.visa",
        "govid.visa_no",
        "Visa number",
        Plain("9{8,9}|A9{7,8}|A{1,3}9{6,9}"),
        visa,
        1.0,
        words_of_rule("doc.visa"),
        3,
        "https://www.icao.int/publications/pages/publication.aspx?docnum=9303",
    ),
)
