"""Ods: sheets of OpenDocument (1.3 part 3, 9), read row by row, whatever is repeated how often."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from connectors.errors import Reason
from detectors.readers.base import Budget, Part, ReadError
from detectors.readers.document.ooxml import Package
from detectors.readers.table.growing import attribute, local, units
from detectors.readers.table.sheetnumber import shown
from detectors.readers.table.sheetrows import Cell, Lines, SheetRows, letters

#: Bytes of the list of parts in which the word for encryption is looked for.
_MANIFEST = 1 << 20
#: Most columns and rows of a sheet, and how often a cell that is not empty is repeated.
_COLUMNS, _ROWS, _REPEATED = 16_384, 1_048_576, 256
_CONTAINERS = frozenset(
    {
        "document-content", "document-styles", "body", "spreadsheet", "table", "table-rows", "table-row-group", "table-header-rows",
        "named-expressions", "content-validations", "master-styles", "master-page",
    }
)  # fmt: skip
#: Names of attributes of cells, which are asked for by the million.
_TABLE, _OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office"))
_COLUMNS_REPEATED, _ROWS_REPEATED = f"{_TABLE}number-columns-repeated", f"{_TABLE}number-rows-repeated"
_SORT, _VALUE, _DATE = f"{_OFFICE}value-type", f"{_OFFICE}value", f"{_OFFICE}date-value"
_NO_WORDS = frozenset({"float", "percentage", "currency", "time", "boolean", "date"})
_NUMBERS = frozenset({"float", "percentage", "currency"})
_MARGINS = frozenset({"header", "footer", "header-left", "footer-left", "header-first", "footer-first"})


def refuse_encrypted(package: Package) -> None:
    """See whether a password is needed.

    Raises:
        ReadError: it is.
    """
    manifest = "META-INF/manifest.xml"
    if manifest in package:
        with package.open(manifest) as stream:
            if b"encryption-data" in stream.read(_MANIFEST):
                raise ReadError(Reason.ENCRYPTED, "a spreadsheet with a password, which is not opened")


class Ods:
    """An .ods under way."""

    def __init__(self, package: Package, budget: Budget) -> None:
        """Take the package."""
        self._package, self._budget = package, budget
        self._table: Element | None = None
        self._sheet: SheetRows | None = None
        self._number = self._row = 0
        self._remarks, self._names, self._links = Lines("comments"), Lines("names"), Lines("links")

    def parts(self, path: str) -> Iterator[Part]:
        """Every sheet of a part, its comments, names and links."""
        broken: ReadError | None = None
        try:
            with self._package.open(path) as stream:
                for around, element in units(stream, _CONTAINERS, self._budget):
                    yield from self._element(around, element)
        except ReadError as error:
            broken = error
        yield from self._end()
        yield from self._names.end()
        yield from self._links.end()
        if broken is not None:
            raise broken

    def _element(self, around: list[Element], element: Element) -> Iterator[Part]:
        tag = local(element.tag)
        if tag == "table-row":
            table = next((each for each in reversed(around) if local(each.tag) == "table"), element)
            if table is not self._table:
                yield from self._end()
                self._begin(table)
            yield from self._take(element)
        elif tag in {"named-range", "named-expression", "content-validation"}:
            said = [attribute(element, each) for each in ("cell-range-address", "expression", "condition")]
            yield from self._names.add(f"{attribute(element, 'name')}: {' '.join(filter(None, said))}")
        elif tag in _MARGINS:
            lines = Lines("headers")
            yield from lines.add("\n".join(_paragraphs(element)))
            yield from lines.end()

    def _begin(self, table: Element) -> None:
        self._table, self._row = table, 0
        self._number += 1
        self._sheet = SheetRows(attribute(table, "name"), self._budget.limits.rows)
        self._remarks = Lines("comments", self._number)

    def _end(self) -> Iterator[Part]:
        if self._sheet is not None:
            yield from self._sheet.end()
            yield from self._remarks.end()
        self._sheet = self._table = None

    def _take(self, row: Element) -> Iterator[Part]:
        number = self._row + 1
        self._row = min(self._row + _times(row, _ROWS_REPEATED, _ROWS), _ROWS)
        cells: list[Cell] = []
        column = 0
        for cell in row:
            if local(cell.tag) not in {"table-cell", "covered-table-cell"}:
                continue
            times = _times(cell, _COLUMNS_REPEATED, _COLUMNS)
            text, words = _value(cell)
            if text and column < _COLUMNS:
                cells.extend((column + more, text, words) for more in range(min(times, _REPEATED, _COLUMNS - column)))
            if len(cell) > 1 or (len(cell) and len(cell[0])):
                yield from self._beside(cell, f"{letters(min(column, _COLUMNS))}{number}")
            column += times
        if cells and self._sheet is not None:
            yield from self._sheet.add(number, cells)

    def _beside(self, cell: Element, place: str) -> Iterator[Part]:
        """Comments and links of a cell."""
        for child in cell:
            if local(child.tag) == "annotation":
                yield from self._remarks.add(f"{place}: " + "\n".join(_paragraphs(child)))
            elif len(child):
                for inner in child.iter():
                    link = attribute(inner, "href") if local(inner.tag) == "a" else ""
                    if link:
                        yield from self._links.add(link)


def _times(element: Element, name: str, most: int) -> int:
    text = element.get(name)
    if text is None:
        return 1
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 10 else 1  # noqa: PLR2004  # no count of cells


def _paragraphs(element: Element) -> list[str]:
    """Text of each paragraph, of the author and of the date."""
    return ["".join(each.itertext()) for each in element.iter() if local(each.tag) in {"p", "creator", "date"}]


def _value(cell: Element) -> tuple[str, bool]:
    """What a cell shows, and whether that is text."""
    if not len(cell):
        return "", False
    if len(cell) == 1 and not len(cell[0]) and local(cell[0].tag) == "p":
        text = cell[0].text or ""
    else:
        text = "\n".join("".join(each.itertext()) for each in cell if local(each.tag) == "p")
    sort = cell.get(_SORT)
    if sort in _NUMBERS and (not text or "E" in text or "#" in text):
        return shown(cell.get(_VALUE, "")), False
    if sort == "date":
        return cell.get(_DATE, "").replace("T", " ") or text, False
    return text, sort not in _NO_WORDS
