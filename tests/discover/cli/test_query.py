"""Asking the inventory: conditions, one value's places, what a rule means, and what the tier would be without."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discover.cli.main import main
from discover.errors import ConfigError, UsageError
from discover.inventory.where import FIELDS, where

if TYPE_CHECKING:
    from pathlib import Path

TOKENS = ("AKIAE3YIPOUZDA2NYAOX", "AKIAQ3EGRTY4UIOPASDF")  # drawn from a seed; open nothing
NOW = datetime(2026, 11, 27, tzinfo=UTC)
OLD = 1_500_000_000  # July 2017


class Place:
    """An inventory with an old table of people in one folder, a key in another, and the same key in a test."""

    def __init__(self, root: Path) -> None:
        self.inventory = str(root / "i.db")
        (root / "a").mkdir()
        (root / "b" / "tests").mkdir(parents=True)
        rows = "".join(f"Ann Lee {n},{123 + n}-{10 + n}-{1000 + n}\n" for n in range(40))  # made up
        (root / "a" / "people.csv").write_text(f"name,ssn\n{rows}")
        os.utime(root / "a" / "people.csv", (OLD, OLD))
        (root / "b" / "app.env").write_text(f"AWS_ACCESS_KEY_ID={TOKENS[0]}\n")
        (root / "b" / "tests" / "t.env").write_text(f"AWS_ACCESS_KEY_ID={TOKENS[0]}\n")
        for name in "ab":
            words = ["scan", str(root / name), "--vendor", "acme", "--inventory", self.inventory, "--format", "csv", "--output", str(root / "r")]
            assert main(words) == 0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("query"))


def _held(place: Place, capsys: pytest.CaptureFixture[str], *conditions: str) -> dict[str, Any]:
    words = [word for each in conditions for word in ("--where", each)]
    assert main(["inventory", "acme", "--inventory", place.inventory, "--format", "json", *words]) == 0
    return {each["kind"]: each for each in json.loads(capsys.readouterr().out)}


@pytest.mark.parametrize(
    ("conditions", "kinds"),
    [
        (["kind=cred.*"], {"cred.cloud_key"}), (["category=govid"], {"govid.us_ssn"}), (["kind!=govid.*", "severity=high"], {"cred.cloud_key"}),
        (["store=*/a", "category=cred"], set()), (["store=*/b", "category=cred"], {"cred.cloud_key"}), (["age>3y", "severity>=high"], {"govid.us_ssn"}),
        (["date<2018-01-01", "category=govid"], {"govid.us_ssn"}), (["date=2017-07-14", "category=govid"], {"govid.us_ssn"}), (["age<1d", "severity>=high"], {"cred.cloud_key"}),
        (["people>=40", "severity>=high"], {"govid.us_ssn"}), (["people>41"], set()), (["bytes<1kB", "category=cred"], {"cred.cloud_key"}), (["confidence<0.1"], set()),
        (["in_head=no"], set()), (["exposure=public"], set()), (["role=test"], {"cred.cloud_key"}), (["path=*.csv", "category=cred"], set()), (["severity<info"], set()),
    ],
)  # fmt: skip
def test_conditions_choose(place: Place, capsys: pytest.CaptureFixture[str], conditions: list[str], kinds: set[str]) -> None:
    assert set(_held(place, capsys, *conditions)) == kinds


def test_conditions_on_findings_narrow_what_is_counted(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    key = _held(place, capsys, "category=cred")["cred.cloud_key"]
    assert (key["objects"], key["findings"], key["values"]) == (1, 2, 1)  # one content at two paths
    narrowed = _held(place, capsys, "category=cred", "role!=test")["cred.cloud_key"]
    assert (narrowed["findings"], narrowed["confirmed"], narrowed["stores"]) == (1, 1, key["stores"])
    assert set(_held(place, capsys)) == set(_held(place, capsys, "confidence>=0"))


def test_csv_has_a_line_for_each_holding(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inventory", "--inventory", place.inventory, "--format", "csv", "--where", "severity>=high"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["kind"] for row in rows} == {"cred.cloud_key", "govid.us_ssn"}
    assert next(row for row in rows if row["kind"] == "govid.us_ssn")["subjects"] == "40"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("kindd=a", "did you mean 'kind'?"), ("zzzzzz=a", "there are: kind,"), ("kind", "is no condition"), ("kind=", "is no condition"), ("kind>a", "= or !="),
        ("severity>=hi", "did you mean 'high'?"), ("age>old", "an age is a number"), ("age>99999999999999y", "nothing is so old"), ("date<1.1.2020", "is no date"),
        ("people>many", "is no number"), ("in_head=maybe", "yes or no"), ("", "is no condition"),
    ],
)  # fmt: skip
def test_what_is_no_condition_is_told_with_the_nearest_word(condition: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        where([condition], NOW)
    assert said in str(caught.value)


@given(st.text(max_size=40) | st.builds("{}{}{}".format, st.sampled_from(list(FIELDS)), st.sampled_from(["=", "!=", "<", ">="]), st.text(max_size=20)))
def test_any_text_is_a_condition_or_an_error_of_use(text: str) -> None:
    try:
        found = where([text], NOW)
    except UsageError:
        return
    assert found.narrowed or found.totals


def test_one_value_is_shown_with_all_its_places(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    from discover.inventory.store import open_store

    with open_store(place.inventory) as store:
        (print_,) = {each.fingerprint for each in store.findings("acme") if each.kind == "cred.cloud_key"}
    assert main(["show", print_[:8], "--inventory", place.inventory, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["fingerprint"], told["kind"]) == (print_, "cred.cloud_key")
    assert {each["path"] for each in told["places"]} == {"app.env", "tests/t.env"}
    assert "Revoke" in told["advice"]
    assert main(["show", print_, "--inventory", place.inventory]) == 0
    out = capsys.readouterr().out
    assert "at 2 places" in out
    assert TOKENS[0] not in out
    for wrong in ("xyz", "abc", "f" * 32, "0" * 6):
        assert main(["show", wrong, "--inventory", place.inventory]) == 2
    assert "no finding has a fingerprint" in capsys.readouterr().err


def test_rules_and_tiers_are_explained(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "v1", "acme", "--inventory", place.inventory, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in told["rules"]] == ["V1"]
    assert told["rules"][0]["clauses"][0].startswith("at least 1 values of cred.cloud_key")
    assert "cred.cloud_key" in told["fired"][0]["because"]
    assert main(["explain", "T4", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"V1", "V2", "V3", "V4", "V5", "V6"} == {each["id"] for each in told["rules"]}
    assert "more than 1,000 people" in next(each for each in told["rules"] if each["id"] == "V3")["clauses"][0]
    assert any(each["tier"] == "T1" for each in told["controls"])
    assert told["fired"] == []
    for name in ("V10", "V11", "V12", "V0", "t0"):
        assert main(["explain", name]) == 0
    assert main(["explain", "V99"]) == 2
    assert "rules V1" in capsys.readouterr().err
    assert main(["explain", "V2", "acme", "--inventory", place.inventory]) == 0
    assert "does not apply" in capsys.readouterr().out


def test_what_if_tells_the_tier_without_and_changes_nothing(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "w.toml"
    words = ["classify", "acme", "--inventory", place.inventory, "--format", "json"]
    file.write_text('[[delete]]\nwhere = ["category=cred"]\nbecause = "revoked"\n')
    assert main([*words, "--what-if", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["now"]["tier"], told["then"]["tier"]) == ("T4", "T3")
    assert told["gone"] == ["cred.cloud_key"]
    assert "V12" in told["kept"]
    file.write_text('[[delete]]\nwhere = ["category=cred", "store=*/a"]\n')  # the key is in another store
    assert main([*words, "--what-if", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["then"]["tier"] == "T4"
    file.write_text('[[delete]]\nwhere = ["category=cred"]\n[[delete]]\nwhere = ["age>3y"]\n[[delete]]\nwhere = ["category=person"]\n')
    assert main([*words, "--what-if", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["then"]["tier"] == "T0"
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["tier"] == "T4"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no [[delete]]"), ("[[delete]]\n", "'where' must be a list"), ('[[delete]]\nwere = ["a=b"]\n', "did you mean 'where'?"), ("[[delete]\n", "not valid TOML"),
        ('[[delete]]\nwhere = ["people>3"]\n', "not by how many there are"), ('[[delete]]\nwhere = ["kint=a"]\n', "did you mean 'kind'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_of_deletions_is_told(tmp_path: Path, text: str, said: str) -> None:
    from discover.classify.whatif import load

    (tmp_path / "w.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "w.toml", NOW)
    assert said in str(caught.value)
    assert str(tmp_path / "w.toml") in str(caught.value)


def test_stores_are_told_with_their_share_and_the_chokepoint_is_named(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["inventory", "acme", "--inventory", place.inventory, "--by", "store", "--where", "severity>=high"]
    assert main([*words, "--format", "json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first["store"].endswith("/a")
    assert (first["people"], first["people_share"], first["category_share"], first["chokepoint"]) == (40, 1.0, 0.5, True)
    assert second["store"].endswith("/b")
    assert (second["people"], second["people_share"], second["categories"], second["chokepoint"]) == (None, None, ["cred"], False)
    assert main(words) == 0
    assert "/a, a chokepoint" in capsys.readouterr().out
    assert main([*words, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["chokepoint"] for row in rows] == ["true", "false"]
