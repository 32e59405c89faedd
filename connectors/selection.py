"""Selection: which listed objects are wanted, by name, size, age and storage class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fnmatch import translate

from connectors.provider import Listed

_SEPARATOR = "\0"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted; all of it where nothing is said.

    Attributes:
        include: patterns of keys, of which one must match; `*` goes over `/` as well.
        exclude: patterns of which none may.
        least: bytes.
        most: bytes; 0 for any.
        since: Unix seconds: changed at this time or later; 0 for any.
        before: Unix seconds: changed before; 0 for any.
        storage: storage classes in the service's words; the usual one is `STANDARD`.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    since: float = 0.0
    before: float = 0.0
    storage: tuple[str, ...] = ()

    @property
    def all(self) -> bool:
        """Whether everything is wanted."""
        return self == Selection()

    def options(self) -> dict[str, str]:
        """As options of a source."""
        out = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                out[f"only-{field.name}"] = _SEPARATOR.join(value) if isinstance(value, tuple) else repr(value)
        return out

    @classmethod
    def of(cls, options: Mapping[str, str]) -> Selection:
        """From a source's options."""

        def words(name: str) -> tuple[str, ...]:
            given = options.get(f"only-{name}")
            return tuple(given.split(_SEPARATOR)) if given else ()

        def number(name: str) -> float:
            return float(options.get(f"only-{name}", 0))

        return cls(
            words("include"), words("exclude"), int(number("least")), int(number("most")), number("since"), number("before"),
            tuple(word.upper() for word in words("storage")),
        )  # fmt: skip


class Chooser:
    """Says of listed objects whether they are wanted."""

    def __init__(self, selection: Selection) -> None:
        """Take the selection."""
        self._selection = selection
        self._include = _any(selection.include)
        self._exclude = _any(selection.exclude)

    def refuses(self, listed: Listed) -> str:
        """Why an object is not wanted, by the name of the option that says so; empty where it is."""
        wanted = self._selection
        if self._include is not None and self._include.match(listed.key) is None:
            return "--include"
        if self._exclude is not None and self._exclude.match(listed.key) is not None:
            return "--exclude"
        if listed.size < wanted.least or (wanted.most and listed.size > wanted.most):
            return "--min-size or --max-size"
        if (wanted.since or wanted.before) and not self._of_age(listed):
            return "--newer-than or --older-than"
        if wanted.storage and (listed.storage or "STANDARD").upper() not in wanted.storage:
            return "--storage-class"
        return ""

    def _of_age(self, listed: Listed) -> bool:
        """What has no date is wanted: it may be of any age."""
        if listed.modified is None:
            return True
        return listed.modified >= self._selection.since and (
            not self._selection.before or listed.modified < self._selection.before
        )


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(translate(pattern) for pattern in patterns)
    return re.compile(joined) if joined else None
