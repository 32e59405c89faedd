"""ArchiveTree: the files of a zip or tar by path, for what an export says of its files in others of them.

Only a look at a few small files: what an archive holds is read by its reader, with all of that one's care.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason
from connectors.tree import Entry, Tree

#: Largest file that is opened, in bytes: lists of people and channels of the largest workspaces have some 100 MB.
_LARGEST = 256 << 20
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    OSError,
    ValueError,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def posix(name: str) -> str:
    """A member's name as a path: Windows' programs write backslashes, some begin with `./` or `/`."""
    return name.replace("\\", "/").removeprefix("./").lstrip("/")


class ArchiveTree(Tree):
    """What lies in a zip or an uncompressed tar. Read when it is first asked; an archive that is damaged is empty."""

    def __init__(self, archive: Blob) -> None:
        """Take the archive, of which any range can be read."""
        self._archive = archive
        self._zip: zipfile.ZipFile | None = None
        self._tar: tarfile.TarFile | None = None
        self._held: dict[str, tuple[str, int]] | None = None

    def list(self, prefix: str = "") -> Iterator[Entry]:
        for path, (_, size) in self._entries().items():
            if path.startswith(prefix):
                yield Entry(path, size)

    def open(self, path: str) -> Blob:
        name, size = self._entries().get(path, ("", 0))
        if not name:
            raise BlobError(Reason.VANISHED, "no such file in this archive")
        if size > _LARGEST:
            raise BlobError(
                Reason.LIMIT, f"is larger than the {_LARGEST >> 20} MiB that are read for what they say of others"
            )
        try:
            data = self._read(name)
        except _DAMAGED as error:
            raise BlobError(Reason.CORRUPT, "cannot be read in this archive") from error
        return _Held(data, self._archive.origin())

    def exists(self, path: str) -> bool:
        return path in self._entries()

    def _read(self, name: str) -> bytes:
        if self._zip is not None:
            with self._zip.open(name) as stream:
                return stream.read(_LARGEST)
        stream_of = self._tar.extractfile(name) if self._tar is not None else None
        return stream_of.read(_LARGEST) if stream_of is not None else b""

    def _entries(self) -> dict[str, tuple[str, int]]:
        """Path -> name in the archive, and size."""
        if self._held is None:
            self._held = {}
            with suppress(*_DAMAGED, BlobError):
                self._index(self._held)
        return self._held

    def _index(self, held: dict[str, tuple[str, int]]) -> None:
        if self._archive.read(0, 2) == b"PK":
            self._zip = zipfile.ZipFile(self._archive.open())
            for info in self._zip.infolist():
                if not info.is_dir():
                    held.setdefault(posix(info.filename), (info.filename, info.file_size))
            return
        self._tar = tarfile.open(fileobj=self._archive.open(), mode="r:")  # noqa: SIM115  # as long as the tree
        for member in self._tar:
            if member.isreg():
                held.setdefault(posix(member.name), (member.name, member.size))


class _Held(Blob):
    """One file, in memory."""

    index = 0

    def __init__(self, data: bytes, origin: Origin) -> None:
        self.size = len(data)
        self._data = data
        self._origin = origin

    def origin(self) -> Origin:
        return self._origin

    def read(self, start: int, length: int) -> bytes:
        return self._data[start : start + length]

    def unchanged(self) -> bool:
        return True
