"""JSON keys: names of members near the beginning of JSON, whole or cut, read without parsing it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_KEY = re.compile(rb'"([A-Za-z_@$#][A-Za-z0-9_@$.:/ \-]{0,63})"[ \t\r\n]{0,8}:')
#: Bytes that are looked at: the first records of any export.
_LOOK = 32 << 10


def json_keys(head: bytes) -> Mapping[bytes, int]:
    """Names of members, each with how often it stands in the first 32 KiB."""
    return Counter(_KEY.findall(head, 0, _LOOK))
