"""Members: objects that lie in other objects, as blobs: streams, held or read again where their reader goes back and forth."""

from __future__ import annotations

from typing import IO

from connectors.blob import Blob, Origin
from connectors.errors import Reason
from connectors.git import GitBlob
from detectors.readers.base import Budget, Member, ReadError
from detectors.readers.held import HeldBlob

#: Stands for a size that nobody knows yet; readers of streams read to the end.
UNKNOWN = 1 << 62
_BLOCK = 1 << 20


class SmallMember(HeldBlob):
    """A member that is in memory."""

    def __init__(self, part: Member, data: bytes, container: Blob) -> None:
        """Take its content."""
        super().__init__(data)
        self._part = part
        self._container = container

    def origin(self) -> Origin:
        return _origin(self._part, self._container)


class MemberBlob(Blob):
    """A member that is larger than a window: read forward, and from its beginning again where its container allows it."""

    ranged = False

    def __init__(self, part: Member, stream: IO[bytes], head: bytes, budget: Budget, container: Blob) -> None:
        """Take over a stream of which `head` was read."""
        self.index = container.index
        self.size = part.size if part.size is not None and part.size > len(head) else UNKNOWN
        self._part = part
        self._stream = stream
        self._head = head
        self._budget = budget
        self._container = container
        self._at = len(head)
        self._last = b""  # the block before `_at`, so that small steps back cost nothing

    def origin(self) -> Origin:
        return _origin(self._part, self._container)

    def read(self, start: int, length: int) -> bytes:
        if start + length <= len(self._head):
            return self._head[start : start + length]
        if start < len(self._head) and self._at == len(self._head):
            return self._head[start:] + self._forward(length - (len(self._head) - start))
        if start < self._at - len(self._last):
            self._rewind()
        while self._at < start:
            if not self._forward(min(start - self._at, _BLOCK)):
                return b""
        behind = self._last[len(self._last) - (self._at - start) :] if start < self._at else b""
        return behind[:length] + self._forward(length - len(behind)) if length > len(behind) else behind[:length]

    def _forward(self, length: int) -> bytes:
        parts: list[bytes] = []
        left = length
        while left > 0 and (block := self._stream.read(min(left, _BLOCK))):
            self._budget.expand(len(block))
            parts.append(block)
            left -= len(block)
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        self._at += len(data)
        self._last = data[-_BLOCK:] if len(data) >= _BLOCK else (self._last + data)[-_BLOCK:]
        if left > 0:
            self.size = self._at  # now it is known
        return data

    def _rewind(self) -> None:
        """Begin anew.

        Raises:
            ReadError: its container cannot give it a second time.
        """
        if not self._part.again:
            most = self._budget.limits.buffer >> 20
            raise ReadError(
                Reason.LIMIT,
                f"lies in a stream and is larger than the {most} MiB that are held to read it back and forth",
            )
        self._stream.close()
        self._stream = self._part.open()
        self._at, self._last = 0, b""

    def measure(self) -> None:
        """Find out the size, by reading to the end, for a reader that begins there.

        Raises:
            ReadError: the content is damaged, or too large in all.
        """
        position = self._at
        while self._forward(_BLOCK):
            position = self._at
        self.size = position

    def held(self) -> HeldBlob | None:
        """All of it in memory, or None where that is more than may be held; what was read stays read."""
        most = self._budget.limits.buffer
        if self._at != len(self._head) or (self.size != UNKNOWN and self.size > most):
            return None
        rest = self._forward(most - len(self._head) + 1)
        if len(self._head) + len(rest) > most:
            self._head += rest
            return None
        return HeldBlob(self._head + rest, self.origin())

    def unchanged(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()


def _origin(part: Member, container: Blob) -> Origin:
    """Where a member comes from: asked for only where it holds something."""
    outer = container.origin()
    return Origin(outer.vendor, f"{outer.locator}!{part.name}", outer.revision, part.modified or outer.modified)


def opened(part: Member, window: int, budget: Budget, container: Blob) -> Blob:
    """A member as a blob: in memory where it is no larger than a window.

    Raises:
        ReadError: it cannot be read.
    """
    stream = part.open()
    head = read_up_to(stream, window + 1)
    budget.expand(len(head))
    if len(head) <= window:
        stream.close()
        return SmallMember(part, head, container)
    return MemberBlob(part, stream, head, budget, container)


def read_up_to(stream: IO[bytes], length: int) -> bytes:
    """So many bytes of a stream, fewer only at its end; streams may give less at a time than they are asked for."""
    data = stream.read(length)
    if len(data) == length or not data:
        return data
    parts, left = [data], length - len(data)
    while left and (more := stream.read(left)):
        parts.append(more)
        left -= len(more)
    return b"".join(parts)


def readable(blob: Blob, most: int, *, small: bool, forward: bool) -> Blob:
    """An object in a form that its reader can use: streams are held where they must be read back and forth.

    Args:
        blob: the object.
        most: bytes that may be held.
        small: whether its content is held already.
        forward: whether its reader reads it forward only.

    Raises:
        ReadError: it is too large for that.
    """
    if isinstance(blob, GitBlob) and not small and blob.size <= most:
        return HeldBlob(blob.content(), blob.origin())  # every range out of order costs a process
    if not isinstance(blob, MemberBlob) or forward:
        return blob
    held = blob.held()
    if held is not None:
        return held
    if blob.size == UNKNOWN:
        blob.measure()
    return blob
