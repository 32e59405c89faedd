"""Changed: what appeared at a vendor, grew, shrank or vanished from one sweep to another. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from discover.inventory.history import SweepRecord, Then

APPEARED, GREW, SHRANK, VANISHED = "appeared", "grew", "shrank", "vanished"


@dataclass(frozen=True, slots=True)
class Change:
    """One kind that is not held as before.

    Attributes:
        kind: dotted kind.
        what: APPEARED, GREW, SHRANK or VANISHED.
        measure: what grew or shrank: people, findings, seconds or bytes.
        before: of that measure; 0 for what appeared.
        after: of the same; 0 for what vanished.
    """

    kind: str
    what: str
    measure: str
    before: int
    after: int


def changes(before: SweepRecord, after: SweepRecord) -> list[Change]:
    """What is held otherwise, by kind, in order of the kinds."""
    found = []
    for kind in sorted({*before.held, *after.held}):
        then, now = before.held.get(kind), after.held.get(kind)
        if then is None or now is None:
            of = now or then
            assert of is not None  # it is of one of them
            measure = _measure(of, of)
            count = getattr(of, measure) or 0
            found.append(
                Change(
                    kind, APPEARED if then is None else VANISHED, measure, *((0, count) if then is None else (count, 0))
                )
            )
            continue
        measure = _differs(then, now)
        if measure:
            first, second = getattr(then, measure), getattr(now, measure)
            found.append(Change(kind, GREW if second > first else SHRANK, measure, first, second))
    return found


def _measure(then: Then, now: Then) -> str:
    """By what a kind is counted: people where they are told apart, else seconds of recordings, else findings."""
    if then.people is not None and now.people is not None:
        return "people"
    return "seconds" if then.seconds or now.seconds else "findings"


def _differs(then: Then, now: Then) -> str:
    """The first measure by which two are not the same; empty where all are."""
    names = dict.fromkeys((_measure(then, now), "findings", "bytes"))
    return next((name for name in names if getattr(then, name) != getattr(now, name)), "")


def caution(before: SweepRecord, after: SweepRecord) -> str:
    """Why a change may not be one of what is held; empty where there is no reason to doubt it."""
    doubts: Mapping[str, bool] = {
        "other rules were used, which may find other things in equal data": before.digest != after.digest,
        "the later sweep did not list everything": not after.full,
        "the earlier sweep did not list everything": not before.full,
    }
    return "; ".join(why for why, so in doubts.items() if so)
