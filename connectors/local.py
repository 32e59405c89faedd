"""Local files: a folder is walked without following links; what cannot be read is said, never skipped in silence."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.base import Connector, Item, Mark, Refused, Shard, SourceSpec
from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason, SourceError

if TYPE_CHECKING:
    from connectors.tree import Tree

#: What a file of a git work tree is expected to be: path relative to the source -> object id.
Expected = Callable[[str], bytes]

#: What git keeps in an object folder, relative to it (gitrepository-layout(5)).
STORED = re.compile(
    r"[0-9a-f]{2}/(?:[0-9a-f]{38}|[0-9a-f]{62})"
    r"|pack/pack-[0-9a-f]{40,64}\.(?:pack|idx|rev|bitmap|mtimes|keep|promisor)"
    r"|pack/multi-pack-index[-.\w]*|info/commit-graphs?(?:/[-.\w]+)?"
)

#: Characters of a path that are given to the system at once (PATH_MAX is 4,096 bytes on Linux, 1,024 on macOS).
_LONGEST = 240

_KINDS = {
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block device",
    stat.S_IFCHR: "character device",
}


class LocalFiles(Connector):
    """A file, or a folder with everything below it.

    Option `skip`: object folders of repositories (relative, each ended by NUL) whose objects another source reads; what else lies
    in them is listed.
    """

    def __init__(self, spec: SourceSpec, expected: Mapping[str, Mapping[str, bytes]] | None = None) -> None:
        """Open a source.

        Args:
            spec: its locator is a `file://` URI with an absolute path.
            expected: for every git work tree below the root (its path relative to the root), path -> object id of
                content that is scanned as part of that repository's history and need not be scanned again.

        Raises:
            SourceError: the locator is not of this connector.
        """
        if not spec.locator.startswith("file:///"):
            raise SourceError(f"{spec.locator}: not a file:/// locator")
        self.spec = spec
        self._root = os.fsdecode(spec.locator.removeprefix("file://"))
        self._skip = frozenset(spec.options.get("skip", "").split("\0")) - {""}
        self._expected = expected or {}

    def tree(self) -> Tree | None:
        from connectors.tree import FolderTree  # noqa: PLC0415  # a tree is made of this

        return FolderTree(self._root, self.spec.vendor) if os.path.isdir(self._root) else None

    def list(self, after: str = "") -> Iterator[Item | Refused | Mark]:  # noqa: ARG002  # gives no marks
        try:
            status = os.lstat(self._root)
        except OSError as error:
            raise SourceError(
                f"{self._root}: {error.strerror}; give a path that exists and that you may read"
            ) from error
        if stat.S_ISDIR(status.st_mode):
            yield from self._walk("", {})
        else:
            yield self._listed(os.path.basename(self._root), status, b"")

    def _walk(self, folder: str, expected: Mapping[str, bytes]) -> Iterator[Item | Refused]:
        """Everything below a folder, sorted by name; iterative in depth by an explicit stack, so no tree is too deep."""
        stack: list[tuple[str, Mapping[str, bytes], str, str]] = [(folder, expected, "", "")]
        while stack:
            folder, expected, base, store = stack.pop()
            if folder in self._expected:
                expected, base = self._expected[folder], folder
            store = folder if folder in self._skip else store
            below: list[tuple[str, Mapping[str, bytes], str, str]] = []
            for entry in self._entries(folder):
                if isinstance(entry, Refused):
                    yield entry
                    continue
                name = f"{folder}/{entry.name}" if folder else entry.name
                try:
                    if entry.is_dir(follow_symlinks=False):
                        below.append((name, expected, base, store))
                        continue
                    status = entry.stat(follow_symlinks=False)
                except OSError as error:
                    yield Refused(name, 0, _reason(error), error.strerror or "cannot be examined")
                    continue
                if store and self._of_git(name, name[len(store) + 1 :]):
                    continue
                hint = expected.get(name[len(base) + 1 :] if base else name, b"") if expected else b""
                yield self._listed(name, status, hint)
            stack.extend(reversed(below))

    def _of_git(self, name: str, below: str) -> bool:
        """Whether git reads a file of an object folder; a pack without its index it does not."""
        if not below.endswith(".pack"):
            return STORED.fullmatch(below) is not None
        return STORED.fullmatch(below) is not None and os.path.isfile(os.path.join(self._root, f"{name[:-5]}.idx"))

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str] | Refused]:
        try:
            with _scanned(os.path.join(self._root, folder)) as entries:
                yield from sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Refused(folder or ".", 0, _reason(error), f"folder cannot be listed: {error.strerror}")

    def _listed(self, name: str, status: os.stat_result, hint: bytes) -> Item | Refused:
        mode = stat.S_IFMT(status.st_mode)
        if mode == stat.S_IFREG:
            return Item(name, status.st_size, file_key(name, status), hint)
        if mode == stat.S_IFLNK:
            return Refused(
                name,
                0,
                Reason.SYMLINK,
                "symbolic link, not followed; its target is scanned where it lies inside the source",
            )
        return Refused(name, 0, Reason.SPECIAL, f"{_KINDS.get(mode, 'special file')}, not read")

    def open(self, shard: Shard) -> Iterator[Blob | Refused]:
        single = os.path.basename(self._root) if not os.path.isdir(self._root) else None
        for index, item in enumerate(shard.items):
            path = self._root if item.name == single else os.path.join(self._root, item.name)
            try:
                blob = LocalBlob(self.spec, index, item, path)
            except BlobError as error:
                yield Refused(item.name, item.size, error.reason, error.detail)
                continue
            try:
                yield blob
            finally:
                blob.close()


class LocalBlob(Blob):
    """One regular file, held open while it is read."""

    __slots__ = ("_descriptor", "_item", "_path", "_spec", "index", "size")

    def __init__(self, spec: SourceSpec, index: int, item: Item, path: str) -> None:
        """Open the file without following a link that took its place.

        Raises:
            BlobError: it cannot be opened.
        """
        self._spec, self.index, self._item, self._path = spec, index, item, path
        self.size = item.size
        try:
            self._descriptor = _open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise BlobError(Reason.CHANGED, "a link took the place of the file; scan it again") from error
            raise BlobError(_reason(error), error.strerror or "cannot be opened") from error
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            os.close(self._descriptor)
            raise BlobError(Reason.CHANGED, "no longer a regular file; scan it again")

    @property
    def hint(self) -> bytes:
        """Object id that this content is expected to have, or empty."""
        return self._item.hint

    def origin(self) -> Origin:
        status = os.fstat(self._descriptor)
        try:
            modified = datetime.fromtimestamp(status.st_mtime, UTC)
        except (ValueError, OverflowError, OSError):  # a time beyond the calendar
            modified = None
        return Origin(self._spec.vendor, f"file://{self._path}", self._item.key.hex(), modified)

    def read(self, start: int, length: int) -> bytes:
        try:
            data = os.pread(self._descriptor, length, start)
            while data and len(data) < length:  # a signal or the kernel's 2 GiB limit cut the read short
                more = os.pread(self._descriptor, length - len(data), start + len(data))
                if not more:
                    break
                data += more
        except OSError as error:
            raise BlobError(_reason(error), error.strerror or "cannot be read") from error
        return data

    def descriptor(self) -> int | None:
        return self._descriptor

    def unchanged(self) -> bool:
        return file_key(self._item.name, os.fstat(self._descriptor)) == self._item.key

    def close(self) -> None:
        os.close(self._descriptor)


def _open(path: str, flags: int) -> int:
    """A descriptor of a path of any length: the folders of a long one are opened one in the other.

    Raises:
        OSError: as `os.open`.
    """
    folder: int | None = None
    try:
        while len(path) > _LONGEST and "/" in path.strip("/"):
            cut = max(path.rfind("/", 1, _LONGEST), 0) or path.index("/", 1)
            inner = os.open(path[:cut], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
            if folder is not None:
                os.close(folder)
            folder, path = inner, path[cut:].lstrip("/")
        return os.open(path, flags, dir_fd=folder)
    finally:
        if folder is not None:
            os.close(folder)


@contextmanager
def _scanned(path: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    """Entries of a folder whose path may be of any length.

    Raises:
        OSError: it cannot be listed.
    """
    if len(path) <= _LONGEST:
        with os.scandir(path) as entries:
            yield entries
        return
    descriptor = _open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        with os.scandir(descriptor) as entries:
            yield entries
    finally:
        os.close(descriptor)


def file_key(name: str, status: os.stat_result) -> bytes:
    """Changes with name, size, times and inode; ctime cannot be set back by a user, so edited content never keeps its key."""
    text = f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}\0{status.st_ino}"
    return hashlib.blake2b(os.fsencode(text), digest_size=16).digest()


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return Reason.DENIED
    if isinstance(error, FileNotFoundError):
        return Reason.VANISHED
    return Reason.UNREADABLE


def locator(path: Path) -> str:
    """The source locator of a path: absolute, links in the path itself resolved, the bytes of odd names kept."""
    return f"file://{os.path.realpath(path)}"
