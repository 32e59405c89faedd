"""The ledger: what was read under which rules. A shard's findings, coverage and ledger row stand or fall together."""

from __future__ import annotations

import hashlib
import json
import struct
import time
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite

from connectors.base import Refused, Shard
from discover.inventory import schema
from discover.inventory.keyset import KeySet
from discover.outcome import Outcome

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

PLACE = struct.Struct("<7q")
_KEY = 16
#: Row ids in one statement: SQLite takes 999 parameters where it is old.
_BATCH = 500


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the connection's dialect."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # 0.04 s that SQLite does without

        return postgresql.insert(table)
    return sqlite.insert(table)


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One scan of one source under way: its row ids and the digest of its rules."""

    id: int
    source_id: int
    digest: str
    full: bool


def source_id(connection: Connection, vendor: str, kind: str, locator: str, prefix: str) -> int:
    """Id of a source, made where it is new; likewise its vendor."""
    vendor, locator, prefix = printable(vendor), printable(locator), printable(prefix)
    connection.execute(upsert(connection, schema.vendor).values(name=vendor).on_conflict_do_nothing())
    vendor_id = connection.execute(select(schema.vendor.c.id).where(schema.vendor.c.name == vendor)).scalar_one()
    values = {"vendor_id": vendor_id, "kind": kind, "locator": locator, "prefix": prefix}
    statement = upsert(connection, schema.source).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=["vendor_id", "locator"], set_={"prefix": prefix, "kind": kind}
    )
    connection.execute(statement)
    match = (schema.source.c.vendor_id == vendor_id) & (schema.source.c.locator == locator)
    return int(connection.execute(select(schema.source.c.id).where(match)).scalar_one())


def known_source(connection: Connection, vendor: str, locator: str) -> int | None:
    """Id of a source, or None where it was never scanned."""
    names = (schema.vendor.c.name == printable(vendor)) & (schema.source.c.vendor_id == schema.vendor.c.id)
    match = names & (schema.source.c.locator == printable(locator))
    found = connection.execute(select(schema.source.c.id).where(match)).scalar_one_or_none()
    return None if found is None else int(found)


def last_scan(connection: Connection, vendor: str, locator: str) -> int | None:
    """The latest scan of a source that came to its end, or None."""
    source = known_source(connection, vendor, locator)
    match = (schema.scan.c.source_id == source) & (schema.scan.c.state == "done")
    found = connection.execute(select(func.max(schema.scan.c.id)).where(match)).scalar_one_or_none()
    return None if found is None else int(found)


def begin(connection: Connection, source: int, digest: str, *, full: bool) -> ScanRow:
    """Note that a scan begins; one that was left `running` by a killed process is marked as interrupted."""
    stale = (schema.scan.c.source_id == source) & (schema.scan.c.state == "running")
    connection.execute(update(schema.scan).where(stale).values(state="interrupted", finished=time.time()))
    row = insert(schema.scan).values(source_id=source, started=time.time(), state="running", full=full, digest=digest)
    result = connection.execute(row)
    assert result.inserted_primary_key is not None  # a single insert has one
    return ScanRow(int(result.inserted_primary_key[0]), source, digest, full)


def prepare(connection: Connection, scan: ScanRow, known: Container[bytes]) -> set[bytes]:
    """Drop what an earlier scan said of items that will be read again, so that a cured object is not reported as denied.

    A scan that is not full may not come to them, so it leaves them; `commit_shard` replaces those that it does read.

    Returns:
        Keys of all items that still have a row, a finding or a gap: to be watched for while listing.
    """
    watched: set[bytes] = set()
    for table in (schema.held, schema.exempt):
        match = (table.c.source_id == scan.source_id) & table.c.key.is_not(None)
        stale = []
        for number, key in connection.execute(select(table.c.id, table.c.key).where(match)):
            if bytes(key) in known:
                watched.add(bytes(key))
            elif scan.full:
                stale.append(number)
        _delete(connection, table, stale)
    return watched


def _delete(connection: Connection, table: Table, numbers: Sequence[int]) -> None:
    for i in range(0, len(numbers), _BATCH):
        connection.execute(delete(table).where(table.c.id.in_(numbers[i : i + _BATCH])))


def known(connection: Connection, source: int, digest: str, others: KeySet | None = None) -> KeySet:
    """Keys of the items that need not be read again under these rules, beside those of others where there are any."""
    out = KeySet() if others is None else others
    match = (schema.shard.c.source_id == source) & (schema.shard.c.digest == digest)
    for (keys,) in connection.execute(select(schema.shard.c["keys"]).where(match)):
        out.update(bytes(keys))
    return out


def keys_of(packed: bytes) -> list[bytes]:
    """Keys that stand one behind the other."""
    return [packed[at : at + _KEY] for at in range(0, len(packed), _KEY)]


def forget(connection: Connection, scan: ScanRow, keys: Sequence[bytes]) -> None:
    """Drop the coverage rows of items that are others now."""
    table = schema.exempt
    for i in range(0, len(keys), _BATCH):
        match = (table.c.source_id == scan.source_id) & table.c.key.in_(keys[i : i + _BATCH])
        connection.execute(delete(table).where(match))


def commit_shard(connection: Connection, scan: ScanRow, shard: Shard, outcome: Outcome) -> bool:
    """Write one shard: findings, coverage and ledger row in the caller's transaction.

    Returns:
        False where the ledger has this shard already: nothing was written.
    """
    again = {exempt.item for exempt in outcome.exempt if exempt.again}
    keys = b"".join(item.key for index, item in enumerate(shard.items) if index not in again)
    texts = bytes(flag for index, flag in enumerate(outcome.texts) if index not in again)
    number = _insert_shard(connection, scan, shard, keys, texts, outcome)
    if number is None:
        return False
    if not scan.full:
        _replace(connection, scan, shard)
    _insert_hits(connection, scan, number, shard, outcome)
    if outcome.exempt:
        rows = [
            {
                "source_id": scan.source_id,
                "shard_id": number,
                "key": shard.items[exempt.item].key,
                "name": printable(exempt.name),
                "size": exempt.size,
                "reason": exempt.reason,
                "detail": printable(exempt.detail),
            }
            for exempt in outcome.exempt
        ]
        connection.execute(insert(schema.exempt), rows)
    return True


def _replace(connection: Connection, scan: ScanRow, shard: Shard) -> None:
    """Drop the coverage rows that items of this shard have from other shards: they were just read again."""
    table, read = schema.exempt, {item.key for item in shard.items}
    match = (table.c.source_id == scan.source_id) & table.c.key.is_not(None)
    rows = connection.execute(select(table.c.id, table.c.key).where(match))
    _delete(connection, table, [number for number, key in rows if bytes(key) in read])


def _insert_shard(
    connection: Connection, scan: ScanRow, shard: Shard, keys: bytes, texts: bytes, outcome: Outcome
) -> int | None:
    name = hashlib.blake2b(b"".join(item.key for item in shard.items), digest_size=_KEY).digest()
    # A shard of which something must be tried again may come back with the same items: its row is replaced.
    match = (
        (schema.shard.c.source_id == scan.source_id)
        & (schema.shard.c.digest == scan.digest)
        & (schema.shard.c.key == name)
    )
    whole = len(keys) == _KEY * len(shard.items)
    before = connection.execute(select(schema.shard.c.id, schema.shard.c["keys"]).where(match)).one_or_none()
    if before is not None and not (whole and len(before[1]) == len(keys)):
        connection.execute(delete(schema.shard).where(schema.shard.c.id == before[0]))
    values = {
        "source_id": scan.source_id,
        "digest": scan.digest,
        "key": name,
        "keys": keys,
        "texts": texts if len(texts) * _KEY == len(keys) else b"",
        "objects": len(shard.items),
        "read_bytes": outcome.read,
        "labels": json.dumps(outcome.labels),
    }
    statement = upsert(connection, schema.shard).values(values).on_conflict_do_nothing().returning(schema.shard.c.id)
    made = connection.execute(statement).scalar_one_or_none()
    return None if made is None else int(made)


def _insert_hits(connection: Connection, scan: ScanRow, number: int, shard: Shard, outcome: Outcome) -> None:
    if not outcome.groups:
        return
    objects = [
        {
            "source_id": scan.source_id,
            "shard_id": number,
            "item": index,
            "key": shard.items[held.item].key,
            "name": printable(shard.items[held.item].name),
            "inner": printable(held.inner),
            "size": held.size,
            "content": held.digest,
            "modified": held.modified,
        }
        for index, held in enumerate(outcome.objects)
    ]
    connection.execute(insert(schema.held), objects)
    hits = [
        {
            "shard_id": number,
            "rule": group.rule,
            "fingerprint": group.fingerprint,
            "confidence": group.confidence,
            "evidence": " ".join(group.evidence),
            "places": b"".join(PLACE.pack(*place) for place in group.places),
            "records": group.records,
            "people": group.people or None,
        }
        for group in outcome.groups
    ]
    connection.execute(insert(schema.hit), hits)


def printable(name: str) -> str:
    """A path that every encoder takes: undecodable bytes as %XX, any other half of a pair as U+FFFD; NUL never occurs."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return "".join(_escaped(character) for character in name)
    return name


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004  # a byte, see PEP 383
        return f"%{code - 0xDC00:02X}"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else character  # noqa: PLR2004  # surrogates


def refuse(connection: Connection, scan: ScanRow, refused: Sequence[Refused]) -> None:
    """Replace the rows of what listing alone could not open."""
    match = (schema.exempt.c.source_id == scan.source_id) & schema.exempt.c.shard_id.is_(None)
    connection.execute(delete(schema.exempt).where(match))
    rows = [
        {
            "source_id": scan.source_id,
            "shard_id": None,
            "key": None,
            "name": printable(r.name),
            "size": r.size,
            "reason": r.reason,
            "detail": printable(r.detail),
            "objects": r.objects,
        }
        for r in refused
    ]
    if rows:
        connection.execute(insert(schema.exempt), rows)


def drop_absent(connection: Connection, scan: ScanRow, seen: set[bytes]) -> None:
    """After a full scan: coverage rows of objects that are not held any more, and all rows of older rules, are dropped."""
    old = (schema.shard.c.source_id == scan.source_id) & (schema.shard.c.digest != scan.digest)
    connection.execute(delete(schema.shard).where(old))
    table = schema.exempt
    match = (table.c.source_id == scan.source_id) & table.c.key.is_not(None)
    absent = [
        number
        for number, key in connection.execute(select(table.c.id, table.c.key).where(match))
        if bytes(key) not in seen
    ]
    _delete(connection, table, absent)
