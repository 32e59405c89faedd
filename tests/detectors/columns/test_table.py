"""Whether a table that comes in chunks, once, is counted as if it had been read at leisure; and whatever is wrong with it."""

import random

import pytest

from detectors.columns import table as module
from detectors.kinds import load
from detectors.readers.base import Rows, column


def persons(workshop, count, seed=1):
    rng = random.Random(seed)
    ssn = workshop.by_rule["us.ssn"]
    return {
        "full_name": [workshop.person_name(rng) for _ in range(count)],
        "email": [workshop.email_address(rng) for _ in range(count)],
        "ssn": [workshop.identifier_value(rng, ssn) for _ in range(count)],
        "date_of_birth": [workshop.birth(rng) for _ in range(count)],
    }


def told(result):
    return {each.rule: (each.count, each.first, each.from_row) for each in result.findings}


def test_chunks_of_any_size_give_the_same_counts(workshop):
    table = workshop.table(**persons(workshop, 900))
    whole = workshop.result(table)
    for size in (1, 7, 100, 450, 899):
        parts = workshop.result(*workshop.chunks(table, size))
        assert told(parts) == told(whole), size
        assert parts.subjects.to_bytes() == whole.subjects.to_bytes(), size


def test_a_long_table_is_counted_to_its_end(workshop):
    table = workshop.table(**persons(workshop, 6000))
    result = workshop.result(*workshop.chunks(table, 500))
    assert told(result)["us.ssn"] == (6000, 1, 1)
    assert result.subjects.estimate().number == 6000
    by_rule = {each.rule: each for each in result.findings}
    assert by_rule["us.ssn"].distinct.estimate().number == 6000


def test_people_are_told_by_their_strongest_identifier_then_by_name_and_birth(workshop):
    table = persons(workshop, 100)
    table["ssn"][:40] = [""] * 40
    table["email"][:20] = [""] * 20
    table["date_of_birth"][:5] = [""] * 5
    result = workshop.result(workshop.table(**table))
    assert result.subjects.estimate() == (95, 95, 95, 5)


def test_one_person_in_many_records_is_one(workshop):
    table = persons(workshop, 50)
    result = workshop.result(workshop.table(**{name: values * 4 for name, values in table.items()}))
    assert result.subjects.estimate().number == 50


def test_one_number_written_in_two_ways_is_one_person(workshop):
    table = persons(workshop, 60)
    ssns = table["ssn"]
    table["ssn"] = [f"{v[:3]}-{v[3:5]}-{v[5:]}" for v in ssns]
    result = workshop.result(workshop.table(**table))
    result.subjects.merge(
        workshop.result(workshop.table(ssn=[str(int(v)) for v in ssns], email=table["email"])).subjects
    )
    assert result.subjects.estimate().number == 60


def test_a_table_without_people_has_no_records(workshop):
    rng = random.Random(3)
    result = workshop.result(
        workshop.table(id=[str(i) for i in range(200)], price=[f"{rng.randint(1, 99)}.50" for _ in range(200)])
    )
    assert not result.findings
    assert result.subjects.records == 0


def test_numbers_that_lost_their_zeros_are_filled_up(workshop):
    rng = random.Random(8)
    ssn = workshop.by_rule["us.ssn"]
    values = [workshop.identifier_value(rng, ssn) for _ in range(300)]
    short = [str(int(value)) for value in values]
    assert any(len(value) < 9 for value in short)
    for written in (short, [f"{value}.0" for value in short]):
        (found,) = workshop.result(workshop.table(ssn=written)).findings
        assert (found.rule, found.count) == ("us.ssn", 300)
        assert found.distinct.to_bytes() == workshop.result(workshop.table(ssn=values)).findings[0].distinct.to_bytes()


def test_a_header_below_titles_names_the_columns(workshop):
    table = persons(workshop, 80)
    columns = tuple(
        column(
            f"#{place + 1}",
            ["Report" if not place else "", "", "made by nobody" if not place else "", "", name, *values],
        )
        for place, (name, values) in enumerate(table.items())
    )
    found = workshop.result(Rows("", columns, 1, 85)).findings
    assert {each.rule for each in found} == {"column.name", "person.email", "us.ssn", "column.birth"}
    assert {each.column for each in found} == set(table)


def test_ragged_and_empty_columns_are_no_trouble(workshop):
    table = persons(workshop, 3000)
    parts = list(workshop.chunks(workshop.table(**table), 500))
    parts[2] = Rows("", parts[2].columns[:2], parts[2].first, parts[2].count)
    parts[4] = Rows("", (*parts[4].columns, column("#5", ["x"] * 500), column("", [""] * 500)), parts[4].first, 500)
    found = told(workshop.result(*parts))
    assert found["us.ssn"] == (2500, 1, 1)
    assert found["person.email"] == (3000, 1, 1)
    assert not workshop.result(Rows("", (), 1, 3)).findings
    assert not workshop.result().findings


def test_a_column_that_fills_late_is_counted_from_there_on_and_says_so(workshop):
    table = persons(workshop, 8000)
    table["ssn"][:4000] = [""] * 4000
    table["late"] = table.pop("ssn")
    cpf = workshop.by_rule["br.cpf"]
    rng = random.Random(2)
    table["late"][4000:] = [workshop.identifier_value(rng, cpf) for _ in range(4000)]
    result = workshop.result(*workshop.chunks(workshop.table(**table), 500))
    (found,) = [each for each in result.findings if each.rule == "br.cpf"]
    assert found.first >= 4001
    assert found.from_row == found.first
    assert 2500 <= found.count <= 4000


@pytest.mark.parametrize("columns", [2_000, 10_000])
def test_a_wide_table_is_judged_with_little_memory_for_each_column(workshop, columns):
    rng = random.Random(9)
    ssn = workshop.by_rule["br.cpf"]
    made = [column(f"c{place}", [str(rng.randint(0, 10**6)) for _ in range(12)]) for place in range(columns)]
    made[columns // 2] = column("taxpayer", [workshop.identifier_value(rng, ssn) for _ in range(12)])
    judge = workshop.judge()
    for first in range(1, 37, 12):
        judge.take(Rows("", tuple(made), first, 12))
    assert [each.number for each in judge.end().findings] == [columns // 2]
    kept = sum(len(each.sample.values) for each in judge._columns)
    assert kept <= 40 * columns


def test_mixed_scripts_and_damage_are_no_trouble(workshop):
    rng = random.Random(11)
    cpf = workshop.by_rule["br.cpf"]
    values = [workshop.identifier_value(rng, cpf) for _ in range(120)]
    values[::3] = ["".join(chr(0xFF10 + int(digit)) for digit in value) for value in values[::3]]
    values[1::3] = [f"\u200f{value[:3]}\u00a0{value[3:6]}\u2009{value[6:9]}\u2011{value[9:]}" for value in values[1::3]]
    values[50], values[51], values[52] = "\ufffd" * 9, "line\nfeed", "x" * 5000
    (found,) = workshop.result(workshop.table(_1=values)).findings
    assert found.rule == "br.cpf"
    assert found.count == 117
    assert found.confidence > 0.9


def test_findings_hold_no_value(workshop):
    table = persons(workshop, 40)
    result = workshop.result(workshop.table(**table))
    shown = repr([each.__class__ for each in result.findings]) + repr(
        [(each.kind, each.rule, each.evidence, each.column) for each in result.findings]
    )
    assert not any(value in shown for values in table.values() for value in values)


def test_no_more_columns_keep_their_different_values_than_is_said(workshop, monkeypatch):
    monkeypatch.setattr(module, "_COUNTED", 1)
    result = workshop.result(workshop.table(**persons(workshop, 60)))
    by_rule = {each.rule: each for each in result.findings}
    assert sum(each.distinct is not None for each in by_rule.values()) == 1
    assert by_rule["person.email"].count == 60


def test_kinds_of_fields_are_those_of_the_taxonomy_or_asked_for():
    from detectors.columns.fields import FIELDS

    asked = {"person.gender", "person.marital_status", "person.nationality", "health.condition"}
    assert {field.kind for field in FIELDS} - set(load()) <= asked
