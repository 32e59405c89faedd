"""Trial: compile the user's rules in a process of its own first, under limits, so that none can take the scan down with it.

RE2 bounds its own memory and time. Hyperscan does not: an anchor of few characters can make its compiler think for hours or
fill the memory, and no static measure tells which will. So each rule is compiled once where that costs nothing but the trial.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from detectors.errors import RuleError
from detectors.rules.rule import Rule

#: What one rule may take to compile: 20 times the slowest that ships.
SECONDS = 3
MEMORY = 1 << 30
#: What the whole trial may take on a machine that is busy with other things, for each rule.
_PATIENCE = 20
#: Text on which an anchor may fire once in so many bytes; on average, the anchors that ship fire once in 10 KiB of source.
_LEAST_APART = 16


def compile_in_bounds(rules: Sequence[Rule]) -> None:
    """Compile each rule alone in one child process.

    Raises:
        RuleError: a rule does not compile, takes more than `SECONDS` or `MEMORY`, or its anchor fires everywhere.
    """
    if not rules:
        return
    tried = [(rule.id, rule.anchor, rule.pattern) for rule in rules]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "detectors.rules.trial"],
            input=json.dumps([asdict(rule) for rule in rules]).encode(),
            capture_output=True, check=False, env=environment, timeout=_PATIENCE * len(rules) + 60,
        )  # fmt: skip
        code, lines = done.returncode, done.stdout.decode().splitlines()
    except subprocess.TimeoutExpired as error:
        code, lines = -1, (error.stdout or b"").decode().splitlines()
    said = json.loads(lines[-1]) if lines else {"number": 0}
    if "error" in said:
        raise RuleError(said["error"])
    if code:
        raise RuleError(
            f"rule '{tried[said['number']][0]}': its anchor takes more than {SECONDS} s or {MEMORY >> 20} MiB to compile; "
            "begin it with a literal, and lower the bounds of its repetitions (the exact form belongs into pattern)"
        )


def main() -> None:
    """In the child: one line before each rule, so that the parent knows which one it was."""
    from detectors.rules.load import restored  # noqa: PLC0415  # load imports this module

    rules = [restored(fields) for fields in json.loads(sys.stdin.buffer.read())]
    with contextlib.suppress(OSError):
        os.nice(5)
    for number, rule in enumerate(rules):
        print(json.dumps({"number": number}), flush=True)  # noqa: T201  # to the parent
        _limit()
        try:
            _try(rule)
        except RuleError as error:
            print(json.dumps({"error": str(error)}), flush=True)  # noqa: T201  # to the parent
            return


def _limit() -> None:
    """Give this process some more seconds of processor time, and so much memory at most."""
    import resource  # noqa: PLC0415  # not on every system

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _try(rule: Rule) -> None:
    from detectors.errors import EngineError  # noqa: PLC0415  # the parent needs none of the engines
    from detectors.text.checks import check  # noqa: PLC0415  # as above
    from detectors.text.engine import make_matcher  # noqa: PLC0415  # as above
    from detectors.text.ruleset import build  # noqa: PLC0415  # as above

    for name in rule.checks:
        try:
            check(name)
        except RuleError as error:
            raise RuleError(f"rule '{rule.id}': {error}") from None
    ruleset = build([rule], decode=False)
    try:
        matcher = make_matcher(ruleset, "vectorscan" if importlib.util.find_spec("hyperscan") else "ahocorasick")
    except EngineError as error:
        raise RuleError(f"rule '{rule.id}': {error}") from None
    text = Path(__file__).read_bytes()
    ends = {end for end, _ in matcher.ends(text, 0, len(text), raw=False)}
    if len(ends) * _LEAST_APART > len(text):
        raise RuleError(
            f"rule '{rule.id}': its anchor fires nearly everywhere ({len(ends)} times in {len(text)} bytes of source); "
            "begin it with a literal that is rare"
        )


if __name__ == "__main__":
    main()
