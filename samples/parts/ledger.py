"""Ledger: writes the sample files and remembers what each holds, without any value."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from parts.planted import Planted

VENDOR = "talentbridge"

# The day on which the invented vendor is looked at; every file is older.
AS_OF = datetime(2026, 4, 2, 12, tzinfo=UTC)

# Issue number whose detectors cover a kind, by exact kind and then by category.
_SINCE = {
    "cred.keystore": 4,
    "person.email": 2,
    "person.phone": 2,
    "fin.pan_card": 2,
    "fin.iban": 2,
}
_SINCE_CATEGORY = {
    "cred": 2, "govid": 2, "person": 4, "fin": 4, "infra": 4, "code": 4, "supply": 4, "comms": 6, "kyc": 7, "bio": 7, "loc": 3, "health": 7,
}  # fmt: skip


def since_of(kind: str) -> int:
    """The issue whose detectors are the first to cover `kind` in plain text or plain files."""
    return _SINCE.get(kind) or _SINCE_CATEGORY[kind.partition(".")[0]]


@dataclass(slots=True)
class Hold:
    """What one file holds of one kind: occurrences, distinct values, and the issue that covers it."""

    kind: str
    since: int
    count: int = 0
    distinct: int = 0
    what: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GitHold:
    """What one place in a git repository holds.

    Attributes:
        repo: repository, relative to OUT.
        kind: dotted kind.
        path: path inside the repository; empty for messages and for the repository as a whole.
        in_head: whether the commit that HEAD names still has it.
        where: repository, author, history, stash, unreachable, branch, tag message, commit message or worktree.
        oid: hexadecimal object id of the blob, commit or tag that holds it; empty where there is none.
        what: what it is, in words.
        count: occurrences.
    """

    repo: str
    kind: str
    path: str
    in_head: bool
    where: str
    oid: str
    what: str
    count: int = 1


class Ledger:
    """Writes below one folder and keeps the expectations.

    Attributes:
        out: folder that is written to.
        seed: what everything random is derived from.
        small: fewer people and smaller media.
    """

    def __init__(self, out: Path, seed: int, *, small: bool) -> None:
        self.out = out
        self.seed = seed
        self.small = small
        self._holds: dict[str, dict[tuple[str, int], Hold]] = {}
        self._planted: dict[str, list[Planted]] = {}
        self._git: list[GitHold] = []
        self._silent: list[str] = []

    def rng(self, part: str) -> random.Random:
        """A generator of its own for each part, so that one part's change leaves the others' bytes alone."""
        return random.Random(f"{self.seed}:{part}")

    def scale(self, full: int, small: int) -> int:
        """`small` for a small build, else `full`."""
        return small if self.small else full

    def write(self, path: str, data: str | bytes, *, days_old: float = 90) -> str:
        """Write one file, dated `days_old` days before AS_OF, and return `path`, relative to OUT."""
        target = self.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
        self.date(target, days_old)
        return path

    def date(self, target: Path, days_old: float) -> None:
        """Set a file's modification time; retention looks at it, so it may not be the day of the build."""
        stamp = int((AS_OF - timedelta(days=days_old)).timestamp())
        os.utime(target, (stamp, stamp))

    def hold(  # one line of expected.toml a call
        self, path: str, kind: str, count: int = 1, *, distinct: int | None = None, since: int = 0, what: str = ""
    ) -> None:
        """Say that the file holds `count` values of `kind`, of which `distinct` (all, if not said) differ.

        `since` raises the issue that covers it, where the wrapping needs more than the kind.
        """
        if count == 0:
            return
        issue = max(since, since_of(kind))
        held = self._holds.setdefault(path, {}).setdefault((kind, issue), Hold(kind, issue))
        held.count += count
        held.distinct += count if distinct is None else distinct
        if what and what not in held.what:
            held.what.append(what)

    def hold_each(self, path: str, count: int, *kinds: str, since: int = 0) -> None:
        """Say that the file holds `count` distinct values of each of the kinds."""
        for kind in kinds:
            self.hold(path, kind, count, since=since)

    def plant(self, path: str, planted: Planted) -> None:
        """Say where in a file a value stands, as a report must name it."""
        self._planted.setdefault(path, []).append(planted)

    def git(self, entry: GitHold) -> None:
        """Add what a repository holds."""
        self._git.append(entry)

    def silent(self, path: str, data: str | bytes) -> None:
        """Write a file in which nothing may be found."""
        self._silent.append(self.write(path, data, days_old=200))

    def copy_holds(self, source: str, target: str, since: int, once: tuple[str, ...] = ()) -> None:
        """Say that `target`, an archive, holds what the files below `source` hold, from issue `since` at the earliest.

        Kinds in `once` are the same single value in all of the files.
        """
        for path in sorted(self._holds):
            if path.startswith(source + "/"):
                for held in list(self._holds[path].values()):
                    fresh = held.kind not in once or not self._has(target, held.kind)
                    self.hold(
                        target,
                        held.kind,
                        held.count,
                        distinct=held.distinct if fresh else 0,
                        since=max(since, held.since),
                    )

    def _has(self, path: str, kind: str) -> bool:
        return any(held.kind == kind for held in self._holds.get(path, {}).values())

    def expected(self) -> str:
        """The text of expected.toml."""
        lines = [
            "# What samples/make.py planted, and where. No value is in this file.",
            f"seed = {self.seed}",
            f"small = {str(self.small).lower()}",
            f"vendor = {_text(VENDOR)}",
            f"as_of = {_text(AS_OF.date().isoformat())}",
        ]
        for path in sorted(self._holds):
            lines += ["", "[[file]]", f"path = {_text(path)}"]
            for key in sorted(self._holds[path]):
                lines += _hold_lines(self._holds[path][key])
            for planted in self._planted.get(path, ()):
                lines += _planted_lines(planted)
        for entry in self._git:
            lines += _git_lines(entry)
        for path in sorted(self._silent):
            lines += ["", "[[silent]]", f"path = {_text(path)}"]
        return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    # A JSON string in ASCII is also a TOML basic string.
    return json.dumps(value)


def _hold_lines(held: Hold) -> list[str]:
    lines = [
        "[[file.holds]]",
        f"kind = {_text(held.kind)}",
        f"count = {held.count}",
        f"distinct = {held.distinct}",
        f"since = {held.since}",
    ]
    if held.what:
        lines.append("what = [" + ", ".join(_text(word) for word in held.what) + "]")
    return lines


def _planted_lines(planted: Planted) -> list[str]:
    lines = ["[[file.planted]]", f"inner = {_text(planted.inner)}", f"kind = {_text(planted.kind)}"]
    for name in ("page", "row", "line"):
        number = getattr(planted, name)
        if number is not None:
            lines.append(f"{name} = {number}")
    if planted.column is not None:
        lines.append(f"column = {_text(planted.column)}")
    return lines


def _git_lines(entry: GitHold) -> list[str]:
    return [
        "",
        "[[git]]",
        f"repo = {_text(entry.repo)}",
        f"kind = {_text(entry.kind)}",
        f"path = {_text(entry.path)}",
        f"in_head = {str(entry.in_head).lower()}",
        f"where = {_text(entry.where)}",
        f"object = {_text(entry.oid)}",
        f"count = {entry.count}",
        f"since = {since_of(entry.kind)}",
        f"what = {_text(entry.what)}",
    ]
