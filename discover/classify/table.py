"""Table: values of a settings file, held to their names and types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discover.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def read(where: str, table: Any, keys: Mapping[str, type]) -> dict[str, Any]:
    """A table's values, each of its type, no text empty, no whole number negative.

    Args:
        where: file and table, for messages.
        table: what the file has there.
        keys: type of each key; `?` ends the name of one that may be left out.

    Raises:
        ConfigError: it is no table, a key is unknown or missing, or a value is of another type.
    """
    if not isinstance(table, dict):
        raise ConfigError(f"{where}: must be a table with {', '.join(key.rstrip('?') for key in keys)}")
    types = {key.rstrip("?"): kind for key, kind in keys.items()}
    for key, value in table.items():
        if key not in types:
            raise ConfigError(f"{where}: unknown key '{key}'; the keys are {', '.join(types)}")
        _typed(where, key, value, types[key])
    for key in keys:
        if not key.endswith("?") and key not in table:
            raise ConfigError(f"{where}: '{key}' is missing; add it")
    return dict(table)


def _typed(where: str, key: str, value: Any, wanted: type) -> None:
    # bool is an int in Python, but nobody who writes `true` means 1; a whole number serves where a fraction may stand.
    right = type(value) is wanted or (wanted is float and type(value) is int)
    if not right:
        raise ConfigError(f"{where}: '{key}' must be {_NAMES[wanted]}, not {value!r}")
    if value == "" or (wanted is int and value < 0):
        raise ConfigError(f"{where}: '{key}' must not be {'empty' if value == '' else 'negative'}")


def one_of(where: str, value: str, allowed: tuple[str, ...]) -> str:
    """The value, if it is allowed.

    Raises:
        ConfigError: it is not.
    """
    if value not in allowed:
        raise ConfigError(f"{where} is {value!r}; use one of {', '.join(allowed)}")
    return value


def words(where: str, values: Any) -> tuple[str, ...]:
    """A list of texts, none of them empty.

    Raises:
        ConfigError: it is none.
    """
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise ConfigError(f"{where} must be a list of non-empty strings")
    return tuple(values)
