"""Retention ends in deletion: a plan, the deletion done for real, and a later scan that proves it; git's history and older versions count as held."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from discover.cli.main import main

ROWS = "".join(f"Ann Lee {n},{123 + n}-{10 + n}-{1000 + n}\n" for n in range(40))  # made up
OLD = 1_500_000_000  # 2017


class Place:
    """A folder, an inventory, and the commands on them."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.inventory = root / "d", str(root / "i.db")
        self._capsys = capsys
        self.root.mkdir()

    def scan(self, target: str = "") -> None:
        assert main(["scan", target or str(self.root), "--vendor", "acme", "--inventory", self.inventory, "--format", "csv"]) in {0, 3}
        self._capsys.readouterr()

    def asked(self, *words: str, code: int = 0) -> dict[str, Any]:
        assert main(["retention", *words, "--inventory", self.inventory, "--format", "json"]) == code
        found: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return found

    def tier(self) -> dict[str, Any]:
        assert main(["classify", "acme", "--inventory", self.inventory, "--format", "json"]) == 0
        found: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return found


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    return Place(tmp_path, capsys)


def _git(folder: Path, *words: str) -> None:
    then = {"GIT_AUTHOR_DATE": f"{OLD} +0000", "GIT_COMMITTER_DATE": f"{OLD} +0000"}
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@posteo.de", *words], cwd=folder, check=True, capture_output=True, env=os.environ | then
    )


def test_a_folder_from_overdue_to_proven_gone_and_the_tier_follows(place: Place, tmp_path: Path) -> None:
    people = place.root / "people.csv"
    people.write_text(f"name,ssn\n{ROWS}")
    os.utime(people, (OLD, OLD))
    (place.root / "notes.txt").write_text("nothing\n")
    place.scan()
    assert place.tier()["tier"] == "T3"
    told = place.asked("acme", "--as-of", "2026-11-27", "--plan", str(tmp_path / "plan"))
    (line,) = (each for each in told["clocks"] if each["kind"] == "govid.us_ssn")
    assert (line["objects"], line["overdue"], line["clock"], line["dated_by"]) == (1, 1, "NUMBERS", {"modified": 1})
    assert line["assumed"] == 1  # when the account was closed is not known
    assert place.asked("acme", "--fail-on-overdue", code=10)["overdue"][0]["days_over"] > 0
    manifest = tmp_path / "plan" / "deletion-manifest.jsonl"
    assert place.asked("--verify", str(manifest), "--fail-on-overdue", code=10)["held"] == 1
    listed = (tmp_path / "plan" / "store-1-paths.nul").read_bytes().split(b"\0")
    assert listed == [b"people.csv", b""]
    subprocess.run(["xargs", "-0", "-a", str(tmp_path / "plan" / "store-1-paths.nul"), "rm", "--"], cwd=place.root, check=True)
    unscanned = place.asked("acme", "--verify", str(manifest))
    assert (unscanned["held"], unscanned["gone"]) == (1, 0)  # nobody has looked since
    place.scan()
    proven = place.asked("acme", "--verify", str(manifest), "--fail-on-overdue")
    assert (proven["entries"], proven["gone"], proven["held"], proven["unknown"], proven["left"]) == (1, 1, 0, 0, [])
    assert place.tier()["tier"] == "T3"  # one full sweep
    place.scan()
    assert place.tier()["tier"] == "T0"


def test_what_is_deleted_in_head_is_still_held_in_the_history(place: Place, tmp_path: Path) -> None:
    _git(place.root, "init", "-q", "-b", "main")
    (place.root / "people.csv").write_text(f"name,ssn\n{ROWS}")
    _git(place.root, "add", ".")
    _git(place.root, "commit", "-qm", "one")
    _git(place.root, "rm", "-q", "people.csv")
    (place.root / "notes.txt").write_text("nothing\n")
    _git(place.root, "add", ".")
    _git(place.root, "commit", "-qm", "two")
    place.scan()
    told = place.asked("acme", "--as-of", "2026-11-27", "--plan", str(tmp_path / "plan"))
    (worst,) = (each for each in told["overdue"] if each["kind"] == "govid.us_ssn")
    assert (worst["state"], worst["dated_by"]) == ("history only", "commit")
    steps = (tmp_path / "plan" / "README.md").read_text()
    assert "git filter-repo --invert-paths --paths-from-file store-1-paths.txt" in steps
    assert "literal:people.csv\n" in (tmp_path / "plan" / "store-1-paths.txt").read_text()
    manifest = str(tmp_path / "plan" / "deletion-manifest.jsonl")
    place.scan()
    left = place.asked("--verify", manifest)["left"]
    assert [each["state"] for each in left] == ["still held"]
    assert "in its history only" in left[0]["why"]
    # The history is written anew without the file, as the steps say: git-filter-repo is not on every machine.
    _git(place.root, "checkout", "-q", "--orphan", "clean")
    _git(place.root, "commit", "-qm", "clean")
    _git(place.root, "branch", "-D", "main")
    _git(place.root, "reflog", "expire", "--expire=now", "--all")
    _git(place.root, "gc", "-q", "--prune=now")
    place.scan()
    assert place.asked("--verify", manifest)["gone"] == 1


def test_a_copy_elsewhere_keeps_it_held_and_an_unread_place_keeps_it_unknown(place: Place, tmp_path: Path) -> None:
    (place.root / "people.csv").write_text(f"name,ssn\n{ROWS}")
    os.utime(place.root / "people.csv", (OLD, OLD))
    place.scan()
    place.asked("acme", "--plan", str(tmp_path / "plan"))
    manifest = str(tmp_path / "plan" / "deletion-manifest.jsonl")
    (place.root / "copy.csv").write_text(f"name,ssn\n{ROWS}")
    (place.root / "people.csv").unlink()
    place.scan()
    (left,) = place.asked("--verify", manifest)["left"]
    assert left["why"] == "at copy.csv"
    (place.root / "copy.csv").unlink()
    (place.root / "people.csv").write_bytes(b"PK\3\4" + bytes(500))  # what is there now cannot be examined
    place.scan()
    (left,) = place.asked("--verify", manifest)["left"]
    assert (left["state"], "could not be examined" in left["why"]) == ("unknown", True)


def test_a_manifest_that_was_changed_is_refused(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place.root / "people.csv").write_text(f"name,ssn\n{ROWS}")
    os.utime(place.root / "people.csv", (OLD, OLD))
    place.scan()
    place.asked("acme", "--plan", str(tmp_path / "plan"))
    manifest = tmp_path / "plan" / "deletion-manifest.jsonl"
    for data in (manifest.read_bytes().replace(b"people.csv", b"nobody.csv"), b"", b"{}\n", b'{"format": "x"}\n'):
        (tmp_path / "m").write_bytes(data)
        assert main(["retention", "--verify", str(tmp_path / "m"), "--inventory", place.inventory]) == 4
    assert main(["retention", "other", "--verify", str(manifest), "--inventory", place.inventory]) == 2
    assert main(["retention", "acme", "--plan", str(tmp_path / "plan"), "--inventory", place.inventory]) == 4
    assert "is not empty" in capsys.readouterr().err


def test_a_vendor_that_holds_nothing_and_one_that_there_is_not(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    (place.root / "a.txt").write_text("nothing\n")
    place.scan()
    assert place.asked("acme") | {"policy": ""} == {
        "vendor": "acme", "as_of": place.asked("acme")["as_of"], "policy": "", "clocks": [], "overdue": [], "duties": [], "no_clock": {},
    }  # fmt: skip
    assert main(["retention", "nobody", "--inventory", place.inventory]) == 2
    assert "no vendor 'nobody'" in capsys.readouterr().err


def test_a_duty_to_keep_is_met_by_a_description(place: Place, tmp_path: Path) -> None:
    import random
    import sys

    sys.path.append(str(Path(__file__).parents[3] / "samples"))
    from parts import papers

    paper = papers.paper(random.Random(5), "passport")
    paper.image.save(place.root / "passport.png")
    place.scan()
    (duty,) = place.asked("acme")["duties"]
    assert (duty["id"], duty["copies"]) == ("CIP", 1)
    assert "a description is held" in duty["result"]  # what was read in the picture itself
    assert duty["described_by"]
    assert tmp_path.exists()
