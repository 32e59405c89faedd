"""Selections: which objects of a repository a narrowed scan reads, and what HEAD and the index hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors import gitcommand
from connectors.errors import SourceError

#: A submodule's entry names a commit of another repository.
_SUBMODULE = b"160000"
#: Most paths of one tree that are listed: a few objects can be made to stand for any number of paths.
MOST_PATHS = 5_000_000
#: Dates that git reads (see `approxidate` in git-rev-parse(1)) and that no misspelt branch looks like.
_DATE = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:[T ].*)?|@\d+|yesterday"
    r"|\d+[ .](?:second|minute|hour|day|week|month|year)s?(?:[ .]ago)?"
)


def selected(directory: str, select: str, value: str) -> list[bytes]:
    """Ids of the objects that a narrowed scan reads, sorted.

    Raises:
        SourceError: the branch or revision does not exist, or git cannot say.
    """
    if select == "staged":
        return sorted({new for new, _ in staged(directory)})
    if select == "head":
        return sorted({oid for _, oid in head_entries(directory)})
    if select == "branch":
        return _branch(directory, value)
    if select == "since":
        return _since(directory, value)
    raise SourceError(f"unknown selection '{select}'")


def _branch(directory: str, name: str) -> list[bytes]:
    """Objects of a local branch, else of a remote's branch of that name."""
    for reference in (f"refs/heads/{name}", f"refs/remotes/{name}"):
        if _commit(directory, reference) is not None:
            listed = gitcommand.output(
                directory, "rev-list", "--objects", "--no-object-names", "--missing=print", reference, "--"
            )
            return sorted(oid.removeprefix(b"?") for oid in listed.split())
    raise SourceError(f"{directory}: no branch '{name}'; see git branch --all")


def _commit(directory: str, revision: str) -> str | None:
    """Id of the commit that a revision names, or None."""
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return gitcommand.output(directory, *arguments).decode().strip()
    except SourceError:
        return None


def _since(directory: str, value: str) -> list[bytes]:
    """Commits after a revision, or after a date where no revision has that name, and the content that they brought."""
    revision = _commit(directory, value)
    if revision is not None:
        limit = ["--all", "--not", revision]
    elif _DATE.fullmatch(value):
        limit = ["--all", f"--since={value}"]
    else:
        raise SourceError(f"--since {value}: neither a revision of {directory} nor a date such as 2026-01-31")
    wanted: set[bytes] = set()
    arguments = ("log", "--raw", "-c", "--no-abbrev", "--no-renames", "--no-relative", "-O/dev/null", "--format=%H")
    for line in gitcommand.lines(directory, *arguments, *limit, "--"):
        if line.startswith(b":"):
            words = line.lstrip(b":").partition(b"\t")[0].split()
            if words[len(words) // 2 - 1] != _SUBMODULE:  # modes and ids: one a parent and the new one; a status
                wanted.add(words[-2])
        elif line:
            wanted.add(line)
    return sorted(oid for oid in wanted if oid.strip(b"0"))


def head_entries(directory: str) -> Iterator[tuple[str, bytes]]:
    """Path and blob id (hex) of every file in the tree of HEAD; nothing where HEAD has no commit yet.

    Raises:
        SourceError: the tree cannot be read, or has more than `MOST_PATHS` paths.
    """
    if _commit(directory, "HEAD") is None:
        return
    listed = gitcommand.lines(directory, "ls-tree", "-r", "-z", "--full-tree", "HEAD", separator=b"\0")
    for number, record in enumerate(listed):
        if number >= MOST_PATHS:
            raise SourceError(
                f"{directory}: the tree of HEAD has more than {MOST_PATHS:,} paths; it is not listed in full"
            )
        meta, _, path = record.partition(b"\t")
        words = meta.split()
        if len(words) == 3 and words[1] == b"blob":  # noqa: PLR2004  # mode, type, id; submodules are commits
            yield path.decode("utf-8", "surrogateescape"), words[2]


def head_sizes(directory: str) -> Iterator[tuple[str, int]]:
    """Path and size of every file in the tree of HEAD; nothing where HEAD has no commit yet, or its tree cannot be read."""
    try:
        if _commit(directory, "HEAD") is None:
            return
        listed = gitcommand.lines(directory, "ls-tree", "-r", "-l", "-z", "--full-tree", "HEAD", separator=b"\0")
        for _, record in zip(range(MOST_PATHS), listed, strict=False):
            meta, _, path = record.partition(b"\t")
            words = meta.split()
            if len(words) == 4 and words[1] == b"blob" and words[3].isdigit():  # noqa: PLR2004  # mode, type, id, size
                yield path.decode("utf-8", "surrogateescape"), int(words[3])
    except SourceError:
        return


def index_entries(directory: str) -> dict[str, bytes]:
    """Path -> blob id (hex) of the index: what `git add` has seen; empty where there is none or it cannot be read."""
    try:
        listed = gitcommand.output(directory, "ls-files", "-s", "-z")
    except SourceError:
        return {}
    entries: dict[str, bytes] = {}
    for record in listed.split(b"\0"):
        meta, _, path = record.partition(b"\t")
        words = meta.split()
        if len(words) == 3 and words[0] != _SUBMODULE:  # noqa: PLR2004  # mode, id, stage
            entries[path.decode("utf-8", "surrogateescape")] = words[1]
    return entries


def staged(directory: str) -> list[tuple[bytes, str]]:
    """Id (hex) and path of every blob that is staged and differs from HEAD.

    Raises:
        SourceError: the tree of HEAD cannot be read.
    """
    head, index = dict(head_entries(directory)), index_entries(directory)
    return sorted((oid, path) for path, oid in index.items() if head.get(path) != oid)
