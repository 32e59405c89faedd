"""The same findings however an object is cut, encoded or shared out."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.blob import Blob, Origin
from detectors.rules.examples import fill
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector, settle
from detectors.text.ruleset import REACH
from detectors.views.sniff import HEAD, UTF16_BE, UTF16_LE, Media, sniff
from discover.reading import Reader

MANY = settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LE = Media("text/plain; charset=utf-16le", UTF16_LE, "text")
BE = Media("text/plain; charset=utf-16be", UTF16_BE, "text")
SMALLEST = REACH * 6


class Memory(Blob):
    """An object in memory, read by range as any other."""

    def __init__(self, data: bytes) -> None:
        self.index, self.size, self._data = 0, len(data), data

    def origin(self) -> Origin:
        return Origin("v", "memory:", "", datetime.now(UTC))

    def read(self, start: int, length: int) -> bytes:
        return self._data[start : start + length]

    def unchanged(self) -> bool:
        return True


def places(detector: TextDetector, data: bytes, window: int, media: Media | None = None) -> list[tuple[object, ...]]:
    found = Reader(detector, window).located(Memory(data), media or sniff(data[:HEAD]), data[:HEAD])
    return [
        (i.start, i.end, i.line, i.end_line, i.hit.rule, i.hit.fingerprint, i.hit.confidence, i.hit.evidence)
        for i in found
    ]


def text(rules: list[Rule], seed: int, size: int) -> bytes:
    """Rule examples, their keywords, white space and random bytes, as dense as no file is."""
    rng = random.Random(seed)
    out = bytearray()
    while len(out) < size:
        rule = rng.choice(rules)
        choice = rng.randrange(6)
        if choice < 3:
            out += fill(rng.choice((*rule.match, *rule.reject)), rng.randrange(99))
        elif choice == 3:
            out += b" ".join(word.encode() for word in rule.keywords) + rng.choice((b"=", b": ", b' "'))
        elif choice == 4:
            out += bytes(rng.randrange(1, 256) for _ in range(rng.randrange(40)))
        else:
            out += rng.choice((b"x", b" ", b"the quick brown fox ")) * rng.randrange(1, 200)
        out += rng.choice((b"\n", b"\r\n", b" ", b"", b'",\n'))
    return bytes(out[:size])


@MANY
@given(seed=st.integers(0, 1 << 32), window=st.integers(REACH * 3, REACH * 8))
def test_any_window_gives_the_same_findings(detector: TextDetector, rules: list[Rule], seed: int, window: int) -> None:
    data = text(rules, seed, REACH * 10)
    assert places(detector, data, window) == places(detector, data, 1 << 24)


def test_a_finding_at_every_offset_around_a_window_edge_is_found_once(detector: TextDetector) -> None:
    secret = b" key = " + fill("AKIA{b32:16}", 1) + b"\n"
    window = REACH * 3
    for offset in range(window - REACH * 2 - 60, window - REACH * 2 + 60):
        data = (b"lorem ipsum\n" * (window // 4))[:offset] + secret + b"dolor sit amet\n" * (window // 7)
        assert places(detector, data, window) == places(detector, data, 1 << 24) != []
    for offset in range(window - 60, window + 30):
        data = (b"lorem ipsum\n" * (window // 4))[:offset] + secret + b"dolor sit amet\n" * (window // 7)
        assert places(detector, data, window) == places(detector, data, 1 << 24) != []


def test_a_generic_finding_yields_to_an_issuers_in_the_window_before(detector: TextDetector) -> None:
    """The password reaches over the edge behind which nothing is settled yet; the key in it lies before."""
    lines = b'password = "' + fill("AKIA{b32:16}-Xy7#qL2", 2) + b'"\n'
    window = REACH * 3
    for offset in range(window - REACH * 2 - 80, window - REACH * 2 + 10):
        data = (b"lorem ipsum\n" * window)[:offset] + lines + b"dolor sit amet\n" * (window // 7)
        found = [data[start:end] for start, end, *_ in places(detector, data, window)]  # type: ignore[misc]  # offsets
        assert found == [fill("AKIA{b32:16}-Xy7#qL2", 2)[:20]]


@MANY
@given(seed=st.integers(0, 1 << 32))
def test_lines_are_those_of_splitting(detector: TextDetector, rules: list[Rule], seed: int) -> None:
    data = text(rules, seed, REACH * 6)
    for start, end, line, end_line, *_ in places(detector, data, REACH * 3):
        assert line == len(data[:start].split(b"\n"))
        assert end_line == len(data[: end - 1].split(b"\n"))


@MANY
@given(seed=st.integers(0, 1 << 32))
def test_both_engines_find_the_same(
    detector: TextDetector, portable: TextDetector, rules: list[Rule], seed: int
) -> None:
    data = text(rules, seed, 6000)
    assert places(detector, data, 1 << 24) == places(portable, data, 1 << 24)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False])
@settings(MANY, max_examples=20)
@given(seed=st.integers(0, 1 << 32), odd=st.booleans(), window=st.integers(REACH * 6, REACH * 8))
def test_utf16_finds_what_utf8_does(
    detector: TextDetector, rules: list[Rule], codec: str, mark: bool, seed: int, odd: bool, window: int
) -> None:
    string = ("\ufeff" if mark else "") + text(rules, seed, REACH * 5).decode("utf-8", "replace").replace("x", "\U0001f511x")
    narrow, wide = string.encode(), string.encode(codec) + (b"\n" if odd else b"")
    media = LE if codec == "utf-16-le" else BE
    ours, theirs = places(detector, wide, window, media), places(detector, narrow, 1 << 24)
    assert [found[2:] for found in ours] == [found[2:] for found in theirs]
    for (start, end, *_), (start8, end8, *_) in zip(ours, theirs, strict=True):
        value = narrow[start8:end8]  # type: ignore[misc]  # offsets
        if value.decode("utf-8", "replace").encode() == value:
            assert wide[start:end].decode(codec).encode() == value  # type: ignore[misc]  # offsets


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_lone_surrogates_and_half_units_move_no_place(detector: TextDetector, codec: str) -> None:
    secret = fill("AKIA{b32:16}", 3).decode()
    wide = ("\ud83d abc \ude00\n" * 5 + f"key = {secret}\n\ud83d").encode(codec, "surrogatepass") + b"\xd8"
    found = places(detector, wide, 1 << 20, LE if codec == "utf-16-le" else BE)
    assert [wide[start:end].decode(codec) for start, end, *_ in found] == [secret]  # type: ignore[misc]  # offsets
    assert found[0][2] == 6


def test_latin1_text_is_read(detector: TextDetector) -> None:
    data = "Schlüssel für Zürich: ".encode("latin-1") + fill("AKIA{b32:16}", 4) + b"\n"
    ((start, end, *_),) = places(detector, data, 1 << 20)
    assert data[start:end] == fill("AKIA{b32:16}", 4)  # type: ignore[misc]  # offsets


@settings(MANY, max_examples=200)
@given(seed=st.integers(0, 1 << 32))
def test_settling_does_not_depend_on_order(detector: TextDetector, rules: list[Rule], seed: int) -> None:
    from detectors.views.text import whole

    rng = random.Random(seed)
    hits = detector.hits(whole(text(rules, seed, 3000)))
    shuffled = rng.sample(hits, len(hits))
    assert settle(hits, detector.generic) == settle(shuffled, detector.generic)
