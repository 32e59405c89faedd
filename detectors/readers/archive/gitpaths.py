"""Paths of a pack's blobs, by the trees that name them."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.archive.naming import shown

#: Names that are held; some 250 bytes each.
_MOST = 200_000
#: Folders in one another; more are no path that a file system would hold.
_DEEPEST = 128
_SUBMODULE = b"160000"


class Paths:
    """For each object one tree that names it, the first that was seen."""

    def __init__(self, width: int) -> None:
        """Take the bytes of an object id."""
        self._width = width
        self._parents: dict[bytes, tuple[bytes, bytes]] = {}

    def tree(self, name: bytes, data: bytes) -> None:
        """Take the names out of a tree."""
        for child, entry in self._entries(data):
            if len(self._parents) >= _MOST:
                return
            self._parents.setdefault(child, (name, entry))

    def _entries(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Ids and names, as far as the tree is well formed: `<mode> <name>`, NUL, id."""
        at = 0
        while at < len(data):
            end = data.find(b"\0", at)
            mode, space, name = data[at:end].partition(b" ")
            at = end + 1 + self._width
            if end < 0 or not space or at > len(data):
                return
            if mode != _SUBMODULE:
                yield data[end + 1 : at], name

    def path(self, name: bytes) -> str:
        """A path of an object, from the top of some tree; empty where no tree names it."""
        parts: list[bytes] = []
        found = self._parents.get(name)
        while found and len(parts) < _DEEPEST:
            parts.append(found[1])
            found = self._parents.get(found[0])
        return shown(b"/".join(reversed(parts)).decode("utf-8", "backslashreplace"))
