"""Table: one data file of an inventory report, row by row; and how damage to it is told."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from connectors.errors import Reason, SourceError

#: Characters of a name that are shown in a message.
_SHOWN = 200


class Table(ABC):
    """One data file, open."""

    #: Names of the columns that `rows` gives, as the file or its manifest has them.
    columns: Sequence[str]

    @abstractmethod
    def rows(self, skip: int) -> Iterator[Sequence[object]]:
        """Rows behind the first `skip`, lazily, in the order of the file; times that the file types as such in milliseconds.

        The end comes only after the file was found to be whole, as far as that can be told.

        Raises:
            SourceError: the file is damaged, or is not the one that was meant.
            BlobError: its bytes cannot be had.
        """


def shown(name: str) -> str:
    """A name out of a manifest as a message may hold it: short, and without control characters."""
    return ascii(name[:_SHOWN])


def damaged(name: str, what: str) -> SourceError:
    """The error for a data file that is not as its manifest or its format promises."""
    return SourceError(
        f"{shown(name)}: {what}; fetch this file of the inventory report again, or give the manifest of another report",
        Reason.CORRUPT,
    )
