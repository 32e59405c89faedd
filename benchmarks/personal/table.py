"""Print a score."""

from __future__ import annotations

from collections import Counter, defaultdict

from benchmarks.personal.score import Mistake, Score


def _part(some: int, all_: int) -> str:
    return f"{100 * some / all_:6.1f}" if all_ else "     -"


def kinds(total: Score) -> None:
    """Recall and precision of each kind, in percent, and of all."""
    print(f"{'kind':28} {'support':>8} {'recall':>7} {'false':>6} {'precision':>9}")
    for kind in sorted({*total.expected, *total.false}):
        support, right, false = total.expected[kind], total.right[kind], total.false[kind]
        print(f"{kind:28} {support:8} {_part(right, support):>7} {false:6} {_part(right, right + false):>9}")
    support, right, false = total.expected.total(), total.right.total(), total.false.total()
    print(f"{'all':28} {support:8} {_part(right, support):>7} {false:6} {_part(right, right + false):>9}")


def recalls(title: str, expected: Counter[str], right: Counter[str]) -> None:
    """Recall of each form or language; a form with ~ stood where nothing names it."""
    print(f"\n{title:36} {'support':>8} {'recall':>7}")
    for name in sorted(expected):
        print(f"{name:36} {expected[name]:8} {_part(right[name], expected[name]):>7}")


def errors(total: Score, most: int, only: str = "") -> None:
    """At most so many missed and so many false of each kind."""
    missed: dict[str, list[Mistake]] = defaultdict(list)
    false: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in total.mistakes:
        if mistake.kind.startswith(only):
            (false if mistake.rule else missed)[mistake.kind].append(mistake)
    for title, by_kind in (("missed", missed), ("false", false)):
        for kind in sorted(by_kind):
            print(f"\n{title} {kind} ({len(by_kind[kind])})")
            for mistake in by_kind[kind][:most]:
                rule = f" <- {mistake.rule}" if mistake.rule else ""
                print(f"  {mistake.value!r}{rule} in [{mistake.sentence.language}] {mistake.sentence.text!r}")
