"""The same findings whatever the number of workers, and however the objects are shared out and ordered."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from connectors.base import Item, Shard, SourceSpec
from connectors.local import LocalFiles, locator
from detectors.rules.examples import fill
from detectors.rules.rule import Rule
from discover.config import fingerprint_key
from discover.execute.base import Executor
from discover.execute.local import InProcess, LocalPool
from discover.execute.task import WorkerConfig
from discover.execute.worker import make_pipeline

Found = set[tuple[object, ...]]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory, rules: list[Rule]) -> SourceSpec:
    root = tmp_path_factory.mktemp("tree")
    rng = random.Random(7)
    for number in range(60):
        texts = [fill(rng.choice(rng.choice(rules).match), rng.randrange(99)) for _ in range(rng.randrange(8))]
        (root / f"{number}.txt").write_bytes(b"\n".join(texts) + b"\n")
    return SourceSpec("local", locator(root), "v", {})


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> WorkerConfig:
    key = tmp_path_factory.mktemp("key") / "inventory.key"
    fingerprint_key(key, create=True)
    return WorkerConfig(key, (), "auto", cache)


def shards(spec: SourceSpec, seed: int, most: int) -> list[Shard]:
    """The files in a random order, in shards of random lengths."""
    rng = random.Random(seed)
    items = [item for item in LocalFiles(spec).list() if isinstance(item, Item)]
    rng.shuffle(items)
    out: list[Shard] = []
    while items:
        part, items = items[: (size := rng.randrange(1, most))], items[size:]
        out.append(Shard(spec, len(out), tuple(part), sum(item.size for item in part)))
    return out


def found(executor: Executor, work: Sequence[Shard]) -> Found:
    out: Found = set()
    for done in executor.run(work):
        assert done.outcome is not None, done.error
        for group in done.outcome.groups:
            for number, *at in group.places:
                held = done.outcome.objects[number]
                out.add((done.shard.items[held.item].name, held.inner, group.rule, group.fingerprint, *at))
    executor.close()
    return out


def test_findings_do_not_depend_on_workers_shards_or_order(spec: SourceSpec, config: WorkerConfig) -> None:
    plain = found(InProcess(make_pipeline(config)), shards(spec, 0, 1000))
    assert len(plain) > 100
    for jobs, seed, most in ((1, 1, 2), (3, 2, 9), (2, 3, 30)):
        assert found(LocalPool(config, jobs), shards(spec, seed, most)) == plain
