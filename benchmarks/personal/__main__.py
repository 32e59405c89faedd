"""`python -m benchmarks.personal [false PATH...]`: how well personal data is found in running text, records and log lines."""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks.personal import false, table
from benchmarks.personal.score import score
from benchmarks.personal.sets import SETS, sentences

_SEED = 1


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.personal", description=__doc__)
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument(
        "--count", type=int, default=6000, help="texts with personal data; as many have look-alikes alone"
    )
    parser.add_argument("--set", choices=SETS, action="append", help="may be given several times; all without it")
    parser.add_argument(
        "--held-out", action="store_true", help="the templates and words that are kept for the last look"
    )
    parser.add_argument("--forms", action="store_true", help="recall of every written form and language too")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="print at most N missed and N false of each kind"
    )
    parser.add_argument("--kind", default="", help="print errors of kinds that begin so alone")
    return parser.parse_args(words)


def _false(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.personal false", description=false.__doc__)
    parser.add_argument("path", nargs="+", help="files and folders")
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print N places of each kind with the text found there"
    )
    options = parser.parse_args(words)
    false.show(false.tally(options.path), options.show)
    return 0


def main(words: list[str]) -> int:
    """Score, and print; `false PATH...` counts what is found in real files instead."""
    if words[:1] == ["false"]:
        return _false(words[1:])
    options = _arguments(words)
    sets = tuple(options.set or SETS)
    began = time.perf_counter()
    total = score(sentences(options.seed, options.count, sets, held_out=options.held_out))
    half = "held-out" if options.held_out else "train"
    print(f"seed {options.seed}, {half} templates, sets {' '.join(sets)}, {time.perf_counter() - began:.0f} s\n")
    table.kinds(total)
    if options.forms:
        table.recalls("form", total.forms, total.right_forms)
        table.recalls("language", total.languages, total.right_languages)
    if options.errors:
        table.errors(total, options.errors, options.kind)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
