"""CBOR, the little of it that certificates need.

Source: https://www.rfc-editor.org/rfc/rfc8949
"""

from __future__ import annotations

import struct

_DEPTH, _ITEMS = 12, 2000
#: Bytes of the argument by the low five bits of the first byte (24 to 27).
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}
_FLOATS = {2: ">e", 4: ">f", 8: ">d"}


class CborError(ValueError):
    """The bytes are no CBOR of definite lengths, or nest too deep, or hold too many items."""


def read(data: bytes) -> object:
    """The first item of the bytes: int, bytes, str, list, dict, bool, None or float; tags are passed over.

    Raises:
        CborError: see there.
    """
    return _Reader(data).item(0)


class _Reader:
    """Bytes, and how far they were read."""

    def __init__(self, data: bytes) -> None:
        """Begin at the first byte."""
        self._data = data
        self._at = 0
        self._left = _ITEMS

    def item(self, depth: int) -> object:
        """The next item."""
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            raise CborError("too deep, or too many items")
        first = self._take(1)[0]
        major, low = first >> 5, first & 31
        size = _SIZES.get(low, 0)
        if low > 27:  # noqa: PLR2004  # reserved, and lengths that are not said
            raise CborError("length is not said")
        value = int.from_bytes(self._take(size), "big") if size else low
        if major == 7:  # noqa: PLR2004  # simple values and floating point numbers
            return self._simple(value, size)
        return self._compound(major, value, depth)

    def _compound(self, major: int, value: int, depth: int) -> object:
        if major <= 1:
            return value if major == 0 else -1 - value
        if major in (2, 3):
            taken = self._take(value)
            return taken if major == 2 else taken.decode("utf-8", "replace")  # noqa: PLR2004  # bytes, or text
        if major == 6:  # noqa: PLR2004  # a tag
            return self.item(depth + 1)
        if value > self._left:
            raise CborError("more items than are left")
        if major == 4:  # noqa: PLR2004  # an array
            return [self.item(depth + 1) for _ in range(value)]
        return {self._key(depth): self.item(depth + 1) for _ in range(value)}

    def _key(self, depth: int) -> int | str:
        key = self.item(depth + 1)
        if not isinstance(key, int | str):
            raise CborError("keys are numbers or text")
        return key

    def _simple(self, value: int, size: int) -> object:
        if size in _FLOATS:
            return struct.unpack(_FLOATS[size], value.to_bytes(size, "big"))[0]
        return {20: False, 21: True}.get(value)

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise CborError("ends too soon")
        taken = self._data[self._at : end]
        self._at = end
        return taken
