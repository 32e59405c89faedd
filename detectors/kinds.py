"""Kinds: the names of everything that can be found, and what the law and good sense say of each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from detectors.errors import RuleError

#: The table itself; its head says what every key means.
FILE = Path(__file__).with_name("kinds.toml")

SEVERITIES = ("critical", "high", "medium", "low", "info")
REVOCABILITIES = ("rotatable", "reissuable", "semi", "permanent", "knowledge")
#: Paragraphs of 28 CFR 202.205 that name a class of data; "" for none. (g) speaks of combinations, so no kind has it.
BULK_CLASSES = ("", "a", "b", "c", "d", "e", "f")

_TEXTS: Mapping[str, tuple[str, ...]] = {
    "sentence": (),
    "severity": SEVERITIES,
    "dpv": (),
    "bulk_class": BULK_CLASSES,
    "revocability": REVOCABILITIES,
    "source": (),
}
_KEYS = frozenset({*_TEXTS, "special"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that a vendor may hold.

    Attributes:
        name: `category.type`, lower case.
        sentence: what it is, for a reader who is no specialist.
        category: the part of the name before the dot.
        severity: critical, high, medium, low or info: how bad one exposed item is, unless a rule says otherwise.
        dpv: term of the Data Privacy Vocabulary 2.3 (`pd:Passport`), or `own`.
        special: whether Art. 9 or 10 GDPR names it.
        bulk_class: letter of the paragraph of 28 CFR 202.205 that counts it, or empty.
        revocability: rotatable, reissuable, semi, permanent or knowledge: what can be done once it is out.
        source: address of who defines it or says that it matters.
    """

    name: str
    sentence: str
    category: str
    severity: str
    dpv: str
    special: bool
    bulk_class: str
    revocability: str
    source: str


@cache
def load() -> Mapping[str, Kind]:
    """Every kind by name, in the table's order. Read once a process.

    Raises:
        RuleError: the table does not hold to its format.
    """
    try:
        with FILE.open("rb") as stream:
            return parse(tomllib.load(stream))
    except OSError as error:
        raise RuleError(f"{FILE}: cannot be read ({error.strerror}); install the package again") from error
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{FILE}: not valid TOML: {error}") from error


def parse(document: Mapping[str, Any]) -> Mapping[str, Kind]:
    """Kinds of a parsed table: each entry completed by the values of its category.

    Raises:
        RuleError: an entry is twice there, lacks a category, or has an unknown key or value.
    """
    categories: Mapping[str, Mapping[str, Any]] = document.get("category", {})
    kinds: dict[str, Kind] = {}
    for entry in document.get("kind", ()):
        made = _kind(entry, categories)
        if made.name in kinds:
            raise RuleError(f"{FILE.name}: kind '{made.name}' exists already; join the two entries")
        kinds[made.name] = made
    return MappingProxyType(kinds)


def kind(name: str) -> Kind:
    """The kind of that name.

    Raises:
        RuleError: there is none; the message names those of the same category.
    """
    try:
        return load()[name]
    except KeyError:
        category = name.partition(".")[0]
        near = [other for other in load() if other.startswith(f"{category}.")]
        known = near or sorted({other.category for other in load().values()})
        what = f"{'its category has' if near else 'the categories are'} {', '.join(known)}"
        raise RuleError(f"no kind is named '{name}': {what}; use one of them or add it to {FILE.name}") from None


def _kind(entry: Mapping[str, Any], categories: Mapping[str, Mapping[str, Any]]) -> Kind:
    name = str(entry.get("name", "?"))
    where = f"{FILE.name}: kind '{name}'"
    category, _, rest = name.partition(".")
    if category not in categories or not rest:
        raise RuleError(f"{where}: the name must be category.type, with a [category.…] of {', '.join(categories)}")
    if "sentence" not in entry:
        raise RuleError(f"{where}: 'sentence' is missing")
    values = {**categories[category], **{key: value for key, value in entry.items() if key != "name"}}
    if values.keys() != _KEYS:
        raise RuleError(f"{where}: missing or unknown: {', '.join(sorted(values.keys() ^ _KEYS))}")
    for key, allowed in _TEXTS.items():
        if not isinstance(values[key], str) or (allowed and values[key] not in allowed):
            raise RuleError(f"{where}: '{key}' must be {' or '.join(map(repr, allowed)) if allowed else 'a string'}")
    if not isinstance(values["special"], bool):
        raise RuleError(f"{where}: 'special' must be true or false")
    return Kind(name=name, category=category, **values)
