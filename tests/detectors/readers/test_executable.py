"""Binaries: strings of two bytes a letter."""

from __future__ import annotations

import os
import random
import sys
import time

import pytest

from detectors.readers.base import Budget, Limits, Text
from detectors.readers.binary.executable import ExecutableReader
from detectors.readers.held import HeldBlob
from detectors.views.sniff import PLAIN

BINARY = "application/octet-stream"


def strings(found) -> list[str]:
    assert all(isinstance(part, Text) and part.raw for part, _ in found)
    return [line for part, _ in found for line in part.data.decode().splitlines()]


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_strings_are_found_at_any_place_and_in_either_order(parts, before, order):
    data = (
        b"\x7fEL\1"
        + b"\xff" * before
        + "CompanyName".encode(order)
        + b"\0\0\xff\xff"
        + "short".encode(order)
        + b"\xff\xff"
    )
    data += "a longer value".encode(order) + b"\xff" * 9
    assert strings(parts(data, BINARY)) == ["CompanyName", "a longer value"]


def test_strings_over_the_end_of_a_piece_are_whole(parts):
    for shift in (*range(-40, 40, 3), 1, 2):
        data = b"\x01" * ((1 << 20) + shift - 30) + "over the end of the piece".encode("utf-16-le") + b"\x01" * 90
        assert strings(parts(data, BINARY)) == ["over the end of the piece"]


def test_endless_strings_are_cut_and_nothing_is_lost(parts):
    data = ("abcdefgh" * (1 << 18)).encode("utf-16-le")
    found = "".join(strings(parts(data, BINARY)))
    assert found == "abcdefgh" * (1 << 18)


def test_text_of_one_byte_a_letter_and_padding_are_left_out(parts):
    assert parts(b"plain ascii text " * 999 + bytes(99_999) + os.urandom(0), BINARY) == []


def rate(data: bytes) -> float:
    began = time.process_time()
    for _ in ExecutableReader().parts(HeldBlob(data), PLAIN, "", Budget(Limits(), len(data))):
        pass
    return len(data) / (time.process_time() - began) / 1e6


def test_binaries_without_such_strings_cost_little():
    with open(sys.executable, "rb") as stream:
        program = stream.read()
    data = program * (1 + (48 << 20) // len(program))
    assert max(rate(data) for _ in range(3)) > 200  # of processor time; more than twice that where nothing else runs


def test_any_bytes_are_read(parts):
    chance = random.Random(23)
    for size in (0, 1, 2, 11, 12, 13, 99, 4096):
        for _ in range(50):
            strings(parts(bytes(chance.choice(b"\0\0\0abc\xff") for _ in range(size)), BINARY))
