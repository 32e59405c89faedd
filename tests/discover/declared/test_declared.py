"""What is declared against what is measured: every verdict, files that do not hold to the form, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discover.classify.policy import load_default
from discover.cli.main import main
from discover.declared.compare import DRIFTS, compare
from discover.declared.declaration import Declaration
from discover.inventory.holding import Coverage, Holding
from discover.retention.policy import Duration

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 27)
WHOLE = Coverage("v", 10, 1000, 1000, 1000, (), (), {}, {})


def _held(kind: str = "person.email", people: int | None = 500, *, confirmed: int = 9, **more: Any) -> Holding:
    old = datetime(2025, 1, 31, tzinfo=UTC)
    held = Holding("v", kind, 3, 100, 9, confirmed, 9, 9, people, people, old, old, "modified", ("s3://a",), 9, "high", 0.9, 0)
    return replace(held, **more)


def _told(declared: list[Declaration], held: list[Holding], coverage: Coverage = WHOLE) -> list[tuple[str, str]]:
    return [(each.verdict, each.kind) for each in compare(declared, held, coverage, load_default(), TODAY)]


@pytest.mark.parametrize(
    ("entry", "held", "verdict"),
    [
        (Declaration(("person.*",)), _held(), "MATCH"), (Declaration(("person.email",), (100, 1000)), _held(), "MATCH"),
        (Declaration(("person.email",), (1000, 9999)), _held(), "BAND_DRIFT"), (Declaration(("person.email",), (500, 500)), _held(), "MATCH"),
        (Declaration(("person.email",), (510, 600)), _held(), "BAND_DRIFT"), (Declaration(("person.email",), (510, 600)), _held(subjects_between=(480, 520)), "MATCH"),
        (Declaration(("person.email",), (1, 9)), _held(people=None), "UNVERIFIABLE"), (Declaration(("person.email",), None, Duration(24, "months")), _held(), "MATCH"),
        (Declaration(("person.email",), None, Duration(1, "years")), _held(), "AGE_DRIFT"), (Declaration(("person.email",), None, Duration(1, "years")), _held(oldest=None), "UNVERIFIABLE"),
        (Declaration(("person.email",), None, None, ("s3://a*",)), _held(), "MATCH"), (Declaration(("person.email",), None, None, ("s3://b*",)), _held(), "LOCATION_DRIFT"),
    ],
)  # fmt: skip
def test_what_is_held_against_its_declaration(entry: Declaration, held: Holding, verdict: str) -> None:
    assert _told([entry], [held]) == [(verdict, "person.email")]


def test_what_nothing_declares_and_what_is_not_found() -> None:
    assert _told([], [_held()]) == [("UNDECLARED", "person.email")]
    assert _told([], [_held(confirmed=0)]) == []  # probable only
    assert _told([], [_held("code.source_repo", None)]) == []  # set aside by the policy
    assert _told([Declaration(("kyc.*",))], []) == [("OVERDECLARED", "kyc.*")]
    for less in (replace(WHOLE, examined_bytes=500), replace(WHOLE, denied={"s3://b": "denied"}), replace(WHOLE, partial=("s3://b",))):
        assert _told([Declaration(("kyc.*",))], [], less) == [("UNVERIFIABLE", "kyc.*")]
    assert _told([Declaration(("special.race",))], [], replace(WHOLE, not_looked_for={"special.*": "prose"})) == [("UNVERIFIABLE", "special.race")]
    assert _told([], []) == []


def test_drifts_come_first_and_the_worst_of_them() -> None:
    held = [_held("person.email"), _held("kyc.selfie", 3, worst="critical"), _held("fin.iban", 4, worst="medium")]
    assert _told([Declaration(("person.*",))], held) == [("UNDECLARED", "kyc.selfie"), ("UNDECLARED", "fin.iban"), ("MATCH", "person.email")]


def test_two_contradicting_declarations_of_a_kind_are_both_held_against_it() -> None:
    both = [Declaration(("person.email",), (1, 10)), Declaration(("person.*",), (100, 1000))]
    assert _told(both, [_held()]) == [("BAND_DRIFT", "person.email")]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_band_is_met_by_the_numbers_in_it_alone(first: int, second: int, people: int) -> None:
    low, high = sorted((first, second))
    found = _told([Declaration(("person.email",), (low, high))], [_held(people=people)])
    assert found == [("MATCH" if low <= people <= high else "BAND_DRIFT", "person.email")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "a"
    folder.mkdir()
    rows = "".join(f"Ann Lee {n},ann{n}@posteo.de,{123 + n}-{10 + n}-{1000 + n}\n" for n in range(40))  # made up
    (folder / "people.csv").write_text(f"name,email,ssn\n{rows}")
    path = tmp_path / "vendors.toml"
    path.write_text(
        f'inventory = "{tmp_path}/i.db"\n[[vendor]]\nname = "acme"\n[[vendor.declares]]\nkinds = ["person.email"]\npeople = "10-100"\n'
        f'[[vendor.declares]]\nkinds = ["health.*"]\n[[vendor.source]]\ntarget = "{folder}"\n'
    )
    assert main(["sweep", str(path), "--format", "json"]) == 0
    return path


def test_the_command_tells_all_of_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["declared", str(file), "--format", "json"]) == 0
    told = {each["kind"]: each["verdict"] for each in json.loads(capsys.readouterr().out)}
    assert (told["person.email"], told["govid.us_ssn"], told["health.*"]) == ("MATCH", "UNDECLARED", "OVERDECLARED")
    assert main(["declared", str(file), "--fail-on-drift"]) == 10
    assert "UNDECLARED" in capsys.readouterr().out
    assert main(["declared", str(file), "--only", "nobody"]) == 2
    assert any(verdict in DRIFTS for verdict in told.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"person.email"', '"person.emial"', ":5: 'person.emial' is no kind; did you mean 'person.email'?"), ('people = "10-100"', 'people = "many"', ":6: 'people' is a number"),
        ('people = "10-100"', 'people = "100-10"', ":6: 'people' begins with 100"), ('people = "10-100"', 'poeple = "1-2"', "did you mean 'people'?"),
        ('people = "10-100"', 'max_age = "2 yaers"', "did you mean 'years'?"), ('people = "10-100"', 'max_age = "old"', "'max_age' must be a number and a unit"),
        ('kinds = ["health.*"]', "", "names no kinds"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(file: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str) -> None:
    capsys.readouterr()
    file.write_text(file.read_text().replace(old, new))
    assert main(["declared", str(file)]) == 4
    err = capsys.readouterr().err
    assert said in err
    assert str(file) in err
