"""A stream read by lines and up to marks, against the same text cut by hand, however it comes."""

from __future__ import annotations

import io
from random import Random

from connectors.export.ahead import Ahead


class _Dribble(io.BytesIO):
    """Gives a few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(3, size or 3))


def test_lines_and_marks_come_as_they_stand() -> None:
    rng = Random(1)
    for _ in range(200):
        data = "".join(rng.choice("ab\n}") for _ in range(60)).encode()
        source, at = Ahead(_Dribble(data), 1000), 0
        while at < len(data):
            if rng.random() < 0.5:
                expected = data[at:].partition(b"\n")[0] + (b"\n" if b"\n" in data[at:] else b"")
                assert source.line() == expected
            else:
                end = data.find(b"\n}", max(0, at - 1))
                expected = data[at : end + 2] if end >= 0 else data[at:]
                assert source.upto(b"\n}") == (expected, len(expected))
            at += len(expected)
        assert source.line() == b""


def test_the_end_of_the_line_before_counts_for_a_mark() -> None:
    source = Ahead(_Dribble(b"a{\n}\nx"), 100)
    assert source.line() == b"a{\n"
    assert source.upto(b"\n}") == (b"}", 1)


def test_more_than_the_longest_record_is_measured_and_passed_over() -> None:
    source = Ahead(_Dribble(b"a" * 500 + b"}}next"), 100)
    assert source.upto(b"}}") == (b"", 502)
    assert source.line() == b"next"


def test_what_was_given_comes_once_more() -> None:
    source = Ahead(_Dribble(b"one two}}three"), 100)
    assert source.upto(b"}}")[0] == b"one two}}"
    source.back(5)
    assert source.line() == b"two}}three"
