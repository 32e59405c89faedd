"""Samples: numbers that issuers print as examples, which pass every check and are nobody's. One that begins like one is none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

#: The table itself; its head says where they are from.
FILE = Path(__file__).with_name("samples.toml")

#: Plain forms of the published samples by rule.
PUBLISHED: Mapping[str, frozenset[str]] = MappingProxyType(
    {rule: frozenset(samples.split()) for rule, samples in tomllib.loads(FILE.read_text("utf-8")).items()}
)


def published(rule: str) -> frozenset[str]:
    """Plain forms of the published samples of a rule's numbers; none for some."""
    return PUBLISHED.get(rule, frozenset())
