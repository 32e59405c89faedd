"""Attribution: which commits and paths a git object belongs to. Asked only for objects that hold findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors import gitcommand
from connectors.errors import SourceError
from connectors.git import head_tree, index_entries

#: Where a version lives, the strongest first.
HISTORY, STASH, REFLOG, UNREACHABLE, INDEX, LOOSE = "history", "stash", "reflog", "unreachable", "index", "loose"

_FORMAT = "--format=%x01%H%x02%an%x02%ct%x02%T"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, author's name, and committer date in UTC."""

    id: str
    author: str
    date: datetime


@dataclass(slots=True)
class Version:
    """One object at one path.

    Attributes:
        path: path in the repository; a message is "(commit message)" or "(tag NAME)", content without a path "(object ID)".
        where: one of this module's words.
        first: commit that first wrote it, None where no commit names it.
        last: newest commit that wrote it.
        removed: newest commit that took it away, None where none did.
        in_head: whether HEAD's tree has it at this path.
    """

    path: str
    where: str
    first: Commit | None = None
    last: Commit | None = None
    removed: Commit | None = None
    in_head: bool = False


@dataclass(slots=True)
class Attribution:
    """Versions by object id (hex), and what could not be told."""

    versions: dict[str, dict[str, Version]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def attribute(directory: str, wanted: Collection[str], commits: Callable[[], Sequence[str]] = tuple) -> Attribution:
    """Commits and paths of the wanted objects.

    One pass over the reachable history; then stashes, the reflog and unreachable commits, each only while objects are left
    without a commit.

    Args:
        directory: git directory.
        wanted: ids (hex) of blobs, commits and tags.
        commits: called only when needed: ids of every commit object in the repository, reachable or not.

    Returns:
        For each wanted object at least one version.
    """
    walk = _Walk(directory, frozenset(wanted))
    passes: list[tuple[str, list[str], Callable[[], Sequence[str]]]] = [
        (HISTORY, ["--exclude=refs/stash", "--all", "HEAD"], tuple),
        (STASH, ["--not", "--exclude=refs/stash", "--all"], lambda: _stashes(directory)),
        (REFLOG, ["--reflog", "--not", "--exclude=refs/stash", "--all"], tuple),
        (UNREACHABLE, ["--no-walk=unsorted"], commits),
    ]
    for where, limit, fed in passes:
        if not walk.left():
            break
        new = [oid for oid in fed() if oid not in walk.seen]
        if new or where in {HISTORY, REFLOG}:
            walk.run(where, limit, new)
    walk.finish()
    return Attribution(walk.found, walk.problems)


class _Walk:
    def __init__(self, directory: str, wanted: frozenset[str]) -> None:
        self._directory = directory
        self._wanted = wanted
        self.found: dict[str, dict[str, Version]] = {}
        self.problems: list[str] = []
        self.seen: set[str] = set()
        self._head = {path: oid.decode() for path, oid in head_tree(directory).items()}

    def left(self) -> bool:
        return any(oid not in self.found for oid in self._wanted)

    def run(self, where: str, limit: list[str], fed: Sequence[str]) -> None:
        """One `git log`; newest commits first, so that each earlier writer met later becomes `first`."""
        arguments = ["log", "--raw", "-c", "-z", "--no-abbrev", "--no-renames", _FORMAT, *limit]
        if where == HISTORY and not self._resolves("HEAD"):
            arguments.remove("HEAD")
        if fed:
            arguments.append("--stdin")
        commit: Commit | None = None
        meta: bytes = b""
        try:
            for record in gitcommand.lines(
                self._directory, *arguments, feed=[oid.encode() for oid in fed], separator=b"\0"
            ):
                text = record.lstrip(b"\n")
                if text.startswith(b"\x01"):
                    commit, meta = self._commit(text, where), b""
                elif text.startswith(b":"):
                    meta = text
                elif meta and commit is not None:
                    self._change(meta, record, commit, where)
                    meta = b""
        except SourceError as error:
            self.problems.append(str(error))

    def _resolves(self, name: str) -> bool:
        try:
            gitcommand.output(self._directory, "rev-parse", "--verify", "--quiet", name)
        except SourceError:
            return False
        return True

    def _commit(self, text: bytes, where: str) -> Commit:
        oid, author, date, _ = text[1:].split(b"\x02")
        name = oid.decode()
        self.seen.add(name)
        commit = Commit(name, author.decode("utf-8", "replace"), datetime.fromtimestamp(int(date or 0), UTC))
        if name in self._wanted:
            self._write(name, "(commit message)", commit, where)
        return commit

    def _change(self, meta: bytes, path: bytes, commit: Commit, where: str) -> None:
        """One raw line: `:modes... ids... status`, with one old id for each parent and the new one last."""
        words = meta.lstrip(b":").split(b" ")
        parents = len(meta) - len(meta.lstrip(b":"))
        olds = [word.decode() for word in words[parents + 1 : 2 * parents + 1]]
        new = words[2 * parents + 1].decode()
        name = path.decode("utf-8", "surrogateescape")
        if new in self._wanted:
            self._write(new, name, commit, where)
        for old in olds:
            if old in self._wanted and old != new:
                version = self.found.setdefault(old, {}).setdefault(name, Version(name, where))
                version.removed = version.removed or commit

    def _write(self, oid: str, path: str, commit: Commit, where: str) -> None:
        version = self.found.setdefault(oid, {}).setdefault(path, Version(path, where))
        version.first = commit
        version.last = version.last or commit

    def finish(self) -> None:
        """Mark what HEAD has; name what only the index has, tags, and content that nothing names."""
        for path, oid in self._head.items():
            version = self.found.get(oid, {}).get(path)
            if version is not None:
                version.in_head, version.removed = True, None
            elif oid in self._wanted:
                self.found.setdefault(oid, {})[path] = Version(path, HISTORY, in_head=True)
        missing = [oid for oid in self._wanted if oid not in self.found]
        if not missing:
            return
        index = {oid.decode(): path for path, oid in index_entries(self._directory).items()}
        tags = _tags(self._directory)
        for oid in missing:
            if oid in index:
                self.found[oid] = {index[oid]: Version(index[oid], INDEX)}
            elif oid in tags:
                self.found[oid] = {f"(tag {tags[oid]})": Version(f"(tag {tags[oid]})", HISTORY)}
            else:
                self.found[oid] = {f"(object {oid[:12]})": Version(f"(object {oid[:12]})", LOOSE)}


def _stashes(directory: str) -> list[str]:
    """Commits of every stash entry: the work tree's, the index' and the untracked files'."""
    try:
        listed = gitcommand.output(directory, "log", "-g", "--format=%H %P", "refs/stash", "--")
    except SourceError:
        return []
    out: list[str] = []
    for line in listed.decode().splitlines():
        stash, *parents = line.split(" ")
        out += [stash, *parents[1:]]
    return out


def _tags(directory: str) -> dict[str, str]:
    """Id of every tag object that a reference names -> the tag's name."""
    try:
        listed = gitcommand.output(directory, "for-each-ref", "--format=%(objectname) %(refname:short)", "refs/tags")
    except SourceError:
        return {}
    pairs: Iterator[list[str]] = (line.split(" ", 1) for line in listed.decode("utf-8", "replace").splitlines())
    return {oid: name for oid, name in pairs}  # noqa: C416  # two-element lists, not tuples
