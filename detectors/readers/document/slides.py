"""SlidesReader: a .pptx: slides in their order, notes, comments, data of charts, and what is embedded (ECMA-376)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from connectors.blob import Blob
from detectors.readers.base import Budget, Part, Reader
from detectors.readers.document.flow import Flow
from detectors.readers.document.ooxml import Package, Relation
from detectors.readers.document.runs import Runs
from detectors.views.sniff import Media

#: Relations of a slide to parts with text of their own, and the name these go by.
_BESIDE = {
    "notesSlide": "notes",
    "comments": "comments",
    "comment": "comments",
    "chart": "charts",
    "chartEx": "charts",
    "diagramData": "diagrams",
}
#: Parts that hold text and belong to no one slide.
_GENERAL = re.compile(r"ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters)/[^/]+\.xml$")
_AUTHORS = re.compile(r"ppt/(?:commentAuthors|authors)\.xml$")
_REPEATED = re.compile(r"ppt/diagrams/(?:drawing|layout|colors|quickStyle)\d*\.xml$")
#: Slides of a presentation.
_MOST = 100_000


class SlidesReader(Reader):
    """Opens .pptx, .pptm, .potx and .ppsx."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        package = Package(blob)
        yield from package.metadata(budget)
        yield from package.links(budget)
        tables = itertools.count(1)
        read: set[str] = set()
        for page, slide in enumerate(_slides(package, budget), 1):
            budget.check()
            read.add(slide)
            yield from _read(package, slide, "", page, tables, budget)
            for relation in package.relations(slide, budget).values():
                shown = _BESIDE.get(relation.kind)
                if shown and relation.target in package and relation.target not in read:
                    read.add(relation.target)
                    yield from _read(package, relation.target, shown, page, tables, budget)
        masters = Flow("masters", tables=tables)
        for each in package.names():
            if _GENERAL.match(each):
                yield from package.parse(each, Runs(masters), budget, masters.ready)
            elif _AUTHORS.match(each):
                yield from _read(package, each, "comments", None, tables, budget)
            elif _REPEATED.match(each):
                package.skip(each)
        yield from masters.finish()
        yield from package.rest(budget)


class _Order:
    """Takes the presentation part: ids of the slides in order."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if (tag.endswith(":sldId") or tag == "sldId") and len(self.ids) < _MOST:
            self.ids.extend(value for key, value in attributes.items() if key.endswith(":id"))

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def _slides(package: Package, budget: Budget) -> list[str]:
    """Paths of the slides in order, and behind them those that no list names."""
    found = package.relations("", budget).values()
    main = next(
        (each.target for each in found if each.kind == "officeDocument" and each.target in package),
        "ppt/presentation.xml",
    )
    order = _Order()
    relations: dict[str, Relation] = {}
    if main in package:
        for _ in package.parse(main, order, budget):
            pass
        relations = package.relations(main, budget)
    listed = [relations[each].target for each in order.ids if each in relations and relations[each].target in package]
    loose = [each for each in package.names() if re.fullmatch(r"ppt/slides/[^/]+\.xml", each)]
    return list(dict.fromkeys(listed + sorted(loose, key=_number)))


def _number(path: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdecimal, path.rpartition("/")[2]))[:9]
    return (int(digits or 0), path)


def _read(
    package: Package, path: str, shown: str, page: int | None, tables: Iterator[int], budget: Budget
) -> Iterator[Part]:
    flow = Flow(shown, page, tables)
    yield from package.parse(path, Runs(flow), budget, flow.ready)
    yield from flow.finish()
