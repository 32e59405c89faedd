"""The child of a worker in which isolated readers run: `python -m detectors.readers.child DESCRIPTOR`.

It is given one object after the other as an open descriptor, and answers with parts. It has limits of memory, makes no file, and
ends with its worker. What it says is data: the worker takes nothing from it but names, numbers and bytes.
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
from detectors.views.sniff import OPAQUE, Media

#: Memory that the child may ask for, in bytes, beside its program.
MEMORY = 768 << 20
#: Seconds between two signs of life.
_PULSE = 2.0
_PIECE = 1 << 18


class _Pulse(Budget):
    """A budget that shows the worker that its child is alive, whenever its reader asks for it."""

    def __init__(self, out: socket.socket, limits: Limits, held: int, passwords: tuple[bytes, ...]) -> None:
        super().__init__(limits, held, passwords)
        self._out = out
        self._last = time.monotonic()

    def check(self) -> None:
        super().check()
        now = time.monotonic()
        if now - self._last > _PULSE:
            self._last = now
            wire.send(self._out, {"is": "alive"})


def main() -> int:
    """Serve until the worker closes the socket."""
    with suppress(ValueError, OSError):  # a lower limit is in force, or none can be set here
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=int(sys.argv[1])) as out, suppress(wire.Closed):
        while True:
            _serve(out)
    return 0


def _serve(out: socket.socket) -> None:
    """One object."""
    marker, descriptors, _, _ = socket.recv_fds(out, 1, 1)
    if not marker:
        raise wire.Closed
    if not descriptors:
        raise wire.Closed
    descriptor = descriptors[0]
    try:
        asked, _ = wire.receive(out)
        _read(out, asked, descriptor)
    except BlobError as error:
        wire.send(out, {"is": "error", "reason": error.reason, "detail": error.detail})
    except MemoryError:
        wire.send(
            out, {"is": "error", "reason": Reason.LIMIT, "detail": f"needs more than {MEMORY >> 20} MiB of memory"}
        )
    except ImportError as error:
        wire.send(
            out, {"is": "error", "reason": Reason.NO_EXTRA, "detail": f"a library is missing: {error.name or error}"}
        )
    finally:
        os.close(descriptor)


def _read(out: socket.socket, asked: dict[str, Any], descriptor: int) -> None:
    reader = registry.load(asked["place"])
    passwords = tuple(bytes.fromhex(each) for each in asked["passwords"])
    budget = _Pulse(out, Limits(**asked["limits"]), asked["size"], passwords)
    blob = DescriptorBlob(descriptor, asked["size"])
    for part in reader.parts(blob, Media(asked["type"], OPAQUE, asked["family"]), asked["name"], budget):
        if isinstance(part, Member):
            _member(out, part, budget)
        else:
            wire.send(out, *wire.packed(part))
    wire.send(out, {"is": "done"})


def _member(out: socket.socket, part: Member, budget: Budget) -> None:
    """A member is sent whole; the worker drops what it does not want."""
    modified = part.modified.timestamp() if part.modified else None
    wire.send(out, {"is": "member", "name": part.name, "size": part.size, "stored": part.stored, "modified": modified})
    try:
        with part.open() as stream:
            while piece := stream.read(_PIECE):
                budget.check()
                wire.send(out, {"is": "data"}, piece)
    except BlobError as error:
        wire.send(out, {"is": "broken", "reason": error.reason, "detail": error.detail})
        return
    wire.send(out, {"is": "end"})


if __name__ == "__main__":
    sys.exit(main())
