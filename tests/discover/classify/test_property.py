"""More is never less: what holds of a tier whatever is held."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from detectors import kinds
from discover.classify.classify import classify
from discover.classify.policy import load_default
from discover.classify.tier import State, Tier
from discover.inventory.holding import Coverage, Holding

COUNTS = ("objects", "findings", "confirmed", "values", "confirmed_values", "subjects", "confirmed_subjects")


def held(kind, numbers, told_apart, stores, confidence):
    number, sure = numbers[0], min(numbers)
    people = (number, sure) if told_apart else (None, None)
    places = tuple(sorted(stores))
    counts = (number, number, number, sure, number, sure, *people)
    return Holding("acme", kind, *counts, None, None, "none", places, number, "high", confidence, 0)


def judged(holdings, share=1.0, **more):
    coverage = Coverage("acme", 10, 1000, round(1000 * share), 1000, (), (), {}, {})
    return classify("acme", holdings, coverage, load_default(), **more)


HOLDINGS = st.builds(
    held,
    st.sampled_from([*kinds.load(), "own.recipe"]),
    st.tuples(
        st.one_of(st.integers(0, 200), st.sampled_from([1_000, 1_001, 10_001, 100_001])),
        st.one_of(st.just(1_000_000), st.integers(0, 5)),
    ),
    st.booleans(),
    st.sets(st.sampled_from(["file:///srv/repo", "s3://users", "s3://third"]), min_size=1),
    st.sampled_from([0.3, 0.6, 0.95]),
)
SHARES = st.sampled_from([0.5, 0.949, 0.95, 1.0])
DECLARED = st.sampled_from([None, "T0", "T2", "talent marketplace", "T4"])
BEFORE = st.one_of(st.none(), st.lists(HOLDINGS, max_size=3).map(judged))


@given(st.lists(HOLDINGS, max_size=6), HOLDINGS, SHARES, DECLARED, BEFORE)
def test_holding_more_never_lowers_the_tier(holdings, one, share, declared, previous):
    less = judged(holdings, share, declared=declared, previous=previous)
    more = judged([*holdings, one], share, declared=declared, previous=previous)
    assert more.tier >= less.tier


@given(st.lists(HOLDINGS, max_size=6), st.integers(2, 1_000), SHARES)
def test_larger_numbers_never_lower_the_tier(holdings, factor, share):
    def scaled(holding):
        counts = {name: getattr(holding, name) for name in COUNTS}
        return replace(holding, **{name: None if one is None else one * factor for name, one in counts.items()})

    assert judged([scaled(holding) for holding in holdings], share).tier >= judged(holdings, share).tier


@given(st.lists(HOLDINGS, max_size=6), SHARES)
def test_every_line_has_a_reason_and_t0_is_only_given_when_proven(holdings, share):
    result = judged(holdings, share)
    assert all(rule.because and rule.source for rule in (*result.rules, *result.would_be))
    assert result.tier is max((rule.tier for rule in result.rules), default=Tier.T0)
    assert result.tier > Tier.T0 or result.state is State.PROVEN


@given(st.lists(HOLDINGS, max_size=6), BEFORE)
def test_without_evidence_a_tier_never_falls(holdings, previous):
    if previous is not None:
        assert judged(holdings, previous=previous, full_sweeps=1, deletion_evidence=True).tier >= previous.tier
