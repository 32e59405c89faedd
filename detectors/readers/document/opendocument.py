"""OpenDocumentReader: .odt, .odp: text, tables, notes, comments, deleted text, metadata, what is embedded (ISO/IEC 26300)."""

from __future__ import annotations

import base64
import binascii
import io
import itertools
import re
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Member, Part, Reader, ReadError
from detectors.readers.document.flow import Flow
from detectors.readers.document.markup import local, parse
from detectors.readers.document.ooxml import Package
from detectors.views.sniff import Media

_ZIP = b"PK"
#: Bytes of the list of parts in which the word for encryption is looked for.
_MANIFEST = 1 << 20
_META = re.compile(r"(?:.*/)?meta\.xml$")
_CONTENT = re.compile(r"(?:.*/)?content\.xml$")
_STYLES = re.compile(r"(?:.*/)?styles\.xml$")
_DRY = re.compile(r"META-INF/|mimetype$|Configurations2/|layout-cache$|manifest\.rdf$")
#: Elements that are read apart from the text around them, and the name they go by.
_APART = {
    "annotation": "comments",
    "deletion": "deleted",
    "notes": "notes",
    "header": "headers",
    "header-left": "headers",
    "header-first": "headers",
    "footer": "footers",
    "footer-left": "footers",
    "footer-first": "footers",
}
_LINES = frozenset({"p", "h", "creator", "date", "title", "desc", "description", "subject"})
_SIGNS = {"tab": "\t", "line-break": "\n"}
#: In a flat file: metadata and settings, which have a name.
_NAMED = ("meta:", "config:config-item")
#: Attributes that hold text: links, values of fields and variables, what a form is filled in with.
_WORTH = frozenset(
    {
        "href",
        "current-value",
        "value",
        "string-value",
        "formula",
        "label",
        "description",
        "condition",
        "target-frame-name",
        "command",
    }
)
#: Elements of looks, the attributes of which say nothing.
_LOOKS = re.compile(r"(?:style|number|fo|svg|draw):(?!page|frame|image|a$|custom-shape|text-box)")
#: Characters of a picture within a flat file, as base64.
_PICTURE = 32 << 20


class OpenDocumentReader(Reader):
    """Opens .odt, .odp, .odg, .ott, .otp, and the flat forms of them."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        if not blob.read(0, 2).startswith(_ZIP):
            document = _Document(itertools.count(1))
            for _ in parse(blob.open(), document, budget, counted=False):
                yield from document.ready()
            yield from document.finish()
            return
        package = Package(blob)
        _refuse_encrypted(package)
        tables = itertools.count(1)
        for path in package.names():
            if _META.match(path):
                yield from package.everything(path, "metadata", budget)
            elif path == "settings.xml":
                yield from package.everything(path, "settings", budget, 12)
            elif _CONTENT.match(path) or _STYLES.match(path):
                document = _Document(tables, paged=path == "content.xml")
                yield from package.parse(path, document, budget, document.ready)
                yield from document.finish()
            elif _DRY.match(path):
                package.skip(path)
        yield from package.rest(budget)


def _refuse_encrypted(package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in package:
        with package.open(manifest) as stream:
            if b"encryption-data" in stream.read(_MANIFEST):
                raise ReadError(Reason.ENCRYPTED, "an OpenDocument file with a password, which is not opened")


class _Document:
    """Takes content, styles, or a flat file."""

    def __init__(self, tables: Iterator[int], *, paged: bool = True) -> None:
        self._tables = tables
        self._paged = paged
        self._page: int | None = None
        self._flows = [Flow("", tables=tables)]
        self._apart: list[str] = []
        #: For each flow, whether each of its open lines began within another.
        self._open: list[list[bool]] = [[]]
        self._ended: list[Flow] = []
        self._picture: list[str] | None = None
        self._held = 0
        self._members: list[Member] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name in _APART and tag.partition(":")[0] in {"office", "text", "presentation", "style"}:
            self._flows.append(Flow(_APART[name], self._page, self._tables))
            self._apart.append(tag)
            self._open.append([])
        elif tag == "draw:page" and self._paged:
            self._turn((self._page or 0) + 1)
            self._flows[-1].say(attributes.get("draw:name", ""))
        elif tag == "office:binary-data":
            self._picture, self._held = [], 0
        else:
            self._laid_out(tag, name, attributes)
        if len(attributes) and not _LOOKS.match(tag):
            self._attributes(attributes)

    def _turn(self, page: int) -> None:
        self._ended.append(self._flows[0])
        self._page = page
        self._flows[0] = Flow("", page, self._tables)

    def _laid_out(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        flow = self._flows[-1]
        if name == "s":
            count = attributes.get("text:c", "1")
            flow.add(" " * (int(count) if count.isdecimal() and len(count) < 4 else 1))  # noqa: PLR2004  # spaces, not a flood
        elif name in _SIGNS:
            flow.add(_SIGNS[name])
        elif name in _LINES or tag.startswith(_NAMED):
            lines = self._open[-1]
            lines.append(bool(lines))
            if lines[-1]:
                flow.open()
            if tag.startswith(_NAMED):
                flow.add(f"{attributes.get('meta:name') or attributes.get('config:name') or name}: ")
        elif name == "table":
            flow.table()
        elif name == "table-row":
            flow.row()
        elif name == "table-header-rows":
            flow.heading()
        elif name in {"table-cell", "covered-table-cell"}:
            flow.cell()
            times = attributes.get("table:number-columns-repeated", "1")
            flow.span(int(times) if times.isdecimal() and len(times) < 3 else 1)  # noqa: PLR2004  # more are empty to the edge

    def _attributes(self, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if value and local(key) in _WORTH and not value.startswith(("#", "Pictures/", "./Object")):
                named = attributes.get("text:name") or attributes.get("form:name") or attributes.get("office:name")
                self._flows[-1].say(f"{named}: {value}" if named else value)

    def end(self, tag: str) -> None:
        name = local(tag)
        if self._apart and tag == self._apart[-1]:
            self._apart.pop()
            self._open.pop()
            self._ended.append(self._flows.pop())
            return
        flow = self._flows[-1]
        if tag == "office:binary-data":
            self._end_picture()
        elif name in _LINES or tag.startswith(_NAMED):
            if self._open[-1] and self._open[-1].pop():
                flow.say(flow.close())
            else:
                flow.line()
        elif name in {"table-cell", "covered-table-cell"}:
            flow.end_cell()
        elif name == "table-row":
            flow.end_row()
        elif name == "table":
            flow.end_table()

    def text(self, data: str) -> None:
        if self._picture is not None:
            self._held += len(data)
            if self._held <= _PICTURE:
                self._picture.append(data)
        elif self._open[-1]:
            self._flows[-1].add(data)

    def _end_picture(self) -> None:
        pieces, self._picture = self._picture or [], None
        try:
            content = base64.b64decode("".join("".join(pieces).split()))
        except (binascii.Error, ValueError):
            return
        name = f"binary-{self._held}"
        self._members.append(Member(name, len(content), lambda: io.BytesIO(content), again=True))

    def ready(self) -> Iterator[Part]:
        """Parts that are full or ended."""
        ended, self._ended = self._ended, []
        for flow in ended:
            yield from flow.finish()
        for flow in self._flows:
            yield from flow.ready()
        members, self._members = self._members, []
        yield from members

    def finish(self) -> Iterator[Part]:
        """What is left."""
        self._ended.extend(self._flows)
        self._flows = [Flow()]
        yield from self.ready()
