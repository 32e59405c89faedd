"""Targets: what a user names, as the sources that it holds: files, and every repository with its history."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connectors import gitcommand
from connectors.base import Reason, Refused, SourceSpec
from connectors.errors import SourceError
from connectors.repositories import Repository, find_repositories
from discover.config import cache_folder
from discover.errors import UsageError

_URL = re.compile(r"(?:https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
#: Transports that a clone may use; `ext::` and `fd::` run programs.
_PROTOCOLS = "https:http:ssh:git:file"


@dataclass(frozen=True, slots=True)
class Narrow:
    """What of a repository is wanted.

    Attributes:
        select: `all`, `head`, `staged`, `branch` or `since`: see `connectors.git.GitHistory`.
        value: the branch, revision or date.
    """

    select: str = "all"
    value: str = ""

    @property
    def full(self) -> bool:
        """Whether the scan sees all that is held, so that what is missing from it is gone."""
        return self.select == "all"


@dataclass(frozen=True, slots=True)
class Target:
    """One target, resolved.

    Attributes:
        name: as the user wrote it.
        sources: git histories first, then the files that are not part of them.
        trees: work tree (relative to the files' root) -> the git source whose index tells what is scanned there.
        refused: what cannot be scanned as a source, to be said in the coverage of the files.
    """

    name: str
    sources: tuple[SourceSpec, ...]
    trees: dict[str, SourceSpec] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()


def resolve(name: str, vendor: str, narrow: Narrow) -> Target:
    """The sources of a local target.

    Raises:
        SourceError: there is nothing there, or it cannot be opened.
        UsageError: the selection asks for a repository and there is none.
    """
    root = os.path.realpath(name)
    try:
        is_folder = os.path.isdir(root)
        os.stat(root)
    except OSError as error:
        raise SourceError(f"{name}: {error.strerror}; give a path that exists and that you may read") from error
    found = list(find_repositories(root)) if is_folder else []
    if narrow.select in {"staged", "branch", "since"}:
        return _narrowed(name, root, vendor, narrow, found)
    refused = [
        Refused(
            r.tree or ".git",
            0,
            Reason.OUTSIDE,
            f"its git directory lies outside of the target; scan {r.directory} as well",
        )
        for r in found
        if r.outside
    ]
    histories = [(r, _git_spec(r, vendor, narrow)) for r in found if not r.outside or not r.tree]
    skip = [os.path.relpath(os.path.join(r.directory, "objects"), root) for r in found if not r.outside]
    files = SourceSpec("local", f"file://{root}", vendor, "", {"skip": "\n".join(skip)})
    trees = {r.tree: spec for r, spec in histories if not r.bare}
    return Target(name, (*(spec for _, spec in histories), files), trees, tuple(r for r in refused if r.name != ".git"))


def _narrowed(name: str, root: str, vendor: str, narrow: Narrow, found: Sequence[Repository]) -> Target:
    """Only the repository that the target is, or lies in."""
    own = [r for r in found if not r.tree] or list(_around(root))
    if not own:
        raise UsageError(f"{name}: not a git repository; --staged, --since and --branch need one")
    return Target(name, (_git_spec(own[0], vendor, narrow),))


def _around(root: str) -> Iterator[Repository]:
    for folder in Path(root).parents:
        if (folder / ".git").exists():
            yield from (r for r in find_repositories(str(folder)) if not r.tree)
            return


def _git_spec(repository: Repository, vendor: str, narrow: Narrow) -> SourceSpec:
    place = repository.directory if repository.bare or repository.outside else os.path.dirname(repository.directory)
    options = {"directory": repository.directory, "select": narrow.select, "value": narrow.value}
    prefix = f"{repository.tree}/" if repository.tree else ""
    return SourceSpec("git", f"git+file://{os.path.realpath(place)}", vendor, prefix, options)


def is_url(name: str) -> bool:
    """Whether a target is to be cloned."""
    return _URL.match(name) is not None and not os.path.exists(name)


@contextmanager
def cloned(url: str, vendor: str, narrow: Narrow, *, keep: bool) -> Iterator[Target]:
    """A bare clone of a URL in a private folder, removed afterwards unless `keep`.

    Raises:
        SourceError: git could not clone it; the message holds git's own words without the URL's password.
    """
    base = cache_folder() / "clones"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=base))
    shown = re.sub(r"//[^/@]*@", "//", url)
    try:
        _clone(url, shown, folder / "repository.git")
        options = {"directory": str(folder / "repository.git"), "select": narrow.select, "value": narrow.value}
        yield Target(shown, (SourceSpec("git", f"git+{shown}", vendor, "", options),))
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _clone(url: str, shown: str, folder: Path) -> None:
    """The user's own git settings apply here (credential helpers, proxies): the repository has no say yet."""
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": _PROTOCOLS, "LC_ALL": "C"}
    settings = ["-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "core.fsmonitor=false"]
    arguments = [
        "git",
        *settings,
        "clone",
        "--quiet",
        "--mirror",
        "--no-hardlinks",
        "--template=",
        "--",
        url,
        str(folder),
    ]
    try:
        done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False)
    except FileNotFoundError as error:
        raise SourceError("git is not installed; install it to scan repositories") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2].replace(url, shown)
        raise SourceError(f"{shown}: cannot be cloned: {said}")


def commits_of(directory: str) -> list[str]:
    """Ids of all commit objects of a repository, reachable or not."""
    listed = gitcommand.lines(
        directory, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectname)"
    )
    return [line[7:].decode() for line in listed if line.startswith(b"commit ")]
