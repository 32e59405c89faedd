"""Numbers of health care: of patients, of the insured, of doctors."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_date
from detectors.identifiers.digits import VALUES, alike, luhn, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_NHS_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
_NHS = published("gb.nhs")


def nhs(plain: str) -> bool:
    """United Kingdom: weights 10 to 2, modulo eleven; 999 begins numbers that are never given to patients.

    Source: https://www.datadictionary.nhs.uk/attributes/nhs_number.html
    """
    return (
        -weigh(plain, _NHS_WEIGHTS) % 11 == int(plain[9])
        and plain[:3] != "999"
        and not alike(plain)
        and plain not in _NHS
    )


_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[0-9AC-HJKMNP-RT-Y]"
_MBI_FORM = re.compile(f"[1-9]{_LETTER}{_EITHER}[0-9]{_LETTER}{_EITHER}[0-9]{_LETTER}{{2}}[0-9]{{2}}")
_MBI = published("us.mbi")


def mbi(plain: str) -> bool:
    """US: eleven characters of given types, without S, L, O, I, B and Z; no check digit.

    Source: https://www.cms.gov/medicare/new-medicare-card/understanding-the-mbi-with-format.pdf
    """
    return bool(_MBI_FORM.fullmatch(plain)) and plain not in _MBI


_NPI = published("us.npi")


def npi(plain: str) -> bool:
    """US: begins with 1 or 2, Luhn with 80840 before it.

    Source: https://www.cms.gov/Regulations-and-Guidance/Administrative-Simplification/NationalProvIdentStand/Downloads/NPIcheckdigit.pdf
    """
    return plain[0] in "12" and luhn("80840" + plain) and plain not in _NPI


_MEDICARE_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9)
_MEDICARE = published("au.medicare")


def medicare(plain: str) -> bool:
    """Australia: begins with 2 to 6, weights 1, 3, 7, 9, modulo ten; issue number, perhaps the person's line on the card."""
    checked = "2" <= plain[0] <= "6" and weigh(plain, _MEDICARE_WEIGHTS) % 10 == int(plain[8])
    return checked and plain[9] != "0" and plain not in _MEDICARE


_OHIP, _BC = published("ca.on_ohip"), published("ca.bc_phn")


def ohip(plain: str) -> bool:
    """Ontario: ten digits with Luhn, perhaps two letters of the card's version."""
    return plain[0] != "0" and luhn(plain[:10]) and plain[:10] not in _OHIP


_BC_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3)


def bc_phn(plain: str) -> bool:
    """British Columbia: begins with 9, weights 2, 4, 8, 5, 10, 9, 7, 3, modulo eleven."""
    rest = weigh(plain[1:], _BC_WEIGHTS) % 11
    return plain[0] == "9" and rest > 1 and 11 - rest == int(plain[9]) and plain not in _BC


_WOMAN = 50


def ramq(plain: str) -> bool:
    """Quebec: four letters of the name, birth date with month +50 for women, two digits whose rule is not published."""
    month = int(plain[6:8])
    return is_date(int(plain[4:6]), month - _WOMAN if month > _WOMAN else month, int(plain[8:10]))


_SK_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, 1)


def sk_hsn(plain: str) -> bool:
    """Saskatchewan: weights 9 to 1, modulo eleven.

    Source: https://www.ehealthsask.ca/
    """
    return weigh(plain, _SK_WEIGHTS) % 11 == 0 and not alike(plain)


_KVNR = published("de.kvnr")


def kvnr(plain: str) -> bool:
    """Germany: a letter as two digits, eight digits, and the sum with doubled even places, digits added, modulo ten.

    Source: https://www.itsg.de/ (Richtlinie Aufbau und Vergabe der Krankenversichertennummer, § 290 SGB V)
    """
    spelled = f"{VALUES[plain[0]] - 9:02d}{plain[1:9]}"
    total = sum(sum(divmod(int(char) * (1 + index % 2), 10)) for index, char in enumerate(spelled))
    return total % 10 == int(plain[9]) and plain not in _KVNR


_NHI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_NHI_WEIGHTS = (7, 6, 5, 4, 3, 2)
_NHI_OLD = re.compile("[A-HJ-NP-Z]{3}[0-9]{4}")
_NHI_NEW = re.compile("[A-HJ-NP-Z]{3}[0-9]{2}[A-HJ-NP-Z]{2}")


def nhi(plain: str) -> bool:
    """New Zealand: three letters, four digits modulo eleven; since 2026 two digits and two letters modulo 23.

    Source: https://www.tewhatuora.govt.nz/ (HISO 10046)
    """
    old = bool(_NHI_OLD.fullmatch(plain))
    if not old and not _NHI_NEW.fullmatch(plain):
        return False
    values = (_NHI_LETTERS.index(char) + 1 if char > "9" else int(char) for char in plain[:6])
    total = sum(a * b for a, b in zip(values, _NHI_WEIGHTS, strict=True))
    if old:
        rest = total % 11
        return rest > 0 and (11 - rest) % 10 == int(plain[6])
    return _NHI_LETTERS[23 - total % 23 - 1] == plain[6]


def ch_vekanr(plain: str) -> bool:
    """Switzerland: the European card's number: 80, country 756, insurer, person; no check digit is published."""
    return plain[:5] == "80756"


HEALTHS = (
    Identifier(
        "gb.nhs", "health.nhs", "British health service number", Plain("9{10}"), nhs, 0.09,
        words_of_rule("gb.nhs"), 3,
        "https://www.datadictionary.nhs.uk/attributes/nhs_number.html",
    ),
    Identifier(
        "us.mbi", "health.mbi", "US Medicare beneficiary number", Plain("9AX9AX9A{2}9{2}"), mbi, 0.22,
        words_of_rule("us.mbi"), 3,
        "https://www.cms.gov/medicare/new-medicare-card",
    ),
    Identifier(
        "us.npi", "health.npi", "US number of a doctor or clinic", Plain("9{10}"), npi, 0.02,
        words_of_rule("us.npi"), 1,
        "https://npiregistry.cms.hhs.gov/",
    ),
    Identifier(
        "au.medicare", "health.insurer_id", "Australian Medicare card number", Plain("9{10,11}"), medicare, 0.045,
        words_of_rule("au.medicare"), 3,
        "https://www.servicesaustralia.gov.au/medicare-card",
    ),
    Identifier(
        "ca.on_ohip", "health.insurer_id", "Ontario health card number", Plain("9{10}|9{10}A{2}"), ohip, 0.09,
        words_of_rule("ca.on_ohip"), 3,
        "https://www.ontario.ca/page/apply-ohip-and-get-health-card",
    ),
    Identifier(
        "ca.bc_phn", "health.insurer_id", "British Columbian personal health number", Plain("9{10}"), bc_phn, 0.0079,
        words_of_rule("ca.bc_phn"), 3,
        "https://www2.gov.bc.ca/gov/content/health/health-drug-coverage/msp",
    ),
    Identifier(
        "ca.qc_ramq", "health.insurer_id", "Quebec health insurance number", Plain("A{4}9{8}"), ramq, 0.074,
        words_of_rule("ca.qc_ramq"), 3,
        "https://www.ramq.gouv.qc.ca/",
    ),
    Identifier(
        "ca.sk_hsn", "health.insurer_id", "Saskatchewan health services number", Plain("9{9}"), sk_hsn, 0.09,
        words_of_rule("ca.sk_hsn"), 3,
        "https://www.ehealthsask.ca/",
    ),
    Identifier(
        "de.kvnr", "health.insurer_id", "German health insurance number", Plain("A9{9}"), kvnr, 0.1,
        words_of_rule("de.kvnr"), 3,
        "https://www.gkv-datenaustausch.de/",
    ),
    Identifier(
        "nz.nhi", "health.insurer_id", "New Zealand health index number", Plain("A{3}9{4}|A{3}9{2}A{2}"), nhi, 0.05,
        words_of_rule("nz.nhi"), 3,
        "https://www.tewhatuora.govt.nz/",
    ),
    Identifier(
        "ch.vekanr", "health.insurer_id", "Swiss health insurance card number", Plain("9{20}"), ch_vekanr, 1e-5,
        words_of_rule("ch.vekanr"), 3,
        "https://www.bag.admin.ch/",
    ),
)  # fmt: skip
