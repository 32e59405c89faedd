"""Vendors: a sweep file: which vendors there are, and where each of them holds data. TOML, read into frozen data.

    inventory = "/srv/discover/inventory.db"

    [[vendor]]
    name = "acme"
    declared = "talent marketplace"    # a tier (T0 to T4) or a profile of the policy

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

import tomllib
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from discover.classify.policy import load_default
from discover.errors import ConfigError
from discover.sweep.mappings import Pairs, checked

_MESSAGES = "messages"
_TOP, _VENDOR = ("inventory", "vendor"), ("name", "declared", "source")


class Source(NamedTuple):
    """One place of a vendor's: a target of `discover scan`, words of options of it, mappings of tables of messages."""

    target: str
    words: tuple[str, ...]
    mappings: tuple[Pairs, ...] = ()


class Vendor(NamedTuple):
    """A vendor by name, where its data lies, and which tier or profile it or its buyer declares; empty where none does."""

    name: str
    sources: tuple[Source, ...]
    declared: str = ""


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
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give the path of a sweep file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    return _Form(path, text, options).read(document)


class _Form:
    """The form of the file; says where it is not held to."""

    def __init__(self, path: Path, text: str, options: Collection[str]) -> None:
        self._path, self._lines, self._options = path, text.splitlines(), options

    def read(self, document: Mapping[str, Any]) -> SweepFile:
        self._keys(document, _TOP)
        vendors = tuple(map(self._vendor, self._tables(document, "vendor")))
        if not vendors:
            raise ConfigError(
                f"{self._path}: names no vendor; begin one with [[vendor]] and give it a name and a source"
            )
        names = [vendor.name for vendor in vendors]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise self._error(twice, f"vendor '{twice}' is there twice; put its sources under one [[vendor]]")
        return SweepFile(self._word(document, "inventory") if "inventory" in document else "", vendors)

    def _vendor(self, table: Mapping[str, Any]) -> Vendor:
        self._keys(table, _VENDOR)
        if "name" not in table:
            raise ConfigError(f'{self._path}: a [[vendor]] has no name; add name = "…"')
        name = self._word(table, "name")
        sources = tuple(map(self._source, self._tables(table, "source")))
        if not sources:
            raise self._error(name, f"vendor '{name}' has no source; add a [[vendor.source]] with a target")
        declared = self._word(table, "declared") if "declared" in table else ""
        try:
            if declared:
                load_default().declared.tier(declared)
        except ConfigError as error:
            raise self._error("declared", f"vendor '{name}': {error}") from error
        return Vendor(name, sources, declared)

    def _source(self, table: Mapping[str, Any]) -> Source:
        self._keys(table, ("target", *self._options))
        if "target" not in table:
            raise ConfigError(f'{self._path}: a [[vendor.source]] has no target; add target = "…"')
        target, words, mappings = self._word(table, "target"), list[str](), tuple[Pairs, ...]()
        for key, value in table.items():
            if key == _MESSAGES and not isinstance(value, str):
                mappings = checked(self._tables(table, key), f"{self._path}: source '{target}'")
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
        raise self._error(key, f"'{key}' must be a text, a number, true, false or a list of them")

    def _word(self, table: Mapping[str, Any], key: str) -> str:
        value = table[key]
        if not isinstance(value, str) or not value:
            raise self._error(key, f"'{key}' must be a text")
        return value

    def _tables(self, table: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._error(key, f"'{key}' must be tables: begin each with double brackets")
        return value

    def _keys(self, table: Mapping[str, Any], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, 1)
                mend = f"; did you mean '{near[0]}'?" if near else f"; there are: {', '.join(sorted(known))}"
                raise self._error(key, f"there is no '{key}' here{mend}")

    def _error(self, word: str, message: str) -> ConfigError:
        """An error with the first line that the word stands in."""
        number = next((number for number, line in enumerate(self._lines, 1) if word in line), 0)
        return ConfigError(f"{self._path}{f':{number}' if number else ''}: {message}")
