"""One large text: ours beside a client that only streams it, and beside ours on the same bytes on a local disk."""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path

from benchmarks.buckets.pairs import Bench, in_turn, table
from benchmarks.buckets.server import Service
from benchmarks.inputs import huge, kept


def large(bench: Bench, service: Service, megabytes: int) -> None:
    """Run and print."""
    size, bucket = megabytes << 20, f"bench-large-{megabytes}"
    folder = kept(bench.work / bucket, partial(_folder, size=size))
    service.filled(bucket, folder)
    commands = {
        "bare boto3": bench.bare("boto3", bucket, 1, "--threads", "1"),
        "ours": bench.scan(f"s3://{bucket}", endpoint=service.endpoint),
        "ours, from disk": bench.scan(str(folder)),
    }
    print(f"## One text of {megabytes:,} MiB\n")
    print("One object is one worker's: what is scanned by one core is compared with what is only read by one.\n")
    results = in_turn(commands, service.environment(bench.work / "home"), bench.pairs)
    table(results, megabytes, "MiB")
    pairs = zip(results["ours, from disk"], results["ours"], strict=True)
    ratio = statistics.median(disk.seconds / remote.seconds for disk, remote in pairs)
    print(
        f"From the bucket ours reaches **{ratio:.0%}** of what it reaches from disk: the rest of the distance is the scan itself.\n"
    )


def _folder(path: Path, size: int) -> None:
    path.mkdir()
    huge(path / "large.log", size)
