"""Whether people are counted once each, exactly while they are few and well enough when they are many, in any order."""

import hashlib
import importlib.util

import pytest

from detectors.columns.people import EXACT, SketchError, Subjects

has_sketches = pytest.mark.skipif(
    importlib.util.find_spec("datasketches") is None, reason="needs the package datasketches"
)


def person(number):
    return hashlib.sha256(str(number).encode()).digest()[:16]


def counted(numbers, exact=EXACT):
    subjects = Subjects(exact)
    for number in numbers:
        subjects.add(person(number))
    return subjects


def test_few_people_are_counted_exactly_and_each_once():
    subjects = counted([*range(1000), *range(500)])
    assert subjects.estimate() == (1000, 1000, 1000, 0)
    assert subjects.describe() == "1,000"


def test_a_record_that_names_nobody_is_unknown_and_not_nobody():
    subjects = counted(range(3))
    subjects.add(None)
    assert subjects.estimate() == (3, 3, 3, 1)
    assert "1 record" in subjects.describe()
    assert Subjects().estimate() == (0, 0, 0, 0)


def test_merging_is_counting_all_at_once_and_leaves_the_other_as_it_is():
    left, right = counted(range(600)), counted(range(400, 900))
    right.add(None)
    before = right.to_bytes()
    left.merge(right)
    assert left.estimate() == (900, 900, 900, 1)
    assert right.to_bytes() == before
    assert left.records == 1101


def test_a_count_comes_back_from_its_bytes():
    subjects = counted(range(50))
    subjects.add(None)
    again = Subjects.from_bytes(subjects.to_bytes())
    assert again.to_bytes() == subjects.to_bytes()
    assert again.estimate() == subjects.estimate()
    again.merge(counted(range(60)))
    assert again.estimate().number == 60


@pytest.mark.parametrize("data", [b"", b"Ppl1", b"x" * 60, counted(range(3)).to_bytes()[:-1]])
def test_damaged_bytes_are_refused(data):
    with pytest.raises(SketchError):
        Subjects.from_bytes(data)


def test_the_bytes_do_not_depend_on_the_order():
    assert counted(range(100)).to_bytes() == counted(reversed(range(100))).to_bytes()


def test_bands_hold_the_number():
    assert counted(range(9)).band() == "<10"
    assert counted(range(10)).band() == "10-99"
    assert counted(range(12_000)).band() == "10,000-99,999"


@has_sketches
def test_many_people_are_estimated_within_the_stated_bounds():
    subjects = counted(range(100_000))
    number, low, high, unknown = subjects.estimate()
    assert low <= 100_000 <= high
    assert abs(number - 100_000) < 3_000
    assert high - low < 4_000
    assert unknown == 0
    assert len(subjects.to_bytes()) < 20_000
    assert subjects.describe().startswith("about ")


@has_sketches
def test_sketches_merge_with_sets_and_sketches_in_any_order():
    parts = [counted(range(start, start + 700), exact=500) for start in range(0, 3000, 600)]
    parts.append(counted(range(100), exact=500))
    forth, back = Subjects(500), Subjects(500)
    for part in parts:
        forth.merge(part)
    for part in reversed(parts):
        back.merge(Subjects.from_bytes(part.to_bytes()))
    assert forth.estimate() == back.estimate()
    assert abs(forth.estimate().number - 3100) < 120
    assert forth.to_bytes() == back.to_bytes()


@has_sketches
def test_a_damaged_sketch_is_refused():
    data = counted(range(600), exact=500).to_bytes()
    with pytest.raises(SketchError):
        Subjects.from_bytes(data[:40])


def test_without_the_package_many_people_are_at_least_as_many(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "datasketches", None)
    subjects = counted(range(700), exact=500)
    subjects.add(person(1))
    number, low, high, _ = subjects.estimate()
    assert (number, low, high) == (500, 500, 701)
    assert subjects.describe() == "more than 500 (at most 701)"
    again = Subjects.from_bytes(subjects.to_bytes())
    assert again.estimate() == subjects.estimate()
    fresh = Subjects(500)
    fresh.merge(subjects)
    assert fresh.describe().startswith("more than 500")
