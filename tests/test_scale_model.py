"""The simulation of docs/scale.md on cases that can be worked out by hand. `benchmarks` is run from the tree, not installed."""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.scale.figures import Figures, Point
from benchmarks.scale.model import Terms, service, simulate
from benchmarks.scale.prices import S3, price
from benchmarks.scale.vendor import Holding, Work, holding_shards, shards

MEGA = 1 << 20
NOTHING = (0.0, 0.0, 0.0)
#: No latency, no end of width, network and rate, and room for everything: what is left is what a test gives.
FREE = Terms(latency=0.0, width=1, network=1e18, page=1000, rate=1e18, ahead=1000)
FIGURES = Figures(
    {"code": (Point(1000, 0.001, 1000, 1), Point(3000, 0.002, 3000, 1)), "video": (Point(1e8, 0.5, 4e6, 3),)}, 0.0
)


def work(cpu: float, objects: int = 1, gets: float = 1.0) -> Work:
    """A shard that takes so many seconds of a core."""
    return Work(objects, 1.0, 1.0, gets, (cpu, 0.0, gets), NOTHING)


def test_between_two_points_costs_follow_a_straight_line_and_go_on_behind_the_last() -> None:
    assert FIGURES.cost("code", 2000) == Point(2000, pytest.approx(0.0015), 2000, 1)
    assert FIGURES.cost("code", 5000) == Point(5000, pytest.approx(0.003), 5000, 1)
    assert FIGURES.cost("code", 1) == Point(1, pytest.approx(0.0005, rel=1e-2), pytest.approx(1), 1)
    assert FIGURES.cost("video", 5e9) == Point(5e9, 0.5, 4e6, 3)


def test_costs_are_never_less_than_nothing() -> None:
    steep = Figures({"code": (Point(1000, 0.001, 0, 1), Point(2000, 0.003, 0, 1))}, 0.0)
    assert steep.cost("code", 10).cpu == 0.0


def test_shards_are_cut_at_2000_objects_and_at_48_mib_and_a_larger_object_is_one_alone() -> None:
    small = list(shards(FIGURES, iter([("code", 1000.0)] * 4500)))
    assert [each.objects for each in small] == [2000, 2000, 500]
    assert small[0].ahead == (pytest.approx(2.0), pytest.approx(2_000_000), 2000)
    sizes = [20 * MEGA, 20 * MEGA, 20 * MEGA, 100 * MEGA, 1]
    assert [each.objects for each in shards(FIGURES, iter([("video", float(size)) for size in sizes]))] == [2, 1, 1, 1]


def test_what_is_read_ahead_overlaps_and_what_is_read_inline_adds_up() -> None:
    terms = Terms(latency=0.1, width=10, network=1e6)
    assert service(Work(1, 1, 1, 1, (2.0, 1e6, 100), NOTHING), terms) == pytest.approx(
        2.0
    )  # 1 s of round trips, 1 s of network
    assert service(Work(1, 1, 1, 1, (2.0, 1e6, 500), NOTHING), terms) == pytest.approx(5.0)
    assert service(Work(1, 1, 1, 1, (2.0, 9e6, 500), NOTHING), terms) == pytest.approx(9.0)
    assert service(Work(1, 1, 1, 1, NOTHING, (2.0, 1e6, 5)), terms) == pytest.approx(3.5)


def test_shards_go_to_the_worker_that_is_free_first() -> None:
    lengths = [3.0, 1.0, 1.0, 2.0, 1.0]  # of two workers: 3 + 1 and 1 + 1 + 2
    run = simulate([[work(cpu) for cpu in lengths]], 2, FREE, 0.0)
    assert run.seconds == pytest.approx(4.0)
    assert run.busy == pytest.approx(1.0)
    assert simulate([[work(cpu) for cpu in lengths]], 1, FREE, 0.0).seconds == pytest.approx(8.0)


def test_a_listing_feeds_no_more_workers_than_it_is_fast() -> None:
    terms = Terms(latency=1.0, width=1, network=1e18, page=1000, rate=1e18, ahead=1000)
    listing = [Work(2000, 1.0, 0.0, 0.0, (1.0, 0.0, 0.0), NOTHING)] * 10  # two pages, 2 s, of 1 s of work
    assert simulate([listing], 1, terms, 0.0).seconds == pytest.approx(21.0)
    assert simulate([listing], 100, terms, 0.0).seconds == pytest.approx(21.0)
    halves = simulate([listing[:5], listing[5:]], 100, terms, 0.0)
    assert (halves.seconds, halves.lists) == (pytest.approx(11.0), 20)


def test_the_coordinator_counts_for_every_object() -> None:
    run = simulate([[work(0.5, objects=100)] * 3], 10, FREE, 0.01)  # listed after 1, 2 and 3 s
    assert run.seconds == pytest.approx(3.5)
    assert run.listing == pytest.approx(3.0)


def test_nothing_more_is_listed_while_there_is_no_room() -> None:
    terms = Terms(latency=0.0, width=1, network=1e18, rate=1e18, ahead=1)
    # Listed after 1 s, done after 11; only then the second is listed, which takes 1 s more.
    assert simulate([[work(10.0, objects=100)] * 2], 1, terms, 0.01).seconds == pytest.approx(22.0)


def test_a_prefix_gives_no_more_requests_a_second_than_the_service_answers() -> None:
    terms = Terms(latency=0.0, width=1, network=1e18, rate=100.0, ahead=1000)
    shard = work(0.1, gets=200)
    assert simulate([[shard] * 4], 100, terms, 0.0).seconds == pytest.approx(6.1)  # begun at 0, 2, 4 and 6 s
    assert simulate([[shard] * 2, [shard] * 2], 100, terms, 0.0).seconds == pytest.approx(2.1)


def test_a_holding_has_its_bytes_and_the_same_shards_for_the_same_seed() -> None:
    holding = Holding("code", ("code",), 5e8, 3400, 1.75, 50e6)
    once, again = (list(holding_shards(FIGURES, holding, random.Random(7), pool=20)) for _ in range(2))
    assert once == again
    assert 5e8 <= sum(each.size for each in once) < 5e8 + 48 * MEGA + 50e6
    assert once != list(itertools.islice(holding_shards(FIGURES, holding, random.Random(8), pool=20), len(once)))


def test_prices_are_of_requests_and_of_bytes_that_leave_the_region() -> None:
    assert price(S3, 1_000_000, 1000, 1e12, in_region=True) == pytest.approx(0.405)
    assert price(S3, 1_000_000, 1000, 1e12, in_region=False) == pytest.approx(90.405)
    assert price({"get": 1, "list": 2, "transfer-in-region": 0, "transfer-out": 3}, 1, 1, 1e9, in_region=False) == 6
