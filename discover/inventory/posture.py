"""Posture: what services say of the buckets that a vendor's data lies in."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from connectors.fact import Fact
from discover.inventory import schema
from discover.inventory.ledger import printable


@dataclass(frozen=True, slots=True)
class Posture:
    """What a service says of one bucket.

    Attributes:
        store: locator of the source.
        facts: by name, see `connectors.provider.FACTS`; what is None is not known.
        details: why a fact is not known, or what more there is to say, by name.
    """

    store: str
    facts: Mapping[str, str | None] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


def replace(connection: Connection, source: int, facts: Iterable[Fact]) -> None:
    """Write what was told of a source in place of what was told before."""
    connection.execute(delete(schema.posture).where(schema.posture.c.source_id == source))
    now = time.time()
    rows = {
        fact.name: {
            "source_id": source,
            "name": fact.name,
            "value": None if fact.value is None else printable(_text(fact.value)),
            "detail": printable(fact.detail),
            "asked": now,
        }
        for fact in facts
    }
    if rows:
        connection.execute(insert(schema.posture), list(rows.values()))


def _text(value: str | int | bool) -> str:  # a fact's value, whichever it is
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def postures(connection: Connection, vendor: str) -> list[Posture]:
    """Of all buckets of a vendor, by locator."""
    table, source = schema.posture, schema.source
    match = (
        (source.c.vendor_id == schema.vendor.c.id)
        & (schema.vendor.c.name == vendor)
        & (table.c.source_id == source.c.id)
    )
    query = select(source.c.locator, table.c.name, table.c.value, table.c.detail).where(match)
    found: dict[str, tuple[dict[str, str | None], dict[str, str]]] = {}
    for locator, name, value, detail in connection.execute(query.order_by(source.c.locator, table.c.name)):
        facts, details = found.setdefault(locator, ({}, {}))
        facts[name] = value
        if detail:
            details[name] = detail
    return [Posture(locator, facts, details) for locator, (facts, details) in found.items()]
