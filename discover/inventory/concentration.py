"""Concentration: how much of what a vendor holds lies in one store: a layer that everything passes shows as one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discover.inventory.holding import Holding

#: Share of a vendor's people, or of its categories, from which a store is a chokepoint, where there is more than one store.
CHOKEPOINT = 0.8


@dataclass(frozen=True, slots=True)
class StoreShare:
    """One store of a vendor.

    Attributes:
        store: locator.
        kinds: that it holds.
        categories: of them.
        objects: that hold something, counted for each kind.
        people: of the kind that tells most people apart there; None where none does.
        people_share: of the vendor's people by the same count, 0 to 1; None where that is not known.
        category_share: of the vendor's categories, 0 to 1.
        worst: highest severity there.
        chokepoint: whether a loss of this store is nearly a loss of all.
    """

    store: str
    kinds: tuple[str, ...]
    categories: tuple[str, ...]
    objects: int
    people: int | None
    people_share: float | None
    category_share: float
    worst: str
    chokepoint: bool


def concentration(
    held: Sequence[Holding], by_store: Mapping[str, Sequence[Holding]], ranks: Sequence[str]
) -> list[StoreShare]:
    """How much of a vendor lies in each of its stores, the most people first.

    Args:
        held: holdings of the vendor.
        by_store: holdings of each of its stores, by locator.
        ranks: severities, the worst first.
    """
    people = {each.kind: each.subjects for each in held if each.subjects}
    categories = {_category(each.kind) for each in held}
    out = []
    for store, rows in by_store.items():
        if not rows:
            continue
        there = {_category(each.kind) for each in rows}
        counted = [each for each in rows if each.subjects]
        most = max((each.subjects or 0 for each in counted), default=0)
        # By the kind of which the store has the largest share: a table of all people's numbers is not diluted by names elsewhere.
        shares = [
            min(1.0, (each.subjects or 0) / (people.get(each.kind) or 1)) for each in counted if each.subjects == most
        ]
        share = max(shares, default=None)
        wide = len(there) / len(categories) if categories else 0.0
        largest = max((count or 0 for count in people.values()), default=0)
        chokes = len(by_store) > 1 and (
            wide >= CHOKEPOINT or (share is not None and share >= CHOKEPOINT and most >= largest * CHOKEPOINT)
        )
        out.append(
            StoreShare(
                store, tuple(sorted({each.kind for each in rows})), tuple(sorted(there)), sum(each.objects for each in rows),
                most or None, share, wide, min((each.worst for each in rows), key=ranks.index), chokes,
            )
        )  # fmt: skip
    return sorted(out, key=lambda each: (-(each.people or 0), -each.category_share, each.store))


def _category(kind: str) -> str:
    return kind.partition(".")[0]
