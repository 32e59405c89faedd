"""Columnar: Parquet and ORC files of a report through Arrow: the columns that are wanted, a batch of rows at a time.

Importing this module needs the extra `tables`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.dataset as ds  # type: ignore[import-untyped]  # as above
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # as above
from pyarrow import orc

from connectors.blob import Blob, Origin
from connectors.errors import BlobError
from connectors.listing.manifest import Format
from connectors.listing.table import Table, damaged
from connectors.listing.values import plain

#: Rows decoded at once.
BATCH = 10_000
#: Bytes asked of the store at once for a column of Parquet, so that a column need not be held as a whole.
_READ = 1 << 20
#: Columns that any service's rows are made of; nothing else is read.
_WANTED = frozenset({
    "bucket", "key", "name", "versionid", "islatest", "isdeletemarker", "size", "lastmodifieddate", "etag", "storageclass",
    "intelligenttieringaccesstier", "generation", "updated", "timecreated", "timedeleted", "softdeletetime",
})  # fmt: skip
#: What the library raises for bad content: its own errors, and Python's where it is written in Python.
_FAILED = (
    pa.ArrowException, OSError, ValueError, KeyError, TypeError, IndexError, OverflowError, NotImplementedError,
    AttributeError, MemoryError,
)  # fmt: skip


class ColumnarTable(Table):
    """A Parquet or ORC file."""

    def __init__(self, blob: Blob, name: str, written: Format) -> None:
        """Open it.

        Raises:
            SourceError: it is damaged.
            BlobError: it cannot be read.
        """
        self._name, self._watched = name, _Watched(blob)
        with self._told():
            source = pa.PythonFile(self._watched.open(), mode="r")
            self._opened: _Parquet | _Orc = _Parquet(source) if written is Format.PARQUET else _Orc(source)
            self._columns = [column for column in self._opened.names if plain(column) in _WANTED]
            self.columns = self._columns

    def rows(self, skip: int) -> Iterator[Sequence[object]]:
        at = 0
        with self._told():
            for first, batch in self._opened.batches(self._columns, skip):
                at = first + batch.num_rows
                columns = [_values(batch.column(number)) for number in range(batch.num_columns)]
                fresh = max(0, skip - first)
                yield from zip(*(column[fresh:] for column in columns), strict=True)
        if max(at, skip) < self._opened.count:
            raise damaged(self._name, f"ends behind row {at} of {self._opened.count}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The library's errors as ours; its words may quote content."""
        try:
            yield
        except _FAILED as error:
            if self._watched.failed is not None:
                raise self._watched.failed from error
            raise damaged(self._name, "is damaged, or not of the format that the manifest names") from error


class _Watched(Blob):
    """A blob that remembers why it could not be read: parts of the library make an error of their own of it."""

    def __init__(self, blob: Blob) -> None:
        self.index, self.size, self._blob = blob.index, blob.size, blob
        self.failed: BlobError | None = None

    def origin(self) -> Origin:
        return self._blob.origin()

    def read(self, start: int, length: int) -> bytes:
        try:
            return self._blob.read(start, length)
        except BlobError as error:
            self.failed = error
            raise

    def unchanged(self) -> bool:
        return self._blob.unchanged()


class _Parquet:
    def __init__(self, source: Any) -> None:
        self._file = pq.ParquetFile(source, buffer_size=_READ, pre_buffer=False, page_checksum_verification=True)
        self.names: list[str] = self._file.schema_arrow.names
        self.count: int = self._file.metadata.num_rows

    def batches(self, columns: list[str], skip: int) -> Iterator[tuple[int, Any]]:
        """Batches with the number of their first row; row groups that are skipped as a whole are not read."""
        at = 0
        for group in range(self._file.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            if at + rows <= skip:
                at += rows
                continue
            for batch in self._file.iter_batches(BATCH, row_groups=[group], columns=columns, use_threads=False):
                yield at, batch
                at += batch.num_rows


class _Orc:
    def __init__(self, source: Any) -> None:
        file = orc.ORCFile(source)
        self.names: list[str] = file.schema.names
        self.count: int = file.nrows
        self._fragment = ds.OrcFileFormat().make_fragment(source)

    def batches(self, columns: list[str], skip: int) -> Iterator[tuple[int, Any]]:
        """Batches with the number of their first row; a stripe is not held as a whole, which `ORCFile.read_stripe` would."""
        del skip  # the library skips no stripe
        at = 0
        for batch in self._fragment.to_batches(
            columns=columns, batch_size=BATCH, batch_readahead=0, fragment_readahead=0, use_threads=False
        ):
            yield at, batch
            at += batch.num_rows


def _values(column: Any) -> list[object]:
    """A column as Python's values: times in milliseconds, texts with bytes that are no UTF-8 as surrogates."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_timestamp(kind):
        moments: list[object] = column.cast(pa.timestamp("ms", kind.tz), safe=False).cast(pa.int64()).to_pylist()
        return moments
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        column = column.cast(pa.large_binary())
    return [
        value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value for value in column.to_pylist()
    ]
