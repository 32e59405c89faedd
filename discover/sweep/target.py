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
from connectors.base import Refused, SourceSpec
from connectors.errors import Reason, SourceError
from connectors.repositories import Repository, find_repositories
from connectors.zipped import is_plain_zip
from discover.config import cache_folder
from discover.errors import UsageError

#: Bytes from which on a zip is a source of its own: its members are shared out, and a scan that broke off goes on amid it.
_LARGE = 16 << 20
_URL = re.compile(r"(?:https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
#: Transports that a clone may use; `ext::` and `fd::` run programs.
_PROTOCOLS = "https:http:ssh:git:file"
#: Variables that a hook's git sets, and that would make a clone write into the repository that the hook runs for.
_ELSEWHERE = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    }
)


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
        trees: work tree (relative to the files' root) -> the git source that scans its repository.
        indexes: work tree -> the git directory whose index tells what is scanned there; linked work trees have their own.
        refused: what cannot be scanned as a source, to be said in the coverage of the files.
    """

    name: str
    sources: tuple[SourceSpec, ...]
    trees: dict[str, SourceSpec] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    indexes: dict[str, str] = field(default_factory=dict)


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
    if not is_folder and narrow.full and _is_large_zip(root):
        prefix = f"{os.path.basename(root)}!"
        return Target(name, (SourceSpec("zip", f"file://{root}", vendor, prefix),))
    found = list(find_repositories(root)) if is_folder else []
    if narrow.select in {"staged", "branch", "since"}:
        return _narrowed(name, root, vendor, narrow, found)
    refused = tuple(_elsewhere(r) for r in found if not _scanned(r))
    specs: dict[str, SourceSpec] = {}
    trees: dict[str, SourceSpec] = {}
    indexes: dict[str, str] = {}
    for repository in sorted((r for r in found if _scanned(r)), key=_rank):
        spec = specs.setdefault(repository.common, _git_spec(repository, vendor, narrow))
        if not repository.bare:
            trees[repository.tree], indexes[repository.tree] = spec, repository.directory
    skip = [os.path.relpath(os.path.join(common, "objects"), root) for common in specs]
    files = SourceSpec("local", f"file://{root}", vendor, "", {"skip": "\0".join(skip)})
    return Target(name, (*specs.values(), files), trees, refused, indexes)


def _is_large_zip(path: str) -> bool:
    """Whether a file is better read member by member than as one object."""
    with open(path, "rb") as stream:
        is_zip = stream.read(4) == b"PK\3\4"
    return is_zip and os.path.getsize(path) >= _LARGE and is_plain_zip(path)


def _scanned(repository: Repository) -> bool:
    """Whether a repository's history belongs to the target; one outside of it does only where the target is its work tree."""
    return repository.usable and not (repository.outside and repository.tree)


def _elsewhere(repository: Repository) -> Refused:
    name = f"{repository.tree}/.git" if repository.tree else ".git"
    if not repository.usable:
        return Refused(name, 0, Reason.OUTSIDE, f"points to {repository.directory}, where no repository is")
    detail = f"its git directory lies outside of the target; scan {repository.directory} as well"
    return Refused(name, 0, Reason.OUTSIDE, detail)


def _rank(repository: Repository) -> tuple[bool, bool, str]:
    """Main work trees before linked ones before git directories alone: the first of a repository names its source."""
    return repository.bare, os.path.realpath(repository.directory) != repository.common, repository.tree


def _narrowed(name: str, root: str, vendor: str, narrow: Narrow, found: Sequence[Repository]) -> Target:
    """Only the repository that the target is, or lies in."""
    own = [r for r in found if not r.tree and r.usable] or list(_around(root))
    if not own:
        raise UsageError(f"{name}: not a git repository; --staged, --since and --branch need one")
    return Target(name, (_git_spec(own[0], vendor, narrow),))


def _around(root: str) -> Iterator[Repository]:
    for folder in Path(root).parents:
        if (folder / ".git").exists():
            first = next(find_repositories(str(folder)), None)
            if first is not None and not first.tree and first.usable:
                yield first
            return


def _git_spec(repository: Repository, vendor: str, narrow: Narrow) -> SourceSpec:
    common = repository.common
    place = os.path.dirname(common) if os.path.basename(common) == ".git" else common
    options = {"directory": repository.directory, "select": narrow.select, "value": narrow.value}
    prefix = f"{repository.tree}/" if repository.tree else ""
    return SourceSpec("git", f"git+file://{place}", vendor, prefix, options)


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
    shown = _public(url)
    try:
        _clone(url, shown, folder / "repository.git")
        options = {"directory": str(folder / "repository.git"), "select": narrow.select, "value": narrow.value}
        yield Target(shown, (SourceSpec("git", f"git+{shown}", vendor, "", options),))
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _public(url: str) -> str:
    """A URL without user, password and query: what may be printed and kept."""
    plain = re.sub(r"//[^/]*@", "//", url.partition("?")[0])
    return re.sub(r"//[^/@:]*:(?!\d+/)[^@]*@", "//", plain)  # a password with a slash that should have been escaped


def _clone(url: str, shown: str, folder: Path) -> None:
    """The user's own git settings apply here (credential helpers, proxies): the repository has no say yet."""
    own = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    environment = own | {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": _PROTOCOLS, "LC_ALL": "C"}
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
        said = _public(done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2].replace(url, shown))
        raise SourceError(f"{shown}: cannot be cloned: {said}")


def commits_of(directory: str) -> list[str]:
    """Ids of all commit objects of a repository, reachable or not."""
    listed = gitcommand.lines(
        directory, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectname)"
    )
    return [line[7:].decode() for line in listed if line.startswith(b"commit ")]
