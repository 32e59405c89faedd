"""Ranges: an object on the network as a blob. In order it is one stream, here and there it is blocks; both are resumed."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from datetime import UTC, datetime

from connectors.base import Item
from connectors.blob import Blob, Origin
from connectors.errors import Reason, RemoteError
from connectors.pace import Rate
from connectors.provider import Body, Provider, Reference
from connectors.retry import Patience

#: A read of so many bytes or more is one of a reader that takes large pieces: it is not rounded up.
_LARGE = 1 << 20
#: Least and most bytes that a small read fetches: more while the small reads go on in order.
_BLOCK, _MOST_BLOCK = 1 << 16, 4 << 20
#: Bytes of blocks that are kept for readers that come back.
_KEPT = 12 << 20
#: Bytes that are read and dropped rather than asking anew further on.
_SKIPPED = 1 << 18
#: Bytes that are asked of a stream at once.
_PIECE = 1 << 20


class RemoteBlob(Blob):
    """One object of a bucket. Every read is of the content that was listed; one that breaks off goes on where it stopped."""

    def __init__(
        self, provider: Provider, item: Item, index: int, vendor: str, rate: Rate, content: bytes | None = None
    ) -> None:
        """Take what reads, what was listed, and the content where it was read already."""
        self.index, self.size = index, item.size
        self._provider, self._vendor, self._rate = provider, vendor, rate
        self._reference = Reference.unpacked(item.hint)
        self._content = content
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._ahead = _BLOCK
        self._end = 0  # of what was fetched last
        self._stream: _Stream | None = None
        self._hash = hashlib.sha1(b"blob %d\0" % item.size, usedforsecurity=False)
        self._hashed = 0

    def origin(self) -> Origin:
        reference = self._reference
        modified = datetime.fromtimestamp(reference.modified, UTC) if reference.modified is not None else None
        return Origin(
            self._vendor, f"{self._provider.root}/{reference.key}", reference.version or reference.tag, modified
        )

    def read(self, start: int, length: int) -> bytes:
        end = min(start + length, self.size)
        if start >= end:
            return b""
        if self._content is not None:
            return self._content[start:end]
        held = self._kept(start, end)
        if held is not None:
            return held
        data = self._large(start, end) if end - start >= _LARGE else self._small(start, end)
        self._digested(start, data)
        return data

    def piece(self, start: int, length: int) -> bytes:
        end = min(start + length, self.size)
        if self._content is not None or start >= end:
            return self.read(start, length)
        held = self._kept(start, end)
        return self._range(start, end) if held is None else held

    def content(self) -> bytes:
        return self._content if self._content is not None else self.read(0, self.size)

    def digest(self) -> bytes:
        if self._hashed == self.size and self.size:
            return self._hash.digest()
        # What was not read in order from its beginning is told by what the service says of its content.
        return hashlib.sha1(f"{self._reference.tag} {self.size}".encode(), usedforsecurity=False).digest()

    def unchanged(self) -> bool:
        if self._reference.tag or self._content is not None:
            return True  # each request was of the listed content, or refused
        now = self._provider.again(self._reference.key)
        return now is not None and (now.size, now.modified) == (self.size, self._reference.modified)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._blocks.clear()

    def _digested(self, start: int, data: bytes) -> None:
        """Hash what follows on what was hashed: windows overlap, streams do not."""
        if start <= self._hashed < start + len(data):
            self._hash.update(data[self._hashed - start :])
            self._hashed = start + len(data)

    # --- in order -----------------------------------------------------------------------------------------------------

    def _large(self, start: int, end: int) -> bytes:
        """A large piece: of the stream where it is the second in order, by itself where not."""
        stream = self._stream
        if stream is None and start and start == self._end:
            stream = self._stream = _Stream(self._provider, self._reference, start, None, self._rate)
        if stream is not None and 0 <= start - stream.at <= _SKIPPED:
            stream.skip(start - stream.at)
            data = stream.take(end - start)
        else:
            self.close_stream()
            data = self._range(start, end)
        self._end = start + len(data)
        return data

    def close_stream(self) -> None:
        """Give up the stream: what follows is not in order."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _range(self, start: int, end: int) -> bytes:
        stream = _Stream(self._provider, self._reference, start, end, self._rate)
        try:
            return stream.take(end - start)
        finally:
            stream.close()

    # --- here and there -----------------------------------------------------------------------------------------------

    def _kept(self, start: int, end: int) -> bytes | None:
        for begin, block in self._blocks.items():
            if begin <= start and end <= begin + len(block):
                self._blocks.move_to_end(begin)
                return block[start - begin : end - begin]
        return None

    def _small(self, start: int, end: int) -> bytes:
        """A small piece, and what is likely to be asked for next; more of it each time that this was right."""
        stream = self._stream
        if stream is not None and 0 <= start - stream.at <= _SKIPPED:
            stream.skip(start - stream.at)
            return stream.take(end - start)
        begin, before = start, b""
        for at, block in self._blocks.items():  # a read over the end of a block takes its beginning from there
            if at <= start < at + len(block):
                begin, before = at + len(block), block[start - at :]
        self._ahead = min(_MOST_BLOCK, self._ahead * 2) if begin == self._end else _BLOCK
        until = min(self.size, max(end, begin + self._ahead))
        if until == self.size and not self._blocks:  # directories of containers stand at the end and are read backwards
            begin = max(0, min(begin, self.size - _BLOCK)) if not before else begin
        fetched = self._range(begin, until)
        self._end = begin + len(fetched)
        self._keep(begin, fetched)
        return (before + fetched[max(0, start - begin) :])[: end - start]

    def _keep(self, begin: int, block: bytes) -> None:
        self._blocks[begin] = block
        while sum(map(len, self._blocks.values())) > _KEPT and len(self._blocks) > 1:
            self._blocks.popitem(last=False)


class _Stream:
    """Bytes from a place on, resumed as often as it makes progress."""

    def __init__(self, provider: Provider, wanted: Reference, start: int, end: int | None, rate: Rate) -> None:
        self._provider, self._wanted, self._last, self._rate = provider, wanted, end, rate
        self.at = start
        self._body: Body | None = None
        self._patience = Patience()

    def take(self, length: int) -> bytes:
        """So many bytes, fewer only where the object ends.

        Raises:
            RemoteError: it cannot be read any further.
        """
        parts, left = [], length
        while left:
            data = self._next(min(left, _PIECE))
            if not data:
                break
            parts.append(data)
            left -= len(data)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def skip(self, length: int) -> None:
        """Read so many bytes and drop them."""
        if length:
            self.take(length)

    def _next(self, amount: int) -> bytes:
        while True:
            try:
                if self._body is None:
                    self._body = self._provider.get(self._wanted, self.at, self._last)
                data = self._body.read(amount)
            except RemoteError as error:
                self.close()
                self._patience.failed(error)
                continue
            if data:
                self.at += len(data)
                self._patience.progress()
                self._rate.took(len(data))
            return data

    def close(self) -> None:
        """Give the connection up."""
        if self._body is not None:
            self._body.close()
            self._body = None


def whole(provider: Provider, wanted: Reference, size: int) -> bytes:
    """All of a small object; asked for again where that may help.

    Raises:
        RemoteError: it cannot be read, or is of another size than was listed.
    """
    patience = Patience()
    while True:
        try:
            data = provider.whole(wanted, size)
        except RemoteError as error:
            patience.failed(error)
            continue
        if len(data) < size:
            raise RemoteError(Reason.CHANGED, "is shorter than was listed; scan again")
        return data
