"""Biff: what calamine does not tell of .xls ([MS-XLS]) and .xlsb ([MS-XLSB]): how far apart cells are, and comments."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from detectors.readers.base import Budget

#: Cells of one sheet that calamine may hold, empty ones between others counted: 32 bytes each.
MOST_CELLS = 6_000_000
#: Records of .xls with a cell ([MS-XLS] 2.3): row and column come first. Those with several have the last column at their end.
_CELLS = frozenset(
    {
        0x0001,
        0x0002,
        0x0003,
        0x0004,
        0x0005,
        0x0006,
        0x00D6,
        0x00FD,
        0x0201,
        0x0203,
        0x0204,
        0x0205,
        0x027E,
        0x0206,
        0x0406,
    }
)
_MULTIPLE = frozenset({0x00BD, 0x00BE})
_BOF, _ENCRYPTED, _TEXT_BOX, _CONTINUE, _NOTE = (0x0809, 0x0409, 0x0209, 0x0009), 0x002F, 0x01B6, 0x003C, 0x001C
#: Characters of comments of one sheet.
_REMARKS = 4 << 20


class Extents:
    """What the records of a stream say.

    Attributes:
        cells: of the largest sheet, empty ones between others counted.
        encrypted: whether a password is needed.
        remarks: texts of boxes: comments and shapes.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.cells = 0
        self.encrypted = False
        self.remarks: list[str] = []
        self._clear()

    def _clear(self) -> None:
        self._rows = self._columns = (1 << 32, -1)

    def cell(self, row: int, first: int, last: int) -> None:
        """A cell, or several of one row."""
        low, high = self._rows
        left, right = self._columns
        self._rows, self._columns = (min(low, row), max(high, row)), (min(left, first), max(right, last))

    def end(self) -> None:
        """A sheet ends."""
        height, width = self._rows[1] - self._rows[0] + 1, self._columns[1] - self._columns[0] + 1
        self.cells = max(self.cells, height * width if height > 0 else 0)
        self._clear()


def xls(stream: IO[bytes], budget: Budget) -> Extents:
    """Look through the records of a stream `Workbook` or `Book`."""
    found = Extents()
    boxed, held = 0, 0
    for number, (kind, data) in enumerate(_records(stream)):
        if not number & 0xFFF:
            budget.check()
        if kind in _CELLS and len(data) >= 4:  # noqa: PLR2004  # two numbers
            row, column = struct.unpack_from("<HH", data)
            found.cell(row, column, column)
        elif kind in _MULTIPLE and len(data) >= 6:  # noqa: PLR2004  # three numbers
            row, column = struct.unpack_from("<HH", data)
            (last,) = struct.unpack_from("<H", data, len(data) - 2)
            found.cell(row, column, max(column, last))
        elif kind in _BOF:
            found.end()
        elif kind == _ENCRYPTED:
            found.encrypted = True
        elif kind == _TEXT_BOX:
            boxed = struct.unpack_from("<H", data, 10)[0] if len(data) >= 12 else 0  # noqa: PLR2004  # [MS-XLS] 2.4.329
            if boxed:
                found.remarks.append("")
        elif kind == _CONTINUE and boxed > 0 and data and held < _REMARKS:
            text = data[1:].decode("utf-16-le" if data[0] & 1 else "latin-1", "replace")[:boxed]
            boxed -= len(text)
            held += len(text)
            found.remarks[-1] += text
        else:
            boxed = 0
    found.end()
    return found


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    while len(head := stream.read(4)) == 4:  # noqa: PLR2004  # kind and length
        kind, length = struct.unpack("<HH", head)
        yield kind, stream.read(length)


def xlsb(stream: IO[bytes], budget: Budget) -> Extents:
    """Look through the records of a sheet of an .xlsb."""
    found = Extents()
    row = 0
    for number in range(1 << 62):
        if not number & 0xFFF:
            budget.check()
        kind, size = _varied(stream, 2), _varied(stream, 4)
        if kind < 0 or size < 0:
            break
        data = stream.read(min(size, 64))
        left = size - len(data)
        while left > 0 and (skipped := stream.read(min(left, 1 << 16))):
            left -= len(skipped)
        if kind == 0 and len(data) >= 4:  # noqa: PLR2004  # BrtRowHdr ([MS-XLSB] 2.4.757)
            (row,) = struct.unpack_from("<I", data)
        elif 1 <= kind <= 11 and len(data) >= 4:  # noqa: PLR2004  # BrtCellBlank to BrtFmlaError
            (column,) = struct.unpack_from("<I", data)
            found.cell(row, column, column)
    found.end()
    return found


def _varied(stream: IO[bytes], most: int) -> int:
    """A number of seven bits a byte; -1 at the end."""
    out = 0
    for at in range(most):
        byte = stream.read(1)
        if not byte:
            return -1
        out |= (byte[0] & 0x7F) << (7 * at)
        if byte[0] < 0x80:  # noqa: PLR2004  # the last one
            break
    return out
