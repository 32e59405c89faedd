"""Pieces: content that comes piece by piece, as a range of an object or as a stream that is read forward."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

from connectors.blob import Blob
from detectors.readers.base import Budget

#: How much is read and decoded at a time, in bytes.
PIECE = 1 << 20


def span(blob: Blob, start: int, end: int, budget: Budget) -> Iterator[bytes]:
    """Bytes `[start, end)` of a blob, piece by piece."""
    while start < end:
        budget.check()
        piece = blob.read(start, min(PIECE, end - start))
        if not piece:
            return
        yield piece
        start += len(piece)


class Stream(io.RawIOBase):
    """A stream read forward over pieces of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Take the pieces, which are asked for when they are read."""
        self._pieces = pieces
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = memoryview(piece)
        size = min(len(buffer), len(self._piece))
        buffer[:size] = self._piece[:size]
        self._piece = self._piece[size:]
        return size


def stream(pieces: Iterator[bytes]) -> IO[bytes]:
    """A file read forward over pieces of bytes."""
    return io.BufferedReader(Stream(pieces), 1 << 16)
