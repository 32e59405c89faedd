"""LegacyWordReader and LegacySlidesReader: text of .doc ([MS-DOC]) and .ppt ([MS-PPT])."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Text
from detectors.readers.document.compound import Compound
from detectors.readers.document.ole import beside
from detectors.readers.document.pieces import Pieces, laid_out
from detectors.views.sniff import Media

#: Stream of Word's text, of slides, and of pictures.
_WORD, _SLIDES, _PICTURES, _DATA = "WordDocument", "PowerPoint Document", "Pictures", "Data"
#: Records of slides ([MS-PPT] 2.13.24): text in UTF-16, text in Latin-1, a string in UTF-16; what they stand in; what else is read.
_CODECS = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1", 0x0FBA: "utf-16-le"}
_LIST, _PERSIST, _COMMENT, _NOTE = 0x0FF0, 0x03F3, 0x2EE0, 0x03F1
_HOLDERS = {0x03EE: "", 0x03F0: "notes", 0x03F8: "masters", _COMMENT: "comments", _PERSIST: "", _LIST: ""}
_DIRECTORY, _OBJECT, _TAG, _CRYPT = 0x1772, 0x1011, 0x138B, 0x2F14
#: What a record's version says where others are within it.
_CONTAINER = 0xF
#: Bytes of one text, one picture, one embedded object.
_TEXT, _LARGEST = 8 << 20, 64 << 20
#: Texts in one part.
_LINES = 1_000
#: A picture's record ([MS-ODRAW] 2.2.23): a JPEG or a PNG behind one or two digests and a byte.
_BLIP = re.compile(rb"(?s)..(?:[\x1d\x1e\x2a]\xf0)(....).{17}(?:.{16})?(\xff\xd8\xff|\x89PNG)")
_WINDOW, _REACH = 4 << 20, 64


class LegacyWordReader(Reader):
    """Opens .doc of Word 97 to 2003, and the text of Word 6 and 95."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        file = Compound(blob, budget)
        read = {path for path in file.streams if path.rpartition("/")[2] == _WORD}
        if not read:
            raise ReadError(Reason.CORRUPT, "it has no text stream")
        for path in sorted(read, key=len):
            folder = path[: -len(_WORD)]
            read |= {f"{folder}0Table", f"{folder}1Table"}
            yield from _word(file, folder, budget)
            if f"{folder}{_DATA}" in file.streams:
                read.add(f"{folder}{_DATA}")
                yield from _pictures(file, f"{folder}{_DATA}", budget)
        yield from beside(file, budget, frozenset(read))


def _word(file: Compound, folder: str, budget: Budget) -> Iterator[Part]:
    try:
        with file.open(folder + _WORD) as stream:
            pieces = Pieces(stream, file, folder)
            for part, chunk in pieces.texts(budget):
                text, fields = laid_out(chunk)
                if text:
                    yield Text(text.encode("utf-8", "replace"), part)
                if fields:
                    yield Text(fields.encode("utf-8", "replace"), "fields")
    except struct.error as error:
        raise ReadError(Reason.CORRUPT, "its list of pieces is damaged") from error


def _pictures(file: Compound, path: str, budget: Budget) -> Iterator[Part]:
    """JPEG and PNG pictures in a stream of records."""
    number, start, size = 0, 0, file.streams[path].size
    with file.open(path) as stream:
        while start < size:
            budget.check()
            stream.seek(start)
            window = stream.read(_WINDOW + _REACH)
            if not window:
                return
            for mark in _BLIP.finditer(window):
                if mark.start() >= _WINDOW:
                    break
                (length,) = struct.unpack("<I", mark.group(1))
                head = mark.start(2) - mark.start() - 8
                if head < length <= _LARGEST:
                    number += 1
                    stream.seek(start + mark.start(2))
                    data = stream.read(length - head)
                    extension = "jpg" if mark.group(2) != b"\x89PNG" else "png"
                    yield _member(f"image-{number}.{extension}", data)
            start += _WINDOW


def _member(name: str, data: bytes) -> Member:
    return Member(name, len(data), lambda: io.BytesIO(data), again=True)


class LegacySlidesReader(Reader):
    """Opens .ppt of PowerPoint 97 to 2003; older versions of slides that are in the file still are read as well."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        file = Compound(blob, budget)
        if _SLIDES not in file.streams:
            raise ReadError(Reason.CORRUPT, "it has no stream of slides")
        with file.open(_SLIDES) as stream:
            size = file.streams[_SLIDES].size
            yield from _slides(stream, size, budget)
        if _PICTURES in file.streams:
            yield from _pictures(file, _PICTURES, budget)
        yield from beside(file, budget, frozenset({_SLIDES, _PICTURES, "Current User"}))


def _records(stream: IO[bytes], start: int, end: int, budget: Budget) -> Iterator[tuple[int, int, int, int, bool]]:
    """Type, instance, place and length of the records' content, and whether others are within, which then come next."""
    while start + 8 <= end:
        budget.check()
        stream.seek(start)
        head = stream.read(8)
        if len(head) < 8:  # noqa: PLR2004  # a record's head
            return
        version, kind, length = struct.unpack("<HHI", head)
        within = version & _CONTAINER == _CONTAINER or kind == _TAG
        yield kind, version >> 4, start + 8, length, within
        start += 8 if within else 8 + length


def _pages(stream: IO[bytes], size: int, budget: Budget) -> tuple[dict[int, int], dict[int, int]]:
    """Number of the slide by the place of its record, and by its identity."""
    places: dict[int, int] = {}
    order: list[tuple[int, int]] = []
    listed = False
    for kind, instance, at, length, _ in _records(stream, 0, size, budget):
        if kind == _LIST:
            listed = instance == 0
            if listed:
                order.clear()
        elif kind == _PERSIST and listed:
            stream.seek(at)
            reference, identity = struct.unpack("<I8xI", stream.read(16).ljust(16, b"\0"))
            order.append((reference, identity))
        elif kind == _DIRECTORY:
            stream.seek(at)
            places.update(_directory(stream.read(min(length, _TEXT))))
        elif kind == _CRYPT:
            raise ReadError(Reason.ENCRYPTED, "a presentation with a password, which is not opened")
    numbered = list(enumerate(order, 1))
    by_place = {places[reference]: page for page, (reference, _) in numbered if reference in places}
    return by_place, {identity: page for page, (_, identity) in numbered}


def _directory(data: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at + 4 <= len(data):
        (word,) = struct.unpack_from("<I", data, at)
        first, count = word & 0xFFFFF, min(word >> 20, (len(data) - at - 4) // 4)
        yield from enumerate(struct.unpack_from(f"<{count}I", data, at + 4), first)
        at += 4 + 4 * max(1, count)


def _slides(stream: IO[bytes], size: int, budget: Budget) -> Iterator[Part]:  # noqa: C901  # one state over a flat list
    by_place, by_identity = _pages(stream, size, budget)
    page: int | None = None
    name, until, outlined = "", 0, 0
    lines: list[str] = []
    for kind, instance, at, length, within in _records(stream, 0, size, budget):
        if lines and (kind in _HOLDERS or at > until or len(lines) > _LINES):
            yield _text(lines, name, page)
        if at > until:
            name, page, until, outlined = "", None, size, 0
        if kind == _LIST:
            # The outline: the text of slides, of masters, of notes, one after the other.
            name, page, until, outlined = (
                ("", "masters", "notes")[min(instance, 2)],
                None,
                at + length,
                int(instance == 0),
            )
        elif kind == _PERSIST and outlined:
            page, outlined = outlined, outlined + 1
        elif kind in _HOLDERS:
            name, page, until = _HOLDERS[kind], by_place.get(at - 8, page if kind == _COMMENT else None), at + length
        elif kind == _NOTE:
            stream.seek(at)
            page = by_identity.get(int.from_bytes(stream.read(4), "little"))
        elif kind == _OBJECT:
            yield from _embedded(stream, at, length, instance)
        elif kind in _CODECS and not within:
            stream.seek(at)
            text = stream.read(min(length, _TEXT)).decode(_CODECS[kind], "replace")
            lines.append(text.replace("\r", "\n").replace("\v", "\n"))
    if lines:
        yield _text(lines, name, page)


def _text(lines: list[str], name: str, page: int | None) -> Text:
    text = Text("\n".join(lines).encode("utf-8", "replace"), name, page)
    lines.clear()
    return text


def _embedded(stream: IO[bytes], at: int, length: int, instance: int) -> Iterator[Part]:
    """An embedded object: a compound file, deflated where the instance is 1 behind its length."""
    name = f"object-{at}"
    stream.seek(at)
    data = stream.read(min(length, _LARGEST))
    if instance == 1:
        try:
            data = zlib.decompressobj().decompress(data[4:], _LARGEST)
        except zlib.error:
            yield Gap(name, length, Reason.CORRUPT, "an embedded object that cannot be unpacked")
            return
    yield _member(name, data)
