"""One engine a session: all built-in rules, compiled once into the session's cache."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detectors.rules.load import load_all
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector


@pytest.fixture(scope="session")
def cache(house: Path) -> Path:
    return Path(os.environ["XDG_CACHE_HOME"]) / "discover" / "engines"


@pytest.fixture(scope="session")
def rules(cache: Path) -> list[Rule]:
    return load_all((), cache)


@pytest.fixture(scope="session")
def detector(rules: list[Rule], cache: Path) -> TextDetector:
    return make_detector(rules, b"key", "auto", cache)
