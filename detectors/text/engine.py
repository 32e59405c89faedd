"""Put a text detector together: rules, the fastest matcher that this machine has, the fingerprint key."""

from __future__ import annotations

import hmac
import importlib.util
from collections.abc import Sequence
from pathlib import Path

from detectors.rules.rule import Rule
from detectors.text.confirm import Fingerprint
from detectors.text.detector import TextDetector
from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet, build

ENGINES = ("auto", "vectorscan", "ahocorasick")


def keyed(key: bytes) -> Fingerprint:
    """HMAC-SHA-256 under `key`, cut to 16 bytes: enough that no two values of one inventory meet by chance."""

    def fingerprint(value: bytes) -> bytes:
        return hmac.digest(key, value, "sha256")[:16]

    return fingerprint


def make_matcher(ruleset: RuleSet, engine: str = "auto", cache: Path | None = None) -> Matcher:
    """The matcher of that name; `auto` is Hyperscan where it is installed.

    Raises:
        EngineError: an anchor does not compile.
    """
    if engine == "vectorscan" or (engine == "auto" and importlib.util.find_spec("hyperscan")):
        from detectors.text.vectorscan import VectorscanMatcher  # noqa: PLC0415  # not installed everywhere

        return VectorscanMatcher(ruleset, cache)
    from detectors.text.ahocorasick import AhoCorasickMatcher  # noqa: PLC0415  # one engine a process is enough

    return AhoCorasickMatcher(ruleset)


def make_detector(
    rules: Sequence[Rule], key: bytes, engine: str = "auto", cache: Path | None = None, *, decode: bool = True
) -> TextDetector:
    """A text detector over the rules; without `decode` it looks at text as it stands only.

    Raises:
        RuleError: a rule does not hold to the format.
        EngineError: an anchor does not compile.
    """
    ruleset = build(rules, cache, decode=decode)
    return TextDetector(ruleset, make_matcher(ruleset, engine, cache), keyed(key))
