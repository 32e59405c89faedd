"""Delimited: CSV files of a report, plain or gzip, read once from end to end in bounded memory and held to their checksum."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain

from connectors.blob import Blob
from connectors.listing.manifest import DataFile, Shape
from connectors.listing.table import Table, damaged
from connectors.listing.values import plain

#: Bytes asked of the store at once, and inflated at once.
_READ, _INFLATE = 4 << 20, 1 << 18
#: Bytes that may be inflated without a row; one of all columns that Amazon offers has a few thousand.
_ROW = 1 << 20
_GZIP = b"\x1f\x8b"


class _Hashed(io.RawIOBase):
    """A blob from its beginning, hashed as it goes by."""

    def __init__(self, blob: Blob, name: str) -> None:
        super().__init__()
        self._blob, self._name, self._at = blob, name, 0
        # Tells damage, not malice: it is the only sum that the manifest has.
        self.sum = hashlib.md5(usedforsecurity=False)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        wanted = min(len(buffer), self._blob.size - self._at)
        data = self._blob.read(self._at, wanted) if wanted > 0 else b""
        if len(data) < wanted:
            raise damaged(self._name, "ends too early")
        self.sum.update(data)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


class DelimitedTable(Table):
    """A CSV file. Read once: `rows` takes up where the look at a header ended."""

    def __init__(self, blob: Blob, file: DataFile, shape: Shape) -> None:
        """Open it and look whether its first row names the columns.

        Raises:
            SourceError: it is damaged.
            BlobError: it cannot be read.
        """
        self._file = file
        self._hashed, self._idle = _Hashed(blob, file.key), 0
        self._rows = self._parsed(shape.delimiter)
        self.columns = shape.columns
        if shape.header is not False:
            first = next(self._rows, [])
            if shape.header or set(map(plain, first)) >= set(map(plain, shape.columns)):
                self.columns = first or shape.columns
            elif first:
                self._rows = chain([first], self._rows)

    def rows(self, skip: int) -> Iterator[Sequence[object]]:
        for number, row in enumerate(self._rows):
            self._idle = 0
            if number >= skip:
                yield row
        if self._file.md5 and self._hashed.sum.hexdigest() != self._file.md5:
            raise damaged(self._file.key, "is not the file that the manifest names: its MD5 is another")

    def _parsed(self, delimiter: str) -> Iterator[list[str]]:
        """All rows; empty lines are none."""
        try:
            yield from filter(None, csv.reader(self._lines(self._plain()), delimiter=delimiter))
        except (csv.Error, zlib.error, gzip.BadGzipFile, EOFError) as error:
            raise damaged(self._file.key, "is damaged: it cannot be read as CSV to its end") from error

    def _plain(self) -> gzip.GzipFile | io.BufferedReader[_Hashed]:
        """The file without its compression, if it has one."""
        buffered = io.BufferedReader(self._hashed, _READ)
        if buffered.peek(2)[:2] == _GZIP:
            return gzip.GzipFile(fileobj=buffered)
        return buffered

    def _lines(self, source: gzip.GzipFile | io.BufferedReader[_Hashed]) -> Iterator[str]:
        """Lines with their ends; bytes that are no UTF-8 as surrogates."""
        rest = b""
        while data := source.read(_INFLATE):
            cut = data.rfind(b"\n") + 1
            if cut:
                yield from io.StringIO((rest + data[:cut]).decode("utf-8", "surrogateescape"), newline="\n")
                rest = b""
            rest += data[cut:]
            self._idle += len(data)
            if self._idle > _ROW:
                raise damaged(self._file.key, f"has a row of more than {_ROW - _INFLATE} bytes")
        if rest:
            yield rest.decode("utf-8", "surrogateescape")
