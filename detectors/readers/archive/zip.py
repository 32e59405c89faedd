"""Zip and its whole family (jar, apk, whl, xpi, epub, nupkg); those that are documents are handed over to their reader."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.archive import zipcipher, zipforward
from detectors.readers.archive import zipdirectory as zips
from detectors.readers.archive.content import Ahead
from detectors.readers.archive.naming import Tally
from detectors.readers.archive.zipcontent import READ, Contents, unread
from detectors.readers.archive.zipdirectory import Directory, Entry
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Refined, Text
from detectors.views.sniff import Media

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
#: The main part of a document by its name in the archive (ECMA-376 part 2; [MS-XLSB] 2.1.1; [MS-VSDX] 2.2).
_MAIN_PARTS = {
    b"word/document.xml": _OOXML + "wordprocessingml.document",
    b"ppt/presentation.xml": _OOXML + "presentationml.presentation",
    b"xl/workbook.xml": _OOXML + "spreadsheetml.sheet",
    b"xl/workbook.bin": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    b"visio/document.xml": "application/vnd.visio",
}
#: What a `mimetype` member or a manifest says (ODF 1.3 part 2, 3.3); templates and macros are variants by a suffix.
_OPEN_DOCUMENTS = tuple((_ODF + kind).encode() for kind in ("text", "presentation", "spreadsheet"))
_MIMETYPE, _MANIFEST = b"mimetype", b"META-INF/manifest.xml"
#: Bytes of a manifest that are looked at.
_MANIFEST_MOST = 64 << 10
_LINK = "is a link; what it points to is not in it"


class ZipReader(Reader):
    """Members in the order in which they lie in the archive, and its comments as text; or only `Refined`."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        del media, name
        directory = Directory(blob, budget)
        ahead = Ahead(blob)
        contents = Contents(ahead, budget)
        tally = Tally()
        listed = not directory.broken
        if listed:
            kind = _document(directory, contents)
            if kind:
                yield Refined(kind)
                return
            if directory.comment:
                yield Text(directory.comment.decode("utf-8", "replace").encode(), "comment")
            yield from _listed(directory, contents, tally, budget)
        if directory.broken:
            end = directory.start if listed else blob.size
            yield from zipforward.members(ahead, contents, contents.reached, end, budget)
        yield from tally.rest()


def _listed(directory: Directory, contents: Contents, tally: Tally, budget: Budget) -> Iterator[Part]:
    """Everything that the directory lists."""
    over = hidden = 0
    for entry in directory.entries():
        if entry.comment:
            yield Text(entry.comment.decode("utf-8", "replace").encode(), "comment")
        if entry.offset < contents.reached:
            over, hidden = over + 1, hidden + entry.stored
            if not over & 1023:
                budget.check()
            continue
        if entry.disk not in {directory.disk, 0xFFFF}:
            yield from tally.gap(entry.name, entry.stored, Reason.MISSING, "lies in another part of a split archive")
            continue
        yield from member(entry, contents, tally, budget)
    if over:
        yield Gap("", hidden, Reason.LIMIT, f"{over:,} members lie over others, as in a zip bomb; they were not opened")


def member(entry: Entry, contents: Contents, tally: Tally, budget: Budget) -> Iterator[Part]:
    """One member, or why it is not read; nothing for a folder."""
    if entry.name.endswith("/") and not entry.size:
        return
    if stat.S_ISLNK(entry.mode):
        yield from tally.gap(entry.name, entry.stored, Reason.SYMLINK, _LINK)
    elif entry.flags & zips.ENCRYPTED and (not budget.passwords or entry.flags & zips.STRONG):
        detail = zipcipher.CLOSED if not entry.flags & zips.STRONG else "is encrypted in a way that is not read"
        yield from tally.gap(entry.name, entry.stored, Reason.ENCRYPTED, detail)
    elif entry.method not in READ and entry.method != zips.AES:
        error = unread(entry.method)
        yield from tally.gap(entry.name, entry.stored, error.reason, error.detail)
    else:
        yield Member(
            entry.name,
            entry.size if entry.ended else None,
            lambda: contents.open(entry),
            entry.stored if entry.ended else None,
            entry.modified(),
            again=True,
        )


def _document(directory: Directory, contents: Contents) -> str:
    """Media type of the document that the archive is; empty where it is none."""
    held = directory.held
    found = [part for part in _MAIN_PARTS if held.find(part) >= 0] if b"[Content_Types].xml" in held else []
    open_document = held.find(_MIMETYPE) >= 0 or held.find(_MANIFEST) >= 0
    if not found and not open_document:
        return ""
    names: dict[bytes, int] = {}
    places, _ = directory.order()
    for place in places:
        at = place - directory.start
        raw = held[at + 46 : at + 46 + held[at + 28] + (held[at + 29] << 8)]
        names.setdefault(raw, place)
    for part in found:
        if part in names:
            return _MAIN_PARTS[part]
    for part in (_MIMETYPE, _MANIFEST):
        if part in names:
            kind = _open_document(directory.entry(names[part]), contents)
            if kind:
                return kind
    return ""


def _open_document(entry: Entry, contents: Contents) -> str:
    """What kind of OpenDocument a `mimetype` member or a manifest says that it is."""
    reached = contents.reached
    try:
        with contents.open(entry) as stream:
            said = stream.read(_MANIFEST_MOST)
    except ReadError:
        return ""
    finally:
        contents.reached = reached
    for kind in _OPEN_DOCUMENTS:
        if kind in said:
            return kind.decode()
    return ""
