"""Settle: turn the hits of a source into findings with paths, commits and dates, once everything was read.

A function of the ledger, the listing and the repository alone: run again after a crash, it gives the same rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from connectors.bucket import versioned
from connectors.githistory import HISTORY, Attribution, Version
from detectors.kinds import kind
from detectors.rules.rule import Rule
from discover.inventory import schema
from discover.inventory.languages import RULE, Languages
from discover.inventory.ledger import PLACE, ScanRow, printable, upsert
from discover.inventory.role import CODE, DATA, role
from discover.outcome import NOWHERE, PAGE, Said

#: Attribution of git object ids; None for a source whose names are paths.
Attribute = Callable[[Collection[str]], Attribution]

_BATCH = 1000
#: What is told of maintainers; lists of so many people or more are of others.
_MAINTAINERS = frozenset({"person.email", "person.name", "person.record"})
_CROWD = 50


class _Object(NamedTuple):
    """An object with findings, as the ledger has it."""

    name: str
    inner: str
    size: int
    content: bytes
    modified: float | None


class _Place(NamedTuple):
    """One place of a value in its object; page, or table, column and row, where the object has them."""

    start: int
    end: int
    line: int
    end_line: int
    page: int | None
    table: str | None
    column: str | None
    row: int | None
    said: Said | None = None


class _Hit(NamedTuple):
    """One value of one rule in one object: its places in order, behind `earlier` ones that came with other evidence."""

    rule: str
    fingerprint: bytes
    confidence: float
    evidence: str
    places: tuple[_Place, ...]
    records: int
    people: bytes | None
    earlier: int = 0


@dataclass(slots=True)
class _Found:
    """One value of one rule at one path: its newest version's places, and the span of commits that had it.

    `older` is the path with the version of a bucket's object that is not its current content, else empty.
    """

    hit: _Hit
    held: _Object
    path: str
    version: Version | None
    first: Version | None
    older: str = ""


def settle(
    connection: Connection,
    scan: ScanRow,
    prefix: str,
    rules: Mapping[str, Rule],
    included: Callable[[bytes], bool],
    attribute: Attribute | None,
    languages: Languages | None = None,
) -> list[str]:
    """Write the findings of a source; after a full scan, mark those that are not held any more as gone.

    Args:
        connection: within a transaction.
        scan: the scan that ends.
        prefix: what makes a name a path relative to the scanned target.
        rules: by id.
        included: whether an item key was listed or read in this scan.
        attribute: for git, how object ids become paths and commits.
        languages: of the source code that it holds, if it is any.

    Returns:
        What could not be told, in sentences.
    """
    problems: list[str] = []
    if attribute is None:
        rows = _plain_rows(connection, scan, prefix, rules, included)
    else:
        names = {held.name for held in _objects(connection, scan, included).values()}
        attribution = attribute(names) if names else Attribution()
        problems = attribution.problems
        rows = _git_rows(connection, scan, prefix, rules, included, attribution)
    _write(connection, chain(rows, _source(scan, prefix, rules, languages)))
    if scan.full:
        table = schema.finding
        stale = (table.c.source_id == scan.source_id) & (table.c.seen_scan != scan.id) & table.c.gone_scan.is_(None)
        connection.execute(update(table).where(stale).values(gone_scan=scan.id))
    return problems


def _source(
    scan: ScanRow, prefix: str, rules: Mapping[str, Rule], languages: Languages | None
) -> Iterator[dict[str, Any]]:
    """One finding for source code as such: what it is written in, how many files and bytes."""
    rule = rules.get(RULE)
    if languages is None or not languages.files or rule is None:
        return
    print_of = hashlib.blake2b(f"{scan.source_id}\0{RULE}".encode(), digest_size=16).digest()
    label = f"{languages.said()}; {languages.files:,} files, {languages.size:,} bytes"
    place = _Place(0, 0, 0, 0, None, "", label, None)
    hit = _Hit(RULE, print_of, rule.confidence, "names", (place,), languages.files, None)
    held = _Object("", "", languages.size, print_of, None)
    for row in _rows(scan, rules, _Found(hit, held, prefix.rstrip("/") or ".", None, None)):
        yield {**row, "role": CODE}


def _objects(
    connection: Connection, scan: ScanRow, included: Callable[[bytes], bool]
) -> dict[tuple[int, int], _Object]:
    """Objects with findings that this scan included, by shard row and item index."""
    table, shard = schema.held, schema.shard
    columns = (
        table.c.shard_id,
        table.c.item,
        table.c.key,
        table.c.name,
        table.c.inner,
        table.c.size,
        table.c.content,
        table.c.modified,
    )
    match = (table.c.source_id == scan.source_id) & (shard.c.digest == scan.digest)
    query = select(*columns).join(shard, shard.c.id == table.c.shard_id).where(match)
    return {
        (number, item): _Object(name, inner, size, bytes(content), modified)
        for number, item, key, name, inner, size, content, modified in connection.execute(query)
        if included(bytes(key))
    }


def _hits(connection: Connection, scan: ScanRow, included: Callable[[bytes], bool]) -> Iterator[tuple[_Object, _Hit]]:
    """Every included object with each value found in it, in order of shard."""
    objects = _objects(connection, scan, included)
    table, shard = schema.hit, schema.shard
    columns = (
        table.c.shard_id,
        table.c.rule,
        table.c.fingerprint,
        table.c.confidence,
        table.c.evidence,
        table.c.places,
        table.c.records,
        table.c.people,
        shard.c.labels,
    )
    match = (shard.c.source_id == scan.source_id) & (shard.c.digest == scan.digest)
    query = select(*columns).join(shard, shard.c.id == table.c.shard_id).where(match).order_by(table.c.id)
    last, names = None, []
    value: tuple[int, str, bytes] | None = None
    before: dict[int, int] = {}
    for number, rule, fingerprint, confidence, evidence, packed, records, people, labels in connection.execute(query):
        if number != last:
            last, names = number, json.loads(labels)
        if (number, rule, fingerprint) != value:  # its groups, which differ in evidence, follow each other
            value, before = (number, rule, fingerprint), {}
        by_item: dict[int, list[_Place]] = {}
        for place in PLACE.iter_unpack(packed):
            by_item.setdefault(place[0], []).append(_placed(place, names))
        for item, places in by_item.items():
            held = objects.get((number, item))
            if held is not None:
                earlier = before.get(item, 0)
                before[item] = earlier + len(places)
                yield (
                    held,
                    _Hit(rule, bytes(fingerprint), confidence, evidence, tuple(places), records, people, earlier),
                )


def _placed(packed: tuple[int, ...], labels: Sequence[Sequence[Any]]) -> _Place:
    _, start, end, line, end_line, number, label = packed
    if label == NOWHERE:
        return _Place(start, end, line, end_line, None, None, None, None)
    if label == PAGE:
        return _Place(start, end, line, end_line, number, None, None, None)
    within = labels[label]
    if len(within) == len(Said._fields):
        return _Place(start, end, line, end_line, None, None, None, None, Said(*within))
    table, column = within
    return _Place(start, end, line, end_line, None, printable(table), printable(column), number)


def _plain_rows(
    connection: Connection, scan: ScanRow, prefix: str, rules: Mapping[str, Rule], included: Callable[[bytes], bool]
) -> Iterator[dict[str, Any]]:
    older: dict[tuple[str, str, bytes], _Found] = {}
    for held, hit in _hits(connection, scan, included):
        key, version = versioned(held.name)
        path = _path(prefix, key, held.inner)
        if not version:
            yield from _rows(scan, rules, _Found(hit, held, path, None, None))
            continue
        before = older.get((path, hit.rule, hit.fingerprint))
        if before is None or (held.modified or 0) > (before.held.modified or 0):
            found = _Found(hit, held, path, None, None, _path(prefix, held.name, held.inner))
            older[path, hit.rule, hit.fingerprint] = found
    yield from _only_older(connection, scan, prefix, rules, included, older)


def _only_older(
    connection: Connection,
    scan: ScanRow,
    prefix: str,
    rules: Mapping[str, Rule],
    included: Callable[[bytes], bool],
    older: dict[tuple[str, str, bytes], _Found],
) -> Iterator[dict[str, Any]]:
    """What older versions of a bucket's objects hold and the current ones do not: one finding each, of the newest version."""
    if not older:
        return
    for held, hit in _hits(connection, scan, included):
        if not versioned(held.name)[1]:
            older.pop((_path(prefix, held.name, held.inner), hit.rule, hit.fingerprint), None)
    for key in sorted(older):
        yield from _rows(scan, rules, older[key])


def _git_rows(
    connection: Connection,
    scan: ScanRow,
    prefix: str,
    rules: Mapping[str, Rule],
    included: Callable[[bytes], bool],
    attribution: Attribution,
) -> Iterator[dict[str, Any]]:
    """One finding for each path, rule and value of a history, whatever number of versions had it."""
    found: dict[tuple[str, str, bytes], _Found] = {}
    for held, hit in _hits(connection, scan, included):
        for version in attribution.versions.get(held.name, {}).values():
            path = _path(prefix, printable(version.path), held.inner)
            key = (path, hit.rule, hit.fingerprint)
            before = found.get(key)
            if before is None:
                found[key] = _Found(hit, held, path, version, version)
                continue
            assert before.version is not None  # set above
            assert before.first is not None  # set above
            if _newer(version, before.version):
                before.hit, before.held, before.version = hit, held, version
            if _date(version, first=True) < _date(before.first, first=True):
                before.first = version
    for key in sorted(found):
        yield from _rows(scan, rules, found[key])


def _path(prefix: str, name: str, inner: str) -> str:
    """Path of an object relative to the scanned target, what lies in a container behind `!`."""
    return f"{prefix}{name}!{inner}" if inner else f"{prefix}{name}"


def _newer(version: Version, other: Version) -> bool:
    """HEAD's version first, then reachable ones, then by the date of the last commit that wrote it."""
    mine = (version.in_head, version.where == HISTORY, _date(version, first=False), version.path)
    return mine > (other.in_head, other.where == HISTORY, _date(other, first=False), other.path)


def _date(version: Version, *, first: bool) -> float:
    commit = version.first if first else version.last
    return commit.date.timestamp() if commit else (float("inf") if first else 0.0)


def _rows(scan: ScanRow, rules: Mapping[str, Rule], found: _Found) -> Iterator[dict[str, Any]]:
    hit, held, version = found.hit, found.held, found.version
    rule = rules[hit.rule]
    of_path = role(found.path)
    in_chat = any(
        place.said is not None for place in hit.places
    )  # what people write to each other is data, whatever its path
    name = _kind_at(rule.kind, DATA if in_chat and of_path == CODE else of_path, hit.records)
    first = found.first.first if found.first else None
    last = version.last if version else None
    date = first.date.timestamp() if first else held.modified
    for count, place in enumerate(hit.places, hit.earlier):
        uid = hashlib.blake2b(
            f"{found.path}\0{hit.rule}\0{hit.fingerprint.hex()}\0{count}".encode(), digest_size=16
        ).digest()
        yield {
            "source_id": scan.source_id, "uid": uid, "rule": hit.rule, "kind": name,
            "severity": rule.severity or kind(name).severity, "confidence": hit.confidence, "evidence": hit.evidence,
            "fingerprint": hit.fingerprint, "path": found.older or found.path, "role": of_path,
            "content": held.content, "size": held.size,
            **_within(place), "records": hit.records, "people": hit.people,
            "where": version.where if version else "version" if found.older else "file",
            "commit": first.id if first else None,
            "last_commit": last.id if last else None,
            "removed_commit": version.removed.id if version and version.removed else None,
            "author": first.author if first else None, "date": date,
            "date_of": "commit" if first else ("modified" if date is not None else "none"), **_said(place.said),
            "in_head": version.in_head if version else False if found.older else None,
            "seen_scan": scan.id, "first_scan": scan.id, "gone_scan": None,
        }  # fmt: skip


def _within(place: _Place) -> dict[str, Any]:
    return {name: value for name, value in place._asdict().items() if name != "said"}


def _said(said: Said | None) -> dict[str, Any]:
    """Columns of the message that a place lies in; its author and time are those of the finding."""
    if said is None:
        return dict.fromkeys(("conversation", "message", "audience", "readers", "state"))
    of_message: dict[str, Any] = {
        "conversation": printable(said.conversation) or None, "message": printable(said.message) or None,
        "audience": said.audience or None, "readers": said.readers or None, "state": said.state or None,
    }  # fmt: skip
    if said.author:
        of_message["author"] = said.author
    if said.time is not None:
        of_message |= {"date": said.time, "date_of": "message"}
    elif not said.message:  # a conversation or a list of people, whose file is of no matter
        of_message |= {"date": None, "date_of": "none"}
    return of_message


def _kind_at(name: str, of_path: str, records: int) -> str:
    """An address or name in source code, documentation or a licence is a maintainer's, and so is a short list of them there."""
    if of_path == DATA or records >= _CROWD:
        return name
    if name == "loc.ip":  # a machine's, which the program or its text talks of
        return "infra.host_address"
    return "person.business_contact" if name in _MAINTAINERS else name


def _write(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Upsert: a finding that was here before keeps the scan that first saw it."""
    table = schema.finding
    statement = upsert(connection, table)
    kept = {"source_id", "uid", "first_scan"}
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if column.name not in kept and column.name != "id"
    }
    statement = statement.on_conflict_do_update(index_elements=["source_id", "uid"], set_=changed)
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            connection.execute(statement, batch)
            batch = []
    if batch:
        connection.execute(statement, batch)
