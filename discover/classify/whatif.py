"""What if: which findings a file says would be deleted, and the tier without them. Nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, not_, true

from discover.document import near, toml
from discover.errors import ConfigError, UsageError
from discover.inventory.where import where

_KEYS = ("where", "because")


class Deletion(NamedTuple):
    """One thing that would be deleted: its conditions and why, as the file says."""

    where: tuple[str, ...]
    because: str


class WhatIf(NamedTuple):
    """What would be deleted, and the clause that the findings which stay meet."""

    deletions: tuple[Deletion, ...]
    stays: ColumnElement[bool]


def load(path: Path, now: datetime) -> WhatIf:
    """Read a file of deletions: `[[delete]]` tables with `where`, a list of conditions that must all hold, and `because`.

    Args:
        path: of it.
        now: what ages are counted from, in UTC.

    Raises:
        ConfigError: it cannot be read, or does not hold to the form.
    """
    _, document = toml(path, "a file with [[delete]] tables")
    tables = document.get("delete")
    if not isinstance(tables, list) or not tables or set(document) != {"delete"}:
        raise ConfigError(f'{path}: has no [[delete]] alone; write [[delete]] and where = ["kind=kyc.*"]')
    deletions = tuple(_deletion(path, number, table) for number, table in enumerate(tables, 1))
    return WhatIf(deletions, and_(true(), *(not_(_clause(path, each, now)) for each in deletions)))


def _deletion(path: Path, number: int, table: Any) -> Deletion:
    where_ = f"{path}: [[delete]] {number}"
    if not isinstance(table, Mapping):
        raise ConfigError(f"{where_}: must be a table")
    for key in table:
        if key not in _KEYS:
            raise ConfigError(f"{where_}: there is no '{key}'; {near(key, _KEYS)}")
    conditions, because = table.get("where"), table.get("because", "")
    if not isinstance(conditions, list) or not conditions or not all(isinstance(each, str) for each in conditions):
        raise ConfigError(
            f'{where_}: \'where\' must be a list of conditions, such as ["kind=kyc.*", "store=s3://acme*"]'
        )
    if not isinstance(because, str):
        raise ConfigError(f"{where_}: 'because' must be a text")
    return Deletion(tuple(conditions), because)


def _clause(path: Path, deletion: Deletion, now: datetime) -> ColumnElement[bool]:
    try:
        read = where(deletion.where, now)
    except UsageError as error:
        raise ConfigError(f"{path}: {error}") from error
    if read.totals:
        raise ConfigError(
            f"{path}: {' '.join(deletion.where)}: what is deleted is chosen by kind, store, path or age, not by how many there are"
        )
    return read.finding
