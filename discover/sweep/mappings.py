"""Mappings: what the user says of tables of messages: which files they are, and what their columns are. TOML.

    [[messages]]
    files = "tickets-*.csv"
    message = "body"
    author = "requester"
    time = "created_at"

The words are those of `connectors.export.table`; a source in a sweep file has the same tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from discover.config import exports_installed
from discover.document import toml
from discover.errors import ConfigError

#: A mapping as a task for workers carries it.
Pairs = tuple[tuple[str, str], ...]


def load(path: Path) -> tuple[Pairs, ...]:
    """Read a file of mappings.

    Raises:
        ConfigError: it cannot be read, or a mapping in it cannot be used; the message says which one and why.
    """
    _, document = toml(path, "a file of mappings")
    for word in document:
        if word != "messages":
            meant = "; did you mean 'messages'?" if get_close_matches(word, ["messages"]) else ""
            raise ConfigError(f"{path}: there is no '{word}' here{meant}. Each mapping begins with [[messages]]")
    tables = document.get("messages")
    if not isinstance(tables, list) or not tables or not all(isinstance(each, dict) for each in tables):
        raise ConfigError(f"{path}: holds no mapping; begin one with [[messages]]")
    return checked(tables, str(path))


def checked(tables: Sequence[Mapping[str, Any]], where: str) -> tuple[Pairs, ...]:
    """Mappings that can be used.

    Args:
        tables: as TOML gave them.
        where: they stand, for messages.

    Raises:
        ConfigError: one of them cannot be used.
    """
    if not exports_installed():
        raise ConfigError(f"{where}: messages need what reads exports: pip install 'discover-holdings[exports]'")
    from connectors.export.table import Mapped, MappingError  # noqa: PLC0415  # few scans are given mappings

    for number, table in enumerate(tables, 1):
        try:
            Mapped(table)
        except MappingError as error:
            raise ConfigError(f"{where}: mapping {number} of messages: {error}") from error
    return tuple(tuple(table.items()) for table in tables)
