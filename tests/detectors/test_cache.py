"""Caches only save time: whatever becomes of them, the findings are the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from detectors import sealed
from detectors.rules.examples import fill
from detectors.rules.rule import Rule
from detectors.text.engine import make_detector
from detectors.views.text import whole

TEXT = b"key = " + fill("AKIA{b32:16}", 1) + b"\n"


@pytest.fixture
def few(rules: list[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.id.startswith(("aws.", "github."))]


def found(rules: list[Rule], folder: Path | None) -> list[str]:
    return [finding.rule for finding in make_detector(rules, b"key", "auto", folder).detect(whole(TEXT))]


@pytest.mark.parametrize("spoil", ["cut", "flipped", "magic", "empty", "writable", "foreign"])
def test_a_spoiled_cache_is_made_anew(few: list[Rule], tmp_path: Path, spoil: str) -> None:
    good = found(few, tmp_path)
    assert good
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        middle = len(content) // 2
        spoiled = {
            "cut": content[:middle],
            "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "magic": b"x" + content[1:],
            "empty": b"",
        }.get(spoil, content)
        file.write_bytes(spoiled)
        if spoil == "writable":
            file.chmod(0o666)
        if spoil == "foreign":
            if os.getuid():
                pytest.skip("only root can give files away")
            os.chown(file, 12345, -1)
        assert sealed.read(file) is None
    assert found(few, tmp_path) == good
    assert all(sealed.read(file) is not None for file in tmp_path.iterdir())


def test_it_works_without_cache_and_where_none_can_be_written(few: list[Rule], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert found(few, None) == found(few, blocked / "cache") == found(few, tmp_path / "cache")


def test_a_changed_rule_is_not_served_from_the_cache(few: list[Rule], tmp_path: Path) -> None:
    assert "aws.access-key" in found(few, tmp_path)
    changed = [replace(rule, anchor=rule.anchor.replace("AKIA", "AKIB")) for rule in few]
    assert "aws.access-key" not in found(changed, tmp_path)


def test_two_processes_may_fill_the_cache_at_once(few: list[Rule], tmp_path: Path) -> None:
    program = (
        "import sys, json; from pathlib import Path; from detectors.rules.load import load_all;"
        "from detectors.text.engine import make_detector;"
        "folder = Path(sys.argv[1]);"
        "rules = [r for r in load_all((), folder) if r.id.startswith(('aws.', 'github.'))];"
        "print(json.dumps(list(make_detector(rules, b'key', 'auto', folder).rule_ids)))"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for _ in range(2)
    ]
    said = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert said[0] == said[1] == sorted(rule.id for rule in few)
    assert {file.suffix for file in tmp_path.iterdir()} == {".hs", ".rules", ".widths"}
    assert found(few, tmp_path) == found(few, None)
