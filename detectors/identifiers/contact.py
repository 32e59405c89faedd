"""How people are reached: e-mail addresses and telephone numbers."""

from __future__ import annotations

from detectors.identifiers.base import Identifier
from detectors.identifiers.plain import Plain, tidy
from detectors.identifiers.words import REGIONS, words_of, words_of_rule
from detectors.text.check_mail import email as mailbox
from detectors.text.check_numbers import e164, phone_national

_LONGEST_MAIL = 254


def email(plain: str) -> bool:
    """An address under a real top-level domain that somebody may read."""
    return len(plain) <= _LONGEST_MAIL and plain.isascii() and mailbox(plain.encode())


class _Mail(Plain):
    """An address, perhaps behind `mailto:` or in angle brackets, the domain in lower case as the local part is by custom."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        text = tidy(value)
        if "@" not in text:
            return ""
        text = text.removeprefix("mailto:").rpartition("<")[2].rstrip(">").strip().lower()
        return text if self._fits(text) else ""


_PHONE_DROPPED = dict.fromkeys(map(ord, " -.()/\t\xa0'"))


class _Phone(Plain):
    """Digits, with `+` before them where a country's code is given (`00` counts as that, `(0)` and extensions are left out)."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        text = tidy(value).lower().removeprefix("tel:").replace("(0)", "")
        text = text.split("ext", 1)[0].split(" x", 1)[0].translate(_PHONE_DROPPED)
        if text.startswith("00") and len(text) > 10:  # noqa: PLR2004  # the prefix of most countries, a code and a number
            text = "+" + text[2:]
        return text if self._fits(text) else ""


def phone(plain: str) -> bool:
    """`+`, a country's code and a number that libphonenumber holds possible there and given out, where it is installed."""
    return plain[:1] == "+" and e164(plain.encode()) and _valid(plain, "")


def phone_without_country(plain: str) -> bool:
    """Seven to fifteen digits as written inside a country: neither date nor counting. `phone_in` judges by region."""
    return phone_national(plain.encode())


def phone_in(value: str, region: str) -> str:
    """The number in international form (`+`, digits) where it is valid when dialled in `region` (ISO 3166-1); else empty."""
    plain = _NATIONAL(value)
    if not plain or not region or not phone_without_country(plain.removeprefix("+")):
        return ""
    try:
        import phonenumbers  # noqa: PLC0415  # heavy, and few columns need it
    except ModuleNotFoundError:
        return ""
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return ""
    return f"+{number.country_code}{number.national_number}" if phonenumbers.is_valid_number(number) else ""


def _valid(plain: str, region: str) -> bool:
    try:
        import phonenumbers  # noqa: PLC0415  # heavy, and few columns need it
    except ModuleNotFoundError:
        return True
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(plain, region or None)))
    except phonenumbers.NumberParseException:
        return False


def region(name: str) -> str:
    """The region (ISO 3166-1 alpha-2) that a column's name speaks of, empty for none: `phone_uk`, `Telefonnummer`, `手机`."""
    words = words_of(name)
    for count in (3, 2, 1):
        for start in range(len(words) - count + 1):
            found = REGIONS.get(" ".join(words[start : start + count]))
            if found:
                return found
    return next((code for word, code in REGIONS.items() if not word.isascii() and word in name), "")


_NATIONAL = _Phone(r"\+9{7,15}|9{7,15}")


CONTACTS = (
    Identifier(
        "contact.email",
        "person.email",
        "E-mail address",
        _Mail("w{1,64}@w{4,190}"),
        email,
        1e-5,
        words_of_rule("contact.email"),
        2,
        "https://datatracker.ietf.org/doc/html/rfc5321#section-4.1.2",
    ),
    Identifier(
        "contact.phone",
        "person.phone",
        "Telephone number with its country's code",
        _Phone(r"\+9{7,15}"),
        phone,
        0.047,
        words_of_rule("contact.phone"),
        2,
        "https://www.itu.int/rec/T-REC-E.164",
    ),
    Identifier(
        "contact.phone_national",
        "person.phone",
        "Telephone number without a country's code",
        _Phone("9{7,15}"),
        phone_without_country,
        0.97,
        words_of_rule("contact.phone_national"),
        2,
        "https://www.itu.int/rec/T-REC-E.164",
    ),
)
