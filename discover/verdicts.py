"""Verdicts: what an object's tables hold column by column, whose their records are, and what class of document an object is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from connectors.local import LocalBlob
from detectors.classes import HEAD, TAIL
from detectors.readers.base import Rows
from detectors.rules.structure import PAYROLL, RECORD, of_identifier
from discover.members import UNKNOWN
from discover.opener import Opener
from discover.outcome import NOWHERE
from discover.subject import Placed, Subject

if TYPE_CHECKING:
    from detectors.columns.table import ColumnFinding, TableJudge

#: Tables of one object that are judged side by side; JSON may have one for each place in a tree.
_MOST_TABLES = 64


#: What is left of the confidence that rows are about people, where none of them names anybody.
_NAMELESS = 0.45


#: A column of pay, and columns of accounts beside which it is a payroll.
_PAY, _PAID_TO = "person.salary", frozenset({"fin.iban", "fin.account", "fin.routing", "govid.us_ssn"})


class Tables:
    """The tables of one object, judged while their rows go by."""

    def __init__(self, opener: Opener) -> None:
        """Take what the process knows."""
        self._opener = opener
        self._open: dict[str, TableJudge] = {}
        self._ended: list[Placed] = []
        #: Columns by label whose values look like a kind and are not of it; and the same by number, of text tables.
        self.refuted: set[tuple[tuple[str, str], str]] = set()
        self.refuted_text: dict[int, set[str]] = {}
        #: Columns of the widest table that is text itself, 0 for none.
        self.width = 0

    def take(self, rows: Rows) -> None:
        """The next rows of one of them."""
        judge = self._open.get(rows.table)
        if judge is None:
            if len(self._open) >= _MOST_TABLES:
                self._end(next(iter(self._open)))
            judge = self._open[rows.table] = self._opener.judge()
        if rows.lines is not None and not rows.table:
            self.width = max(self.width, len(rows.columns))
        judge.take(rows)

    def end(self) -> list[Placed]:
        """What they hold: one hit a column, and one for the records of people of a table."""
        for table in list(self._open):
            self._end(table)
        return self._ended

    def _end(self, table: str) -> None:
        result = self._open.pop(table).end()
        self._ended += [self._column(finding) for finding in result.findings]
        for number, column, kind in result.refuted:
            label = (self._opener.tables.name(table), self._opener.tables.name(column, number))
            self.refuted.add((label, kind))
            if not table:
                self.refuted_text.setdefault(number, set()).add(kind)
        people = result.subjects
        paid = next((each for each in result.findings if each.kind == _PAY), None)
        if paid is not None and any(each.kind in _PAID_TO for each in result.findings):
            label = (self._opener.tables.name(table), "")
            self._ended.append(self._placed(PAYROLL, label, paid.confidence, ("columns",))._replace(records=paid.count))
        if people.records:
            name = self._opener.tables.name(table)
            sure = max((finding.confidence for finding in result.findings), default=0.5)
            if not people.estimate().number:  # rows that name nobody may be of anything
                sure *= _NAMELESS
            placed = self._placed(RECORD, (name, ""), sure, ("records",))
            self._ended.append(placed._replace(records=people.records, people=people.to_bytes()))

    def _column(self, finding: ColumnFinding) -> Placed:
        rule = finding.rule if finding.rule.startswith("column.") else of_identifier(finding.rule)
        label = (self._opener.tables.name(finding.table), self._opener.tables.name(finding.column, finding.number))
        placed = self._placed(rule, label, finding.confidence, finding.evidence)
        people = finding.distinct.to_bytes() if finding.distinct is not None else b""
        return placed._replace(number=finding.first, records=finding.count, people=people)

    def _placed(self, rule: str, label: tuple[str, str], confidence: float, evidence: tuple[str, ...]) -> Placed:
        """A hit whose value is the column itself: a later version of the table has the same one."""
        opener = self._opener
        digest = opener.fingerprint("\0".join((rule, *label)).encode("utf-8", "replace"))
        return Placed(opener.rules[rule], digest, round(confidence, 3), (*evidence, "column"), 0, 0, 1, 1, 1, label)


def classes(opener: Opener, subject: Subject, text: bytes) -> Iterator[Placed]:
    """What class of record or document an object is.

    Args:
        opener: what the process knows.
        subject: the object.
        text: what a reader drew out of it, or empty.
    """
    if not subject.document:
        return
    from detectors.classes.base import View  # noqa: PLC0415  # word lists take a tenth of a second to be read
    from detectors.classes.classifiers import wanted  # noqa: PLC0415  # as above

    media, head = subject.media, subject.head
    chosen = wanted(media.type, head[:HEAD])
    if not chosen:
        return
    size = None if subject.blob.size == UNKNOWN else subject.blob.size
    tail = b""
    if subject.small:
        tail = head[HEAD:]
    elif size is not None and isinstance(
        subject.blob, LocalBlob
    ):  # others are read forward only, or at the price of all before
        tail = subject.blob.read(max(HEAD, size - TAIL), TAIL)
    view = View(
        media.type, subject.inner or subject.blob.origin().locator, head, tail=tail, size=size,
        text=text.decode("utf-8", "replace") if text else None,
    )  # fmt: skip
    content = hashlib.sha256(head).digest()
    seen: set[str] = set()
    for each in chosen:
        for found in each.classify(view):
            if found.rule in seen:
                continue
            seen.add(found.rule)
            digest = opener.fingerprint(found.rule.encode() + b"\0" + content)
            evidence = (*found.evidence, "class")
            placed = Placed(opener.rules[found.rule], digest, found.confidence, evidence, 0, 0, 1, 1, 0, NOWHERE)
            yield placed._replace(records=found.count or 1)
