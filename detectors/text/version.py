"""Version: the digest of all that decides what rules find in text; known without compiling anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from detectors.rules.rule import Rule

#: Raised when the engine itself changes what is found under equal rules: part of every digest.
ENGINE_VERSION = "5"

#: Raised when what is decoded, or how, changes: part of every digest.
DECODER_VERSION = "1"


def digest(rules: Iterable[Rule], *, decode: bool = True) -> str:
    """Digest of all that decides what these rules find; nothing is compiled for it."""
    out = hashlib.sha256(f"{ENGINE_VERSION}\0{DECODER_VERSION if decode else ''}\0".encode())
    for rule in sorted(rules, key=_id):
        out.update(f"{rule.id}\0{rule.version}\0".encode())
    return out.hexdigest()[:16]


def _id(rule: Rule) -> str:
    return rule.id
