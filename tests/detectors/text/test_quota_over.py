"""A table full of people: after enough of it only credentials are looked for, and they are found to its end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from detectors.rules.examples import fill
from detectors.rules.load import load_builtin
from detectors.text.engine import make_detector
from detectors.text.quota import Quota
from detectors.views.text import whole

MOST = 200


def _row(rng: random.Random) -> str:
    ssn = f"{rng.randrange(1, 665):03d}-{rng.randrange(1, 99):02d}-{rng.randrange(1, 9999):04d}"
    return f"{rng.randrange(10**6)},p{rng.randrange(10**6)}@posteo.de,{ssn}\n"


@pytest.mark.parametrize("engine", ["auto", "ahocorasick"])
def test_credentials_are_found_behind_megabytes_of_people(engine: str, cache: Path) -> None:
    rules = [rule for rule in load_builtin() if rule.id.startswith(("aws.", "contact.", "us.", "label.us"))]
    detector = make_detector(rules, b"key", engine, cache)
    rng = random.Random(1)
    table = "".join(_row(rng) for _ in range(60_000)).encode()
    quota = Quota(MOST)
    hits = detector.hits(whole(table + fill("aws_access_key_id = AKIA{in:QRSTUV:1}{b32:15}", 3) + b"\n"), quota)
    found = [detector.rule_ids[hit.rule] for hit in hits]
    assert quota.over
    assert "aws.access-key" in found
    assert found.count("contact.email") == MOST


def test_what_is_rare_is_looked_for_to_the_end(cache: Path) -> None:
    """A table whose rows hold something new is no table of one thing."""
    rules = [rule for rule in load_builtin() if rule.id.startswith(("contact.", "iban."))]
    detector = make_detector(rules, b"key", "auto", cache)
    rng = random.Random(2)
    quota = Quota(10**6)
    table = "".join(_row(rng) for _ in range(60_000)).encode() + fill("IBAN: {iban:DE}\n", 1)
    hits = detector.hits(whole(table), quota)
    assert not quota.over
    assert "iban.plain" in {detector.rule_ids[hit.rule] for hit in hits}
