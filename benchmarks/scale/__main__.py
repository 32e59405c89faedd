"""`python -m benchmarks.scale`: measure what an object costs here, and simulate a sweep of 4 TB; prints Markdown.

`--figures FILE` keeps what was measured, or takes it from there where it exists: the simulation is the same for the same figures.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from benchmarks.buckets.pairs import ROOT
from benchmarks.machine import machine
from benchmarks.scale import report
from benchmarks.scale.figures import Figures, Point
from benchmarks.scale.model import Terms


def main(words: list[str] | None = None) -> int:
    """Measure, simulate, print."""
    usual = Terms()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / ".bench" / "scale", help="folder for samples and caches")
    parser.add_argument("--figures", type=Path, help="file of figures")
    parser.add_argument(
        "--latency", type=float, default=usual.latency, help="seconds to a first byte (default %(default)s)"
    )
    parser.add_argument("--network", type=float, default=1.0, help="Gbit/s of each worker (default %(default)s)")
    parser.add_argument(
        "--width", type=int, default=usual.width, help="requests at once of each worker (default %(default)s)"
    )
    asked = parser.parse_args(words)
    os.chdir(ROOT)
    figures, where = _figures(asked.figures, asked.work.resolve())
    terms = Terms(latency=asked.latency, width=asked.width, network=asked.network * 1e9 / 8)
    print(f"Measured on {where}.\n")
    print("\n".join(report.measured(figures)))
    print(
        f"\n{asked.latency * 1000:.0f} ms to a first byte, {terms.width} requests at once, {asked.network:g} Gbit/s a worker:\n"
    )
    print("\n".join(report.simulated(figures, terms)))
    return 0


def _figures(file: Path | None, work: Path) -> tuple[Figures, str]:
    """Figures, and where they were measured."""
    if file is not None and file.exists():
        read = json.loads(file.read_text())
        kinds = {kind: tuple(Point(*point) for point in points) for kind, points in read["kinds"].items()}
        return Figures(kinds, read["coordinator"]), read["where"]
    from benchmarks.scale.measure import figures  # noqa: PLC0415  # the simulation does without

    work.mkdir(parents=True, exist_ok=True)
    where = f"{machine()}, Python {platform.python_version()}"
    made = figures(work)
    if file is not None:
        file.write_text(json.dumps({"where": where, "kinds": made.kinds, "coordinator": made.coordinator}, indent=1))
    return made, where


if __name__ == "__main__":
    sys.exit(main())
