"""What a delta copies: read from deltas that dulwich makes, and from instructions written by hand."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from connectors.gitdelta import Copy, copies, header
from connectors.gitpack import apply_delta


def test_every_copy_is_a_copy(delta: Callable[[bytes, bytes], bytes]) -> None:
    rng = random.Random(3)
    for _ in range(40):
        old = b"".join(rng.choice((b"line of text\n", rng.randbytes(90))) for _ in range(200))
        cut = rng.randrange(len(old))
        new = old[cut:] + rng.randbytes(300) + old[:cut] + b"x" * 10
        script = delta(old, new)
        found = copies(script)
        assert sum(copy.size for copy in found) > len(old) * 0.9
        for copy in found:
            assert new[copy.at : copy.at + copy.size] == old[copy.start : copy.start + copy.size]
            assert copy.size >= 256
        assert apply_delta(old, script) == new


def test_copies_that_go_on_in_one_another_are_one() -> None:
    # sizes 200,000 and 131,072; copies of 64 KiB from 0 and from 64 KiB (gitformat-pack: size 0 means 0x10000)
    script = bytes([0xC0, 0x9A, 0x0C, 0x80, 0x80, 0x08, 0x80, 0x84, 0x01])
    assert header(script) == (200_000, 131_072, 6)
    assert copies(script) == [Copy(0, 0, 131_072)]


def test_short_copies_and_inserted_bytes_only_move_the_place() -> None:
    script = bytes([0x90, 0x4E, 0x90, 0x4E, 3]) + b"abc" + bytes([0x90, 200, 0xB1, 7, 0x10, 0x01])
    assert copies(script, 256) == [Copy(3 + 200, 7, 0x110)]


def test_a_cut_instruction_is_told() -> None:
    with pytest.raises(IndexError):
        copies(bytes([0x90, 0x4E, 0x90, 0x4E, 0xB1, 7]))
