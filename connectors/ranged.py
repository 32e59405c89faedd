"""Ranged: a stream out of requests of some megabytes each, for libraries that give no body that can be left in the middle."""

from __future__ import annotations

from collections.abc import Callable

#: Bytes that one request asks for.
_PIECE = 8 << 20


class Ranged:
    """A `connectors.provider.Body` over reads by range."""

    def __init__(self, fetch: Callable[[int, int], bytes], start: int, end: int | None) -> None:
        """Take what gives bytes `[start, end)`, none behind the end of the object, and the range wanted; `end` None for all."""
        self._fetch, self._at, self._end = fetch, start, end
        self._rest = memoryview(b"")

    def read(self, amount: int) -> bytes:
        """So many bytes or fewer; none only at the end.

        Raises:
            RemoteError: as of `fetch`.
        """
        if not self._rest:
            until = self._at + _PIECE if self._end is None else min(self._end, self._at + _PIECE)
            if until <= self._at:
                return b""
            data = self._fetch(self._at, until)
            self._at += len(data)
            self._rest = memoryview(data)
        piece, self._rest = bytes(self._rest[:amount]), self._rest[amount:]
        return piece

    def close(self) -> None:
        """Let go of what was not read."""
        self._rest = memoryview(b"")
