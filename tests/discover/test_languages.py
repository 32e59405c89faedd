"""Source code as a holding: by language, without what others wrote, once for a repository and its work tree."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from discover.inventory.languages import Languages


def test_languages_are_told_by_name_and_share():
    seen = Languages()
    seen.add_all(
        [
            ("a/x.py", 700),
            ("a/y.go", 200),
            ("Dockerfile", 100),
            ("node_modules/m/z.js", 9000),
            ("notes.txt", 50),
            ("e.py", 0),
        ]
    )
    assert seen.said() == "Python 70 %, Go 20 %, Dockerfile 10 %"
    assert (seen.files, seen.size) == (3, 1000)
    assert not seen.much


def held(*targets: Path) -> list[dict[str, object]]:
    line = [sys.executable, "-m", "discover", "scan", *map(str, targets), "--no-inventory", "--format", "jsonl"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    return [row for row in map(json.loads, done.stdout.splitlines()) if row["kind"] == "code.source_repo"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "service"
    for number in range(30):
        (folder / f"part{number % 3}").mkdir(parents=True, exist_ok=True)
        (folder / f"part{number % 3}" / f"m{number}.{'py' if number % 3 else 'rs'}").write_text("x = 1\n" * 400)
    return folder


def test_a_folder_with_much_code_is_a_holding(tree):
    (row,) = held(tree)
    assert row["place"]["column"] == "Python 67 %, Rust 33 %; 30 files, 72,000 bytes"
    assert row["records"] == 30


def test_a_repository_is_counted_once_with_its_work_tree(tree):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@posteo.de"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], cwd=tree, check=True)
    (row,) = held(tree)
    assert row["records"] == 30
    assert str(row["source"]).startswith("git+")


def test_a_script_is_none(tmp_path):
    (tmp_path / "run.py").write_text("print(1)\n" * 10_000)
    assert held(tmp_path) == []
