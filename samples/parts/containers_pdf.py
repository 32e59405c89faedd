"""A PDF by hand (ISO 32000-1): text, a note, a link, a form field, an attachment, metadata, an outline, a picture."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def pdf_file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(data: bytes, dictionary: bytes = b"", *, packed: bool = True) -> bytes:
    """A stream object, deflated unless said otherwise."""
    if packed:
        data, dictionary = zlib.compress(data, 6), dictionary + b" /Filter /FlateDecode"
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def string(text: str) -> bytes:
    """A literal string."""
    quoted = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(%s)" % quoted.encode("latin-1")


@dataclass
class Pdf:
    """What stands in a PDF. Pages are content streams; what belongs to a page stands on its first."""

    pages: Sequence[bytes]
    note: str = ""
    link: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)
    title: str = ""
    xmp: str = ""
    outline: Sequence[str] = ()
    script: str = ""
    #: Picture objects, complete.
    images: Sequence[bytes] = ()

    def made(self) -> bytes:
        """Its bytes."""
        return _Writer(self).made()


class _Writer:
    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.objects: list[bytes] = [b"", b""]

    def add(self, body: bytes) -> bytes:
        self.objects.append(body)
        return b"%d 0 R" % len(self.objects)

    def made(self) -> bytes:
        pdf = self.pdf
        font = self.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        images = b" ".join(b"/I%d %s" % (at, self.add(image)) for at, image in enumerate(pdf.images))
        notes, fields = self._annotations()
        pages = []
        for at, content in enumerate(pdf.pages):
            body = self.add(stream(content))
            extra = b"/Annots [%s]" % b" ".join(notes + fields) if at == 0 and notes + fields else b""
            pages.append(
                self.add(
                    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %s %s /Resources"
                    b" << /Font << /F1 %s >> /XObject << %s >> >> >>" % (body, extra, font, images)
                )
            )
        self.objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(pages), len(pages))
        catalogue = b"<< /Type /Catalog /Pages 2 0 R " + self._names() + self._outline()
        if fields:
            catalogue += b"/AcroForm << /Fields [%s] /DR << /Font << /F1 %s >> >> >> " % (b" ".join(fields), font)
        if pdf.xmp:
            packet = pdf.xmp.encode()
            catalogue += b"/Metadata %s " % self.add(stream(packet, b"/Type /Metadata /Subtype /XML", packed=False))
        self.objects[0] = catalogue + b">>"
        information = self.add(b"<< /Title %s >>" % string(pdf.title)) if pdf.title else b""
        return pdf_file(self.objects, b"/Info %s" % information if information else b"")

    def _annotations(self) -> tuple[list[bytes], list[bytes]]:
        box = b"/Type /Annot /Rect [20 20 200 40]"
        notes = []
        if self.pdf.note:
            notes.append(self.add(b"<< %s /Subtype /Text /Contents %s >>" % (box, string(self.pdf.note))))
        if self.pdf.link:
            action = b"<< /S /URI /URI %s >>" % string(self.pdf.link)
            notes.append(self.add(b"<< %s /Subtype /Link /A %s >>" % (box, action)))
        fields = [
            self.add(b"<< %s /Subtype /Widget /FT /Tx /T %s /V %s >>" % (box, string(name), string(value)))
            for name, value in self.pdf.fields.items()
        ]
        return notes, fields

    def _names(self) -> bytes:
        names = b""
        files = []
        for name, data in self.pdf.attachments.items():
            content = self.add(stream(data, b"/Type /EmbeddedFile"))
            spec = self.add(
                b"<< /Type /Filespec /F %s /UF %s /EF << /F %s >> >>" % (string(name), string(name), content)
            )
            files.append(b"%s %s" % (string(name), spec))
        if files:
            names += b"/EmbeddedFiles << /Names [%s] >> " % b" ".join(files)
        if self.pdf.script:
            action = self.add(b"<< /S /JavaScript /JS %s >>" % string(self.pdf.script))
            names += b"/JavaScript << /Names [(a) %s] >> " % action
        return b"/Names << %s >> " % names if names else b""

    def _outline(self) -> bytes:
        if not self.pdf.outline:
            return b""
        first = len(self.objects) + 1
        last = first + len(self.pdf.outline) - 1
        root = b"%d 0 R" % (last + 1)
        for at, title in enumerate(self.pdf.outline):
            following = b"/Next %d 0 R" % (first + at + 1) if first + at < last else b""
            self.add(b"<< /Title %s /Parent %s %s >>" % (string(title), root, following))
        return b"/Outlines %s " % self.add(
            b"<< /First %d 0 R /Last %d 0 R /Count %d >>" % (first, last, len(self.pdf.outline))
        )


def shown(*lines: str) -> bytes:
    """Content of a page that shows these lines."""
    return (
        "BT /F1 9 Tf 12 TL 40 800 Td\n" + "\n".join(f"{string(line).decode('latin-1')} '" for line in lines) + "\nET"
    ).encode("latin-1")
