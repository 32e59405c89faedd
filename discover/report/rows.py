"""Rows: findings, holdings and coverage as plain data, the same in every format and every command."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from discover.inventory.holding import Coverage, FindingRecord, Holding
from discover.report.words import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Keys of a finding, in their order. The first part is the promise made to users; the rest may grow at its end.
FINDING = (
    "vendor", "source", "path", "line", "end_line", "start", "end", "kind", "category", "rule", "confidence",
    "severity", "evidence", "fingerprint", "commit", "author", "date", "in_head", "place", "message",
    "where", "last_commit", "removed_commit", "role", "records", "people",
)  # fmt: skip

#: DEL and C1 controls, marks of direction and of no width, separators of lines: outside ASCII, so only within strings.
_STEERING = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def to_json(value: Any, indent: int | None = None) -> str:  # whatever JSON knows
    """JSON in UTF-8, readable in every script; what steers terminals or ends lines for some readers is escaped."""
    text = clean(json.dumps(value, ensure_ascii=False, indent=indent))
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def moment(when: datetime | None) -> str | None:
    """RFC 3339 in UTC to the second, such as `2026-03-01T12:00:00Z`."""
    return None if when is None else when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def finding_row(record: FindingRecord) -> dict[str, Any]:
    """A finding under the keys of `FINDING`. `place` is null where lines and byte offsets tell all.

    `start` and `end` are bytes, half-open, from 0; `line` and `end_line` count from 1.
    """
    row: dict[str, Any] = {name: getattr(record, name, None) for name in FINDING}
    for name in ("vendor", "source", "path", "author"):
        if row[name] is not None:
            row[name] = clean(row[name])
    told = {
        "evidence": list(record.evidence),
        "date": moment(record.date),
        "place": place(record),
        "message": message(record),
    }
    return {**row, **told}


def place(record: FindingRecord) -> dict[str, Any] | None:
    """Page, box and second, or table, column and row; None where lines and byte offsets tell all."""
    if record.page is not None:
        return {"page": record.page, "box": None, "seconds": None}
    if record.column is not None:
        return {"table": clean(record.table or ""), "column": clean(record.column), "row": record.row}
    return None


def message(record: FindingRecord) -> dict[str, Any] | None:
    """The message that it stands in: `author` (a pseudonym) and `date` of the finding are its; None outside of conversations.

    `readers` is how many people can read it, null where that is not known; `state` is edited, deleted, copy or null.
    """
    if record.conversation is None:
        return None
    ident = clean(record.message_id) if record.message_id else None
    told = {"conversation": clean(record.conversation), "id": ident, "audience": record.audience}
    return {**told, "readers": record.readers, "state": record.state}


def holding_row(holding: Holding) -> dict[str, Any]:
    """A holding: its attributes under their own names; see `Holding`."""
    row = {name: getattr(holding, name) for name in Holding.__slots__}
    stores = [clean(store) for store in holding.stores]
    return {
        **row,
        "vendor": clean(holding.vendor),
        "stores": stores,
        "oldest": moment(holding.oldest),
        "newest": moment(holding.newest),
    }


def coverage_row(coverage: Coverage) -> dict[str, Any]:
    """Coverage: `share` (examined in held bytes, 0 to 1), then its attributes under their own names; see `Coverage`."""
    return {
        "vendor": clean(coverage.vendor),
        "share": round(coverage.share, 6),
        "held_objects": coverage.held_objects,
        "held_bytes": coverage.held_bytes,
        "examined_bytes": coverage.examined_bytes,
        "read_bytes": coverage.read_bytes,
        "requests": coverage.requests,
        "rows": [
            {
                "reason": row.reason,
                "objects": row.objects,
                "bytes": row.bytes,
                "detail": clean(row.detail),
                "examples": [clean(e) for e in row.examples],
            }
            for row in coverage.rows
        ],
        "partial": [clean(source) for source in coverage.partial],
        "denied": _cleaned(coverage.denied),
        "not_looked_for": dict(coverage.not_looked_for),
    }


def _cleaned(mapping: Mapping[str, str]) -> dict[str, str]:
    return {clean(key): clean(value) for key, value in mapping.items()}
