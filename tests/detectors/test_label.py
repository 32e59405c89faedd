"""Numbers behind their names: every identifier under its own names, as people write them, and nothing where there is no number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors.finding import Finding
from detectors.identifiers.base import Identifier
from detectors.identifiers.labels import label_rules
from detectors.identifiers.registry import by_rule, form_of
from detectors.rules.load import load_builtin
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector
from detectors.views.text import whole

LABELS = {rule.id: rule for rule in label_rules()}
#: Dates, tracks of cards and telephone numbers are written by hand below; a Slovak birth number is a Czech one as well.
#: In lower case these are words, and found in quotes only.
VARIABLES = {"sin", "run", "fin", "tin", "pan", "rut", "rtn"}
DRAWN = sorted(set(LABELS) - {"label.person-dob", "label.fin-track", "label.telephone", "label.sk-rc"})


def valid(identifier: Identifier, rng: random.Random) -> str:
    """A random value that passes; dates within numbers are made likelier than chance by trying often."""
    form = form_of(identifier)
    return next(value for value in iter(lambda: form.draw(rng), None) if identifier.check(value))


@pytest.fixture(scope="module", params=["auto", "ahocorasick"])
def detector(request: pytest.FixtureRequest, cache: Path) -> TextDetector:
    """Both engines."""
    rules = [rule for rule in load_builtin() if rule.id.startswith(("label.", "us.", "payment.", "contact."))]
    return make_detector(rules, b"key", request.param, cache)


def found(detector: TextDetector, text: str) -> list[tuple[str, str]]:
    """Kind and text of every finding."""
    data = text.encode()
    return [(each.kind, _of(data, each)) for each in detector.detect(whole(data))]


def _of(data: bytes, finding: Finding) -> str:
    return data[finding.place.start : finding.place.end].decode()  # type: ignore[union-attr]  # text findings have spans


def names(rule: Rule) -> Iterator[str]:
    """A few of the names that the rule's anchor is made of."""
    from detectors.identifiers.labels import terms_of

    terms = sorted(term for term in terms_of(rule.id) if term.split()[0] not in VARIABLES)
    yield from random.Random(rule.id).sample(terms, min(4, len(terms)))


@pytest.mark.parametrize("rule", DRAWN)
def test_a_number_behind_its_name_is_found(detector, rule):
    rng = random.Random(rule)
    identifiers = [by_rule(name) for name in LABELS[rule].labels if by_rule(name).chance > 1e-5]
    missed = []
    for name in names(LABELS[rule]):
        for identifier in identifiers:
            value = valid(identifier, rng)
            for text in (f"{name}: {value}\n", f"{name.upper()}\t{value}", f'{{"{name}": "{value}"}}'):
                if (LABELS[rule].kind, value) not in found(detector, text):
                    missed.append((text, found(detector, text)))
    assert not missed
