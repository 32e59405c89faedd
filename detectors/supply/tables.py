"""Tables: the packages of locks in TOML, which the tools write one member a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.supply.base import numbered

_MEMBER = re.compile(r"(name|version|source)\s*=\s*(?:\"([^\"]{0,400})\"|'([^']{0,400})'|(\{.{0,800}\}))")


@dataclass(slots=True)
class Package:
    """One package of a lock; `source` is where it comes from, as it stands there."""

    name: str
    version: str
    source: str
    line: int


def packages(text: str, table: str) -> Iterator[Package]:
    """The tables of an array of that name, one at a time, those without a name left out."""
    current: Package | None = None
    heading = f"[[{table}]]"
    inside = False
    for number, line in numbered(text):
        if line.startswith("["):
            if line.rstrip() == heading:
                if current is not None and current.name:
                    yield current
                current, inside = Package("", "", "", number), True
            else:
                inside = False  # a table below the package, which has names of its own
        elif inside and current is not None and (found := _MEMBER.match(line)) is not None:
            value = found[2] or found[3] or found[4] or ""
            setattr(current, found[1], value)
    if current is not None and current.name:
        yield current
