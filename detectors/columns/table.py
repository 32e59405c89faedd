"""Table: its columns judged while its chunks go by once, their values counted, its people told apart.

What is guaranteed, though a chunk is seen once only:

* The first chunks are held back until `_SETTLE` rows or `_HELD` bytes are there, or the table ends. Then every column is
  judged by its first cells and some of each held chunk, and the held chunks are counted.
* From then on each column that holds something has every cell read: its count, first row and different values are exact.
* Every column gives a few cells of each chunk to its sample until that is full. All are judged again after the 2nd, 4th, 8th
  ... chunk, and soon after a column that was about empty has values. A column that shows late is counted from that chunk
  on, and `from_row` says so. One whose verdict is withdrawn is not told.
* Memory is bounded whatever the table: so many cells of samples, `_HELD` bytes of chunks, and the different values of at most
  `_COUNTED` columns; the others are told with the count of their values alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from detectors.columns import children, fields
from detectors.columns.candidates import ByForm, Candidates
from detectors.columns.counting import Counter, counter
from detectors.columns.headrow import header_row
from detectors.columns.judge import Context, Judgement, chancy, judge
from detectors.columns.people import Subjects
from detectors.columns.record import Records
from detectors.columns.refuted import refuted
from detectors.columns.sample import Sample
from detectors.identifiers.base import Identifier
from detectors.readers.base import Rows

Fingerprint = Callable[[bytes], bytes]
"""Keyed digest of a value's normal form, 16 bytes."""

#: Rows and bytes that are waited for before the first verdict.
_SETTLE, _HELD = 2_000, 2 << 20
#: Values that show what a column is; chunks, for one that passed, that such a column may have to wait.
_FEW, _PATIENCE = 8, 8
#: Columns of a table of which different values are counted.
_COUNTED = 48
#: Confidence from which a column is told, its cells are all read, and it speaks for its neighbours: likelier than not.
LEAST = 0.5
_NAME_KIND = "person.name"
_PERSON_KINDS = ("person.email", "person.phone")


@dataclass(frozen=True, slots=True)
class ColumnFinding:
    """What a column holds.

    Attributes:
        kind: dotted kind.
        rule: rule of the identifier, or `column.<field>`.
        confidence: probability, 0 to 1.
        evidence: names of what spoke for it: check, form, name, record, grouped, terms.
        table: the table's name, empty where the object is one table.
        column: the column's name.
        number: which column it is, from 0.
        count: values of it: cells with the form of the identifier, or that are not empty.
        first: row of the first of them, from 1.
        from_row: row from which on all were counted; 1 but where the column showed late.
        distinct: different values; None where they are not counted.
    """

    kind: str
    rule: str
    confidence: float
    evidence: tuple[str, ...]
    table: str
    column: str
    number: int
    count: int
    first: int
    from_row: int
    distinct: Subjects | None


@dataclass(frozen=True, slots=True)
class TableResult:
    """What a table holds: its findings by column, and the people in its records; no records where it has no column of people.

    Attributes:
        findings: by column.
        subjects: the people.
        refuted: number and name of columns whose values look like a kind and are not of it, with the kind.
    """

    findings: tuple[ColumnFinding, ...]
    subjects: Subjects
    refuted: frozenset[tuple[int, str, str]] = frozenset()


@dataclass(slots=True)
class _Column:
    sample: Sample
    judgements: Sequence[Judgement] = ()
    verdict: fields.Verdict | None = None
    counter: Counter | None = None
    hopeless: bool = False


class TableJudge:
    """One table, chunk by chunk."""

    def __init__(self, candidates: Candidates, fingerprint: Fingerprint) -> None:
        """Take the identifiers to look for, and the keyed digest."""
        self._candidates = candidates
        self._fingerprint = fingerprint
        self._columns: list[_Column] = []
        self._held: list[Rows] = []
        self._bytes = self._rows = 0
        self._chunks, self._last, self._next = 0, 0, 0
        self._fresh = False
        self._table = ""
        self._records = Records()

    def take(self, rows: Rows) -> None:
        """The next rows, in order."""
        self._table = rows.table
        self._chunks += 1
        self._fresh |= self._sample(rows)
        if self._next:
            since = self._chunks - self._last
            if self._chunks >= self._next or (self._fresh and since > self._last // _PATIENCE):
                for column in self._columns:
                    column.hopeless = column.hopeless and not self._promising(column.sample)
                self._decide()
                self._last, self._next, self._fresh = self._chunks, 2 * self._chunks, False
            self._count(rows)
            return
        self._held.append(rows)
        self._rows += rows.count
        self._bytes += sum(len(column.data) for column in rows.columns)
        if self._rows >= _SETTLE or self._bytes >= _HELD:
            self._settle()

    def end(self) -> TableResult:
        """What the table holds, after its last rows."""
        if not self._next:
            self._settle()
        found = [self._finding(number, column) for number, column in enumerate(self._columns)]
        told = [finding for finding in found if finding is not None]
        told += [child for finding in told if (child := self._children(finding)) is not None]
        against = self._refuted({(finding.number, finding.kind) for finding in told})
        if self._of_things(told):
            return TableResult(tuple(finding for finding in told if finding.kind != _NAME_KIND), Subjects(), against)
        return TableResult(tuple(told), self._records.subjects, against)

    def _children(self, finding: ColumnFinding) -> ColumnFinding | None:
        """Births of children among those of a column; how many, from its sample where that does not hold all."""
        if finding.kind != "person.dob":
            return None
        sample = self._columns[finding.number].sample
        young = round(children.share(sample) * finding.count)
        if not young:
            return None
        evidence = (*finding.evidence, *(("sampled",) if finding.count > len(sample.values) else ()))
        return replace(finding, kind=children.KIND, rule=children.RULE, count=young, evidence=evidence, distinct=None)

    def _refuted(self, told: set[tuple[int, str]]) -> frozenset[tuple[int, str, str]]:
        return frozenset(
            (number, column.sample.name, kind)
            for number, column in enumerate(self._columns[:_COUNTED])
            for kind in refuted(column.sample, self._candidates)
            if (number, kind) not in told
        )

    def _of_things(self, told: Sequence[ColumnFinding]) -> bool:
        """Whether names stand alone: columns of packages, cities and products are called `name` as well, and look the same."""
        people = [column for column in self._columns if _personal(column) or _strong(column)]
        return len(people) == 1 and any(finding.kind == _NAME_KIND for finding in told) and not _strong(people[0])

    # --- sampling and judging -------------------------------------------------------------------------------------------

    def _sample(self, rows: Rows) -> bool:
        """Add to the samples; whether a column that was about empty has values now."""
        fresh = False
        width = len(rows.columns)
        while len(self._columns) < width:
            number = len(self._columns)
            self._columns.append(_Column(Sample(rows.columns[number].name, width)))
        for column, data in zip(self._columns, rows.columns, strict=False):
            if not column.sample.full:
                before = len(column.sample.values)
                column.sample.take(data, rows.first)
                fresh |= before < _FEW <= len(column.sample.values)
        return fresh

    def _settle(self) -> None:
        self._last, self._next = self._chunks, max(2, 2 * self._chunks)
        held, self._held = self._held, []
        for number, column in enumerate(self._columns):
            column.hopeless = not self._promising(column.sample)
            if not column.hopeless:
                chunks = [(rows.columns[number], rows.first) for rows in held if number < len(rows.columns)]
                column.sample.again(chunks, len(self._columns))
        header_row([column.sample for column in self._columns], self._candidates)
        self._decide()
        for rows in held:
            self._count(rows)

    def _promising(self, sample: Sample) -> bool:
        """Whether a glance at the column, or its name, shows that more of it should be looked at."""
        likely = self._candidates.of(sample, self._candidates.named(sample.name))
        return any(not chancy(sample, each) for each in likely)

    def _decide(self) -> None:
        """Judge every column: fields first, since persons beside a number speak for it."""
        self._fields(frozenset())
        fellows = self._fellows()
        if fellows:
            self._fields(fellows)  # `name` beside a birth is a person's
            fellows = self._fellows()
        for number, column in enumerate(self._columns):
            self._identify(number, column, fellows)
        after = self._fellows()
        if after and after != fellows:
            for number, column in enumerate(self._columns):
                if column.judgements:
                    self._identify(number, column, after)
        self._fields(after)
        self._counters()

    def _fields(self, fellows: frozenset[int]) -> None:
        for number, column in enumerate(self._columns):
            column.verdict = fields.verdict(column.sample, len(fellows - {number}))

    def _fellows(self) -> frozenset[int]:
        """Columns that tell of a person."""
        return frozenset(number for number, column in enumerate(self._columns) if _personal(column))

    def _identify(self, number: int, column: _Column, fellows: frozenset[int]) -> None:
        if column.hopeless:
            column.judgements = ()
            return
        sample = column.sample
        named = self._candidates.named(sample.name)
        likely = self._candidates.of(sample, named)
        if not likely:
            column.judgements = ()
            return
        field = fields.named(sample.name)
        otherwise = bool(fields.OTHER.match(sample.name)) or max(field.values(), default=0.0) >= 0.7  # noqa: PLR2004  # surely another thing
        bare = bool(fields.BARE.match(sample.name))
        column.judgements = judge(sample, likely, Context(named, otherwise, bare, len(fellows - {number})))

    # --- counting -------------------------------------------------------------------------------------------------------

    def _counters(self) -> None:
        """Have a counter for each column that holds something, the surest first; keep those that count the same thing still."""
        told = [(column, _told(column)) for column in self._columns]
        order = sorted(
            (each for each in told if each[1] is not None), key=lambda each: -each[1].confidence if each[1] else 0.0
        )
        keyed = 0
        for column, best in order:
            if best is None:
                continue
            rule = best.identifier.rule if isinstance(best, Judgement) else best.field.rule
            if column.counter is None or column.counter.rule != rule:
                column.counter = counter(best, column.sample, self._fingerprint if keyed < _COUNTED else None)
            keyed += column.counter.distinct is not None
        for column, best in told:
            if best is None:
                column.counter = None
        self._records.choose(
            [
                (number, column.counter, best)
                for number, (column, best) in enumerate(told)
                if best is not None and column.counter is not None
            ]
        )

    def _count(self, rows: Rows) -> None:
        prints: dict[int, Sequence[bytes | None]] = {}
        for number, (column, data) in enumerate(zip(self._columns, rows.columns, strict=False)):
            if column.counter is not None:
                prints[number] = column.counter.count(data, rows.first)
        if any(column.counter is not None for column in self._columns):
            self._records.add(prints, rows, self._fingerprint)

    def _finding(self, number: int, column: _Column) -> ColumnFinding | None:
        best, count = _told(column), column.counter
        if best is None or count is None or not count.values:
            return None
        kind, rule = (
            (best.identifier.kind, best.identifier.rule)
            if isinstance(best, Judgement)
            else (best.field.kind, best.field.rule)
        )
        made = partial(
            ColumnFinding, kind, rule, best.confidence, best.evidence, self._table, column.sample.name, number
        )
        return made(count.values, count.first, count.since, count.distinct)


def _told(column: _Column) -> Judgement | fields.Verdict | None:
    """The best of what a column is taken for: a number that is checked says more than a field's name."""
    best = column.judgements[0] if column.judgements else None
    verdict = column.verdict
    if best is not None and best.confidence >= LEAST and (verdict is None or best.confidence >= verdict.confidence):
        return best
    return verdict if verdict is not None and verdict.confidence >= LEAST else None


def _strong(column: _Column) -> bool:
    """Whether it holds numbers that are somebody's: a state's, a way to be reached, an account, a card."""
    best = column.judgements[0] if column.judgements else None
    return best is not None and best.confidence >= LEAST and best.identifier.strength >= 1


def _personal(column: _Column) -> bool:
    best = column.judgements[0] if column.judgements else None
    if best is not None and best.confidence >= LEAST:
        return best.identifier.kind in _PERSON_KINDS
    return column.verdict is not None and column.verdict.field.person and column.verdict.confidence >= LEAST


def table_judge(
    identifiers: Sequence[Identifier], fingerprint: Fingerprint, by_form: ByForm | None = None
) -> Callable[[], TableJudge]:
    """Makes judges of tables that share what they learn of shapes and names; to be called once a process.

    Args:
        identifiers: those that are looked for.
        fingerprint: keyed digest.
        by_form: a quick way to find the identifiers whose form a value has (`registry.by_form`).
    """
    return partial(TableJudge, Candidates(identifiers, by_form), fingerprint)
