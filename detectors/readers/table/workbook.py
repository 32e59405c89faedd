"""Workbook: spreadsheets: .xlsx and .ods read here row by row, .xls and .xlsb by calamine, which holds a sheet at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING, Any

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader, ReadError, Text
from detectors.readers.document.compound import MAGIC, Compound
from detectors.readers.document.ole import beside
from detectors.readers.document.ooxml import Package
from detectors.readers.table.biff import MOST_CELLS, Extents, xls, xlsb
from detectors.readers.table.clean import compound, zipped
from detectors.readers.table.ods import Ods, refuse_encrypted
from detectors.readers.table.sheetnumber import shown
from detectors.readers.table.sheetrows import Cell, SheetRows
from detectors.readers.table.xlsx import Xlsx
from detectors.views.sniff import Media

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: Bytes of a binary workbook, or of what it unpacks to, of which calamine holds a good part.
_LARGEST = 128 << 20
_BOOKS = ("Workbook", "Book")
#: Of a zip: parts that say nothing, parts of an .ods that are read otherwise.
_DRY = re.compile(
    r"(?:^|/)(?:calcChain\.xml|printerSettings\d*\.bin|sharedStrings\.bin|styles\.bin|workbook\.bin|sheet\d+\.bin)$"
)
_DRY_OPEN = re.compile(r"META-INF/|mimetype$|Configurations2/|layout-cache$|manifest\.rdf$|settings\.xml$")
_SHEET = re.compile(r"(?:^|/)sheet\d+\.bin$|worksheets/[^/]*\.bin$")


class WorkbookReader(Reader):
    """Opens spreadsheets: each sheet is a table, comments, names, headers and properties are text, what is embedded is a member."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        if blob.read(0, len(MAGIC)) == MAGIC:
            yield from _compound(blob, budget)
            return
        package = Package(blob)
        if "content.xml" in package:
            refuse_encrypted(package)
            yield from _open(package, budget)
            return
        if any(path.endswith("workbook.bin") for path in package.names()):
            yield from _binary(package, budget)
        else:
            yield from Xlsx(package, budget).parts()
        yield from package.metadata(budget)
        yield from package.links(budget)
        for path in package.names():
            if _DRY.search(path):
                package.skip(path)
        yield from package.rest(budget)


def _open(package: Package, budget: Budget) -> Iterator[Part]:
    for path in package.names():
        if path == "meta.xml":
            yield from package.everything(path, "metadata", budget)
        elif path in {"content.xml", "styles.xml"}:
            try:
                yield from Ods(package, budget).parts(path)
            except ReadError as error:
                if error.reason == Reason.TIMEOUT or "expands" in error.detail:
                    raise
                yield Gap(path, 0, error.reason, error.detail)
        elif _DRY_OPEN.match(path):
            package.skip(path)
    yield from package.rest(budget)


# --- calamine ---------------------------------------------------------------------------------------------------------


def _compound(blob: Blob, budget: Budget) -> Iterator[Part]:
    file = Compound(blob, budget)
    if "EncryptedPackage" in file.streams:
        raise ReadError(Reason.ENCRYPTED, "a workbook with a password, which is not opened")
    stream = next((each for each in _BOOKS if each in file.streams), None)
    if stream is None:
        raise ReadError(Reason.CORRUPT, "it has no stream of a workbook")
    with file.open(stream) as records:
        extents = xls(io.BufferedReader(records, 1 << 16) if isinstance(records, io.RawIOBase) else records, budget)
    if extents.encrypted:
        raise ReadError(Reason.ENCRYPTED, "a workbook with a password, which is not opened")
    if extents.remarks:
        yield Text("\n".join(extents.remarks).encode("utf-8", "replace"), "comments")
    read = frozenset(_BOOKS)
    try:
        yield from _sheets(_alone(file, stream), extents, budget)
    except ReadError as error:
        if error.reason == Reason.TIMEOUT:
            raise
        yield Gap("", 0, error.reason, error.detail)
        read = frozenset()  # its strings at least
    yield from beside(file, budget, read)


def _alone(file: Compound, stream: str) -> IO[bytes]:
    """A compound file with nothing but the workbook."""
    if file.streams[stream].size > _LARGEST:
        raise ReadError(Reason.LIMIT, f"a binary workbook of more than {_LARGEST:,} bytes")
    return io.BytesIO(compound(stream, file.read(stream, _LARGEST)))


def _binary(package: Package, budget: Budget) -> Iterator[Part]:
    extents = Extents()
    try:
        for path in package.names():
            if _SHEET.search(path):
                with package.open(path) as stream, io.BufferedReader(_Counted(stream, budget), 1 << 16) as records:
                    extents.cells = max(extents.cells, xlsb(records, budget).cells)
        clean = zipped(package, lambda stream: io.BufferedReader(_Counted(stream, budget)), _LARGEST)
        yield from _sheets(clean, extents, budget)
    except ReadError as error:
        if error.reason == Reason.TIMEOUT or "expands" in error.detail:
            raise
        yield Gap("", 0, error.reason, error.detail)


class _Counted(io.RawIOBase):
    """A stream that is charged for."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        data = self._stream.read(len(buffer))
        self._budget.expand(len(data))
        buffer[: len(data)] = data
        return len(data)


def _sheets(file: IO[bytes], extents: Extents, budget: Budget) -> Iterator[Part]:
    if extents.cells > MOST_CELLS:
        raise ReadError(Reason.LIMIT, f"its cells span more than {MOST_CELLS:,} cells; its strings are read as such")
    book = _guarded(lambda: _load(file))
    for number, name in enumerate(book.sheet_names):
        budget.check()
        try:
            sheet = _guarded(lambda at=number: book.get_sheet_by_index(at))
        except ReadError as error:
            yield Gap(name, 0, error.reason, error.detail)
            continue
        start = sheet.start or (0, 0)
        rows = SheetRows(name, budget.limits.rows)
        for at, values in enumerate(sheet.iter_rows(), start[0] + 1):
            if not at & 0x3FF:
                budget.check()
            cells: list[Cell] = [
                (column, _text(value), isinstance(value, str))
                for column, value in enumerate(values, start[1])
                if value != ""
            ]
            if cells:
                yield from rows.add(at, cells)
        yield from rows.end()


def _load(file: IO[bytes]) -> CalamineWorkbook:
    from python_calamine import load_workbook  # noqa: PLC0415  # an extra

    return load_workbook(file)


def _guarded(call: Any) -> Any:
    """What calamine gives; what it raises comes out as `ReadError`, a panic of its code too."""
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415  # an extra

    try:
        return call()
    except PasswordError as error:
        raise ReadError(Reason.ENCRYPTED, "a workbook with a password, which is not opened") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise ReadError(Reason.CORRUPT, "its workbook is damaged") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, which cannot be imported
            raise
        raise ReadError(Reason.CORRUPT, "its workbook is damaged beyond what its reader expects") from error


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    return shown(repr(value))
