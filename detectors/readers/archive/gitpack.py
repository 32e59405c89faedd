"""Git packs and bundles as files: commits and tags as text, blobs as members named `<first of its id>/<a path that it has>`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.archive.coding import damaged
from detectors.readers.archive.content import Ahead, content
from detectors.readers.archive.gitfamily import Family
from detectors.readers.archive.gitobjects import BLOB, COMMIT, KINDS, TAG, TREE, Objects
from detectors.readers.archive.gitpaths import Paths
from detectors.readers.archive.naming import Tally
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Text
from detectors.views.sniff import Media

_BUNDLE = b"# v"
#: Bytes of a bundle's head that are read: a line for each of its references.
_BUNDLE_MOST = 16 << 20
#: Hexadecimal digits of an id that are shown where a path follows.
_SHORT = 12
#: Most bytes of a commit, tree or tag that is read, and of a blob that is a difference or has differences: these are held.
_TEXT_MOST, _BLOB_MOST = 8 << 20, 24 << 20


class GitPackReader(Reader):
    """Commits and tags as text named `commit <id>` and `tag <id>`, then blobs; trees give names only. History is not followed."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        del media, name
        ahead = Ahead(blob)
        start, algorithm, references = _bundle(ahead, budget)
        if references:
            yield Text(references, "references")
        yield from _Pack(Objects(ahead, start, algorithm, budget), budget).parts()


def _bundle(ahead: Ahead, budget: Budget) -> tuple[int, str, bytes]:
    """Where the pack begins, its hash, and the names of a bundle's references (gitformat-bundle(5))."""
    if ahead.take(0, 3) != _BUNDLE:
        return 0, "sha1", b""
    length, end, head = 1 << 10, -1, b""
    while end < 0:
        budget.check()
        length *= 4
        head = ahead.take(0, length)
        end = head.find(b"\n\n")
        if end < 0 and (len(head) < length or length > _BUNDLE_MOST):
            raise damaged()
    lines = head[:end].split(b"\n")[1:]
    algorithm = "sha256" if b"@object-format=sha256" in lines else "sha1"
    return end + 2, algorithm, b"\n".join(line.partition(b" ")[2] for line in lines if not line.startswith(b"@"))


class _Pack:
    """A pack that is being read."""

    def __init__(self, objects: Objects, budget: Budget) -> None:
        self._objects = objects
        self._budget = budget
        self._paths = Paths(objects.width)
        self._tally = Tally()

    def parts(self) -> Iterator[Part]:
        objects = self._objects
        roots = bytearray(objects.whole(number) * objects.kinds[number] for number in range(objects.count))
        for number, kind in enumerate(roots):
            if kind in {COMMIT, TREE, TAG}:
                yield from self._texts(number)
        for number, kind in enumerate(roots):
            if kind == BLOB:
                yield from self._blobs(number)
        yield from self._tally.rest()
        missing = objects.unresolved()
        if missing:
            detail = f"{missing:,} objects are differences to others that are not in the pack or not readable"
            yield Gap("", 0, Reason.MISSING, detail)
        if objects.damage:
            raise objects.damage
        if objects.count < objects.stated:
            raise ReadError(Reason.LIMIT, f"more than {objects.count:,} objects; the rest was not opened")

    def _texts(self, root: int) -> Iterator[Part]:
        """Text of commits and tags, and from trees the paths."""
        objects, kind = self._objects, self._objects.kinds[root]
        if objects.sizes[root] > _TEXT_MOST:
            yield from self._large(root)
            return
        family = Family(objects, root, _TEXT_MOST, self._budget)
        for number, data in family.members():
            if kind == TREE:
                self._paths.tree(objects.name(number), data)
            else:
                yield Text(data.decode("utf-8", "replace").encode(), f"{KINDS[kind].decode()} {self._short(number)}")
        yield from self._lost(family)

    def _blobs(self, root: int) -> Iterator[Part]:
        """A blob, of any size where it stands alone, and the differences to it."""
        objects = self._objects
        self._budget.check()
        alone = next(objects.deltas(root), None) is None
        if alone or objects.sizes[root] > _BLOB_MOST:
            yield Member(self._name(root), objects.sizes[root], self._stream(root), again=True)
            if not alone:
                yield from self._large(root)
            return
        family = Family(objects, root, _BLOB_MOST, self._budget)
        for number, data in family.members():
            yield Member(self._name(number), len(data), _held(data), again=True)
        yield from self._lost(family)

    def _stream(self, number: int) -> Callable[[], IO[bytes]]:
        return lambda: content(self._objects.data(number))

    def _short(self, number: int) -> str:
        return self._objects.name(number).hex()[:_SHORT]

    def _name(self, number: int) -> str:
        path = self._paths.path(self._objects.name(number))
        return f"{self._short(number)}/{path}" if path else self._objects.name(number).hex()

    def _large(self, number: int) -> Iterator[Part]:
        detail = "is too large to be held, as is needed for the objects that are differences to it"
        yield from self._tally.gap(self._objects.name(number).hex(), self._objects.sizes[number], Reason.LIMIT, detail)

    def _lost(self, family: Family) -> Iterator[Part]:
        """What could not be resolved in a family."""
        if family.damaged:
            detail = f"{family.damaged:,} differences are damaged"
            yield from self._tally.gap("", 0, Reason.CORRUPT, detail)
        if family.larger:
            detail = f"{family.larger:,} objects are too large to be built from differences"
            yield from self._tally.gap("", 0, Reason.LIMIT, detail)


def _held(data: bytes) -> Callable[[], IO[bytes]]:
    return lambda: BytesIO(data)
