"""A version that is compared with its base has exactly the findings of a plain scan."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.gitdelta import Delta
from connectors.gitpack import apply_delta
from detectors.rules.examples import fill
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector
from detectors.views.text import whole
from discover.versions import Versions


def piece(rules: list[Rule], rng: random.Random) -> bytes:
    rule = rng.choice(rules)
    if rng.random() < 0.3:
        return fill(rng.choice((*rule.match, *rule.reject)), rng.randrange(99)) + rng.choice((b"\n", b" ", b""))
    if rng.random() < 0.5:
        return b" ".join(word.encode() for word in rule.keywords) + b" = "
    return rng.choice((b"lorem ipsum dolor\n", b"x", b"0123456789")) * rng.randrange(1, 150)


def changed(data: bytes, rules: list[Rule], rng: random.Random) -> bytes:
    """The content with a few cuts, insertions, moves and replacements, wherever they fall."""
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(data) + 1)
        cut = rng.choice((0, 1, 5, 300, 5000))
        fresh = rng.choice((b"", b"x", piece(rules, rng), data[at : at + 3000]))
        data = data[:at] + fresh + data[at + cut :]
    return data


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 32))
def test_versions_find_what_a_plain_scan_does(
    detector: TextDetector, rules: list[Rule], delta: Callable[[bytes, bytes], bytes], seed: int
) -> None:
    rng = random.Random(seed)
    versions = Versions(detector)
    contents = [b"".join(piece(rules, rng) for _ in range(60))]
    names: list[tuple[str, str | None]] = [("0", None)]
    for number in range(1, 8):
        base = rng.choice((len(contents) - 1, rng.randrange(len(contents))))
        contents.append(changed(contents[base], rules, rng))
        names.append((str(number), str(base)))
    for (name, base), content in zip(names, contents, strict=True):
        made, data = None, content
        if base is not None:
            source = (
                contents[int(base)] if rng.random() < 0.7 else bytes(bytearray(contents[int(base)]))
            )  # another copy of it
            made = Delta(base, source, delta(source, content))
            data = apply_delta(source, made.script)
        got = sorted(versions.scan(name, made, data))
        assert got == sorted(detector.hits(whole(data)))


def test_a_delta_that_was_made_from_another_content_is_not_believed(
    detector: TextDetector, rules: list[Rule], delta: Callable[[bytes, bytes], bytes]
) -> None:
    """Two packs of a forged repository may hold different content under one name."""
    rng = random.Random(7)
    shown = b"".join(piece(rules, rng) for _ in range(60))
    other = b"".join(piece(rules, rng) for _ in range(60)) + shown
    versions = Versions(detector)
    versions.scan("base", None, shown)
    script = delta(other, other + b"more")
    assert sorted(versions.scan("next", Delta("base", other, script), other + b"more")) == sorted(
        detector.hits(whole(other + b"more"))
    )
