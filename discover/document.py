"""Document: a settings file in TOML, read, and the words by which it is told where it does not hold to its form."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from discover.errors import ConfigError


def toml(path: Path, what: str, *, shown: str = "", compare: Path | None = None) -> tuple[str, dict[str, Any]]:
    """A file's text and what it says.

    Args:
        path: of it.
        what: it is, for who gave none: `a policy file`.
        shown: its name for messages; its path where that is empty.
        compare: a file that is right, to be named where this one is no TOML.

    Raises:
        ConfigError: it cannot be read, or is no TOML.
    """
    name = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read ({error.strerror}); give the path of {what}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mend = f"; compare with {compare}" if compare is not None else ""
        raise ConfigError(f"{name}: not valid TOML: {error}{mend}") from error


def near(word: str, known: Collection[str], otherwise: str = "there are") -> str:
    """What may have been meant: the nearest word, else all there are."""
    found = get_close_matches(word, known, 1)
    return f"did you mean '{found[0]}'?" if found else f"{otherwise}: {', '.join(dict.fromkeys(known))}"


class Form:
    """Values of a file, held to their form; errors name the line."""

    def __init__(self, path: Path, text: str) -> None:
        """Take the file's path and text."""
        self._path, self._lines = path, text.splitlines()

    def word(self, table: Mapping[str, Any], key: str) -> str:
        """A text that is not empty.

        Raises:
            ConfigError: it is none.
        """
        value = table[key]
        if not isinstance(value, str) or not value:
            raise self.error(key, f"'{key}' must be a text")
        return value

    def words(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Texts, one at least and none empty.

        Raises:
            ConfigError: they are none.
        """
        value = table[key]
        if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
            raise self.error(key, f"'{key}' must be a list of texts")
        return tuple(value)

    def tables(self, table: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
        """Tables of an array, none where there is no such key.

        Raises:
            ConfigError: they are none.
        """
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.error(key, f"'{key}' must be tables: begin each with double brackets")
        return value

    def keys(self, table: Mapping[str, Any], known: Collection[str]) -> None:
        """Hold a table to its keys.

        Raises:
            ConfigError: there is another one.
        """
        for key in table:
            if key not in known:
                raise self.error(key, f"there is no '{key}' here; {near(key, sorted(known))}")

    def one_of(self, key: str, value: str, allowed: Sequence[str]) -> str:
        """The value, if it is allowed.

        Raises:
            ConfigError: it is not.
        """
        if value not in allowed:
            raise self.error(value, f"'{key}' knows no '{value}'; {near(value, allowed, 'use one of')}")
        return value

    def error(self, word: str, message: str) -> ConfigError:
        """An error with the first line that the word stands in and that is no comment."""
        lines = enumerate(self._lines, 1)
        number = next((number for number, line in lines if word in line and not line.lstrip().startswith("#")), 0)
        return ConfigError(f"{self._path}{f':{number}' if number else ''}: {message}")
