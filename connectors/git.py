"""Git history: every unique blob, commit message and tag text of a repository once, each worker with its own `git cat-file`."""

from __future__ import annotations

import subprocess
from binascii import unhexlify
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import IO

from connectors import gitcommand
from connectors.base import Connector, Item, Mark, Refused, Shard, SourceSpec
from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason, SourceError
from connectors.gitdelta import Delta
from connectors.gitgaps import answers, gaps, partial
from connectors.gitorder import delta_order, pack_trees
from connectors.gitpack import PackError, PackReader
from connectors.gitselect import selected

#: First byte of an item's hint: what the object is. A blob's hint goes on with its delta base's id, if it has one.
BLOB, COMMIT, TAG = b"b", b"c", b"t"
_TYPES = {b"blob": BLOB, b"commit": COMMIT, b"tag": TAG}

#: Objects up to this size are read whole from the pipe; larger ones are streamed.
_WHOLE = 32 << 20
#: Bytes of content that are kept to build the next objects from.
_HELD = 64 << 20
#: Most objects that have a coverage row each; a damaged pack has more.
_MOST_REFUSED = 1000
#: What git says of an object that is stored whole, by the length of its ids.
_NO_BASE = frozenset({b"0" * 40, b"0" * 64})
_FORMAT = "--batch-check=%(objectname) %(objecttype) %(objectsize) %(deltabase)"


class GitHistory(Connector):
    """All objects of one repository, reachable or not, or those that `spec.options` select.

    Options: `directory`, the git directory; `select`, one of `all` (default), `head` (the tree of HEAD), `staged`, `branch`
    (with `value`: a name) and `since` (with `value`: a revision or a date).
    """

    def __init__(self, spec: SourceSpec) -> None:
        """Open a source.

        Raises:
            SourceError: no directory is named.
        """
        self.spec = spec
        self._packs: PackReader | None = None
        self._directory = spec.options.get("directory", "")
        if not self._directory:
            raise SourceError(f"{spec.locator}: no git directory named")

    def list(self, after: str = "") -> Iterator[Item | Refused | Mark]:  # noqa: ARG002  # gives no marks
        select = self.spec.options.get("select", "all")
        answers(self._directory)
        if select == "all":
            yield from self._all()
            yield from gaps(self._directory)
        else:
            yield from self._some(selected(self._directory, select, self.spec.options.get("value", "")))

    def _all(self) -> Iterator[Item | Refused]:
        said: list[str] = []
        detail = "object is here and cannot be read; run git fsck"
        yield from delta_order(_items(_stored(self._directory, said), Reason.CORRUPT, detail))
        if said:
            detail = "; ".join(said[:3])
            yield Refused(
                "(objects)", 0, Reason.CORRUPT, f"git cannot read all that is stored; run git fsck ({detail})"
            )

    def _some(self, wanted: Sequence[bytes]) -> Iterator[Item | Refused]:
        detail = "object is not in the repository; fetch it (partial or shallow clone?)"
        if wanted:
            named = _present if partial(self._directory) else _named
            yield from delta_order(_items(named(self._directory, wanted), Reason.MISSING, detail))

    def open(self, shard: Shard) -> Iterator[Blob | Refused]:
        """Each object from a pack where that is trusted, else from git."""
        packs = self._reader()
        asked: _Batch | None = None
        try:
            for index, item in enumerate(shard.items):
                expanded = None
                if item.size <= _WHOLE:
                    with suppress(PackError):  # damage, or a format that is not read here: git decides
                        expanded = packs.expand(item.name, item.size, item.hint[1:].hex())
                if expanded is not None:
                    yield GitBlob(self.spec, self._directory, index, item, expanded.data, expanded.delta)
                    continue
                if asked is None or not asked.alive:
                    asked = _Batch(self._directory)
                yield asked.ask(self.spec, index, item)
        finally:
            if asked is not None:
                asked.close()

    def pack(self, items: Iterable[Item]) -> Iterator[Shard]:
        return pack_trees(self.spec, items)

    def _reader(self) -> PackReader:
        """The packs as they are now; kept from shard to shard, since mapping them costs a little."""
        if self._packs is None:
            self._packs = PackReader(self._directory, _HELD)
        return self._packs

    def close(self) -> None:
        if self._packs is not None:
            self._packs.close()
            self._packs = None


class _Batch:
    """A `git cat-file --batch` that is asked for one object after the other."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._process = gitcommand.start(directory, "cat-file", "--batch", feed=True)
        self._last: GitBlob | None = None
        self.alive = True

    def ask(self, spec: SourceSpec, index: int, item: Item) -> Blob | Refused:
        """The object, valid until the next is asked for; what git cannot give comes as `Refused`."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # asked for
        assert stdout is not None  # asked for
        try:
            if self._last is None or self._last.drain():
                stdin.write(f"{item.name}\n".encode())
                stdin.flush()
                head = stdout.readline().split(b" ")
                if len(head) == 3:  # noqa: PLR2004  # id, type, size
                    blob = GitBlob(spec, self._directory, index, item, stdout, None)
                    self._last = blob
                    if not blob.truncated:
                        return blob
                elif head[-1:] == [b"missing\n"]:
                    detail = "object is not in the repository; fetch it (partial clone?)"
                    return Refused(item.name, item.size, Reason.MISSING, detail)
        except BrokenPipeError:
            pass  # git gave up: said below
        self.close()
        return Refused(item.name, item.size, Reason.CORRUPT, "git cannot read this object; run git fsck")

    def close(self) -> None:
        """End the process."""
        self.alive = False
        _end(self._process)


class GitBlob(Blob):
    """One object, built from a pack or on the pipe of `git cat-file --batch`.

    A commit or a tag is its message, without its headers.
    """

    ranged = False
    __slots__ = ("_data", "_directory", "_item", "_left", "_spec", "_stream", "delta", "index", "size", "truncated")

    def __init__(
        self, spec: SourceSpec, directory: str, index: int, item: Item, content: bytes | IO[bytes], delta: Delta | None
    ) -> None:
        """Take an object.

        Args:
            spec: its source.
            directory: git directory.
            index: place in the shard.
            item: what was listed.
            content: all of it, or a pipe whose next bytes it is; from that, small ones are read at once.
            delta: how it differs from the object that it is stored as a difference to, if that came shortly before.
        """
        self._spec, self._directory, self.index, self._item = spec, directory, index, item
        self.size = item.size
        self.delta = delta
        self._data: bytes | None = None
        self._stream: IO[bytes] | None = None
        self._left = 0
        self.truncated = False
        if isinstance(content, bytes):
            self._data = content
        else:
            self._stream = content
            self._left = item.size + 1  # a line feed follows every object
            if item.size <= _WHOLE:
                self._data = content.read(item.size)
                self._left = 1
                self.truncated = len(self._data) < item.size
        if self._data is not None and item.hint[:1] != BLOB:
            self._data = self._data.partition(b"\n\n")[2]
            self.size = len(self._data)

    @property
    def kind(self) -> bytes:
        """BLOB, COMMIT or TAG."""
        return self._item.hint[:1]

    @property
    def name(self) -> str:
        """The object's id."""
        return self._item.name

    def origin(self) -> Origin:
        return Origin(self._spec.vendor, f"{self._spec.locator}@{self._item.name}", self._item.name, None)

    def content(self) -> bytes:
        return self._data if self._data is not None else self.read(0, self.size)

    def read(self, start: int, length: int) -> bytes:
        if self._data is not None:
            return self._data[start : start + length]
        at = self._item.size + 1 - self._left
        if self._stream is not None and start == at:  # the common case: windows are read one after the other
            data = self._stream.read(min(length, self._left - 1))
            self._left -= len(data)
            if len(data) < min(length, self._item.size - start):
                raise BlobError(Reason.CORRUPT, "git ended in the middle of this object; run git fsck")
            return data
        return self._again(start, length)

    def _again(self, start: int, length: int) -> bytes:
        """A range out of order: a process of its own, read up to the range."""
        process = gitcommand.start(self._directory, "cat-file", "blob", self._item.name)
        assert process.stdout is not None  # asked for
        try:
            left = start
            while left and (skipped := process.stdout.read(min(left, 1 << 20))):
                left -= len(skipped)
            return process.stdout.read(length)
        finally:
            _end(process)

    def unchanged(self) -> bool:
        return True  # named by its content

    def drain(self) -> bool:
        """Read what is left up to the next object; False where git ended before."""
        while self._left and self._stream is not None:
            data = self._stream.read(min(self._left, 1 << 20))
            if not data:
                return False
            self._left -= len(data)
        return True


def _stored(directory: str, said: list[str]) -> Iterator[bytes]:
    """Every stored object in the order of the packs; by name where a pack is so damaged that git gives up on that."""
    arguments = ("cat-file", "--batch-all-objects", "--buffer", _FORMAT)
    try:
        yield from gitcommand.lines(directory, *arguments, "--unordered", said=said)
    except SourceError:
        said.clear()
        yield from gitcommand.lines(directory, *arguments, said=said)


def _named(directory: str, wanted: Sequence[bytes]) -> Iterator[bytes]:
    return gitcommand.lines(directory, "cat-file", _FORMAT, feed=wanted)


def _present(directory: str, wanted: Sequence[bytes]) -> Iterator[bytes]:
    """As `_named`, without asking for what a partial clone lacks: git would fetch it, and ends where it may not."""
    left = set(wanted)
    for line in _stored(directory, []):
        name = line.partition(b" ")[0]
        if name in left:
            left.discard(name)
            yield line
    for name in sorted(left):
        yield name + b" missing"


def _items(found: Iterator[bytes], reason: str, detail: str) -> Iterator[Item | Refused]:
    """Lines of `--batch-check` as items; an object that git cannot give has a row with that reason."""
    refused = 0
    for line in found:
        words = line.split(b" ")
        if len(words) != 4:  # noqa: PLR2004  # "<id> missing"
            refused += 1
            if refused <= _MOST_REFUSED:
                yield Refused(words[0].decode("ascii", "replace"), 0, reason, detail)
            continue
        name, kind, size, base = words
        mark = _TYPES.get(kind)
        if mark is None:  # trees are names and ids only
            continue
        yield Item(name.decode(), int(size), unhexlify(name)[:16], mark if base in _NO_BASE else mark + unhexlify(base))
    if refused > _MOST_REFUSED:
        yield Refused("(objects)", 0, reason, f"and {refused - _MOST_REFUSED} more: {detail}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with suppress(BrokenPipeError):  # git ended first: what it did not read is of no use
            process.stdin.close()
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        process.kill()
    process.wait()
