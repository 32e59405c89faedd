"""Locks: which lock file is read by what, one line each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from detectors.supply import compiled, jvm, node, python, scripted
from detectors.supply.base import Dependency

#: Most dependencies of one file that are given; the largest locks that people write have some ten thousand.
MOST = 500_000

Parser = Callable[[str], Iterator[Dependency]]

_BY_NAME: Mapping[str, Parser] = {
    "poetry.lock": python.lock,
    "uv.lock": python.lock,
    "pdm.lock": python.lock,
    "pipfile.lock": python.pipfile,
    "package-lock.json": node.package_lock,
    "npm-shrinkwrap.json": node.package_lock,
    ".package-lock.json": node.package_lock,
    "yarn.lock": node.yarn,
    "pnpm-lock.yaml": node.pnpm,
    "cargo.lock": compiled.cargo,
    "go.sum": compiled.go_sum,
    "go.mod": compiled.go_mod,
    "packages.lock.json": compiled.nuget,
    "gemfile.lock": scripted.gemfile,
    "gems.locked": scripted.gemfile,
    "composer.lock": scripted.composer,
    "pom.xml": jvm.pom,
    "gradle.lockfile": jvm.gradle,
    "buildscript-gradle.lockfile": jvm.gradle,
}
_REQUIREMENTS = re.compile(r"(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|pip|in)|requirements\.lock")
_IN_FOLDER = re.compile(r"(?:.*/)?requirements/[^/]+\.txt")
_POM = re.compile(r".*\.pom")


def parser(name: str) -> Parser | None:
    """What reads a lock file of that name or path, or None: the formats have no other mark of their own."""
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    found = _BY_NAME.get(base)
    if found is not None:
        return found
    if _REQUIREMENTS.fullmatch(base) or _IN_FOLDER.fullmatch(name.lower()):
        return python.requirements
    return jvm.pom if _POM.fullmatch(base) else None


def dependencies(text: str, name: str) -> Iterator[Dependency]:
    """The dependencies that a lock file names, in its order, lazily; none where the name is of no lock file.

    Damaged files give what comes before the damage. No more than `MOST` are given.

    Args:
        text: its content, without a byte-order mark.
        name: its name or path.
    """
    found = parser(name)
    return islice(found(text), MOST) if found is not None else iter(())
