"""Attribution: which commits and paths a git object belongs to. Asked only for objects that hold findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors import gitcommand
from connectors.errors import SourceError
from connectors.gitselect import MOST_PATHS, head_entries, index_entries

#: Where a version lives, the strongest first.
HISTORY, STASH, REFLOG, UNREACHABLE, INDEX, LOOSE = "history", "stash", "reflog", "unreachable", "index", "loose"

#: The author's name comes last: it may hold any byte but NUL and line feed.
_FORMAT = "--format=%x01%H %ct %an"
_ALL = ("--exclude=refs/stash", "--all")
_LOG = ("log", "--raw", "-c", "-z", "--no-abbrev", "--no-renames", "--no-relative", "-O/dev/null", _FORMAT)
#: Tags of tags that are followed.
_NESTED = 10
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, author's name, and committer date in UTC (1970-01-01 where it says none, or none that exists)."""

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


def ahead(directory: str) -> gitcommand.Ahead:
    """The reachable history, read beside other work, for `attribute`; the caller closes it."""
    return gitcommand.Ahead(directory, *_LOG, *_ALL)


def attribute(
    directory: str,
    wanted: Collection[str],
    commits: Callable[[], Sequence[str]] = tuple,
    log: gitcommand.Ahead | None = None,
) -> Attribution:
    """Commits and paths of the wanted objects.

    One pass over the reachable history; then stashes, the reflog and unreachable commits, each only while objects are left
    without a commit.

    Args:
        directory: git directory.
        wanted: ids (hex) of blobs, commits and tags.
        commits: called only when needed: ids of every commit object in the repository, reachable or not.
        log: what `ahead` began, if it was.

    Returns:
        For each wanted object at least one version.
    """
    walk = _Walk(directory, frozenset(wanted), log)
    passes: list[tuple[str, list[str], Callable[[], Sequence[str]]]] = [
        (HISTORY, [*_ALL], tuple),
        (STASH, ["--not", "--exclude=refs/stash", "--all"], lambda: _stashes(directory)),
        (REFLOG, ["--reflog", "--not", "--exclude=refs/stash", "--all"], tuple),
        (UNREACHABLE, ["--no-walk"], lambda: sorted(commits())),
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
    def __init__(self, directory: str, wanted: frozenset[str], log: gitcommand.Ahead | None) -> None:
        self._directory = directory
        self._wanted = wanted
        self._log = log
        self.found: dict[str, dict[str, Version]] = {}
        self.problems: list[str] = []
        self.seen: set[str] = set()
        self._changes = 0

    def left(self) -> bool:
        return any(oid not in self.found for oid in self._wanted)

    def run(self, where: str, limit: list[str], fed: Sequence[str]) -> None:
        """One `git log`; newest commits first, so that each earlier writer met later becomes `first`."""
        commit: Commit | None = None
        meta = b""
        try:
            for record in self._records(where, limit, [oid.encode() for oid in fed]):
                if meta and commit is not None:  # a path follows, whatever it looks like
                    self._change(meta, record, commit, where)
                    meta = b""
                    continue
                text = record.lstrip(b"\n")
                if text.startswith(b"\x01"):
                    commit = self._commit(text, where)
                elif text.startswith(b":"):
                    meta = text
        except SourceError as error:
            self.problems.append(str(error))

    def _records(self, where: str, limit: list[str], feed: Sequence[bytes]) -> Iterator[bytes]:
        known = self._log.records(b"\0") if self._log is not None and where == HISTORY else None
        given = ["--stdin"] if feed else []
        return known or gitcommand.lines(self._directory, *_LOG, *given, *limit, feed=feed, separator=b"\0")

    def _commit(self, text: bytes, where: str) -> Commit:
        oid, date, author = text[1:].split(b" ", 2)
        name = oid.decode()
        self.seen.add(name)
        self._changes = 0
        commit = Commit(name, author.decode("utf-8", "replace"), _date(date))
        if name in self._wanted:
            self._write(name, "(commit message)", commit, where)
        return commit

    def _change(self, meta: bytes, path: bytes, commit: Commit, where: str) -> None:
        """One raw line: `:modes... ids... status`, with one old id for each parent and the new one last.

        Raises:
            SourceError: the commit has more changes than any real one.
        """
        self._changes += 1
        if self._changes > MOST_PATHS:
            what = f"commit {commit.id} changes more than {MOST_PATHS:,} paths; who wrote what is not told in full"
            raise SourceError(f"{self._directory}: {what}")
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
                if version.where == where:
                    version.removed = version.removed or commit

    def _write(self, oid: str, path: str, commit: Commit, where: str) -> None:
        version = self.found.setdefault(oid, {}).setdefault(path, Version(path, where))
        if version.where != where:  # a stronger pass has told its commits
            return
        version.first = commit
        version.last = version.last or commit

    def finish(self) -> None:
        """Mark what HEAD has; name what only the index has, tags, and content that nothing names."""
        try:
            for path, name in head_entries(self._directory):
                oid = name.decode()
                if oid in self._wanted:
                    version = self.found.setdefault(oid, {}).setdefault(path, Version(path, HISTORY))
                    version.in_head, version.removed = True, None
        except SourceError as error:
            self.problems.append(str(error))
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
    out: dict[str, None] = {}
    for walk in ("--no-walk", "-g"):  # a bare copy has the newest entry only, and no log of the older ones
        try:
            listed = gitcommand.output(directory, "log", walk, "--format=%H %P", "refs/stash", "--")
        except SourceError:
            continue
        for line in listed.decode().splitlines():
            stash, *parents = line.split(" ")
            out |= dict.fromkeys([stash, *parents[1:]])
    return list(out)


def _tags(directory: str) -> dict[str, str]:
    """Id of every tag object that a reference names, by way of other tags too -> the reference's short name."""
    fields = "--format=%(objectname) %(objecttype) %(type) %(refname:lstrip=2)"
    try:
        listed = gitcommand.output(directory, "for-each-ref", fields)
    except SourceError:
        return {}
    tags: dict[str, str] = {}
    for line in listed.decode("utf-8", "replace").splitlines():
        oid, kind, of, name = line.split(" ", 3)
        if kind == "tag":
            tags |= dict.fromkeys([oid, *(_inner(directory, oid) if of == "tag" else ())], name)
    return tags


def _inner(directory: str, tag: str) -> list[str]:
    """Ids of the tags that a tag is a tag of."""
    out: list[str] = []
    while len(out) < _NESTED:
        try:
            head = gitcommand.output(directory, "cat-file", "tag", tag).partition(b"\n\n")[0].split(b"\n")
        except SourceError:
            break
        if head[1:2] != [b"type tag"]:
            break
        tag = head[0].removeprefix(b"object ").decode("ascii", "replace")
        out.append(tag)
    return out


def _date(seconds: bytes) -> datetime:
    """A committer date; git prints an empty one, or one beyond the calendar, for a commit that was made by hand."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return _EPOCH
