"""The rule checker: proves every rule by its own examples, through the whole text detector. One checker for tests and users."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detectors.errors import DetectorError, RuleError
from detectors.kinds import kind
from detectors.rules.examples import TemplateError, fill
from detectors.rules.load import load_builtin, load_own
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector
from detectors.views.text import whole

SEEDS = (1, 2, 3, 4, 5)
LEAST_EXAMPLES = 2
#: What one rule may take on 1 MiB made of its own keywords, in seconds of processor time; 2.9 were seen on a busy machine.
JUNK_BUDGET = 5.0
#: Checks that are checksums: a value with one character changed must fail.
CHECKSUMS = frozenset({"base62-crc32", "luhn", "mod97", "card-network", "card-sixteen", "mrz"})
_SHORTEST_KEYWORD = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one rule, in words that name the mend."""

    rule: str
    text: str

    def __str__(self) -> str:
        """For a terminal."""
        return f"{self.rule}: {self.text}"


def check_rules(
    rules: Sequence[Rule], beside: Sequence[Rule] = (), engine: str = "auto", cache: Path | None = None
) -> Iterator[Problem]:
    """Problems of `rules`, found with `beside` loaded as well (their matches may not be anybody else's).

    Raises:
        RuleError: a rule is so wrong that the detector cannot be built.
        EngineError: an anchor does not compile.
    """
    shown = {rule.id for rule in rules}
    everything = [*rules, *(rule for rule in beside if rule.id not in shown)]
    detector = make_detector(everything, b"checker", engine, cache)
    portable = make_detector(everything, b"checker", "ahocorasick", cache)
    by_id = {rule.id: rule for rule in everything}
    for rule in rules:
        if (
            rule.labels
        ):  # made from the identifiers, whose own tests draw their examples (tests/detectors/test_label.py)
            continue
        try:
            yield from _form(rule)
            yield from _examples(rule, detector, portable, by_id)
            yield from _derived(rule, detector)
            yield from _cost(rule)
        except TemplateError as error:
            yield Problem(rule.id, str(error))


def _form(rule: Rule) -> Iterator[Problem]:
    try:
        kind(rule.kind)
    except RuleError as error:
        yield Problem(rule.id, str(error))
    if not rule.docs.startswith("https://"):
        yield Problem(rule.id, "docs must be an https address of the issuer or the standard")
    if len(rule.match) < LEAST_EXAMPLES or len(rule.reject) < LEAST_EXAMPLES:
        yield Problem(rule.id, f"needs at least {LEAST_EXAMPLES} match and {LEAST_EXAMPLES} reject examples")
    if rule.kind.startswith("cred.") and not rule.digits:
        if not rule.keywords:
            yield Problem(rule.id, "needs keywords (or digits = true)")
        for word in rule.keywords:
            if len(word) < _SHORTEST_KEYWORD:
                yield Problem(rule.id, f"keyword '{word}' is shorter than {_SHORTEST_KEYWORD} characters")


def _found(detector: TextDetector, text: bytes) -> list[tuple[str, int, int]]:
    return [(f.rule, f.place.start, f.place.end) for f in detector.detect(whole(text))]  # type: ignore[union-attr]  # text findings have spans


def _examples(rule: Rule, detector: TextDetector, portable: TextDetector, by_id: dict[str, Rule]) -> Iterator[Problem]:
    for template in rule.match:
        for seed in SEEDS:
            text = fill(template, seed)
            found = _found(detector, text)
            if rule.id not in {name for name, _, _ in found}:
                yield Problem(
                    rule.id,
                    f"does not find its example {template!r} (seed {seed}); found: {sorted({n for n, _, _ in found})}",
                )
                break
            if rule.keywords and not any(word.encode() in text.lower() for word in rule.keywords):
                yield Problem(rule.id, f"example {template!r} contains no keyword")
                break
            if _found(portable, text) != found:
                yield Problem(
                    rule.id,
                    f"the portable engine finds something else in {template!r} (seed {seed}): {_found(portable, text)} for {found}",
                )
                break
            others = {n for n, _, _ in found if n != rule.id and not _agreed(rule, by_id[n])}
            if others:
                yield Problem(
                    rule.id, f"{sorted(others)} fire on example {template!r}; narrow one of them or name it in overlaps"
                )
                break
    for template in rule.reject:
        for seed in SEEDS:
            if rule.id in {name for name, _, _ in _found(detector, fill(template, seed))}:
                yield Problem(rule.id, f"finds its counter-example {template!r} (seed {seed})")
                break


def _agreed(rule: Rule, other: Rule) -> bool:
    return other.id in rule.overlaps or rule.id in other.overlaps or other.generic or not other.kind.startswith("cred.")


def _fixed(rule: Rule) -> bool:
    """Whether the value has one length and is made of word characters, so that it can be cut and grown."""
    parsed = re._parser.parse(rule.pattern)  # type: ignore[attr-defined]  # noqa: SLF001  # see ruleset.width
    group = parsed.state.groupdict.get("secret")
    if group is None:
        least, most = parsed.getwidth()
    else:
        least, most = parsed.state.groupwidths[group]
    return bool(least == most)


def _derived(rule: Rule, detector: TextDetector) -> Iterator[Problem]:
    """Counter-examples made from the first example: one character short, one long, inside a word, checksum off by one."""
    text = fill(rule.match[0], SEEDS[0])
    spans = [(s, e) for name, s, e in _found(detector, text) if name == rule.id]
    if not spans:
        return
    start, end = spans[0]
    value, before, after = text[start:end], text[:start], text[end:]
    variants: dict[str, bytes] = {}
    if _fixed(rule) and value.isalnum():
        variants["one character short"] = before + value[:-1] + after
        variants["one character long"] = before + value + value[-2:-1] + after
        variants["the start of a longer word"] = before + value + value[:-1] + after
    if CHECKSUMS & set(rule.checks):
        flipped = b"1" if value[-1:] != b"1" else b"2"
        variants["wrong checksum"] = before + value[:-1] + flipped + after
    for name, variant in variants.items():
        same = [1 for n, s, e in _found(detector, variant) if n == rule.id and s <= start < e]
        if same:
            yield Problem(rule.id, f"still fires when its value is {name}: add a boundary or a check")


def _cost(rule: Rule) -> Iterator[Problem]:
    """One rule alone on 1 MiB of its own keywords: an anchor or pattern that explodes shows here."""
    words = [word.encode() for word in rule.keywords] or [b"1234-56-7890 ", b"4111 1111 1111 ", b"@a.bc"]
    unit = b"".join(word + tail for word in words for tail in (b"=", b': "', b"_", b" 0123456789abcdef ", b"\n"))
    junk = unit * ((1 << 20) // len(unit) + 1)
    alone = make_detector([rule], b"checker")
    began = time.process_time()
    for _ in alone.detect(whole(junk[: 1 << 20])):
        pass
    took = time.process_time() - began
    if took > JUNK_BUDGET:
        yield Problem(
            rule.id,
            f"takes {took:.1f} s on 1 MiB of its own keywords (budget {JUNK_BUDGET} s): make the anchor more particular",
        )


def main(arguments: Sequence[str]) -> int:
    """Check the rule files or folders named, beside all that ship."""
    try:
        rules = load_own([Path(name) for name in arguments])
        problems = list(check_rules(rules, load_builtin()))
    except DetectorError as error:
        sys.stderr.write(f"{error}\n")
        return 4
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(f"{len(rules)} rules, {len(problems)} problems\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
