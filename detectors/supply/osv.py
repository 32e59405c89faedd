"""OSV: a list of bad versions that the user supplies, as a folder of JSON files (https://ossf.github.io/osv-schema/)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detectors.supply.base import Dependency
from detectors.supply.order import compare

#: Bytes of one file that are read; the largest that are published have about two million.
_LARGEST = 16 << 20
#: Most files of one folder.
_FILES = 2_000_000
_PEP503 = re.compile(r"[-_.]+")

#: What is said of a dependency.
AFFECTED, UNKNOWN = "affected", "unknown"


@dataclass(frozen=True, slots=True)
class Range:
    """One range of versions: SEMVER, ECOSYSTEM or GIT, and its events as (name, version)."""

    type: str
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record says of one package.

    Attributes:
        id: of the record; those that begin with `MAL-` name packages with an attacker's code.
        versions: versions that are named one by one.
        ranges: ranges of versions.
        malicious: whether the record is of code that was made to do harm, and not of a mistake.
    """

    id: str
    versions: frozenset[str]
    ranges: tuple[Range, ...]
    malicious: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a list says of one dependency.

    Attributes:
        id: of the record.
        state: `AFFECTED`, or `UNKNOWN` where the list names the package and the versions cannot be compared.
        reason: why: `version`, `range`, or what stood in the way.
        malicious: see `Entry`.
    """

    id: str
    state: str
    reason: str
    malicious: bool


@dataclass(slots=True)
class Index:
    """Records by ecosystem and name.

    Attributes:
        skipped: files that are no records of OSV, by name, so that the run can say so.
    """

    entries: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def add(self, record: Mapping[str, Any]) -> None:
        """Take one record; a withdrawn one says nothing.

        Raises:
            ValueError: it is none.
        """
        identity, affected = record.get("id"), record.get("affected", [])
        if not isinstance(identity, str) or not isinstance(affected, list):
            raise ValueError("no record of OSV: 'id' or 'affected' is missing")  # noqa: TRY004  # it is about content
        if record.get("withdrawn"):
            return
        malicious = identity.startswith("MAL-") or any(
            str(each).startswith("MAL-") for each in record.get("aliases") or ()
        )
        for package in affected:
            named = package.get("package") if isinstance(package, dict) else None
            if isinstance(named, dict) and isinstance(named.get("name"), str):
                ecosystem = str(named.get("ecosystem", "")).partition(":")[0]
                key = ecosystem, normal(ecosystem, named["name"])
                self.entries.setdefault(key, []).append(_entry(identity, package, malicious=malicious))

    def affected(self, dependency: Dependency) -> Iterator[Verdict]:
        """What the list says of a dependency; nothing where it does not name it or its version is free of it."""
        key = dependency.ecosystem, normal(dependency.ecosystem, dependency.name)
        for entry in self.entries.get(key, ()):
            state, reason = _judged(entry, dependency)
            if state:
                yield Verdict(entry.id, state, reason, entry.malicious)


def load(folder: str) -> Index:
    """The index of all `.json` files below a folder, links not followed; files that are no records are noted and skipped.

    Raises:
        OSError: the folder itself cannot be read.
    """
    index, left = Index(), _FILES
    with os.scandir(folder):
        pass
    for base, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".json"):
                continue
            left -= 1
            path = os.path.join(base, name)
            if left < 0 or not _read(path, index):
                index.skipped.append(os.path.relpath(path, folder))
    return index


def _read(path: str, index: Index) -> bool:
    """Take one file, which holds a record or a list of them; whether that went well."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
        document = json.loads(data) if len(data) <= _LARGEST else None
        for record in document if isinstance(document, list) else [document]:
            if not isinstance(record, dict):
                return False
            index.add(record)
    except (OSError, ValueError, RecursionError):
        return False
    return True


def normal(ecosystem: str, name: str) -> str:
    """A package's name as its ecosystem compares names: PEP 503 for PyPI, no case for NuGet and Packagist."""
    if ecosystem == "PyPI":
        return _PEP503.sub("-", name).lower()
    return name.lower() if ecosystem in {"NuGet", "Packagist"} else name


def _entry(identity: str, package: Mapping[str, Any], *, malicious: bool) -> Entry:
    versions = package.get("versions")
    ranges = [_range(each) for each in _dicts(package.get("ranges"))]
    named = frozenset(str(version) for version in versions) if isinstance(versions, list) else frozenset()
    return Entry(identity, named, tuple(ranges), malicious)


def _range(given: Mapping[str, Any]) -> Range:
    events = tuple(
        (str(kind), str(version)) for event in _dicts(given.get("events")) for kind, version in event.items()
    )
    return Range(str(given.get("type", "")), events)


def _dicts(value: object) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _judged(entry: Entry, dependency: Dependency) -> tuple[str, str]:
    """State and reason; an empty state where the version is none of those that the record names."""
    version = dependency.version
    if not version:
        return UNKNOWN, "the file leaves the version open"
    if version in entry.versions or f"v{version}" in entry.versions:
        return AFFECTED, "version"
    reason = ""
    for each in entry.ranges:
        held, why = _within(each, dependency)
        if held:
            return AFFECTED, "range"
        # versions that are named one by one are complete for a range of commits (schema: "affected[].versions")
        reason = reason or ("" if each.type == "GIT" and entry.versions else why)
    if not reason and not entry.ranges and not entry.versions:
        reason = "the record names no versions"
    return (UNKNOWN, reason) if reason else ("", "")


def _within(given: Range, dependency: Dependency) -> tuple[bool, str]:
    """Whether a version lies in a range, and what stood in the way of telling.

    Each event opens or closes; the last one at or before the version decides. Source: the schema's section on evaluation.
    """
    if given.type not in {"SEMVER", "ECOSYSTEM"}:
        return False, f"a range of type {given.type or 'none'} cannot be compared with versions"
    held, nearest = False, ""
    for kind, version in given.events:
        order = 1 if version == "0" and kind == "introduced" else _compare(given, dependency, version)
        if kind == "limit" and version == "*":
            continue
        if order is None:
            return False, f"versions of {dependency.ecosystem} such as these cannot be compared"
        passed = order > 0 or (order == 0 and kind != "last_affected")
        if kind == "limit":
            if passed:
                return False, ""
        elif passed and _later(given, dependency, kind, version, nearest):
            held, nearest = kind == "introduced", version
    return held, ""


def _compare(given: Range, dependency: Dependency, version: str) -> int | None:
    ecosystem = "npm" if given.type == "SEMVER" else dependency.ecosystem
    return compare(ecosystem, dependency.version, version)


def _later(given: Range, dependency: Dependency, kind: str, version: str, nearest: str) -> bool:
    """Whether an event comes at or behind the nearest so far; at one version, `introduced` after a fix opens again."""
    if not nearest or nearest == "0":
        return True
    if version == "0":
        return False
    ecosystem = "npm" if given.type == "SEMVER" else dependency.ecosystem
    order = compare(ecosystem, version, nearest)
    return order is not None and (order > 0 or (order == 0 and kind != "introduced"))
