"""Git: repositories with a real history, by `git fast-import`, so that every byte and id follows from the seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# No configuration, no hooks, no clock and no user of this machine has a say.
_SETTINGS = (
    "-c", "core.autocrlf=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "commit.gpgSign=false",
    "-c", "fastimport.unpackLimit=0", "-c", "init.defaultBranch=main",
    "-c", "core.fsmonitor=false", "-c", "pack.threads=1",
)  # fmt: skip

_FIRST = 1_736_150_400  # 6 January 2025, 08:00 UTC
_APART = 10 * 86_400 + 4_217


def blob_id(data: str) -> str:
    """The object id of a file with this text."""
    raw = data.encode()
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def moment(step: int) -> int:
    """Unix time of the commit number `step`."""
    return _FIRST + step * _APART


def run(folder: Path, *words: str, author: str = "", step: int = 0, stdin: bytes | None = None) -> str:
    """Run git in `folder` and return what it wrote.

    Raises:
        RuntimeError: git failed; the message is git's.
    """
    who, _, mail = (author or "Talentbridge Build <build@talentbridge-hq.com>").partition(" <")
    when = f"{moment(step)} +0000"
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(folder),
        "LC_ALL": "C",
        "TZ": "UTC",
    }
    for role in ("AUTHOR", "COMMITTER"):
        env |= {f"GIT_{role}_NAME": who, f"GIT_{role}_EMAIL": mail.rstrip(">"), f"GIT_{role}_DATE": when}
    done = subprocess.run(
        ["git", *_SETTINGS, *words], cwd=folder, env=env, input=stdin, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"git {words[0]} in {folder}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode().strip()


@dataclass(slots=True)
class Stream:
    """A fast-import stream in the making.

    Attributes:
        parts: what was written so far.
        steps: commits so far on every branch; the next one's date.
        files: text of each file on each branch, as of its last commit.
    """

    parts: list[bytes] = field(default_factory=list)
    steps: int = 0
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def commit(
        self, author: str, message: str, changes: Mapping[str, str | None], branch: str = "main", parent: str = ""
    ) -> int:
        """Add a commit that sets each path to its text, or deletes it for None; return its mark.

        Args:
            author: `Name <mail>`.
            message: the whole message.
            changes: what it does.
            branch: the branch that moves.
            parent: branch that a new branch starts at.
        """
        self.steps += 1
        files = self.files.setdefault(branch, dict(self.files.get(parent, {})))
        who = f"{author} {moment(self.steps)} +0000"
        self._line(f"commit refs/heads/{branch}", f"mark :{self.steps}", f"author {who}", f"committer {who}")
        self._data(message)
        if parent:
            self._line(f"from refs/heads/{parent}")
        for path, text in changes.items():
            if text is None:
                del files[path]
                self._line(f"D {path}")
            else:
                files[path] = text
                self._line(f"M 100644 inline {path}")
                self._data(text)
        self._line("")
        return self.steps

    def tag(self, author: str, name: str, mark: int, message: str) -> None:
        """Add an annotated tag of the commit with that mark."""
        self._line(f"tag {name}", f"from :{mark}", f"tagger {author} {moment(self.steps)} +0000")
        self._data(message)

    def load(self, folder: Path) -> dict[int, str]:
        """Import into the repository at `folder`; return the commit id of each mark."""
        marks = folder / "import.marks"
        run(
            folder, "fast-import", "--quiet", "--date-format=raw", f"--export-marks={marks}", stdin=b"".join(self.parts)
        )
        found = dict(line.split() for line in marks.read_text().splitlines())
        marks.unlink()
        return {int(mark[1:]): oid for mark, oid in found.items()}

    def _line(self, *lines: str) -> None:
        self.parts += [line.encode() + b"\n" for line in lines]

    def _data(self, text: str) -> None:
        raw = text.encode()
        self.parts.append(b"data %d\n%s\n" % (len(raw), raw))


def create(folder: Path, *, bare: bool) -> None:
    """Make an empty repository at `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["init", "--quiet", "--template=", "--object-format=sha1", "-b", "main"]
    run(folder, *words, *(["--bare"] if bare else []), ".")


def settle(folder: Path) -> None:
    """Drop what carries a clock or an inode: the index is written anew without file times."""
    store = folder / ".git"
    for name in ("ORIG_HEAD", "COMMIT_EDITMSG", "index"):
        (store / name).unlink(missing_ok=True)
    run(folder, "read-tree", "HEAD")
