"""Plan: what a scan of targets would list and read, found out by listing alone: nothing is opened, nothing is written."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from connectors.base import Connector, Item, Mark, Refused
from connectors.errors import SourceError
from connectors.prefetch import SMALL
from connectors.provider import Reference
from discover.sweep.allowance import Allowance
from discover.sweep.run import connect
from discover.sweep.target import Target

#: Requests that a large object takes: its beginning, and what follows as one stream; a container a few more.
_LARGE = 2


@dataclass(slots=True)
class Planned:
    """What reading one source would take.

    Attributes:
        locator: which.
        kind: name of its connector.
        endpoint: address of the server that is asked, where it is another than the service's own; else empty.
        region: where it lies, as the service tells it or else the user; None where neither does.
        held_objects: listed objects.
        held_bytes: bytes of them.
        known_objects: of them, those that are in the ledger and would not be read.
        read_objects: of them, those that would be read.
        read_bytes: bytes of these: at most so many, as media and unknown types are read in part.
        get_requests: requests that reading them takes, about.
        list_requests: requests that listing took.
        by_storage: bytes to be read by storage class; the usual one is empty.
        get_by_storage: requests that reading them takes, likewise.
        refused: objects and bytes that would not be read, by reason.
        error: why the listing broke off, or empty.
    """

    locator: str
    kind: str = ""
    endpoint: str = ""
    region: str | None = None
    held_objects: int = 0
    held_bytes: int = 0
    known_objects: int = 0
    read_objects: int = 0
    read_bytes: int = 0
    get_requests: int = 0
    list_requests: int = 0
    by_storage: dict[str, int] = field(default_factory=dict)
    get_by_storage: dict[str, int] = field(default_factory=dict)
    refused: dict[str, list[int]] = field(default_factory=dict)
    error: str = ""


def planned(target: Target, allowance: Allowance, known: Container[bytes]) -> Iterator[Planned]:
    """What each source of a target would take.

    Args:
        target: as of a scan.
        allowance: how much may be read; a copy of it is used up.
        known: keys of items that the ledger has.

    Raises:
        SourceError: a library is missing, or a locator is wrong.
    """
    for spec in target.sources:
        source = connect(spec, {})
        plan = Planned(spec.locator, spec.kind, source.endpoint)
        try:
            told = (str(fact.value) for fact in source.facts() if fact.name == "region" and fact.value)
            plan.region = next(told, None) or spec.options.get("region")
            _count(source, plan, allowance, known)
        except SourceError as error:
            plan.error = str(error)
        finally:
            source.close()
        yield plan


def _count(source: Connector, plan: Planned, allowance: Allowance, known: Container[bytes]) -> None:
    before = source.requests
    for entry in source.list():
        plan.list_requests = source.requests - before
        if isinstance(entry, Mark):
            continue
        plan.held_objects += entry.objects if isinstance(entry, Refused) else 1
        plan.held_bytes += entry.size
        if isinstance(entry, Refused):
            _refuse(plan, entry.reason, entry.size, entry.objects)
        elif entry.key in known:
            plan.known_objects += 1
        else:
            reason = allowance.refuses(plan.locator, entry, plan.list_requests)
            if reason:
                _refuse(plan, reason, entry.size, 1)
            else:
                _read(plan, entry)
    plan.list_requests = source.requests - before


def _refuse(plan: Planned, reason: str, size: int, objects: int) -> None:
    row = plan.refused.setdefault(reason, [0, 0])
    row[0] += objects
    row[1] += size


def _read(plan: Planned, item: Item) -> None:
    plan.read_objects += 1
    plan.read_bytes += item.size
    storage = Reference.unpacked(item.hint).storage if item.hint else ""
    plan.by_storage[storage] = plan.by_storage.get(storage, 0) + item.size
    if item.size:
        requests = 1 if item.size <= SMALL else _LARGE
        plan.get_requests += requests
        plan.get_by_storage[storage] = plan.get_by_storage.get(storage, 0) + requests
