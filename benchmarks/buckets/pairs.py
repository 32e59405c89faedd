"""Commands in turn on the same bucket, and the table of them: medians, and ratios within a round."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.run import Outcome, run

ROOT = Path(__file__).resolve().parents[2]
_HEADS = (
    "",
    "median s",
    "least to most s",
    "a second",
    "client CPU s",
    "largest process MiB",
    "exit codes",
    "reaches of the bare client",
)
#: Exit codes of a run that went through: ours 0, 3, 10; Kingfisher's 0, 200, 205; a bare client's 0.
WELL = frozenset({0, 3, 10, 200, 205})


@dataclass(frozen=True, slots=True)
class Bench:
    """What every part needs.

    Attributes:
        ours: words of the discover command.
        peer: Kingfisher's program, or empty.
        work: folder of made inputs, homes and caches.
        pairs: timed rounds, after one that warms up.
        threads: requests at once, of the bare client and of ours in all.
        jobs: workers of ours; 0 for as many as there are processors.
        kinds: of small objects, of `objects.KINDS`.
    """

    ours: tuple[str, ...]
    peer: str
    work: Path
    pairs: int
    threads: int
    jobs: int
    kinds: tuple[str, ...]

    @property
    def workers(self) -> int:
        """Worker processes of ours."""
        return self.jobs or os.cpu_count() or 1

    def scan(self, target: str, *more: str, endpoint: str = "", inventory: Path | None = None) -> list[str]:
        """Ours, all text detectors on; findings go to `found.jsonl`. With an endpoint the target is a bucket."""
        words = [*self.ours, "scan", target, "--vendor", "bench", "--jobs", str(self.workers)]
        if endpoint:
            words += ["--endpoint-url", endpoint, "--concurrency", str(min(32, max(1, self.threads // self.workers)))]
        words += ["--inventory", str(inventory)] if inventory else ["--no-inventory"]
        return [*words, "--format", "jsonl", "--output", str(self.work / "found.jsonl"), *more]

    def bare(self, client: str, bucket: str, objects: int, *more: str) -> list[str]:
        """A bare client."""
        words = [sys.executable, "-m", "benchmarks.buckets.client", client, bucket, "--expect", str(objects)]
        return [*words, *(more or ("--threads", str(self.threads)))]


def with_root(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which this checkout is what is imported."""
    return {**environment, "PYTHONPATH": str(ROOT)}


def in_turn(
    commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], pairs: int
) -> dict[str, list[Outcome]]:
    """Run the commands one after the other, `pairs` times, after one round that only warms up."""
    out: dict[str, list[Outcome]] = {name: [] for name in commands}
    for number in range(pairs + 1):
        for name, command in commands.items():
            outcome = once(name, command, environment)
            if number:
                out[name].append(outcome)
    return out


def once(name: str, command: Sequence[str], environment: Mapping[str, str]) -> Outcome:
    """One run, told on standard error. All its processes are followed: what wait4 tells leaves workers of a fork server out."""
    outcome = run(command, with_root(environment), follow=True)
    if outcome.followed is not None:
        spent = max(outcome.processor, sum(outcome.followed.spent.values()))
        outcome = replace(outcome, processor=spent, largest=max([outcome.largest, *outcome.followed.each.values()]))
    print(f"  {name}: {outcome.seconds:.2f} s, exit code {outcome.code}", file=sys.stderr)
    return outcome


def table(results: Mapping[str, Sequence[Outcome]], amount: float, unit: str) -> None:
    """Print the results; the first is the bare client. `amount` of `unit` went through each run.

    The last column is the median, over rounds, of the bare client's time by the time of the row.
    """
    heads = [f"{unit} a second" if head == "a second" else head for head in _HEADS]
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    bare = next(iter(results))
    for name, runs in results.items():
        times = [outcome.seconds for outcome in runs]
        cells = [
            name,
            f"{statistics.median(times):.2f}",
            f"{min(times):.2f} to {max(times):.2f}",
            f"{amount / statistics.median(times):,.0f}",
            f"{statistics.median(outcome.processor for outcome in runs):.2f}",
            f"{max(outcome.largest for outcome in runs):.0f}",
            ", ".join(str(outcome.code) for outcome in runs),
            "1" if name == bare else f"**{share(results[bare], runs):.0%}**",
        ]
        print(f"| {' | '.join(cells)} |")
    print()
    failures(results)


def share(bare: Sequence[Outcome], runs: Sequence[Outcome]) -> float:
    """What a run reaches of the bare client's speed: the median over rounds."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(bare, runs, strict=True))


def failures(results: Mapping[str, Sequence[Outcome]]) -> None:
    """Say which runs went wrong, with the last line that they said."""
    for name, runs in results.items():
        wrong = next((outcome for outcome in runs if outcome.code not in WELL), None)
        if wrong is not None:
            print(f"**{name} failed** with exit code {wrong.code}: `{wrong.error}`\n")
