"""Stored: repositories that lie in a bucket as their files: found while it is listed, copied for git, scanned with their history.

Git reads a repository from a folder, so its object store is copied into a private one and removed afterwards, as the clone of a URL
is. Nothing of its settings is taken over: they could name programs.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connectors.base import Connector, Item, Refused, SourceSpec
from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from connectors.local import STORED
from connectors.tree import is_plain
from discover.config import cache_folder

#: What else than objects tells what a repository's history is (gitrepository-layout(5)).
_NAMES = re.compile(r"HEAD|packed-refs|shallow|refs/.+|logs/.+|index")
_HEAD = "HEAD"
_LARGEST_HEAD = 4096
_PIECE = 4 << 20
#: Of the free disk, the share that copies may take up.
_SHARE = 0.5


@dataclass(slots=True)
class Stored:
    """One repository.

    Attributes:
        root: what its keys begin with, without a slash at the end.
        objects: its object store; no other source reads these.
        names: its refs and the like; they are read as objects of the bucket too.
    """

    root: str
    objects: list[Item] = field(default_factory=list)
    names: list[Item] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether git would take it for a repository."""
        return bool(self.objects) and any(self._inner(item) != _HEAD for item in self.names)

    @property
    def size(self) -> int:
        """Bytes of its objects."""
        return sum(item.size for item in self.objects)

    @property
    def tree(self) -> str:
        """What stands before paths of its work tree."""
        place = (
            self.root.removesuffix(".git") if self.root.endswith("/.git") or self.root == ".git" else f"{self.root}/"
        )
        return place.lstrip("/")

    def _inner(self, item: Item) -> str:
        return item.name[len(self.root) + 1 :] if self.root else item.name

    def files(self) -> Iterator[tuple[str, Item]]:
        """Path within the git directory, and the object of the bucket."""
        for item in (*self.names, *self.objects):
            yield self._inner(item), item


class StoredRepositories:
    """Told of every object in the order of keys: `HEAD` stands before `objects` and `refs`."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: list[Stored] = []
        self._found: list[Stored] = []

    def takes(self, item: Item) -> bool:
        """Whether an object belongs to the object store of a repository, which is read as a whole later."""
        while self._open and not item.name.startswith(f"{self._open[-1].root}/" if self._open[-1].root else ""):
            self._open.pop()
        for repository in reversed(self._open):
            inner = item.name[len(repository.root) + 1 :] if repository.root else item.name
            if inner.startswith("objects/") and STORED.fullmatch(inner[len("objects/") :]):
                repository.objects.append(item)
                return True
            if inner != _HEAD and _NAMES.fullmatch(inner) and _safe(inner):
                repository.names.append(item)
                return False
        folder, _, name = item.name.rpartition("/")
        if name == _HEAD and item.size <= _LARGEST_HEAD:
            self._open.append(Stored(folder, names=[item]))
            self._found.append(self._open[-1])
        return False

    def of_work_tree(self, name: str) -> bool:
        """Whether an object lies in the work tree of one of them, whose source code is counted with its history."""
        return any(
            name.startswith(each.tree)
            for each in self._found
            if each.objects and each.root.endswith(".git") and each.tree
        )

    def found(self) -> list[Stored]:
        """Those that are whole, and those that are not but hold objects."""
        return [repository for repository in self._found if repository.objects]


def _safe(path: str) -> bool:
    return is_plain(path) and path.isprintable() and len(path) < 255  # noqa: PLR2004  # NAME_MAX


@contextmanager
def copied(repository: Stored, connector: Connector) -> Iterator[str]:
    """The repository in a private folder, gone afterwards.

    Yields:
        Path of the git directory.

    Raises:
        BlobError: it cannot be read, it is none, or there is no room for it.
    """
    base = cache_folder() / "clones"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    if repository.size > shutil.disk_usage(base).free * _SHARE:
        raise BlobError(
            Reason.LIMIT, f"a repository, and no room for a copy in {base}; set DISCOVER_CACHE to a larger disk"
        )
    folder = Path(tempfile.mkdtemp(dir=base))
    try:
        if not repository.whole:
            raise BlobError(Reason.CORRUPT, "the object store of a repository without any ref")
        directory = folder / "repository.git"
        for part in ("objects/info", "objects/pack", "refs/heads"):
            (directory / part).mkdir(mode=0o700, parents=True)
        _copy(repository, connector, directory)
        yield str(directory)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(repository: Stored, connector: Connector, directory: Path) -> None:
    places = {item.name: inner for inner, item in repository.files()}
    sha256 = False
    for shard in connector.pack(item for _, item in repository.files()):
        for number, blob in enumerate(connector.open(shard)):
            inner = places[shard.items[number].name]
            if isinstance(blob, Refused):
                raise BlobError(blob.reason, f"a repository of which {inner} cannot be read: {blob.detail}")
            path = directory / inner
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(blob, path)
            sha256 = sha256 or len(path.name) == 62  # noqa: PLR2004  # a loose object's name less its folder's two digits
    version = "1\n[extensions]\n\tobjectformat = sha256" if sha256 else "0"
    (directory / "config").write_text(f"[core]\n\trepositoryformatversion = {version}\n[core]\n\tbare = true\n")


def _write(blob: Blob, path: Path) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        at = 0
        while piece := blob.read(at, _PIECE):
            stream.write(piece)
            at += len(piece)


def source_of(repository: Stored, spec: SourceSpec, directory: str) -> SourceSpec:
    """The repository's history as a source of its own.

    Args:
        repository: which.
        spec: of the bucket.
        directory: where the copy lies.
    """
    scheme, _, rest = spec.locator.partition("://")
    bucket = "/".join(rest.split("/")[: 2 if scheme == "azure" else 1])  # a container of Azure lies in an account
    place = f"{scheme}://{bucket}/{repository.root}".removesuffix("/.git")
    options = {"directory": directory, "select": "all", "value": ""}
    return SourceSpec("git", f"git+{place}", spec.vendor, repository.tree, options)
