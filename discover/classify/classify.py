"""Classify: a vendor's tier by what it holds, under a policy. Pure: no clock, no file, no network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from discover.classify.evidence import because, present
from discover.classify.tier import Classification, Fired, State, Tier
from discover.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from discover.classify.policy import Downgrade, Floor, Policy, Rule
    from discover.inventory.holding import Coverage, Holding

_NAMED_SHOWN = 3


def classify(
    vendor: str,
    holdings: Sequence[Holding],
    coverage: Coverage,
    policy: Policy,
    *,
    declared: str | None = None,
    previous: Classification | None = None,
    linked: Mapping[tuple[str, str], int] | None = None,
    full_sweeps: int = 0,
    deletion_evidence: bool = False,
) -> Classification:
    """The tier of a vendor, with every rule that led to it.

    Args:
        vendor: the vendor's name.
        holdings: what it holds; those of other vendors are left out.
        coverage: how much of that was examined.
        policy: the rules.
        declared: a tier (`T1`) or a profile of the policy (`talent marketplace`) that the vendor or its buyer stated.
        previous: the classification before this one, below which a tier does not fall without evidence.
        linked: for two kinds, how many people were proven to be in both.
        full_sweeps: full sweeps, one after the other, that found no more than these holdings.
        deletion_evidence: whether there is evidence that what is gone was deleted, versions and backups too.

    Raises:
        ConfigError: `declared` is neither a tier nor a profile.
        UsageError: `coverage` or `previous` is another vendor's.
    """
    for what, other in (("coverage", coverage), ("previous classification", previous)):
        if other is not None and other.vendor != vendor:
            raise UsageError(f"the {what} is of vendor '{other.vendor}', not '{vendor}'; give those of one vendor")
    own = [holding for holding in holdings if holding.vendor == vendor]
    fired, would_be = _by_holdings(own, policy, linked or {})
    state, doubts = _examined(coverage, policy.coverage)
    if previous is not None:
        proven = state is State.PROVEN
        fired += _kept(previous, fired, policy.downgrade, full_sweeps if proven else 0, evidence=deletion_evidence)
    if declared is not None:
        fired += _mismatch(declared, fired, policy, state)
    if state is State.UNPROVEN:
        fired.append(Fired(policy.coverage.id, policy.coverage.tier, doubts, policy.coverage.source))
    tier = _highest(fired)
    return Classification(
        vendor=vendor,
        tier=tier,
        state=state,
        rules=tuple(sorted(fired, key=lambda rule: -rule.tier)),
        would_be=tuple(sorted(would_be, key=lambda rule: -rule.tier)),
        coverage=coverage.share,
        controls=tuple(f"{item.sentence} ({item.source})" for item in policy.controls if item.tier <= tier),
    )


def measured(
    vendor: str, holdings: Sequence[Holding], policy: Policy, linked: Mapping[tuple[str, str], int] | None = None
) -> Tier:
    """The tier by what is held alone, whatever was declared, held before or not examined. Arguments as of `classify`."""
    own = [holding for holding in holdings if holding.vendor == vendor]
    return _highest(_by_holdings(own, policy, linked or {})[0])


def _highest(fired: Iterable[Fired]) -> Tier:
    return max((rule.tier for rule in fired), default=Tier.T0)


def _by_holdings(
    holdings: Sequence[Holding], policy: Policy, linked: Mapping[tuple[str, str], int]
) -> tuple[list[Fired], list[Fired]]:
    """Rules that fire by confirmed findings, and those that would by all of them."""
    fired = _fire(policy.rules, holdings, policy, linked, sure=True) + _unplaced(holdings, policy, sure=True)
    names = {rule.id for rule in fired}
    left = [rule for rule in policy.rules if rule.id not in names]
    would_be = _fire(left, holdings, policy, linked, sure=False)
    if policy.unplaced.id not in names:
        would_be += _unplaced(holdings, policy, sure=False)
    alone = {rule.id for rule in policy.rules if rule.alone}
    top, might = _highest(fired), _highest([*fired, *would_be])
    return (
        [rule for rule in fired if rule.id not in alone or rule.tier >= top],
        [rule for rule in would_be if rule.id not in alone or rule.tier >= might],
    )


def _fire(
    rules: Iterable[Rule],
    holdings: Sequence[Holding],
    policy: Policy,
    linked: Mapping[tuple[str, str], int],
    *,
    sure: bool,
) -> list[Fired]:
    out = []
    for rule in rules:
        clauses = [because(clause, holdings, policy.bulk, linked, sure=sure) for clause in rule.when]
        if found := "; ".join(filter(None, clauses)):
            reason = f"{found} ({rule.note})" if rule.note else found
            out.append(_said(rule.id, rule.tier, reason, rule.source, sure=sure))
    return out


def _unplaced(holdings: Iterable[Holding], policy: Policy, *, sure: bool) -> list[Fired]:
    """What kinds count for that the policy does not name."""
    rule = policy.unplaced
    strange = [h for h in holdings if present(h, sure=sure) and not policy.places(h.kind)]
    if not strange:
        return []
    kinds = _first(sorted({holding.kind for holding in strange}))
    stores = _first(sorted({store for holding in strange for store in holding.stores}))
    where = f" in {stores}" if stores else ""
    return [_said(rule.id, rule.tier, f"the policy places no {kinds}, found{where}", rule.source, sure=sure)]


def _said(name: str, tier: Tier, reason: str, source: str, *, sure: bool) -> Fired:
    return Fired(name, tier, reason if sure else f"would be {tier.name}: {reason}", source)


def _examined(coverage: Coverage, floor: Floor) -> tuple[State, str]:
    """Whether a tier can be relied on, and if not, why."""
    doubts = []
    if coverage.share < floor.share:
        seen, wanted = _percent(coverage.share), _percent(floor.share)
        doubts.append(f"{seen} of {coverage.held_bytes:,} bytes were examined, {wanted} are wanted")
    if coverage.denied:
        doubts.append(f"denied: {_first([f'{where} ({why})' for where, why in sorted(coverage.denied.items())])}")
    if coverage.partial:
        doubts.append(f"not finished: {_first(coverage.partial)}")
    # Refusals whose size is known are in the share already.
    unsized = [row for row in coverage.rows if row.reason in floor.unsized and row.objects and not row.bytes]
    doubts += [f"{row.reason}, of unknown size: {row.objects:,} objects ({_first(row.examples)})" for row in unsized]
    return (State.UNPROVEN, "; ".join(doubts)) if doubts else (State.PROVEN, "")


def _percent(share: float) -> str:
    """Cut, not rounded: 94.96 % must not read as the 95 % that it misses."""
    return f"{math.floor(share * 1000) / 10:g} %"


def _mismatch(declared: str, fired: Sequence[Fired], policy: Policy, state: State) -> list[Fired]:
    rule = policy.declared
    claimed, measured = rule.tier(declared), _highest(fired)
    if claimed == measured:
        return []
    by_name = "" if declared.upper() == claimed.name else f" as '{declared}'"
    apart = abs(measured - claimed)
    distance = f"{apart} tier{'s' if apart > 1 else ''} too {'low' if claimed < measured else 'high'}"
    so_far = "" if state is State.PROVEN else ", as far as it was examined"
    reason = f"declared {claimed.name}{by_name}, measured {measured.name}{so_far}: {distance}"
    return [Fired(rule.id, max(claimed, measured), reason, rule.source)]


def _kept(
    previous: Classification, fired: Sequence[Fired], rule: Downgrade, sweeps: int, *, evidence: bool
) -> list[Fired]:
    """The tier that holdings gave before, while there is too little to show that they are gone."""
    lasting = [old for old in previous.rules if old.id not in rule.lapses]
    former = _highest(lasting) if previous.rules else previous.tier
    now = _highest(fired)
    missing = []
    if sweeps < rule.full_sweeps:
        missing.append(f"{sweeps} of {rule.full_sweeps} full sweeps in a row that examined enough")
    if rule.deletion_evidence and not evidence:
        missing.append("no evidence of deletion")
    if now >= former or not missing:
        return []
    ids = ", ".join(old.id for old in lasting if old.tier == former)
    by = f" by {ids}" if ids else ""
    reason = f"was {former.name}{by}, now {now.name}, kept: {' and '.join(missing)}"
    return [Fired(rule.id, former, reason, rule.source)]


def _first(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED_SHOWN
    return ", ".join(names[:_NAMED_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
