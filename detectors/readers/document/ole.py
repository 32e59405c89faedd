"""OleReader: a compound file: which document it is, or its streams where it is none."""

from __future__ import annotations

import io
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Refined, Text
from detectors.readers.document.compound import BROKEN, Compound
from detectors.readers.document.propertyset import SETS, properties
from detectors.readers.document.rtfwords import package
from detectors.readers.document.vba import source
from detectors.views.sniff import Media

#: What a stream at the top makes of the file.
_KINDS = {
    "WordDocument": "application/msword",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "__properties_version1.0": "application/vnd.ms-outlook",
}
_ENCRYPTED = "EncryptedPackage"
#: Bytes of a stream of properties, a module of macros, an embedded file.
_SMALL, _LARGEST = 4 << 20, 64 << 20
_NATIVE = "\x01Ole10Native"
#: Streams about the file itself.
_DRY = frozenset({"\x01Ole", "\x01CompObj", "\x03ObjInfo", "\x03LinkInfo", "\x03EPRINT", "\x03PRINT"})


class OleReader(Reader):
    """Opens compound files."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        file = Compound(blob, budget)
        if _ENCRYPTED in file.streams:
            raise ReadError(Reason.ENCRYPTED, "an Office document with a password, which is not opened")
        for stream, kind in _KINDS.items():
            if stream in file.streams:
                yield Refined(kind)
                return
        yield from beside(file, budget, frozenset())


def beside(file: Compound, budget: Budget, read: frozenset[str]) -> Iterator[Part]:
    """Properties, macros, and all streams that are not in `read`, as members."""
    for path in file.streams:
        budget.check()
        base = path.rpartition("/")[2]
        if path in read or base in _DRY:
            continue
        try:
            if base in SETS:
                yield from _properties(file, path, base)
            elif base == _NATIVE:
                yield _native(file, path)
            elif "VBA/" in path:
                yield from _macros(file, path)
            else:
                yield file.member(path)
        except BROKEN:
            yield Gap(path, file.streams[path].size, Reason.CORRUPT, "a stream that cannot be read")


def _properties(file: Compound, path: str, base: str) -> Iterator[Part]:
    text = "\n".join(properties(file.read(path, _SMALL), SETS[base]))
    if text:
        yield Text(text.encode("utf-8", "replace"), "metadata")


def _native(file: Compound, path: str) -> Member:
    """An embedded file; four bytes of length stand before it."""
    data = package(file.read(path, _LARGEST)[4:])
    return Member(path.rpartition("/")[0] + "/native", len(data), lambda: io.BytesIO(data), again=True)


def _macros(file: Compound, path: str) -> Iterator[Part]:
    code = source(file.read(path, _SMALL))
    if code:
        yield Text(code.replace(b"\r\n", b"\n"), "macros")
    else:
        yield file.member(path)
