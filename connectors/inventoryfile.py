"""Inventoryfile: a bucket listed by the report that its service makes of it, where 10^8 objects are too many to ask for by page.

Amazon S3 Inventory and Storage Insights of Google Cloud Storage; which is told from the manifest. A report is a snapshot: what
came later is not in it, and what went since turns out to be missing when it is opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple, Protocol

from connectors.blob import Blob
from connectors.errors import BlobError, Reason, SourceError
from connectors.listing import amazon, google
from connectors.listing.checksum import check
from connectors.listing.delimited import DelimitedTable
from connectors.listing.entries import Meaning
from connectors.listing.manifest import DataFile, Format, content
from connectors.listing.table import Table, damaged, shown
from connectors.provider import Listed, Page
from connectors.tree import FolderTree

#: Rows of a page.
ROWS = 10_000


class Reader(Protocol):
    """Where a manifest and its data files lie."""

    def open(self, name: str) -> Blob:
        """One of them, by its key in the bucket that the report was delivered to; the caller closes it.

        Raises:
            BlobError: it cannot be had.
            SourceError: it is none that may be opened.
        """


class FolderReader:
    """A report on disk, with its folders or without.

    A manifest names data files by their keys in a bucket. Of these only the last folders may have been copied, so that a key is
    looked for as a whole first and then with one leading folder after the other left out.
    """

    def __init__(self, root: str) -> None:
        """Take the folder.

        Raises:
            SourceError: it is none.
        """
        self._root, self._tree = root, FolderTree(root)

    def open(self, name: str) -> Blob:
        """See `Reader`; names that lead out of the folder are refused."""
        parts = name.split("/")
        if os.path.isabs(name) or ".." in parts or not _encodable(name):
            raise SourceError(
                f"{shown(name)}: leads out of {self._root}, and is not opened; an inventory report names no such file: give an"
                " unchanged manifest"
            )
        for at in range(len(parts)):
            path = "/".join(parts[at:])
            if self._tree.exists(path):
                return self._tree.open(path)
        raise BlobError(Reason.VANISHED, f"there is no such file in {self._root}")


def _encodable(name: str) -> bool:
    """Whether a file of the system can have a name."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


class _Cursor(NamedTuple):
    """Where a listing stands.

    Attributes:
        file: number of the data file, from 0.
        row: how many of its rows were given.
        before: how many rows the files before it had.
        taken: Unix seconds of the report, so that a place in one is not looked up in another.
    """

    file: int
    row: int
    before: int
    taken: float

    def packed(self) -> str:
        return json.dumps(self)


class InventoryListing:
    """The listing of a bucket that a report is.

    Attributes:
        taken: when it was taken, UTC; nothing later is in it.
        entries: how many rows the manifest promises, or None where it does not say (Amazon's does not).
        sizes: whether every data file opened so far has a column of sizes; where not, its objects are listed with 0, which says
            nothing.
        versions: whether every data file opened so far tells older versions; where not, it lists what was current alone.
    """

    def __init__(self, read: Reader, manifest: str) -> None:
        """Read the manifest.

        Args:
            read: opens it and its data files.
            manifest: its name.

        Raises:
            SourceError: it cannot be read, or is no manifest.
        """
        self._read, self._name = read, manifest
        with closing(self._opened(manifest)) as blob:
            try:
                found = content(blob, manifest)
            except BlobError as error:
                raise _unread(manifest, error) from error
        service = google if "report_shards_file_names" in found else amazon
        self._manifest = service.manifest(found, manifest)
        self.taken, self.entries = self._manifest.taken, self._manifest.entries
        self.sizes = self.versions = True

    def pages(self, bucket: str, prefix: str, after: str = "") -> Iterator[Page]:
        """What the report lists, page by page in its own order; pages without an entry occur, and mark how far it was read.

        Data files are held to what the manifest says of them (size; MD5 of CSV and ORC), and to what they say of themselves
        (checksums, numbers of rows). Where one is found wrong at its end, entries of it were given before.

        Args:
            bucket: what is scanned.
            prefix: what keys begin with.
            after: of an earlier page of the same report: goes on behind it.

        Raises:
            SourceError: it is a report of another bucket, a data file is missing or damaged, `after` is of another report, or there
                are fewer or more rows than the manifest promises (after the last page was given).
        """
        if self._manifest.bucket not in {"", bucket}:
            raise SourceError(
                f"{shown(self._name)}: is a report of the bucket {shown(self._manifest.bucket)}, not of {bucket}; give the manifest"
                " of a report of the bucket that is scanned"
            )
        start = self._cursor(after)
        held: Page | None = None
        end = start
        try:
            for entries, end in self._steps(bucket, prefix, start):
                if held is not None:
                    yield held
                held = Page(entries, end.packed())
        except SourceError:
            if held is not None:
                yield held
            raise
        read = end.before + end.row
        if self.entries in {None, read}:
            if held is not None:
                yield held._replace(after="")
            return
        if held is not None:
            yield held
        raise damaged(self._name, f"promises {self.entries} rows, and its data files hold {read}")

    def _cursor(self, after: str) -> _Cursor:
        if not after:
            return _Cursor(0, 0, 0, self.taken.timestamp())
        try:
            found = _Cursor(*json.loads(after))
        except (ValueError, TypeError, RecursionError):
            found = _Cursor(0, 0, 0, -1.0)
        if found.taken != self.taken.timestamp() or not all(isinstance(n, int) and n >= 0 for n in found[:3]):
            raise SourceError(
                f"{shown(self._name)}: the place to go on from is of another report; list it from the beginning"
            )
        return found

    def _steps(self, bucket: str, prefix: str, start: _Cursor) -> Iterator[tuple[list[Listed], _Cursor]]:
        """Entries of every so many rows, with where they end."""
        before, skip = start.before, start.row
        for number in range(start.file, len(self._manifest.files)):
            file = self._manifest.files[number]
            rows = skip
            for entries, rows in self._batches(file, bucket, prefix, skip):
                yield entries, _Cursor(number, rows, before, start.taken)
            before, skip = before + rows, 0

    def _batches(self, file: DataFile, bucket: str, prefix: str, skip: int) -> Iterator[tuple[list[Listed], int]]:
        """Entries of a file by the batch, with the number of rows up to there."""
        with closing(self._opened(file.key)) as blob:
            if file.size is not None and blob.size != file.size:
                raise damaged(file.key, f"has {blob.size} bytes where the manifest says {file.size}")
            try:
                table = self._table(blob, file)
                meaning = self._meaning(table, file, bucket, prefix)
                self.sizes = self.sizes and meaning.sizes
                self.versions = self.versions and meaning.versions
                rows = skip
                told = (meaning.entry(row, number) for number, row in enumerate(table.rows(skip), skip))
                for bunch in _bunches(told):
                    rows += len(bunch)
                    yield [entry for entry in bunch if entry is not None], rows
            except BlobError as error:
                raise _unread(file.key, error) from error

    def _table(self, blob: Blob, file: DataFile) -> Table:
        written = self._manifest.format
        if written is Format.CSV:
            return DelimitedTable(blob, file, self._manifest.shape)
        try:
            from connectors.listing.columnar import ColumnarTable  # noqa: PLC0415  # needs an extra, and time to load
        except ImportError as error:
            raise SourceError(
                f"{shown(file.key)}: {written.value} needs pyarrow, which is not installed; install discover-holdings[tables]",
                Reason.NO_EXTRA,
            ) from error
        if written is Format.ORC:
            # Of 3,855 files with one byte changed 8 made pyarrow 26's reader of ORC crash, and none of 3,068 that of Parquet.
            check(blob, file)
        return ColumnarTable(blob, file.key, written)

    def _meaning(self, table: Table, file: DataFile, bucket: str, prefix: str) -> Meaning:
        told = self._manifest
        if told.google:
            return google.GoogleRows(table.columns, file.key, bucket, prefix, known=bool(told.bucket))
        return amazon.AmazonRows(table.columns, file.key, bucket, prefix, encoded=told.format is Format.CSV)

    def _opened(self, name: str) -> Blob:
        try:
            return self._read.open(name)
        except BlobError as error:
            raise _unread(name, error) from error


def _bunches(told: Iterator[Listed | None]) -> Iterator[list[Listed | None]]:
    """What rows say by the page; the last one only when the end has shown that the file is whole."""
    held = list[Listed | None]()
    for entry in told:
        if len(held) == ROWS:
            yield held
            held = []
        held.append(entry)
    if held:
        yield held


def _unread(name: str, error: BlobError) -> SourceError:
    return SourceError(
        f"{shown(name)}: a file of the inventory report cannot be read: {error.detail}; see that the whole report is there and"
        " that you may read it",
        error.reason,
    )
