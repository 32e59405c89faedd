"""Reader: opens an object of one type into parts: text, tables, members, and what could not be read.

A reader is to a format what a detector is to a view. It streams: it holds no more than `Limits.buffer` bytes of an object at a
time, makes no file, opens no connection, and follows nothing that the object names. Whatever the content is, it ends by itself:
either its parts end, or it raises `ReadError`, after which the parts that came before stand. Whoever runs it counts its members
and the bytes that come out of them.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import IO, TYPE_CHECKING

from connectors.blob import Blob
from connectors.errors import BlobError, Reason

if TYPE_CHECKING:
    from detectors.views.sniff import Media


class ReadError(BlobError):
    """An object cannot be opened, or not to its end; `reason` and `detail` stand in the coverage ledger and quote no content."""


class ExceededError(ReadError):
    """The limits of the whole examination are used up: nothing further of the item is opened."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on opening one object of a source, with everything in it. Macie's published ones are 10 levels and 1,000,000 members.

    Attributes:
        depth: containers in one another.
        members: members in all.
        expanded: bytes that come out of containers, in all.
        ratio: most bytes that may come out for each byte held, once `free` bytes have come out.
        free: bytes that may come out whatever the ratio.
        seconds: time for the whole object.
        stall: seconds in which an isolated reader must give a sign of life.
        buffer: bytes of one member that may be held in memory, where its reader must read back and forth.
        cell: bytes of one cell of a table, or of one line of a mail's head, that are looked at.
        rows: rows of one table that are read; 0 for all.
    """

    depth: int = 16
    members: int = 2_000_000
    expanded: int = 256 << 30
    ratio: int = 250
    free: int = 256 << 20
    seconds: float = 3600.0
    stall: float = 60.0
    buffer: int = 96 << 20
    cell: int = 1 << 20
    rows: int = 0


class Budget:
    """What is left of the limits for one object of a source; shared by all readers of what lies in it."""

    def __init__(self, limits: Limits, held: int, passwords: Sequence[bytes] = ()) -> None:
        """Take the limits, the bytes held of the outermost object, and the user's passwords for encrypted containers."""
        self.limits = limits
        self.passwords = tuple(passwords)
        self._held = max(1, held)
        self._until = time.monotonic() + limits.seconds
        self._members = 0
        self._expanded = 0

    def left(self) -> float:
        """Seconds left."""
        return max(0.0, self._until - time.monotonic())

    def member(self) -> None:
        """Count one member.

        Raises:
            ExceededError: there are too many, or the time is over.
        """
        self._members += 1
        if self._members > self.limits.members:
            raise ExceededError(Reason.LIMIT, f"more than {self.limits.members:,} members; the rest was not opened")
        self.check()

    def expand(self, size: int) -> None:
        """Count bytes that came out of a container or were decoded.

        Raises:
            ExceededError: that is too many in all, too many for what is held, or the time is over.
        """
        self._expanded += size
        if self._expanded > self.limits.expanded:
            raise ExceededError(
                Reason.LIMIT, f"expands to more than {self.limits.expanded:,} bytes; the rest was not opened"
            )
        if self._expanded > self.limits.free and self._expanded > self._held * self.limits.ratio:
            raise ExceededError(Reason.LIMIT, f"expands more than {self.limits.ratio}-fold; the rest was not opened")
        self.check()

    def check(self) -> None:
        """Ask whether there is time left; to be called in every loop that may be long.

        Raises:
            ExceededError: the time is over.
        """
        if time.monotonic() > self._until:
            raise ExceededError(
                Reason.TIMEOUT, f"took more than {self.limits.seconds:g} seconds; the rest was not examined"
            )


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text that the format shows or hides.

    Attributes:
        data: UTF-8. What belongs together stands together: a word that the format cuts in pieces is one word here, and a label and
            its value are no more than a line apart.
        name: part of the object, shown behind `!` (`comments`, `metadata`); empty for the object's main text.
        page: page, slide or sheet from 1, or None.
        raw: True for strings out of binary content: rules for issuers' tokens only.
        line: line number of the first line, from 1, where the format has lines of its own.
    """

    data: bytes
    name: str = ""
    page: int | None = None
    raw: bool = False
    line: int = 1


@dataclass(frozen=True, slots=True)
class Member:
    """An object within the object; it is typed by its content and opened in turn.

    Attributes:
        name: its path in the container, `/` between folders, as stored (nothing is ever written there); empty where it is the same
            object in another coding (the content of a .gz).
        size: bytes, or None where the container does not say. Only a claim: the content may be shorter or longer.
        open: gives its content as a stream that is read forward. Valid until the next part is asked for. The stream raises
            `ReadError` where the content is damaged or encrypted.
        stored: bytes that it takes up in the container, or None.
        modified: when it was last changed, in UTC, or None.
        again: True where `open` may be called again for the same content from its beginning.
    """

    name: str
    size: int | None
    open: Callable[[], IO[bytes]]
    stored: int | None = None
    modified: datetime | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one column over some rows.

    Attributes:
        name: as the header says; `#3` for the third column where there is no header.
        data: all values in UTF-8, each followed by one line feed; null is empty.
        ends: for each value, where it ends in `data` (where its line feed is).
    """

    name: str
    data: bytes
    ends: array[int]


def column(name: str, values: Iterable[str]) -> Column:
    """A column from its values."""
    encoded = [value.encode("utf-8", "replace") for value in values]
    ends = array("Q", accumulate(len(value) + 1 for value in encoded))
    return Column(name, b"\n".join(encoded) + b"\n" if encoded else b"", array("Q", (end - 1 for end in ends)))


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one table, by column. A table comes as one or more of these, in order.

    Attributes:
        table: the table's name (a sheet, a relation); empty where the object is one table.
        columns: all columns, each with `count` values.
        first: number of the first row, from 1; a header is not a row.
        count: how many rows.
        lines: for a table that is text, the line of the object on which each row begins, from 1; else None.
    """

    table: str
    columns: tuple[Column, ...]
    first: int
    count: int
    lines: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows a table has and how many of them were read; comes once, after the table's last rows."""

    table: str
    held: int
    read: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that is held and was not read.

    Attributes:
        name: of the part; empty for the object itself.
        size: bytes of it, 0 where that is not known.
        reason: one of `connectors.errors.Reason`.
        detail: one clause for people that quotes no content and says what to do, if there is something to do.
    """

    name: str
    size: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something found by the object's structure and not by a text rule.

    Attributes:
        rule: id of a structural rule (`detectors/rules/structure/*.toml`).
        value: what is fingerprinted: never shown, never kept.
        name: part of the object; empty for the object itself.
        page: page from 1, or None.
        evidence: names of the checks that passed.
        records: how many of what its kind counts are in it: faces of a picture, seconds of a recording, views of a template.
    """

    rule: str
    value: bytes
    name: str = ""
    page: int | None = None
    evidence: tuple[str, ...] = ("structure",)
    records: int = 1


@dataclass(frozen=True, slots=True)
class Refined:
    """The object is of this more precise media type (a .zip that is a .docx): the reader of that type takes over. Comes alone."""

    type: str


Part = Text | Member | Rows | Extent | Gap | Fact | Refined


class Reader(ABC):
    """Opens objects of some types. Made once a process, used for many objects."""

    #: Runs in a child process of the worker, under limits of memory and time: true for every parser of hostile formats that is not
    #: memory-safe. Such a reader is given a blob over a file descriptor; what it yields crosses a pipe.
    isolated: bool = False

    @abstractmethod
    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        """The parts of one object, lazily, in the order of the format.

        Args:
            blob: the object. `blob.open()` is a seekable file, `blob.read(start, length)` reads by range; its `size` is true.
            media: what it was taken for.
            name: its name, a hint only: content decides. Behind the path of what is looked at may follow what lies
                beside it, a line each.
            budget: its `check` is to be called in every loop that may be long; its `limits` are to be kept; whoever runs the
                reader counts members and what is read of them.

        Raises:
            ReadError: it cannot be read, or not any further.
        """
