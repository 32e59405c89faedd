"""Package: the zip file that documents of today are, its XML read piece by piece, the rest handed on (ECMA-376 part 2)."""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from detectors.readers.base import Budget, Gap, Member, Part, ReadError, Text
from detectors.readers.document.markup import Everything, Handler, local, parse

#: Bytes of a zip's directory: `zipfile` holds it whole, at ten times this. Documents stay far below.
_DIRECTORY = 8 << 20
#: What `zipfile` and what it calls raise for damaged or exotic content.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
#: Characters of loose text after which a part is handed on.
_PART = 1 << 20
#: Relations of one part that are kept.
_RELATIONS = 100_000
_ENCRYPTED = 0x1
#: Parts that say how a document looks and nothing else.
_LOOKS = re.compile(
    r"(?:^|/)(?:itemProps\d*\.xml|\[Content_Types\]\.xml|theme/[^/]*\.xml|styles\.xml|stylesWithEffects\.xml|fontTable\.xml|numbering\.xml"
    r"|webSettings\.xml|tableStyles\.xml|viewProps\.xml|presProps\.xml)$"
)


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part of a package points to: another part by its path, or an address outside."""

    kind: str
    target: str
    outside: bool


class Package:
    """A zip file with parts."""

    def __init__(self, blob: Blob) -> None:
        """Open it.

        Raises:
            ReadError: it is not a zip file, or its directory is too large to be a document's.
        """
        _check_directory(blob)
        try:
            self._zip = zipfile.ZipFile(blob.open())
        except _BROKEN as error:
            raise ReadError(Reason.CORRUPT, "its zip directory is damaged") from error
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if not info.filename.endswith("/"):
                # Two of one name are a place to hide something.
                name = info.filename if info.filename not in self._infos else f"{info.filename}~{len(self._infos)}"
                self._infos[name] = info
        self._left = dict.fromkeys(self._infos)

    def names(self) -> list[str]:
        """Paths of all parts, in order."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def open(self, name: str) -> IO[bytes]:
        """A part's content.

        Raises:
            ReadError: it is encrypted or damaged; the stream raises likewise.
        """
        info = self._infos[name]
        self._left.pop(name, None)
        if info.flag_bits & _ENCRYPTED:
            raise ReadError(Reason.ENCRYPTED, "a part of it is encrypted")
        try:
            return io.BufferedReader(_Guarded(self._zip.open(info)), 1 << 16)
        except _BROKEN as error:
            raise ReadError(Reason.CORRUPT, "a part of it is damaged") from error

    def skip(self, name: str) -> None:
        """Not to be handed on by `rest`."""
        self._left.pop(name, None)

    def parse(
        self, name: str, handler: Handler, budget: Budget, ready: Callable[[], Iterable[Part]] = tuple
    ) -> Iterator[Part]:
        """Send a part's events to `handler`, now and then giving what is `ready`; where the part is broken, a gap ends it."""
        try:
            with self.open(name) as stream:
                for _ in parse(stream, handler, budget):
                    yield from ready()
        except ReadError as error:
            if error.reason in {Reason.LIMIT, Reason.TIMEOUT}:
                raise
            yield Gap(name, self._infos[name].file_size, error.reason, error.detail)

    def everything(self, name: str, shown: str, budget: Budget, shortest: int = 1) -> Iterator[Part]:
        """All text and attributes of a part."""
        handler = Everything(shortest)
        try:
            with self.open(name) as stream:
                for _ in parse(stream, handler, budget):
                    if handler.held > _PART:
                        yield Text(handler.taken(), shown)
        except ReadError as error:
            if error.reason in {Reason.LIMIT, Reason.TIMEOUT}:
                raise
            yield Gap(name, self._infos[name].file_size, error.reason, error.detail)
        if handler.held:
            yield Text(handler.taken(), shown)

    def relations(self, name: str, budget: Budget) -> dict[str, Relation]:
        """What a part points to, by id; nothing where that cannot be read. `""` is the package itself."""
        folder, _, base = name.rpartition("/")
        rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        found = _Relations(folder)
        if rels in self:
            for _ in self.parse(rels, found, budget):
                pass
        return found.found

    def metadata(self, budget: Budget) -> Iterator[Part]:
        """Core, extended and custom properties, and XML that users put in."""
        for name in self.names():
            if name.startswith("docProps/") and name.endswith(".xml"):
                yield from self.everything(name, "metadata", budget)
            elif name.startswith("customXml/") and name.endswith(".xml") and not _LOOKS.search(name):
                yield from self.everything(name, "custom", budget)

    def links(self, budget: Budget) -> Iterator[Part]:
        """Addresses outside that any part points to."""
        lines: dict[str, None] = {}
        for name in [name for name in self.names() if name.endswith(".rels")]:
            found = _Relations(name.rpartition("/_rels/")[0])
            yield from self.parse(name, found, budget)
            lines.update(dict.fromkeys(each.target for each in found.found.values() if each.outside))
        if lines:
            yield Text("\n".join(lines).encode("utf-8", "replace"), "links")

    def rest(self, budget: Budget) -> Iterator[Part]:
        """Every part that was not read yet, as a member; those that only say how the document looks are left out."""
        for name in list(self._left):
            budget.check()
            if not _LOOKS.search(name):
                yield self.member(name)

    def member(self, name: str) -> Member:
        """A part handed on."""
        info = self._infos[name]
        return Member(name, info.file_size, lambda: self.open(name), info.compress_size, _date(info), again=True)


def _date(info: zipfile.ZipInfo) -> datetime | None:
    # Zip has no time zone; office programs write 1 January 1980 where they do not say.
    try:
        when = datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return when if when.year > 1980 else None  # noqa: PLR2004  # zip's first year


def _check_directory(blob: Blob) -> None:
    """Refuse a directory too large to hold (PKWARE APPNOTE 4.3.14 to 4.3.16), before `zipfile` reads it."""
    start = max(0, blob.size - (1 << 16) - 22)
    tail = blob.read(start, blob.size - start)
    for mark, layout, offset in ((b"PK\5\6", "<L", 12), (b"PK\6\6", "<Q", 40)):
        at = tail.find(mark)
        while at >= 0:
            place = at + offset
            if place + struct.calcsize(layout) <= len(tail):
                (size,) = struct.unpack_from(layout, tail, place)
                if _DIRECTORY < size <= blob.size:
                    raise ReadError(Reason.LIMIT, f"its zip directory has more than {_DIRECTORY:,} bytes")
            at = tail.find(mark, at + 1)


class _Guarded(io.RawIOBase):
    """A stream whose damage comes out as `ReadError`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        try:
            data = self._stream.read(len(buffer))
        except BlobError:
            raise
        except _BROKEN as error:
            raise ReadError(Reason.CORRUPT, "a part of it is damaged") from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Relations:
    """Takes a .rels part."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: dict[str, Relation] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local(tag) != "Relationship" or len(self.found) >= _RELATIONS:
            return
        target, outside = attributes.get("Target", ""), attributes.get("TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.found[attributes.get("Id", "")] = Relation(kind, target, outside)

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass
