"""Compare: verdicts over what is declared and what is measured. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from discover.classify.clause import matches

if TYPE_CHECKING:
    from discover.classify.policy import Policy
    from discover.declared.declaration import Declaration
    from discover.inventory.holding import Coverage, Holding

MATCH, UNDECLARED, OVERDECLARED = "MATCH", "UNDECLARED", "OVERDECLARED"
BAND_DRIFT, AGE_DRIFT, LOCATION_DRIFT, UNVERIFIABLE = "BAND_DRIFT", "AGE_DRIFT", "LOCATION_DRIFT", "UNVERIFIABLE"
#: Verdicts by which what is measured is not what is declared.
DRIFTS = frozenset({UNDECLARED, OVERDECLARED, BAND_DRIFT, AGE_DRIFT, LOCATION_DRIFT})
#: How far a band may be missed by a count that is an estimate.
_TOLERANCE = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict.

    Attributes:
        verdict: MATCH, UNDECLARED, OVERDECLARED, BAND_DRIFT, AGE_DRIFT, LOCATION_DRIFT or UNVERIFIABLE.
        kind: dotted kind that is held, or the pattern that was declared.
        severity: of the kind that is held; of what is only declared `info`.
        because: one sentence with both sides. Holds no value.
    """

    verdict: str
    kind: str
    severity: str
    because: str


def compare(
    declared: Sequence[Declaration], held: Sequence[Holding], coverage: Coverage, policy: Policy, today: date
) -> list[Verdict]:
    """Verdicts on every kind that is held or declared; drifts first, the worst of them first.

    Args:
        declared: of one vendor.
        held: its holdings. Only confirmed findings make a kind held; what a policy sets aside by itself is left out.
        coverage: how much was examined: what is not found counts for nothing below the policy's floor.
        policy: whose floor and asides these are.
        today: what ages are counted from.
    """
    proven = coverage.share >= policy.coverage.share and not coverage.denied and not coverage.partial
    sure = [each for each in held if each.confirmed and not matches(each.kind, policy.aside)]
    found: list[Verdict] = []
    for each in sure:
        of_kind = [entry for entry in declared if entry.covers(each.kind)]
        found += _held(each, of_kind, today) if of_kind else [_undeclared(each)]
    for entry in declared:
        found += _not_found(entry, sure, coverage, proven=proven)
    order = {"critical": 0, "high": 1, "medium": 2, "low": 3, "info": 4}
    return sorted(found, key=lambda each: (each.verdict not in DRIFTS, order[each.severity], each.kind, each.verdict))


def _undeclared(held: Holding) -> Verdict:
    people = f", of {held.subjects:,} people" if held.subjects else ""
    told = f"{held.confirmed:,} confirmed findings in {held.objects:,} objects{people}; nothing declares this kind"
    return Verdict(UNDECLARED, held.kind, held.worst, told)


def _held(held: Holding, declared: Sequence[Declaration], today: date) -> list[Verdict]:
    """What differs between a kind and what is declared of it; a match where nothing does."""
    found = [verdict for entry in declared for verdict in _drifts(held, entry, today)]
    return found or [Verdict(MATCH, held.kind, held.worst, "held as declared, as far as the declaration says")]


def _drifts(held: Holding, entry: Declaration, today: date) -> Iterator[Verdict]:
    if entry.people is not None:
        low, high = entry.people
        said = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        count = held.confirmed_subjects
        slack = _TOLERANCE if held.subjects_between is not None else 0.0
        if count is None:
            yield Verdict(
                UNVERIFIABLE, held.kind, held.worst, f"declared for {said} people; this kind does not tell people apart"
            )
        elif not low * (1 - slack) <= count <= high * (1 + slack):
            yield Verdict(BAND_DRIFT, held.kind, held.worst, f"declared for {said} people, measured {count:,}")
    if entry.max_age is not None:
        if held.oldest is None:
            yield Verdict(
                UNVERIFIABLE,
                held.kind,
                held.worst,
                f"declared to be no older than {entry.max_age}; its age is not known",
            )
        elif entry.max_age.after(held.oldest.date()) < today:
            yield Verdict(
                AGE_DRIFT, held.kind, held.worst,
                f"declared to be no older than {entry.max_age}, the oldest is of {held.oldest:%Y-%m-%d} ({held.date_of})",
            )  # fmt: skip
    if entry.stores:
        others = [store for store in held.stores if not any(fnmatchcase(store, pattern) for pattern in entry.stores)]
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            yield Verdict(
                LOCATION_DRIFT,
                held.kind,
                held.worst,
                f"declared in {', '.join(entry.stores)}, held in {others[0]}{more}",
            )


def _not_found(entry: Declaration, held: Sequence[Holding], coverage: Coverage, *, proven: bool) -> Iterator[Verdict]:
    """Patterns of which nothing is held."""
    for pattern in entry.kinds:
        if any(fnmatchcase(each.kind, pattern) for each in held):
            continue
        unseen = [each for each in coverage.not_looked_for if fnmatchcase(pattern, each) or fnmatchcase(each, pattern)]
        if unseen:
            yield Verdict(
                UNVERIFIABLE,
                pattern,
                "info",
                f"declared; {unseen[0]} is looked for in part only: {coverage.not_looked_for[unseen[0]]}",
            )
        elif not proven:
            yield Verdict(
                UNVERIFIABLE,
                pattern,
                "info",
                f"declared and not found, with {coverage.share:.1%} examined: too little to say that it is not held",
            )
        else:
            yield Verdict(OVERDECLARED, pattern, "info", "declared, and not found in what was examined")
