"""History: what a vendor held at the end of each sweep, the tier that followed, and what was proven to be gone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from discover.inventory import query, schema
from discover.inventory.holding import Coverage, Holding


@dataclass(frozen=True, slots=True)
class Then:
    """How much of a kind was held at a sweep. Attributes as in `Holding`; `people` is None where they are not told apart."""

    objects: int
    bytes: int
    findings: int
    confirmed: int
    people: int | None
    seconds: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The tier that followed.

    Attributes:
        policy: name and version of the policy.
        tier: with what was declared, held before and not examined.
        measured: by holdings alone.
        state: PROVEN or UNPROVEN.
        rules: those that fired, as `Fired.as_dict`.
    """

    policy: str
    tier: str
    measured: str
    state: str
    rules: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class SweepRecord:
    """One sweep of a vendor.

    Attributes:
        id: in the inventory.
        taken: when it ended, in UTC.
        scans: the latest scan of each source then.
        full: whether all of them were full and came to their end.
        digest: of rules and engine; another one may find other things in equal data.
        held_objects: listed, over all sources.
        held_bytes: of them.
        share: examined share of these, 0 to 1.
        judged: the tier that followed.
        held: by kind.
    """

    id: int
    taken: datetime
    scans: tuple[int, ...]
    full: bool
    digest: str
    held_objects: int
    held_bytes: int
    share: float
    judged: Judged
    held: Mapping[str, Then] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a later sweep found of a deletion manifest.

    Attributes:
        made: when the manifest was made, in UTC.
        proven: when it was held against the inventory.
        manifest: SHA-256 of the manifest, hexadecimal.
        kinds: that it names.
        entries: that it has.
        gone: of them.
        held: still, of them.
        unknown: of them, since their source was not wholly examined after the manifest was made.
    """

    made: datetime
    proven: datetime
    manifest: str
    kinds: tuple[str, ...]
    entries: int
    gone: int
    held: int
    unknown: int

    @property
    def complete(self) -> bool:
        """Whether all that it names is gone."""
        return self.entries > 0 and self.gone == self.entries


def state(connection: Connection, vendor: str) -> tuple[tuple[int, ...], bool, str]:
    """The latest scan of each source of a vendor; whether all were full and came to their end; the digest of the last of them."""
    scans = query.latest_scans(connection, vendor)
    full = bool(scans) and all(scan.full and scan.state == "done" for scan in scans)
    last = max(scans, key=lambda scan: scan.id, default=None)
    return tuple(sorted(scan.id for scan in scans)), full, last.digest if last is not None else ""


def record(
    connection: Connection, vendor: str, holdings: Sequence[Holding], coverage: Coverage, judged: Judged, *, now: float
) -> None:
    """Write what a vendor holds at the end of a sweep; once more under the same scans, the row is written anew.

    Args:
        connection: within a transaction.
        vendor: whose.
        holdings: all of them.
        coverage: of them.
        judged: the tier that follows.
        now: Unix seconds.
    """
    table, parts = schema.sweep, schema.sweep_holding
    ident = connection.execute(select(schema.vendor.c.id).where(schema.vendor.c.name == vendor)).scalar_one()
    scans, full, digest = state(connection, vendor)
    listed = json.dumps(scans)
    again = (
        connection.execute(select(table.c.id).where(table.c.vendor_id == ident, table.c.scans == listed))
        .scalars()
        .all()
    )
    for each in again:
        connection.execute(parts.delete().where(parts.c.sweep_id == each))
        connection.execute(table.delete().where(table.c.id == each))
    values = {
        "vendor_id": ident, "taken": now, "scans": listed, "full": full, "digest": digest,
        "held_objects": coverage.held_objects, "held_bytes": coverage.held_bytes, "share": coverage.share,
        "policy": judged.policy, "tier": judged.tier, "measured": judged.measured, "state": judged.state,
        "rules": json.dumps([dict(rule) for rule in judged.rules]),
    }  # fmt: skip
    number = connection.execute(insert(table).values(values)).inserted_primary_key[0]  # type: ignore[index]  # a row was made
    rows = [
        {
            "sweep_id": number, "kind": held.kind, "objects": held.objects, "bytes": held.bytes, "findings": held.findings,
            "confirmed": held.confirmed, "people": held.subjects, "seconds": held.seconds,
            "oldest": held.oldest.timestamp() if held.oldest else None, "newest": held.newest.timestamp() if held.newest else None,
        }
        for held in holdings
    ]  # fmt: skip
    if rows:
        connection.execute(insert(parts), rows)


def sweeps(connection: Connection, vendor: str, last: int | None = None) -> list[SweepRecord]:
    """Sweeps of a vendor, the oldest first; of the latest `last` only where that is given."""
    table, of = schema.sweep, schema.vendor
    wanted = select(table).where(table.c.vendor_id == of.c.id, of.c.name == vendor).order_by(table.c.id.desc())
    rows = connection.execute(wanted if last is None else wanted.limit(last)).all()
    held = _held(connection, [row.id for row in rows])
    return [_record(row, held.get(row.id, {})) for row in reversed(rows)]


def _held(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, Then]]:
    parts = schema.sweep_holding
    found: dict[int, dict[str, Then]] = {}
    for at in range(0, len(ids), 500):
        for row in connection.execute(select(parts).where(parts.c.sweep_id.in_(ids[at : at + 500]))):
            then = Then(row.objects, row.bytes, row.findings, row.confirmed, row.people, row.seconds)
            found.setdefault(row.sweep_id, {})[row.kind] = then
    return found


def _record(row: Any, held: Mapping[str, Then]) -> SweepRecord:  # a result row of the query above
    return SweepRecord(
        id=row.id,
        taken=datetime.fromtimestamp(row.taken, UTC),
        scans=tuple(json.loads(row.scans)),
        full=row.full,
        digest=row.digest,
        held_objects=row.held_objects,
        held_bytes=row.held_bytes,
        share=row.share,
        judged=Judged(row.policy, row.tier, row.measured, row.state, tuple(json.loads(row.rules))),
        held=dict(sorted(held.items())),
    )


def prove(connection: Connection, vendor: str, proof: Proof) -> None:
    """Keep what was found of a deletion manifest; the latest word on a manifest stands.

    Args:
        connection: within a transaction.
        vendor: whose.
        proof: what was found.
    """
    table = schema.deletion
    ident = connection.execute(select(schema.vendor.c.id).where(schema.vendor.c.name == vendor)).scalar_one()
    values = {
        "made": proof.made.timestamp(), "proven": proof.proven.timestamp(), "kinds": json.dumps(proof.kinds),
        "entries": proof.entries, "gone": proof.gone, "held": proof.held, "unknown": proof.unknown,
    }  # fmt: skip
    mine = (table.c.vendor_id == ident) & (table.c.manifest == proof.manifest)
    if not connection.execute(update(table).where(mine).values(values)).rowcount:
        connection.execute(insert(table).values({**values, "vendor_id": ident, "manifest": proof.manifest}))


def proofs(connection: Connection, vendor: str) -> list[Proof]:
    """What was found of a vendor's deletion manifests, the oldest first."""
    table, of = schema.deletion, schema.vendor
    rows = connection.execute(
        select(table).where(table.c.vendor_id == of.c.id, of.c.name == vendor).order_by(table.c.proven, table.c.id)
    )
    return [
        Proof(
            datetime.fromtimestamp(row.made, UTC), datetime.fromtimestamp(row.proven, UTC), row.manifest,
            tuple(json.loads(row.kinds)), row.entries, row.gone, row.held, row.unknown,
        )
        for row in rows
    ]  # fmt: skip


def count(connection: Connection, vendor: str) -> int:
    """How many sweeps of a vendor there are."""
    table, of = schema.sweep, schema.vendor
    wanted = select(func.count()).select_from(table).where(table.c.vendor_id == of.c.id, of.c.name == vendor)
    return int(connection.execute(wanted).scalar_one())
