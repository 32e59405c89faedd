"""Ahead: a stream that is read a line at a time, or up to a mark; for texts whose records end at marks that are known."""

from __future__ import annotations

from typing import IO

_BLOCK = 1 << 18


class Ahead:
    """Holds what was read of a stream and not asked for yet: a block, or as much as the longest record."""

    def __init__(self, stream: IO[bytes], longest: int) -> None:
        """Take a stream that is read forward, and the bytes of the longest record that is given."""
        self._stream = stream
        self._longest = longest
        self._data = b""
        self._at = 0

    def line(self) -> bytes:
        """The next line with its end, in pieces where it is longer than the longest record; empty at the end."""
        searched = self._at
        while not (end := self._data.find(b"\n", searched) + 1) and len(self._data) - self._at < self._longest:
            searched = len(self._data)
            dropped = self._more()
            if dropped < 0:
                break
            searched -= dropped
        return self._given(end or len(self._data))

    def upto(self, mark: bytes) -> tuple[bytes, int]:
        """Everything up to the next mark and with it, and how much that is; the end of the stream ends it as well.

        The mark may begin with the end of the line that was given last. Of more than the longest record only the size is told.
        """
        passed, searched = 0, max(0, self._at - 1)
        while (found := self._data.find(mark, searched)) < 0:
            if len(self._data) - self._at > self._longest:
                passed += len(self._data) - len(mark) - self._at
                self._at = len(self._data) - len(mark)
            searched = max(searched, len(self._data) - len(mark) + 1)
            dropped = self._more()
            if dropped < 0:
                break
            searched -= dropped
        data = self._given(found + len(mark) if found >= 0 else len(self._data))
        size = passed + len(data)
        return (data, size) if size <= self._longest else (b"", max(size, self._longest + 1))

    def back(self, size: int) -> None:
        """Give the last bytes of what was given last once more."""
        self._at -= size

    def _given(self, end: int) -> bytes:
        data = self._data[self._at : end]
        self._at = end
        return data

    def _more(self) -> int:
        """Read a block; gives how many bytes were let go before it, or -1 at the end."""
        block = self._stream.read(_BLOCK)
        if not block:
            return -1
        dropped = max(0, self._at - 1)  # a mark may begin with the byte before
        self._data = self._data[dropped:] + block
        self._at -= dropped
        return dropped
