"""Dependency: one part of a program that somebody else makes, in one version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Characters of one line that are looked at; a longer one is cut.
LINE = 64 << 10


@dataclass(frozen=True, slots=True)
class Dependency:
    """One part of a program.

    Attributes:
        ecosystem: as OSV spells it: PyPI, npm, crates.io, Go, RubyGems, Packagist, Maven, NuGet.
            Source: https://ossf.github.io/osv-schema/#defined-ecosystems
        name: as that ecosystem spells it; `group:artifact` for Maven.
        version: the version in use; empty where the file leaves it open.
        line: line of the file on which it stands, from 1.
    """

    ecosystem: str
    name: str
    version: str
    line: int


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers from 1, one at a time, without their ends."""
    at, number = 0, 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield number, text[at : min(end, at + LINE)].rstrip("\r")
        at, number = end + 1, number + 1
