"""Connector: lists what a source holds, in shards, and opens shards in the worker that reads them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from connectors.blob import Blob
from connectors.fact import Fact

if TYPE_CHECKING:
    from connectors.tree import Tree


class Item(NamedTuple):
    """One listed object.

    Attributes:
        name: the connector's own name of it: a path relative to the source, or an object id.
        size: bytes.
        key: 16 bytes that change whenever name or content may have changed; the ledger's key.
        hint: what the connector wants back when it opens the object; empty for most.
    """

    name: str
    size: int
    key: bytes
    hint: bytes


class Refused(NamedTuple):
    """What is listed and not opened at all: where, how many bytes are held there, why, one clause of detail, how many objects."""

    name: str
    size: int
    reason: str
    detail: str
    objects: int = 1


class Mark(NamedTuple):
    """A point of a listing from which it can go on in another run: everything before it was given, nothing behind it."""

    after: str


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as data: what a worker needs to open shards of it. Picklable; carries no credential and no content.

    Attributes:
        kind: name of the connector in the registry.
        locator: URI of the source.
        vendor: whose holdings these are.
        prefix: what stands before a name to make it a path relative to the scanned target.
        options: further words of the connector.
    """

    kind: str
    locator: str
    vendor: str
    prefix: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shard:
    """Part of a source, small enough to be lost and read again.

    Attributes:
        source: what to open.
        number: counts from 0 in the order of planning.
        items: what it holds, in an order that reads well.
        size: bytes of all items.
    """

    source: SourceSpec
    number: int
    items: tuple[Item, ...]
    size: int


class Connector(ABC):
    """One source."""

    #: What this source is.
    spec: SourceSpec
    #: Whether `again` can tell what became of an item.
    tells: ClassVar[bool] = False

    @abstractmethod
    def list(self, after: str = "") -> Iterator[Item | Refused | Mark]:
        """Every object held, lazily, in a stable order; what cannot be opened comes as `Refused`.

        Args:
            after: of a `Mark` that an earlier listing gave, to go on behind it; connectors that give none take none.

        Raises:
            SourceError: the source cannot be listed at all, or not any further.
        """

    @abstractmethod
    def open(self, shard: Shard) -> Iterator[Blob | Refused]:
        """The shard's objects one after the other, each valid until the next is asked for; runs in the worker.

        An object that turns out to be missing comes as `Refused`; every item of the shard comes exactly once, in order.
        """

    def again(self, items: Iterable[Item]) -> Iterator[Item | Refused]:
        """Items that had changed or gone when they were opened, as they are now; nothing of those that are held no more.

        Only where `tells` is true.
        """
        del items
        return iter(())

    def facts(self) -> Iterator[Fact]:
        """What a service says of the place that the objects lie in, by calls that only read; nothing where there is none."""
        return iter(())

    def tree(self) -> Tree | None:
        """The source as files by path, those that items are named by; None where names are no paths."""
        return None

    def pack(self, items: Iterable[Item]) -> Iterator[Shard]:
        """Cut listed items into shards, in order."""
        return pack(self.spec, items)

    @property
    def requests(self) -> int:
        """Requests sent to a service so far; 0 where there is none."""
        return 0

    @property
    def endpoint(self) -> str:
        """Address of the server that is asked, where it is another than the service's own; else empty."""
        return ""

    def close(self) -> None:  # noqa: B027  # most connectors hold nothing open
        """End helper processes and give back handles."""


#: Most objects and bytes of a shard: about a second of work, so that little is lost with a worker.
SHARD_ITEMS = 2000
SHARD_BYTES = 48 << 20


def pack(
    source: SourceSpec, items: Iterable[Item], most_items: int = SHARD_ITEMS, most_bytes: int = SHARD_BYTES
) -> Iterator[Shard]:
    """Cut a listing into shards, in order; an object larger than a shard is a shard of its own.

    Lazy: no more than one shard's items are held.
    """
    number, size, held = 0, 0, list[Item]()
    for item in items:
        if held and (size + item.size > most_bytes or len(held) >= most_items):
            yield Shard(source, number, tuple(held), size)
            number, size, held = number + 1, 0, []
        held.append(item)
        size += item.size
    if held:
        yield Shard(source, number, tuple(held), size)
