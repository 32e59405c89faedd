"""Isolated: readers in a child of this worker. A parser that crashes, hangs or grows takes its object with it, not the scan."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers import wire
from detectors.readers.base import Budget, Member, Part, ReadError
from detectors.views.sniff import Media

_BLOCK = 1 << 20


class Child:
    """One child process, started when it is first needed and again after it died."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None

    def parts(self, place: str, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        """The parts that the reader at `place` gives of an object; see `Reader.parts`.

        Raises:
            ReadError: as the reader says, or it crashed, hung, or asked for too much memory.
        """
        descriptor = _descriptor(blob, budget)
        done = False
        try:
            line = self._started(budget.limits.stall)
            self._ask(line, descriptor, place, blob, media, name, budget)
            yield from self._answer(line)
            done = True
        except wire.Closed as error:
            raise ReadError(Reason.CRASHED, f"its reader ended while reading it ({self._ending()})") from error
        except TimeoutError as error:
            raise ReadError(
                Reason.TIMEOUT, f"its reader gave no sign of life for {budget.limits.stall:g} seconds"
            ) from error
        except (KeyError, ValueError, TypeError) as error:
            raise ReadError(Reason.CORRUPT, "its reader gave an answer that is none") from error
        except ReadError as error:
            done = isinstance(error, _ToldError)
            raise
        finally:
            os.close(descriptor)
            if not done:  # amid an answer: the child cannot be asked anything else
                self.close()

    def _started(self, stall: float) -> socket.socket:
        if self._process is None or self._wire is None or self._process.poll() is not None:
            self.close()
            mine, theirs = socket.socketpair()
            with theirs:
                command = [sys.executable, "-m", "detectors.readers.child", str(theirs.fileno())]
                self._process = subprocess.Popen(
                    command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )  # fmt: skip
            self._wire = mine
        self._wire.settimeout(stall)
        return self._wire

    def _ask(
        self, line: socket.socket, descriptor: int, place: str, blob: Blob, media: Media, name: str, budget: Budget
    ) -> None:
        try:
            socket.send_fds(line, [b"o"], [descriptor])
        except TimeoutError:
            raise
        except OSError as error:
            raise wire.Closed from error
        limits = asdict(budget.limits) | {"seconds": budget.left()}
        wire.send(
            line,
            {
                "place": place, "type": media.type, "family": media.family, "name": name.encode("utf-8", "replace").decode(),
                "size": blob.size, "limits": limits, "passwords": [each.hex() for each in budget.passwords],
            },
        )  # fmt: skip

    def _answer(self, line: socket.socket) -> Iterator[Part]:
        while True:
            head, body = wire.receive(line)
            sort = head["is"]
            if sort == "done":
                return
            if sort == "alive":
                continue
            if sort == "error":
                raise _ToldError(head["reason"], head["detail"])
            if sort == "member":
                stream = _Sent(line)
                yield Member(
                    head["name"],
                    head["size"],
                    partial(io.BufferedReader, stream, _BLOCK),
                    head["stored"],
                    wire.moment(head["modified"]),
                )
                stream.drain()
                continue
            part = wire.unpacked(head, body)
            if part is None:
                raise ValueError(sort)
            yield part

    def _ending(self) -> str:
        if self._process is None:
            return "gone"
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        code = self._process.returncode
        return f"signal {-code}" if code is not None and code < 0 else f"status {code}"

    def close(self) -> None:
        """End the child."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class _ToldError(ReadError):
    """What the reader itself said of the object; the child is ready for the next one."""


class _Sent(io.RawIOBase):
    """Content of a member as it comes from the child."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._rest: memoryview = memoryview(b"")
        self._ended = False
        self._error: tuple[str, str] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        while not self._rest and not self._ended:
            self._next()
        if self._error is not None and not self._rest:
            raise ReadError(*self._error)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _next(self) -> None:
        head, body = wire.receive(self._line)
        sort: Any = head["is"]
        if sort == "data":
            self._rest = memoryview(body)
        elif sort == "broken":
            self._ended, self._error = True, (head["reason"], head["detail"])
        elif sort == "end":
            self._ended = True
        elif sort == "error":  # of the object as a whole, amid the member
            raise _ToldError(head["reason"], head["detail"])
        elif sort != "alive":
            raise ValueError(sort)

    def drain(self) -> None:
        """Read on to the member's end, whatever was not wanted of it."""
        while not self._ended:
            self._next()

    def close(self) -> None:
        """Nothing: the member's end is read by `drain`."""


def _descriptor(blob: Blob, budget: Budget) -> int:
    """A descriptor of the object's content that the child may read: its own, or anonymous memory.

    Raises:
        ReadError: it has none and is too large to be held in memory.
    """
    own = blob.descriptor()
    if own is not None:
        return os.dup(own)
    if blob.size > budget.limits.buffer:
        most = budget.limits.buffer >> 20
        raise ReadError(Reason.LIMIT, f"lies in a container and is larger than the {most} MiB that are held to open it")
    memory = os.memfd_create("object")
    try:
        at = 0
        while at < blob.size and (block := blob.read(at, _BLOCK)):
            os.write(memory, block)
            at += len(block)
    except BaseException:
        os.close(memory)
        raise
    return memory
