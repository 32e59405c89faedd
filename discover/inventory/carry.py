"""Carry: what a change of rules leaves as it was. A new rule of text says nothing new of what no rule of text is tried on.

A video of 500 MB is not read again since a token's rule came; nor is anything where rules only went.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, select, update

from discover.inventory import schema
from discover.inventory.ledger import upsert

_KEY = 16


def note(connection: Connection, digest: str, base: str, rules: Mapping[str, str]) -> None:
    """Keep what a digest stands for.

    Args:
        connection: within a transaction.
        digest: of rules and engine.
        base: digest of all but the rules of text.
        rules: id -> version of each of those.
    """
    values = {"digest": digest, "base": base, "rules": json.dumps(rules, sort_keys=True)}
    connection.execute(upsert(connection, schema.ruleset).values(values).on_conflict_do_nothing())


def carry(connection: Connection, source: int, digest: str, base: str, rules: Mapping[str, str]) -> None:
    """Put ledger rows of a source that were written under other rules under these, as far as these change nothing about them."""
    table = schema.ruleset
    shard = schema.shard
    older = select(shard.c.digest).where((shard.c.source_id == source) & (shard.c.digest != digest)).distinct()
    for (before,) in connection.execute(older).all():
        row = connection.execute(select(table.c.base, table.c.rules).where(table.c.digest == before)).one_or_none()
        if row is None or row.base != base:
            continue
        was: Mapping[str, str] = json.loads(row.rules)
        gone = {rule for rule, version in was.items() if rules.get(rule) != version}
        new = any(was.get(rule) != version for rule, version in rules.items())
        _restamp(connection, source, (before, digest), gone, all_kept=not new)


def _restamp(
    connection: Connection, source: int, digests: tuple[str, str], gone: Collection[str], *, all_kept: bool
) -> None:
    before, after = digests
    shard = schema.shard
    here = shard.c.source_id == source
    taken = {bytes(key) for (key,) in connection.execute(select(shard.c.key).where(here & (shard.c.digest == after)))}
    columns = (shard.c.id, shard.c.key, shard.c["keys"], shard.c.texts)
    for number, key, packed, texts in connection.execute(
        select(*columns).where(here & (shard.c.digest == before))
    ).all():
        keys, flags = bytes(packed), bytes(texts)
        each = [keys[at : at + _KEY] for at in range(0, len(keys), _KEY)]
        kept = each if all_kept else [one for one, flag in zip(each, flags, strict=False) if not flag]
        if not kept or bytes(key) in taken:
            continue
        if len(kept) < len(each):
            _drop_items(connection, number, set(kept))
        flags = flags if len(kept) == len(each) else bytes(len(kept))
        values = {"digest": after, "keys": b"".join(kept), "texts": flags}
        connection.execute(update(shard).where(shard.c.id == number).values(values))
        if gone:
            match = (schema.hit.c.shard_id == number) & schema.hit.c.rule.in_(sorted(gone))
            connection.execute(delete(schema.hit).where(match))


def _drop_items(connection: Connection, number: int, kept: Collection[bytes]) -> None:
    """Drop what a shard says of items that will be read again."""
    for table in (schema.held, schema.exempt):
        rows = connection.execute(select(table.c.id, table.c.key).where(table.c.shard_id == number)).all()
        for row in rows:
            if row.key is None or bytes(row.key) not in kept:
                connection.execute(delete(table).where(table.c.id == row.id))
