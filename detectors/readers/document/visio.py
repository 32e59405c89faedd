"""VisioReader: a .vsdx: text, properties and links of shapes, by page (ECMA-376 part 2 and [MS-VSDX])."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.blob import Blob
from detectors.readers.base import Budget, Part, Reader
from detectors.readers.document.flow import Flow
from detectors.readers.document.markup import local
from detectors.readers.document.ooxml import Package, Relation
from detectors.views.sniff import Media

_PAGES = "visio/pages/pages.xml"
_LOOSE = re.compile(r"visio/pages/page\d*\.xml$")
_MASTERS = re.compile(r"visio/masters/master\d+\.xml$")
_OTHER = re.compile(r"visio/(?:comments|data/[^/]+|dataConnections|solutions/[^/]+|validation)\.xml$")
#: Sections of a shape that hold text, and the cells of their rows that do ([MS-VSDX] 2.2.5.3 and 2.2.5.4).
_SECTIONS = {"Property": ("Label", "Value"), "User": ("", "Value"), "Hyperlink": ("Description", "Address")}
_MORE = frozenset({"Prompt", "SubAddress", "ExtraInfo"})
#: Pages of a drawing, cells of a row.
_MOST, _CELLS = 100_000, 100


class VisioReader(Reader):
    """Opens .vsdx, .vsdm, .vssx and .vstx."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        package = Package(blob)
        yield from package.metadata(budget)
        yield from package.links(budget)
        for number, (title, path) in enumerate(_pages(package, budget), 1):
            budget.check()
            flow = Flow("", number)
            flow.say(title)
            yield from package.parse(path, _Shapes(flow), budget, flow.ready)
            yield from flow.finish()
        masters = Flow("masters")
        for path in package.names():
            if _MASTERS.match(path):
                yield from package.parse(path, _Shapes(masters), budget, masters.ready)
            elif _OTHER.match(path):
                yield from package.everything(path, "comments" if path.endswith("/comments.xml") else "data", budget)
            elif path in {"visio/document.xml", "visio/windows.xml", "visio/masters/masters.xml"}:
                package.skip(path)
        yield from masters.finish()
        yield from package.rest(budget)


class _Order:
    """Takes the list of pages: names and ids of relations, in order."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, str]] = []
        self._title = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "Page":
            self._title = attributes.get("Name", attributes.get("NameU", ""))
        elif name == "Rel" and len(self.pages) < _MOST:
            self.pages.extend((self._title, value) for key, value in attributes.items() if key.endswith(":id"))

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def _pages(package: Package, budget: Budget) -> list[tuple[str, str]]:
    """Name and path of each page in order, and behind them those that no list names."""
    order = _Order()
    relations: dict[str, Relation] = {}
    if _PAGES in package:
        for _ in package.parse(_PAGES, order, budget):
            pass
        relations = package.relations(_PAGES, budget)
    found = {
        relations[rel].target: title
        for title, rel in order.pages
        if rel in relations and relations[rel].target in package
    }
    for path in sorted(filter(_LOOSE.match, package.names()), key=lambda path: (len(path), path)):
        found.setdefault(path, "")
    return [(title, path) for path, title in found.items()]


class _Shapes:
    """Takes a page: the text of each shape is a line, each property one as `label: value`."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._text = 0
        self._section = ""
        self._cells: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "Text":
            self._text += 1
        elif name == "Section":
            self._section = attributes.get("N", "")
        elif name == "Row":
            self._cells = {"": attributes.get("N", "")}
        elif name == "Cell" and self._section in _SECTIONS and len(self._cells) < _CELLS:
            self._cells[attributes.get("N", "")] = attributes.get("V", "")

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "Text":
            self._text -= 1
            self._flow.line()
        elif name == "Row" and self._section in _SECTIONS:
            label, value = (self._cells.get(key, "") for key in _SECTIONS[self._section])
            if value:
                self._flow.say(f"{label or self._cells['']}: {value}")
            for key in _MORE.intersection(self._cells):
                self._flow.say(self._cells[key])
        elif name == "Section":
            self._section = ""

    def text(self, data: str) -> None:
        if self._text:
            self._flow.add(data)
