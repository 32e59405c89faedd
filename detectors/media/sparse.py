"""Sparse: a file over an object of which only what is asked for is read, in blocks, up to a bound: for demuxers of recordings."""

from __future__ import annotations

import io
from collections import OrderedDict

from connectors.blob import Blob

#: Bytes of a block: indexes and key frames of films are some tens of kilobytes, and a block is read whole for either.
BLOCK = 64 << 10
#: Blocks that are kept.
_KEPT = 96


class Sparse:
    """What PyAV asks of a file: `read`, `seek` and `tell`. It ends where no more may be read: demuxers know how to end there.

    Attributes:
        taken: bytes that were read of the object.
        requests: in how many reads.
        size: of what it shows, in bytes.
        spent: whether more was asked for than may be read.
    """

    def __init__(self, blob: Blob, most: int, end: int | None = None) -> None:
        """Take the object.

        Args:
            blob: the object.
            most: bytes that may be read of it.
            end: where it is to end for whoever reads it; None for its own end.
        """
        self.taken, self.requests, self.spent = 0, 0, False
        self.size = blob.size if end is None else min(end, blob.size)
        self._blob, self._most = blob, most
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def allow(self, more: int) -> None:
        """So many bytes more than were read by now may be read."""
        self._most, self.spent = self.taken + more, False

    @property
    def left(self) -> int:
        """Bytes that may still be read."""
        return max(0, self._most - self.taken)

    def tell(self) -> int:
        """Where it stands, in bytes."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; none is read."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}.get(whence)
        if start is None:
            raise ValueError("whence")
        self._at = max(0, start + offset)
        return self._at

    def read(self, amount: int = -1) -> bytes:
        """So many bytes or fewer, of one block at most; none at the end, and where no more may be read.

        Raises:
            BlobError: the object cannot be read.
        """
        wanted = self.size - self._at if amount < 0 else min(amount, self.size - self._at)
        if wanted <= 0:
            return b""
        number, inner = divmod(self._at, BLOCK)
        piece = self._block(number)[inner : inner + wanted]
        self._at += len(piece)
        return piece

    def _block(self, number: int) -> bytes:
        found = self._blocks.get(number)
        if found is None:
            length = min(BLOCK, self.size - number * BLOCK)
            if self.taken + length > self._most:
                self.spent = True
                return b""
            found = self._blocks[number] = self._blob.piece(number * BLOCK, length)
            self.taken += len(found)
            self.requests += 1
            if len(self._blocks) > _KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return found
