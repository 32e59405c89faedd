"""A slot: one form of one kind of value, which a template can name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Make = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Slot:
    """One written form of a value.

    Attributes:
        name: `<family>.<form>`, for example `card.spaced`; a template names a family or a slot.
        kinds: the kinds that a finding may have here, the expected one first. Empty for a look-alike.
        make: draws one value; the same random state gives the same value.
        alone: can be told without a word that names it (a check digit or a form of its own).
        tolerated: a look-alike's kinds that are neither right nor wrong.
        languages: where people write it; empty: everywhere.
    """

    name: str
    kinds: tuple[str, ...]
    make: Make
    alone: bool = False
    tolerated: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The name without its form."""
        return self.name.partition(".")[0]


def plain(make: Make) -> Make:
    """The value without blanks, dots, dashes and slashes."""
    return lambda rng: "".join(char for char in make(rng) if char not in " .-/")


def grouped(make: Make, sizes: tuple[int, ...], mark: str = " ") -> Make:
    """The value cut into groups of these sizes; what is left over is the last group."""

    def made(rng: Random) -> str:
        value, pieces = make(rng), []
        for size in sizes:
            pieces.append(value[:size])
            value = value[size:]
        return mark.join(piece for piece in (*pieces, value) if piece)

    return made


def letters(rng: Random, count: int, among: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ") -> str:
    """`count` random letters of `among`."""
    return "".join(rng.choice(among) for _ in range(count))
