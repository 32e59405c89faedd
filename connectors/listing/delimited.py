"""Delimited: CSV files of a report, plain or gzip, read once from end to end in bounded memory and held to their checksum."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain

from connectors.blob import Blob
from connectors.listing.checksum import READ, Summed
from connectors.listing.manifest import DataFile, Shape
from connectors.listing.table import Table, damaged
from connectors.listing.values import plain

#: Bytes inflated at once.
_INFLATE = 1 << 18
#: Bytes that may be inflated without a row; one of all columns that Amazon offers has a few thousand.
_ROW = 1 << 20
_GZIP = b"\x1f\x8b"
#: Longest field, in characters: a key has 1,024 bytes, each of which may be written as three.
_FIELD = 128 << 10


class DelimitedTable(Table):
    """A CSV file. Read once: `rows` takes up where the look at a header ended."""

    def __init__(self, blob: Blob, file: DataFile, shape: Shape) -> None:
        """Open it and look whether its first row names the columns.

        Raises:
            SourceError: it is damaged.
            BlobError: it cannot be read.
        """
        self._file = file
        self._summed, self._idle = Summed(blob, file), 0
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
        self._summed.check()

    def _parsed(self, delimiter: str) -> Iterator[list[str]]:
        """All rows; empty lines are none."""
        try:
            for row in csv.reader(self._lines(self._plain()), delimiter=delimiter):
                if row and max(map(len, row)) > _FIELD:  # csv's own limit is the process', and others raise it
                    raise damaged(self._file.key, f"has a field of more than {_FIELD} characters")
                if row:
                    yield row
        except (csv.Error, zlib.error, gzip.BadGzipFile, EOFError) as error:
            raise damaged(self._file.key, "is damaged: it cannot be read as CSV to its end") from error

    def _plain(self) -> gzip.GzipFile | io.BufferedReader[Summed]:
        """The file without its compression, if it has one."""
        buffered = io.BufferedReader(self._summed, READ)
        if buffered.peek(2)[:2] == _GZIP:
            return gzip.GzipFile(fileobj=buffered)
        return buffered

    def _lines(self, source: gzip.GzipFile | io.BufferedReader[Summed]) -> Iterator[str]:
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
