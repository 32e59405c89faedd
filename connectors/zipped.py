"""Zipped: the members of one large zip on disk as a source of its own, so that many workers read it and a scan of it can go on.

Only plain zips: members that are stored or deflated, in clear, each name once. Any other one is an object like others, and its
reader opens it with all of its care.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

from connectors.archivetree import ArchiveTree, posix
from connectors.base import Connector, Item, Mark, Refused, Shard, SourceSpec
from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason, SourceError
from connectors.tree import FolderTree, Tree, is_plain

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
#: Members that only documents have (ECMA-376 part 2; ODF 1.3 part 2, 3.3), which are one object each.
_DOCUMENT = frozenset({"[Content_Types].xml", "mimetype"})
#: Members up to this size are held while they are read; larger ones are streams, read anew where somebody steps back.
_HELD = 8 << 20
_BLOCK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


def is_plain_zip(path: str) -> bool:
    """Whether a file is a zip of which all members can be read on their own."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [posix(info.filename) for info in archive.infolist() if not info.is_dir()]
            plain = all(
                info.compress_type in _METHODS and not info.flag_bits & _ENCRYPTED for info in archive.infolist()
            )
    except _DAMAGED:
        return False
    document = _DOCUMENT.intersection(names)
    return plain and not document and len(set(names)) == len(names) and all(map(is_plain, names))


class ZipMembers(Connector):
    """The members of a zip, in its order. A member is known again by name, size and checksum, whatever zip it lies in."""

    def __init__(self, spec: SourceSpec) -> None:
        """Open a source.

        Args:
            spec: its locator is a `file://` URI with an absolute path, the same as that of the zip as one file.

        Raises:
            SourceError: the locator is not of this connector.
        """
        if not spec.locator.startswith("file:///"):
            raise SourceError(f"{spec.locator}: not a file:/// locator")
        self.spec = spec
        self._path = os.fsdecode(spec.locator.removeprefix("file://"))
        self._archive: zipfile.ZipFile | None = None
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._stat: os.stat_result | None = None

    def _open(self) -> zipfile.ZipFile:
        if self._archive is None:
            try:
                self._archive = zipfile.ZipFile(self._path)
                self._stat = os.stat(self._path)
            except _DAMAGED as error:
                raise SourceError(
                    f"{self._path}: cannot be opened as a zip; was it changed during the scan?"
                ) from error
            self._members = {posix(info.filename): info for info in self._archive.infolist() if not info.is_dir()}
        return self._archive

    def list(self, after: str = "") -> Iterator[Item | Refused | Mark]:  # noqa: ARG002  # gives no marks
        self._open()
        for name, info in self._members.items():
            yield Item(name, info.file_size, _key(name, info), b"")

    def open(self, shard: Shard) -> Iterator[Blob | Refused]:
        archive = self._open()
        for index, item in enumerate(shard.items):
            info = self._members.get(item.name)
            if info is None or _key(item.name, info) != item.key:
                yield Refused(
                    item.name, item.size, Reason.CHANGED, "the zip changed since it was listed; scan it again"
                )
                continue
            blob = ZippedBlob(self, archive, info, index)
            try:
                yield blob
            finally:
                blob.close()

    def tree(self) -> Tree:
        folder, name = os.path.split(self._path)
        return ArchiveTree(FolderTree(folder, self.spec.vendor).open(name))

    def origin(self, info: zipfile.ZipInfo) -> Origin:
        """Where a member is read."""
        try:
            modified = datetime(*info.date_time, tzinfo=UTC)
        except ValueError:
            modified = None
        return Origin(self.spec.vendor, f"{self.spec.locator}!{info.filename}", f"{info.CRC:08x}", modified)

    def unchanged(self) -> bool:
        """Whether the zip is the file that was opened."""
        try:
            now = os.stat(self._path)
        except OSError:
            return False
        then = self._stat
        return then is not None and (now.st_ino, now.st_size, now.st_mtime_ns) == (
            then.st_ino,
            then.st_size,
            then.st_mtime_ns,
        )

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()
            self._archive = None


class ZippedBlob(Blob):
    """One member."""

    ranged = False

    def __init__(self, source: ZipMembers, archive: zipfile.ZipFile, info: zipfile.ZipInfo, index: int) -> None:
        """Take where it lies."""
        self.index, self.size = index, info.file_size
        self._source, self._archive, self._info = source, archive, info
        self._data: bytes | None = None
        self._stream: IO[bytes] | None = None
        self._at = 0

    def origin(self) -> Origin:
        return self._source.origin(self._info)

    def read(self, start: int, length: int) -> bytes:
        try:
            return self._read(start, length)
        except _DAMAGED as error:
            raise BlobError(Reason.CORRUPT, "is damaged in its zip") from error

    def _read(self, start: int, length: int) -> bytes:
        if self.size <= _HELD:
            if self._data is None:
                self._data = self._archive.read(self._info)
            return self._data[start : start + length]
        if self._stream is None or start < self._at:
            self.close()
            self._stream, self._at = self._archive.open(self._info), 0
        while self._at < start:
            passed = self._stream.read(min(_BLOCK, start - self._at))
            if not passed:
                return b""
            self._at += len(passed)
        data = self._stream.read(length)
        self._at += len(data)
        return data

    def unchanged(self) -> bool:
        return self._source.unchanged()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._data = None


def _key(name: str, info: zipfile.ZipInfo) -> bytes:
    text = f"{name}\0{info.CRC}\0{info.file_size}"
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()
