"""Standing: a vendor's tier in the light of its earlier sweeps: what it held before counts until its deletion is proven. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discover.classify.classify import classify, measured
from discover.classify.tier import Classification, Fired, State, Tier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from discover.classify.policy import Policy
    from discover.inventory.history import Proof, SweepRecord
    from discover.inventory.holding import Coverage, Holding


def standing(
    vendor: str,
    holdings: Sequence[Holding],
    coverage: Coverage,
    policy: Policy,
    records: Sequence[SweepRecord],
    proofs: Sequence[Proof],
    *,
    scans: Sequence[int],
    full: bool,
    declared: str | None = None,
    linked: Mapping[tuple[str, str], int] | None = None,
) -> Classification:
    """The tier of a vendor.

    Args:
        vendor: the vendor's name.
        holdings: what it holds.
        coverage: how much of that was examined.
        policy: the rules.
        records: its sweeps, the oldest first; the one that gave these holdings may be among them.
        proofs: what was found of its deletion manifests.
        scans: the latest scan of each of its sources.
        full: whether all of these were full and came to their end.
        declared: see `classify`.
        linked: see `classify`.

    Raises:
        ConfigError: `declared` is neither a tier nor a profile.
    """
    now = measured(vendor, holdings, policy, linked)
    earlier = [record for record in records if record.scans != tuple(scans)]
    higher = max((record.taken for record in earlier if Tier[record.judged.measured] > now), default=None)
    return classify(
        vendor,
        holdings,
        coverage,
        policy,
        declared=declared,
        previous=_classification(vendor, earlier[-1]) if earlier else None,
        linked=linked,
        full_sweeps=_in_a_row(earlier, now) + 1 if full else 0,
        deletion_evidence=higher is None or any(proof.complete and proof.proven > higher for proof in proofs),
    )


def _in_a_row(earlier: Sequence[SweepRecord], now: Tier) -> int:
    """Full sweeps, the latest first, that found no more than what is held now."""
    count = 0
    for record in reversed(earlier):
        if not record.full or Tier[record.judged.measured] > now:
            break
        count += 1
    return count


def _classification(vendor: str, record: SweepRecord) -> Classification:
    judged = record.judged
    fired = [Fired(rule["id"], Tier[rule["tier"]], rule["because"], rule["source"]) for rule in judged.rules]
    return Classification(vendor, Tier[judged.tier], State(judged.state), tuple(fired), (), record.share, ())
