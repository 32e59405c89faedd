"""Proof: whether what a manifest names is gone, by scans that were made after it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, or_, select

from discover.errors import ConfigError
from discover.inventory import query, schema
from discover.inventory.history import Proof
from discover.retention.plan import FORMAT, Entry

GONE, HELD, UNKNOWN = "gone", "still held", "unknown"
_MOST = 1 << 30


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that was read: whose, when it was made, the digest of the file, its lines."""

    vendor: str
    made: datetime
    digest: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one entry: GONE, HELD or UNKNOWN, and a clause that says where or why."""

    entry: Entry
    state: str
    why: str


def load(path: Path) -> Manifest:
    """A manifest.

    Raises:
        ConfigError: it cannot be read, is none, or its lines are not those that it was made with.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give the manifest of a plan") from error
    first, _, body = data.partition(b"\n")
    try:
        head = json.loads(first)
        if head["format"] != FORMAT:
            raise ConfigError(f"{path}: is of the format '{head['format']}'; {FORMAT} is wanted")
        if hashlib.sha256(body).hexdigest() != head["sha256"]:
            raise ConfigError(f"{path}: its lines were changed since it was made; take the file as it was written")
        entries = tuple(_entry(json.loads(line)) for line in body.splitlines())
        made = datetime.fromisoformat(head["made"])
        return Manifest(head["vendor"], made, hashlib.sha256(data).hexdigest(), entries)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: is no deletion manifest; make one with discover retention --plan") from error


def _entry(row: dict[str, Any]) -> Entry:
    values: Any = {name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in Entry.__slots__}
    return Entry(**values)


def verdicts(connection: Connection, manifest: Manifest) -> list[Verdict]:
    """What became of each entry, in the manifest's order.

    An entry is gone where its source was listed to its end after the manifest was made, nothing at its path was left unexamined,
    and neither its path nor its content holds one of its kinds anywhere at the vendor.
    """
    scans = {scan.locator: scan for scan in query.latest_scans(connection, manifest.vendor)}
    unfinished = sorted(name for name, scan in scans.items() if not _since(scan, manifest.made))
    return [_verdict(connection, manifest, entry, scans, unfinished) for entry in manifest.entries]


def _since(scan: Any, made: datetime) -> bool:  # a row of the scans
    return bool(scan.full) and scan.state == "done" and datetime.fromtimestamp(scan.started, UTC) >= made


def _verdict(
    connection: Connection, manifest: Manifest, entry: Entry, scans: dict[str, Any], unfinished: Sequence[str]
) -> Verdict:
    where = _held(connection, manifest.vendor, entry)
    if where:
        return Verdict(entry, HELD, where)
    if entry.source not in scans:
        return Verdict(entry, UNKNOWN, "its store is not in the inventory any more: scan it again")
    if not _since(scans[entry.source], manifest.made):
        return Verdict(
            entry, UNKNOWN, "its store was not listed to its end since the manifest was made: scan it in full"
        )
    if _unread(connection, scans[entry.source].source_id, entry.path):
        return Verdict(entry, UNKNOWN, "what is there now could not be examined: see discover coverage")
    if unfinished:
        return Verdict(entry, UNKNOWN, f"a copy may lie in {unfinished[0]}, which was not listed to its end since")
    return Verdict(entry, GONE, "")


def _held(connection: Connection, vendor: str, entry: Entry) -> str:
    """Where it is still held; empty where it is not."""
    table, source = schema.finding, schema.source
    outer = table.c.path.in_([entry.path, *(f"{entry.path}?version={version}" for version in entry.versions)])
    mine = (source.c.locator == entry.source) & or_(
        outer, table.c.path.startswith(f"{entry.path}?version=", autoescape=True)
    )
    same = or_(table.c.content == bytes.fromhex(entry.content), mine)
    match = (
        (table.c.source_id == source.c.id) & (source.c.vendor_id == schema.vendor.c.id) & (schema.vendor.c.name == vendor)
        & table.c.gone_scan.is_(None) & table.c.kind.in_(entry.kinds) & same
    )  # fmt: skip
    row = connection.execute(
        select(source.c.locator, table.c.path, table.c["where"], table.c.in_head)
        .where(match)
        .order_by(table.c.id)
        .limit(1)
    ).first()
    if row is None:
        return ""
    how = (
        ""
        if row.in_head is None or row.in_head
        else ", in its history only"
        if row.where != "version"
        else ", as an older version"
    )
    there = "" if row.locator == entry.source else f" of {row.locator}"
    return f"at {row.path}{there}{how}"


def _unread(connection: Connection, number: int, path: str) -> bool:
    """Whether what lies at a path now was not wholly examined. Paths begin with the source's prefix, names of objects do not."""
    table, source = schema.exempt, schema.source
    prefix = connection.execute(select(source.c.prefix).where(source.c.id == number)).scalar_one()
    outer = path.partition("!")[0].removeprefix(prefix)
    begins = (table.c.name.startswith(f"{outer}{mark}", autoescape=True) for mark in "!?")
    match = (table.c.source_id == number) & or_(table.c.name == outer, *begins)
    return connection.execute(select(table.c.id).where(match).limit(1)).first() is not None


def proof(manifest: Manifest, found: Sequence[Verdict], now: datetime) -> Proof:
    """The numbers of a proof."""
    counts = Counter(each.state for each in found)
    kinds = tuple(sorted({kind for entry in manifest.entries for kind in entry.kinds}))
    return Proof(manifest.made, now, manifest.digest, kinds, len(found), counts[GONE], counts[HELD], counts[UNKNOWN])
