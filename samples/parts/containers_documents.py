"""Documents with one planted value in each place where a format keeps text."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from parts.containers_ole import doc, ppt
from parts.containers_pdf import Pdf, shown
from parts.documents import zipped
from parts.planted import Planted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

_OFFICE = "http://schemas.openxmlformats.org"
_RELATION = f"{_OFFICE}/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_DRAW = f'xmlns:a="{_OFFICE}/drawingml/2006/main" xmlns:p="{_OFFICE}/presentationml/2006/main" xmlns:r="{_RELATION}"'
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    f'xmlns:{prefix}="{_ODF}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
        ("style", "style"),
        ("meta", "meta"),
    )
)
_TYPES = f'{_HEAD}<Types xmlns="{_OFFICE}/package/2006/content-types"/>'


def made(rng: Random, token: Callable[[], str]) -> dict[str, tuple[bytes, list[Planted]]]:
    """File name -> content and what is planted in it; each value stands once."""
    plain = Planted("")
    notes = Planted("notes", page=1)
    return {
        "letter.docx": (
            docx(split(token(), rng), token(), token(), token()),
            parts("", "comments", "deleted", "headers"),
        ),
        "talk.pptx": (pptx([[token()], [token()]], notes=token()), [*paged(1, 2), notes]),
        "minutes.odt": (odt(split(token(), rng), token(), token()), parts("", "comments", "deleted")),
        "talk.odp": (odp([token(), token()], notes=token()), [*paged(1, 2), notes]),
        "network.vsdx": (vsdx([token(), token()]), paged(1, 2)),
        "letter.rtf": (rtf(split(token(), rng), token()), [plain, plain]),
        "page.html": (html(token(), split(token(), rng)), [plain, plain]),
        "study.ipynb": (notebook(token(), token()), [Planted("", page=1), Planted("output", page=2)]),
        "flow.drawio": (drawio([token(), token()]), paged(1, 2)),
        "report.pdf": (
            pdf([token(), token()], token),
            [*paged(1, 2), Planted("annotations", page=1), Planted("form", page=1), *parts("metadata", "keys.txt")],
        ),
        "old.doc": (doc(f"The key is {token()}\r", f"{token()}\r", f"{token()}\r"), parts("", "headers", "comments")),
        "old.ppt": (ppt([token(), token()], token()), [*paged(1, 2), notes]),
    }


def parts(*names: str) -> list[Planted]:
    """One value in each of these parts."""
    return [Planted(name) for name in names]


def paged(*pages: int) -> list[Planted]:
    """One value on each of these pages."""
    return [Planted("", page=page) for page in pages]


def split(token: str, rng: Random) -> list[str]:
    """A value in three pieces, as an editor's formatting leaves it."""
    first = rng.randrange(6, len(token) // 2)
    second = rng.randrange(first + 2, len(token) - 2)
    return [token[:first], token[first:second], token[second:]]


def relations(links: Mapping[str, tuple[str, str]]) -> str:
    """A .rels part: id -> kind and target."""
    rows = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target={quoteattr(target)}'
        + (' TargetMode="External"' if kind == "hyperlink" else "")
        + "/>"
        for name, (kind, target) in links.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships">{rows}</Relationships>'


def _run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def docx(
    runs: list[str], comment: str, deleted: str, header: str, more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """A Word document: one paragraph of these runs, one with a deletion, a comment, a header."""
    mark = '<w:del w:id="1" w:author="A">' + _run(deleted, "delText") + "</w:del>"
    body = f"<w:p>{''.join(map(_run, runs))}</w:p><w:p>{_run('The key was ')}{mark}</w:p>"
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": f"{_HEAD}<w:document {_WORD}><w:body>{body}</w:body></w:document>",
            "word/header1.xml": f"{_HEAD}<w:hdr {_WORD}><w:p>{_run(header)}</w:p></w:hdr>",
            "word/comments.xml": (
                f'{_HEAD}<w:comments {_WORD}><w:comment w:id="0" w:author="A"><w:p>{_run(comment)}</w:p></w:comment></w:comments>'
            ),
            **(more or {}),
        }
    )


def _slide(texts: list[str], root: str = "sld") -> str:
    paragraphs = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for text in texts)
    shape = f"<p:sp><p:txBody>{paragraphs}</p:txBody></p:sp>"
    return f"{_HEAD}<p:{root} {_DRAW}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:{root}>"


def pptx(slides: list[list[str]], notes: str) -> bytes:
    """A presentation; the slides are stored in the opposite order, and the notes are those of the first."""
    count = len(slides)
    stored = {at: count - at for at in range(count)}
    ids = "".join(f'<p:sldId id="{256 + at}" r:id="r{at}"/>' for at in range(count))
    parts = {
        "_rels/.rels": relations({"r1": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f"{_HEAD}<p:presentation {_DRAW}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            {f"r{at}": ("slide", f"slides/slide{stored[at]}.xml") for at in stored}
        ),
        **{f"ppt/slides/slide{stored[at]}.xml": _slide(texts) for at, texts in enumerate(slides)},
        f"ppt/slides/_rels/slide{stored[0]}.xml.rels": relations(
            {"r1": ("notesSlide", "../notesSlides/notesSlide1.xml")}
        ),
        "ppt/notesSlides/notesSlide1.xml": _slide([notes], "notes"),
    }
    return zipped(parts)


def _open_document(kind: str, body: str) -> bytes:
    content = f"{_HEAD}<office:document-content {_SPACES}><office:body>{body}</office:body></office:document-content>"
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def odt(pieces: list[str], comment: str, deleted: str) -> bytes:
    """A text: a paragraph of spans, a comment, a deletion."""
    spans = "".join(f"<text:span>{escape(piece)}</text:span>" for piece in pieces)
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"<text:p>{escape(deleted)}</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    note = f"<office:annotation><text:p>{escape(comment)}</text:p></office:annotation>"
    return _open_document(
        "text", f"<office:text>{changes}<text:p>{spans}</text:p><text:p>See{note} there</text:p></office:text>"
    )


def odp(slides: list[str], notes: str) -> bytes:
    """A presentation; the notes are those of the first page."""
    said = f"<presentation:notes><text:p>{escape(notes)}</text:p></presentation:notes>"
    pages = "".join(
        f'<draw:page draw:name="p{at}"><draw:frame><draw:text-box><text:p>{escape(text)}</text:p></draw:text-box></draw:frame>'
        f"{said if at == 0 else ''}</draw:page>"
        for at, text in enumerate(slides)
    )
    return _open_document("presentation", f"<office:presentation>{pages}</office:presentation>")


def vsdx(pages: list[str]) -> bytes:
    """A drawing with one shape a page: the first has its value as text, the others as a property."""
    space = 'xmlns="http://schemas.microsoft.com/office/visio/2012/main"'
    names = "".join(
        f'<Page ID="{at}" Name="Page {at}"><Rel xmlns:r="{_RELATION}" r:id="r{at}"/></Page>' for at in range(len(pages))
    )
    shapes = [
        f"<Text>{escape(text)}</Text>"
        if at == 0
        else f'<Section N="Property"><Row N="Row_1"><Cell N="Label" V="Key"/><Cell N="Value" V={quoteattr(text)}/></Row></Section>'
        for at, text in enumerate(pages)
    ]
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "visio/document.xml": f"{_HEAD}<VisioDocument {space}/>",
            "visio/pages/pages.xml": f"{_HEAD}<Pages {space}>{names}</Pages>",
            "visio/pages/_rels/pages.xml.rels": relations(
                {f"r{at}": ("page", f"page{at + 1}.xml") for at in range(len(pages))}
            ),
            **{
                f"visio/pages/page{at + 1}.xml": (
                    f'{_HEAD}<PageContents {space}><Shapes><Shape ID="1">{shape}</Shape></Shapes></PageContents>'
                )
                for at, shape in enumerate(shapes)
            },
        }
    )


def rtf(pieces: list[str], coded: str) -> bytes:
    """A text in three formats, and one whose letters are written as numbers."""
    runs = r"{\b " + r"}{\i ".join(pieces) + "}"
    letters = "".join(rf"\'{ord(letter):02x}" for letter in coded)
    return rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0 Arial;}}}}\f0 Key {runs}\par {letters}\par}}".encode("ascii")


def html(entities: str, pieces: list[str]) -> bytes:
    """A page with a value of entities, and one in three tags."""
    coded = "".join(f"&#{ord(letter)};" for letter in entities)
    return f"<!doctype html>\n<html><body><p>Key: {coded}</p>\n<p>Key: <b>{'</b><b>'.join(pieces)}</b></p></body></html>\n".encode()


def notebook(source: str, output: str) -> bytes:
    """A notebook: a cell, and one whose output shows a value with its letters coloured."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": [f"key {source[:9]}", source[9:]]},
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": 1,
            "source": "show()",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": f"{output[:9]}\x1b[1m{output[9:]}\x1b[0m\n"}
            ],
        },
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def drawio(pages: list[str]) -> bytes:
    """A diagram with one packed page for each value."""
    out = []
    for at, text in enumerate(pages):
        label = quoteattr(f"<b>{text[:9]}</b>{text[9:]}")
        model = f'<mxGraphModel><root><mxCell id="0"/><mxCell id="2" value={label} parent="0"/></root></mxGraphModel>'
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = base64.b64encode(packer.compress(quote(model).encode()) + packer.flush()).decode()
        out.append(f'<diagram id="d{at}" name="Page-{at + 1}">{packed}</diagram>')
    return f'<mxfile host="app.diagrams.net">{"".join(out)}</mxfile>'.encode()


def pdf(pages: list[str], token: Callable[[], str]) -> bytes:
    """A PDF with a value on each page, in a note, in a field, in its title, and in an attachment."""
    return Pdf(
        [shown(f"Key: {text}") for text in pages],
        note=token(),
        fields={"key": token()},
        title=token(),
        attachments={"keys.txt": f"key = {token()}\n".encode()},
    ).made()
