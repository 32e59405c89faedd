"""Listing a million keys: how fast, and in how much memory; a tenth of them beside it, since what is bounded does not grow."""

from __future__ import annotations

from benchmarks.buckets import keys
from benchmarks.buckets.pairs import WELL, Bench, once


def listing(bench: Bench, count: int) -> None:
    """Run and print."""
    print(f"## Listing {count:,} keys\n")
    print(
        "The server makes each page as it is asked for. *Plan* is `discover scan --plan`, which lists alone; *sweep* goes through "
        "the whole of a scan and leaves out every object by its size.\n"
    )
    print("| | keys | s | keys a second | client CPU µs a key | largest process MiB | exit code |\n|" + " --- |" * 7)
    wrong = []
    for number in (max(1, count // 10), count):
        with keys.bucket(number) as service:
            environment = service.environment(bench.work / "home")
            for name, command in _commands(bench, number, service.endpoint).items():
                run = once(f"{name}, {number:,}", command, environment)
                speed, each = number / run.seconds, 1e6 * run.processor / number
                cells = (
                    name,
                    f"{number:,}",
                    f"{run.seconds:.2f}",
                    f"{speed:,.0f}",
                    f"{each:.1f}",
                    f"{run.largest:.0f}",
                    str(run.code),
                )
                print(f"| {' | '.join(cells)} |", flush=True)
                if run.code not in WELL:
                    wrong.append(f"**{name} failed** with exit code {run.code}: `{run.error}`\n")
    print()
    print("\n".join(wrong))


def _commands(bench: Bench, count: int, endpoint: str) -> dict[str, list[str]]:
    target = f"s3://{keys.BUCKET}"
    plan = [*bench.ours, "scan", target, "--endpoint-url", endpoint, "--vendor", "bench", "--no-inventory", "--plan"]
    return {
        "bare obstore": bench.bare("obstore", keys.BUCKET, count, "--list"),
        "bare boto3": bench.bare("boto3", keys.BUCKET, count, "--list"),
        "ours, plan": [*plan, "--format", "json"],
        "ours, sweep": bench.scan(target, "--max-size", "1K", endpoint=endpoint),
    }
