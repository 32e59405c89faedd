"""Where: conditions on what is held, in a small language, as clauses of a query. `kind=kyc.*`, `age>365d`, `people>=1000`.

A condition is a field, an operator and a value. Those on findings narrow what is counted; those on totals choose kinds by what was
counted. All of several conditions must hold.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from detectors.kinds import SEVERITIES
from discover.errors import UsageError
from discover.inventory import schema
from discover.inventory.holding import Holding

_FORM = re.compile(r"\s*([a-z_-]+)\s*(>=|<=|!=|=|<|>)\s*(.*?)\s*", re.DOTALL)
_AGE = re.compile(r"(\d+)\s*(d|days?|w|weeks?|m|months?|y|years?)")
_DAY = 86_400
_DAYS = {"d": 1, "w": 7, "m": 30.4375, "y": 365.25}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(|k|m|g|t)b?", re.IGNORECASE)
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_YES = {"yes": True, "true": True, "no": False, "false": False}
_FINDING, _SOURCE, _POSTURE = schema.finding, schema.source, schema.posture

#: Fields of texts, in which `*` stands for anything, and the column that each is.
_TEXTS: Mapping[str, ColumnElement[Any]] = {
    "kind": _FINDING.c.kind, "store": _SOURCE.c.locator, "path": _FINDING.c.path, "rule": _FINDING.c.rule, "role": _FINDING.c.role,
    "state": _FINDING.c["where"],
}  # fmt: skip
#: What was counted of a kind, by field; None where it is not known, which meets no condition.
_TOTALS: Mapping[str, Callable[[Holding], int | None]] = {
    "people": lambda held: held.subjects, "objects": lambda held: held.objects, "bytes": lambda held: held.bytes,
    "findings": lambda held: held.findings, "confirmed": lambda held: held.confirmed, "seconds": lambda held: held.seconds,
}  # fmt: skip
#: Every field, and what it is, for messages and help.
FIELDS: Mapping[str, str] = {
    "kind": "a kind, such as kyc.passport_scan or kyc.*", "category": "a category, such as bio",
    "store": "locator of a source, such as s3://acme*", "path": "path in it", "rule": "id of a rule",
    "role": "of the path: data, code, test, …", "state": "file, history, version, …",
    "severity": "info, low, medium, high or critical",
    "confidence": "0 to 1", "date": "of the evidence: 2024-01-31", "age": "of the evidence: 365d, 12m, 3y", "in_head": "yes or no",
    "exposure": "of the bucket: public, private, unknown", "people": "how many are told apart", "objects": "that hold the kind",
    "bytes": "of them: 10MB", "findings": "of the kind", "confirmed": "of them", "seconds": "of recordings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions, read.

    Attributes:
        finding: a clause on findings, joined to their sources.
        totals: tests of a holding.
        narrowed: whether there is a condition on findings.
    """

    finding: ColumnElement[bool]
    totals: tuple[Callable[[Holding], bool], ...]
    narrowed: bool

    def chooses(self, held: Holding) -> bool:
        """Whether a holding meets the conditions on totals."""
        return all(test(held) for test in self.totals)


def where(conditions: Sequence[str], now: datetime) -> Where:
    """Read conditions.

    Args:
        conditions: each a field, an operator and a value.
        now: what ages are counted from, in UTC.

    Raises:
        UsageError: one is none; the message says what is wrong, and the nearest right word.
    """
    clauses: list[ColumnElement[bool]] = []
    totals: list[Callable[[Holding], bool]] = []
    for text in conditions:
        match = _FORM.fullmatch(text)
        if match is None or not match[3]:
            raise UsageError(
                f"'{text}' is no condition: give a field, one of {' '.join(_COMPARE)}, and a value, such as kind=kyc.* or age>365d"
            )
        field, sign, value = match[1], match[2], match[3]
        if field in _TOTALS:
            totals.append(_total(text, field, sign, value))
        else:
            clauses.append(_clause(text, field, sign, value, now))
    return Where(and_(true(), *clauses), tuple(totals), bool(clauses))


def _clause(text: str, field: str, sign: str, value: str, now: datetime) -> ColumnElement[bool]:
    if field in _TEXTS:
        return _like(text, _TEXTS[field], sign, value)
    makers: Mapping[str, Callable[[], ColumnElement[bool]]] = {
        "category": lambda: _like(text, _FINDING.c.kind, sign, f"{value}.*"), "exposure": lambda: _exposed(text, sign, value),
        "severity": lambda: _severity(text, sign, value), "in_head": lambda: _in_head(text, sign, value),
        "confidence": lambda: _COMPARE[sign](_FINDING.c.confidence, _number(text, value)),
        "date": lambda: _on(text, sign, value), "age": lambda: _aged(text, sign, value, now),
    }  # fmt: skip
    if field in makers:
        return makers[field]()
    near = get_close_matches(field, FIELDS, 1)
    mend = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(FIELDS)}"
    raise UsageError(f"'{text}': there is no field '{field}'; {mend}")


def _exposed(text: str, sign: str, value: str) -> ColumnElement[bool]:
    """What lies in a source of which a service says so."""
    told = select(_POSTURE.c.source_id).where(_POSTURE.c.name == "exposure", _like(text, _POSTURE.c.value, sign, value))
    return _SOURCE.c.id.in_(told)


def _in_head(text: str, sign: str, value: str) -> ColumnElement[bool]:
    if value not in _YES or sign not in {"=", "!="}:
        raise UsageError(f"'{text}': in_head is yes or no")
    there = or_(_FINDING.c.in_head.is_(None), _FINDING.c.in_head)
    return there if _YES[value] == (sign == "=") else ~there


def _like(text: str, column: ColumnElement[Any], sign: str, value: str) -> ColumnElement[bool]:
    """A text column against a value in which `*` stands for anything."""
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")
    same: ColumnElement[bool] = column.like(escaped, escape="\\") if "*" in value else column == value
    return same if sign == "=" else ~same if sign == "!=" else _unequal(text, sign)


def _unequal(text: str, sign: str) -> ColumnElement[bool]:
    raise UsageError(f"'{text}': a text is = or !=, not {sign}; * stands for anything in it")


def _severity(text: str, sign: str, value: str) -> ColumnElement[bool]:
    if value not in SEVERITIES:
        near = get_close_matches(value, SEVERITIES, 1)
        raise UsageError(
            f"'{text}': there is no severity '{value}'; {f'did you mean {near[0]!r}?' if near else 'use ' + ', '.join(SEVERITIES)}"
        )
    rank = SEVERITIES.index(value)  # the worst first
    chosen = [name for number, name in enumerate(SEVERITIES) if _COMPARE[_FLIPPED[sign]](number, rank)]
    return _FINDING.c.severity.in_(chosen) if chosen else false()


def _aged(text: str, sign: str, value: str, now: datetime) -> ColumnElement[bool]:
    """By age; a finding without a date meets no condition."""
    match = _AGE.fullmatch(value)
    if match is None:
        raise UsageError(f"'{text}': an age is a number and d, w, m or y, such as 365d or 3y")
    try:
        moment = now - timedelta(days=int(match[1]) * _DAYS[match[2][0]])
    except OverflowError:
        raise UsageError(f"'{text}': nothing is so old") from None
    older: ColumnElement[bool] = _COMPARE[_FLIPPED[sign]](_FINDING.c.date, moment.timestamp())
    return and_(_FINDING.c.date.is_not(None), older)


def _on(text: str, sign: str, value: str) -> ColumnElement[bool]:
    """By the day of its date; a finding without one meets no condition."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"'{text}': '{value}' is no date; write it as 2024-01-31") from None
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    column, start, end = _FINDING.c.date, begin.timestamp(), begin.timestamp() + _DAY
    within = and_(column >= start, column < end)
    told: Mapping[str, ColumnElement[bool]] = {
        "=": within, "!=": ~within, "<": column < start, "<=": column < end, ">": column >= end, ">=": column >= start,
    }  # fmt: skip
    return and_(column.is_not(None), told[sign])


def _total(text: str, field: str, sign: str, value: str) -> Callable[[Holding], bool]:
    wanted, of, compare = _number(text, value), _TOTALS[field], _COMPARE[sign]

    def test(held: Holding) -> bool:
        count = of(held)
        return count is not None and bool(compare(count, wanted))

    return test


def _number(text: str, value: str) -> float:
    match = _SIZE.fullmatch(value.replace(",", ""))
    if match is None:
        raise UsageError(f"'{text}': '{value}' is no number; such as 1000, 0.8 or 10MB")
    return float(match[1]) * float(1000 ** ("", "k", "m", "g", "t").index(match[2].lower()))
