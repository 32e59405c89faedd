"""Stack: contents along the path from the last object to the root of its delta tree."""

from __future__ import annotations

from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class DeltaStack(Generic[Key, Value]):
    """What the next objects are likely to need, where they come depth first along their delta trees: up to so many bytes of it."""

    def __init__(self, most: int) -> None:
        """Take how many bytes are kept; when there are more, what was kept first goes, a quarter of it at a time."""
        self._most = most
        self._held = 0
        self._stack: list[tuple[Key, Value, int]] = []
        self._place: dict[Key, int] = {}  # where on the stack, counted from the first that was ever on it
        self._dropped = 0

    def known(self, key: Key) -> Value | None:
        """What was kept, or None; what lies above it has no children to come, and is dropped."""
        number = self._place.get(key)
        if number is None:
            return None
        index = number - self._dropped
        for above, _, size in self._stack[index + 1 :]:
            self._held -= size
            del self._place[above]
        del self._stack[index + 1 :]
        return self._stack[index][1]

    def keep(self, key: Key, value: Value, size: int) -> None:
        """Keep a content of so many bytes; one that is kept stays as it is."""
        if key in self._place:
            return
        self._place[key] = self._dropped + len(self._stack)
        self._stack.append((key, value, size))
        self._held += size
        if self._held > self._most:
            self._forget()

    def _forget(self) -> None:
        gone = 0
        while self._held > self._most * 3 // 4 and gone < len(self._stack) - 1:
            key, _, size = self._stack[gone]
            self._held -= size
            del self._place[key]
            gone += 1
        del self._stack[:gone]
        self._dropped += gone
