"""Tree: named blobs below one place, listed and opened alike whatever holds them: a folder, or the tree of a git commit."""

from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

from connectors import gitcommand
from connectors.base import Item, Refused, Shard, SourceSpec
from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason, SourceError
from connectors.git import BLOB, GitHistory
from connectors.local import LocalBlob, LocalFiles, file_key

_SUBMODULE, _LINK = "160000", "120000"


class Entry(NamedTuple):
    """One file of a tree.

    Attributes:
        path: relative, with `/` between folders; bytes that are no UTF-8 as surrogates.
        size: bytes.
    """

    path: str
    size: int


def is_plain(path: str) -> bool:
    """Whether a path is made of names alone: no empty one, none that leads elsewhere."""
    return all(part not in {"", ".", ".."} for part in path.split("/"))


class Tree(ABC):
    """Files by path. Links are not followed and not listed; neither are devices, pipes and submodules."""

    #: Whether asking for one file costs next to nothing: False where it is a request to a service.
    near: bool = True

    @abstractmethod
    def list(self, prefix: str = "") -> Iterator[Entry]:
        """Every file whose path begins with `prefix`, lazily, in an order that is the same each time.

        Raises:
            SourceError: the tree cannot be listed.
        """

    @abstractmethod
    def open(self, path: str) -> Blob:
        """One file; the caller closes it.

        Raises:
            BlobError: there is no such file, or it cannot be opened.
        """

    @abstractmethod
    def exists(self, path: str) -> bool:
        """Whether `open` would find a file there."""


class FolderTree(Tree):
    """A folder on disk."""

    def __init__(self, root: str, vendor: str = "") -> None:
        """Take a folder by its path, links in the path itself resolved, and who holds it.

        Raises:
            SourceError: it is not a folder.
        """
        self._root = os.path.realpath(root)
        if not os.path.isdir(self._root):
            raise SourceError(f"{root}: not a folder")
        self._spec = SourceSpec("local", f"file://{self._root}", vendor)

    def list(self, prefix: str = "") -> Iterator[Entry]:
        for item in LocalFiles(self._spec).list():
            if isinstance(item, Item) and item.name.startswith(prefix):
                yield Entry(item.name, item.size)

    def open(self, path: str) -> Blob:
        item = self._item(path)
        if item is None:
            raise BlobError(Reason.VANISHED, "no such file in this folder")
        return LocalBlob(self._spec, 0, item, os.path.join(self._root, path))

    def exists(self, path: str) -> bool:
        return self._item(path) is not None

    def _item(self, path: str) -> Item | None:
        """The file at a path of plain names, none of which is a link."""
        parts = path.split("/")
        if "\0" in path or not is_plain(path):
            return None
        at = self._root
        for number, part in enumerate(parts, 1):
            at = os.path.join(at, part)
            try:
                status = os.lstat(at)
            except OSError:
                return None
            if number < len(parts) and not stat.S_ISDIR(status.st_mode):
                return None
        return Item(path, status.st_size, file_key(path, status), b"") if stat.S_ISREG(status.st_mode) else None


class GitTree(Tree):
    """The tree of a commit. Holds the listing: about 300 bytes a file."""

    def __init__(self, directory: str, revision: str = "HEAD", vendor: str = "") -> None:
        """Take a git directory, a commit or tree of it, and who holds it."""
        self._revision = revision
        self._directory = directory
        self._spec = SourceSpec("git", f"git+file://{directory}", vendor, "", {"directory": directory})
        self._held: dict[str, tuple[str, int]] | None = None

    def list(self, prefix: str = "") -> Iterator[Entry]:
        for path, (_, size) in self._entries().items():
            if path.startswith(prefix):
                yield Entry(path, size)

    def open(self, path: str) -> Blob:
        found = self._entries().get(path)
        if found is None:
            raise BlobError(Reason.VANISHED, "no such file in this tree")
        return _GitFile(self._spec, *found)

    def exists(self, path: str) -> bool:
        return path in self._entries()

    def _entries(self) -> dict[str, tuple[str, int]]:
        """Path -> object id and size."""
        if self._held is None:
            arguments = ("ls-tree", "-r", "-l", "-z", "--full-tree", "--end-of-options", f"{self._revision}^{{tree}}")
            self._held = {}
            for record in gitcommand.lines(self._directory, *arguments, separator=b"\0"):
                meta, _, path = record.partition(b"\t")
                mode, _, name, size = meta.decode("ascii").split()
                if mode not in {_SUBMODULE, _LINK}:
                    self._held[path.decode("utf-8", "surrogateescape")] = (name, int(size) if size.isdigit() else 0)
        return self._held


class _GitFile(Blob):
    """One blob of a repository, with the git process that a large one is read from."""

    ranged = False

    def __init__(self, spec: SourceSpec, name: str, size: int) -> None:
        self.index, self.size = 0, size
        self._source = GitHistory(spec)
        item = Item(name, size, bytes.fromhex(name)[:16], BLOB)
        self._opened = self._source.open(Shard(spec, 0, (item,), size))
        blob = next(self._opened)
        if isinstance(blob, Refused):
            self.close()
            raise BlobError(blob.reason, blob.detail)
        self._blob = blob

    def origin(self) -> Origin:
        return self._blob.origin()

    def read(self, start: int, length: int) -> bytes:
        return self._blob.read(start, length)

    def unchanged(self) -> bool:
        return self._blob.unchanged()

    def close(self) -> None:
        for _ in self._opened:  # its end gives back the process
            continue
        self._source.close()
