"""PdfPage: one page of an open PDF: its text, annotations, form fields and images."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from detectors.readers.base import Budget
from detectors.readers.document.pdfium import PdfFile, wide
from detectors.readers.document.png import png

#: Forms within forms that are looked into for images.
_DEEP = 8
#: Annotations and images of one page that are looked at.
_MOST = 20_000
#: Pixels on the shorter side of an image below which there is nothing to see: rules, shadows, bullets.
_SMALL = 16
#: Pixels of one image beyond which it is not decoded; a scan of A3 at 600 dpi has 70 million.
_LARGE = 80_000_000
#: Filters whose output is a file of its own (ISO 32000-1, table 6).
_FILES = {b"DCTDecode": "jpg", b"DCT": "jpg", b"JPXDecode": "jp2"}


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a page; `data` is None where it is too large or cannot be decoded."""

    extension: str
    data: bytes | None


class PdfPage:
    """One page. Close it when done with it."""

    def __init__(self, file: PdfFile, page: Any, budget: Budget) -> None:
        """Take an open file and PDFium's page of it."""
        self._file = file
        self._c: Any = file.c
        self._page = page
        self._budget = budget

    def close(self) -> None:
        """Give back its memory."""
        self._c.FPDF_ClosePage(self._page)

    def text(self) -> bytes:
        """What a reader sees, line by line; words that the page is set in pieces of come whole."""
        text_page = self._c.FPDFText_LoadPage(self._page)
        if not text_page:
            return b""
        try:
            count = self._c.FPDFText_CountChars(text_page)
            if count <= 0:
                return b""
            # A character outside the basic plane takes two units; one more is for the NUL.
            buffer = (ctypes.c_ushort * (2 * count + 1))()
            units = self._c.FPDFText_GetText(text_page, 0, count, buffer)
        finally:
            self._c.FPDFText_ClosePage(text_page)
        text = bytes(buffer)[: max(0, 2 * units - 2)].decode("utf-16-le", "replace").replace("\r\n", "\n")
        # PDFium joins what a hyphen parts at a line's end and leaves these in its place: rather one hyphen too many in a word
        # than one too few in an identifier.
        return text.replace("\ufffe", "-").replace("\x02", "-").encode("utf-8", "replace")

    def annotations(self) -> Iterator[Any]:
        """PDFium's annotations, each to be used before the next."""
        for at in range(min(self._c.FPDFPage_GetAnnotCount(self._page), _MOST)):
            self._budget.check()
            annotation = self._c.FPDFPage_GetAnnot(self._page, at)
            if annotation:
                try:
                    yield annotation
                finally:
                    self._c.FPDFPage_CloseAnnot(annotation)

    def is_field(self, annotation: Any) -> bool:
        """Whether it is a field of a form."""
        return bool(self._c.FPDFAnnot_GetSubtype(annotation) == self._c.FPDF_ANNOT_WIDGET)

    def said(self, annotation: Any) -> str:
        """What an annotation says: its author, subject and contents, and the address of a link."""
        lines = [self._string(annotation, key) for key in ("T", "Subj", "Contents")]
        if not lines[2]:
            lines.append(self._string(annotation, "RC"))
        if self._c.FPDFAnnot_GetSubtype(annotation) == self._c.FPDF_ANNOT_LINK:
            link = self._c.FPDFAnnot_GetLink(annotation)
            if link:
                lines.extend(self._file.target(self._c.FPDFLink_GetAction(link)))
        return "\n".join(line for line in lines if line)

    def field(self, annotation: Any) -> str:
        """A form's field as `name: value`; empty where it has no value."""
        form = self._file.form()
        if not form:
            name, value = self._string(annotation, "T"), self._string(annotation, "V")
        else:
            name, value = (
                wide(get, form, annotation)
                for get in (self._c.FPDFAnnot_GetFormFieldName, self._c.FPDFAnnot_GetFormFieldValue)
            )
        return f"{name}: {value}" if value else ""

    def attached(self, annotation: Any) -> tuple[str, Any] | None:
        """Name and handle of the file that an annotation carries."""
        if self._c.FPDFAnnot_GetSubtype(annotation) != self._c.FPDF_ANNOT_FILEATTACHMENT:
            return None
        found = self._c.FPDFAnnot_GetFileAttachment(annotation)
        return (self._file.attachment_name(found), found) if found else None

    def _string(self, annotation: Any, key: str) -> str:
        return wide(self._c.FPDFAnnot_GetStringValue, annotation, key.encode())

    def images(self, seen: set[bytes]) -> Iterator[Image]:
        """Its images, save those in `seen`, to which they are added: a logo stands on every page and is one image."""
        for found in self._image_objects():
            self._budget.check()
            width, height = ctypes.c_uint(), ctypes.c_uint()
            if not self._c.FPDFImageObj_GetImagePixelSize(found, ctypes.byref(width), ctypes.byref(height)):
                continue
            if min(width.value, height.value) < _SMALL:
                continue
            raw = self._bytes(self._c.FPDFImageObj_GetImageDataRaw, found)
            digest = blake2b(raw, digest_size=16).digest()
            if digest in seen:
                continue
            seen.add(digest)
            yield self._image(found, width.value * height.value)

    def _image_objects(self) -> Iterator[Any]:
        count, get = self._c.FPDFPage_CountObjects, self._c.FPDFPage_GetObject
        kind_of, image, form = self._c.FPDFPageObj_GetType, self._c.FPDF_PAGEOBJ_IMAGE, self._c.FPDF_PAGEOBJ_FORM
        left = _MOST
        levels = [((get, self._page, at) for at in range(count(self._page)))]
        while levels and left > 0:
            step = next(levels[-1], None)
            if step is None:
                levels.pop()
                continue
            getter, holder, at = step
            found = getter(holder, at)
            kind = kind_of(found) if found else None
            if kind == image:
                left -= 1
                yield found
            elif kind == form and len(levels) < _DEEP:
                left -= 1
                inner = self._c.FPDFFormObj_GetObject
                many = self._c.FPDFFormObj_CountObjects(found)
                levels.append((inner, found, inside) for inside in range(many))

    def _bytes(self, call: Any, found: Any) -> bytes:
        length = call(found, None, 0)
        if not length:
            return b""
        buffer = ctypes.create_string_buffer(length)
        call(found, buffer, length)
        return buffer.raw

    def _image(self, found: Any, pixels: int) -> Image:
        count = self._c.FPDFImageObj_GetImageFilterCount(found)
        last = b""
        if count > 0:
            name = ctypes.create_string_buffer(32)
            self._c.FPDFImageObj_GetImageFilter(found, count - 1, name, len(name))
            last = name.value
        if last in _FILES:
            # "Decoded" here is without the filters before the last: what remains is the image's own file.
            return Image(_FILES[last], self._bytes(self._c.FPDFImageObj_GetImageDataDecoded, found) or None)
        return Image("png", self._pixels(found) if pixels <= _LARGE else None)

    def _pixels(self, found: Any) -> bytes | None:
        bitmap = self._c.FPDFImageObj_GetBitmap(found)
        if not bitmap:
            return None
        try:
            width, height = self._c.FPDFBitmap_GetWidth(bitmap), self._c.FPDFBitmap_GetHeight(bitmap)
            stride, kind = self._c.FPDFBitmap_GetStride(bitmap), self._c.FPDFBitmap_GetFormat(bitmap)
            data = ctypes.string_at(self._c.FPDFBitmap_GetBuffer(bitmap), stride * height)
        finally:
            self._c.FPDFBitmap_Destroy(bitmap)
        across = {self._c.FPDFBitmap_Gray: 1, self._c.FPDFBitmap_BGR: 3}.get(kind, 4)
        row = width * across
        if stride != row:
            data = b"".join(data[at : at + row] for at in range(0, stride * height, stride))
        if across == 1:
            return png(data, width, height, 1)
        colours = bytearray(width * height * 3)
        for channel in range(3):
            colours[channel::3] = data[2 - channel :: across]
        return png(bytes(colours), width, height, 3)
