"""Gaps: what a repository names and does not hold, and whether git can work on it at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from connectors import gitcommand
from connectors.base import Refused
from connectors.errors import Reason, SourceError

#: Seconds in which git must have read a repository's settings.
PATIENCE = 20.0
#: Cut commits that a coverage row names.
_NAMED = 5


def answers(directory: str) -> None:
    """Make sure that git works on a repository, and does not wait on one of its files for ever.

    Raises:
        SourceError: it is not a repository that this git can read, or holds a pipe, socket or device.
    """
    special = _special(directory)
    if special is not None:
        raise SourceError(f"{special}: not a regular file; git would wait on it; remove it and scan again")
    gitcommand.output(directory, "rev-parse", "--git-dir", patience=PATIENCE)


def _special(directory: str) -> str | None:
    """A file in a git directory that is neither a regular file nor a folder (links are judged by what they point to)."""
    stack = [directory, *({common_directory(directory)} - {directory})]
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        stack.append(entry.path)
                    elif not entry.is_file(follow_symlinks=False) and _waits(entry.path):
                        return entry.path
        except OSError:  # git says what it cannot read
            continue
    return None


def _waits(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def common_directory(directory: str) -> str:
    """Where objects and references are: for a linked work tree its main repository (gitrepository-layout(5), commondir)."""
    path = os.path.join(directory, "commondir")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return os.path.realpath(directory)
    with open(descriptor, "rb") as stream:
        named = stream.read(4096).partition(b"\n")[0] if stat.S_ISREG(os.fstat(descriptor).st_mode) else b"."
    return os.path.realpath(os.path.join(directory, os.fsdecode(named)))


def gaps(directory: str) -> Iterator[Refused]:
    """A row for the cut of a shallow clone, for each object that a partial clone left out, and for a broken history."""
    common = common_directory(directory)
    yield from _shallow(os.path.join(common, "shallow"))
    if partial(directory):
        yield from _promised(directory)
        return
    try:
        gitcommand.output(directory, "rev-list", "--count", "--all")
    except SourceError as error:
        yield Refused("(history)", 0, Reason.MISSING, f"commits are missing or damaged; run git fsck ({error})")


def _shallow(path: str) -> Iterator[Refused]:
    try:
        with open(path, "rb") as stream:
            cut = stream.read().decode("ascii", "replace").split()
    except OSError:
        return
    if cut:
        more = f" and {len(cut) - _NAMED} more" if len(cut) > _NAMED else ""
        named = ", ".join(name[:12] for name in cut[:_NAMED])
        detail = f"shallow clone: history before {named}{more} is not here; git fetch --unshallow brings it"
        yield Refused("(shallow)", 0, Reason.SHALLOW, detail)


def partial(directory: str) -> bool:
    """Whether a repository is a partial clone: a promisor pack is its mark."""
    try:
        names = os.listdir(os.path.join(common_directory(directory), "objects", "pack"))
    except OSError:
        return False
    return any(name.endswith(".promisor") for name in names)


def _promised(directory: str) -> Iterator[Refused]:
    """Objects that are reachable and were left out of a partial clone; nothing is fetched."""
    arguments = ("rev-list", "--objects", "--no-object-names", "--missing=print", "--all")
    try:
        for line in gitcommand.lines(directory, *arguments):
            if line.startswith(b"?"):
                detail = "left out of this partial clone; clone it in full, or fetch the object, to scan it"
                yield Refused(line[1:].decode(), 0, Reason.MISSING, detail)
    except SourceError as error:
        yield Refused("(history)", 0, Reason.MISSING, f"commits are missing or damaged; run git fsck ({error})")
