"""Objects of a git pack: where each lies and what it is a difference to; read once forward. Source: gitformat-pack(5)."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator

from connectors.errors import Reason
from detectors.readers.archive import coding
from detectors.readers.archive.coding import Source, damaged, early
from detectors.readers.archive.content import Ahead, Chunks
from detectors.readers.base import Budget, ReadError

COMMIT, TREE, BLOB, TAG, OFFSET_DELTA, NAME_DELTA = 1, 2, 3, 4, 6, 7
KINDS = {COMMIT: b"commit", TREE: b"tree", BLOB: b"blob", TAG: b"tag"}
_HEAD = 12
_VERSIONS = frozenset({2, 3})
#: Bytes that the header of an entry takes up at most: size, and a base by name (32 bytes with SHA-256) or by distance.
_ENTRY_HEAD = 64
_NONE = -1


class Objects:
    """A table of a pack's entries, some 60 bytes each; what they hold is read when it is asked for.

    Attributes:
        count: entries that could be read.
        stated: entries that the pack says it has.
        kinds: type of each: of a delta until it is resolved, of the object itself after that.
        sizes: bytes of each: of an object, or of a delta.
        names: object ids on end, `width` bytes each; zero until known.
        damage: what is wrong with the pack, or None.
        end: where the readable entries end.
    """

    def __init__(self, ahead: Ahead, start: int, algorithm: str, budget: Budget) -> None:
        """Go through a pack that begins at `start` of its blob.

        Raises:
            ReadError: it is no pack.
        """
        head = ahead.take(start, _HEAD)
        if len(head) < _HEAD:
            raise early()
        if head[:4] != b"PACK" or int.from_bytes(head[4:8], "big") not in _VERSIONS:
            raise ReadError(Reason.CORRUPT, "is no git pack of version 2 or 3")
        self.algorithm = algorithm
        self.width = hashlib.new(algorithm, usedforsecurity=False).digest_size
        self.stated = int.from_bytes(head[8:12], "big")
        self.kinds, self.sizes = bytearray(), array("Q")
        self.names = bytearray()
        self.damage: ReadError | None = None
        self.end = start + _HEAD
        self._starts, self._bases = array("Q"), array("q")
        self._children, self._siblings = array("q"), array("q")
        self._wanted: dict[bytes, list[int]] = {}
        self._ahead = ahead
        self._budget = budget
        try:
            self._walk(min(self.stated, budget.limits.members))
        except ReadError as error:
            if error.reason == Reason.TIMEOUT:
                raise
            self.damage = error
        self._link()

    @property
    def count(self) -> int:
        """Entries that could be read."""
        return len(self._starts)

    def _walk(self, most: int) -> None:
        places: dict[int, int] = {}
        for number in range(most):
            begin = self.end
            kind, size, at, base, name = self._head(begin)
            source = Source(self._ahead.chunks(at, self._ahead.size), self._budget)
            digest = hashlib.new(self.algorithm, usedforsecurity=False)
            digest.update(b"%s %d\0" % (KINDS.get(kind, b""), size))
            length = 0
            for chunk in _zlib(source):
                length += len(chunk)
                self._budget.expand(len(chunk))
                if kind in KINDS:
                    digest.update(chunk)
            if length != size:
                raise damaged()
            self.end = at + source.taken
            places[begin] = number
            self._starts.append(at)
            self.kinds.append(kind)
            self.sizes.append(size)
            self._bases.append(places.get(begin - base, _NONE) if base else _NONE)
            if name:
                self._wanted.setdefault(name, []).append(number)
            self.names += digest.digest() if kind in KINDS else bytes(self.width)

    def _head(self, begin: int) -> tuple[int, int, int, int, bytes]:
        """Type, size, where the data begins, distance back to the base or 0, and name of the base or empty."""
        raw = self._ahead.take(begin, _ENTRY_HEAD)
        try:
            at, byte = 1, raw[0]
            kind, size, shift = byte >> 4 & 7, byte & 15, 4
            while byte & 0x80:
                byte = raw[at]
                at += 1
                size |= (byte & 0x7F) << shift
                shift += 7
            back, name = 0, b""
            if kind == OFFSET_DELTA:
                byte = raw[at]
                at += 1
                back = byte & 0x7F
                while byte & 0x80:
                    byte = raw[at]
                    at += 1
                    back = (back + 1) << 7 | (byte & 0x7F)
            elif kind == NAME_DELTA:
                name = raw[at : at + self.width]
                at += self.width
            elif kind not in KINDS:
                raise damaged()
        except IndexError:
            raise early() from None
        if size >= 1 << 63 or back < 0:
            raise damaged()
        return kind, size, begin + at, back, name

    def _link(self) -> None:
        """Chain the deltas of each base to it."""
        self._children = array("q", [_NONE]) * self.count
        self._siblings = array("q", [_NONE]) * self.count
        for number in range(self.count - 1, -1, -1):
            base = self._bases[number]
            if base != _NONE:
                self._siblings[number], self._children[base] = self._children[base], number
        if self._wanted:
            for number in range(self.count):
                if self.kinds[number] in KINDS:
                    self._adopt(number)

    def name(self, number: int) -> bytes:
        """Object id of an entry, as bytes."""
        return bytes(self.names[number * self.width : (number + 1) * self.width])

    def data(self, number: int) -> Chunks:
        """What an entry holds: an object, or a delta."""
        start = self._starts[number]
        return _zlib(Source(self._ahead.chunks(start, self._ahead.size), self._budget))

    def whole(self, number: int) -> bool:
        """Whether an entry is an object and no difference."""
        return self._bases[number] == _NONE and self.kinds[number] in KINDS

    def base(self, number: int) -> int:
        """Entry to which this one is a difference, -1 where there is none or it is not known."""
        return self._bases[number]

    def deltas(self, number: int) -> Iterator[int]:
        """Entries that are a difference to this one."""
        child = self._children[number]
        while child != _NONE:
            yield child
            child = self._siblings[child]

    def resolved(self, number: int, kind: int, data: bytes) -> None:
        """Note what a delta turned out to be, and which others are differences to that."""
        digest = hashlib.new(self.algorithm, b"%s %d\0" % (KINDS[kind], len(data)), usedforsecurity=False)
        digest.update(data)
        self.kinds[number] = kind
        self.names[number * self.width : (number + 1) * self.width] = digest.digest()
        self._adopt(number)

    def _adopt(self, number: int) -> None:
        for child in self._wanted.pop(self.name(number), ()):
            self._siblings[child], self._children[number] = self._children[number], child
            self._bases[child] = number

    def unresolved(self) -> int:
        """How many entries are still deltas."""
        return sum(kind not in KINDS for kind in self.kinds)


def _zlib(source: Source) -> Chunks:
    """A zlib stream without a look at its Adler-32: an object id says more, and reading forward only needs the end."""
    head = source.exactly(2)
    if len(head) < 2:  # noqa: PLR2004  # method and flags
        raise early()
    if head[0] & 15 != 8 or head[1] & 0x20 or int.from_bytes(head, "big") % 31:  # noqa: PLR2004  # RFC 1950, 2.2
        raise damaged()
    yield from coding.inflate(source)
    if len(source.exactly(4)) < 4:  # noqa: PLR2004  # Adler-32
        raise early()
