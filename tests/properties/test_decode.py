"""Encoded content has the same findings however it is cut, compared, or matched."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.blob import Blob, Origin
from connectors.gitdelta import Delta
from detectors.rules.examples import fill
from detectors.rules.rule import Rule
from detectors.text.decode_anchors import ENCODINGS
from detectors.text.detector import TextDetector
from detectors.text.ruleset import REACH
from detectors.views.sniff import PLAIN
from detectors.views.text import TextWindow, whole
from discover.reading import Reader
from discover.versions import Versions

Encode = Callable[[random.Random, bytes], bytes]
MANY = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Memory(Blob):
    """An object in memory, read by range as any other."""

    def __init__(self, data: bytes) -> None:
        self.index, self.size, self._data = 0, len(data), data

    def origin(self) -> Origin:
        raise NotImplementedError  # nobody asks here

    def read(self, start: int, length: int) -> bytes:
        return self._data[start : start + length]

    def unchanged(self) -> bool:
        return True


def text(rules: list[Rule], encode: Encode, rng: random.Random, size: int) -> bytes:
    """Examples of rules, most of them encoded, between words, white space, escapes and random bytes."""
    out = bytearray()
    while len(out) < size:
        rule = rng.choice(rules)
        example = fill(rng.choice((*rule.match, *rule.reject)), rng.randrange(99))
        choice = rng.randrange(8)
        if choice < 5:
            out += rng.choice((b"", b"password: ", b'"data": "', b"=", b"\n    ", b"/api/v1/")) + encode(rng, example)
        elif choice == 5:
            out += example
        elif choice == 6:
            out += rng.choice(
                (b"%3D", b"=3D", b"\\u0026abc", b"&quot;", b"&lt;", b"%2F", b"=\n", b"\\x20foo")
            ) * rng.randrange(9)
        else:
            out += rng.choice((b"x", b" ", b"the quick brown fox ", b"QUJDREVGR0hJSktMTU5P")) * rng.randrange(1, 200)
        out += rng.choice((b"\n", b"\r\n", b" ", b"", b'",\n', b" " * 300, b"\n" * 300))
    return bytes(out[:size])


def places(detector: TextDetector, data: bytes, window: int) -> list[tuple[object, ...]]:
    found = Reader(detector, window).located(Memory(data), PLAIN, b"")
    return [
        (
            i.start,
            i.end,
            i.line,
            i.end_line,
            i.hit.rule,
            i.hit.fingerprint,
            i.hit.confidence,
            i.hit.evidence,
            i.hit.depth,
        )
        for i in found
    ]


@MANY
@given(seed=st.integers(0, 1 << 32), window=st.integers(REACH * 3, REACH * 8))
def test_any_window_gives_the_same_findings(
    detector: TextDetector, rules: list[Rule], encode: Encode, seed: int, window: int
) -> None:
    data = text(rules, encode, random.Random(seed), REACH * 10)
    assert places(detector, data, window) == places(detector, data, 1 << 24)


@settings(MANY, max_examples=12)
@given(seed=st.integers(0, 1 << 32))
def test_any_core_tells_of_its_own_anchors_only(
    detector: TextDetector, rules: list[Rule], encode: Encode, seed: int
) -> None:
    """Hits and embedded objects of the parts, each seen with what lies within reach of it, are those of the whole."""
    rng = random.Random(seed)
    data = text(rules, encode, rng, REACH * 5)
    expected = sorted(detector.hits(whole(data)))
    edges = [0, *sorted(rng.sample(range(1, len(data)), 6)), len(data)]
    got = []
    for first, last in pairwise(edges):
        low, high = max(0, first - REACH), min(len(data), last + REACH)
        window = TextWindow(data[low:high], low, first - low, last - low)
        got += [
            hit._replace(anchor_end=hit.anchor_end + low, start=hit.start + low, end=hit.end + low)
            for hit in detector.hits(window)
        ]
    assert sorted(got) == expected


@settings(MANY, max_examples=12)
@given(seed=st.integers(0, 1 << 32))
def test_both_engines_find_the_same(
    detector: TextDetector, portable: TextDetector, rules: list[Rule], encode: Encode, seed: int
) -> None:
    data = text(rules, encode, random.Random(seed), 9000)
    assert places(detector, data, 1 << 24) == places(portable, data, 1 << 24)


@settings(MANY, max_examples=12)
@given(seed=st.integers(0, 1 << 32))
def test_both_engines_see_the_same_encodings(
    detector: TextDetector, portable: TextDetector, rules: list[Rule], encode: Encode, seed: int
) -> None:
    window = whole(text(rules, encode, random.Random(seed), 9000))
    first = len(detector.rule_ids)
    ours, theirs = ({pair for pair in engine.ends(window) if pair[1] >= first} for engine in (detector, portable))
    assert ours == theirs
    assert all(rule < first + len(ENCODINGS) for _, rule in ours)


@settings(MANY, max_examples=15)
@given(seed=st.integers(0, 1 << 32))
def test_versions_find_what_a_plain_scan_does(
    detector: TextDetector, rules: list[Rule], encode: Encode, delta: Callable[[bytes, bytes], bytes], seed: int
) -> None:
    rng = random.Random(seed)
    versions = Versions(detector)
    before = text(rules, encode, rng, 40_000)
    versions.scan("0", None, before)
    for number in range(1, 5):
        after = before
        for _ in range(rng.randrange(1, 4)):
            at, cut = rng.randrange(len(after) + 1), rng.choice((0, 1, 5, 300, 5000))
            fresh = rng.choice((b"", b"x", text(rules, encode, rng, rng.randrange(500)), after[at : at + 3000]))
            after = after[:at] + fresh + after[at + cut :]
        got = versions.scan(str(number), Delta(str(number - 1), before, delta(before, after)), after)
        assert sorted(got) == sorted(detector.hits(whole(after)))
        before = after


@settings(MANY, max_examples=40)
@given(seed=st.integers(0, 1 << 32))
def test_settling_does_not_depend_on_order(
    detector: TextDetector, rules: list[Rule], encode: Encode, seed: int
) -> None:
    rng = random.Random(seed)
    hits = detector.hits(whole(text(rules, encode, rng, 4000)))
    assert detector.settle(hits) == detector.settle(rng.sample(hits, len(hits)))
