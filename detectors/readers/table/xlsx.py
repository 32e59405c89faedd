"""Xlsx: sheets of SpreadsheetML (ECMA-376 part 1, 18), read row by row; only shared strings are held, up to a bound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, ReadError, Text
from detectors.readers.document.ooxml import Package
from detectors.readers.table.growing import attribute, local, units
from detectors.readers.table.sheetnumber import GENERAL, kind, shown
from detectors.readers.table.sheetrows import Cell, Lines, SheetRows, letters

#: Characters of shared strings that are held, at up to four bytes each; strings of which there are more.
_SHARED, _COUNT = 24 << 20, 2_000_000
#: Most columns of a sheet, and rows.
_COLUMNS, _ROWS = 16_384, 1_048_576
_SHEET = frozenset(
    {"worksheet", "sheetData", "hyperlinks", "dialogsheet", "chartsheet", "headerFooter", "dataValidations"}
)
_BOOK = frozenset({"workbook", "sheets", "definedNames"})
_STYLES = frozenset({"styleSheet", "numFmts", "cellXfs"})
_COMMENTS = frozenset({"comments", "commentList", "ThreadedComments"})
_MARGIN = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
#: Codes in headers and footers: sections, fonts, colours.
_MARKS = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d{1,3}|&|[A-Z])')
_DIGITS = "0123456789"


class Sheet(NamedTuple):
    """A sheet: its name, the id of its part."""

    name: str
    relation: str


class Xlsx:
    """An .xlsx under way."""

    def __init__(self, package: Package, budget: Budget) -> None:
        """Take the package."""
        self._package, self._budget = package, budget
        self._path = next(
            (each.target for each in package.relations("", budget).values() if each.kind == "officeDocument"),
            "xl/workbook.xml",
        )
        self._sheets: list[Sheet] = []
        self._names: list[str] = []
        self._since_1904 = False
        self._forms: list[str] = []
        self._strings: list[str] = []
        self._columns: dict[str, int] = {}

    def parts(self) -> Iterator[Part]:
        """Every sheet with what belongs to it."""
        package, budget = self._package, self._budget
        relations = package.relations(self._path, budget)
        kinds = {each.kind: each.target for each in relations.values()}
        yield from self._whole(self._path, self._book())
        if self._names:
            yield Text("\n".join(self._names).encode("utf-8", "replace"), "names")
        yield from self._whole(kinds.get("styles", "xl/styles.xml"), self._styles(kinds.get("styles", "xl/styles.xml")))
        strings = kinds.get("sharedStrings", "xl/sharedStrings.xml")
        yield from self._whole(strings, self._shared(strings))
        read = set()
        for number, sheet in enumerate(self._sheets, 1):
            found = relations.get(sheet.relation)
            if found is not None and found.target in package and found.target not in read:
                read.add(found.target)
                yield from self._whole(found.target, self._sheet(found.target, sheet.name, number))
        for path in package.names():
            if re.search(r"worksheets/[^/]*\.xml$", path) and path not in read:
                # No sheet of the workbook, and a place to hide something.
                yield from self._whole(path, self._sheet(path, path.rpartition("/")[2], None))

    def _whole(self, path: str, parts: Iterator[Part]) -> Iterator[Part]:
        """Parts of a part, which may break off."""
        if path not in self._package:
            return
        try:
            yield from parts
        except ReadError as error:
            if error.reason == Reason.TIMEOUT or (error.reason == Reason.LIMIT and "expands" in error.detail):
                raise
            yield Gap(path, 0, error.reason, error.detail)

    def _book(self) -> Iterator[Part]:
        with self._package.open(self._path) as stream:
            for _, element in units(stream, _BOOK, self._budget):
                tag = local(element.tag)
                if tag == "sheet":
                    self._sheets.append(Sheet(attribute(element, "name"), attribute(element, "id")))
                elif tag == "definedName" and element.text:
                    self._names.append(f"{attribute(element, 'name')}: {element.text}")
                elif tag == "workbookPr":
                    self._since_1904 = element.get("date1904") in {"1", "true"}
                if len(self._sheets) + len(self._names) > 100_000:  # noqa: PLR2004  # of a hostile file
                    return
        yield from ()

    def _styles(self, path: str) -> Iterator[Part]:
        codes: dict[str, str] = {}
        with self._package.open(path) as stream:
            for around, element in units(stream, _STYLES, self._budget):
                tag, above = local(element.tag), local(around[-1].tag)
                if tag == "numFmt" and len(codes) < _COUNT >> 4:
                    codes[element.get("numFmtId", "")] = element.get("formatCode", "")[:200]
                elif tag == "xf" and above == "cellXfs" and len(self._forms) < _COUNT >> 4:
                    number = element.get("numFmtId", "0")
                    self._forms.append(kind(int(number) if number.isdecimal() else 0, codes.get(number, "")))
        yield from ()

    def _shared(self, path: str) -> Iterator[Part]:
        held, beyond = 0, Lines("strings")
        with self._package.open(path) as stream:
            for _, element in units(stream, frozenset({"sst"}), self._budget):
                text = element[0].text or "" if len(element) == 1 and not len(element[0]) else _rich(element)
                held += len(text)
                if held <= _SHARED and len(self._strings) < _COUNT:
                    self._strings.append(text)
                else:
                    yield from beyond.add(text)
        yield from beyond.end()
        if held > _SHARED or len(self._strings) >= _COUNT:
            yield Gap(path, 0, Reason.LIMIT, f"strings beyond {_SHARED:,} characters are read as text, not by column")

    # --- sheets -------------------------------------------------------------------------------------------------------

    def _sheet(self, path: str, name: str, number: int | None) -> Iterator[Part]:
        rows = SheetRows(name, self._budget.limits.rows)
        formulas, margins = Lines("formulas", number), Lines("headers", number)
        broken: ReadError | None = None
        try:
            yield from self._elements(path, rows, formulas, margins)
        except ReadError as error:
            broken = error
        yield from rows.end()
        yield from formulas.end()
        yield from margins.end()
        if broken is not None:
            raise broken
        yield from self._comments(path, number)

    def _elements(self, path: str, rows: SheetRows, formulas: Lines, margins: Lines) -> Iterator[Part]:
        at = 0
        with self._package.open(path) as stream:
            for _, element in units(stream, _SHEET, self._budget):
                tag = local(element.tag)
                if tag == "row":
                    at = _number(element.get("r"), at + 1, _ROWS)
                    cells, said = self._cells(element, at)
                    if cells:
                        yield from rows.add(at, cells)
                    for line in said:
                        yield from formulas.add(line)
                elif tag in _MARGIN and element.text:
                    yield from margins.add(_MARKS.sub(" ", element.text).strip())
                elif tag == "dataValidation":
                    for text in filter(None, map(element.get, ("promptTitle", "prompt", "error"))):
                        yield from formulas.add(text)

    def _cells(self, row: Element, number: int) -> tuple[list[Cell], list[str]]:
        """Cells of a row that are not empty, and its formulas in which something is quoted."""
        out: list[Cell] = []
        formulas: list[str] = []
        column = -1
        columns = self._columns
        for cell in row:
            place = cell.get("r")
            if place:
                found = columns.get(place.rstrip(_DIGITS))
                column = self._column(place) if found is None else found
            else:
                column += 1
            sort = cell.get("t")
            if len(cell) == 1 and sort != "inlineStr":
                inner = cell[0]
                value = (inner.text or "") if inner.tag.endswith("v") else ""
            else:
                value = next((child.text or "" for child in cell if local(child.tag) == "v"), "")
                formulas.extend(
                    f"{letters(column)}{number}: {child.text}"
                    for child in cell
                    if child.text and '"' in child.text and local(child.tag) == "f"
                )
            text, words = self._value(cell, sort, value)
            if text:
                out.append((column, text, words))
        return out, formulas

    def _column(self, place: str) -> int:
        """A column by its letters, from 0."""
        name = place.rstrip(_DIGITS)
        found = self._columns.get(name)
        if found is None:
            found = 0
            for letter in name[:4]:
                found = found * 26 + (ord(letter) & 31)
            found = min(max(0, found - 1), _COLUMNS - 1)
            if len(self._columns) < 2 * _COLUMNS:
                self._columns[name] = found
        return found

    def _value(self, cell: Element, sort: str | None, value: str) -> tuple[str, bool]:
        """What a cell shows, and whether that is text."""
        if sort == "s":
            index = int(value) if value.isdecimal() and len(value) < 10 else -1  # noqa: PLR2004  # no number of a string
            return (self._strings[index] if 0 <= index < len(self._strings) else ""), True
        if sort is None or sort == "n":
            style = cell.get("s")
            form = GENERAL if style is None else self._form(style)
            if form == GENERAL and value.isdigit():
                return value, False
            return shown(value, form, since_1904=self._since_1904), False
        if sort == "inlineStr":
            return "".join(map(_rich, cell)), True
        if sort == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value), False
        return value, sort == "str"

    def _form(self, style: str) -> str:
        """How numbers of a style are shown."""
        index = int(style) if style.isdecimal() and len(style) < 10 else -1  # noqa: PLR2004  # no number of a style
        return self._forms[index] if 0 <= index < len(self._forms) else GENERAL

    def _comments(self, path: str, number: int | None) -> Iterator[Part]:
        for each in self._package.relations(path, self._budget).values():
            if each.kind in {"comments", "threadedComment"} and each.target in self._package:
                yield from self._whole(each.target, self._remarks(each.target, number))

    def _remarks(self, path: str, number: int | None) -> Iterator[Part]:
        lines = Lines("comments", number)
        with self._package.open(path) as stream:
            for _, element in units(stream, _COMMENTS, self._budget):
                text = _rich(element)
                if text:
                    place = element.get("ref")
                    yield from lines.add(f"{place}: {text}" if place else text)
        yield from lines.end()


def _number(text: str | None, usual: int, most: int) -> int:
    """A row's number; the one that follows where it has none that is greater."""
    found = int(text) if text and text.isdecimal() and len(text) < 10 else usual  # noqa: PLR2004  # no number of a row
    return min(found, most) if found >= usual else usual


def _rich(element: Element) -> str:
    """Text of all runs, without how it is pronounced."""
    if len(element) == 1 and not len(element[0]) and not element.text:
        return element[0].text or ""
    out: list[str] = []
    todo = [element]
    while todo:
        each = todo.pop()
        tag = local(each.tag)
        if tag in {"t", "text", "author"} and each.text:
            out.append(each.text)
        if tag != "rPh":
            todo.extend(reversed(each))
    return "".join(out)
