"""The second sweep of a bucket in which nothing changed: how long, and how many objects are read. None must be."""

from __future__ import annotations

import statistics
from collections import Counter
from urllib.parse import urlsplit

from benchmarks.buckets.pairs import WELL, Bench, once
from benchmarks.buckets.server import Service
from benchmarks.buckets.small import made
from tests.servers.faults import FaultProxy, Seen


def again(bench: Bench, service: Service, count: int) -> None:
    """Run and print."""
    folder = made(bench, count)
    bucket = f"{folder.name}-again"  # an object of it is changed
    service.filled(bucket, folder)
    home = bench.work / "home"
    inventory = bench.work / "again.db"
    for file in bench.work.glob("again.db*"):
        file.unlink()
    scan = bench.scan(f"s3://{bucket}", endpoint=service.endpoint, inventory=inventory)
    environment = service.environment(home)
    print(f"## Sweeping {count:,} objects again\n")
    first = once("first", scan, environment)
    later = [once("again", scan, environment) for _ in range(max(1, bench.pairs))]
    seconds = statistics.median(run.seconds for run in later)
    largest = max(run.largest for run in later)
    print("| sweep | s | client CPU s | largest process MiB | exit code |\n|" + " --- |" * 5)
    print(f"| first | {first.seconds:.2f} | {first.processor:.2f} | {first.largest:.0f} | {first.code} |")
    spent = statistics.median(run.processor for run in later)
    print(f"| again, median of {len(later)} | {seconds:.2f} | {spent:.2f} | {largest:.0f} | {later[-1].code} |\n")
    for run in (first, *later):
        if run.code not in WELL:
            print(f"**It failed** with exit code {run.code}: `{run.error}`\n")
    address = urlsplit(service.endpoint)
    with FaultProxy(address.hostname or "127.0.0.1", address.port or 80) as proxy:
        through = bench.scan(f"s3://{bucket}", endpoint=proxy.url, inventory=inventory)
        print(
            "Requests that a proxy counted, by what they ask for:\n\n| sweep | lists | objects | other |\n| --- | --- | --- | --- |"
        )
        for name, change in (
            ("nothing changed", False),
            ("one object changed", True),
            ("nothing changed since", False),
        ):
            if change:
                _change(service, bucket)
            proxy.seen.clear()
            once(f"counted, {name}", through, environment)
            counted = Counter(_asked(seen, bucket) for seen in proxy.seen)
            print(f"| {name} | {counted['list']:,} | **{counted['object']:,}** | {counted['other']:,} |")
    print()


def _change(service: Service, bucket: str) -> None:
    """Write other content to the first object; what was counted before is thereby known to be counted."""
    store = service.store(bucket)
    key = next(iter(store.list()))[0]["path"]
    content = bytes(store.get(key).bytes())
    store.put(key, content + b"\n")


def _asked(seen: Seen, bucket: str) -> str:
    """What a request asks for: a page of the listing, an object, or something else about the bucket."""
    method, target, _ = seen.line.split(" ", 2)
    path, _, query = target.partition("?")
    if method != "GET":
        return "other"
    if path.strip("/") != bucket:
        return "object"
    return "list" if "list-type" in query or "versions" in query else "other"
