"""Held: objects of a vendor that hold kinds which a policy has clocks for, with every date that tells their age. Streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, and_, case, distinct, func, select

from connectors.bucket import versioned
from discover.inventory import schema
from discover.inventory.role import ASIDE
from discover.retention.pathdate import path_date

#: Confidence from which a finding is one that a clock runs for.
_PROBABLE = 0.5
CURRENT, VERSION, HISTORY = "current", "older version", "history only"


@dataclass(frozen=True, slots=True)
class Item:
    """One kind in one object of a source.

    Attributes:
        source: locator.
        service: kind of the source: local, git, s3, …
        path: in the target that was scanned, what lies in a container behind `!`; without the version.
        version: of a bucket's object, empty where it is the current one.
        kind: dotted kind.
        content: digest of the content, as git names it.
        state: CURRENT, VERSION (an older one of a bucket's object) or HISTORY (of a repository, no longer in HEAD).
        commit: that first had it, empty outside of histories.
        values: distinct ones.
        size: bytes of the object.
        dates: by their names in a policy; those that are not known are left out.
        sure: whether its findings are confirmed.
    """

    source: str
    service: str
    path: str
    version: str
    kind: str
    content: bytes
    state: str
    commit: str
    values: int
    size: int
    dates: Mapping[str, date]
    sure: bool


def items(connection: Connection, vendor: str, today: date) -> Iterator[Item]:
    """What a vendor holds, by source and path. Findings at test, example and vendored paths are left out, as tiers leave them out.

    Args:
        connection: that reads.
        vendor: whose.
        today: dates in paths after this day are none.
    """
    table, source = schema.finding, schema.source
    match = and_(
        table.c.source_id == source.c.id, source.c.vendor_id == schema.vendor.c.id, schema.vendor.c.name == vendor,
        table.c.gone_scan.is_(None), table.c.confidence >= _PROBABLE, table.c.role.not_in(sorted(ASIDE)),
    )  # fmt: skip
    in_head = func.max(case((table.c.in_head.is_(None), 1), (table.c.in_head, 1), else_=0))
    query = (
        select(
            source.c.locator, source.c.kind.label("service"), table.c.path, table.c.kind, table.c.content,
            in_head.label("in_head"), func.min(table.c["where"]).label("where"), func.min(table.c.commit).label("commit"),
            func.count(distinct(table.c.fingerprint)).label("number"), func.max(table.c.size).label("size"),
            func.min(table.c.date).label("date"), func.min(table.c.date_of).label("date_of"),
            func.max(table.c.confidence).label("sure"),
        )
        .where(match)
        .group_by(source.c.locator, source.c.kind, table.c.path, table.c.kind, table.c.content)
        .order_by(source.c.locator, table.c.path, table.c.kind, table.c.content)
    )  # fmt: skip
    for row in connection.execution_options(yield_per=1000).execute(query):
        key, _, inner = row.path.partition("!")
        key, version = versioned(key)
        path = f"{key}!{inner}" if inner else key
        state = VERSION if version or row.where == "version" else CURRENT if row.in_head else HISTORY
        yield Item(
            row.locator, row.service, path, version, row.kind, bytes(row.content), state, row.commit or "", row.number, row.size,
            _dates(path, row.date, row.date_of, today), row.sure >= 0.8,  # noqa: PLR2004  # confirmed, see holding.CONFIRMED
        )  # fmt: skip


def _dates(path: str, seconds: float | None, of: str, today: date) -> dict[str, date]:
    dates = {}
    if seconds is not None and of in {"message", "commit", "modified"}:
        dates[of] = datetime.fromtimestamp(seconds, UTC).date()
    named = path_date(path, today)
    if named is not None:
        dates["path"] = named
    return dates
