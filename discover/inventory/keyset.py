"""KeySet: which 16-byte keys are known, in about 17 bytes a key: a set of Python's own takes a hundred."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

_KEY = 16
_DRAWERS = 1 << 16


class KeySet(AbstractSet[bytes]):
    """Keys that are digests, by their first two bytes in drawers that are searched from one end to the other.

    A set like any other to whoever asks it or compares it; keys are added by many at once, each once.
    """

    __slots__ = ("_drawers",)

    def __init__(self) -> None:
        """Begin empty."""
        self._drawers: list[bytearray | None] = [None] * _DRAWERS

    def update(self, keys: bytes) -> None:
        """Add keys that stand one behind the other."""
        drawers = self._drawers
        for at in range(0, len(keys), _KEY):
            number = keys[at] << 8 | keys[at + 1]
            drawer = drawers[number]
            if drawer is None:
                drawers[number] = bytearray(keys[at : at + _KEY])
            else:
                drawer += keys[at : at + _KEY]

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, bytes):
            return False
        drawer = self._drawers[key[0] << 8 | key[1]]
        if drawer is None:
            return False
        at = drawer.find(key)
        while at % _KEY and at >= 0:  # across two keys
            at = drawer.find(key, at + 1)
        return at >= 0

    def __len__(self) -> int:
        return sum(len(drawer) for drawer in self._drawers if drawer is not None) // _KEY

    def __iter__(self) -> Iterator[bytes]:
        for drawer in self._drawers:
            if drawer is not None:
                yield from (bytes(drawer[at : at + _KEY]) for at in range(0, len(drawer), _KEY))
