"""Hostile repositories: what a repository's own files and settings ask git to run is never run, and nothing is fetched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY = "AKIA" + "Q3EGRTY4UIOPASDF"


def _git(folder, *arguments, check=True):
    identity = ["-c", "user.name=T", "-c", "user.email=t@talent.io", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def canary(tmp_path):
    """A program that leaves a mark when it is run."""
    program = tmp_path / "canary.sh"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {tmp_path}/mark\nexec cat\n')
    program.chmod(0o755)
    return program


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "r"
    folder.mkdir()
    _git(folder, "init", "-q")
    (folder / "app.py").write_text(f'key = "{KEY}"\n')
    (folder / ".gitattributes").write_text("*.py diff=evil filter=evil\n")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "one")
    (folder / "app.py").write_text("key = None\n")
    _git(folder, "commit", "-qam", "two")
    return folder


def _scan(target, *more):
    command = [sys.executable, "-m", "discover", "scan", str(target), "--no-inventory", "--format", "jsonl", *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


SETTINGS = {
    "core.fsmonitor": "{canary}",
    "core.hooksPath": "{hooks}",
    "core.pager": "{canary}",
    "core.sshCommand": "{canary}",
    "core.editor": "{canary}",
    "core.alternateRefsCommand": "{canary}",
    "core.askPass": "{canary}",
    "credential.helper": "!{canary}",
    "diff.external": "{canary}",
    "diff.evil.textconv": "{canary}",
    "diff.evil.command": "{canary}",
    "filter.evil.smudge": "{canary}",
    "filter.evil.clean": "{canary}",
    "filter.evil.process": "{canary}",
    "gpg.program": "{canary}",
    "log.showSignature": "true",
    "alias.log": "!{canary}",
    "alias.cat-file": "!{canary}",
    "pager.log": "{canary}",
    "uploadpack.packObjectsHook": "{canary}",
    "include.path": "/etc/passwd",
    "core.worktree": "/",
    "gc.auto": "1",
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("selection", [(), ("--since", "HEAD~1"), ("--no-history",)], ids=["all", "since", "head"])
def test_a_setting_runs_nothing(repository, canary, tmp_path, setting, selection):
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc", "post-commit"):
        (hooks / name).write_bytes(canary.read_bytes())
        (hooks / name).chmod(0o755)
    name, value = setting, SETTINGS[setting].format(canary=canary, hooks=hooks)
    with (repository / ".git/config").open("a") as config:
        section, _, key = name.rpartition(".")
        head, _, sub = section.partition(".")
        config.write(f'[{head}{f" {chr(34)}{sub}{chr(34)}" if sub else ""}]\n\t{key} = "{value}"\n')
    done = _scan(repository, *selection)
    assert not (tmp_path / "mark").exists()
    assert done.returncode in {0, 3, 5}, done.stderr
    if done.returncode == 0 and not selection:
        assert KEY not in done.stdout
        assert "aws.access-key" in done.stdout


def test_hooks_of_the_repository_are_not_run(repository, canary, tmp_path):
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        hook = repository / ".git/hooks" / name
        hook.write_bytes(canary.read_bytes())
        hook.chmod(0o755)
    assert _scan(repository).returncode == 0
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("url", ["ext::{canary} %S", "file://{origin}", "ssh://localhost/x"])
def test_a_promised_object_is_not_fetched(repository, canary, tmp_path, url):
    clone = tmp_path / "partial"
    _git(repository, "config", "uploadpack.allowFilter", "true")
    _git(tmp_path, "clone", "-q", "--bare", "--filter=blob:none", f"file://{repository}", str(clone))
    with (clone / "config").open("a") as config:
        config.write(f'[remote "origin"]\n\turl = "{url.format(canary=canary, origin=repository)}"\n[core]\n\tsshCommand = {canary}\n')
    before = sorted(path.name for path in (clone / "objects/pack").iterdir())
    done = _scan(clone)
    assert sorted(path.name for path in (clone / "objects/pack").iterdir()) == before
    assert not (tmp_path / "mark").exists()
    assert done.returncode in {0, 3}, done.stderr


@pytest.mark.parametrize("url", ["ext::{canary} x", "ext::sh -c {canary}"])
def test_a_url_cannot_run_a_program(canary, tmp_path, url):
    done = _scan(url.format(canary=canary))
    assert done.returncode == 5
    assert not (tmp_path / "mark").exists()


def test_a_replaced_object_is_scanned_as_it_is_held(repository):
    harmless = _git(repository, "hash-object", "-w", "--stdin-paths", check=False) or _git(repository, "rev-parse", "HEAD:app.py")
    _git(repository, "replace", "HEAD~1:app.py", harmless)
    assert "aws.access-key" in _scan(repository).stdout


@pytest.mark.parametrize("damage", ["loose", "pack", "truncated", "index", "head"])
def test_damage_is_said_and_the_rest_is_scanned(repository, damage):
    (repository / "other.env").write_text(f"K={KEY[:-1]}B\n")
    if damage == "loose":
        name = _git(repository, "rev-parse", "HEAD:app.py")
        file = repository / ".git/objects" / name[:2] / name[2:]
        file.chmod(0o644)
        file.write_bytes(b"rubbish")
    elif damage in {"pack", "truncated", "index"}:
        _git(repository, "gc", "-q")
        (file,) = (repository / ".git/objects/pack").glob("*.idx" if damage == "index" else "*.pack")
        file.chmod(0o644)
        content = bytearray(file.read_bytes())
        if damage == "truncated":
            del content[len(content) // 2 :]
        else:
            content[len(content) // 2 : len(content) // 2 + 20] = b"\xff" * 20
        file.write_bytes(content)
    else:
        (repository / ".git/HEAD").write_text("nonsense\n")
    done = _scan(repository)
    assert done.returncode in {0, 3}, done.stderr
    assert '"path": "other.env"' in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["empty", "bare", "shallow", "sha256", "unborn"])
def test_unusual_repositories_are_scanned(tmp_path, repository, kind):
    target = tmp_path / "t"
    if kind == "empty":
        target.mkdir()
        _git(target, "init", "-q")
    elif kind == "bare":
        _git(tmp_path, "clone", "-q", "--bare", str(repository), str(target))
    elif kind == "shallow":
        _git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", str(target))
    else:
        target.mkdir()
        _git(target, "init", "-q", *(["--object-format=sha256"] if kind == "sha256" else []))
        (target / "a.env").write_text(f"K={KEY}\n")
        _git(target, "add", "-A")
        if kind == "sha256":
            _git(target, "commit", "-qm", "x")
    done = _scan(target)
    assert done.returncode in {0, 3}, done.stderr
    if kind in {"bare", "sha256", "unborn"}:
        assert "aws.access-key" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository away")
def test_a_repository_of_another_owner_is_read(repository):
    for path in [repository, *repository.rglob("*")]:
        os.lchown(path, 65534, 65534)
    assert "aws.access-key" in _scan(repository).stdout


def test_a_clone_by_url_is_private_and_removed(repository, tmp_path):
    cache = tmp_path / "cache"
    environment = os.environ | {"DISCOVER_CACHE": str(cache)}
    command = [sys.executable, "-m", "discover", "scan", f"file://{repository}", "--no-inventory", "--format", "jsonl"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, check=False)
    assert "aws.access-key" in done.stdout, done.stderr
    assert list((cache / "clones").iterdir()) == []
    subprocess.run([*command, "--keep"], cwd=ROOT, capture_output=True, env=environment, check=True)
    (kept,) = (cache / "clones").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
