"""Checks of numbers of people and of money: check digits, issued ranges, lengths. Separators are stripped here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.identifiers import digits as digits_of
from detectors.text import samples
from detectors.text.check_mail import email
from detectors.text.plans import E164_LENGTH, IBAN_LENGTH

_SEPARATORS = b" -\t"
#: Telephone numbers are written with more of them.
_PHONE_SEPARATORS = b" -.()/\t"

# --- payment cards ---------------------------------------------------------------------------------------------------

#: Network, lengths, and ranges of the leading digits. Source: ISO/IEC 7812-1; ranges as the networks publish them:
#: https://www.mastercard.us/en-us/business/issuers/get-support/2-series-bins.html (222100 to 272099),
#: https://www.discoverglobalnetwork.com/resources/businesses/merchants/ (Discover, Diners Club, JCB, UnionPay, RuPay, Troy); Elo,
#: Hipercard and Verve stand in the ranges of Maestro.
_NETWORKS: Sequence[tuple[str, range | Sequence[int], Sequence[tuple[str, str]]]] = (
    ("visa", (13, 16, 19), (("4", "4"),)),
    ("mastercard", (16,), (("51", "55"), ("222100", "272099"))),
    ("amex", (15,), (("34", "34"), ("37", "37"))),
    ("discover", range(16, 20), (("6011", "6011"), ("644", "649"), ("65", "65"))),
    ("jcb", range(16, 20), (("3528", "3589"),)),
    ("diners", range(14, 20), (("300", "305"), ("3095", "3095"), ("36", "36"), ("38", "39"))),
    ("unionpay", range(16, 20), (("62", "62"), ("81", "81"))),
    ("mir", range(16, 20), (("2200", "2204"),)),
    ("rupay", (16,), (("817200", "820199"), ("353800", "353899"), ("356000", "356099"))),
    ("troy", (16,), (("979200", "979289"),)),
    ("maestro", range(12, 20), (("50", "50"), ("56", "58"), ("60", "69"))),
)
_LEAST_DISTINCT = 4
"""A random number of 13 digits has fewer distinct ones twice in 10^5 draws; numbers typed for tests often do."""

_MOST_ZEROS = 0.55
"""Above this share of zeros a number was rounded or made up: one random number of 16 digits in 10^5."""


def _digits(value: bytes, separators: bytes = _SEPARATORS) -> str:
    """The value without separators where nothing but digits remains, else an empty string."""
    plain = value.translate(None, separators)
    return plain.decode("ascii") if plain.isdigit() else ""


def luhn(value: bytes) -> bool:
    """Digits whose last makes the Luhn sum a multiple of ten (ISO/IEC 7812-1 annex B); not all alike."""
    digits = _digits(value)
    return len(set(digits)) > 1 and digits_of.luhn(digits)


def card_network(value: bytes) -> bool:
    """A payment card's number: prefix and length of a network, Luhn; neither published for tests nor made up."""
    digits = _digits(value)
    if not digits or _network(digits) is None or not digits_of.luhn(digits) or digits.encode() in samples.CARDS:
        return False
    return len(set(digits)) >= _LEAST_DISTINCT and digits.count("0") <= len(digits) * _MOST_ZEROS


_USUAL = 16


def card_sixteen(value: bytes) -> bool:
    """A payment card's number of sixteen digits, as `card_network`: for groups of four, behind which more may stand."""
    return len(_digits(value)) == _USUAL and card_network(value)


def _network(digits: str) -> str | None:
    """Name of the network that has the number's prefix and length; the first of the table."""
    for name, lengths, ranges in _NETWORKS:
        if len(digits) in lengths and any(low <= digits[: len(low)] <= high for low, high in ranges):
            return name
    return None


# --- bank accounts ---------------------------------------------------------------------------------------------------

_IBAN = re.compile(rb"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")


def mod97(value: bytes) -> bool:
    """An IBAN: registered country, that country's length, ISO 7064 MOD 97-10 check digits (02 to 98), none published.

    Source: ISO 13616-1 and https://www.swift.com/resource/iban-registry-pdf
    """
    plain = value.translate(None, _SEPARATORS)
    if not _IBAN.fullmatch(plain) or IBAN_LENGTH.get(plain[:2].decode(), (0, 0))[0] != len(plain):
        return False
    turned = (plain[4:] + plain[:4]).decode()
    return digits_of.mod_97_10(turned) and b"02" <= plain[2:4] <= b"98" and plain not in samples.IBANS


# --- United States ---------------------------------------------------------------------------------------------------

_NINE = 9


def ssn_area(value: bytes) -> bool:
    """A social security number that may have been issued: area, group and serial; not one that was published.

    Source: https://www.ssa.gov/employer/randomization.html: area never 000, 666 or 900 to 999; group never 00; serial
    never 0000.
    """
    digits = _digits(value)
    if len(digits) != _NINE or digits.encode() in samples.SSN or len(set(digits)) == 1:
        return False
    return digits[:3] not in ("000", "666") and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"


def itin_group(value: bytes) -> bool:
    """An individual taxpayer number: begins with 9, group 50 to 65, 70 to 88, 90 to 92 or 94 to 99, not all alike.

    Source: https://www.irs.gov/irm/part3/irm_03-021-263r (IRM 3.21.263.8)
    """
    digits = _digits(value)
    if len(digits) != _NINE or digits[0] != "9" or len(set(digits)) == 1:
        return False
    return any(low <= digits[3:5] <= high for low, high in (("50", "65"), ("70", "88"), ("90", "92"), ("94", "99")))


# --- telephones ------------------------------------------------------------------------------------------------------

_NANP_LENGTH = 10
_TOLL_FREE = frozenset({"800", "822", "833", "844", "855", "866", "877", "888", "900"})
_COUNTING = "0123456789012345678909876543210987654321"
_E164_LEAST, _E164_MOST = 8, 15
_NATIONAL_LEAST = 7

#: Ranges that regulators keep free for films and books, country code first.
#: Source: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama,
#: https://www.acma.gov.au/phone-numbers-use-tv-shows-films-and-creative-works, https://www.arcep.fr (2018-0881)
_FICTION = (
    "44207946", "447700900", "441632960", "441134960", "441144960", "441154960", "441164960", "441174960", "441184960",
    "441214960", "441314960", "441414960", "441514960", "441614960", "4419184", "448081570", "449098790", "443069990",
    "61491570", "6125550", "6135550", "6175550", "6185550", "33199", "332619", "335369", "3363998", "46701740605",
)  # fmt: skip


def _nanp(digits: str) -> bool:
    """Ten digits of the North American plan that a person may have: no service, no fiction, not free of toll."""
    area, exchange = digits[:3], digits[3:6]
    if len(digits) != _NANP_LENGTH or min(area[0], exchange[0]) < "2" or len(set(digits)) < _LEAST_DISTINCT:
        return False
    if area[1:] == "11" or exchange[1:] == "11" or area[1] == "9" or area[:2] in ("37", "96"):
        return False
    return area not in _TOLL_FREE and "555" not in (area, exchange) and digits not in _COUNTING


def nanp(value: bytes) -> bool:
    """A telephone number of the United States, Canada or the Caribbean, without `+`.

    Source: https://www.nanpa.com/numbering: area and exchange begin with 2 to 9; N11, N9X, 37X and 96X are not given
    out; 555 is kept for fiction and services.
    """
    digits = _digits(value, _PHONE_SEPARATORS)
    return _nanp(digits[1:] if len(digits) == _NANP_LENGTH + 1 and digits[0] == "1" else digits)


def e164(value: bytes) -> bool:
    """`+`, a country code and as many digits as that country's numbers have; not fictional, not a decimal fraction."""
    if value[:1] != b"+":
        return False
    digits = _digits(value[1:].replace(b"(0)", b""), _PHONE_SEPARATORS)
    if not _E164_LEAST <= len(digits) <= _E164_MOST or len(set(digits)) < _LEAST_DISTINCT or digits[1:] in _COUNTING:
        return False
    code = "1" if digits[0] == "1" else next((digits[:n] for n in (1, 2, 3) if digits[:n] in E164_LENGTH), "")
    if not code or digits.startswith(_FICTION) or _is_fraction(value, code):
        return False
    return _nanp(digits[1:]) if code == "1" else _in_plan(digits[len(code) :], code)


def _in_plan(number: str, code: str) -> bool:
    least, most = E164_LENGTH[code]
    return least <= len(number) <= most and not (number[0] == "0" and code not in ("39", "378", "225", "242", "241"))


def _is_fraction(value: bytes, code: str) -> bool:
    """Whether the only dot is a decimal point: the EPP form (RFC 5733) has it right after the country's code."""
    return value.count(b".") == 1 and not (value.startswith(f"+{code}.".encode()) and len(value) > _NANP_LENGTH)


def phone_national(value: bytes) -> bool:
    """Seven to fifteen digits in a national form: no date, no counting, not few digits over and over."""
    digits = _digits(value[1:] if value[:1] == b"+" else value, _PHONE_SEPARATORS)
    if not _NATIONAL_LEAST <= len(digits) <= _E164_MOST or len(set(digits)) < _LEAST_DISTINCT:
        return False
    if (
        _NO_PHONE.search(value)
        or _DATE.fullmatch(value)
        or value.count(b".") == 1
        or "555" in (digits[:3], digits[3:6])
    ):
        return False
    return digits.lstrip("01") not in _COUNTING and f"44{digits[1:]}"[: -len("000")] not in _FICTION


def phone_trunk(value: bytes) -> bool:
    """A telephone number in a national form that begins with a zero, the prefix of most countries; see `phone_national`."""
    return value.lstrip(b"(").startswith(b"0") and phone_national(value)


#: A day within or as a whole, two blanks, or a US postcode with its four digits more.
_NO_PHONE = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}|  |^[0-9]{5}-[0-9]{4}$|^[0-9]{2}([-./])[0-9]{2}\1[0-9]{4}$")
_DATE = re.compile(rb"(?:19|20)[0-9]{2}([-/.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])(?:[ -]?[0-9]{2,6})?")

# --- machine readable zones ------------------------------------------------------------------------------------------

_ZONE_TEXT = re.compile(rb"[^0-9A-Z<]+")
_BREAK = re.compile(rb"\\[nrt]")
_MONTH_DAY = re.compile(r"[0-9<]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|<<)|<<<<)")
#: Fields by length of the whole zone: (start, end, is a date); the check digit stands at `end`.
#: Source: ICAO Doc 9303 parts 4 to 7: TD3 and MRV-A 2 of 44, TD2 and MRV-B 2 of 36, TD1 3 of 30.
_FIELDS: dict[int, Sequence[tuple[int, int, bool]]] = {
    88: ((44, 53, False), (57, 63, True), (65, 71, True)),
    72: ((36, 45, False), (49, 55, True), (57, 63, True)),
    90: ((5, 14, False), (30, 36, True), (38, 44, True)),
}
_LEAST_FIELDS = 2


def mrz(value: bytes) -> bool:
    """The lines of a machine readable zone; at least two of number, birth and expiry have the right check digit.

    Each field is judged alone: one misread character spoils the composite digit (ICAO Doc 9303 part 3, section 4.9).
    """
    zone = _ZONE_TEXT.sub(b"", _BREAK.sub(b"", value)).decode("ascii")
    fields = _FIELDS.get(len(zone), ())
    return sum(_field(zone[start:end], zone[end], date=date) for start, end, date in fields) >= _LEAST_FIELDS


def _field(text: str, digit: str, *, date: bool) -> bool:
    """Whether a field that is not empty has the check digit, and is a date where it must be."""
    if not text.strip("<") or (date and not _MONTH_DAY.fullmatch(text)):
        return False
    return digit == check_digit(text)


def check_digit(text: str) -> str:
    """Check digit of a field of `0-9A-Z<`: weights 7, 3, 1; letters count 10 to 35, fillers 0; modulo 10."""
    return str(sum((7, 3, 1)[i % 3] * (0 if char == "<" else int(char, 36)) for i, char in enumerate(text)) % 10)


CHECKS = {
    "luhn": luhn,
    "card-network": card_network,
    "card-sixteen": card_sixteen,
    "mod97": mod97,
    "ssn-area": ssn_area,
    "itin-group": itin_group,
    "nanp": nanp,
    "e164": e164,
    "phone-national": phone_national,
    "phone-trunk": phone_trunk,
    "mrz-fields": mrz,
    "email": email,
}
