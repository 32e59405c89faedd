"""Tar, read forward from header to header: members, layers of images, long names, sparse files; damage is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.archive import content as contents
from detectors.readers.archive import tarheader as tar
from detectors.readers.archive.coding import early
from detectors.readers.archive.content import Ahead, Chunks
from detectors.readers.archive.naming import Tally, shown
from detectors.readers.archive.tarheader import Header
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Text
from detectors.views.sniff import Media

_LINKS = frozenset({tar.HARD, tar.LINK})
_SPECIAL = frozenset({tar.CHARACTER, tar.DEVICE, tar.FIFO})
#: Keys of a pax header that matter here.
_PATH, _SIZE, _MTIME, _COMMENT = b"path", b"size", b"mtime", b"comment"
_SPARSE_NAME = b"GNU.sparse.name"
_KEPT = frozenset({_PATH, _SIZE, _MTIME, _SPARSE_NAME})
_LINK = "is a link; what it points to is not followed"
_HARD_LINK = "is a second name of another member, which is read where it stands"
_MAGIC, _MAGIC_AT = b"ustar", 257


class TarReader(Reader):
    """Members in order. A sparse file is what is stored of it, without its holes."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        del media, name
        yield from _Walk(blob, budget).parts()


class _Walk:
    """A way through one tar."""

    def __init__(self, blob: Blob, budget: Budget) -> None:
        self._blob = blob
        self._ahead = Ahead(blob)
        self._budget = budget
        self._at = self._end = 0
        self._tally = Tally()
        self._all: dict[bytes, bytes] = {}
        self._next: dict[bytes, bytes] = {}
        self._long = b""

    @property
    def _size(self) -> int:
        """Bytes of the blob; those of a stream are known once it was read to its end."""
        return self._blob.size

    def parts(self) -> Iterator[Part]:
        ended = seen = False
        while self._at < self._size:
            self._budget.check()
            block = self._ahead.take(self._at, tar.BLOCK)
            if not block:
                break  # the end of a stream
            if not block.strip(b"\0"):
                ended = True
                self._at += tar.BLOCK
                continue
            found = tar.header(block) if len(block) == tar.BLOCK else None
            if found is None:
                if not seen:
                    raise ReadError(Reason.CORRUPT, "is no tar that can be read: its first header is damaged")
                yield from self._lost(block, ended=ended)
                continue
            seen, ended = True, False
            self._at += tar.BLOCK
            yield from self._entry(found)
        yield from self._tally.rest()
        if self._end > self._size:
            yield Gap("", 0, Reason.CORRUPT, "is cut off: the end of its last member is missing")

    def _lost(self, block: bytes, *, ended: bool) -> Iterator[Part]:
        """What stands where a header should: behind the archive's end, a member of its own; else a gap up to the next header."""
        start = self._at
        if len(block) < tar.BLOCK and not ended:
            self._at = self._size
            yield Gap("", len(block), Reason.CORRUPT, "is cut off in a header")
            return
        self._at = self._following()
        if ended:
            yield Member("trailing", self._at - start, self._opener(start, self._at), self._at - start, again=True)
        else:
            yield Gap(
                "", self._at - start, Reason.CORRUPT, "a header is damaged; what follows up to the next was not read"
            )

    def _following(self) -> int:
        """Where the next header is that has the magic and a checksum that agrees; the end where there is none."""
        at = self._at + tar.BLOCK
        while at < self._size:
            self._budget.check()
            data = self._ahead.take(at, min(contents.BLOCK, self._size - at))
            if not data:
                break  # the end of a stream
            found = data.find(_MAGIC)
            while found >= 0:
                start = found - _MAGIC_AT
                block = data[start : start + tar.BLOCK] if start >= 0 and start % tar.BLOCK == 0 else b""
                if len(block) == tar.BLOCK and tar.header(block):
                    return at + start
                found = data.find(_MAGIC, found + 1)
            at += max(tar.BLOCK, len(data) // tar.BLOCK * tar.BLOCK)
        return self._size

    def _entry(self, found: Header) -> Iterator[Part]:
        """One header and what follows it."""
        start, size = self._at, found.size
        if found.kind in {tar.PAX, tar.PAX_SOLARIS, tar.PAX_GLOBAL, tar.LONG_NAME, tar.LONG_LINK}:
            data = self._ahead.take(start, min(size, tar.LONGEST))
            self._at = start + _padded(size)
            yield from self._extension(found.kind, data, size)
            return
        known = self._all | self._next if self._all or self._next else {}
        raw = known.get(_SPARSE_NAME) or known.get(_PATH) or self._long or found.name
        name = shown(raw.decode("utf-8", "backslashreplace"))
        if known.get(_SIZE, b"").isdigit():
            size = int(known[_SIZE][:20])
        self._next, self._long = {}, b""
        if found.kind in _LINKS:
            yield from self._tally.gap(name, 0, Reason.SYMLINK, _LINK if found.kind == tar.LINK else _HARD_LINK)
        elif found.kind in _SPECIAL:
            yield from self._tally.gap(name, 0, Reason.SPECIAL, "is a device or a pipe, which holds nothing")
        elif found.kind == tar.VOLUME:
            yield Text(raw, "label")
        elif found.kind != tar.FOLDER:
            start = self._mapped(start) if found.extended else start
            self._at, self._end = start + _padded(size), start + size
            modified = tar.after_epoch(_seconds(known.get(_MTIME, b""), found.seconds))
            yield Member(name, size, self._opener(start, start + size), size, modified, again=True)

    def _extension(self, kind: bytes, data: bytes, size: int) -> Iterator[Part]:
        """A header that says something of the next one, or of all that follow."""
        if size > tar.LONGEST:
            yield Gap("", size - tar.LONGEST, Reason.LIMIT, "an extended header is too long; its end was not read")
        if kind == tar.LONG_NAME:
            self._long = data.split(b"\0", 1)[0]
        elif kind != tar.LONG_LINK:
            into = self._all if kind == tar.PAX_GLOBAL else self._next
            for key, value in tar.records(data):
                if key in _KEPT:
                    into[key] = value
                elif key == _COMMENT:
                    yield Text(value.decode("utf-8", "replace").encode(), "comment")

    def _mapped(self, at: int) -> int:
        """Where the data begins behind further blocks of a sparse map (tar(5), GNU)."""
        more = True
        while more and at < self._size:
            self._budget.check()
            more = any(self._ahead.take(at, tar.BLOCK)[504:505])
            at += tar.BLOCK
        return at

    def _opener(self, start: int, end: int) -> Callable[[], IO[bytes]]:
        def opened() -> IO[bytes]:
            if end - start <= contents.BLOCK and end <= self._size:
                data = self._ahead.take(start, end - start)
                if len(data) == end - start:
                    return BytesIO(data)
            return contents.content(self._chunks(start, end))

        return opened

    def _chunks(self, start: int, end: int) -> Chunks:
        yield from self._ahead.chunks(start, min(end, self._size))
        if end > self._size:
            raise early()


def _padded(size: int) -> int:
    return -(-size // tar.BLOCK) * tar.BLOCK


def _seconds(said: bytes, otherwise: float) -> float:
    """A time of a pax header: decimal, with a fraction."""
    try:
        return float(said[:40]) if said else otherwise
    except ValueError:
        return otherwise
