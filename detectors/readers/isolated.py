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
from detectors.readers.wired import Served
from detectors.views.sniff import Media

_BLOCK = 1 << 20
#: Bytes up to which an object without a descriptor is copied for its reader in one read: cheaper than to be asked for its parts.
_COPIED = 4 << 20
#: Memory that a child may ask for, in bytes, beside its program; 64 MiB of it are for blocks of an object that it has to ask for.
MEMORY = 832 << 20
#: Idle children that are kept. One object at a time needs one; what is isolated within what is isolated needs one more.
_KEPT = 2


class Child:
    """Child processes, started when they are first needed and again after they died.

    Each reads one object at a time: for a member of an object that is still being read, another one is started.
    """

    def __init__(self, kept: int = _KEPT, memory: int = MEMORY) -> None:
        """Start nothing yet.

        Args:
            kept: idle children that are kept.
            memory: bytes that one may ask for beside its program.
        """
        self._kept, self._memory = kept, memory
        self._idle: list[_Process] = []
        self._busy: list[_Process] = []

    def parts(self, place: str, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        """The parts that the reader at `place` gives of an object; see `Reader.parts`.

        Raises:
            ReadError: as the reader says, or it crashed, hung, or asked for too much memory.
            BlobError: the object itself could not be read, whatever its reader made of that.
        """
        descriptor = _descriptor(blob, budget)
        process: _Process | None = None
        served: Served | None = None
        done = False
        try:
            process = self._taken(budget.limits.stall)
            served = Served(process.line, blob, budget)
            process.ask(descriptor, place, blob, media, name, budget)
            yield from _answer(served)
            done = True
        except (wire.Closed, TimeoutError, KeyError, ValueError, TypeError, ReadError) as error:
            done = isinstance(error, _ToldError)
            failure = served.failure if served is not None else None
            raise failure or _told(error, process, budget) from error
        finally:
            if descriptor is not None:
                os.close(descriptor)
            if process is not None:
                self._given_back(process, usable=done)
        if served.failure is not None:
            raise served.failure

    def _taken(self, stall: float) -> _Process:
        """A process that is not reading anything."""
        while self._idle:
            process = self._idle.pop()
            if process.alive():
                break
            process.close()
        else:
            process = _Process(self._memory)
        process.line.settimeout(stall)
        self._busy.append(process)
        return process

    def _given_back(self, process: _Process, *, usable: bool) -> None:
        """Keep a process for the next object; amid an answer it cannot be asked anything else."""
        if process in self._busy:  # else all were ended meanwhile
            self._busy.remove(process)
        if usable and len(self._idle) < self._kept:
            self._idle.append(process)
        else:
            process.close()

    def close(self) -> None:
        """End all children."""
        for process in (*self._idle, *self._busy):
            process.close()
        self._idle.clear()
        self._busy.clear()


class _Process:
    """One child process and the worker's end of the socket to it."""

    def __init__(self, memory: int) -> None:
        self.line, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "detectors.readers.child", str(theirs.fileno()), str(memory)]
            self._process = subprocess.Popen(
                command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, descriptor: int | None, place: str, blob: Blob, media: Media, name: str, budget: Budget) -> None:
        """Give it an object to read: by its descriptor, or without one to be read through the socket."""
        try:
            if descriptor is None:
                self.line.sendall(wire.ASKED)
            else:
                socket.send_fds(self.line, [wire.GIVEN], [descriptor])
        except TimeoutError:
            raise
        except OSError as error:
            raise wire.Closed from error
        limits = asdict(budget.limits) | {"seconds": budget.left()}
        wire.send(
            self.line,
            {
                "place": place, "type": media.type, "family": media.family, "name": name.encode("utf-8", "replace").decode(),
                "size": blob.size, "limits": limits, "passwords": [each.hex() for each in budget.passwords],
            },
        )  # fmt: skip

    def ending(self) -> str:
        """How it ended."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        code = self._process.returncode
        return f"signal {-code}" if code is not None and code < 0 else f"status {code}"

    def close(self) -> None:
        """End it."""
        self.line.close()
        self._process.kill()
        self._process.wait()


def _answer(served: Served) -> Iterator[Part]:
    while True:
        head, body = served.receive()
        sort = head["is"]
        if sort == "done":
            return
        if sort == "error":
            raise _ToldError(head["reason"], head["detail"])
        if sort == "member":
            stream = _Sent(served)
            opened = partial(io.BufferedReader, stream, _BLOCK)
            yield Member(head["name"], head["size"], opened, head["stored"], wire.moment(head["modified"]))
            stream.drain()
            continue
        part = wire.unpacked(head, body)
        if part is None:
            raise ValueError(sort)
        yield part


def _told(error: Exception, process: _Process | None, budget: Budget) -> ReadError:
    """What to say of an answer that broke off."""
    if isinstance(error, ReadError):
        return error
    if isinstance(error, wire.Closed):
        ending = process.ending() if process is not None else "gone"
        return ReadError(Reason.CRASHED, f"its reader ended while reading it ({ending})")
    if isinstance(error, TimeoutError):
        return ReadError(Reason.TIMEOUT, f"its reader gave no sign of life for {budget.limits.stall:g} seconds")
    return ReadError(Reason.CORRUPT, "its reader gave an answer that is none")


class _ToldError(ReadError):
    """What the reader itself said of the object; the child is ready for the next one."""


class _Sent(io.RawIOBase):
    """Content of a member as it comes from the child."""

    def __init__(self, served: Served) -> None:
        self._served = served
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
        head, body = self._served.receive()
        sort: Any = head["is"]
        if sort == "data":
            self._rest = memoryview(body)
        elif sort == "broken":
            self._ended, self._error = True, (head["reason"], head["detail"])
        elif sort == "end":
            self._ended = True
        elif sort == "error":  # of the object as a whole, amid the member
            raise _ToldError(head["reason"], head["detail"])
        else:
            raise ValueError(sort)

    def drain(self) -> None:
        """Read on to the member's end, whatever was not wanted of it."""
        while not self._ended:
            self._next()

    def close(self) -> None:
        """Nothing: the member's end is read by `drain`."""


def _descriptor(blob: Blob, budget: Budget) -> int | None:
    """A descriptor of the object's content that the child may read: its own, or anonymous memory; None where it is to ask.

    Raises:
        ReadError: it has none, can only be read forward, and is too large to be held in memory.
        BlobError: it cannot be read.
    """
    own = blob.descriptor()
    if own is not None:
        return os.dup(own)
    if blob.ranged and blob.size > _COPIED:
        return None
    if blob.size > budget.limits.buffer:
        most = budget.limits.buffer >> 20
        raise ReadError(
            Reason.LIMIT, f"is larger than the {most} MiB that are held of what cannot be read out of order"
        )
    memory = os.memfd_create("object")
    try:
        at = 0
        while at < blob.size and (block := blob.read(at, _COPIED)):
            os.write(memory, block)
            at += len(block)
    except BaseException:
        os.close(memory)
        raise
    return memory
