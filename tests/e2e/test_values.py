"""`--show-values`: on a terminal the values are read anew; elsewhere they are not."""

from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY = "AKIA" + "Q3EGRTY4UIOPASDF"


def on_terminal(*arguments):
    """What a command prints on a terminal."""
    master, slave = pty.openpty()
    line = [sys.executable, "-m", "discover", *map(str, arguments)]
    with subprocess.Popen(line, stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=os.environ | {"TERM": "dumb"}) as process:
        os.close(slave)
        out = b""
        while True:
            try:
                block = os.read(master, 1 << 16)
            except OSError:  # the last writer is gone
                break
            if not block:
                break
            out += block
    os.close(master)
    assert process.returncode == 0, out.decode()
    return out.decode()


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "old.env").write_text(f"# one\nK={KEY}\n")
    for line in (["init", "-q"], ["add", "-A"], ["commit", "-qm", f"with {KEY[:-1]}A in it"], ["rm", "-q", "old.env"], ["commit", "-qm", "gone"]):
        subprocess.run(["git", *line], cwd=folder, check=True, capture_output=True)
    (folder / "plain.env").write_text(f"K={KEY[:-1]}B\n")
    (folder / "wide.txt").write_text(f"K={KEY[:-1]}C\n", encoding="utf-16")
    return folder


def test_values_of_files_history_and_messages_are_shown_after_the_report(repository, tmp_path):
    out = on_terminal("scan", repository, "--vendor", "v", "--inventory", tmp_path / "i.db", "--show-values")
    _, _, values = out.partition("Values, read anew")
    for place in (f"old.env:2 {KEY}", f"(commit message):1 {KEY[:-1]}A", f"plain.env:1 {KEY[:-1]}B", f"wide.txt:1 {KEY[:-1]}C"):
        assert place in values
    for path in tmp_path.glob("i.db*"):
        assert KEY[:-1].encode() not in path.read_bytes()


def test_nothing_is_shown_where_it_is_not_asked_for(repository):
    assert KEY[:8] not in on_terminal("scan", repository, "--no-inventory")


def test_an_object_that_changed_since_is_said_to_have(repository, tmp_path):
    from discover.cli import values
    from discover.sweep.session import Request, session

    request = Request((str(repository),), "v", str(tmp_path / "i.db"), jobs=1)
    with session(request) as scanned:
        (repository / "plain.env").write_text(f"\x1b[2J K={KEY[:-1]}D\n")
        (repository / "wide.txt").unlink()
        said = [values._value(record, content, request) for record, content in scanned.store.placed("v", scans=scanned.scans)]
    assert said.count(values._CHANGED) == 2
    assert not any(f"{KEY[:-1]}D" in one for one in said)
    with sqlite3.connect(tmp_path / "i.db") as database:
        assert database.execute("select count(*) from finding").fetchone()[0] == len(said)


def test_values_in_messages_are_read_out_of_their_messages(tmp_path):
    folder = tmp_path / "export"
    (folder / "general").mkdir(parents=True)
    (folder / "channels.json").write_text('[{"id": "C1", "name": "general", "created": 1, "members": ["U1"]}]')
    password = "vK7!tq" + "Zw93"
    texts = ["morning", "the password is", password, f"key {KEY}"]
    said = [{"type": "message", "user": "U1", "ts": f"{1770595200 + at}.0001", "text": text} for at, text in enumerate(texts)]
    (folder / "general/2026-02-09.json").write_text(json.dumps(said, indent=4))
    out = on_terminal("scan", folder, "--no-inventory", "--show-values")
    _, _, values = out.partition("Values, read anew")
    lines = values.replace("\r", "").splitlines()
    assert f"general/2026-02-09.json, message 1770595202.0001 {password}" in lines
    assert f"general/2026-02-09.json, message 1770595203.0001 {KEY}" in lines
    assert not any("channels.json" in line for line in lines)  # found by structure: no value at a place
