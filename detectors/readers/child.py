"""The child of a worker in which isolated readers run: `python -m detectors.readers.child DESCRIPTOR MEMORY`.

It is given one object after the other, as an open descriptor or to be asked for by range, and answers with parts. It has limits
of memory, makes no file, and ends with its worker. What it says is data: the worker takes nothing from it but names, numbers and
bytes.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
import time
from contextlib import suppress
from typing import Any

from connectors.errors import BlobError, Reason
from detectors.readers import registry, wire
from detectors.readers.base import Budget, Limits, Member
from detectors.readers.held import DescriptorBlob
from detectors.readers.wired import Line, WireBlob
from detectors.views.sniff import OPAQUE, Media

#: Seconds between two signs of life.
_PULSE = 2.0
_PIECE = 1 << 18


class _Pulse(Budget):
    """A budget that shows the worker that its child is alive, whenever its reader asks for it."""

    def __init__(self, line: Line, limits: Limits, held: int, passwords: tuple[bytes, ...]) -> None:
        super().__init__(limits, held, passwords)
        self._line = line
        self._last = time.monotonic()

    def check(self) -> None:
        super().check()
        now = time.monotonic()
        if now - self._last > _PULSE:
            self._last = now
            self._line.send({"is": "alive"})


def main() -> int:
    """Serve until the worker closes the socket."""
    with suppress(ValueError, OSError):  # a lower limit is in force, or none can be set here
        resource.setrlimit(resource.RLIMIT_DATA, (_memory(), _memory()))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=int(sys.argv[1])) as out, suppress(wire.Closed):
        while True:
            _serve(out)
    return 0


def _memory() -> int:
    """Bytes that it may ask for, as it was told at its start."""
    return int(sys.argv[2])


def _serve(out: socket.socket) -> None:
    """One object."""
    marker, descriptors, _, _ = socket.recv_fds(out, 1, 1)
    if marker not in {wire.GIVEN, wire.ASKED} or (marker == wire.GIVEN) != bool(descriptors):
        raise wire.Closed
    line = Line(out)
    try:
        asked, _ = wire.receive(out)
        blob = DescriptorBlob(descriptors[0], asked["size"]) if descriptors else WireBlob(line, asked["size"])
        try:
            ended = _examined(line, asked, blob)
        finally:
            blob.close()
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    line.send(ended)


def _examined(line: Line, asked: dict[str, Any], blob: DescriptorBlob | WireBlob) -> dict[str, Any]:
    """Read an object; gives the frame that ends the answer."""
    try:
        _read(line, asked, blob)
    except BlobError as error:
        failed = blob.failure or error
        return {"is": "error", "reason": failed.reason, "detail": failed.detail}
    except MemoryError:
        return {"is": "error", "reason": Reason.LIMIT, "detail": f"needs more than {_memory() >> 20} MiB of memory"}
    except OSError as error:
        if error.errno is not None:
            raise  # of a file or a pipe
        # What the system's loader says of a library that is there and cannot start: nothing of the object's.
        return {
            "is": "error",
            "reason": Reason.NO_EXTRA,
            "detail": f"a library cannot be loaded: {error}; see discover doctor",
        }
    except ImportError as error:
        return {"is": "error", "reason": Reason.NO_EXTRA, "detail": f"a library is missing: {error.name or error}"}
    return {"is": "done"}


def _read(line: Line, asked: dict[str, Any], blob: DescriptorBlob | WireBlob) -> None:
    """Send all parts.

    Raises:
        BlobError: as the reader says; or the object's bytes could not be had, though the reader went on as if it were damaged.
    """
    reader = registry.load(asked["place"])
    passwords = tuple(bytes.fromhex(each) for each in asked["passwords"])
    budget = _Pulse(line, Limits(**asked["limits"]), asked["size"], passwords)
    for part in reader.parts(blob, Media(asked["type"], OPAQUE, asked["family"]), asked["name"], budget):
        if blob.failure is not None:
            raise blob.failure
        if isinstance(part, Member):
            _member(line, part, budget, blob)
        else:
            line.send(*wire.packed(part))
    if blob.failure is not None:
        raise blob.failure


def _member(line: Line, part: Member, budget: Budget, blob: DescriptorBlob | WireBlob) -> None:
    """A member is sent whole; the worker drops what it does not want."""
    modified = part.modified.timestamp() if part.modified else None
    line.send({"is": "member", "name": part.name, "size": part.size, "stored": part.stored, "modified": modified})
    failed: BlobError | None = None
    try:
        with part.open() as stream:
            while piece := stream.read(_PIECE):
                budget.check()
                line.send({"is": "data"}, piece)
    except BlobError as error:
        failed = error
    failed = blob.failure or failed
    if failed is None:
        line.send({"is": "end"})
    else:
        line.send({"is": "broken", "reason": failed.reason, "detail": failed.detail})


if __name__ == "__main__":
    sys.exit(main())
