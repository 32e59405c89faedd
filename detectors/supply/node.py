"""Node: the locks of npm, Yarn and pnpm in all their versions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.supply.base import Dependency, numbered
from detectors.supply.jsonwalk import walk

_ECOSYSTEM = "npm"
_MODULES = "node_modules/"


def package_lock(text: str) -> Iterator[Dependency]:
    """package-lock.json and npm-shrinkwrap.json, versions 1 to 3; what is linked from a workspace is left out.

    Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
    """
    if _WRITTEN.match(text):
        yield from _as_written(text)
        return
    packages = False
    named: dict[str, str] = {}
    for path, value, line in walk(text):
        if path[:1] == ("packages",):
            packages = True
            place = path[1] if len(path) == 3 else ""  # noqa: PLR2004  # packages, place, member
            if _MODULES in place and path[2] == "name":
                named = {place: value}
            elif _MODULES in place and path[2] == "version":
                yield Dependency(_ECOSYSTEM, named.get(place) or place.rpartition(_MODULES)[2], value, line)
        elif not packages and len(path) > 2 and path[-1] == "version" and path[-3] == "dependencies":  # noqa: PLR2004
            yield _aliased(path[-2], value, line)


#: How npm writes versions 2 and 3: two blanks a level, one member a line.
_WRITTEN = re.compile(r'\{\r?\n(?:  "(?:name|version|requires)": [^\n]{1,400},\r?\n)*  "lockfileVersion": [23],\r?\n')
_PLACE = re.compile(r'^    "([^"\n]{0,2000}node_modules/[^"\n]{1,400})": \{\r?$', re.MULTILINE)
_MEMBER = re.compile(r'^      "(name|version)": "([^"\n]{1,400})"', re.MULTILINE)
#: Characters of one package, with all that it asks for.
_LONGEST = 64 << 10


def _as_written(text: str) -> Iterator[Dependency]:
    """The packages of a file as npm itself writes it: five times as fast as by every value of its JSON."""
    line, counted = 1, 0
    for place in _PLACE.finditer(text):
        end = text.find("\n    }", place.end(), place.end() + _LONGEST)
        members = dict(_MEMBER.findall(text, place.end(), end if end >= 0 else place.end() + _LONGEST))
        line += text.count("\n", counted, place.start())
        counted = place.start()
        if "version" in members:
            name = members.get("name") or place[1].rpartition(_MODULES)[2]
            yield Dependency(_ECOSYSTEM, name, members["version"], line)


def _aliased(name: str, version: str, line: int) -> Dependency:
    """A dependency under another name: `npm:real@1.2.3`."""
    if version.startswith("npm:") and "@" in version[5:]:
        name, _, version = version[4:].rpartition("@")
    return Dependency(_ECOSYSTEM, name, version, line)


_YARN_HEAD = re.compile(r'"?((?:@[^/"@\s]{1,200}/)?[^@"\s]{1,200})@([^"]{0,400})')
#: Parts of the project itself.
_OWN = ("workspace:", "link:", "portal:")
_YARN_VERSION = re.compile(r'\s{2}version:? "?([^"\s]{1,200})"?\s*$')
_YARN_RESOLVED = re.compile(r'\s{2}resolution: "((?:@[^/"@\s]{1,200}/)?[^@"\s]{1,200})@(\w{1,20}):')


def yarn(text: str) -> Iterator[Dependency]:
    """yarn.lock of version 1, and of Berry, where packages of the workspace itself are left out."""
    current: tuple[str, int] | None = None
    pending: Dependency | None = None
    for number, line in numbered(text):
        if line[:1].strip() and not line.startswith("#") and line.rstrip().endswith(":"):
            if pending is not None:
                yield pending
            pending, found = None, _YARN_HEAD.match(line)
            own = found is None or found[2].startswith(_OWN)
            current = (_yarn_name(found), number) if found is not None and not own else None
        elif current is not None and (version := _YARN_VERSION.match(line)) is not None:
            pending = Dependency(_ECOSYSTEM, current[0], version[1], current[1])
        elif pending is not None and (resolved := _YARN_RESOLVED.match(line)) is not None:
            real = Dependency(_ECOSYSTEM, resolved[1], pending.version, pending.line)
            pending = real if resolved[2] not in {"workspace", "link", "portal"} else None
    if pending is not None:
        yield pending


def _yarn_name(found: re.Match[str]) -> str:
    """The name of a package; of one that goes under another name, its own."""
    asked = found[2]
    if asked.startswith("npm:") and "@" in asked[5:]:
        return asked[4:].split(",")[0].rpartition("@")[0]
    return found[1]


#: Keys below `packages:`: `/name/1.0.0_peer` up to version 5, `/name@1.0.0(peer)` in 6, `name@1.0.0(peer)` in 9.
_PNPM = re.compile(r"  ['\"]?/?((?:@[^/@'\"\s]{1,200}/)?[^/@'\"\s]{1,200})[/@](\d[^(_'\":\s]{0,100})[^:\n]{0,2000}:")


def pnpm(text: str) -> Iterator[Dependency]:
    """pnpm-lock.yaml, lockfile versions 5 to 9."""
    inside = False
    for number, line in numbered(text):
        if line[:1].strip():
            inside = line.startswith("packages:")
        elif inside and (found := _PNPM.match(line)) is not None:
            yield Dependency(_ECOSYSTEM, found[1], found[2], number)
