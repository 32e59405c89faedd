r"""Escapes: characters written `\x0B`, as JSON does not have them, made `\u000B`, in a text at once or in a stream by blocks."""

from __future__ import annotations

import re
from typing import IO

#: A character that JSON does not know how to escape; an even number of backslashes before it are such characters themselves.
_WRONG = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_RIGHT = rb"\1\\u00\2"
_BEGUN = re.compile(rb"x[0-9A-Fa-f]?\Z")
_BLOCK = 1 << 16


def mended(data: bytes) -> bytes:
    """Some JSON with its characters escaped as they should be."""
    return _WRONG.sub(_RIGHT, data) if b"\\x" in data else data


class Mended:
    """A stream of JSON with its characters escaped as they should be."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Take a stream that is read forward."""
        self._stream = stream
        self._ready = b""
        self._held = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, fewer than asked for where a block ends; none at the end, and a block where no size is told."""
        while not self._ready:
            block = self._stream.read(_BLOCK)
            data = self._held + block
            if not data:
                return b""
            self._held = _tail(data) if block else b""
            self._ready = mended(data[: len(data) - len(self._held)])
        given = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(given) :]
        return given


def _tail(data: bytes) -> bytes:
    """The end of a block that may go on as a character."""
    begun = _BEGUN.search(data, max(0, len(data) - 2))
    rest = begun[0] if begun is not None else b""
    before = data.removesuffix(rest)
    return b"\\" + rest if (len(before) - len(before.rstrip(b"\\"))) % 2 else b""
