"""Every rule finds its examples behind other text as well: an engine may lose an anchor that it finds at the beginning."""

from __future__ import annotations

import random

from detectors.rules.examples import fill
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector
from detectors.views.text import whole

_TEXT = b"abcdefghij ()'\"\n,;.=ABC123"


def _ends(detector: TextDetector, text: bytes, rule: Rule) -> int:
    return sum(
        detector.rule_ids[found] == rule.id for _, found in detector.ends(whole(text)) if found < len(detector.rule_ids)
    )


def test_examples_are_found_behind_other_text(rules: list[Rule], detector: TextDetector) -> None:
    rng = random.Random(5)
    lost = []
    for rule in rules:
        for template in rule.match:
            example = fill(template, 1) + b"\nthe end\n"
            for size in (24, 60):
                before = bytes(rng.choice(_TEXT) for _ in range(size)) + b"\n"
                if _ends(detector, before + example, rule) < _ends(detector, example, rule):
                    lost.append((rule.id, before))
    assert not lost
