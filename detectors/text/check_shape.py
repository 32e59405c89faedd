"""Checks of a value's shape: which classes of characters it mixes, and whether it reads like a word."""

from __future__ import annotations

import base64
import binascii
import json
import re

_UUID = re.compile(rb"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_WORDS = re.compile(rb"[A-Za-z]?[a-z]*(?:[_.\-/ :][A-Za-z]?[a-z]*)*\d{0,2}|[A-Z]+(?:[_.\-/ :][A-Z]+)*\d{0,2}")
#: Fewest distinct characters of a value that was drawn at random: 32 hex digits have fewer than 8 in one draw of 10^9.
_LEAST_DISTINCT_HEX = 8


def mixed(value: bytes) -> bool:
    """At least one digit and one letter."""
    text = value.decode("latin-1")
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def mixed_case(value: bytes) -> bool:
    """At least one upper-case letter, one lower-case letter and one digit."""
    text = value.decode("latin-1")
    return any(c.isdigit() for c in text) and any(c.isupper() for c in text) and any(c.islower() for c in text)


def not_word(value: bytes) -> bool:
    """Not a plain word, identifier or path of words."""
    return _WORDS.fullmatch(value) is None


def not_uuid(value: bytes) -> bool:
    """Not a UUID in its usual form."""
    return _UUID.fullmatch(value) is None


def hex_random(value: bytes) -> bool:
    """Hexadecimal digits that were drawn and not counted up or repeated."""
    return len(set(value.lower())) >= _LEAST_DISTINCT_HEX and not value.isdigit()


def b64_json(value: bytes) -> bool:
    """Base64, with or without padding, of a JSON object."""
    try:
        return isinstance(json.loads(base64.b64decode(value + b"=" * (-len(value) % 4), altchars=b"-_")), dict)
    except (binascii.Error, ValueError):
        return False


CHECKS = {
    "mixed": mixed,
    "mixed-case": mixed_case,
    "not-word": not_word,
    "not-uuid": not_uuid,
    "hex-random": hex_random,
    "b64-json": b64_json,
}
