"""A tier is not lowered because data is no longer seen: two full sweeps in a row, and a proof of deletion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discover.classify.policy import load_default
from discover.classify.standing import standing
from discover.classify.tier import Classification, Tier
from discover.inventory.history import Judged, Proof, SweepRecord
from discover.inventory.holding import Coverage, Holding

DAY, BEGIN = timedelta(days=1), datetime(2026, 5, 1, tzinfo=UTC)
WHOLE = Coverage("acme", 10, 1000, 1000, 1000, (), (), {}, {})
KEY_RULE = {"id": "V1", "tier": "T4", "because": "1 cred.cloud_key", "source": "s"}


def _held(kind: str) -> Holding:
    return Holding("acme", kind, 1, 100, 1, 1, 1, 1, None, None, None, None, "none", ("file:///a",), 1, "high", 0.95, 0)


def _record(number: int, measured: str, *, tier: str = "", full: bool = True) -> SweepRecord:
    rules = (KEY_RULE,) if measured == "T4" else ()
    judged = Judged("default 0.1", tier or measured, measured, "PROVEN", rules)
    return SweepRecord(number, BEGIN + number * DAY, (number,), full, "d", 10, 1000, 1.0, judged)


def _proof(day: float, *, gone: int = 3) -> Proof:
    return Proof(BEGIN, BEGIN + day * DAY, "m" * 64, ("cred.cloud_key",), 3, gone, 3 - gone, 0)


def _now(records: list[SweepRecord], *proofs: Proof, held: str = "person.email", full: bool = True, scans: int = 99) -> Classification:
    return standing("acme", [_held(held)], WHOLE, load_default(), records, proofs, scans=(scans,), full=full)


def test_a_first_sweep_stands_by_itself() -> None:
    assert _now([]).tier is Tier.T2


@pytest.mark.parametrize(
    ("records", "proofs", "tier"),
    [
        ([_record(1, "T4")], [], "T4"),
        ([_record(1, "T4")], [_proof(1.5)], "T4"),  # one full sweep only
        ([_record(1, "T4"), _record(2, "T2", tier="T4")], [], "T4"),  # two, and no proof
        ([_record(1, "T4"), _record(2, "T2", tier="T4")], [_proof(0.5)], "T4"),  # a proof of before it was seen again
        ([_record(1, "T4"), _record(2, "T2", tier="T4")], [_proof(1.5, gone=2)], "T4"),  # a part is still held
        ([_record(1, "T4"), _record(2, "T2", tier="T4")], [_proof(1.5)], "T2"),
        ([_record(1, "T4"), _record(2, "T2", tier="T4", full=False)], [_proof(1.5)], "T4"),
        ([_record(1, "T4"), _record(2, "T2", tier="T2")], [], "T2"),  # lowered before, by whatever was proven then
        ([_record(1, "T2")], [], "T2"),
    ],
)  # fmt: skip
def test_a_lower_tier_takes_two_full_sweeps_and_a_proof(records: list[SweepRecord], proofs: list[Proof], tier: str) -> None:
    found = _now(records, *proofs)
    # A record whose tier is kept says by which rule it was.
    kept = [rule for rule in found.rules if rule.id == "V12"]
    assert found.tier.name == tier
    assert bool(kept) is (tier == "T4")


def test_this_very_sweep_in_the_history_is_not_an_earlier_one() -> None:
    records = [_record(1, "T4"), _record(2, "T2", tier="T4")]
    assert _now(records, _proof(1.5), scans=2).tier is Tier.T4  # one full sweep, though it is in the list
    assert _now(records, _proof(1.5), scans=3).tier is Tier.T2


def test_an_unfinished_sweep_lowers_nothing() -> None:
    assert _now([_record(1, "T4"), _record(2, "T2", tier="T4")], _proof(1.5), full=False).tier is Tier.T4


def test_a_higher_tier_comes_at_once() -> None:
    assert _now([_record(1, "T2")], held="cred.cloud_key").tier is Tier.T4
