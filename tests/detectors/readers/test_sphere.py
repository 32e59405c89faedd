"""Heads of NIST SPHERE files as text."""

from __future__ import annotations

import pytest

from detectors.readers.base import ReadError, Text

HEAD = b"NIST_1A\n   1024\ndatabase_id -s5 MADE1\nspeaker_id -s4 spk7\nsample_rate -i 16000\nend_head\n".ljust(1024) + bytes(2000)


def test_the_head_is_text_and_the_sound_is_not(parts):
    ((read, _),) = parts(HEAD, "audio/x-nist")
    assert isinstance(read, Text)
    assert b"speaker_id -s4 spk7" in read.data
    assert read.data.endswith(b"sample_rate -i 16000\n")


@pytest.mark.parametrize("head", [b"NIST_1A\n", b"NIST_1A\nxxxxxxx\n" + bytes(1024), b"NIST_1A\n\n\n\n\n\n\n\n"])
def test_a_head_without_a_length_is_damaged(parts, head):
    with pytest.raises(ReadError, match="how long"):
        parts(head, "audio/x-nist")


def test_a_length_beyond_the_end_is_what_there_is(parts):
    ((read, _),) = parts(b"NIST_1A\n9999999\nspeaker_id -s1 a\n", "audio/x-nist")
    assert isinstance(read, Text)
    assert read.data.startswith(b"NIST_1A")
