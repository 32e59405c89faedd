"""Scripted: the locks of Bundler and Composer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.supply.base import Dependency, numbered
from detectors.supply.jsonwalk import walk

#: Four blanks and a name are a gem; six are what it asks for. A platform may follow the version.
_GEM = re.compile(r" {4}([A-Za-z0-9][\w.-]{0,200}) \(([^()\s]{1,100})\)\s*$")
_PLATFORM = re.compile(r"-(?:x86|x64|aarch64|arm|java|jruby|universal|mswin|mingw|ruby)\w*.*$")


def gemfile(text: str) -> Iterator[Dependency]:
    """Gemfile.lock: the gems from a server; those from git or a path are left out."""
    inside = False
    for number, line in numbered(text):
        if line[:1].strip():
            inside = line.rstrip() == "GEM"
        elif inside and (found := _GEM.match(line)) is not None:
            yield Dependency("RubyGems", found[1], _PLATFORM.sub("", found[2]), number)


def composer(text: str) -> Iterator[Dependency]:
    """composer.lock: `packages` and `packages-dev`, each with a name and a version."""
    name, line = "", 0
    for path, value, number in walk(text):
        if len(path) == 3 and path[0] in {"packages", "packages-dev"}:  # noqa: PLR2004  # group, number, member
            if path[2] == "name":
                name, line = value, number
            elif path[2] == "version" and name:
                yield Dependency("Packagist", name, value.removeprefix("v"), line)
                name = ""
