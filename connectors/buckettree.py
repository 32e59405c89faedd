"""BucketTree: the objects below a prefix of a bucket as files by path."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import Item
from connectors.blob import Blob
from connectors.bucket import BucketObjects, versioned
from connectors.errors import BlobError, Reason, RemoteError
from connectors.pace import Rate
from connectors.provider import Provider
from connectors.ranges import RemoteBlob
from connectors.tree import Entry, Tree, is_plain


class BucketTree(Tree):
    """What is current below a prefix, which is cut off the keys. A key that no path can be (`a//b`, `../a`) is not in it."""

    near = False

    def __init__(self, source: BucketObjects, root: str | None = None) -> None:
        """Take a bucket and what its paths are relative to: if that is not told, its prefix, which should end in `/`."""
        self._source = source
        self._provider: Provider = source.service
        self._root = self._provider.prefix if root is None else root

    def list(self, prefix: str = "") -> Iterator[Entry]:
        for item in self._source.list():
            if isinstance(item, Item) and not versioned(item.name)[1] and is_plain(item.name[len(self._root) :]):
                path = item.name[len(self._root) :]
                if path.startswith(prefix):
                    yield Entry(path, item.size)

    def open(self, path: str) -> Blob:
        found = self._found(path)
        if found is None:
            raise BlobError(Reason.VANISHED, "no such object below this prefix")
        return RemoteBlob(self._provider, found, 0, self._source.spec.vendor, Rate(None))

    def exists(self, path: str) -> bool:
        try:
            return self._found(path) is not None
        except RemoteError:
            return False

    def _found(self, path: str) -> Item | None:
        if not is_plain(path):
            return None
        entry = self._provider.again(f"{self._root}{path}")
        if entry is None or entry.reason:
            return None
        return Item(path, entry.size, bytes(16), entry.reference().packed())
