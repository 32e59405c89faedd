"""Second opinion: what detect-secrets says of a line that a generic rule already points at.

Its plugins take about 80 µs a line, so they see candidate lines only; its false-positive filters take away what it would not report
itself. Loaded at the first candidate: most objects have none, and the import takes a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

#: How much of a line is looked at on both sides of the value, in bytes; within what any rule's hit may depend on.
REACH = 200
#: Entropy limits of detect-secrets' own default settings, bits a character.
_BASE64_LIMIT, _HEX_LIMIT = 4.5, 3.0


@cache
def _plugins() -> tuple[tuple[str, Any], ...]:  # classes of detect-secrets, which has no types
    from detect_secrets.plugins.basic_auth import BasicAuthDetector  # noqa: PLC0415  # see the module's text
    from detect_secrets.plugins.high_entropy_strings import (  # noqa: PLC0415  # as above
        Base64HighEntropyString,
        HexHighEntropyString,
    )
    from detect_secrets.plugins.keyword import KeywordDetector  # noqa: PLC0415  # as above

    return (
        ("keyword", KeywordDetector()),
        ("base64-entropy", Base64HighEntropyString(_BASE64_LIMIT)),
        ("hex-entropy", HexHighEntropyString(_HEX_LIMIT)),
        ("basic-auth", BasicAuthDetector()),
    )


# detect-secrets also drops what has no letter, which passwords of digits have not; values of signs alone are placeholders here.
@cache
def _filters() -> tuple[Callable[[str], bool], ...]:
    from detect_secrets.filters import heuristic  # noqa: PLC0415  # as above

    return (
        heuristic.is_sequential_string,
        heuristic.is_templated_secret,
        heuristic.is_prefixed_with_dollar_sign,
    )


def load() -> None:
    """Import detect-secrets now, where there is time for it."""
    _plugins()
    _filters()


def is_false_positive(value: bytes) -> bool:
    """Whether one of detect-secrets' filters would drop the value: sequences, templates, variables."""
    text = value.decode("utf-8", "replace")
    return any(drops(text) for drops in _filters())


def agreeing(data: bytes, start: int, end: int) -> tuple[str, ...]:
    """Names of the plugins that report the value `data[start:end]` in its line, as evidence (`detect-secrets:keyword`)."""
    low = max(data.rfind(b"\n", max(0, start - REACH), start) + 1, start - REACH, 0)
    high = data.find(b"\n", end, end + REACH)
    line = data[low : high if high >= 0 else end + REACH].decode("utf-8", "replace")
    value = data[start:end].decode("utf-8", "replace")
    return tuple(f"detect-secrets:{name}" for name, plugin in _plugins() if _reports(plugin, line, value))


def _reports(plugin: Any, line: str, value: str) -> bool:  # see _plugins
    found = plugin.analyze_line(filename="", line=line, line_number=1)
    return any(value in (secret.secret_value or "") or (secret.secret_value or "\n") in value for secret in found)
