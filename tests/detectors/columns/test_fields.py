"""Whether columns of names, addresses, births and circumstances are known by their names in many languages and by their values."""

# ruff: noqa: RUF001  # names in many scripts are meant

import random

import pytest

from detectors.columns.fields import named, verdict
from detectors.columns.sample import Sample
from detectors.readers.base import column


def judged(name, values, fellows=0):
    sample = Sample(name, 1)
    sample.take(column(name, values), 1)
    return verdict(sample, fellows)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("First Name", "column.name"), ("lastName", "column.name"), ("customer_full_name", "column.name"), ("Nachname", "column.name"), ("prénom", "column.name"),
        ("apellidos", "column.name"), ("sobrenome", "column.name"), ("Cognome", "column.name"), ("achternaam", "column.name"), ("nazwisko", "column.name"),
        ("Фамилия", "column.name"), ("soyadı", "column.name"), ("姓名", "column.name"), ("氏名", "column.name"), ("성명", "column.name"), ("الاسم الكامل", "column.name"),
        ("billing address", "column.address"), ("Straße", "column.address"), ("dirección", "column.address"), ("endereço", "column.address"), ("住所", "column.address"),
        ("dateOfBirth", "column.birth"), ("DOB", "column.birth"), ("Geburtsdatum", "column.birth"), ("fecha_nacimiento", "column.birth"), ("дата рождения", "column.birth"),
        ("生年月日", "column.birth"), ("doğum tarihi", "column.birth"), ("annual_salary", "column.salary"), ("Gehalt", "column.salary"), ("salaire", "column.salary"),
        ("зарплата", "column.salary"), ("工资", "column.salary"), ("employer", "column.employment"), ("Arbeitgeber", "column.employment"), ("должность", "column.employment"),
        ("Geschlecht", "column.gender"), ("género", "column.gender"), ("性别", "column.gender"), ("ethnicity", "column.race"), ("民族", "column.race"),
        ("Konfession", "column.religion"), ("religión", "column.religion"), ("политические взгляды", "column.politics"), ("政治面貌", "column.politics"),
        ("Gewerkschaftsmitglied", "column.union"), ("sindicato", "column.union"), ("sexual_orientation", "column.orientation"), ("visa status", "column.immigration"),
        ("Aufenthaltstitel", "column.immigration"), ("diagnosis", "column.condition"), ("группа крови", "column.condition"), ("icd10", "column.icd"), ("medicamentos", "column.medication"),
        ("estado civil", "column.marital"), ("casier judiciaire", "column.criminal"), ("latitude", "column.latitude"), ("監護人", ""), ("监护人", "column.guardian"),
    ],
)  # fmt: skip
def test_fields_are_known_by_name_in_many_languages(name, rule):
    found = named(name)
    assert (rule in found) if rule else not found
    if rule:
        assert found[rule] >= 0.55


@pytest.mark.parametrize(
    "name",
    [
        "file_name",
        "hostname",
        "product_name",
        "userName",
        "email_address",
        "ip_address",
        "created_at",
        "table name",
        "count",
        "MAC address",
    ],
)
def test_names_of_things_are_no_names_of_persons(name):
    assert not {"column.name", "column.address"} & named(name).keys()


def test_persons_names_are_names_in_any_script(workshop):
    rng = random.Random(1)
    found = judged("full_name", [workshop.person_name(rng) for _ in range(60)])
    assert (found.field.rule, found.evidence) == ("column.name", ("name", "form"))
    assert found.confidence > 0.9


def test_a_weak_name_needs_persons_beside_it(workshop):
    rng = random.Random(2)
    names = [workshop.person_name(rng) for _ in range(60)]
    alone, beside = judged("name", names), judged("name", names, fellows=2)
    assert alone is None or alone.confidence < 0.9
    assert beside.confidence > 0.5
    assert beside.confidence > (alone.confidence if alone else 0)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("surname", ["42", "17", "8"] * 10),
        ("date_of_birth", ["yes", "no", "maybe"] * 10),
        ("salary", ["see contract", "ask"] * 10),
        ("latitude", ["left", "right"] * 10),
        ("icd10", ["hello world", "this is text"] * 10),
    ],
)
def test_values_of_another_form_speak_against_the_name(name, values):
    found = judged(name, values)
    assert found is None or found.confidence < 0.3


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("religion", ["Catholic", "Muslim", "None", "Hindu"], "special.religion"),
        ("race", ["White", "Black or African American", "Asian"], "special.race"),
        ("party_affiliation", ["Democratic", "Republican", "Independent"], "special.politics"),
        ("union_member", ["Y", "N", "N"], "special.union"),
        ("sexual orientation", ["heterosexual", "gay", "bisexual"], "special.sex_life"),
        ("visa_status", ["H-1B", "Green Card", "US citizen"], "special.immigration_status"),
        ("Diagnose", ["Diabetes", "Asthma", "Depression"], "health.condition"),
        ("icd_code", ["E11.9", "J45.909", "F32.1"], "health.icd"),
        ("medication", ["Metformin 500 mg", "Atorvastatin", "Lisinopril 10mg"], "health.medication"),
        ("criminal record", ["none", "DUI", "theft"], "special.criminal"),
        ("gender", ["M", "F", "X"], "person.gender"),
        ("lat", ["52.520008", "-33.868820", "40.712776"], "loc.gps_point"),
    ],
)
def test_special_categories_are_known_by_name_and_terms(name, values, kind):
    found = judged(name, values * 12)
    assert found.field.kind == kind
    assert found.confidence > 0.85


def test_terms_without_a_name_are_a_guess_that_persons_beside_them_make_likely():
    values = ["Catholic", "Muslim", "Hindu", "Buddhist", "Protestant"] * 10
    alone, beside = judged("#4", values), judged("#4", values, fellows=2)
    assert alone.field.rule == beside.field.rule == "column.religion"
    assert alone.confidence < 0.5 < beside.confidence


def test_codes_and_words_without_a_name_are_nothing():
    for values in (
        ["open", "closed", "pending"],
        ["1", "0", "1"],
        ["EUR", "USD"],
        ["a", "b"],
        ["left", "right", "center"],
    ):
        assert judged("#4", values * 15) is None
