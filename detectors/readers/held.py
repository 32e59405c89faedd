"""Blobs that a reader can be given wherever they come from: bytes in memory, or an open descriptor."""

from __future__ import annotations

import os

from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason

_NOWHERE = Origin("", "memory:", "", None)


class HeldBlob(Blob):
    """Bytes in memory."""

    ranged = (
        False  # so that it is copied for who cannot reach this memory, which costs less than to be asked for its parts
    )

    def __init__(self, data: bytes, origin: Origin | None = None) -> None:
        """Take the bytes, and where they come from if that is known."""
        self.index, self.size = 0, len(data)
        self._data = data
        self._origin = origin or _NOWHERE

    def origin(self) -> Origin:
        return self._origin

    def read(self, start: int, length: int) -> bytes:
        return self._data[start : start + length]

    def content(self) -> bytes:
        return self._data

    def unchanged(self) -> bool:
        return True


class DescriptorBlob(Blob):
    """An open file descriptor of known size; the caller closes it."""

    #: As of `wired.WireBlob`: a descriptor's reader is told at once what goes wrong.
    failure: BlobError | None = None

    def __init__(self, descriptor: int, size: int) -> None:
        """Take a descriptor that can be read by position."""
        self.index, self.size = 0, size
        self._descriptor = descriptor

    def origin(self) -> Origin:
        return Origin("", "descriptor:", "", None)

    def read(self, start: int, length: int) -> bytes:
        try:
            data = os.pread(self._descriptor, length, start)
            while data and len(data) < length:
                more = os.pread(self._descriptor, length - len(data), start + len(data))
                if not more:
                    break
                data += more
        except OSError as error:
            raise BlobError(Reason.UNREADABLE, error.strerror or "cannot be read") from error
        return data

    def descriptor(self) -> int | None:
        return self._descriptor

    def unchanged(self) -> bool:
        return True
