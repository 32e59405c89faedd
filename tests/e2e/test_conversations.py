"""Exports of conversations through the command: in a folder, a zip, a large zip; what is said across messages; what is not there."""

from __future__ import annotations

import importlib
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

_FIRST = 1770595200


def _token(seed: int) -> str:
    return "AKIA" + "".join(random.Random(seed).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))  # a sample


def _said(user: str, text: str, second: int, **more: object) -> dict[str, object]:
    return {"type": "message", "user": user, "text": text, "ts": f"{_FIRST + second}.000100", **more}


def _files() -> dict[str, str]:
    """A workspace of three people: a public channel, a direct chat, and a file that is not in the export."""
    rng = random.Random(7)  # a sample
    password = "".join(rng.choices("abcdefghkmnpqrstuvwxyz", k=6)) + "7!" + "".join(rng.choices("ABCDEFGH", k=3))
    former = {"user": "U1", "ts": f"{_FIRST + 9}.000100", "text": f"key {_token(1)}"}
    general = [
        _said("U1", f"use {_token(3)} until noon", 1),
        _said("U2", "morning", 2),
        {"type": "message", "subtype": "message_changed", "ts": f"{_FIRST + 10}.0", "message": {**former, "text": "gone"},
         "previous_message": former},
        _said("U3", "the plan", 12, files=[{"id": "F1", "name": "plan.pdf", "size": 900, "url_private": "https://files.example/plan.pdf"}]),
    ]  # fmt: skip
    direct = [_said("U1", "the vpn is set up. the password is", 1), _said("U1", password, 2), _said("U2", "thanks", 3),
              _said("U1", "what is your social security number?", 20), _said("U2", "536228765", 30)]  # fmt: skip
    lists = {
        "channels.json": [{"id": "C1", "name": "general", "created": 1, "members": ["U1", "U2", "U3"]}],
        "dms.json": [{"id": "D1", "created": 1, "members": ["U1", "U2"]}],
        "users.json": [{"id": f"U{number}", "name": f"u{number}", "profile": {"real_name": f"N {number}"}} for number in (1, 2, 3)],
        "integration_logs.json": [{"service_id": "9", "app_type": "Deploy Bot"}],
        "general/2026-02-09.json": general, "D1/2026-02-09.json": direct,
    }  # fmt: skip
    return {name: json.dumps(value, indent=4) for name, value in lists.items()}


def _folder(root: Path) -> Path:
    for name, text in _files().items():
        (root / "export" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "export" / name).write_text(text)
    return root / "export"


def _zip(path: Path, *, windows: bool = False, padding: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _files().items():
            info = zipfile.ZipInfo(name, (2026, 2, 10, 0, 0, 0))
            info.filename = name.replace("/", "\\") if windows else name
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
        if padding:
            archive.writestr(
                "attachments/noise.bin", random.Random(3).randbytes(padding), zipfile.ZIP_STORED
            )  # as above
    return path


def _scan(target: Path, inventory: Path) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "discover",
        "scan",
        str(target),
        "--vendor",
        "v",
        "--inventory",
        str(inventory),
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 3}, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _messages(document: dict[str, Any]) -> list[tuple[str, str, str | None, int | None]]:
    """Kind, conversation, state and readers of what was found in messages."""
    told = [
        (each["kind"], each["message"]) for each in document["findings"] if each["message"] and each["message"]["id"]
    ]
    return sorted(((kind, said["audience"], said["state"], said["readers"]) for kind, said in told), key=str)


_EXPECTED = [
    ("cred.cloud_key", "public", None, 3),
    ("cred.cloud_key", "public", "edited", 3),
    ("cred.password", "private", None, 2),
    ("govid.us_ssn", "private", None, 2),
]


@pytest.mark.parametrize("form", ["folder", "zip", "windows", "large", "nested"])
def test_messages_are_found_alike_wherever_the_export_lies(tmp_path: Path, form: str) -> None:
    if form == "folder":
        target = _folder(tmp_path)
    elif form == "nested":
        (tmp_path / "held").mkdir()
        target = _zip(tmp_path / "held" / "export.zip").parent
    else:
        target = _zip(tmp_path / "export.zip", windows=form == "windows", padding=(17 << 20) if form == "large" else 0)
    document = _scan(target, tmp_path / "i.db")
    assert _messages(document) == sorted(_EXPECTED, key=str)
    held = next(each for each in document["holdings"] if each["kind"] == "comms.slack_export")
    assert held["records"] == 9  # messages that stand there now
    assert held["conversations"] == 2
    assert held["newest"].startswith("2026-02-09")
    assert held["values"] == 3
    assert [each["kind"] for each in document["holdings"] if each["kind"] == "supply.integration"]
    linked = [row for row in document["coverage"]["rows"] if row["reason"] == "linked"]
    assert [row["bytes"] for row in linked] == [0]
    assert "1 file, 900 bytes" in linked[0]["detail"]


def test_findings_say_where_when_and_by_whom_without_a_name(tmp_path: Path) -> None:
    document = _scan(_folder(tmp_path), tmp_path / "i.db")
    (password,) = [each for each in document["findings"] if each["kind"] == "cred.password"]
    assert password["message"]["id"] == f"{_FIRST + 2}.000100"
    assert password["date"] == "2026-02-09T00:00:02Z"
    assert len(password["author"]) == 12
    assert "U1" not in json.dumps(password)
    (key,) = [
        each for each in document["findings"] if each["kind"] == "cred.cloud_key" and not each["message"]["state"]
    ]
    assert key["author"] == password["author"]
    assert key["message"]["conversation"] == "general"


def test_damage_costs_only_what_lies_behind_it_and_its_bytes_are_scanned(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    day = folder / "general" / "2026-02-09.json"
    text = day.read_text()
    day.write_text(text[: text.index("the plan")] + f" key {_token(5)}")
    document = _scan(folder, tmp_path / "i.db")
    kinds = [each["message"] is not None for each in document["findings"] if each["kind"] == "cred.cloud_key"]
    assert sorted(kinds) == [False, True, True]
    assert any(row["reason"] == "corrupt" for row in document["coverage"]["rows"])


def test_an_unchanged_large_zip_is_not_read_again(tmp_path: Path) -> None:
    target = _zip(tmp_path / "export.zip", padding=17 << 20)
    first = _scan(target, tmp_path / "i.db")
    again = _scan(target, tmp_path / "i.db")
    assert first["coverage"]["read_bytes"] > 0
    assert again["coverage"]["read_bytes"] == 0
    assert again["findings"] == first["findings"]


SAMPLES = ("discord", "google", "jira", "mattermost", "teams", "telegram", "whatsapp")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_is_counted_exactly_and_read_across_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "samples"))
    folder = tmp_path / "held"
    folder.mkdir()
    made = importlib.import_module(f"parts.chat_{name}").write(folder, random.Random(11))  # a sample
    document = _scan(folder, tmp_path / "i.db")
    held = [each for each in document["holdings"] if each["kind"] in {"comms.chat_export", "comms.ticket_export"}]
    assert [(each["records"], each["conversations"]) for each in held] == [(made.messages, made.conversations)]
    said = {each["rule"] for each in document["findings"] if each["message"] and each["message"]["id"]}
    assert "password.said" in said  # announced in one message, sent in the next
    assert said & {"us.ssn-labelled", "us.ssn", "label.us-ssn"}
