"""Tree: the root over a list of leaves, as RFC 6962 makes it: https://www.rfc-editor.org/rfc/rfc6962#section-2.1. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_LEAF, _NODE = b"\0", b"\1"


def root(leaves: Iterable[bytes]) -> bytes:
    """SHA-256 over a tree of leaves in their order; of nothing, the digest of nothing. Holds a digest for each level only."""
    stack: list[tuple[int, bytes]] = []  # height and digest of whole trees, the tallest first
    for leaf in leaves:
        height, digest = 0, hashlib.sha256(_LEAF + leaf).digest()
        while stack and stack[-1][0] == height:
            digest = hashlib.sha256(_NODE + stack.pop()[1] + digest).digest()
            height += 1
        stack.append((height, digest))
    if not stack:
        return hashlib.sha256(b"").digest()
    _, digest = stack.pop()
    while stack:
        digest = hashlib.sha256(_NODE + stack.pop()[1] + digest).digest()
    return digest
