"""Mutation: seeds made worse, from a seeded source of chance, so that a run can be repeated."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Literal

#: Numbers at which parsers break: around zero, around the signs of each width, around all ones.
EDGES = (
    *(edge + more for edge in (1 << bits for bits in (7, 8, 15, 16, 31, 32, 63, 64)) for more in (-2, -1, 0, 1)),
    *(0, 1, 2, 3, 4, 10, 100, 1000, 1 << 20, 1 << 24, 1 << 28, 1 << 40),
)
_ORDERS: tuple[Literal["little", "big"], ...] = ("little", "big")
_WIDTHS = (1, 2, 2, 4, 4, 4, 8)
_WORDS = re.compile(rb"[A-Za-z_][\w.:/-]{2,20}|[<>{}\[\]()&%=;,\"']{1,3}")
_DIGITS = re.compile(rb"\d{1,12}")
#: Small numbers of two to eight bytes, as sizes, counts and offsets are.
_NUMBERS = re.compile(rb"[^\0]\0{1,7}|\0{1,7}[^\0]")
#: Most places and words of one seed that are remembered.
_MOST = 4000


class Mutator:
    """Makes inputs out of seeds.

    Args:
        seeds: true objects, at least one.
        chance: where chance comes from.
        longest: no input gets longer, in bytes.
    """

    def __init__(self, seeds: Sequence[bytes], chance: random.Random, longest: int = 1 << 20) -> None:
        self._seeds = [seed[:longest] for seed in seeds] or [b""]
        self._chance = chance
        self._longest = longest
        self._words = sorted({word for seed in self._seeds for word in _WORDS.findall(seed[: 1 << 18])[:_MOST]}) or [
            b"\0"
        ]
        self._spots = [[found.start() for found in _NUMBERS.finditer(seed)][:_MOST] for seed in self._seeds]
        self._kept: list[bytes] = []

    def next(self) -> bytes:
        """One more input: a seed, or now and then an earlier input, with one to sixteen changes."""
        chance = self._chance
        index = chance.randrange(len(self._seeds))
        data = bytearray(self._seeds[index])
        if self._kept and chance.random() < 0.1:
            data = bytearray(chance.choice(self._kept))
        for _ in range(1 << chance.randrange(5)):
            chance.choice(_CHANGES)(self, data, self._spots[index])
            del data[self._longest :]
        made = bytes(data)
        if chance.random() < 0.02:
            self._kept = [*self._kept[-63:], made]
        return made

    def _place(self, data: bytearray, spots: list[int]) -> int:
        """Somewhere: where a number seems to be, at the beginning, at the end, or anywhere."""
        chance = self._chance
        if not data:
            return 0
        kind = chance.randrange(4)
        if kind == 0 and spots:
            return min(chance.choice(spots), len(data) - 1)
        if kind == 1:
            return chance.randrange(min(64, len(data)))
        if kind == 2:
            return len(data) - 1 - chance.randrange(min(64, len(data)))
        return chance.randrange(len(data))

    def _span(self, data: bytearray) -> tuple[int, int]:
        start = self._chance.randrange(len(data) + 1)
        return start, min(len(data), start + (1 << self._chance.randrange(12)))

    def bits(self, data: bytearray, spots: list[int]) -> None:
        """One bit the other way."""
        if data:
            data[self._place(data, spots)] ^= 1 << self._chance.randrange(8)

    def byte(self, data: bytearray, spots: list[int]) -> None:
        """One byte of chance."""
        if data:
            data[self._place(data, spots)] = self._chance.randrange(256)

    def number(self, data: bytearray, spots: list[int]) -> None:
        """A number at the edge of some width, or of the object's own size."""
        chance = self._chance
        width, at = chance.choice(_WIDTHS), self._place(data, spots)
        value = chance.choice((*EDGES, len(data), len(data) - 1, len(data) + 1, at, max(0, at - 1)))
        value = -value if chance.random() < 0.1 else value
        data[at : at + width] = (value % (1 << 8 * width)).to_bytes(width, chance.choice(_ORDERS))

    def shift(self, data: bytearray, spots: list[int]) -> None:
        """A number one or a few more or less."""
        chance = self._chance
        width, at, order = chance.choice(_WIDTHS), self._place(data, spots), chance.choice(_ORDERS)
        value = int.from_bytes(data[at : at + width], order) + chance.randrange(-9, 10)
        data[at : at + width] = (value % (1 << 8 * width)).to_bytes(width, order)

    def digits(self, data: bytearray, spots: list[int]) -> None:
        """A number that is written out made another."""
        start, _ = self._span(data)
        found = _DIGITS.search(data, start, start + 4096)
        if found:
            value = self._chance.choice((*EDGES, -1, 8, 99999999999999999999))
            data[found.start() : found.end()] = b"%d" % value

    def truncate(self, data: bytearray, spots: list[int]) -> None:
        """Cut off at the end, seldom at the beginning."""
        if self._chance.random() < 0.8:
            del data[self._place(data, spots) :]
        else:
            del data[: self._place(data, spots)]

    def remove(self, data: bytearray, spots: list[int]) -> None:
        """A block less."""
        start, end = self._span(data)
        del data[start:end]

    def repeat(self, data: bytearray, spots: list[int]) -> None:
        """A block once more, or many times."""
        start, end = self._span(data)
        times = self._chance.choice((1, 1, 2, 8, 300))
        data[end:end] = (bytes(data[start:end]) * times)[: self._longest]

    def move(self, data: bytearray, spots: list[int]) -> None:
        """A block over another place."""
        start, end = self._span(data)
        at = self._chance.randrange(len(data) + 1)
        data[at : at + end - start] = data[start:end]

    def fill(self, data: bytearray, spots: list[int]) -> None:
        """A block of one byte."""
        start, end = self._span(data)
        data[start:end] = bytes((self._chance.choice((0, 0xFF, 0x41, 0x80, 0x20)),)) * (end - start)

    def splice(self, data: bytearray, spots: list[int]) -> None:
        """The beginning of one and the end of another."""
        other = self._chance.choice(self._seeds)
        at = self._chance.randrange(len(other) + 1)
        data[self._chance.randrange(len(data) + 1) :] = other[at:]

    def insert(self, data: bytearray, spots: list[int]) -> None:
        """A piece of another seed within."""
        other = bytearray(self._chance.choice(self._seeds))
        start, end = self._span(other)
        at = self._place(data, spots)
        data[at:at] = other[start:end]

    def word(self, data: bytearray, spots: list[int]) -> None:
        """A word of a seed, put in or over what is there."""
        word, at = self._chance.choice(self._words), self._place(data, spots)
        data[at : at + self._chance.choice((0, len(word)))] = word


_CHANGES: tuple[Callable[[Mutator, bytearray, list[int]], None], ...] = (
    Mutator.bits,
    Mutator.byte,
    Mutator.byte,
    Mutator.number,
    Mutator.number,
    Mutator.number,
    Mutator.shift,
    Mutator.shift,
    Mutator.digits,
    Mutator.truncate,
    Mutator.remove,
    Mutator.repeat,
    Mutator.move,
    Mutator.fill,
    Mutator.splice,
    Mutator.insert,
    Mutator.word,
)
