"""Put a text detector together: rules, the fastest matcher that this machine has, the fingerprint key."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path

from detectors.rules.rule import Rule
from detectors.text.confirm import Fingerprint
from detectors.text.detector import TextDetector
from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet, build

#: Bytes of a block of SHA-256.
_HMAC_BLOCK = 64

ENGINES = ("auto", "vectorscan", "ahocorasick")


def keyed(key: bytes) -> Fingerprint:
    """HMAC-SHA-256 (RFC 2104) under `key`, cut to 16 bytes: enough that no two values of one inventory meet by chance.

    Two states are prepared once and copied for each value, which takes less than half the time of `hmac.digest`.

    Args:
        key: at most 64 bytes.
    """
    padded = key.ljust(_HMAC_BLOCK, b"\0")
    if len(padded) > _HMAC_BLOCK:
        raise ValueError("the key of fingerprints is longer than a block of SHA-256")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))

    def fingerprint(value: bytes) -> bytes:
        within = inner.copy()
        within.update(value)
        around = outer.copy()
        around.update(within.digest())
        return around.digest()[:16]

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
