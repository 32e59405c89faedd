"""WordReader: a .docx: text with runs joined, tables, notes, comments, what was deleted, and what is embedded (ECMA-376)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from connectors.blob import Blob
from detectors.readers.base import Budget, Part, Reader
from detectors.readers.document.flow import Flow
from detectors.readers.document.ooxml import Package
from detectors.readers.document.runs import Runs
from detectors.views.sniff import Media

#: Parts beside the main text, by the last piece of their path, and the name they go by.
_PARTS = (
    (re.compile(r"header\d*\.xml"), "headers"),
    (re.compile(r"footer\d*\.xml"), "footers"),
    (re.compile(r"footnotes\d*\.xml"), "footnotes"),
    (re.compile(r"endnotes\d*\.xml"), "endnotes"),
    (re.compile(r"comments\d*\.xml"), "comments"),
    (re.compile(r"(?:chart|chartEx)\d*\.xml"), "charts"),
    (re.compile(r"data\d*\.xml"), "diagrams"),
)
#: Drawings of diagrams repeat their data; the rest are lists of authors' names and of ids.
_REPEATED = re.compile(
    r"diagrams/(?:drawing|layout|colors|quickStyle)\d*\.xml$|commentsIds\.xml$|commentsExtended\.xml$"
)
#: From this length on, an attribute of the settings may be worth something: a query, a connection, a variable.
_SETTING = 12


class WordReader(Reader):
    """Opens .docx, .docm, .dotx and .dotm."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        package = Package(blob)
        yield from package.metadata(budget)
        yield from package.links(budget)
        tables = itertools.count(1)
        main = _main(package, budget)
        if main in package:
            yield from _read(package, main, "", tables, budget)
        for each in package.names():
            budget.check()
            shown = "" if each == main else _shown(each)
            if shown:
                yield from _read(package, each, shown, tables, budget)
            elif each.endswith("/settings.xml"):
                yield from package.everything(each, "settings", budget, _SETTING)
            elif _REPEATED.search(each):
                package.skip(each)
        yield from package.rest(budget)


def _main(package: Package, budget: Budget) -> str:
    found = package.relations("", budget).values()
    return next(
        (each.target for each in found if each.kind == "officeDocument" and each.target in package), "word/document.xml"
    )


def _shown(path: str) -> str:
    """The name that a part goes by; empty where it is not text."""
    if not path.endswith(".xml") or path.startswith(("docProps/", "customXml/", "_rels/")):
        return ""
    if path.endswith("glossary/document.xml"):
        return "glossary"
    base = path.rpartition("/")[2]
    return next((name for pattern, name in _PARTS if pattern.fullmatch(base)), "")


def _read(package: Package, path: str, shown: str, tables: Iterator[int], budget: Budget) -> Iterator[Part]:
    flow, deleted, fields = Flow(shown, tables=tables), Flow("deleted"), Flow("fields")
    runs = Runs(flow, deleted, fields)

    def ready() -> Iterator[Part]:
        for each in (flow, deleted, fields):
            yield from each.ready()

    yield from package.parse(path, runs, budget, ready)
    for each in (flow, deleted, fields):
        yield from each.finish()
