"""Ours and Kingfisher side by side, in turn on the same inputs; prints Markdown. See README.md beside this file."""

from __future__ import annotations

import argparse
import functools
import os
import platform
import signal
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import containers
import inputs
from run import Outcome, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SECTIONS = ("start", "tree", "git", "dense", "huge", "zip", "formats", "large")
_HEADS = ("", "median s", "least to most s", "CPU s", "MB/s", "largest process MiB", "exit codes", "ours ÷ it")
#: Exit codes of a scan that went through: ours 0, 3, 10; Kingfisher's 0, and 200 or 205 for findings.
_WELL = frozenset({0, 3, 10, 200, 205})
_MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Bench:
    """What every section needs: the two programs, their environment, where inputs are kept, how many pairs are run."""

    ours: str
    peer: str
    environment: Mapping[str, str]
    work: Path
    pairs: int

    def scan(self, path: Path) -> list[str]:
        """Ours, all text detectors on: secrets and personal data."""
        output = ["--format", "jsonl", "--output", os.devnull]
        return [self.ours, "scan", str(path), "--vendor", "bench", "--no-inventory", *output]

    def kingfisher(self, path: Path, *more: str) -> list[str]:
        """Kingfisher, offline: nothing is verified and no update is looked for."""
        return [self.peer, "scan", "-n", "--no-update-check", str(path), "-f", "json", *more]


def in_turn(bench: Bench, commands: Mapping[str, Sequence[str]], pairs: int) -> dict[str, list[Outcome]]:
    """Run the commands one after the other, `pairs` times, after one round that only warms caches up."""
    out: dict[str, list[Outcome]] = {name: [] for name in commands}
    for number in range(pairs + 1):
        for name, command in commands.items():
            outcome = run(command, bench.environment)
            print(f"  {name}: {outcome.seconds:.2f} s, exit code {outcome.code}", file=sys.stderr)
            if number:
                out[name].append(outcome)
    return out


def table(results: Mapping[str, Sequence[Outcome]], size: int) -> None:
    """One section's table: the first entry is ours; ratios are medians of ours to another's time, pair by pair."""
    ours, *others = results
    print(f"| {' | '.join(_HEADS)} |\n|{' --- |' * len(_HEADS)}")
    for name in (ours, *others):
        runs = results[name]
        times = [outcome.seconds for outcome in runs]
        middle = statistics.median(times)
        ratio = statistics.median(a.seconds / b.seconds for a, b in zip(results[ours], runs, strict=True))
        cells = [
            name,
            f"{middle:.2f}",
            f"{min(times):.2f} to {max(times):.2f}",
            f"{statistics.median(outcome.processor for outcome in runs):.2f}",
            f"{size / middle / _MEGA:.0f}" if size > _MEGA else "-",
            f"{max(outcome.largest for outcome in runs):.0f}",
            ", ".join(str(outcome.code) for outcome in runs),
            "1" if name == ours else f"**{ratio:.2f}**",
        ]
        print(f"| {' | '.join(cells)} |")
    print()
    for name in results:
        for outcome in results[name]:
            if outcome.code not in _WELL:
                print(f"**{name} failed** with exit code {outcome.code}: `{outcome.error}`\n")
                break


def start(bench: Bench) -> None:
    """How long it takes to say anything at all."""
    print("## Start\n\n`discover --help`, Kingfisher's `--help`, and one file of one line.\n")
    tiny = inputs.kept(bench.work / "tiny.txt", inputs.tiny)
    pairs = max(bench.pairs, 7)
    asked = {"ours --help": [bench.ours, "--help"], "Kingfisher --help": [bench.peer, "--help"]}
    table(in_turn(bench, asked, pairs), 0)
    scanned = {"ours, tiny file": bench.scan(tiny), "Kingfisher, tiny file": bench.kingfisher(tiny)}
    table(in_turn(bench, scanned, pairs), 0)


def tree(bench: Bench, given: Path | None) -> None:
    """A directory tree."""
    path = given or inputs.kept(bench.work / "tree", inputs.tree)
    files, size = _measured(path)
    what = _named(given, "a copy of a Python environment")
    print(f"## Directory\n\n{what}: {files:,} files, {size / _MEGA:,.0f} MB.\n")
    table(in_turn(bench, {"ours": bench.scan(path), "Kingfisher": bench.kingfisher(path)}, bench.pairs), size)


def git(bench: Bench, given: Path | None) -> None:
    """The full history of a repository."""
    path = given or inputs.kept(bench.work / "history.git", inputs.history)
    blobs, size = _objects(path)
    what = _named(given, "a repository made from a seed")
    print(f"## Git, full history\n\n{what}: {blobs:,} blobs, {size / _MEGA:,.0f} MB expanded.\n")
    floor = ["git", "-C", str(path), "cat-file", "--batch-all-objects", "--batch", "--buffer", "--unordered"]
    commands = {
        "ours": bench.scan(path),
        "Kingfisher": bench.kingfisher(path),
        "Kingfisher --turbo": bench.kingfisher(path, "--turbo"),
        "floor: one `git cat-file` of every object": floor,
    }
    table(in_turn(bench, commands, bench.pairs), size)


def dense(bench: Bench) -> None:
    """A file that is nothing but matches."""
    path = inputs.kept(bench.work / "dense.txt", inputs.dense)
    size = path.stat().st_size
    print(f"## Match-dense\n\n{size / _MEGA:.0f} MB: every line an example of our rules and an e-mail address.\n")
    table(in_turn(bench, {"ours": bench.scan(path), "Kingfisher": bench.kingfisher(path)}, bench.pairs), size)


def huge(bench: Bench, gigabytes: float) -> None:
    """Memory on one large file; one run each, since memory and not time is asked for."""
    size = int(gigabytes * 1_000_000_000)
    path = inputs.kept(bench.work / f"huge-{gigabytes:g}.log", functools.partial(inputs.huge, size=size))
    print(f"## Memory on one file of {gigabytes:g} GB\n")
    print("One run each. Together: all processes at one moment, by sampling; pages that they share count in each.\n")
    print("| | s | MB/s | largest process MiB | all processes together MiB | exit code |\n|" + " --- |" * 6)
    for name, command in {"ours": bench.scan(path), "Kingfisher": bench.kingfisher(path, "--no-limits")}.items():
        outcome = run(command, bench.environment, follow=True)
        together = f"{outcome.followed.together:.0f}" if outcome.followed else "not known here"
        speed = size / outcome.seconds / _MEGA
        print(f"| {name} | {outcome.seconds:.1f} | {speed:.0f} | {outcome.largest:.0f} | {together} | {outcome.code} |")
        if outcome.followed:
            print(f"  {name}: {_each(outcome.followed.each)}", file=sys.stderr)
    print()


def archive(bench: Bench) -> None:
    """A zip of many small files beside the same files loose: what opening costs."""
    files = inputs.kept(bench.work / "loose", containers.loose)
    zips = inputs.kept(bench.work / "zipped", containers.zipped)
    _, size = _measured(files)
    print(
        f"## Zip of 10,000 small files\n\n{size / _MEGA:.0f} MB of text; the other row is ours on the same files loose.\n"
    )
    table(
        in_turn(bench, {"ours, in a zip": bench.scan(zips), "ours, loose": bench.scan(files)}, max(5, bench.pairs)),
        size,
    )


def formats(bench: Bench) -> None:
    """How fast bytes of a document and of a table's columns go through everything; start-up is taken off."""
    print(
        "## Formats\n\nMB/s of the whole command, less the time of a tiny file. Column data: bytes of the columns as text.\n"
    )
    tiny = inputs.kept(bench.work / "tiny.txt", inputs.tiny)
    rows = 3_000_000
    made = {
        "PDF of text, 1,500 characters a page": inputs.kept(
            bench.work / "light.pdf", lambda path: containers.pdf(path, 3000, 1500)
        ),
        "PDF of text, 5,500 characters a page": inputs.kept(
            bench.work / "dense.pdf", lambda path: containers.pdf(path, 2000, 5500)
        ),
        "Parquet": inputs.kept(bench.work / "rows.parquet", lambda path: containers.parquet(path, rows)),
    }
    print("| | MB | s | MB/s |\n| --- | --- | --- | --- |")
    for name, path in made.items():
        times = in_turn(bench, {"tiny": bench.scan(tiny), name: bench.scan(path)}, max(3, bench.pairs))
        seconds = statistics.median(b.seconds - a.seconds for a, b in zip(times["tiny"], times[name], strict=True))
        size = rows * 75 if name == "Parquet" else path.stat().st_size
        print(f"| {name} | {size / _MEGA:.0f} | {seconds:.2f} | {size / seconds / _MEGA:.0f} |")
    print()


def large(bench: Bench, gigabytes: float) -> None:
    """Memory of the largest process on large containers."""
    unit = int(gigabytes * 1_000_000_000)
    made = {
        f"zip of {5 * gigabytes:g} GB": ("large.zip", 5 * unit, containers.large_zip),
        f"CSV of {2 * gigabytes:g} GB": ("large.csv", 2 * unit, containers.large_csv),
        f"mbox of {gigabytes:g} GB": ("large.mbox", unit, containers.large_mbox),
    }
    print("## Memory on large containers\n\nOne run each.\n")
    print("| | s | MB/s | largest process MiB | exit code |\n| --- | --- | --- | --- | --- |")
    for name, (file, size, make) in made.items():
        path = inputs.kept(bench.work / f"{gigabytes:g}-{file}", functools.partial(make, size=size))
        outcome = run(bench.scan(path), bench.environment)
        print(
            f"| {name} | {outcome.seconds:.1f} | {size / outcome.seconds / _MEGA:.0f} | {outcome.largest:.0f} | {outcome.code} |"
        )
    print()


def _each(memory: Mapping[str, float]) -> str:
    return ", ".join(f"{name}: {most:.0f} MiB" for name, most in sorted(memory.items(), key=lambda pair: -pair[1])[:8])


def _named(given: Path | None, made: str) -> str:
    return f"`{given.name}`" if given else made.capitalize()


def _measured(path: Path) -> tuple[int, int]:
    """Regular files below a folder and their bytes."""
    files, size = 0, 0
    for folder, _, names in os.walk(path):
        for name in names:
            file = Path(folder, name)
            if file.is_file() and not file.is_symlink():
                files, size = files + 1, size + file.stat().st_size
    return files, size


def _objects(path: Path) -> tuple[int, int]:
    """Blobs of a repository and their expanded bytes."""
    words = ["git", "-C", str(path), "cat-file", "--batch-all-objects", "--unordered"]
    words.append("--batch-check=%(objecttype) %(objectsize)")
    blobs, size = 0, 0
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            kind, _, length = line.partition(b" ")
            if kind == b"blob":
                blobs, size = blobs + 1, size + int(length)
    return blobs, size


def _machine(bench: Bench) -> str:
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = (line.partition(": ")[2] for line in info.read_text().splitlines() if line.startswith("model name"))
        name = next(models, name)
    facts = [
        f"{os.cpu_count()} processors ({name})",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        _said([bench.ours, "--version"]),
        _said([bench.peer, "--version"]),
        f"load {os.getloadavg()[0]:.1f} at the start",
        f"an empty process counts as {run(['true'], bench.environment).largest:.0f} MiB",
    ]
    return ", ".join(facts)


def _said(command: Sequence[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return (result.stdout or result.stderr).strip().partition("\n")[0]


#: Settings that are not the benchmark's own. Modules are compiled once, as they are where they are installed.
_OTHERS = ("XDG_", "DISCOVER_", "KF_", "PYTHONDONTWRITEBYTECODE")


def _environment(work: Path) -> dict[str, str]:
    """The caller's environment with a home of the benchmark's own: caches stay warm, nobody's files are touched."""
    home = work / "home"
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}
    return kept | {"HOME": str(home)}


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run ours and Kingfisher in turn and print Markdown.")
    parser.add_argument("--work", type=Path, required=True, help="folder for made inputs and caches")
    parser.add_argument("--ours", required=True, help="path of the discover program")
    parser.add_argument("--peer", required=True, help="path of the kingfisher program")
    parser.add_argument("--tree", default="", help="directory to scan (default: a copy of this Python's packages)")
    parser.add_argument("--repo", default="", help="git repository to scan (default: one made from a seed)")
    parser.add_argument("--big", type=float, default=1.0, help="size of the large file in GB (default %(default)s)")
    parser.add_argument("--pairs", type=int, default=3, help="timed rounds after one warm-up (default %(default)s)")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="run this section alone; may be repeated")
    return parser.parse_args()


def main() -> int:
    """Read the command line, run the sections; 0, since numbers are judged by people."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = _given()
    work = given.work.resolve()
    environment = _environment(work)
    os.environ.update(environment)
    ours, peer = (str(Path(name).absolute()) for name in (given.ours, given.peer))
    bench = Bench(ours, peer, environment, work, max(1, given.pairs))
    sections: dict[str, Callable[[], None]] = {
        "start": lambda: start(bench),
        "tree": lambda: tree(bench, Path(given.tree).resolve() if given.tree else None),
        "git": lambda: git(bench, Path(given.repo).resolve() if given.repo else None),
        "dense": lambda: dense(bench),
        "huge": lambda: huge(bench, given.big),
        "zip": lambda: archive(bench),
        "formats": lambda: formats(bench),
        "large": lambda: large(bench, given.big),
    }
    print(f"# Benchmark\n\n{_machine(bench)}.\n")
    for name in given.only or SECTIONS:
        sections[name]()
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
