"""What every matcher promises."""

from __future__ import annotations

import pytest

from detectors.rules.load import load_builtin
from detectors.rules.rule import Rule
from detectors.text.ahocorasick import AhoCorasickMatcher
from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet, build

KEY = b"AKIA" + b"ABCDEFGH23456723"


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    chosen = ("aws.access-key", "password.quoted", "us.ssn", "payment.card")
    return build([rule for rule in load_builtin() if rule.id.startswith(chosen)])


class MatcherContract:
    __test__ = False

    @pytest.fixture
    def matcher(self, ruleset: RuleSet) -> Matcher:
        raise NotImplementedError

    def ends(
        self, matcher: Matcher, ruleset: RuleSet, data: bytes, start: int, stop: int, *, raw: bool = False
    ) -> set[tuple[int, str]]:
        rules: tuple[Rule, ...] = ruleset.rules
        return {(end, rules[rule].id) for end, rule in matcher.ends(data, start, stop, raw=raw)}

    def test_ends_are_offsets_in_the_buffer(self, matcher: Matcher, ruleset: RuleSet) -> None:
        data = b"." * 50 + KEY + b"." * 50
        assert (70, "aws.access-key") in self.ends(matcher, ruleset, data, 0, len(data))
        assert (70, "aws.access-key") in self.ends(matcher, ruleset, data, 40, 80)

    def test_nothing_outside_the_stretch_is_seen(self, matcher: Matcher, ruleset: RuleSet) -> None:
        data = b"." * 50 + KEY + b"." * 50
        for start, stop in ((0, 60), (55, 120), (60, 60), (0, 0)):
            assert self.ends(matcher, ruleset, data, start, stop) == set()

    def test_raw_leaves_out_what_is_for_text(self, matcher: Matcher, ruleset: RuleSet) -> None:
        data = b'password = "Xy7!kkwq8" ' + KEY
        assert {name for _, name in self.ends(matcher, ruleset, data, 0, len(data))} >= {
            "aws.access-key",
            "password.quoted",
        }
        raw = {name for _, name in self.ends(matcher, ruleset, data, 0, len(data), raw=True)}
        assert "aws.access-key" in raw
        assert "password.quoted" not in raw

    def test_white_space_and_the_end_are_what_re2_takes_them_for(self, matcher: Matcher, ruleset: RuleSet) -> None:
        """A vertical tab is none, and the end is that of the buffer: not the place before a last line feed."""
        data = b'password = "\x0bXy7!"'
        assert {name for _, name in self.ends(matcher, ruleset, data, 0, len(data))} == {"password.quoted"}
        card = b"card=4199707511546775\n"
        assert {end for end, name in self.ends(matcher, ruleset, card, 0, 22) if name == "payment.card"} == {22}

    def test_any_bytes_are_taken(self, matcher: Matcher) -> None:
        for data in (b"", b"\0", bytes(range(256)) * 40, b"\xff" * 5000):
            matcher.ends(data, 0, len(data), raw=False)


class TestAhoCorasick(MatcherContract):
    __test__ = True

    @pytest.fixture
    def matcher(self, ruleset: RuleSet) -> Matcher:
        return AhoCorasickMatcher(ruleset)


class TestVectorscan(MatcherContract):
    __test__ = True

    @pytest.fixture
    def matcher(self, ruleset: RuleSet) -> Matcher:
        vectorscan = pytest.importorskip("detectors.text.vectorscan")
        matcher: Matcher = vectorscan.VectorscanMatcher(ruleset, None)
        return matcher
