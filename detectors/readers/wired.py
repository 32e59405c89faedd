"""Wired: an object that only the worker can read, read by its child through their socket: both ends of that.

A frame `read` asks for a range; `bytes` brings it, `refused` says why it cannot be had. Only what the child's reader asks for is
read of the object, in blocks, so that a parser's many small steps do not each cross the socket and the network behind it.
"""

from __future__ import annotations

import socket
import threading
from collections import OrderedDict
from typing import Any

from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason
from detectors.readers import wire
from detectors.readers.base import Budget, ExceededError

#: Bytes of a block: 256 KiB take 5 ms at 50 MB/s, and a request to a store some 20 ms whatever it asks for.
_BLOCK = 256 << 10
#: Blocks that are kept, 32 MiB: columns of a table are read side by side, each of them a stream of its own.
_KEPT = 128
#: Most blocks of one request, 8 MiB: the worker holds no more of the object at a time.
_MOST = 32
#: Ends of earlier requests that are known, so that whoever goes on from there is given more at a time.
_ENDS = 256


class Line:
    """The child's end of the socket: one frame at a time, whichever thread of a library it comes from."""

    def __init__(self, out: socket.socket) -> None:
        """Take the socket."""
        self._out = out
        self._lock = threading.Lock()

    def send(self, head: dict[str, Any], body: bytes | bytearray | memoryview = b"") -> None:
        """Write one frame.

        Raises:
            Closed: the worker is gone.
        """
        with self._lock:
            wire.send(self._out, head, body)

    def ask(self, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Write one frame and read the answer, with no other frame between them.

        Raises:
            Closed: the worker is gone.
        """
        with self._lock:
            wire.send(self._out, head)
            return wire.receive(self._out)


class WireBlob(Blob):
    """An object in the child, whose bytes the worker reads. Reading on from where a request ended makes the next one larger.

    Attributes:
        failure: why the worker could not read it. From then on every read fails so: the reader's own words about that do not count.
    """

    def __init__(self, line: Line, size: int) -> None:
        """Take who is asked, and the object's size in bytes."""
        self.index, self.size = 0, size
        self.failure: BlobError | None = None
        self._line = line
        self._lock = threading.Lock()  # libraries read from threads of their own
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._unread: dict[int, int] = {}
        self._ends: OrderedDict[int, int] = OrderedDict()
        self._ahead = _MOST
        self._since = 0

    def origin(self) -> Origin:
        return Origin("", "wire:", "", None)

    def read(self, start: int, length: int) -> bytes:
        end = min(start + length, self.size)
        pieces: list[bytes] = []
        with self._lock:
            while start < end:
                number, at = divmod(start, _BLOCK)
                block = self._block(number, (end - 1) // _BLOCK - number + 1)
                piece = block[at : at + end - start]
                if not piece:  # shorter than it was listed
                    break
                pieces.append(piece)
                start += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def piece(self, start: int, length: int) -> bytes:
        with self._lock:
            if self.failure is not None:
                raise self.failure
            length = min(length, self.size - start, _MOST * _BLOCK)
            return self._asked(start, length) if length > 0 else b""

    def unchanged(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is asked of the worker from here on: it turns to another object."""
        with self._lock:
            self.failure = self.failure or BlobError(Reason.UNREADABLE, "is closed")
            self._blocks.clear()

    def _block(self, number: int, wanted: int) -> bytes:
        """One block; where it is not held, so many of those behind it as are wanted too come with it."""
        if self.failure is not None:
            raise self.failure
        if number not in self._blocks:
            self._request(number, wanted)
        self._unread.pop(number, None)
        self._blocks.move_to_end(number)
        return self._blocks[number]

    def _request(self, first: int, wanted: int) -> None:
        """Ask for blocks: those wanted, and ahead of them where this goes on from an earlier request."""
        before = self._ends.pop(first, 0)
        most = min(_MOST, -(-self.size // _BLOCK) - first)
        count = 1
        while count < min(most, max(wanted, min(2 * before, self._ahead))) and first + count not in self._blocks:
            count += 1
        data = self._asked(first * _BLOCK, min(count * _BLOCK, self.size - first * _BLOCK))
        for number in range(first, first + count):
            at = (number - first) * _BLOCK
            self._blocks[number] = data[at : at + _BLOCK]
            self._unread[number] = count
        self._ends[first + count] = count
        self._since += count
        if self._since >= _KEPT:  # all that is held is new, and nothing was let go unread
            self._since, self._ahead = 0, min(_MOST, self._ahead + 1)
        self._forget()

    def _asked(self, start: int, length: int) -> bytes:
        answer, data = self._line.ask({"is": "read", "start": start, "length": length})
        if answer["is"] == "refused":
            self.failure = BlobError(answer["reason"], answer["detail"])
            raise self.failure
        return data

    def _forget(self) -> None:
        """Let go of what was not used for longest. Where nobody had read it, less is read ahead: too much goes on side by side."""
        while len(self._ends) > _ENDS:
            self._ends.popitem(last=False)
        while len(self._blocks) > _KEPT:
            number, _ = self._blocks.popitem(last=False)
            count = self._unread.pop(number, 0)
            if count:
                self._since, self._ahead = 0, max(1, min(self._ahead, count // 2))


class Served:
    """An object in the worker, of which its child is given what it asks for.

    Attributes:
        failure: why it could not be read, which is to be said in place of whatever the child made of it.
    """

    def __init__(self, line: socket.socket, blob: Blob, budget: Budget) -> None:
        """Take the worker's end of the socket, the object, and the budget whose time bounds how often it is read."""
        self.failure: BlobError | None = None
        self._line, self._blob, self._budget = line, blob, budget

    def receive(self) -> tuple[dict[str, Any], bytes]:
        """The next frame that is not about reading; reads are answered meanwhile, signs of life passed over.

        Raises:
            Closed, TimeoutError, ReadError: see `wire.receive`.
            ExceededError: the time for the object is over.
            ValueError, KeyError, TypeError: it asks for something else than a range of the object.
        """
        while True:
            head, body = wire.receive(self._line)
            if head["is"] == "read":
                self._answer(head["start"], head["length"])
            elif head["is"] != "alive":
                return head, body

    def _answer(self, start: Any, length: Any) -> None:
        """Read a range and send it. Meanwhile nothing is received, so that a slow network is not taken for a hanging reader."""
        self._budget.check()
        if type(start) is not int or type(length) is not int or start < 0 or not 0 <= length <= _MOST * _BLOCK:
            raise ValueError("read")
        data = b""
        if self.failure is None:
            try:
                data = self._blob.read(start, length)
            except ExceededError:  # the whole item is at its limit, not this object alone
                raise
            except BlobError as error:
                self.failure = error
        if self.failure is None:
            wire.send(self._line, {"is": "bytes"}, data)
        else:
            wire.send(self._line, {"is": "refused", "reason": self.failure.reason, "detail": self.failure.detail})
