"""Place: from where the listing of an unfinished scan goes on, kept with the ledger."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping

from sqlalchemy import Connection, delete, select

from discover.inventory import schema
from discover.inventory.ledger import upsert

#: Seconds after which a listing is begun anew rather than gone on with: what lies before the place may be another by then.
_FRESH = 7 * 24 * 3600.0


def digest(options: Mapping[str, str]) -> str:
    """Digest of how a source was narrowed: a place of another listing is none of this one."""
    text = "\0".join(f"{name}={value}" for name, value in sorted(options.items()))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def note(connection: Connection, source: int, digests: tuple[str, str], after: str, state: bytes) -> None:
    """Keep a place, for rules and engine and for options of these digests, with what was counted before it."""
    values = {
        "source_id": source, "digest": digests[0], "options": digests[1], "noted": time.time(), "after": after, "state": state,
    }  # fmt: skip
    statement = upsert(connection, schema.place).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["source_id"], set_=values))


def found(connection: Connection, source: int, digest: str, options: str) -> tuple[str, bytes] | None:
    """The place and what was counted before it, or None where there is none that is still good."""
    table = schema.place
    match = (table.c.source_id == source) & (table.c.digest == digest) & (table.c.options == options)
    row = connection.execute(select(table.c.after, table.c.state, table.c.noted).where(match)).one_or_none()
    if row is None or time.time() - row.noted > _FRESH:
        return None
    return row.after, bytes(row.state)


def forget(connection: Connection, source: int) -> None:
    """The listing came to its end."""
    connection.execute(delete(schema.place).where(schema.place.c.source_id == source))
