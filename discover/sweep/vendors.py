"""Vendors: a sweep file: which vendors there are, and where each of them holds data. TOML, read into frozen data.

    inventory = "/srv/discover/inventory.db"

    [[vendor]]
    name = "acme"
    declared = "talent marketplace"    # a tier (T0 to T4) or a profile of the policy

    [[vendor.declares]]
    kinds = ["person.email"]
    people = "1,000-10,000"

    [[vendor.source]]
    target = "s3://acme-exports/2026"
    profile = "audit"
    exclude = ["*.iso"]

    [[vendor.source.messages]]
    files = "tickets-*.csv"
    message = "body"

A source has the words of `discover scan`'s options for it, without the dashes; `messages` is the path of a file of mappings, or
holds them: see `discover.sweep.mappings`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from discover.classify.policy import load_default
from discover.declared.declaration import Declaration, declaration
from discover.document import Form, toml
from discover.errors import ConfigError
from discover.sweep.mappings import Pairs, checked

_MESSAGES = "messages"
_TOP, _VENDOR = ("inventory", "vendor"), ("name", "declared", "declares", "source")


class Source(NamedTuple):
    """One place of a vendor's: a target of `discover scan`, words of options of it, mappings of tables of messages."""

    target: str
    words: tuple[str, ...]
    mappings: tuple[Pairs, ...] = ()


class Vendor(NamedTuple):
    """A vendor by name, where its data lies, the tier or profile declared for it (or empty), and what is declared of its kinds."""

    name: str
    sources: tuple[Source, ...]
    declared: str = ""
    declares: tuple[Declaration, ...] = ()


class SweepFile(NamedTuple):
    """All of it; `inventory` is empty where the file names none."""

    inventory: str
    vendors: tuple[Vendor, ...]


def load(path: Path, options: Collection[str]) -> SweepFile:
    """Read a sweep file.

    Args:
        path: of it.
        options: names of options that a source may have, without dashes before them.

    Raises:
        ConfigError: it cannot be read, or does not hold to the form; the message names the line.
    """
    text, document = toml(path, "a sweep file")
    return _Form(path, text, options).read(document)


class _Form(Form):
    """The form of the file."""

    def __init__(self, path: Path, text: str, options: Collection[str]) -> None:
        super().__init__(path, text)
        self._options = options

    def read(self, document: Mapping[str, Any]) -> SweepFile:
        self.keys(document, _TOP)
        vendors = tuple(map(self._vendor, self.tables(document, "vendor")))
        if not vendors:
            raise ConfigError(
                f"{self._path}: names no vendor; begin one with [[vendor]] and give it a name and a source"
            )
        names = [vendor.name for vendor in vendors]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise self.error(twice, f"vendor '{twice}' is there twice; put its sources under one [[vendor]]")
        return SweepFile(self.word(document, "inventory") if "inventory" in document else "", vendors)

    def _vendor(self, table: Mapping[str, Any]) -> Vendor:
        self.keys(table, _VENDOR)
        if "name" not in table:
            raise ConfigError(f'{self._path}: a [[vendor]] has no name; add name = "…"')
        name = self.word(table, "name")
        sources = tuple(map(self._source, self.tables(table, "source")))
        if not sources:
            raise self.error(name, f"vendor '{name}' has no source; add a [[vendor.source]] with a target")
        declared = self.word(table, "declared") if "declared" in table else ""
        try:
            if declared:
                load_default().declared.tier(declared)
        except ConfigError as error:
            raise self.error("declared", f"vendor '{name}': {error}") from error
        declares = tuple(declaration(self, each) for each in self.tables(table, "declares"))
        return Vendor(name, sources, declared, declares)

    def _source(self, table: Mapping[str, Any]) -> Source:
        self.keys(table, ("target", *self._options))
        if "target" not in table:
            raise ConfigError(f'{self._path}: a [[vendor.source]] has no target; add target = "…"')
        target, words, mappings = self.word(table, "target"), list[str](), tuple[Pairs, ...]()
        for key, value in table.items():
            if key == _MESSAGES and not isinstance(value, str):
                mappings = checked(self.tables(table, key), f"{self._path}: source '{target}'")
            elif key != "target":
                words += self._words(key, value)
        return Source(target, tuple(words), mappings)

    def _words(self, key: str, value: object) -> list[str]:
        if value is True:
            return [f"--{key}"]
        if value is False:
            return []
        if isinstance(value, list):
            return [word for each in value for word in self._words(key, each)]
        if isinstance(value, str | int | float):
            return [f"--{key}", str(value)]
        raise self.error(key, f"'{key}' must be a text, a number, true, false or a list of them")
