"""Price: what a planned scan is likely to cost: requests, retrieval, and data that leaves, by what its service charges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from discover.sweep.plan import Planned
from discover.sweep.tariff import USUAL, Rates, Tariff, Tariffs, Tier, address

_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """US dollars, by what they are charged for.

    Attributes:
        requests: listing and reading.
        retrieval: what some storage classes charge by the gigabyte.
        transfer_within: moving the data to where the scan runs, in the same region.
        transfer_out: the same, out to the internet: where it runs anywhere else.
    """

    requests: float
    retrieval: float
    transfer_within: float
    transfer_out: float

    @property
    def reading(self) -> float:
        """What is charged wherever the scan runs."""
        return self.requests + self.retrieval


@dataclass(frozen=True, slots=True)
class Price(Cost):
    """What a plan costs, and by which prices.

    Attributes:
        service: name of the connector, whose tariff it is.
        date: when the prices were seen, ISO.
        source: where.
        table: the file they are from.
        region: whose prices they are; empty for a server of one's own.
        assumed: whether the plan's own region is another one, or not known.
        as_usual: storage classes that the table has no price of, which are counted as the usual one.
    """

    service: str
    date: str
    source: str
    table: str
    region: str
    assumed: bool
    as_usual: tuple[str, ...]


def estimate(planned: Planned, tariffs: Tariffs, moved: int = 0) -> Price | None:
    """What reading a source as planned is likely to cost.

    Args:
        planned: the plan; its bytes are upper bounds, and so is what is charged by the gigabyte.
        tariffs: what is charged.
        moved: bytes that leave the same service in the same month before, which fill the first tiers.

    Returns:
        None where it costs nothing (files, repositories), and for a server of one's own whose prices are not in the table.
    """
    tariff = _tariff(planned, tariffs)
    if tariff is None:
        return None
    asked = _name(planned.region)
    known = asked in tariff.regions
    rates = tariff.regions[asked if known else tariff.region]
    size = sum(planned.by_storage.values())
    get, as_usual = _get(planned, rates)
    return Price(
        requests=(planned.list_requests * rates.list + get) / _THOUSAND,
        retrieval=_retrieval(planned, rates.retrieval) / tariff.gigabyte,
        transfer_within=size * rates.within / tariff.gigabyte,
        transfer_out=_out(rates.out, (moved + size) / tariff.gigabyte) - _out(rates.out, moved / tariff.gigabyte),
        service=planned.kind,
        date=rates.date,
        source=rates.source,
        table=tariff.table,
        region=asked if known else tariff.region,
        assumed=bool(tariff.region) and not known,
        as_usual=as_usual,
    )


def estimates(plans: Iterable[Planned], tariffs: Tariffs) -> Iterator[Price | None]:
    """A price for each plan, in order; what leaves one service fills its tiers once for all of them."""
    moved: dict[tuple[str, str], int] = {}
    for plan in plans:
        service = (plan.kind, plan.endpoint)
        before = moved.get(service, 0)
        moved[service] = before + sum(plan.by_storage.values())
        yield estimate(plan, tariffs, before)


def total(prices: Iterable[Price]) -> Cost:
    """What all of them cost together."""
    costs = list(prices)
    return Cost(
        sum(cost.requests for cost in costs),
        sum(cost.retrieval for cost in costs),
        sum(cost.transfer_within for cost in costs),
        sum(cost.transfer_out for cost in costs),
    )


def _tariff(planned: Planned, tariffs: Tariffs) -> Tariff | None:
    if planned.endpoint:
        return tariffs.endpoints.get(address(planned.endpoint))
    return tariffs.services.get(planned.kind)


def _name(region: str | None) -> str:
    """A region as tables name it: `US (multi-region)` is `us`, `East US` is `eastus`."""
    return (region or "").partition("(")[0].replace(" ", "").lower()


def _get(planned: Planned, rates: Rates) -> tuple[float, tuple[str, ...]]:
    """US dollars for 1,000 times the requests that read, and classes that have no price of their own."""
    own = USUAL[planned.kind]
    usual = next(rates.get[name] for name in (own, *USUAL.values()) if name in rates.get)
    sums = sum(rates.get.get(storage, usual) * number for storage, number in planned.get_by_storage.items())
    return sums, tuple(sorted(storage for storage in planned.get_by_storage if storage and storage not in rates.get))


def _retrieval(planned: Planned, prices: Mapping[str, float]) -> float:
    """US dollars for as many bytes as a gigabyte has."""
    own = USUAL[planned.kind]
    return sum(prices.get(storage or own, 0.0) * size for storage, size in planned.by_storage.items())


def _out(tiers: tuple[Tier, ...], gigabytes: float) -> float:
    """US dollars for so many gigabytes of one month."""
    sums, begin = 0.0, 0.0
    for tier in tiers:
        sums += max(0.0, min(gigabytes, tier.up_to) - begin) * tier.price
        begin = tier.up_to
    return sums
