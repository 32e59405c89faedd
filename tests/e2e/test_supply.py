"""Lock files through the command: what a program depends on, and what of it a list of bad versions names."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

LOCK = {
    "name": "shop", "lockfileVersion": 3,
    "packages": {
        "": {"name": "shop", "version": "1.0.0"},
        "node_modules/quickpad": {"version": "1.3.0"},
        "node_modules/sunny-colors": {"version": "2.0.1"},
    },
}  # fmt: skip
POISONED = {
    "id": "MAL-2026-9001", "modified": "2026-01-02T00:00:00Z",
    "affected": [{"package": {"ecosystem": "npm", "name": "quickpad"}, "versions": ["1.3.0"]}],
}  # fmt: skip
FLAWED = {
    "id": "TEST-2026-1", "modified": "2026-01-02T00:00:00Z",
    "affected": [
        {
            "package": {"ecosystem": "npm", "name": "sunny-colors"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "2.0.0"}, {"fixed": "2.0.5"}]}],
        }
    ],
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository whose lock file was poisoned in its first version and is not in its last."""
    folder = tmp_path / "shop"
    folder.mkdir()
    lock = folder / "package-lock.json"
    lock.write_text(json.dumps(LOCK, indent=2))
    for command in (
        ["git", "init", "-q", "-b", "main"],
        ["git", "add", "."],
        ["git", "-c", "user.name=a", "-c", "user.email=a@posteo.de", "commit", "-qm", "one"],
    ):
        subprocess.run(command, cwd=folder, check=True)
    lock.write_text(json.dumps(LOCK, indent=2).replace('"1.3.0"', '"1.4.0"'))
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@posteo.de", "commit", "-qam", "two"], cwd=folder, check=True
    )
    return folder


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    folder = tmp_path / "osv"
    folder.mkdir()
    (folder / "MAL-2026-9001.json").write_text(json.dumps(POISONED))
    return folder


@pytest.fixture
def discover(tmp_path: Path):
    """The command, with an inventory of the test's own."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        where = () if "--no-inventory" in arguments else ("--inventory", tmp_path / "i.db")
        line = [sys.executable, "-m", "discover", *map(str, (*arguments, *where))]
        return subprocess.run(line, capture_output=True, text=True, timeout=200, check=False)

    return run


def supplied(report: str) -> list[dict[str, Any]]:
    rows = json.loads(report)["findings"]
    return sorted((row for row in rows if row["category"] == "supply"), key=lambda row: (row["rule"], row["in_head"]))


def test_a_lock_file_says_what_is_depended_on(discover, shop):
    ran = discover("scan", shop, "--format", "json")
    found = supplied(ran.stdout)
    assert {row["kind"] for row in found} == {"supply.dependency"}
    assert {row["records"] for row in found} == {2}


def test_a_poisoned_version_is_told_though_only_history_has_it(discover, shop, bad):
    ran = discover("scan", shop, "--osv", bad, "--format", "json", "--fail-on", "severity:critical")
    assert ran.returncode == 10
    (row,) = [row for row in supplied(ran.stdout) if row["kind"] == "supply.compromised_dependency"]
    assert row["severity"] == "critical"
    assert row["place"]["column"] == "quickpad@1.3.0 (MAL-2026-9001)"
    assert row["evidence"] == ["npm", "MAL-2026-9001", "version"]
    assert row["in_head"] is False
    assert row["line"] == 9
    text = discover("scan", shop, "--osv", bad, "--no-inventory").stdout
    assert "package-lock.json, quickpad@1.3.0 (MAL-2026-9001)" in text


def test_a_longer_list_is_asked_of_what_was_scanned_before(discover, shop, bad):
    before = supplied(discover("scan", shop, "--osv", bad, "--format", "json").stdout)
    (bad / "more").mkdir()
    (bad / "more" / "TEST-2026-1.json").write_text(json.dumps([FLAWED]))
    after = supplied(discover("scan", shop, "--osv", bad, "--format", "json").stdout)
    fresh = {row["place"]["column"] for row in after if row["place"]} - {
        row["place"]["column"] for row in before if row["place"]
    }
    assert fresh == {"sunny-colors@2.0.1 (TEST-2026-1)"}
    assert {row["severity"] for row in after if row["rule"] == "supply.listed"} == {"high"}


def test_a_poisoned_version_in_an_archive(discover, shop, bad, tmp_path):
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as archive:
        archive.writestr("app/package-lock.json", json.dumps(LOCK, indent=2))
    ran = discover("scan", tmp_path / "release.zip", "--osv", bad, "--format", "json")
    paths = {row["path"] for row in supplied(ran.stdout) if row["rule"] == "supply.malicious"}
    assert paths == {"release.zip!app/package-lock.json"}


@pytest.mark.parametrize("content", [None, {}, {"a.json": "no JSON"}, {"a.json": "[]", "b.txt": "{}"}, {"a.json": "{"}])
def test_a_list_that_is_none_is_said(discover, shop, tmp_path, content):
    folder = tmp_path / "empty"
    if content is not None:
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text)
    ran = discover("scan", shop, "--osv", folder)
    assert ran.returncode == 4
    assert "--osv" in ran.stderr
    assert "OSV record" in ran.stderr or "cannot be read" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_damaged_record_is_said_and_the_others_count(discover, shop, bad):
    (bad / "broken.json").write_text('{"id": 7}')
    ran = discover("scan", shop, "--osv", bad, "--format", "json")
    assert "1 files are no OSV records" in ran.stderr
    assert any(row["rule"] == "supply.malicious" for row in supplied(ran.stdout))


LOCKS = {
    "uv.lock": 'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "quickpad"\nversion = "1.3.0"\n',
    "pdm.lock": '# This file is @generated by PDM.\n\n[[package]]\nname = "quickpad"\nversion = "1.3.0"\n',
    "poetry.lock": '# This file is automatically @generated by Poetry 2.0\n\n[[package]]\nname = "quickpad"\nversion = "1.3.0"\n',
    "go.mod": "module example.org/shop\n\ngo 1.22\n\nrequire example.org/quickpad v1.3.0\n",
    "go.sum": "example.org/quickpad v1.3.0 h1:abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq=\n",
    "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    quickpad (1.3.0)\n",
}
ECOSYSTEMS = {
    "go.mod": ("Go", "example.org/quickpad"),
    "go.sum": ("Go", "example.org/quickpad"),
    "Gemfile.lock": ("RubyGems", "quickpad"),
}


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_lock_files_of_a_bare_clone_are_known_by_how_they_begin(discover, tmp_path, name):
    folder, osv = tmp_path / "work", tmp_path / "osv"
    folder.mkdir()
    osv.mkdir()
    (folder / name).write_text(LOCKS[name])
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@posteo.de", "-c", "init.defaultBranch=main"]
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["commit", "-qm", "one"],
        ["clone", "-q", "--bare", ".", "../bare.git"],
    ):
        subprocess.run([*git, *command], cwd=folder, check=True)
    ecosystem, package = ECOSYSTEMS.get(name, ("PyPI", "quickpad"))
    bad = {"package": {"ecosystem": ecosystem, "name": package}, "versions": ["1.3.0"]}
    (osv / "a.json").write_text(json.dumps({"id": "MAL-2026-1", "affected": [bad]}))
    ran = discover("scan", tmp_path / "bare.git", "--osv", osv, "--format", "json")
    assert [row["path"] for row in supplied(ran.stdout) if row["rule"] == "supply.malicious"] == [name]
