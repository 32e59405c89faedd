"""Content: a stream over chunks that are made as they are read; what stands before damage is given before the damage is told."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from typing import IO, TYPE_CHECKING, cast

from connectors.blob import Blob
from connectors.errors import BlobError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes that are read of a blob at once.
BLOCK = 256 << 10
#: As many at most where each read is a request to a store and the blob is read on and on: the request alone takes as long as 1 MiB.
FAR = 4 << 20

Chunks = Generator[bytes, None, None]


class Content(io.BufferedIOBase):
    """A file, read forward, of chunks. An error of theirs is raised only by the read after the last good byte.

    Except in `read()` of everything, which has no read after it.
    """

    def __init__(self, chunks: Chunks) -> None:
        """Take the chunks; an empty one is skipped."""
        self._chunks = chunks
        self._chunk = b""
        self._at = 0
        self._error: BlobError | None = None
        self._over = False

    def readable(self) -> bool:
        return True

    def _left(self) -> bytes:
        """What is at hand, at least a byte of it; empty at the end."""
        if self._at < len(self._chunk):
            return self._chunk[self._at :] if self._at else self._chunk
        self._chunk, self._at = b"", 0
        while not self._over and not self._chunk:
            try:
                self._chunk = next(self._chunks)
            except StopIteration:
                self._over = True
            except BlobError as error:
                self._over, self._error = True, error
        if not self._chunk and self._error:
            raise self._error
        return self._chunk

    def read(self, size: int | None = -1, /) -> bytes:
        """Bytes, fewer than `size` only at the end and before damage."""
        whole = size is None or size < 0
        want = 0 if size is None else size
        parts: list[bytes] = []
        while whole or want > 0:
            if parts and self._error and not whole and self._at >= len(self._chunk):
                break
            try:
                part = self._left()
            except BlobError:
                if parts and not whole:
                    break
                raise
            if not part:
                break
            if not whole and len(part) > want:
                part = part[:want]
            self._at += len(part)
            want -= len(part)
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read1(self, size: int = -1, /) -> bytes:
        """What is at hand, at most `size` bytes of it; empty only at the end."""
        part = self._left()
        if 0 <= size < len(part):
            part = part[:size]
        self._at += len(part)
        return part

    def peek(self, size: int = 0, /) -> bytes:  # noqa: ARG002  # the signature by which readline finds it
        """What is at hand, without taking it; empty only at the end. It makes `readline` quick."""
        return self._left()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with memoryview(buffer).cast("B") as view:
            data = self.read(len(view))
            view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Give up what making the chunks holds."""
        if not self.closed:
            self._chunks.close()
            self._chunk = b""
        super().close()


def content(chunks: Chunks) -> IO[bytes]:
    """A file, read forward, of chunks; see `Content`."""
    return cast("IO[bytes]", Content(chunks))


def far(blob: Blob) -> bool:
    """Whether each read of a blob may be a request to a store: it is read at any place, and is no file here and not in memory."""
    return blob.ranged and blob.descriptor() is None


class Ahead:
    """A blob read in blocks and mostly forward, so that each byte of it is read once; holds one block, which grows if it is far."""

    def __init__(self, blob: Blob) -> None:
        """Take the blob."""
        self.size = blob.size
        self._blob = blob
        self._block = b""
        self._start = 0
        self._step, self._most = BLOCK, FAR if far(blob) else BLOCK

    def take(self, start: int, length: int) -> bytes:
        """Bytes `[start, start + length)`, fewer only at the end of the blob.

        Raises:
            BlobError: see `Blob.read`.
        """
        at = start - self._start
        end = at + length
        if at < 0 or at >= len(self._block):
            self._grow(onward=at == len(self._block))
            self._block, self._start, at, end = self._blob.read(start, max(length, self._step)), start, 0, length
        elif end > len(self._block):
            tail = self._block[at:]
            self._grow(onward=True)
            more = self._blob.read(self._start + len(self._block), max(end - len(self._block), self._step))
            self._block, self._start, at, end = tail + more, start, 0, length
        return self._block[at:end]

    def _grow(self, *, onward: bool) -> None:
        """More at once where the next block follows on the last one, which nothing does on the first."""
        self._step = min(self._step * 2, self._most) if onward and self._block else BLOCK

    def chunks(self, start: int, end: int) -> Iterator[bytes]:
        """The same, in pieces of no more than a block.

        Raises:
            BlobError: see `Blob.read`.
        """
        while start < end:
            at = start - self._start
            held = len(self._block) - at if 0 <= at < len(self._block) else BLOCK
            data = self.take(start, min(held, BLOCK, end - start))
            if not data:
                return
            start += len(data)
            yield data
