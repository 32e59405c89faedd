"""Recorded: what a vendor holds at the end of a sweep, written into its history with the tier that follows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from discover.classify import policy as policies
from discover.classify.classify import measured
from discover.classify.standing import standing
from discover.inventory.history import Judged

if TYPE_CHECKING:
    from discover.classify.policy import Policy
    from discover.classify.tier import Classification
    from discover.inventory.store import Store


def classified(store: Store, vendor: str, policy: Policy, declared: str | None = None) -> Classification:
    """The tier of a vendor in the light of its history.

    Raises:
        UsageError: the inventory has no such vendor.
        ConfigError: `declared` is neither a tier nor a profile.
    """
    holdings, coverage, past = store.holdings(vendor), store.coverage(vendor), store.past(vendor)
    return standing(
        vendor,
        holdings,
        coverage,
        policy,
        past.records,
        past.proofs,
        scans=past.scans,
        full=past.full,
        declared=declared,
    )


def record(
    store: Store, vendor: str, policy: Policy | None = None, declared: str | None = None
) -> Classification | None:
    """Write what a vendor holds now into its history.

    Args:
        store: the inventory, writable.
        vendor: whose.
        policy: by which it is classified; None for the one that comes with the program.
        declared: a tier or a profile of the policy that the vendor or its buyer stated.

    Returns:
        The tier, None where nothing of the vendor was ever scanned.

    Raises:
        InventoryError: the inventory cannot be written.
    """
    if vendor not in store.vendors():
        return None
    using = policy or policies.load_default()
    holdings, coverage, past = store.holdings(vendor), store.coverage(vendor), store.past(vendor)
    if not past.scans:
        return None
    found = standing(
        vendor,
        holdings,
        coverage,
        using,
        past.records,
        past.proofs,
        scans=past.scans,
        full=past.full,
        declared=declared,
    )
    judged = Judged(
        f"{using.name} {using.version}",
        found.tier.name,
        measured(vendor, holdings, using).name,
        found.state.value,
        [fired.as_dict() for fired in found.rules],
    )
    store.record(vendor, holdings, coverage, judged, now=time.time())
    return found
