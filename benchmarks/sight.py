"""Sight: how many documents, codes and faces a scan finds in pictures that `benchmarks.pictures` made, and how often it errs.

    python -m benchmarks.sight OUT [--misses]

The whole command is run on OUT (names of files there tell nothing), and what it finds is held against OUT/truth.jsonl.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

_LIKELY = "-likely"


def scanned(folder: Path) -> tuple[dict[str, set[str]], float]:
    """Rules that found something, by path, and seconds of the scan by the clock."""
    names = {
        f"{at:06}{path.suffix}": str(path.relative_to(folder)) for at, path in enumerate(sorted(folder.glob("*/*.*")))
    }
    with tempfile.TemporaryDirectory() as passing:
        bare = Path(passing) / "p"
        bare.mkdir()
        for name, path in names.items():  # no folder or name may be a hint
            shutil.copyfile(folder / path, bare / name)
        line = [sys.executable, "-m", "discover", "scan", str(bare), "--no-inventory", "--format", "jsonl"]
        begun = time.perf_counter()
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        took = time.perf_counter() - begun
    if done.returncode not in {0, 3}:  # what could not be read would look as if nothing were in it
        raise SystemExit(f"the scan ended with {done.returncode}: {done.stderr[-500:]}")
    found: dict[str, set[str]] = defaultdict(set)
    for row in map(json.loads, done.stdout.splitlines()):
        told = found[names[row["path"].partition("!")[0]]]
        told.add(row["rule"])
        told.update(f"evidence {each}" for each in row["evidence"] if row["rule"].startswith("picture."))
    return found, took


def scored(truth: list[dict[str, Any]], found: dict[str, set[str]]) -> list[str]:
    """Lines of a report."""
    counts: Counter[str] = Counter()
    for row in truth:
        rules = found.get(row["file"], set())
        documents = {
            rule for rule in rules if rule.startswith("picture.") and rule.split(".")[1].removesuffix(_LIKELY) in _KINDS
        }
        sure = {rule for rule in documents if not rule.endswith(_LIKELY)}
        right = any(_KINDS[rule.split(".")[1].removesuffix(_LIKELY)] == row["kind"] for rule in documents)
        of = row["set"]
        counts[f"{of}: pictures"] += 1
        counts[f"{of}: told as a document"] += bool(documents)
        counts[f"{of}: told as a document, sure"] += bool(sure)
        counts[f"{of}: of the right kind"] += right
        if "mrz" in row.get("signals", ()):
            counts[f"{of}: with a zone"] += 1
            counts[f"{of}: with a zone, read"] += "evidence mrz" in rules
        if row.get("code"):
            counts[f"{of}: with a code"] += 1
            counts[f"{of}: with a code, read"] += "aamva.licence" in rules
        if row.get("faces") not in {None, "none"} or "portrait" in row.get("signals", ()):
            counts[f"{of}: with faces"] += 1
            counts[f"{of}: with faces, found"] += bool(rules & {"picture.faces", "picture.faces-drawn"})
    return [f"{name:<40} {count:>6}" for name, count in sorted(counts.items())]


_KINDS = {
    "passport": "kyc.passport_scan", "licence": "kyc.dl_scan", "card": "kyc.national_id_scan",
    "permit": "kyc.residence_permit_scan", "visa": "kyc.visa_scan", "military-card": "kyc.military_id_scan",
    "health-card": "kyc.health_card_scan", "voter-card": "kyc.voter_card_scan",
}  # fmt: skip


def main() -> int:
    """Read the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path, help="folder that benchmarks.pictures made")
    parser.add_argument("--misses", action="store_true", help="name missed and wrongly told pictures")
    given = parser.parse_args()
    truth = [json.loads(line) for line in (given.out / "truth.jsonl").read_text().splitlines()]
    found, took = scanned(given.out)
    print("\n".join(scored(truth, found)))
    print(f"{took:.0f} s, {took * 1000 / max(1, len(truth)):.0f} ms a picture by the clock")
    if given.misses:
        for row in truth:
            told = {rule for rule in found.get(row["file"], ()) if rule.startswith("picture.")}
            told -= {"picture.faces", "picture.faces-drawn"}
            if bool(told) != bool(row["kind"]):
                what = (
                    row.get("paper") or row.get("sort"),
                    row.get("side", ""),
                    row["way"],
                    row["harms"],
                    row["turns"],
                )
                print(row["file"], *what, sorted(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
