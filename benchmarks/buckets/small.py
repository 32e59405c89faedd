"""Many small objects: ours beside clients that only read them, and beside Kingfisher."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.buckets import objects
from benchmarks.buckets.pairs import Bench, in_turn, share, table
from benchmarks.buckets.server import Service, profile
from benchmarks.inputs import kept


def made(bench: Bench, count: int) -> Path:
    """A folder of so many small objects."""
    name = f"bench-{'-'.join(bench.kinds)}-{count}"
    return kept(bench.work / name, partial(objects.folder, count=count, kinds=bench.kinds))


def small(bench: Bench, service: Service, count: int) -> None:
    """Run and print."""
    folder = made(bench, count)
    bucket = folder.name
    service.filled(bucket, folder)
    commands = {
        "bare obstore": bench.bare("obstore", bucket, count),
        "bare boto3": bench.bare("boto3", bucket, count),
        "ours": bench.scan(f"s3://{bucket}", endpoint=service.endpoint),
        "ours, from disk": bench.scan(str(folder)),
    }
    if bench.peer:
        words = ["scan", "s3", bucket, "--profile", profile(), "-n", "--no-update-check", "-f", "json"]
        commands["Kingfisher"] = [bench.peer, *words]
    print(f"## {count:,} objects of 8 KiB: {', '.join(bench.kinds)}\n")
    print(
        f"{bench.threads} requests at once for the bare clients; {bench.workers} workers of ours that share as many.\n"
    )
    results = in_turn(commands, service.environment(bench.work / "home"), bench.pairs)
    table(results, count, "objects")
    each = {name: 1000 * sum(run.processor for run in runs) / len(runs) / count for name, runs in results.items()}
    print(
        "Client CPU an object, start included: "
        + ", ".join(f"{name} {cost:.2f} ms" for name, cost in each.items())
        + "."
    )
    print(
        f"From the bucket ours reaches {share(results['ours, from disk'], results['ours']):.0%} of what it reaches from disk."
    )
    if bench.peer:
        print(f"Ours runs at {share(results['Kingfisher'], results['ours']):.2f} times Kingfisher's speed.")
    print(f"Planted tokens found by ours: {_found(bench):,} of {count // objects.EVERY:,}.\n")


def _found(bench: Bench) -> int:
    """How many findings of the last run are of the planted rule."""
    lines = (bench.work / "found.jsonl").read_text().splitlines()
    return sum(f'"{objects.RULE}.' in line for line in lines)
