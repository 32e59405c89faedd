"""Repositories that are made by real git, commit by commit, at times that are known."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from connectors.base import SourceSpec
from connectors.git import GitHistory

DAY = 86_400
START = 1_700_000_000


class Repo:
    """A repository under construction; each commit is a day later than the one before."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path, self.clock = path, START
        path.mkdir(parents=True)
        self.git("init", "-q", *options)

    @property
    def directory(self) -> str:
        """The git directory."""
        return str(self.path / ".git") if (self.path / ".git").exists() else str(self.path)

    def git(self, *arguments: str, feed: bytes = b"") -> str:
        """What git prints."""
        when = f"{self.clock} +0000"
        environment = os.environ | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        settings = ("-c", "protocol.file.allow=always", "-c", "advice.nestedTag=false")
        done = subprocess.run(["git", *settings, *arguments], cwd=self.path, input=feed, capture_output=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: dict[str, str | None]) -> None:
        """Write files, or remove those that are None."""
        for name, text in files.items():
            file = self.path / name
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)

    def commit(self, files: dict[str, str | None], message: str = "m", author: str = "Ada") -> str:
        """Commit a change of everything; its id."""
        self.clock += DAY
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, f"--author={author} <a@example.invalid>")
        return self.git("rev-parse", "HEAD")

    def blob(self, text: str) -> str:
        """The id that a text has."""
        return self.git("hash-object", "--stdin", feed=text.encode())

    def store(self, text: str) -> str:
        """Store a blob that nothing names; its id."""
        return self.git("hash-object", "-w", "--stdin", feed=text.encode())

    def source(self, select: str = "all", value: str = "") -> GitHistory:
        """The connector of it."""
        options = {"directory": self.directory, "select": select, "value": value}
        return GitHistory(SourceSpec("git", f"git+file://{self.path}", "v", "", options))


@pytest.fixture
def repo(tmp_path):
    return Repo(tmp_path / "r")


@pytest.fixture
def make_repo(tmp_path):
    return lambda name, *options: Repo(tmp_path / name, *options)
