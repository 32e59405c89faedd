"""`python -m benchmarks.buckets small|large|list|again`: bucket scans beside the bare client; prints Markdown.

See README.md in the folder above. Without `--endpoint` the server is rclone's, over a folder of made objects.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from pathlib import Path

from benchmarks.buckets.again import again
from benchmarks.buckets.large import large
from benchmarks.buckets.listing import listing
from benchmarks.buckets.objects import KINDS
from benchmarks.buckets.pairs import ROOT, Bench
from benchmarks.buckets.server import given, rclone
from benchmarks.buckets.small import small
from benchmarks.machine import machine

_PEER = ROOT / ".bench" / "peer" / "bin" / "kingfisher"


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.buckets", description=__doc__)
    parser.add_argument("part", choices=("small", "large", "list", "again"), nargs="+")
    parser.add_argument(
        "--endpoint",
        default="",
        metavar="URL",
        help="a server that is there; credentials as in AWS_ACCESS_KEY_ID and so on",
    )
    parser.add_argument("--kinds", default=",".join(KINDS), help="of the small objects, in turn (default %(default)s)")
    parser.add_argument("--objects", type=int, default=10_000, help="small objects (default %(default)s)")
    parser.add_argument("--megabytes", type=int, default=1024, help="MiB of the large one (default %(default)s)")
    parser.add_argument("--keys", type=int, default=1_000_000, help="keys to list (default %(default)s)")
    parser.add_argument("--pairs", type=int, default=3, help="timed rounds after one warm-up (default %(default)s)")
    parser.add_argument("--threads", type=int, default=32, help="requests at once (default %(default)s)")
    parser.add_argument("--jobs", type=int, default=0, help="workers of ours (default: one a processor)")
    parser.add_argument(
        "--work", type=Path, default=ROOT / ".bench" / "buckets", help="folder for made inputs and caches"
    )
    parser.add_argument("--ours", default="", help="path of the discover program (default: this checkout)")
    parser.add_argument(
        "--peer", default=str(_PEER) if _PEER.exists() else "", help="path of the kingfisher program; empty for none"
    )
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Run the parts that are asked for; 0, since numbers are judged by people."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    asked = _arguments(words)
    os.chdir(ROOT)
    ours = (str(Path(asked.ours).absolute()),) if asked.ours else (sys.executable, "-m", "discover")
    peer = str(Path(asked.peer).absolute()) if asked.peer else ""
    work = asked.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(ours, peer, work, max(1, asked.pairs), asked.threads, asked.jobs, tuple(asked.kinds.split(",")))
    print(
        f"# Buckets\n\n{machine()}, Python {platform.python_version()}, server: {asked.endpoint or 'rclone serve s3'}.\n",
        flush=True,
    )
    if "list" in asked.part:
        listing(bench, asked.keys)
    if set(asked.part) == {"list"}:
        return 0
    with given(asked.endpoint) if asked.endpoint else rclone(work / "served") as service:
        if "small" in asked.part:
            small(bench, service, asked.objects)
        if "large" in asked.part:
            large(bench, service, asked.megabytes)
        if "again" in asked.part:
            again(bench, service, asked.objects)
    return 0


if __name__ == "__main__":
    sys.exit(main())
