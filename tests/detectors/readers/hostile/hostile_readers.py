"""Readers that do what a broken or captured parser would do. Imported in children of tests only."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from detectors.readers.base import Budget, Extent, Fact, Gap, Member, Part, Reader, ReadError, Rows, Text, column
from detectors.readers.wired import WireBlob
from detectors.views.sniff import Media


class Good(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Text(blob.content(), "whole", 3)
        yield Member("m/1", 5, lambda: io.BytesIO(b"first"), 4)
        yield Rows("t", (column("a", ["1", "", "ü\n2"]), column("b", ["x", "y", "z"])), 7, 3, [10, 11, 13])
        yield Extent("t", 9, 3)
        yield Gap("g", 1, Reason.NO_READER, "why")
        yield Fact("keystore.held", b"value", "k", None, ("structure",))
        yield Member("m/2", None, lambda: io.BytesIO(b"second" * 100_000))


class Crash(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Text(b"before")
        os.kill(os.getpid(), signal.SIGSEGV)


class Hang(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Text(b"before")
        while True:
            time.sleep(1)


class Slow(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        while True:
            time.sleep(0.2)
            budget.check()
            yield Text(b"")


class Grow(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        held = []
        while True:
            held.append(bytearray(os.urandom(1 << 20) * 64))
            yield Text(b"")


class Refuse(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Text(b"before")
        raise ReadError(Reason.CORRUPT, "as it says")


class Bug(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Text(b"before")
        raise ZeroDivisionError


class Environment(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Text("\n".join(f"{key}={value}" for key, value in os.environ.items()).encode())
        yield Text(str(sorted(os.listdir("/proc/self/fd"))).encode())


class Who(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Text(str(os.getpid()).encode())


class Deaf(Reader):
    """Takes what it cannot read for damage, and goes on."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        for start in range(0, blob.size, 1 << 18):
            try:
                blob.read(start, 1 << 18)
            except BlobError:
                yield Gap("", 1 << 18, Reason.CORRUPT, "a piece is damaged")


class Frail(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        try:
            for start in range(0, blob.size, 1 << 18):
                blob.read(start, 1 << 18)
        except BlobError:
            os.kill(os.getpid(), signal.SIGSEGV)
        yield Text(b"all of it")


class Outside(Reader):
    """Its member is the object itself, from the first byte to the last that it can be read to."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        yield Member("m", None, blob.open)


class Before(Reader):
    isolated = True
    asked = -1, 5

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        assert isinstance(blob, WireBlob)
        start, length = self.asked
        blob._line.ask({"is": "read", "start": start, "length": length})
        yield Text(b"")


class Endless(Before):
    asked = 0, 1 << 40


class Pieces(Reader):
    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        middle = blob.piece(blob.size // 2 + 5, 100)
        yield Text(middle + blob.piece(blob.size - 10, 50), "pieces")
