"""Left: what a run leaves out because the user bounded it, in rows that say how much, and what a sample says of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, distinct, func, select

from connectors.base import Refused
from connectors.errors import Reason
from discover.inventory import schema
from discover.inventory.ledger import ScanRow
from discover.sweep.bound import greatest_share


def left_out(connection: Connection, scan: ScanRow, left: Mapping[str, Sequence[int]], held: int) -> Iterator[Refused]:
    """A row for each reason.

    Args:
        connection: of the inventory, all shards committed.
        scan: the scan that ends.
        left: reason -> objects and bytes.
        held: objects that were listed.
    """
    for reason, (objects, size) in sorted(left.items()):
        if reason == Reason.UNSAMPLED:
            detail = _sampled(connection, scan, held - sum(each[0] for each in left.values()), held)
        else:
            detail = "beyond --max-bytes or --max-requests; run the scan again: what was read is not read twice"
        yield Refused(f"({objects:,} objects)", size, reason, detail, objects)


def _sampled(connection: Connection, scan: ScanRow, drawn: int, held: int) -> str:
    table, shard = schema.held, schema.shard
    match = (table.c.source_id == scan.source_id) & (shard.c.digest == scan.digest)
    query = select(func.count(distinct(table.c.key))).join(shard, shard.c.id == table.c.shard_id).where(match)
    found = min(drawn, int(connection.execute(query).scalar_one()))
    bound = greatest_share(found, drawn)
    return (
        f"a sample of {drawn:,} of {held:,} objects was read, drawn by their names; {found:,} of them hold something, so with a "
        f"confidence of 95 % no more than {100 * bound:.2g} % of all objects do (about {round(bound * held):,})"
    )
