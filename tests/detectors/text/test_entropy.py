"""Entropy of short values."""

from __future__ import annotations

from collections import Counter
from math import isclose, log2

from hypothesis import given
from hypothesis import strategies as st

from detectors.text.entropy import shannon


def textbook(value: bytes) -> float:
    return -sum(n / len(value) * log2(n / len(value)) for n in Counter(value).values()) if value else 0.0


def test_one_byte_repeated_has_none():
    for size in (0, 1, 2, 200, 500):
        assert isclose(shannon(b"x" * size), 0.0, abs_tol=1e-12)


def test_two_bytes_in_equal_parts_have_one_bit():
    assert isclose(shannon(b"abab"), 1.0)


def test_every_byte_once_has_eight_bits():
    assert isclose(shannon(bytes(range(256))), 8.0)
    assert isclose(shannon(bytes(range(256)) * 4), 8.0)


@given(st.binary(max_size=600))
def test_agrees_with_the_definition(value):
    assert isclose(shannon(value), textbook(value), abs_tol=1e-9)


@given(st.binary(min_size=2, max_size=200))
def test_order_does_not_matter(value):
    assert isclose(shannon(value), shannon(bytes(sorted(value))), abs_tol=1e-9)
