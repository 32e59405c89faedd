"""Git history: every unique blob, commit message and tag text of a repository once, each worker with its own `git cat-file`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from typing import IO

from connectors import gitcommand
from connectors.base import Connector, Item, Reason, Refused, Shard, SourceSpec
from connectors.blob import Blob, Origin
from connectors.errors import BlobError, SourceError
from connectors.gitorder import delta_order

#: First byte of an item's hint: what the object is. A blob's hint goes on with its delta base's id, if it has one.
BLOB, COMMIT, TAG = b"b", b"c", b"t"
_TYPES = {b"blob": BLOB, b"commit": COMMIT, b"tag": TAG}

#: Objects up to this size are read whole from the pipe; larger ones are streamed.
_WHOLE = 32 << 20
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
        self._directory = spec.options.get("directory", "")
        if not self._directory:
            raise SourceError(f"{spec.locator}: no git directory named")

    def list(self) -> Iterator[Item | Refused]:
        select = self.spec.options.get("select", "all")
        if select == "all":
            yield from self._all()
        else:
            yield from self._some(selected(self._directory, select, self.spec.options.get("value", "")))

    def _all(self) -> Iterator[Item | Refused]:
        found = gitcommand.lines(self._directory, "cat-file", "--batch-all-objects", "--unordered", _FORMAT)
        yield from delta_order(self._items(found))

    def _some(self, wanted: Sequence[bytes]) -> Iterator[Item | Refused]:
        if wanted:
            yield from delta_order(self._items(gitcommand.lines(self._directory, "cat-file", _FORMAT, feed=wanted)))

    def _items(self, found: Iterator[bytes]) -> Iterator[Item | Refused]:
        for line in found:
            words = line.split(b" ")
            if len(words) != 4:  # noqa: PLR2004  # "<id> missing": a partial clone, or a damaged repository
                yield Refused(
                    words[0].decode(),
                    0,
                    Reason.MISSING,
                    "object is not in the repository; fetch it (partial or shallow clone?)",
                )
                continue
            name, kind, size, base = words
            mark = _TYPES.get(kind)
            if mark is None:  # trees are names and ids only
                continue
            hint = mark if not base.strip(b"0") else mark + bytes.fromhex(base.decode())
            yield Item(name.decode(), int(size), bytes.fromhex(name.decode())[:16], hint)

    def open(self, shard: Shard) -> Iterator[Blob | Refused]:
        position = 0
        while position < len(shard.items):
            read = 0
            for blob in self._batch(shard, position):
                read += 1
                yield blob
            position += read
            if position < len(shard.items):  # git gave up on this object; go on behind it
                item = shard.items[position]
                yield Refused(item.name, item.size, Reason.CORRUPT, "git cannot read this object; run git fsck")
                position += 1

    def _batch(self, shard: Shard, position: int) -> Iterator[Blob | Refused]:
        """Objects from `position` on, until the end or until git gives up."""
        items = shard.items[position:]
        process = gitcommand.start(self._directory, "cat-file", "--batch", "--buffer", feed=True)
        assert process.stdin is not None  # asked for
        assert process.stdout is not None  # asked for
        try:
            # The pipe takes 1 MiB and a shard's ids at most 82 kB (131 kB with SHA-256): no deadlock.
            with process.stdin as stdin:
                stdin.write("".join(item.name + "\n" for item in items).encode())
            for index, item in enumerate(items, position):
                head = process.stdout.readline().split(b" ")
                if len(head) == 3:  # noqa: PLR2004  # id, type, size
                    blob = GitBlob(self.spec, self._directory, index, item, process.stdout)
                    if blob.truncated:
                        return
                    yield blob
                    if not blob.drain():
                        return
                elif head[-1:] == [b"missing\n"]:
                    yield Refused(
                        item.name,
                        item.size,
                        Reason.MISSING,
                        "object is not in the repository; fetch it (partial clone?)",
                    )
                else:
                    return
        except BrokenPipeError:
            return
        finally:
            _end(process)


class GitBlob(Blob):
    """One object on the pipe of `git cat-file --batch`. A commit or a tag is its message, without its headers."""

    __slots__ = ("_data", "_directory", "_item", "_left", "_spec", "_stream", "index", "size", "truncated")

    def __init__(self, spec: SourceSpec, directory: str, index: int, item: Item, stream: IO[bytes]) -> None:
        """Take the object whose header was just read; small ones are read at once.

        Raises:
            Nothing; a pipe that ends early shows in `drain` and `read`.
        """
        self._spec, self._directory, self.index, self._item, self._stream = spec, directory, index, item, stream
        self.size = item.size
        self._data: bytes | None = None
        self.truncated = False
        self._left = item.size + 1  # a line feed follows every object
        if item.size <= _WHOLE:
            self._data = stream.read(item.size)
            self._left = 1
            self.truncated = len(self._data) < item.size
            if item.hint[:1] != BLOB:
                self._data = self._data.partition(b"\n\n")[2]
                self.size = len(self._data)

    @property
    def base(self) -> str | None:
        """Id of the object that this one is stored as a difference to, or None."""
        hint = self._item.hint
        return hint[1:].hex() if len(hint) > 1 else None

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
        if start == at:  # the common case: windows are read one after the other
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
        while self._left:
            data = self._stream.read(min(self._left, 1 << 20))
            if not data:
                return False
            self._left -= len(data)
        return True


def selected(directory: str, select: str, value: str) -> list[bytes]:
    """Ids of the objects that a narrowed scan reads.

    Raises:
        SourceError: the branch or revision does not exist, or git cannot say.
    """
    if select == "staged":
        return sorted({new for new, _ in staged(directory)})
    if select == "head":
        return sorted(head_tree(directory).values())
    if select == "branch":
        listed = gitcommand.output(directory, "rev-list", "--objects", "--no-object-names", f"refs/heads/{value}", "--")
        return listed.split()
    if select == "since":
        return _since(directory, value)
    raise SourceError(f"unknown selection '{select}'")


def _since(directory: str, value: str) -> list[bytes]:
    """Objects of commits after a revision, or after a date where no revision has that name."""
    try:
        revision = gitcommand.output(
            directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{value}^{{commit}}"
        ).strip()
        limit = ["--all", "HEAD", "--not", revision.decode()]
    except SourceError:
        if not any(c.isdigit() for c in value):
            raise SourceError(f"--since {value}: neither a revision of {directory} nor a date") from None
        limit = ["--all", f"--since={value}"]
    wanted: set[bytes] = set()
    for line in gitcommand.lines(
        directory, "log", "--raw", "-c", "--no-abbrev", "--no-renames", "--format=%H", *limit, "--"
    ):
        if line.startswith(b":"):
            wanted.add(line.split(b"\t")[0].split()[-2])
        elif line:
            wanted.add(line)
    return sorted(oid for oid in wanted if oid.strip(b"0"))


def head_tree(directory: str) -> dict[str, bytes]:
    """Path -> blob id (hex) of the tree of HEAD; empty where HEAD has no commit yet."""
    try:
        listed = gitcommand.output(directory, "ls-tree", "-r", "-z", "--full-tree", "HEAD")
    except SourceError:
        return {}
    return _tree_entries(listed)


def _tree_entries(listed: bytes) -> dict[str, bytes]:
    entries: dict[str, bytes] = {}
    for record in listed.split(b"\0"):
        meta, _, path = record.partition(b"\t")
        words = meta.split()
        if len(words) == 3 and words[1] == b"blob":  # noqa: PLR2004  # mode, type, id; submodules are commits
            entries[path.decode("utf-8", "surrogateescape")] = words[2]
    return entries


def index_entries(directory: str) -> dict[str, bytes]:
    """Path -> blob id (hex) of the index: what `git add` has seen; empty where there is none or it cannot be read."""
    try:
        listed = gitcommand.output(directory, "ls-files", "-s", "-z")
    except SourceError:
        return {}
    entries: dict[str, bytes] = {}
    for record in listed.split(b"\0"):
        meta, _, path = record.partition(b"\t")
        words = meta.split()
        if len(words) == 3 and words[0] != b"160000":  # noqa: PLR2004  # mode, id, stage; 160000 is a submodule
            entries[path.decode("utf-8", "surrogateescape")] = words[1]
    return entries


def staged(directory: str) -> list[tuple[bytes, str]]:
    """Id (hex) and path of every blob that is staged and differs from HEAD."""
    head, index = head_tree(directory), index_entries(directory)
    return sorted((oid, path) for path, oid in index.items() if head.get(path) != oid)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        process.kill()
    process.wait()
