"""Entries: what a row of a report says of an object; the same for every service here, its own words in `amazon` and `google`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from connectors.errors import Reason, SourceError
from connectors.listing.table import shown
from connectors.listing.values import LONGEST, plain, text, whole
from connectors.provider import Listed


class Meaning(ABC):
    """Makes entries of rows. Columns that nobody asks for are ignored; of the optional ones any may be missing.

    A row that cannot be understood is listed with `Reason.CORRUPT`, so that it counts as held and not examined: taken for an
    empty object it would count as clean. Where even its key cannot be told, the data file and the row stand for it.
    """

    #: The column of names, and the one that tells older versions.
    name: str
    older: str

    def __init__(self, columns: Sequence[str], file: str, bucket: str, prefix: str) -> None:
        """Take what a file holds and what is wanted of it.

        Args:
            columns: names in the order of the cells.
            file: name of the data file.
            bucket: what is listed.
            prefix: what keys begin with.

        Raises:
            SourceError: there is no column of names.
        """
        self._names = [plain(column) for column in columns]
        self._file, self._bucket, self._prefix = file, bucket, prefix
        found = self.at(self.name)
        if found is None:
            raise SourceError(
                f"{shown(file)}: has no column {self.name!r}, so no object can be told; give an unchanged report, or have one made"
                " anew"
            )
        self._key = found
        self._of, self._size = self.at("bucket"), self.at("size")

    @property
    def versions(self) -> bool:
        """Whether older versions are told from current content."""
        return self.at(self.older) is not None

    @property
    def sizes(self) -> bool:
        """Whether there is a column of sizes; without one all are 0."""
        return self._size is not None

    def at(self, column: str) -> int | None:
        """Place of a column in a row."""
        return self._names.index(column) if column in self._names else None

    @staticmethod
    def cell(row: Sequence[object], place: int | None) -> object:
        """What a row has in a place, None where there is no such column."""
        return None if place is None else row[place]

    def entry(self, row: Sequence[object], number: int) -> Listed | None:
        """What a row lists, None where that is not wanted.

        Args:
            row: its cells.
            number: counts rows of the file from 0.

        Raises:
            SourceError: it is of another bucket.
        """
        key = self._named(row)
        if not key:
            detail = (
                "a row of the inventory report without a key that an object can have; list the bucket anew to find it"
            )
            return Listed(f"{self._file} row {number + 1}", 0, reason=Reason.CORRUPT, detail=detail)
        if len(row) != len(self._names):
            cells = f"{len(row)} cells where {len(self._names)} are due"
            return self._wanted(_corrupt(Listed(key, 0), f"its row in the inventory report has {cells}"))
        if self._of is not None and row[self._of] != self._bucket:
            raise SourceError(
                f"{shown(self._file)}: row {number + 1} is of another bucket than {self._bucket}; give the manifest of a report"
                " of this bucket"
            )
        if not key.startswith(self._prefix):
            return None
        size = self._sized(row)
        found = self.told(key, size or 0, row)
        if size is None and found.reason != Reason.DELETED:
            return _corrupt(found, "the inventory report tells no size for it that can be one")
        return found

    def _named(self, row: Sequence[object]) -> str:
        """The key of a row, empty where it has none that an object can have."""
        if len(row) <= self._key:
            return ""
        return text(self.key(text(row[self._key], 3 * LONGEST)))  # encoded, a byte may take three characters

    def _wanted(self, found: Listed) -> Listed | None:
        return found if found.key.startswith(self._prefix) else None

    def _sized(self, row: Sequence[object]) -> int | None:
        """Bytes; 0 where the report has no column of sizes, None where it has one and this is no size."""
        return 0 if self._size is None else whole(row[self._size])

    @abstractmethod
    def key(self, value: str) -> str:
        """The key that a cell stands for."""

    @abstractmethod
    def told(self, key: str, size: int, row: Sequence[object]) -> Listed:
        """What a whole row says of a key."""


def _corrupt(found: Listed, what: str) -> Listed:
    return found._replace(reason=Reason.CORRUPT, detail=f"{what}; list the bucket anew")
