"""Tables of messages by a mapping that the user gives: `discover scan --messages`, and the same in a sweep file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOKEN = "AKIAE3YIPOUZDA2NYAOX"  # drawn from a seed; opens nothing
MAPPING = {"files": "tickets-*.csv", "message": "body", "author": "requester", "time": "created_at", "conversation": "queue"}


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "discover", *words], capture_output=True, text=True, check=False)


def _written(words: dict[str, str], head: str = "[[messages]]") -> str:
    return "\n".join([head, *(f"{word} = {json.dumps(told)}" for word, told in words.items()), ""])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "t"
    made.mkdir()
    rows = [
        "id,requester,created_at,body,queue",
        "1,ana@corp.example,2026-01-02T10:00:00Z,the password is,it",
        "2,ana@corp.example,2026-01-02T10:01:00Z,vK7!tqZw93,it",
        f'3,bo@corp.example,2026-01-02T10:05:00Z,"thanks, {TOKEN}",sales',
    ]
    (made / "tickets-1.csv").write_text("\n".join(rows) + "\n")
    (made / "others.csv").write_text("a,b\n1,2\n")
    return made


def _scan(folder: Path, mapping: dict[str, str]) -> tuple[dict[str, Any], str]:
    (folder.parent / "m.toml").write_text(_written(mapping))
    done = _run("scan", str(folder), "--no-inventory", "--messages", str(folder.parent / "m.toml"), "--format", "json")
    assert done.returncode in {0, 3}, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found, done.stderr


def test_messages_are_counted_and_read_together(folder: Path) -> None:
    found, said = _scan(folder, MAPPING)
    told = {(each["kind"], each["message"]["id"]) for each in found["findings"] if each["message"] and each["message"]["id"]}
    assert told == {("cred.cloud_key", "3"), ("cred.password", "2")}
    held = {each["kind"]: each for each in found["holdings"]}["comms.ticket_export"]
    assert (held["records"], held["conversations"], held["values"]) == (3, 2, 2)  # values: people
    assert "mappings" not in said


def test_a_column_that_is_not_there_is_a_gap_with_the_nearest_name(folder: Path) -> None:
    found, said = _scan(folder, {**MAPPING, "message": "bodies"})
    assert "'bodies'" in json.dumps(found["coverage"])
    assert "the nearest is 'body'" in json.dumps(found["coverage"])
    assert "no messages by the mappings" in said


def test_a_mapping_that_no_file_is_for_is_told(folder: Path) -> None:
    _, said = _scan(folder, {**MAPPING, "files": "*.ndjson"})
    assert "no messages by the mappings" in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (_written({"files": "*.csv", "massage": "body"}), "the nearest is 'message'"),
        (_written({"files": "*.csv"}), "says nothing of 'message'"),
        (_written({"files": "*.csv", "message": ""}), "names nothing"),
        ("[[message]]\nfiles = 'x'\n", "did you mean 'messages'?"),
        ("messages = 3\n", "holds no mapping"),
        ("", "holds no mapping"),
        ("[[messages\n", "not valid TOML"),
    ],
)
def test_a_file_of_mappings_that_cannot_be_used_says_why(folder: Path, text: str, reason: str) -> None:
    (folder.parent / "m.toml").write_text(text)
    done = _run("scan", str(folder), "--no-inventory", "--messages", str(folder.parent / "m.toml"))
    assert (done.returncode, reason in done.stderr, "Traceback" in done.stderr) == (4, True, False), done.stderr


def test_a_sweep_file_holds_mappings_of_its_own(folder: Path) -> None:
    inventory = folder.parent / "i.db"
    file = folder.parent / "vendors.toml"
    begin = f'inventory = "{inventory}"\n[[vendor]]\nname = "acme"\n[[vendor.source]]\ntarget = "{folder}"\n'
    file.write_text(begin + _written(MAPPING, "[[vendor.source.messages]]"))
    done = _run("sweep", str(file), "--format", "json")
    assert json.loads(done.stdout)["sources"][0]["appeared"]["comms.ticket_export"] == 2  # one a conversation
    file.write_text(begin + _written({"files": "*.csv", "text": "body"}, "[[vendor.source.messages]]"))
    refused = _run("sweep", str(file), "--format", "json")
    assert "a mapping has no word 'text'" in refused.stdout + refused.stderr
