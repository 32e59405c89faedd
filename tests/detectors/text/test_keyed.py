"""Fingerprints: keyed digests of values."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.text.engine import keyed


@given(st.binary(min_size=1, max_size=64), st.binary(max_size=300))
def test_a_fingerprint_is_the_beginning_of_an_hmac(key, value):
    assert keyed(key)(value) == hmac.digest(key, value, "sha256")[:16]


def test_a_key_longer_than_a_block_is_refused():
    with pytest.raises(ValueError, match="longer"):
        keyed(b"k" * 65)
