"""JVM: dependencies of Maven with a version of their own, and Gradle's lock."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.supply.base import Dependency, numbered

_ECOSYSTEM = "Maven"
_OPEN, _CLOSE = "<dependency>", "</dependency>"
#: Characters of one dependency, exclusions and all, and of the properties that are looked at.
_LONGEST, _PROPERTIES = 8192, 64 << 10
_PART = re.compile(r"<(groupId|artifactId|version)>\s{0,100}([^<>\s]{1,300})\s{0,100}</")
_PROPERTY = re.compile(r"<([\w.-]{1,200})>\s{0,100}([^<>\s]{1,200})\s{0,100}</\1>")
_USED = re.compile(r"\$\{([\w.-]{1,200})\}")
_GRADLE = re.compile(r"([\w.-]{1,200}:[\w.-]{1,200}):([^=\s]{1,100})=")


def pom(text: str) -> Iterator[Dependency]:
    """The dependencies of a pom.xml; properties of the same file are filled in, others leave the version open."""
    given = _properties(text)
    at = line = counted = 0
    while (start := text.find(_OPEN, at)) >= 0:
        end = text.find(_CLOSE, start, start + _LONGEST)
        if end < 0:
            at = start + len(_OPEN)
            continue
        block = text[start:end].partition("<exclusions>")[0]
        line += text.count("\n", counted, start)
        counted, at = start, end
        parts = dict(_PART.findall(block))
        if "groupId" in parts and "artifactId" in parts:
            group, artifact, version = (
                _filled(parts.get(key, ""), given) for key in ("groupId", "artifactId", "version")
            )
            yield Dependency(_ECOSYSTEM, f"{group}:{artifact}", "" if "${" in version else version, line + 1)


def _properties(text: str) -> dict[str, str]:
    start = text.find("<properties>")
    given = {} if start < 0 else dict(_PROPERTY.findall(text, start, start + _PROPERTIES))
    own = text.find("<dependencies>")
    head = _PART.findall(text[: own if own >= 0 else _PROPERTIES])
    for key, value in head:
        given.setdefault(f"project.{key}", value)
    return given


def _filled(value: str, given: dict[str, str]) -> str:
    """A value with one level of properties filled in."""
    return _USED.sub(lambda found: given.get(found[1], found[0]), value) if "${" in value else value


def gradle(text: str) -> Iterator[Dependency]:
    """gradle.lockfile: `group:artifact:version=configurations`."""
    for number, line in numbered(text):
        if (found := _GRADLE.match(line)) is not None:
            yield Dependency(_ECOSYSTEM, found[1], found[2], number)
