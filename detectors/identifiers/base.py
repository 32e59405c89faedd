"""Identifier: one type of number, as much of it as a value alone can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """One type of identifier.

    Attributes:
        rule: id of the rule that findings of it carry, `<country or field>.<name>`: `br.cpf`, `fin.iban`.
        kind: dotted kind of `detectors/kinds.toml`.
        name: what it is called, for a reader who is no specialist.
        normal: brings a value into its plain form: no separators, upper case, ASCII digits; empty where it cannot be one.
        check: whether a plain value can be one: length, alphabet, issued ranges, check digits, dates; published samples are not.
        chance: the share of values of the right length and alphabet that pass `check` by chance: 0.1 for one digit mod 10; 1.0
            where nothing is checked.
        words: what columns and labels call it, lower case, in the languages of those who write it.
        strength: how surely it names one person: 3 a state's number, 2 an address of mail or a phone, 1 with a co-field only, 0 no
            person.
        source: address of who defines it.
    """

    rule: str
    kind: str
    name: str
    normal: Callable[[str], str]
    check: Callable[[str], bool]
    chance: float
    words: tuple[str, ...]
    strength: int
    source: str
