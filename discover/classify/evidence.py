"""Evidence: whether a clause of a policy holds for what a vendor holds, and the words that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from discover.classify.clause import LOWEST, Clause, bulk_class, matches
from discover.inventory.holding import PROBABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from discover.inventory.holding import Holding

_KINDS_SHOWN = 5
_STORES_SHOWN = 3


class Counted(NamedTuple):
    """What a clause counts of one holding.

    Attributes:
        holding: of which it is counted.
        measure: what is counted.
        number: how many.
        sure: how many of these are confirmed.
    """

    holding: Holding
    measure: str
    number: int
    sure: int

    def words(self, *, sure: bool) -> str:
        """Such as `3 confirmed values of cred.cloud_key`."""
        unit = self.measure if self.number != 1 else self.measure[:-1]
        if sure:
            return f"{self.number:,} confirmed {unit} of {self.holding.kind}"
        part = f"{self.sure:,} of them" if self.sure else "none"
        return f"{self.number:,} {unit} of {self.holding.kind}, {part} confirmed"


def because(
    clause: Clause,
    holdings: Sequence[Holding],
    bulk: Mapping[str, int],
    linked: Mapping[tuple[str, str], int],
    *,
    sure: bool,
) -> str:
    """Why a clause holds, with kinds, counts and stores; empty where it does not.

    Counts are of a kind at the whole vendor, also where the clause speaks of one store: a holding does not divide them,
    and too high a tier is the lesser mistake.

    Args:
        clause: what is asked.
        holdings: what one vendor holds.
        bulk: thresholds by class of 28 CFR 202.205.
        linked: people proven to be in both of two kinds.
        sure: whether only confirmed findings count.
    """
    if clause.same_population:
        return _same(clause, holdings, linked, sure=sure)
    pool = [made for made in (_count(clause, holding, sure=sure) for holding in holdings) if made.number]
    if clause.categories > 1:
        return _combined(clause, pool, bulk, sure=sure)
    beside = [holding for holding in holdings if _beside(clause, holding, sure=sure)]
    if clause.beside and clause.boundary == "store":
        pool, beside = _sharing(pool, beside)
    if not pool or _total(clause, pool) < clause.least or (clause.beside and not beside):
        return ""
    company = f", together with {_some(sorted({h.kind for h in beside}), _KINDS_SHOWN, 'kinds')}" * bool(beside)
    return f"{_listed(pool, sure=sure)}{_bracket(clause.limit)}{company}"


def present(holding: Holding, *, sure: bool) -> bool:
    """Whether a holding has confirmed findings or, if not `sure`, at least probable ones."""
    return holding.confirmed > 0 if sure else holding.findings > 0 and holding.confidence >= PROBABLE


def _count(clause: Clause, holding: Holding, *, sure: bool) -> Counted:
    if not clause.counts(holding.kind) or not present(holding, sure=sure):
        return Counted(holding, clause.measure, 0, 0)
    # None and 0 say the same of a holding that is there: nobody told people apart.
    apart = bool(holding.confirmed_subjects if sure else holding.subjects)
    if not apart and matches(holding.kind, clause.named):
        return Counted(holding, clause.measure, 0, 0)
    measure = clause.measure if apart or clause.measure != "subjects" else clause.otherwise
    confirmed, found = _numbers(holding)[measure] if measure else (0, 0)
    return Counted(holding, measure or clause.measure, confirmed if sure else found, confirmed)


def _numbers(holding: Holding) -> Mapping[str, tuple[int, int]]:
    """Confirmed and found, by measure."""
    return {
        "subjects": (holding.confirmed_subjects or 0, holding.subjects or 0),
        "values": (holding.confirmed_values, holding.values),
        "findings": (holding.confirmed, holding.findings),
        # Nobody counts the objects of confirmed findings: no more than there are of either.
        "objects": (min(holding.objects, holding.confirmed), holding.objects),
    }


def _total(clause: Clause, pool: Iterable[Counted]) -> int:
    numbers = [counted.number for counted in pool]
    return max(numbers, default=0) if clause.tally == "most" else sum(numbers)


def _beside(clause: Clause, holding: Holding, *, sure: bool) -> bool:
    named = matches(holding.kind, clause.beside) and not matches(holding.kind, clause.beside_without)
    return named and present(holding, sure=sure)


def _sharing(pool: list[Counted], beside: list[Holding]) -> tuple[list[Counted], list[Holding]]:
    """Those of both that have a store in common with one of the other."""
    theirs = {store for holding in beside for store in holding.stores}
    ours = {store for counted in pool for store in counted.holding.stores}
    return (
        [counted for counted in pool if not theirs.isdisjoint(counted.holding.stores)],
        [holding for holding in beside if not ours.isdisjoint(holding.stores)],
    )


def _combined(clause: Clause, pool: Sequence[Counted], bulk: Mapping[str, int], *, sure: bool) -> str:
    """Categories that lie together, for the store in which most of them do."""
    best: tuple[int, int, str, list[Counted]] | None = None
    for store in sorted({store for counted in pool for store in counted.holding.stores}):
        inside = [counted for counted in pool if store in counted.holding.stores]
        if len(_categories(inside)) >= clause.categories and _total(clause, inside) >= _least(clause, inside, bulk):
            rank = (len(_categories(inside)), _total(clause, inside))
            if best is None or rank > best[:2]:
                best = (*rank, store, inside)
    if best is None:
        return ""
    *_, store, inside = best
    limit = clause.limit or f"more than {_least(clause, inside, bulk) - 1:,}, the lowest threshold among them"
    parts = _some(_parts(inside, sure=sure), _KINDS_SHOWN, "kinds")
    return f"{_and(_categories(inside))} in one store, {store}: {parts}{_bracket(limit)}"


def _categories(pool: Iterable[Counted]) -> list[str]:
    return sorted({counted.holding.kind.partition(".")[0] for counted in pool})


def _least(clause: Clause, pool: Iterable[Counted], bulk: Mapping[str, int]) -> int:
    if clause.bulk != LOWEST:
        return clause.least
    return min(bulk[bulk_class(counted.holding.kind)] for counted in pool) + 1


def _same(clause: Clause, holdings: Sequence[Holding], linked: Mapping[tuple[str, str], int], *, sure: bool) -> str:
    """People proven to be in both of two kinds, for the two that share most."""
    held = {holding.kind: holding for holding in holdings if present(holding, sure=sure)}
    pairs = [(number, *pair) for pair, number in linked.items()] + [(number, b, a) for (a, b), number in linked.items()]
    proven = [
        (number, one, other)
        for number, one, other in pairs
        if one in held and other in held and clause.counts(one) and _beside(clause, held[other], sure=sure)
    ]
    number, one, other = max(proven, default=(0, "", ""))
    if number < clause.least:
        return ""
    stores = _some(sorted({*held[one].stores, *held[other].stores}), _STORES_SHOWN, "stores")
    state = "" if sure else ", not all of them confirmed,"
    return f"{number:,} subjects proven to be in both {one} and {other}{state} in {stores}{_bracket(clause.limit)}"


def _listed(pool: Sequence[Counted], *, sure: bool) -> str:
    stores = sorted({store for counted in pool for store in counted.holding.stores})
    where = f" in {_some(stores, _STORES_SHOWN, 'stores')}" * bool(stores)
    parts = _some(_parts(pool, sure=sure), _KINDS_SHOWN, "kinds")
    return f"{parts}{'' if sure or not where else ','}{where}"


def _parts(pool: Iterable[Counted], *, sure: bool) -> list[str]:
    ordered = sorted(pool, key=lambda counted: (-counted.number, counted.holding.kind))
    return [counted.words(sure=sure) for counted in ordered]


def _bracket(text: str) -> str:
    return f" ({text})" if text else ""


def _some(words: Sequence[str], most: int, what: str) -> str:
    """The first of many, and how many more there are."""
    rest = len(words) - most
    return _and([*words[:most], f"{rest} more {what if rest > 1 else what[:-1]}"] if rest > 0 else words)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
