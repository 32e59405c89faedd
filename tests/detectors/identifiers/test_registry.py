# ruff: noqa: RUF001  # words of other scripts are what is tested
"""The registry: complete, consistent, and asked by name and by form."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from detectors.identifiers.registry import IDENTIFIERS, by_form, by_rule, by_shape, by_word, form_of, shape
from detectors.identifiers.samples import PUBLISHED
from detectors.identifiers.words import words_of_rule
from detectors.kinds import kind

EUROPE = "at be bg hr cy cz dk ee fi fr de gr hu ie it lv lt lu mt nl pl pt ro sk si es se".split()  # noqa: SIM905  # read as a list of states
ECONOMIES = "us cn de jp in gb fr it br ca ru kr mx au es id tr nl sa ch pl tw be ar se ie sg".split()  # noqa: SIM905  # as above


def test_rules_are_unique_and_complete() -> None:
    assert len({identifier.rule for identifier in IDENTIFIERS}) == len(IDENTIFIERS)
    for identifier in IDENTIFIERS:
        assert identifier.source.startswith("https://")
        assert identifier.name[0].isupper()
        assert identifier.strength in (0, 1, 2, 3)
        assert identifier.words == words_of_rule(identifier.rule)
        assert all(word == word.lower() for word in identifier.words)
        assert form_of(identifier).bounds()
        assert by_rule(identifier.rule) is identifier


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=lambda identifier: identifier.rule)
def test_every_kind_is_in_the_table(identifier: object) -> None:
    assert kind(identifier.kind).name  # type: ignore[attr-defined]  # parametrised with identifiers


@pytest.mark.parametrize("country", sorted({*EUROPE, *ECONOMIES}))
def test_every_economy_and_every_state_of_the_union_has_a_number_of_people(country: str) -> None:
    assert any(
        i.rule.startswith(f"{country}.") and i.kind.startswith("govid.") and i.strength == 3 for i in IDENTIFIERS
    )


def test_published_samples_are_refused_exactly() -> None:
    for rule, samples in PUBLISHED.items():
        identifier = by_rule(rule)
        for sample in samples:
            plain = identifier.normal(sample)
            assert not plain or not identifier.check(plain), (rule, sample)


@pytest.mark.parametrize(
    ("rule", "sample"),
    [
        ("us.ssn", "078-05-1120"),
        ("us.ssn", "219-09-9999"),
        ("fin.card", "4242 4242 4242 4242"),
        ("fin.card", "4111-1111-1111-1111"),
        ("fin.iban", "DE89 3704 0044 0532 0130 00"),
        ("doc.passport", "L898902C3"),
    ],
)
def test_samples_of_the_text_rules_are_refused_too(rule: str, sample: str) -> None:
    identifier = by_rule(rule)
    assert identifier.normal(sample)
    assert not identifier.check(identifier.normal(sample))


def test_a_number_that_begins_like_a_sample_is_none() -> None:
    assert by_rule("us.ssn").check("078051121")
    assert by_rule("gb.nino").check("AB123457C")


def test_samples_have_the_form_that_they_are_samples_of() -> None:
    fitting = sum(bool(by_rule(rule).normal(sample)) for rule, samples in PUBLISHED.items() for sample in samples)
    assert fitting >= 0.97 * sum(map(len, PUBLISHED.values()))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("ssn", "us.ssn"), ("user_ssn", "us.ssn"), ("userSSN", "us.ssn"), ("SSN", "us.ssn"), ("S.S.N.", "us.ssn"), ("Social Security Number", "us.ssn"), ("socialSecurityNumber", "us.ssn"),
        ("social-security-no", "us.ssn"), ("SOCIAL_SECURITY_NUMBER", "us.ssn"), ("ssn1", "us.ssn"), ("SSNs", "us.ssn"), ("cpf", "br.cpf"), ("numero_cpf", "br.cpf"), ("Número do CPF", "br.cpf"), ("NumeroCPF", "br.cpf"),
        ("steuer-id", "de.idnr"), ("Steueridentifikationsnummer", "de.idnr"), ("nir", "fr.nir"), ("numéro de sécurité sociale", "fr.nir"), ("numero_de_securite_sociale", "fr.nir"), ("N° de sécurité sociale", "fr.nir"),
        ("身份证号", "cn.ric"), ("客户身份证号码", "cn.ric"), ("マイナンバー", "jp.my_number"), ("주민등록번호", "kr.rrn"), ("고객 주민등록번호는", "kr.rrn"), ("РНОКПП", "ua.rnokpp"), ("снилс", "ru.snils"), ("Номер СНИЛС", "ru.snils"), ("ИНН", "ru.inn"),
        ("Α.Φ.Μ.", "gr.afm"), ("ΑΜΚΑ", "gr.amka"), ("codice fiscale", "it.cf"), ("CodiceFiscale", "it.cf"), ("rodné číslo", "cz.rc"), ("rodne_cislo", "sk.rc"), ("Fødselsnummer", "no.fnr"), ("henkilötunnus", "fi.hetu"), ("personnummer", "se.personnummer"),
        ("TC Kimlik No", "tr.tckn"), ("רקם תעודת זהות", "il.id"), ("رقم الهوية", "sa.id"), ("आधार संख्या", "in.aadhaar"), ("เลขบัตรประชาชน", "th.id"), ("E-Mail-Adresse", "contact.email"), ("email", "contact.email"), ("emails", "contact.email"), ("e_mail", "contact.email"),
        ("correo electrónico", "contact.email"), ("メールアドレス", "contact.email"), ("phone", "contact.phone"), ("Handynummer", "contact.phone"), ("手机号", "contact.phone"), ("dob", "person.dob"), ("dateOfBirth", "person.dob"), ("Geburtsdatum", "person.dob"), ("生年月日", "person.dob"),
        ("iban", "fin.iban"), ("IBAN_Nummer", "fin.iban"), ("card_number", "fin.card"), ("CreditCardNo", "fin.card"), ("vin", "dev.vin"), ("passport_no", "doc.passport"), ("Reisepassnummer", "doc.passport"), ("паспорт", "ru.passport"), ("driver's license", "us.dl"),
        ("Führerscheinnummer", "eu.dl"), ("btc_address", "wallet.btc"), ("client_ip", "net.ip"), ("MAC address", "dev.mac"), ("lat_lng", "loc.gps"), ("vat_number", "eu.vat"), ("NHS No.", "gb.nhs"), ("ＩＢＡＮ", "fin.iban"),
    ],
)  # fmt: skip
def test_a_name_means_its_identifier(name: str, rule: str) -> None:
    assert rule in {identifier.rule for identifier in by_word(name)}


@pytest.mark.parametrize(
    "name",
    [
        "lessness",
        "assn",
        "classname",
        "cpfl",
        "span",
        "panel",
        "division",
        "shipment",
        "tipping",
        "spin",
        "vinyl",
        "order_total",
        "created_at",
        "",
        "#3",
        "___",
        "📦",
        "x" * 5000,
        "p_an_x",
        "description",
        "hospital",
        "company_name",
    ],
)
def test_other_words_mean_none(name: str) -> None:
    assert by_word(name) == ()


def test_the_longest_term_comes_first() -> None:
    assert by_word("passport_number")[0].rule == "doc.passport"
    assert by_word("numero de securite sociale")[0].rule == "fr.nir"


def test_words_are_of_many_languages() -> None:
    for rule in ("contact.email", "contact.phone", "person.dob", "doc.passport", "fin.card", "fin.account"):
        assert len(by_rule(rule).words) >= 40
    scripts = Counter(
        char for identifier in IDENTIFIERS for word in identifier.words for char in word[:1] if not char.isascii()
    )
    assert {"п", "α", "身", "마", "ר", "ر", "आ"} & set(scripts) or len(scripts) > 40


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=lambda identifier: identifier.rule)
def test_the_form_of_a_value_proposes_its_identifier(identifier: object) -> None:
    form, rng = form_of(identifier), random.Random("form")  # type: ignore[arg-type]  # parametrised with identifiers
    for _ in range(20):
        assert identifier in by_form(form.draw(rng))


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("123.456.789-09", "br.cpf"),
        ("１２３４５６７８９０９", "br.cpf"),
        ("123 45 6789", "us.ssn"),
        ("aa:bb:cc:dd:ee:ff", "dev.mac"),
        ("10.0.0.1", "net.ip"),
        ("2001:db8::1", "net.ip"),
        ("a@b.example", "contact.email"),
        ("+49 30 901820", "contact.phone"),
        ("48.2082, 16.3738", "loc.gps"),
    ],
)
def test_separators_do_not_hide_a_form(value: str, rule: str) -> None:
    assert rule in {identifier.rule for identifier in by_form(value)}


def test_text_has_no_form() -> None:
    assert by_form("The quick brown fox jumps over the lazy dog") == ()
    assert by_form("x" * 100_000) == ()


def test_a_column_of_a_hundred_thousand_cells_is_shaped_at_fifty_megabytes_a_second() -> None:
    rng = random.Random("column")
    cells = [
        f"{rng.randrange(10**3):03d}-{rng.randrange(10**2):02d}-{rng.randrange(10**4):04d}" for _ in range(100_000)
    ]
    data = "\n".join(cells).encode()
    best = 9.0
    for _ in range(3):
        began = time.process_time()
        shapes = Counter(shape(data).split(b"\n"))
        proposed = {identifier.rule for seen, _ in shapes.most_common(100) for identifier in by_shape(seen)}
        best = min(best, time.process_time() - began)
    assert "us.ssn" in proposed
    assert len(data) / best > 15e6  # measured 50e6 to 90e6; the bound leaves room for a busy machine
