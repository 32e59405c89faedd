"""Query: holdings, coverage and findings out of the inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, distinct, false, func, or_, select

from connectors.errors import Reason
from detectors.columns.people import Subjects
from detectors.kinds import SEVERITIES, kind
from discover.inventory import schema
from discover.inventory.crowd import crowds
from discover.inventory.holding import CONFIRMED, Coverage, CoverageRow, FindingRecord, Holding
from discover.inventory.role import ASIDE

#: Categories whose values tell data subjects apart: one number, address or account, one person.
PEOPLE = frozenset({"govid", "person", "fin", "health", "kyc", "bio"})

#: Kinds of these categories that do not tell people apart until they are linked: two recordings may show one person, and
#: many people have one diagnosis or one salary.
UNLINKED = frozenset(
    {
        "bio.call_recording",
        "bio.face_media",
        "bio.face_video",
        "bio.interview_video",
        "bio.screen_recording",
        "bio.voice_media",
        "health.icd",
        "health.medication",
        "kyc.liveness_clip",
        "kyc.selfie",
        "person.salary",
    }
)

_EXAMPLES = 5
_RANK = {name: number for number, name in enumerate(SEVERITIES)}
_FINDING, _SOURCE, _VENDOR, _SCAN, _EXEMPT = schema.finding, schema.source, schema.vendor, schema.scan, schema.exempt


def vendors(connection: Connection) -> list[str]:
    """Names of all vendors, sorted."""
    return [name for (name,) in connection.execute(select(_VENDOR.c.name).order_by(_VENDOR.c.name))]


def _of(vendor: str) -> ColumnElement[bool]:
    return and_(_FINDING.c.source_id == _SOURCE.c.id, _SOURCE.c.vendor_id == _VENDOR.c.id, _VENDOR.c.name == vendor)


def of_source(locator: str) -> ColumnElement[bool]:
    """A clause on findings: those of one source."""
    return _SOURCE.c.locator == locator


def _confirmed() -> ColumnElement[bool]:
    return and_(_FINDING.c.confidence >= CONFIRMED, _FINDING.c.role.not_in(sorted(ASIDE)))


def holdings(connection: Connection, vendor: str, only: ColumnElement[bool] | None = None) -> list[Holding]:
    """What a vendor holds, worst first; of the findings that meet a clause only, where one is given (see `where`)."""
    table = _FINDING
    present = and_(_of(vendor), table.c.gone_scan.is_(None), *(() if only is None else (only,)))
    confirmed = _confirmed()
    talk = and_(table.c.conversation.is_not(None), table.c.message.is_(None))
    columns = (
        table.c.kind,
        func.count(distinct(table.c.content)),
        func.count(),
        func.sum(case((confirmed, 1), else_=0)),
        func.count(distinct(table.c.fingerprint)),
        func.count(distinct(case((confirmed, table.c.fingerprint)))),
        func.min(table.c.date),
        func.max(table.c.date),
        func.count(distinct(case((table.c.date.is_not(None), table.c.date_of)))),
        func.min(case((table.c.date.is_not(None), table.c.date_of))),
        func.sum(case((or_(table.c.in_head.is_(None), table.c.in_head), 1), else_=0)),
        func.max(table.c.confidence),
        func.count(distinct(case((talk, table.c.fingerprint)))),
    )
    sizes, lengths = _sizes(connection, present), _lengths(connection, present)
    behind = crowds(connection, present, confirmed)
    stores = _grouped(connection, select(table.c.kind, _SOURCE.c.locator).where(present).distinct())
    severities = _grouped(connection, select(table.c.kind, table.c.severity).where(present).distinct())
    past = select(table.c.kind, func.count()).where(_of(vendor), table.c.gone_scan.is_not(None)).group_by(table.c.kind)
    gone = {str(name): int(count) for name, count in connection.execute(past)}
    out = []
    for row in connection.execute(select(*columns).where(present).group_by(table.c.kind)):
        name, objects, findings, sure, values, sure_values, oldest, newest, dates, date_of, in_head, best, talks = row
        people = name.partition(".")[0] in PEOPLE and name not in UNLINKED
        crowd = behind.get(name)
        if crowd is not None:
            values, sure_values = crowd.all.estimate().number, crowd.sure.estimate().number
        out.append(
            Holding(
                vendor=vendor,
                kind=name,
                objects=objects,
                bytes=sizes.get(name, 0),
                findings=findings,
                confirmed=sure,
                values=values,
                confirmed_values=sure_values,
                subjects=values if people else None,
                confirmed_subjects=sure_values if people else None,
                oldest=_time(oldest),
                newest=_time(newest),
                date_of="none" if not dates else ("mixed" if dates > 1 else str(date_of)),
                stores=tuple(sorted(stores.get(name, ()))),
                in_head=in_head,
                worst=min(severities[name], key=lambda severity: _RANK[severity]),
                confidence=best,
                gone=gone.pop(name, 0),
                records=crowd.records if crowd is not None else findings,
                unknown=crowd.all.unknown if crowd is not None and people else 0,
                subjects_between=crowd.between if crowd is not None and people else None,
                conversations=talks,
                seconds=lengths.get(name, 0),
            )
        )
    return sorted(out, key=lambda h: (_RANK[h.worst], -h.confirmed, -h.findings, h.kind))


def _sizes(connection: Connection, present: ColumnElement[bool]) -> Mapping[str, int]:
    """Bytes of the distinct contents that hold each kind."""
    one = select(_FINDING.c.kind, _FINDING.c.content, func.max(_FINDING.c.size).label("size")).where(present)
    each = one.group_by(_FINDING.c.kind, _FINDING.c.content).subquery()
    return {
        name: int(size)
        for name, size in connection.execute(select(each.c.kind, func.sum(each.c.size)).group_by(each.c.kind))
    }


#: Rules whose findings count the seconds of a recording.
_RECORDINGS = "recording.%"


def _lengths(connection: Connection, present: ColumnElement[bool]) -> Mapping[str, int]:
    """Seconds of the distinct recordings of each kind."""
    of_recordings = and_(present, _FINDING.c.rule.like(_RECORDINGS))
    one = select(_FINDING.c.kind, _FINDING.c.content, func.max(_FINDING.c.records).label("seconds")).where(
        of_recordings
    )
    each = one.group_by(_FINDING.c.kind, _FINDING.c.content).subquery()
    query = select(each.c.kind, func.sum(each.c.seconds)).group_by(each.c.kind)
    return {name: int(seconds) for name, seconds in connection.execute(query)}


def _grouped(connection: Connection, query: Select[Any]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for name, value in connection.execute(query):
        out.setdefault(name, []).append(value)
    return out


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def latest_scans(connection: Connection, vendor: str) -> list[Any]:
    """The latest full scan of each source of a vendor, or its latest one of any sort where none was full."""
    match = and_(_SCAN.c.source_id == _SOURCE.c.id, _SOURCE.c.vendor_id == _VENDOR.c.id, _VENDOR.c.name == vendor)
    rows = connection.execute(select(_SCAN, _SOURCE.c.locator).where(match).order_by(_SCAN.c.full, _SCAN.c.id))
    return sorted({row.source_id: row for row in rows}.values(), key=lambda row: str(row.locator))


def coverage(connection: Connection, vendor: str, not_looked_for: Mapping[str, str]) -> Coverage:
    """How much of what a vendor holds was examined."""
    scans = latest_scans(connection, vendor)
    reasons: dict[str, list[tuple[int, str, str, int]]] = {}
    rows = connection.execute(
        select(_EXEMPT.c.reason, _EXEMPT.c.size, _EXEMPT.c.name, _EXEMPT.c.detail, _EXEMPT.c.objects, _SOURCE.c.prefix)
        .where(_EXEMPT.c.source_id.in_([scan.source_id for scan in scans]), _EXEMPT.c.source_id == _SOURCE.c.id)
        .order_by(_EXEMPT.c.size.desc(), _EXEMPT.c.id)
    )
    for reason, size, name, detail, objects, prefix in rows:
        reasons.setdefault(reason, []).append((size, f"{prefix}{name}", detail, objects))
    summary = [_summary(reason, entries) for reason, entries in reasons.items()]
    missing = sum(row.bytes for row in summary)
    return Coverage(
        vendor=vendor,
        held_objects=sum(scan.held_objects for scan in scans),
        held_bytes=sum(scan.held_bytes for scan in scans),
        examined_bytes=max(0, sum(scan.covered_bytes for scan in scans) - missing),
        read_bytes=sum(scan.read_bytes for scan in scans),
        requests=sum(scan.requests for scan in scans),
        rows=tuple(sorted(summary, key=lambda row: (-row.bytes, -row.objects, row.reason))),
        partial=tuple(scan.locator for scan in scans if scan.state in {"interrupted", "running"} or not scan.full),
        denied={scan.locator: scan.note for scan in scans if scan.state == "failed"}
        | {
            row.examples[0]: row.detail
            for row in summary
            if row.reason == Reason.DENIED and row.detail.startswith("folder")
        },
        not_looked_for=not_looked_for,
    )


def _summary(reason: str, entries: Sequence[tuple[int, str, str, int]]) -> CoverageRow:
    details = [detail for _, _, detail, _ in entries]
    return CoverageRow(
        reason=reason,
        objects=sum(objects for _, _, _, objects in entries),
        bytes=sum(size for size, _, _, _ in entries),
        detail=max(sorted(set(details)), key=details.count) if len(details) < 10_000 else details[0],  # noqa: PLR2004  # quadratic otherwise
        examples=tuple(name for _, name, _, _ in entries[:_EXAMPLES]),
    )


def findings(
    connection: Connection,
    vendor: str,
    *,
    sources: Sequence[str] | None = None,
    min_confidence: float = 0.0,
    gone: bool = False,
    scans: Sequence[int] | None = None,
) -> Iterator[FindingRecord]:
    """Findings, by severity, confidence, path and line; streamed."""
    given = placed(connection, vendor, sources=sources, min_confidence=min_confidence, gone=gone, scans=scans)
    return (record for record, _ in given)


def placed(
    connection: Connection,
    vendor: str,
    *,
    sources: Sequence[str] | None = None,
    min_confidence: float = 0.0,
    gone: bool = False,
    scans: Sequence[int] | None = None,
) -> Iterator[tuple[FindingRecord, bytes]]:
    """As `findings`, each with the digest of the content that it was found in."""
    table = _FINDING
    match = and_(_of(vendor), table.c.confidence >= min_confidence)
    if not gone:
        match = and_(match, table.c.gone_scan.is_(None))
    if sources is not None:
        match = and_(match, _SOURCE.c.locator.in_(sources))
    if scans is not None:
        match = and_(match, _seen_by(connection, scans))
    rank = case(_RANK, value=table.c.severity, else_=len(_RANK))
    order = (rank, table.c.confidence.desc(), table.c.path, table.c.start, table.c.rule, table.c.uid)
    query = select(table, _SOURCE.c.locator).where(match).order_by(*order)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield _record(vendor, row), bytes(row.content)


#: Findings of one value that are given.
_MOST_PLACES = 1000


def places(connection: Connection, prefix: str) -> list[FindingRecord]:
    """Findings whose fingerprint begins with hexadecimal digits, in order of vendor, path and line."""
    low = bytes.fromhex(prefix.ljust(32, "0"))
    high = bytes.fromhex(prefix.ljust(32, "f"))
    match = and_(
        _FINDING.c.source_id == _SOURCE.c.id,
        _SOURCE.c.vendor_id == _VENDOR.c.id,
        _FINDING.c.fingerprint >= low,
        _FINDING.c.fingerprint <= high,
    )
    order = (_VENDOR.c.name, _FINDING.c.path, _FINDING.c.start, _FINDING.c.rule)
    query = (
        select(_FINDING, _SOURCE.c.locator, _VENDOR.c.name.label("vendor"))
        .where(match)
        .order_by(*order)
        .limit(_MOST_PLACES)
    )
    return [_record(row.vendor, row) for row in connection.execute(query)]


def _seen_by(connection: Connection, scans: Sequence[int]) -> ColumnElement[bool]:
    """Seen by one of these scans, or by one of the same source that began later and so may have overtaken it."""
    first_ones = select(_SCAN.c.source_id, func.min(_SCAN.c.id)).where(_SCAN.c.id.in_(scans))
    rows = connection.execute(first_ones.group_by(_SCAN.c.source_id))
    each = [and_(_FINDING.c.source_id == source, _FINDING.c.seen_scan >= first) for source, first in rows]
    return or_(false(), *each)


def changes(
    connection: Connection, scans: Sequence[int]
) -> tuple[tuple[int, int, int], dict[str, int], dict[str, int]]:
    """Objects and bytes that some scans listed and bytes that they read; findings by kind that they saw first; that they missed."""
    listed = select(func.sum(_SCAN.c.held_objects), func.sum(_SCAN.c.held_bytes), func.sum(_SCAN.c.read_bytes))
    objects, size, read = connection.execute(listed.where(_SCAN.c.id.in_(scans))).one()
    by_kind = []
    for column in (_FINDING.c.first_scan, _FINDING.c.gone_scan):
        query = select(_FINDING.c.kind, func.count()).where(column.in_(scans)).group_by(_FINDING.c.kind)
        by_kind.append({str(name): int(count) for name, count in connection.execute(query)})
    return (int(objects or 0), int(size or 0), int(read or 0)), by_kind[0], by_kind[1]


def unexamined(connection: Connection, scans: Sequence[int]) -> set[str]:
    """Reasons in the coverage rows of the sources of these scans."""
    sources = select(_SCAN.c.source_id).where(_SCAN.c.id.in_(scans))
    reasons = select(_EXEMPT.c.reason).where(_EXEMPT.c.source_id.in_(sources)).distinct()
    return {reason for (reason,) in connection.execute(reasons)}


def found_by(connection: Connection, scans: Sequence[int], rule: str) -> bool:
    """Whether a rule has a finding in the sources of these scans."""
    sources = select(_SCAN.c.source_id).where(_SCAN.c.id.in_(scans))
    match = and_(_FINDING.c.source_id.in_(sources), _FINDING.c.rule == rule, _FINDING.c.gone_scan.is_(None))
    return connection.execute(select(_FINDING.c.id).where(match).limit(1)).first() is not None


def _record(vendor: str, row: Any) -> FindingRecord:  # a result row of the query above
    return FindingRecord(
        vendor=vendor,
        source=row.locator,
        path=row.path,
        line=row.line,
        end_line=row.end_line,
        start=row.start,
        end=row.end,
        kind=row.kind,
        category=kind(row.kind).category,
        rule=row.rule,
        confidence=round(row.confidence, 2),
        severity=row.severity,
        evidence=tuple(row.evidence.split()),
        fingerprint=bytes(row.fingerprint).hex(),
        role=row.role,
        where=row.where,
        commit=row.commit,
        last_commit=row.last_commit,
        removed_commit=row.removed_commit,
        author=row.author,
        date=_time(row.date),
        date_of=row.date_of,
        in_head=row.in_head,
        gone=row.gone_scan is not None,
        page=row.page,
        table=row.table,
        column=row.column,
        row=row.row,
        conversation=row.conversation,
        message_id=row.message,
        audience=row.audience,
        readers=row.readers,
        state=row.state,
        records=row.records,
        people=None if row.people is None else Subjects.from_bytes(bytes(row.people)).estimate().number,
    )
