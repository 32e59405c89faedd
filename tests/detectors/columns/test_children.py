"""Births of children are told and counted; those of adults are not."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from detectors.columns import children
from detectors.columns.sample import Sample

NOW = datetime.now(UTC)


def born(years: float) -> str:
    return (NOW - timedelta(days=365.25 * years)).strftime("%Y-%m-%d")


@pytest.mark.parametrize(("ages", "share"), [((15.9, 16.1), 0.5), ((3, 5, 9), 1.0), ((40, 70), 0.0), ((-1, -2), 0.0)])
def test_the_share_of_children(ages, share):
    sample = Sample("dob", 1)
    sample.values.extend(born(age) for age in ages)
    assert children.share(sample) == share


def people(workshop, ages):
    rng = random.Random(3)
    names = [workshop.person_name(rng) for _ in ages]
    return workshop.result(workshop.table(full_name=names, date_of_birth=[born(age) for age in ages]))


def test_children_in_a_table_are_counted(workshop):
    found = {each.kind: each for each in people(workshop, [8, 12, 15] * 10 + [30, 40, 50] * 10).findings}
    assert found["person.dob"].count == 60
    assert found["child.dob_under_16"].count == 30
    assert found["child.dob_under_16"].distinct is None


def test_adults_are_no_children(workshop):
    assert "child.dob_under_16" not in {each.kind for each in people(workshop, [20, 35, 61] * 20).findings}
