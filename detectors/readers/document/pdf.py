"""PdfReader: a PDF's pages, annotations, form fields, attachments, images, outline and metadata (ISO 32000)."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, Text
from detectors.readers.document.pdfium import PdfFile
from detectors.readers.document.pdfpage import PdfPage
from detectors.views.sniff import Media

#: Pages in a row that cannot be read, after which the page count is taken for a lie.
_BROKEN = 200
#: Images handed on from one document.
_IMAGES = 20_000
#: Bytes of the file that are looked at for XMP in one go, and how far a packet's data may be from its mark.
_BLOCK, _REACH = 1 << 20, 1 << 12
#: Bytes of one XMP packet, unpacked.
_XMP = 1 << 20
#: XMP packets: one for the document, one for each image that brought its own.
_PACKETS = 200
#: A metadata stream (ISO 32000-1, 14.3.2): its dictionary is never in an object stream, so it stands in the file.
_STREAM = re.compile(rb"/Subtype\s{0,8}/XML[^>]{0,400}>>\s{0,8}stream\r?\n")


class PdfReader(Reader):
    """Opens PDF files with PDFium."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        file = PdfFile(blob, budget.passwords, budget)
        try:
            yield from _document(file, blob, budget)
            yield from _pages(file, budget)
        finally:
            file.close()


def _document(file: PdfFile, blob: Blob, budget: Budget) -> Iterator[Part]:
    yield from _lines("metadata", file.information())
    for packet in xmp(blob, budget):
        yield Text(packet, "metadata")
    yield from _lines("outline", file.outline())
    yield from _lines("script", file.scripts())
    for name, data in file.packets():
        yield _member(f"xfa/{name}.xml", data)
    for name, found in file.attachments():
        yield from _attachment(file, name, found)


def _pages(file: PdfFile, budget: Budget) -> Iterator[Part]:
    seen: set[bytes] = set()
    broken, first, row = 0, 0, 0
    count = file.page_count()
    for number in range(1, count + 1):
        budget.check()
        handle = file.c.FPDF_LoadPage(file.document, number - 1)
        if not handle:
            broken, first, row = broken + 1, first or number, row + 1
            if row >= _BROKEN:
                break
            continue
        row = 0
        page = PdfPage(file, handle, budget)
        try:
            yield from _page(file, page, number, seen)
        finally:
            page.close()
    if broken:
        yield Gap("", 0, Reason.CORRUPT, f"{broken} of {count} pages cannot be read, the first is page {first}")


def _page(file: PdfFile, page: PdfPage, number: int, seen: set[bytes]) -> Iterator[Part]:
    text = page.text()
    if text:
        yield Text(text, page=number)
    notes: list[str] = []
    fields: list[str] = []
    for annotation in page.annotations():
        (fields if page.is_field(annotation) else notes).append(
            page.field(annotation) if page.is_field(annotation) else page.said(annotation)
        )
        carried = page.attached(annotation)
        if carried:
            yield from _attachment(file, carried[0] or f"attachment-{number}", carried[1])
    yield from _lines("annotations", notes, number)
    yield from _lines("form", fields, number)
    if len(seen) < _IMAGES:
        yield from _images(page, number, seen)


def _images(page: PdfPage, number: int, seen: set[bytes]) -> Iterator[Part]:
    for at, image in enumerate(page.images(seen), 1):
        name = f"image-{number}-{at}.{image.extension}"
        if image.data is None:
            yield Gap(name, 0, Reason.UNREADABLE, "an image that is too large or cannot be decoded")
        else:
            yield _member(name, image.data)


def _attachment(file: PdfFile, name: str, found: Any) -> Iterator[Part]:
    data = file.attachment(found)
    if data is None:
        yield Gap(name, 0, Reason.CORRUPT, "an attachment that cannot be read")
    else:
        yield _member(name, data)


def _member(name: str, data: bytes) -> Member:
    return Member(name, len(data), lambda: io.BytesIO(data), again=True)


def _lines(name: str, lines: Iterable[str], page: int | None = None) -> Iterator[Text]:
    text = "\n".join(line for line in lines if line)
    if text:
        yield Text(text.encode("utf-8", "replace"), name, page)


def xmp(blob: Blob, budget: Budget) -> Iterator[bytes]:
    """XMP packets of a PDF, unpacked, each at most a megabyte. PDFium has no call for them.

    Encrypted ones are left out: they come out as noise.
    """
    left = _PACKETS
    for start in range(0, blob.size, _BLOCK):
        budget.check()
        block = blob.read(start, _BLOCK + _REACH)
        if b"/XML" not in block:
            continue
        for mark in _STREAM.finditer(block):
            if mark.start() >= _BLOCK or left <= 0:
                break
            left -= 1
            packet = _packet(blob.read(start + mark.end(), _XMP), b"/FlateDecode" in _dictionary(block, mark))
            if packet:
                yield packet


def _dictionary(block: bytes, mark: re.Match[bytes]) -> bytes:
    start = max(block.rfind(b"obj", max(0, mark.start() - 400), mark.start()), mark.start() - 400, 0)
    return block[start : mark.end()]


def _packet(data: bytes, packed: bool) -> bytes:
    if packed:
        try:
            data = zlib.decompressobj().decompress(data, _XMP)
        except zlib.error:
            return b""
    start = data.find(b"<")
    end = data.find(b"endstream") if not packed else len(data)
    packet = data[max(start, 0) : end if end >= 0 else len(data)]
    return packet if b"<rdf:RDF" in packet or b"xmpmeta" in packet else b""
