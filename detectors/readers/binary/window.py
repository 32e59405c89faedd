"""Window: small reads at places that lie close together, with one larger read of the object for many of them."""

from __future__ import annotations

from connectors.blob import Blob

#: Least bytes that are read at a time.
LEAST = 4096


class Window:
    """Bytes of a blob by place. Nothing is read that does not lie in or right behind what is asked for."""

    def __init__(self, blob: Blob, least: int = LEAST) -> None:
        """Take the blob, and how many bytes are read at a time at least."""
        self.size = blob.size
        self.blob, self._least = blob, least
        self._start, self._held = 0, b""

    def take(self, at: int, size: int) -> bytes:
        """Bytes `[at, at + size)`, fewer only at the end of the object."""
        if at < 0 or size <= 0 or at >= self.size:
            return b""
        offset = at - self._start
        if not 0 <= offset <= len(self._held) - size:
            self._start, offset = at, 0
            self._held = self.blob.read(at, min(max(size, self._least), self.size - at))
        return self._held[offset : offset + size]
