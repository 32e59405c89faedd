"""Compiled: the locks of Cargo, Go and NuGet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.supply.base import Dependency, numbered
from detectors.supply.jsonwalk import walk
from detectors.supply.tables import packages


def cargo(text: str) -> Iterator[Dependency]:
    """Cargo.lock; packages of the workspace, which have no source, are left out."""
    for package in packages(text, "package"):
        if package.source:
            yield Dependency("crates.io", package.name, package.version, package.line)


_SUM = re.compile(r"(\S{1,400}) (v\S{1,200}) h1:")
_REQUIRE = re.compile(
    r"\s*(?:require\s+)?([^\s()]{1,400}\.[^\s()]{1,400}|[^\s()]{1,400}/[^\s()]{1,400})\s+(v\d[^\s]{0,200})"
)


def go_sum(text: str) -> Iterator[Dependency]:
    """go.sum: modules whose content was fetched; lines that concern a go.mod alone only decided versions."""
    for number, line in numbered(text):
        found = _SUM.match(line)
        if found is not None and not found[2].endswith("/go.mod"):
            yield Dependency("Go", found[1], found[2].removeprefix("v"), number)


def go_mod(text: str) -> Iterator[Dependency]:
    """go.mod: what is required, directly or not."""
    block = ""
    for number, line in numbered(text):
        bare = line.split("//", 1)[0].strip()
        if bare.endswith("("):
            block = bare[:-1].strip()
        elif bare == ")":
            block = ""
        elif (block == "require" or (not block and bare.startswith("require "))) and (found := _REQUIRE.match(bare)):
            yield Dependency("Go", found[1], found[2].removeprefix("v"), number)


def nuget(text: str) -> Iterator[Dependency]:
    """packages.lock.json: names below each target framework, with what they resolved to; projects have none."""
    for path, value, line in walk(text):
        if len(path) == 4 and path[0] == "dependencies" and path[3] == "resolved":  # noqa: PLR2004  # framework, name, member
            yield Dependency("NuGet", path[2], value, line)
