"""Python: requirements with pins, and the locks of Poetry, uv, PDM and Pipenv."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.supply.base import Dependency, numbered
from detectors.supply.jsonwalk import walk
from detectors.supply.tables import packages

_ECOSYSTEM = "PyPI"
#: PEP 508 names, extras and one exact version (PEP 440 `==` without a wildcard, `===`).
_PIN = re.compile(
    r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,200})\s*(?:\[[^\]]{0,400}\])?\s*(?:===?\s*([^\s;,#\\*]{1,100})(?![.\w]*\*))?"
)
_NAME_ONLY = re.compile(r"\s*(?:$|[;#<>=!~\[@,\\(-])")


def requirements(text: str) -> Iterator[Dependency]:
    """Each named requirement; its version is empty where it is not pinned to one."""
    continued = False
    for number, line in numbered(text):
        begins = not continued
        continued = line.endswith("\\")
        if not begins or line.lstrip()[:1] in {"#", "-", ""} or "://" in line.split("#", 1)[0].split("@", 1)[0]:
            continue
        found = _PIN.match(line)
        if found is not None and (found[2] or _NAME_ONLY.match(line, found.end(1))):
            yield Dependency(_ECOSYSTEM, found[1], found[2] or "", number)


def lock(text: str) -> Iterator[Dependency]:
    """The `[[package]]` tables of Poetry, uv and PDM; the project itself, which uv lists as editable or virtual, is left out."""
    for package in packages(text, "package"):
        if "editable" not in package.source and "virtual" not in package.source:
            yield Dependency(_ECOSYSTEM, package.name, package.version, package.line)


def pipfile(text: str) -> Iterator[Dependency]:
    """Pipfile.lock: names below `default` and `develop`, each with `==` and a version."""
    for path, value, line in walk(text):
        if len(path) == 3 and path[0] in {"default", "develop"} and path[2] == "version":  # noqa: PLR2004  # group, name, member
            yield Dependency(_ECOSYSTEM, path[1], value.removeprefix("=="), line)
