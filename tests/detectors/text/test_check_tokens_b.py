from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.text.check_tokens_b import CHECKS, elastic_key, grafana_crc32, matrix_crc32

_LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=20, max_size=20)
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def base62(number: int) -> str:
    out = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        out = _BASE62[digit] + out
    return out


@given(st.text(alphabet=_BASE62, min_size=32, max_size=32))
def test_grafana_token_holds_only_with_its_checksum(secret: str) -> None:
    body = f"glsa_{secret}".encode()
    number = zlib.crc32(body)
    assert grafana_crc32(body + b"_" + number.to_bytes(4, "little").hex().encode())
    assert not grafana_crc32(body + b"_" + (number ^ 1).to_bytes(4, "little").hex().encode())


@given(_LETTERS)
def test_matrix_token_holds_only_with_its_checksum(drawn: str) -> None:
    body = f"syt_dGVzdGVy_{drawn}"
    good = base62(zlib.crc32(body.encode()))
    assert matrix_crc32(f"{body}_{good}".encode())
    assert not matrix_crc32(f"{body}_{base62(zlib.crc32(body.encode()) ^ 1)}".encode())


def test_matrix_checksum_is_padded_to_six_digits() -> None:
    small = next(body for n in range(10**6) if zlib.crc32(body := f"syt_{n}".encode()) < 62**5)
    digits = base62(zlib.crc32(small)).encode()
    assert digits.startswith(b"0")
    assert matrix_crc32(small + b"_" + digits)
    assert not matrix_crc32(small + b"_" + digits.lstrip(b"0"))


@pytest.mark.parametrize(
    ("plain", "holds"),
    [(b"i" * 20 + b":" + b"k" * 22, True), (b"i" * 19 + b":" + b"k" * 22, False), (b"i" * 20 + b"-" + b"k" * 22, False), (b"user:password", False)],
)
def test_elastic_key_is_an_id_and_a_key(plain: bytes, holds: bool) -> None:
    encoded = base64.b64encode(plain)
    assert elastic_key(encoded) is holds
    assert elastic_key(encoded.rstrip(b"=")) is holds


@given(st.binary(max_size=80))
def test_checks_answer_for_any_bytes(value: bytes) -> None:
    assert {check(value) for check in CHECKS.values()} <= {True, False}
