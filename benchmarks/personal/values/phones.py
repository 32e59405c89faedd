"""Telephone numbers of many countries, as people write them. Validity is that of `phonenumbers`."""

from __future__ import annotations

from random import Random

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from benchmarks.personal.slot import Make, Slot
from samples.parts.numbers import digits

#: Country: the languages that its people write. The empty string stands for every language in international form.
REGIONS = {
    "US": ("en",),
    "GB": ("en",),
    "CA": ("en", "fr"),
    "AU": ("en",),
    "IN": ("en", "hi"),
    "DE": ("de",),
    "AT": ("de",),
    "CH": ("de", "fr", "it"),
    "FR": ("fr",),
    "BE": ("fr", "nl"),
    "ES": ("es",),
    "MX": ("es",),
    "AR": ("es",),
    "BR": ("pt",),
    "PT": ("pt",),
    "IT": ("it",),
    "NL": ("nl",),
    "PL": ("pl",),
    "RU": ("ru",),
    "TR": ("tr",),
    "JP": ("ja",),
    "CN": ("zh",),
    "KR": ("ko",),
    "EG": ("ar",),
    "AE": ("ar", "en"),
    "SE": ("sv",),
    "ZA": ("en",),
    "SG": ("en",),
    "NG": ("en",),
}
_TRUNK_SHOWN = frozenset({"GB", "DE", "AT", "CH", "NL", "BE", "AU", "SE", "ZA"})
_TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_PHONE = ("person.phone",)


def number(rng: Random, region: str) -> PhoneNumber:
    """A valid number of a country, fixed or mobile."""
    example = phonenumbers.example_number_for_type(region, rng.choice(_TYPES[:2]))
    assert example is not None
    significant = phonenumbers.national_significant_number(example)
    country = f"+{example.country_code}"
    # First any digits at all, so that many areas come; then more of the example's where few numbers are given out.
    for kept in range(len(significant)):
        for _ in range(30):
            drawn = phonenumbers.parse(country + significant[:kept] + digits(rng, len(significant) - kept))
            if phonenumbers.is_valid_number_for_region(drawn, region) and phonenumbers.number_type(drawn) in _TYPES:
                return drawn
    return example


def _form(region: str, form: int) -> Make:
    return lambda rng: phonenumbers.format_number(number(rng, region), form)


def _marked(region: str, form: int) -> Make:
    """Another mark between the groups than the usual one."""

    def made(rng: Random) -> str:
        text = phonenumbers.format_number(number(rng, region), form)
        mark = rng.choice(".-/ ") if form == PhoneNumberFormat.NATIONAL else rng.choice(".-")
        plain = text.replace("(", "").replace(")", "")
        return "".join(mark if char in " -" else char for char in plain)

    return made


def _zeros(region: str) -> Make:
    return lambda rng: "00" + phonenumbers.format_number(number(rng, region), PhoneNumberFormat.INTERNATIONAL)[1:]


def _bracketed(region: str) -> Make:
    """With the trunk zero in brackets: +44 (0)20 ..."""

    def made(rng: Random) -> str:
        head, _, rest = phonenumbers.format_number(number(rng, region), PhoneNumberFormat.INTERNATIONAL).partition(" ")
        return f"{head} (0){rng.choice(('', ' '))}{rest}"

    return made


def _extended(region: str) -> Make:
    def made(rng: Random) -> str:
        mark = rng.choice((" ext. ", " x", " ext ", ", ext. ", " extension "))
        return _form(region, PhoneNumberFormat.NATIONAL)(rng) + mark + digits(rng, rng.randrange(2, 5))

    return made


def _digits(region: str) -> Make:
    def made(rng: Random) -> str:
        text = phonenumbers.format_number(number(rng, region), PhoneNumberFormat.NATIONAL)
        return "".join(char for char in text if char.isdigit())

    return made


def _slots(region: str, languages: tuple[str, ...]) -> list[Slot]:
    made = [
        Slot(f"phone.e164_{region}", _PHONE, _form(region, PhoneNumberFormat.E164), alone=True),
        Slot(f"phone.international_{region}", _PHONE, _form(region, PhoneNumberFormat.INTERNATIONAL), alone=True),
        Slot(
            f"phone.international_marked_{region}", _PHONE, _marked(region, PhoneNumberFormat.INTERNATIONAL), alone=True
        ),
        Slot(f"phone.zeros_{region}", _PHONE, _zeros(region), languages=languages),
        Slot(f"phone.national_{region}", _PHONE, _form(region, PhoneNumberFormat.NATIONAL), languages=languages),
        Slot(
            f"phone.national_marked_{region}", _PHONE, _marked(region, PhoneNumberFormat.NATIONAL), languages=languages
        ),
        Slot(f"phone.digits_{region}", _PHONE, _digits(region), languages=languages),
    ]
    if region in _TRUNK_SHOWN:
        made.append(Slot(f"phone.trunk_{region}", _PHONE, _bracketed(region), alone=True))
    if "en" in languages:
        made.append(Slot(f"phone.extension_{region}", _PHONE, _extended(region), languages=("en",)))
    return made


SLOTS = tuple(slot for region, languages in REGIONS.items() for slot in _slots(region, languages))
