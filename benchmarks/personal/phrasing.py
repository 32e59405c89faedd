"""The templates of every language, read from TOML; each half is kept apart from the other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "templates"
_SHAPES = "shapes.toml"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One language's half.

    Attributes:
        language: ISO 639-1.
        free: list name (`text`, `decoys`, `records`, `decoy_records`, `logs`, `decoy_logs`): whole templates.
        named: sentences about one value, with `{label}` and `{value}`.
        alone: sentences about one value that nothing names.
        words: family: the words that name it; look-alikes too.
    """

    language: str
    free: Mapping[str, tuple[str, ...]]
    named: tuple[str, ...]
    alone: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Forms of no language: what stands around a naming word or a field's name, and the names of fields by family."""

    labels: tuple[str, ...]
    keys: tuple[str, ...]
    log_keys: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]


def _lists(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(value) for name, value in table.items() if isinstance(value, list)}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def phrasings(half: str) -> tuple[Phrasing, ...]:
    """Every language's `train` or `held` half, English first."""
    out = []
    for file in sorted(_FOLDER.glob("*.toml")):
        if file.name == _SHAPES:
            continue
        document = _read(file.name)
        table = document[half]
        lists = _lists(table)
        named, alone = lists.pop("named", ()), lists.pop("alone", ())
        words = {**_lists(table.get("words", {})), **_lists(table.get("decoy_words", {}))}
        out.append(Phrasing(document["language"], lists, named, alone, words))
    return tuple(sorted(out, key=lambda phrasing: (phrasing.language != "en", phrasing.language)))


@cache
def shapes(half: str) -> Shapes:
    """The `train` or `held` half of the forms."""
    table = _read(_SHAPES)[half]
    lists = _lists(table)
    return Shapes(
        lists["labels"], lists["keys"], lists["log_keys"], {**_lists(table["keys_of"]), **_lists(table["decoy_keys"])}
    )
