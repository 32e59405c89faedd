"""The result as Markdown: what was measured, and what the simulation says of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.scale.figures import Figures
from benchmarks.scale.model import Run, Terms, listed, simulate
from benchmarks.scale.prices import S3, price
from benchmarks.scale.vendor import GIGA, VENDOR, Holding, Work, holding_shards

#: Workers, and prefixes that are listed at the same time.
CASES = ((1, 1), (10, 1), (100, 1), (100, 20))
_HOUR = 3600
_SEED = 1


class _Sum(NamedTuple):
    """What a holding comes to."""

    objects: int
    shards: int
    size: float
    read: float
    gets: float
    cpu: float


def measured(figures: Figures) -> Iterator[str]:
    """The figures as a table."""
    yield "| object | bytes | CPU ms | MB a second of one core | bytes read ÷ held | GETs |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for kind, points in figures.kinds.items():
        for point in points:
            speed = f"{point.size / point.cpu / 1e6:,.1f}" if point.cpu else "-"
            read = f"{point.read / point.size:.3f}" if kind == "video" else f"{point.read / point.size:.2f}"
            yield f"| {kind} | {point.size:,.0f} | {1000 * point.cpu:,.2f} | {speed} | {read} | {point.requests:.1f} |"
    yield ""
    each = 1e6 * figures.coordinator
    yield f"The coordinator takes {each:.0f} µs of a core for each object that it lists and keeps the result of."


def simulated(figures: Figures, terms: Terms, holdings: Sequence[Holding] = VENDOR) -> Iterator[str]:
    """What the vendor comes to, and how long it takes."""
    rng = random.Random(_SEED)
    held = {holding.name: list(holding_shards(figures, holding, rng)) for holding in holdings}
    sums = {name: _sum(shards) for name, shards in held.items()}
    everything = [work for shards in held.values() for work in shards]
    total = _sum(everything)
    yield from _volume({**sums, "all": total}, terms)
    yield ""
    yield from _hours(figures, terms, held)
    yield ""
    seconds = listed(total.objects, terms, figures.coordinator)
    pages = -(-total.objects // terms.page)
    cost = price(S3, 0, pages, 0, in_region=True)
    yield f"A second sweep of it, unchanged: {pages:,} LISTs, no GET, {cost:.2f} USD, {seconds / _HOUR:.1f} h as one prefix."


def _sum(shards: Sequence[Work]) -> _Sum:
    objects, size = sum(work.objects for work in shards), sum(work.size for work in shards)
    cpu = sum(work.ahead[0] + work.inline[0] for work in shards)
    return _Sum(objects, len(shards), size, sum(work.read for work in shards), sum(work.gets for work in shards), cpu)


def _volume(sums: dict[str, _Sum], terms: Terms) -> Iterator[str]:
    yield "| held | GB | objects | shards | GB read | GETs | LISTs | core hours | USD in the region | USD from outside |"
    yield "|" + " --- |" * 10
    for name, each in sums.items():
        lists = -(-each.objects // terms.page)
        inside, outside = (price(S3, each.gets, lists, each.read, in_region=where) for where in (True, False))
        counts = f"{each.objects:,} | {each.shards:,} | {each.read / GIGA:,.0f} | {each.gets:,.0f} | {lists:,}"
        yield f"| {name} | {each.size / GIGA:,.0f} | {counts} | {each.cpu / _HOUR:,.1f} | {inside:,.2f} | {outside:,.2f} |"


def _hours(figures: Figures, terms: Terms, held: dict[str, list[Work]]) -> Iterator[str]:
    yield f"| workers | prefixes at once | {' h | '.join(held)} h | all h | workers busy | what bounds it |"
    yield "|" + " --- |" * (len(held) + 5)
    cpu = sum(_sum(shards).cpu for shards in held.values())
    for workers, prefixes in CASES:
        runs = [_swept(shards, workers, prefixes, terms, figures) for shards in held.values()]
        # Kinds lie in folders of their own, so that each prefix of `all` has its part of each.
        together = _swept([work for shards in held.values() for work in shards], workers, prefixes, terms, figures)
        hours = " | ".join(f"{run.seconds / _HOUR:,.1f}" for run in (*runs, together))
        gate = sum(work.gets for shards in held.values() for work in shards) / terms.rate / prefixes
        yield f"| {workers} | {prefixes} | {hours} | {together.busy:.0%} | {_bound(together, gate, cpu / workers)} |"


def _bound(run: Run, gate: float, cpu: float) -> str:
    """What a sweep waits for most; `cpu` is the processor seconds of each worker."""
    if run.busy > 0.9:
        return "workers' processors" if cpu > run.seconds / 2 else "workers' round trips"
    return "listing, and keeping results" if run.listing >= gate else "requests that the service answers"


def _swept(shards: Sequence[Work], workers: int, prefixes: int, terms: Terms, figures: Figures) -> Run:
    return simulate([shards[first::prefixes] for first in range(prefixes)], workers, terms, figures.coordinator)
