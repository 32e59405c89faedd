"""Blob: one object of a source, read by range; and Origin: where it comes from."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an object was read.

    Attributes:
        vendor: name of the vendor who holds it.
        locator: URI, for example `file:///srv/a.txt` or `git+file:///r@<object id>`.
        revision: what changes when the content changes: an object id, or size and times of a file.
        modified: last change in UTC, or None where the source does not say.
    """

    vendor: str
    locator: str
    revision: str
    modified: datetime | None


class Blob(ABC):
    """One object, open for reading. Not picklable: it lives in the worker that opened it."""

    #: Place of the object in its shard, from 0.
    index: int
    #: Size in bytes as listed.
    size: int
    #: Whether a range costs about the same wherever it lies; False where a step back means reading anew from the beginning.
    ranged: bool = True
    #: Bytes that were read through `open`.
    streamed: int = 0

    @abstractmethod
    def origin(self) -> Origin:
        """Where it comes from. Made on demand: most objects hold nothing worth naming."""

    @abstractmethod
    def read(self, start: int, length: int) -> bytes:
        """Bytes `[start, start + length)`, fewer only at the end of the object.

        Raises:
            BlobError: the bytes cannot be had (denied, gone, broken).
        """

    def piece(self, start: int, length: int) -> bytes:
        """As `read`, for whoever keeps what it read and goes on elsewhere: nothing beside the range is read.

        Raises:
            BlobError: see `read`.
        """
        return self.read(start, length)

    def content(self) -> bytes:
        """The whole object; callers ask only for objects that they may hold.

        Raises:
            BlobError: see `read`.
        """
        return self.read(0, self.size)

    def open(self) -> io.BufferedReader:
        """A seekable file over `read`; costs what is read of it."""
        return io.BufferedReader(_Ranges(self), 1 << 16)

    def descriptor(self) -> int | None:
        """An open file descriptor whose content from offset 0 is this object, or None where there is none; it stays the blob's."""
        return None

    def digest(self) -> bytes | None:
        """A digest of the content that costs no reading, after it was read; None where only reading it once more would give one."""
        return None

    @abstractmethod
    def unchanged(self) -> bool:
        """Whether the object still is what was listed; asked after reading."""

    def close(self) -> None:  # noqa: B027  # most blobs hold nothing open
        """Give back what the blob holds open."""


class _Ranges(io.RawIOBase):
    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._blob.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        data = self._blob.read(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        self._blob.streamed += len(data)
        return len(data)
