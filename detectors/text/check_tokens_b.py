"""Checks of tokens whose issuers publish how they are built: Grafana, Matrix (Synapse), Elasticsearch."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ELASTIC = re.compile(rb"[A-Za-z0-9_-]{20}:[A-Za-z0-9_-]{22}")


def grafana_crc32(value: bytes) -> bool:
    """A Grafana service account token: eight hex digits of the CRC-32 of all before the last `_`, lowest byte first.

    Source: grafana/grafana, pkg/components/satokengen/tokengen.go.
    """
    body, _, given = value.rpartition(b"_")
    return given.lower() == zlib.crc32(body).to_bytes(4, "little").hex().encode()


def matrix_crc32(value: bytes) -> bool:
    """A Synapse token: the CRC-32 of all before the last `_`, in base 62, at least six digits.

    Source: element-hq/synapse, synapse/handlers/auth.py, `generate_access_token`.
    """
    body, _, given = value.rpartition(b"_")
    number, digits = zlib.crc32(body), b""
    while number:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit : digit + 1] + digits
    return given == digits.rjust(6, b"0")


def elastic_key(value: bytes) -> bool:
    """An encoded Elasticsearch API key: base64 of a 20-character id, a colon and a 22-character key.

    Source: https://www.elastic.co/guide/en/elasticsearch/reference/current/security-api-create-api-key.html
    """
    try:
        plain = base64.b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except binascii.Error:
        return False
    return _ELASTIC.fullmatch(plain) is not None


CHECKS = {
    "grafana-crc32": grafana_crc32,
    "matrix-crc32": matrix_crc32,
    "elastic-key": elastic_key,
}
