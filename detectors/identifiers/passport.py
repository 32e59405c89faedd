"""Passports: forms of their numbers by country. They have no check digit outside the machine readable zone."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.digits import alike
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import terms

_SAMPLES = published("doc.passport")

#: Form by country. Source: https://www.consilium.europa.eu/prado/en/ (register of authentic documents), and for the rest the
#: offices that issue them as in https://learn.microsoft.com/en-us/purview/sit-sensitive-information-type-entity-definitions
_FORMS = {
    "US": "[0-9]{9}|[A-Z][0-9]{8}", "GB": "[0-9]{9}", "CA": "[A-Z]{2}[0-9]{6}|[A-Z][0-9]{6}[A-Z]{2}", "AU": "[A-Z][0-9]{7}|[A-Z]{2}[0-9]{7}",
    "NZ": "[A-Z]{1,2}[0-9]{6}", "IN": "[A-PR-WY][1-9][0-9]{6}", "IE": "[A-Z][0-9A-Z][0-9]{7}", "DE": "[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}[0-9]?",
    "FR": "[0-9]{2}[A-Z]{2}[0-9]{5}", "IT": "[A-Z]{2}[0-9]{7}", "ES": "[A-Z]{2,3}[0-9]{6}", "PT": "[A-Z]{1,2}[0-9]{6}", "NL": "[A-NP-Z]{2}[0-9A-NP-Z]{6}[0-9]",
    "BE": "[A-Z]{2}[0-9]{6}", "LU": "[0-9A-Z]{8}", "AT": "[A-Z]{1,2}[0-9]{7}", "CH": "[A-Z][0-9]{7}|[A-Z][0-9A-Z]{7}", "PL": "[A-Z]{2}[0-9]{7}",
    "CZ": "[0-9]{8}", "SK": "[0-9A-Z][0-9]{7}", "HU": "[A-Z]{2}[0-9]{6,7}", "RO": "[0-9]{8,9}", "BG": "[0-9]{9}", "GR": "[A-Z]{2}[0-9]{7}",
    "HR": "[0-9]{9}", "SI": "[A-Z]{2}[0-9]{7}", "LT": "[0-9]{8}", "LV": "[0-9A-Z]{2}[0-9]{7}", "EE": "[A-Z][0-9]{7}|[A-Z]{2}[0-9]{7}", "FI": "[A-Z]{2}[0-9]{7}",
    "SE": "[0-9]{8}|[A-Z]{2}[0-9]{6}", "DK": "[0-9]{9}", "CY": "[A-Z][0-9]{6,8}", "MT": "[0-9]{7}", "NO": "[0-9]{8}|[A-Z]{3}[0-9]{5}", "CN": "[DEGPS][0-9A-Z][0-9]{7}",
    "JP": "[A-Z]{2}[0-9]{7}", "KR": "[MSRDG][0-9]{8}|[MSRDG][0-9]{3}[A-Z][0-9]{4}", "TW": "[0-9]{9}", "SG": "[A-Z][0-9]{7}[A-Z]", "MX": "[A-Z][0-9]{8}",
    "BR": "[A-Z]{2}[0-9]{6}", "AR": "[A-Z]{3}[0-9]{6}", "RU": "[0-9]{9}|[0-9]{10}", "UA": "[A-Z]{2}[0-9]{6}", "TR": "[A-Z][0-9]{8}|[A-Z][0-9]{6}", "ID": "[A-Z][0-9]{7}",
    "SA": "[A-Z][0-9]{8}", "ZA": "[A-Z][0-9]{8}", "PK": "[A-Z]{2}[0-9]{7}", "PH": "[A-Z][0-9]{7}[A-Z]|[A-Z]{2}[0-9]{7}", "TH": "[A-Z]{1,2}[0-9]{6,7}", "MY": "[A-Z][0-9]{8}",
    "IL": "[0-9]{7,8}", "NG": "[A-Z][0-9]{8}", "EG": "[A-Z][0-9]{8}",
}  # fmt: skip
_ANY = re.compile("|".join(dict.fromkeys(way for form in _FORMS.values() for way in form.split("|"))))


def passport(plain: str) -> bool:
    """A form that some country prints; nothing else can be checked."""
    return bool(_ANY.fullmatch(plain)) and not alike(plain[-6:]) and plain not in _SAMPLES


def countries(plain: str) -> tuple[str, ...]:
    """Countries (ISO 3166-1 alpha-2) whose passports have numbers of the form."""
    return tuple(country for country, form in _FORMS.items() if re.fullmatch(form, plain))


def internal(plain: str) -> bool:
    """Russia: two digits of the region, two of the year of printing, six of the number."""
    return plain[:2] != "00" and not alike(plain)


def visa(plain: str) -> bool:
    """A visa's number: eight digits with a letter or without (US), nine (Schengen with a prefix of the country)."""
    return not alike(plain)


PASSPORTS = (
    Identifier(
        "doc.passport", "govid.passport_no", "Passport number", Plain("9{7,9}|A9{6,8}|A{2}9{6,7}|A{3}9{5,6}|A9{7}A|A9{6}A{2}|9{2}A{2}9{5}|A9{3}A9{4}|X{8,10}"), passport, 0.856,
        terms(
            "passport, passport no, passport number, passport num, passportno, passport id, reisepass, reisepassnummer, passnummer, pass nr, passeport,"
            "numéro de passeport, no passeport, pasaporte, número de pasaporte, nro pasaporte, passaporto, numero passaporto, passaporte, número do passaporte,"
            "paspoort, paspoortnummer, paszport, numer paszportu, nr paszportu, pas, číslo pasu, číslo cestovného pasu, cestovní pas, útlevél, útlevélszám,"
            "pașaport, număr pașaport, паспорт, номер паспорта, серия и номер паспорта, загранпаспорт, номер паспорту, паспорт номер, διαβατήριο, αριθμός διαβατηρίου,"
            "pasaport, pasaport no, pasaport numarası, paspor, nomor paspor, no pasport, hộ chiếu, số hộ chiếu, 护照, 护照号, 护照号码, 護照號碼, 旅券番号, パスポート番号, 旅券,"
            "여권번호, 여권, جواز السفر, رقم جواز السفر, דרכון, מספר דרכון, पासपोर्ट, पासपोर्ट नंबर, หนังสือเดินทาง, เลขที่หนังสือเดินทาง, passi number, passinumero, pass, passnr,"
            "vegabréf, putovnica, broj putovnice, potni list, številka potnega lista, passaport, pases numurs, paso numeris, travel document number"
        ), 3,
        "https://www.icao.int/publications/pages/publication.aspx?docnum=9303",
    ),
    Identifier(
        "ru.passport", "govid.passport_no", "Russian internal passport", Plain("9{10}", pad=10), internal, 0.99,
        terms("паспорт, серия и номер паспорта, паспортные данные, номер паспорта, серия паспорта, паспорт рф, passport rf"), 3,
        "https://www.consilium.europa.eu/prado/en/prado-documents/rus/index.html",
    ),
    Identifier(
        "doc.visa", "govid.visa_no", "Visa number", Plain("9{8,9}|A9{7,8}|A{1,3}9{6,9}"), visa, 1.0,
        terms("visa number, visa no, visa num, visa grant number, visa foil number, visum nummer, visumnummer, numéro de visa, número de visa, numero visto, nr wizy, номер визы, 签证号, 签证号码, 査証番号, 비자번호, رقم التأشيرة, vize no"), 3,
        "https://www.icao.int/publications/pages/publication.aspx?docnum=9303",
    ),
)  # fmt: skip
