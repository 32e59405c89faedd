"""Whether columns of identifiers are told from columns that only look alike, over tables from seeds that nothing was tuned on."""

import bisect
import random

import pytest

from detectors.columns.cells import repaired, shape
from detectors.columns.judge import Context, judge, mixed_chance, ratio
from detectors.columns.lookalikes import lookalikes
from detectors.columns.sample import Sample
from detectors.columns.table import table_judge
from detectors.identifiers.registry import IDENTIFIERS, by_form
from detectors.readers.base import column

#: Weights were set on seeds below 1,000.
HELD_OUT = range(50_000, 50_110)
UNCHECKED = 0.3


def auc(true, false):
    false = sorted(false)
    won = sum((bisect.bisect_left(false, each) + bisect.bisect_right(false, each)) / 2 for each in true)
    return won / len(true) / len(false)


def scores(workshop, judge_of_tables, identifiers, seeds):
    """Confidence of the right kind for true columns (without those that nothing could tell), of any for lookalikes."""
    kinds = {each.rule: each.kind for each in identifiers}
    chances = {each.rule: each.chance for each in identifiers}
    true, false, untold = [], [], []
    for seed in seeds:
        made = workshop.make(seed, identifiers)
        judged = judge_of_tables()
        judged.take(made.rows)
        judged.end()
        for each, truth, how in zip(judged._columns, made.truth, made.headers, strict=True):
            found = {}
            for judgement in each.judgements:
                rules = [
                    judgement.identifier.rule,
                    *(name[3:] for name in judgement.evidence if name.startswith("or:")),
                ]
                found |= {
                    kinds.get(rule, rule): max(found.get(kinds.get(rule, rule), 0), judgement.confidence)
                    for rule in rules
                }
            if truth.startswith("("):
                false.append(max(found.values(), default=0.0))
            elif chances[truth] > UNCHECKED and how.startswith(("absent", "misleading")):
                untold.append(found.get(kinds[truth], 0.0))
            else:
                true.append(found.get(kinds[truth], 0.0))
    return true, false, untold


def test_columns_of_a_few_identifiers_rank_above_all_that_look_alike(workshop):
    true, false, untold = scores(workshop, workshop.judge, workshop.IDENTIFIERS, HELD_OUT)
    assert auc(true + untold, false) >= 0.99
    assert sum(each >= 0.5 for each in true) >= 0.97 * len(true)
    right = sum(each >= 0.5 for each in true + untold)
    assert right >= 0.97 * (right + sum(each >= 0.5 for each in false))


def test_columns_of_all_identifiers_of_the_registry_rank_above_all_that_look_alike(workshop):
    drawable = [each for each in IDENTIFIERS if each.rule in workshop.DRAWABLE]
    true, false, _ = scores(workshop, table_judge(IDENTIFIERS, workshop.keyed, by_form), drawable, HELD_OUT)
    assert auc(true, false) >= 0.99
    right = sum(each >= 0.5 for each in true)
    assert right >= 0.95 * len(true)
    assert right >= 0.97 * (right + sum(each >= 0.5 for each in false))


def test_confidence_means_what_it_says(workshop):
    told, right = 0, 0
    for seed in HELD_OUT[:60]:
        made = workshop.make(seed)
        for finding in workshop.result(made.rows).findings:
            if not finding.rule.startswith("column.") and finding.confidence >= 0.9:
                told += 1
                right += made.truth[finding.number] == finding.rule
    assert told > 50
    assert right >= 0.95 * told


def test_nine_in_a_hundred_that_pass_are_silent_and_ninety_seven_are_a_holding(workshop):
    rng = random.Random(9)
    digits = [f"{rng.randrange(10**9):09}" for _ in range(400)]
    true = [workshop.identifier_value(rng, workshop.by_rule["nl.bsn"]) for _ in range(400)]
    typos = [f"{(int(value) + 1) % 10**9:09}" if place % 33 == 0 else value for place, value in enumerate(true)]
    assert not workshop.result(workshop.table(_1=digits)).findings
    (found,) = workshop.result(workshop.table(_1=typos)).findings
    assert (found.rule, found.count) == ("nl.bsn", 400)
    assert found.confidence > 0.9


@pytest.mark.parametrize(
    "name", ["serial", "epoch", "compact date", "hash", "amount", "luhn order", "few codes", "zip"]
)
def test_a_lookalike_beside_persons_is_nothing(workshop, name):
    rng = random.Random(name)
    values = [workshop.LOOKALIKES[name](rng, i, 123_456_789) for i in range(300)]
    names = [workshop.person_name(rng) for _ in range(300)]
    born = [workshop.birth(rng) for _ in range(300)]
    found = workshop.result(workshop.table(full_name=names, date_of_birth=born, _3=values)).findings
    assert {each.rule for each in found} <= {"column.name", "column.birth"}


def test_numbers_without_check_digits_need_a_name_or_persons_beside_them(workshop):
    rng = random.Random(4)
    ssns = [workshop.identifier_value(rng, workshop.by_rule["us.ssn"]) for _ in range(300)]
    persons = {
        "full_name": [workshop.person_name(rng) for _ in range(300)],
        "date_of_birth": [workshop.birth(rng) for _ in range(300)],
        "home_address": [workshop.address(rng) for _ in range(300)],
    }

    def confidence(**columns):
        found = workshop.result(workshop.table(**columns)).findings
        return next((each.confidence for each in found if each.rule == "us.ssn"), 0.0)

    assert confidence(_1=ssns) < 0.3
    assert confidence(ssn=ssns) > 0.85
    assert confidence(**persons, _4=ssns) >= 0.5
    assert confidence(**persons, order_no=ssns) < 0.3
    assert confidence(**persons, ssn=ssns) > 0.95


def test_what_fits_two_identifiers_is_the_better_explained(workshop):
    rng = random.Random(5)
    cards = [workshop.identifier_value(rng, workshop.by_rule["fin.card"]) for _ in range(200)]
    imeis = [workshop.identifier_value(rng, workshop.by_rule["loc.imei"]) for _ in range(200)]
    assert [each.rule for each in workshop.result(workshop.table(_1=cards)).findings] == ["fin.card"]
    assert [each.rule for each in workshop.result(workshop.table(_1=imeis)).findings] == ["loc.imei"]


def test_the_ratio_favours_chance_for_chance_and_truth_for_truth():
    assert ratio(100, 9, 0.09) < -100
    assert ratio(100, 97, 0.09) > 100
    assert ratio(0, 0, 0.09) == 0


def test_what_codes_have_in_common_is_no_evidence(workshop):
    rng = random.Random(6)
    bsn = workshop.by_rule["nl.bsn"]
    true = [workshop.identifier_value(rng, bsn) for _ in range(64)]
    assert mixed_chance(bsn, true) < 0.25
    assert mixed_chance(workshop.by_rule["us.ssn"], [f"12345{place:04}" for place in range(1, 65)]) > 0.9


def test_a_column_is_judged_the_same_whatever_separates_its_digits(workshop):
    rng = random.Random(7)
    cpf = workshop.by_rule["br.cpf"]
    values = [workshop.identifier_value(rng, cpf) for _ in range(50)]
    for mark in (" ", ".", "-", "\u00a0"):
        sample = Sample("#1", 1)
        sample.take(column("#1", [f"{v[:3]}{mark}{v[3:6]}{mark}{v[6:9]}-{v[9:]}" for v in values]), 1)
        (found,) = judge(sample, [cpf], Context({}))
        assert found.confidence > 0.95, repr(mark)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("123456789.0", "123456789"),
        ("1.23456789E8", "123456789"),
        ("1,23456789E+08", "123456789"),
        ("1.23457E+11", "1.23457E+11"),
        ("1.5", "1.5"),
        ('="0012"', "0012"),
        ("'0012", "0012"),
        ("\uff11\uff12\uff13", "123"),
        ("\u0661\u0662\u0663", "123"),
        ("\u200f12\u00a034\u200e", "12 34"),
        ("12\u201134", "12-34"),
        ("  x ", "x"),
        ("=", "="),
        ("", ""),
        ("9e99", "9e99"),
    ],
)
def test_what_programs_do_to_cells_is_undone(cell, value):
    assert repaired(cell) == value


def test_shapes_tell_digits_and_letters_and_are_short_for_words():
    assert shape("AB-12 c") == "AA-99 a"
    assert shape("a" * 30) == shape("b" * 40)
    assert shape("x.y@example.org") == "@"


def test_lookalikes_are_told():
    def looks(values):
        sample = Sample("#1", 1)
        sample.take(column("#1", values), 1)
        return lookalikes(sample)

    assert "serial" in looks([str(5000 + 3 * i) for i in range(30)])
    assert "epoch" in looks([str(1_700_000_000 + i * i * 997 % 10**7) for i in range(30)])
    assert "time" in looks([f"2024{i % 12 + 1:02}{i % 28 + 1:02}" for i in range(30)])
    assert "digest" in looks([f"{i * 0x9E3779B97F4A7C15 % 2**64:016x}" for i in range(1, 30)])
    assert "amount" in looks([f"{i * 37}.{i % 90 + 10}" for i in range(30)])
    assert not looks(["12"])
