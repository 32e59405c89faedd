"""One engine a session: all built-in rules, compiled once into the session's cache."""

from __future__ import annotations

import base64
import os
import quopri
import random
import urllib.parse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from detectors.identifiers.base import Identifier
from detectors.identifiers.labels import terms_of
from detectors.identifiers.registry import by_rule, form_of
from detectors.rules.load import load_all
from detectors.rules.rule import Rule
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector


@pytest.fixture(scope="session")
def cache(house: Path) -> Path:
    return Path(os.environ["XDG_CACHE_HOME"]) / "discover" / "engines"


@pytest.fixture(scope="session")
def rules(cache: Path) -> list[Rule]:
    """All that ship; those of labels, which have no examples in a file, with some that are drawn."""
    return [_exemplified(rule) if rule.labels else rule for rule in load_all((), cache)]


def _exemplified(rule: Rule) -> Rule:
    rng = random.Random(rule.id)
    terms = terms_of(rule.id)
    texts = tuple(f"{rng.choice(terms)}: {_drawn(by_rule(name), rng)}" for name in rule.labels for _ in range(2))
    return replace(rule, match=texts, reject=(f"{terms[0]} of nobody",))


def _drawn(identifier: Identifier, rng: random.Random) -> str:
    """A value of the form that passes if one is found soon."""
    values = [form_of(identifier).draw(rng) for _ in range(200)]
    good = (value for value in values if identifier.normal(value) == value and identifier.check(value))
    return next(good, values[0]).translate({ord("{"): None, ord("}"): None})


@pytest.fixture(scope="session")
def detector(rules: list[Rule], cache: Path) -> TextDetector:
    return make_detector(rules, b"key", "auto", cache)


@pytest.fixture(scope="session")
def portable(rules: list[Rule], cache: Path) -> TextDetector:
    return make_detector(rules, b"key", "ahocorasick", cache)


def _each(form: str) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(form.__mod__(byte).encode() for byte in data)


def _wrapped(data: bytes) -> bytes:
    code = base64.b64encode(b"lorem ipsum dolor sit amet\n" * 4 + data + b"\nconsectetur" * 4)
    return b"\n".join(code[at : at + 76] for at in range(0, len(code), 76))


ENCODERS: tuple[Callable[[bytes], bytes], ...] = (
    base64.b64encode,
    lambda data: base64.urlsafe_b64encode(data).rstrip(b"="),
    _wrapped,
    lambda data: base64.b64encode(data * 40),
    lambda data: base64.b64encode(data.decode("latin-1").encode("utf-16-le")),
    lambda data: data.hex().encode(),
    _each("0x%02x, "),
    _each("%02X "),
    lambda data: urllib.parse.quote_from_bytes(data, safe="").encode(),
    lambda data: urllib.parse.quote_from_bytes(data, safe="/").lower().encode(),
    _each("%%%02X"),
    _each("\\u%04x"),
    _each("\\x%02x"),
    _each("&#%d;"),
    lambda data: data.replace(b"&", b"&amp;").replace(b'"', b"&quot;").replace(b"@", b"&#64;"),
    lambda data: quopri.encodestring(b"x" * 60 + data),
    _each("=%02X"),
)


@pytest.fixture(scope="session")
def encode() -> Callable[[random.Random, bytes], bytes]:
    """Encodes bytes in one way or in several, as a generator says."""

    def encoded(rng: random.Random, data: bytes) -> bytes:
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            data = rng.choice(ENCODERS)(data)
            if len(data) > 6000:
                break
        return data

    return encoded
