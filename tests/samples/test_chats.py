"""Exports that samples/make.py writes: the same for the same seed, and each read again holds exactly what chats.toml says."""

from __future__ import annotations

import filecmp
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def _make(out: Path) -> Path:
    subprocess.run([sys.executable, str(ROOT / "samples/make.py"), str(out), "--small"], check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _make(tmp_path_factory.mktemp("chats") / "out")


def _scan(target: Path, *more: str) -> dict[str, Any]:
    line = [sys.executable, "-m", "discover", "scan", str(target), "--no-inventory", "--format", "json", *more]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode in {0, 3}, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_export_holds_what_is_said_of_it(made: Path) -> None:
    exports = {each["path"]: each for each in tomllib.loads((made / "chats.toml").read_text())["export"]}
    assert len(exports) >= 12
    for path, told in exports.items():
        more = ("--messages", str(made / "chats/table.toml")) if path.startswith("chats/table/") else ()
        held = [each for each in _scan(made / path, *more)["holdings"] if each["kind"].startswith("comms.") and each["conversations"]]
        assert {
            "messages": sum(each["records"] for each in held),
            "conversations": sum(each["conversations"] for each in held),
        } == {name: told[name] for name in ("messages", "conversations")}, path


def test_slack_is_counted_as_its_files_say(made: Path) -> None:
    folder = made / "talentbridge/slack-export"
    days = [json.loads(path.read_text()) for path in sorted(folder.glob("*/*.json"))]
    users = json.loads((folder / "users.json").read_text())
    held = [each for each in _scan(folder)["holdings"] if each["kind"] == "comms.slack_export"]
    assert [(each["records"], each["conversations"]) for each in held] == [
        (sum(map(len, days)), len({path.parent for path in folder.glob("*/*.json")}))
    ]
    assert held[0]["values"] >= len(users)


def test_the_same_seed_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = _make(tmp_path / "out")
    names = [str(path.relative_to(made)) for path in sorted((made / "chats").rglob("*")) if path.is_file()]
    assert len(names) > 20
    assert filecmp.cmpfiles(made, again, names, shallow=False) == (names, [], [])
