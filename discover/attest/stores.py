"""Stores: what an attestation says of each source of a vendor: an alias, how much of it was read, a root over its objects."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from discover.attest.tree import root
from discover.inventory import query, schema

_KEY = 16
#: Facts of a bucket that an attestation tells, by their names there.
_FACTS = ("exposure", "encryption", "region", "versioning")


@dataclass(frozen=True, slots=True)
class Attested:
    """One source.

    Attributes:
        locator: of the source; never in the document.
        alias: that stands for it there: the same for as long as the inventory's key is.
        root: SHA-256 root over its objects as the ledger names them.
        told: what the document says of it.
        finished: whether its latest scan was full and came to its end.
    """

    locator: str
    alias: str
    root: bytes
    told: dict[str, Any]
    finished: bool


def salt(key: bytes, vendor: str) -> bytes:
    """What names are keyed by: of the inventory's key and the vendor, so that nobody without the key can try names."""
    return hmac.digest(key, b"attestation\0" + vendor.encode("utf-8", "surrogateescape"), "sha256")


def stores(connection: Connection, vendor: str, mixed: bytes) -> list[Attested]:
    """The sources of a vendor, by alias.

    Args:
        connection: that reads.
        vendor: whose.
        mixed: see `salt`.
    """
    found = []
    for scan in query.latest_scans(connection, vendor):
        kind = connection.execute(select(schema.source.c.kind).where(schema.source.c.id == scan.source_id)).scalar_one()
        missing = connection.execute(
            select(func.coalesce(func.sum(schema.exempt.c.size), 0)).where(schema.exempt.c.source_id == scan.source_id)
        ).scalar_one()
        told: dict[str, Any] = {
            "service": kind,
            "full": bool(scan.full),
            "state": scan.state,
            "finishedAt": scan.finished,
            "heldObjects": scan.held_objects,
            "heldBytes": scan.held_bytes,
            "examinedBytes": max(0, int(scan.covered_bytes) - int(missing)),
            **_posture(connection, scan.source_id),
        }
        name = hmac.digest(mixed, scan.locator.encode("utf-8", "surrogateescape"), hashlib.sha256)
        leaves = (
            hmac.digest(mixed, name + key, hashlib.sha256) for key in _keys(connection, scan.source_id, scan.digest)
        )
        finished = bool(scan.full) and scan.state == "done"
        found.append(Attested(scan.locator, f"store-{name.hex()[:12]}", root(leaves), told, finished))
    return sorted(found, key=lambda each: each.alias)


def _posture(connection: Connection, source: int) -> dict[str, str]:
    table = schema.posture
    rows = connection.execute(select(table.c.name, table.c.value).where(table.c.source_id == source))
    return {name: value for name, value in rows if name in _FACTS and value is not None}


def _keys(connection: Connection, source: int, digest: str) -> Iterator[bytes]:
    """Keys of the objects that were examined under a digest, sorted: they change whenever an object may have."""
    shard = schema.shard
    rows = connection.execute(select(shard.c["keys"]).where(shard.c.source_id == source, shard.c.digest == digest))
    held = b"".join(bytes(keys) for (keys,) in rows)
    yield from sorted(held[at : at + _KEY] for at in range(0, len(held), _KEY))
