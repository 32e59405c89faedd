"""Numbers behind their names: every identifier under its own names, as people write them, and nothing where there is no number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors.finding import Finding
from detectors.identifiers.base import Identifier
from detectors.identifiers.labels import label_rules
from detectors.identifiers.registry import by_rule, form_of
from detectors.rules.load import load_builtin
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector
from detectors.views.text import whole

LABELS = {rule.id: rule for rule in label_rules()}
#: Dates, tracks of cards and telephone numbers are written by hand below; a Slovak birth number is a Czech one as well.
#: In lower case these are words, and found in quotes only.
VARIABLES = {"sin", "run", "fin", "tin", "pan", "rut", "rtn"}
DRAWN = sorted(set(LABELS) - {"label.person-dob", "label.fin-track", "label.telephone", "label.sk-rc"})


def valid(identifier: Identifier, rng: random.Random) -> str:
    """A random value that passes; dates within numbers are made likelier than chance by trying often."""
    form = form_of(identifier)
    return next(value for value in iter(lambda: form.draw(rng), None) if identifier.check(value))


@pytest.fixture(scope="module", params=["auto", "ahocorasick"])
def detector(request: pytest.FixtureRequest, cache: Path) -> TextDetector:
    """Both engines."""
    rules = [rule for rule in load_builtin() if rule.id.startswith(("label.", "us.", "payment.", "contact."))]
    return make_detector(rules, b"key", request.param, cache)


def found(detector: TextDetector, text: str) -> list[tuple[str, str]]:
    """Kind and text of every finding."""
    data = text.encode()
    return [(each.kind, _of(data, each)) for each in detector.detect(whole(data))]


def _of(data: bytes, finding: Finding) -> str:
    return data[finding.place.start : finding.place.end].decode()  # type: ignore[union-attr]  # text findings have spans


def names(rule: Rule) -> Iterator[str]:
    """A few of the names that the rule's anchor is made of."""
    from detectors.identifiers.labels import terms_of

    terms = sorted(term for term in terms_of(rule.id) if VARIABLES.isdisjoint(term.split()))
    yield from random.Random(rule.id).sample(terms, min(4, len(terms)))


@pytest.mark.parametrize("rule", DRAWN)
def test_a_number_behind_its_name_is_found(detector, rule):
    rng = random.Random(rule)
    identifiers = [by_rule(name) for name in LABELS[rule].labels if by_rule(name).chance > 1e-5]
    told = [
        (LABELS[rule].kind, value, text)
        for name in names(LABELS[rule])
        for value in [valid(identifier, rng) for identifier in identifiers]
        for text in (f"{name}: {value}\n", f"{name.upper()}\t{value}", f'{{"{name}": "{value}"}}')
    ]
    assert [text for kind, value, text in told if (kind, value) not in found(detector, text)] == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("My CPF is 123.456.789-09, thanks", "govid.br_cpf", ""),
        ("DOB: 03/12/1980", "person.dob", "03/12/1980"),
        ("born on March 3, 1987 in Leeds", "person.dob", "March 3, 1987"),
        ("生年月日:1985年3月12日", "person.dob", "1985年3月12日"),
        ("geboren am 3. März 1987", "person.dob", "3. März 1987"),
        ("Telephone\n030 1234598", "person.phone", "030 1234598"),
        ("passport_number=OG180625", "govid.passport_no", "OG180625"),
        ("Passnummer:\u00a0C01X00T47", "govid.passport_no", "C01X00T47"),
        ("<account-number>48201937</account-number>", "fin.account", "48201937"),
        ("security code CVV 735", "fin.cvv", "735"),
    ],
)
def test_values_as_people_write_them(detector, text, kind, value):
    values = {found_value for found_kind, found_value in found(detector, text) if found_kind == kind}
    assert values == ({value} if value else set()), text


@pytest.mark.parametrize(
    "text",
    [
        "the passport expired in 2019 and 12345678 copies were sold",
        "passport: 12345678",
        "account number: 00000000",
        "x = sin(123456782)",
        "run: 123456785",
        "order 123456785 was not paid by card",
        "VIN: 1HGCM82633A004353",
        "IMEI 490154203237519",
        "phone: 2024-01-31",
        "tax id: see form 1099",
    ],
)
def test_what_only_looks_like_one_is_none(detector, text):
    assert found(detector, text) == []


@pytest.mark.parametrize(
    ("zero", "blank"), [("\uff10", "\u3000"), ("\u0660", "\u00a0"), ("\u0966", "\u2009"), ("0", "\u200e")]
)
@pytest.mark.parametrize(
    ("rule", "label"), [("jp.my_number", "マイナンバー"), ("in.aadhaar", "आधार संख्या"), ("sa.id", "رقم الهوية")]
)
def test_digits_and_blanks_of_other_scripts(detector, zero, blank, rule, label):
    identifier = by_rule(rule)
    digits = valid(identifier, random.Random(rule))
    foreign = digits.translate({ord("0") + n: chr(ord(zero) + n) for n in range(10)})
    written = blank.join((foreign[:4], foreign[4:8], foreign[8:]))
    assert (identifier.kind, written) in found(detector, f"{label}: {written}\n")
