"""Measure figures on this machine: one worker's pipeline, in this process, on samples that a server of S3 hands out."""

from __future__ import annotations

import gc
import os
import resource
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

from benchmarks.buckets.pairs import with_root
from benchmarks.buckets.server import Service, rclone
from benchmarks.inputs import kept
from benchmarks.run import run
from benchmarks.scale import samples
from benchmarks.scale.figures import Figures, Point
from connectors.base import Connector, Item, SourceSpec
from connectors.provider import Body, Reference
from connectors.s3 import S3Objects, S3Provider
from discover.config import engine_folder, engine_name, fingerprint_key
from discover.execute.task import GC_THRESHOLDS, WorkerConfig
from discover.execute.worker import make_pipeline

#: Objects of the two sweeps whose difference is the coordinator's cost.
_FEW, _MANY = 2000, 12_000
#: Runs of each point; the cheapest counts, as others on the machine only ever add to it.
_ROUNDS = 2


class _Counted:
    """A body whose bytes are counted as they are taken."""

    def __init__(self, body: Body, provider: CountingProvider) -> None:
        self._body, self._provider = body, provider

    def read(self, amount: int) -> bytes:
        data = self._body.read(amount)
        self._provider.took(len(data))
        return data

    def close(self) -> None:
        self._body.close()


class CountingProvider(S3Provider):
    """S3 as ever, counting the bytes that are read."""

    def __init__(self, spec: SourceSpec) -> None:
        """Begin at 0."""
        super().__init__(spec)
        self.taken = 0
        self._lock = threading.Lock()
        self._within = threading.local()

    def took(self, size: int) -> None:
        """So many more bytes; those of `whole` are counted as a whole."""
        if not getattr(self._within, "whole", False):
            with self._lock:
                self.taken += size

    def get(self, wanted: Reference, start: int, end: int | None) -> Body:
        """As S3's."""
        return _Counted(super().get(wanted, start, end), self)

    def whole(self, wanted: Reference, size: int) -> bytes:
        """As S3's."""
        self._within.whole = True
        try:
            data = super().whole(wanted, size)
        finally:
            self._within.whole = False
        self.took(len(data))
        return data


class _Objects(S3Objects):
    provider = CountingProvider


def figures(work: Path) -> Figures:
    """Measure everything; takes some minutes."""
    folder = kept(work / "samples", samples.made)
    with rclone(work / "served") as service:
        service.filled("samples", folder)
        os.environ.update(service.environment(work / "home"))
        os.environ.pop("AWS_ENDPOINT_URL")  # given as an option: see connectors.s3fast
        gc.set_threshold(*GC_THRESHOLDS)
        config = _config(work)
        kinds = {
            kind: tuple(_point(service, config, kind, size) for size in counts)
            for kind, (_, _, counts) in samples.KINDS.items()
        }
        return Figures(kinds, _coordinator(service, work))


def _config(work: Path) -> WorkerConfig:
    key = work / "key"
    fingerprint_key(key, create=True)
    return WorkerConfig(key, (), engine_name(), engine_folder())


def _point(service: Service, config: WorkerConfig, kind: str, size: int) -> Point:
    """One kind and size: the difference between a run of the warm and the measured part, and one of the warm part alone."""
    prefix = f"s3://samples/{kind}/{size}"
    count = samples.KINDS[kind][2][size]
    alone = [_cost(service, config, (f"{prefix}/warm/",)) for _ in range(_ROUNDS)]
    both = [_cost(service, config, (f"{prefix}/warm/", f"{prefix}/measured/")) for _ in range(_ROUNDS)]
    least = zip(zip(*alone, strict=True), zip(*both, strict=True), strict=True)
    held, cpu, read, requests = (min(more) - min(less) for less, more in least)
    point = Point(held / count, max(0.0, cpu / count), read / count, requests / count)
    print(
        f"  {kind} of {size:,}: {1000 * point.cpu:.3f} ms, {point.read:,.0f} bytes, {point.requests:.2f} requests",
        file=sys.stderr,
    )
    return point


def _cost(service: Service, config: WorkerConfig, prefixes: tuple[str, ...]) -> tuple[float, float, float, float]:
    """Bytes held, CPU seconds of this process and its children, bytes read, and GETs, of a pipeline over prefixes."""
    opened: list[_Objects] = []

    def connect(spec: SourceSpec) -> Connector:
        opened.append(_Objects(spec))
        return opened[-1]

    pipeline = make_pipeline(config)
    pipeline._connect = connect  # noqa: SLF001  # the worker's own, with bytes counted
    held = gets = 0.0
    shards = []
    for prefix in prefixes:
        lister = _Objects(SourceSpec("s3", prefix, "bench", "", {"endpoint": service.endpoint, "versions": "current"}))
        items = [entry for entry in lister.list() if isinstance(entry, Item)]
        held += sum(item.size for item in items)
        shards += list(lister.pack(items))
        lister.close()
    began = _spent()
    for shard in shards:
        gets += pipeline.run(shard).requests
    read = sum(source.service.taken for source in opened if isinstance(source.service, CountingProvider))
    pipeline.close()
    return held, _spent() - began, float(read), gets


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _coordinator(service: Service, work: Path) -> float:
    """Seconds of the coordinator's processor for one object: two sweeps of objects that are next to nothing."""
    spent = []
    for count in (_FEW, _MANY):
        bucket = f"tiny-{count}"
        service.filled(bucket, kept(work / bucket, partial(samples.tiny, count=count)))
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable,
                "-m",
                "discover",
                "scan",
                f"s3://{bucket}",
                "--endpoint-url",
                service.endpoint,
                "--vendor",
                "bench",
            ]
            command += ["--inventory", f"{folder}/i.db", "--jobs", "1", "--format", "jsonl", "--output", os.devnull]
            outcome = run(command, with_root(service.environment(work / "home")), follow=True)
        assert outcome.followed is not None, "the coordinator can only be told from its workers where there is /proc"
        first = min(outcome.followed.spent, key=lambda name: int(name.rpartition(" ")[2]))
        spent.append(outcome.followed.spent[first])
        print(f"  coordinator, {count:,} objects: {spent[-1]:.2f} s", file=sys.stderr)
    return max(0.0, (spent[1] - spent[0]) / (_MANY - _FEW))
