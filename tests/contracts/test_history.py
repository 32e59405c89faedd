"""History: sweeps and proofs as they are written and read back, and what has changed between two."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from discover.cli.main import main
from discover.inventory import history
from discover.inventory.changed import caution, changes
from discover.inventory.history import Judged, Proof, SweepRecord, Then
from discover.inventory.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

TOKENS = ("AKIAE3YIPOUZDA2NYAOX", "AKIAQ3EGRTY4UIOPASDF")  # drawn from a seed; open nothing


def _scan(folder: Path, inventory: Path) -> None:
    assert main(["scan", str(folder), "--vendor", "acme", "--inventory", str(inventory), "--format", "csv"]) == 0


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "a.env").write_text(f"AWS_ACCESS_KEY_ID={TOKENS[0]}\n")
    _scan(folder, tmp_path / "i.db")
    capsys.readouterr()
    return folder, tmp_path / "i.db"


def test_every_scan_is_a_sweep_and_what_changed_is_told(place: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, inventory = place
    (folder / "b.env").write_text(f"AWS_ACCESS_KEY_ID={TOKENS[1]}\n")
    (folder / "u.csv").write_text("name,email\n" + "".join(f"Ann Smith,ann{n}@posteo.de\n" for n in range(30)))
    _scan(folder, inventory)
    (folder / "u.csv").unlink()
    _scan(folder, inventory)
    capsys.readouterr()
    assert main(["history", "acme", "--inventory", str(inventory), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    first, second, third = told["sweeps"]
    assert [each["held_objects"] for each in told["sweeps"]] == [1, 3, 2]
    assert {each["kind"] for each in first["holdings"]} == {"cred.cloud_key"}
    assert all(each["full"] and each["examined"] == 1 for each in told["sweeps"])
    assert {(each["kind"], each["what"]) for each in told["changes"]} >= {("person.email", "vanished")}
    assert "cred.cloud_key" not in {each["kind"] for each in told["changes"]}
    assert told["compared"] == second["taken"]
    assert told["caution"] == ""
    assert third["tier"] == "T4"
    assert main(["history", "acme", "--inventory", str(inventory)]) == 0
    assert "vanished" in capsys.readouterr().out


def test_the_tier_stays_when_what_gave_it_is_merely_no_longer_seen(place: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, inventory = place
    (folder / "a.env").write_text("nothing\n")
    for _ in range(3):
        _scan(folder, inventory)
    capsys.readouterr()
    assert main(["classify", "acme", "--inventory", str(inventory), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["tier"] == "T4"
    (rule,) = told["rules"]
    assert rule["id"] == "V12"
    assert "no evidence of deletion" in rule["because"]
    with open_store(str(inventory)) as store, store.begin() as connection:
        now = datetime.now(UTC)
        history.prove(connection, "acme", Proof(now, now, "ab" * 32, ("cred.cloud_key",), 1, 1, 0, 0))
    assert main(["classify", "acme", "--inventory", str(inventory), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["tier"] == "T0"


def test_the_latest_word_on_a_manifest_stands(place: tuple[Path, Path]) -> None:
    _, inventory = place
    then = datetime(2026, 5, 1, tzinfo=UTC)
    first = Proof(then, then, "ab" * 32, ("kyc.selfie",), 3, 1, 1, 1)
    last = replace(first, proven=datetime(2026, 5, 9, tzinfo=UTC), gone=3, held=0, unknown=0)
    with open_store(str(inventory)) as store:
        for each in (first, last, replace(first, manifest="cd" * 32)):
            with store.begin() as connection:
                history.prove(connection, "acme", each)
        found = store.past("acme").proofs
    assert found == [replace(first, manifest="cd" * 32), last]
    assert [proof.complete for proof in found] == [False, True]


def test_a_day_before_the_first_sweep_is_an_error_that_names_it(place: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _, inventory = place
    assert main(["history", "acme", "--inventory", str(inventory), "--since", "2001-01-01"]) == 2
    assert "the first is of" in capsys.readouterr().err


def _record(held: dict[str, Then], *, digest: str = "d", full: bool = True) -> SweepRecord:
    judged = Judged("p 1", "T2", "T2", "PROVEN")
    return SweepRecord(1, datetime(2026, 5, 1, tzinfo=UTC), (1,), full, digest, 1, 1, 1.0, judged, held)


def test_changes_are_told_by_people_then_seconds_then_findings() -> None:
    before = _record({
        "a": Then(1, 1, 10, 1, 5, 0), "b": Then(1, 1, 10, 1, None, 600), "c": Then(1, 1, 10, 1, None, 0), "d": Then(1, 1, 10, 1, 5, 0),
        "e": Then(1, 1, 1, 1, 4, 0), "g": Then(1, 50, 1, 1, 4, 0),
    })  # fmt: skip
    after = _record({
        "a": Then(1, 1, 9, 1, 7, 0), "b": Then(1, 1, 10, 1, None, 300), "c": Then(1, 1, 12, 1, None, 0), "d": Then(1, 1, 10, 1, 5, 0),
        "f": Then(1, 1, 2, 1, None, 0), "g": Then(1, 70, 1, 1, 4, 0),
    })  # fmt: skip
    found = [(each.kind, each.what, each.measure, each.before, each.after) for each in changes(before, after)]
    assert found == [
        ("a", "grew", "people", 5, 7), ("b", "shrank", "seconds", 600, 300), ("c", "grew", "findings", 10, 12),
        ("e", "vanished", "people", 4, 0), ("f", "appeared", "findings", 0, 2), ("g", "grew", "bytes", 50, 70),
    ]  # fmt: skip
    assert changes(before, before) == []
    assert caution(before, after) == ""
    assert "other rules" in caution(before, replace(after, digest="e"))
    assert "later sweep did not list" in caution(before, replace(after, full=False))
