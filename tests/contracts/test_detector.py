"""What every detector promises, over the views of its kind."""

from __future__ import annotations

import random

import pytest

from detectors.base import Detector
from detectors.finding import Span
from detectors.kinds import load
from detectors.rules.examples import fill
from detectors.rules.load import load_builtin
from detectors.text.engine import make_detector
from detectors.views.text import TextWindow, whole


class DetectorContract:
    __test__ = False

    @pytest.fixture
    def detector(self) -> Detector[TextWindow]:
        raise NotImplementedError

    @pytest.fixture
    def views(self) -> list[TextWindow]:
        """Views with something to find in each."""
        raise NotImplementedError

    @pytest.fixture
    def broken(self) -> list[TextWindow]:
        """Views of content that is broken in every way known."""
        raise NotImplementedError

    def test_equal_views_give_equal_findings(self, detector: Detector[TextWindow], views: list[TextWindow]) -> None:
        first = [list(detector.detect(view)) for view in views]
        assert all(first)
        assert [list(detector.detect(view)) for view in reversed(views)] == first[::-1]

    def test_findings_come_in_order_with_kinds_that_are_declared(
        self, detector: Detector[TextWindow], views: list[TextWindow]
    ) -> None:
        assert list(detector.kinds) == sorted(set(detector.kinds))
        assert set(detector.kinds) <= set(load())
        for view in views:
            found = list(detector.detect(view))
            assert {finding.kind for finding in found} <= set(detector.kinds)
            starts = [finding.place.start for finding in found if isinstance(finding.place, Span)]
            assert starts == sorted(starts)

    def test_no_finding_holds_a_value(self, detector: Detector[TextWindow], views: list[TextWindow]) -> None:
        for view in views:
            for finding in detector.detect(view):
                assert isinstance(finding.place, Span)
                value = view.data[finding.place.start : finding.place.end].decode("latin-1")
                assert value not in repr(finding)
                assert 0 < finding.confidence <= 1
                assert len(finding.fingerprint) == 16

    def test_no_content_makes_it_raise(self, detector: Detector[TextWindow], broken: list[TextWindow]) -> None:
        for view in broken:
            list(detector.detect(view))


class TestText(DetectorContract):
    __test__ = True

    @pytest.fixture
    def detector(self) -> Detector[TextWindow]:
        rules = [rule for rule in load_builtin() if rule.id.startswith(("aws.", "password.", "us.", "contact."))]
        return make_detector(rules, b"key")

    @pytest.fixture
    def views(self) -> list[TextWindow]:
        return [
            whole(b"\n".join([fill("k = AKIA{b32:16}", seed), b"lorem", fill('password = "{b62:12}"', seed), b""]))
            for seed in range(5)
        ]

    @pytest.fixture
    def broken(self) -> list[TextWindow]:
        rng = random.Random(5)
        noise = [b"", b"\0" * 99, b"\xff\xfe\xff", rng.randbytes(20_000), b"AKIA" * 5000, b"password='" * 3000]
        return [whole(data, raw=raw) for data in noise for raw in (True, False)]
