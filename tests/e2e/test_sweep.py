"""`discover sweep`: a file of vendors through the command, twice, with what changed between; files that do not hold to the form."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOKEN = "AKIAE3YIPOUZDA2NYAOX"  # drawn from a seed; opens nothing


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "discover", *words], capture_output=True, text=True, check=False)


def _json(*words: str) -> tuple[int, list[dict[str, Any]], dict[str, Any]]:
    """Exit code, sources, vendors by name."""
    done = _run(*words, "--format", "json")
    found: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, found["sources"], {each["vendor"]: each for each in found["vendors"]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two vendors: one with a folder and a folder that is not there, one with a folder."""
    for name, text in (("a", f"key {TOKEN}\n"), ("b", "nothing\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f.txt").write_text(text)
    path = tmp_path / "vendors.toml"
    path.write_text(
        f'inventory = "{tmp_path}/i.db"\n\n[[vendor]]\nname = "acme"\n[[vendor.source]]\ntarget = "{tmp_path}/a"\n'
        f'[[vendor.source]]\ntarget = "{tmp_path}/missing"\n\n[[vendor]]\nname = "beta"\n[[vendor.source]]\n'
        f'target = "{tmp_path}/b"\nno-history = true\nlimit = ["depth=3"]\n'
    )
    return path


def test_every_source_is_scanned_and_changes_are_told(file: Path) -> None:
    code, first, vendors = _json("sweep", str(file))
    assert code == 3
    assert [(each["vendor"], each["state"]) for each in first] == [
        ("acme", "done"),
        ("acme", "failed"),
        ("beta", "done"),
    ]
    assert first[0]["appeared"] == {"cred.cloud_key": 1}
    assert first[1]["problems"]
    assert {name: (each["tier"], each["tier_before"]) for name, each in vendors.items()} == {"acme": ("T4", None), "beta": ("T0", None)}
    (file.parent / "a" / "f.txt").write_text("clean\n")
    code, again, vendors = _json("sweep", str(file), "--only", "acme")
    assert [each["vendor"] for each in again] == ["acme", "acme"]
    assert again[0]["gone"] == {"cred.cloud_key": 1}
    assert vendors["acme"]["changes"] == [{"kind": "cred.cloud_key", "what": "vanished", "measure": "findings", "before": 1, "after": 0}]
    assert (vendors["acme"]["tier"], vendors["acme"]["tier_before"]) == ("T4", "T4")  # nothing proves that it was deleted
    code, third, _ = _json("sweep", str(file), "--only", "beta")
    assert code == 0
    assert third[0]["read_bytes"] == 0
    assert "acme: 100 %" in _run("inventory", "acme", "--inventory", str(file.parent / "i.db")).stdout


def test_what_is_declared_is_held_against_what_is_measured(file: Path) -> None:
    file.write_text(file.read_text().replace('name = "acme"', 'name = "acme"\ndeclared = "talent marketplace"'))
    _, _, vendors = _json("sweep", str(file), "--only", "acme")
    assert vendors["acme"]["tier"] == "T4"
    done = _run("history", "acme", "--inventory", str(file.parent / "i.db"), "--format", "json")
    assert json.loads(done.stdout)["sweeps"][0]["tier"] == "T4"
    assert [rule["id"] for rule in vendors["acme"]["rules"]] == ["V1", "V11"]
    assert "declared T1 as 'talent marketplace', measured T4" in vendors["acme"]["rules"][1]["because"]


def test_nothing_that_can_be_read_is_exit_code_5(file: Path) -> None:
    file.write_text('[[vendor]]\nname = "x"\n[[vendor.source]]\ntarget = "/nowhere/at/all"\n')
    assert _run("sweep", str(file), "--inventory", str(file.parent / "j.db")).returncode == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[vendor]]\nname = "x"\n[[vendor.source]]\ntarget = "."\nexclud = ["a"]\n', ":5: there is no 'exclud' here; did you mean 'exclude'?"),
        ('[[vendor]]\nname = "x"\n', "has no source"),
        ('[[vendor]]\n[[vendor.source]]\ntarget = "."\n', "has no name"),
        ("", "names no vendor"),
        ("[[vendor]\n", "not valid TOML"),
        ('[[vendor]]\nname = "x"\ndeclared = "T9"\n[[vendor.source]]\ntarget = "."\n', ":3: vendor 'x': declared 'T9' is no tier"),
        ('[[vendor]]\nname = "x"\n[[vendor.source]]\ntarget = "."\nmax-bytes = "lots"\n', "--max-bytes lots"),
        ('[[vendor]]\nname = "x"\n[[vendor.source]]\ntarget = "."\noutput = "f"\n', ":5: there is no 'output' here"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_hold_to_the_form_is_named_with_its_line(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    done = _run("sweep", str(file), "--inventory", str(file.parent / "j.db"))
    assert done.returncode == 4, done.stderr
    assert said in done.stderr
    assert str(file) in done.stderr


def test_two_sweeps_of_one_file_do_not_run_side_by_side(file: Path) -> None:
    with file.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        done = _run("sweep", str(file))
    assert done.returncode == 4
    assert "another sweep" in done.stderr
