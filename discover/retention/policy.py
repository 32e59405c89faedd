"""Policy: clocks by which kinds are to be deleted, and duties to keep, read from a TOML file whose head says what keys mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from detectors import kinds as known_kinds
from discover.document import Form, toml
from discover.errors import ConfigError

#: The policy that is used unless another is given.
DEFAULT = Path(__file__).parent / "policies" / "default.toml"
EVIDENCE = "evidence"
#: What a time may run from.
EVENTS = (EVIDENCE, "verification", "last_interaction", "purpose_end", "account_close")
#: Dates by which an object's age may be told.
DATES = ("message", "path", "commit", "modified")
_UNITS = {"day": "days", "days": "days", "month": "months", "months": "months", "year": "years", "years": "years"}
_DURATION = re.compile(r"(\d{1,5}) ([A-Za-z]+)")
_MONTHS = 12


class Duration(NamedTuple):
    """A stretch of calendar time: `30 days`, `24 months`, `3 years`."""

    number: int
    unit: str

    def after(self, start: date) -> date:
        """The day on which it is over; the last of a month where the month is shorter."""
        try:
            if self.unit == "days":
                return start + timedelta(days=self.number)
            months = start.year * _MONTHS + start.month - 1 + self.number * (_MONTHS if self.unit == "years" else 1)
            year, month = divmod(months, _MONTHS)
            return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
        except (OverflowError, ValueError):
            return date.max

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.number} {self.unit if self.number != 1 else self.unit.removesuffix('s')}"


def duration(form: Form, key: str, said: str) -> Duration:
    """A duration of a file.

    Raises:
        ConfigError: it is none.
    """
    match = _DURATION.fullmatch(said)
    if match is None:
        raise form.error(said, f"'{key}' must be a number and a unit, such as '30 days' or '24 months', not '{said}'")
    form.one_of(key, match[2], tuple(_UNITS))
    return Duration(int(match[1]), _UNITS[match[2]])


@dataclass(frozen=True, slots=True)
class Clock:
    """A time after which kinds are to be deleted.

    Attributes:
        id: its name.
        name: what it says.
        kinds: with `*` for the rest of a name.
        without: kinds that it leaves out.
        within: how long.
        event: what it runs from, one of `EVENTS`.
        basis: the law or contract.
        source: where that is to be read.
        proposal: whether the length is the policy's own judgement.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    without: tuple[str, ...]
    within: Duration
    event: str
    basis: str
    source: str
    proposal: bool

    def covers(self, kind: str) -> bool:
        """Whether it runs for a kind."""
        return _among(kind, self.kinds) and not _among(kind, self.without)


@dataclass(frozen=True, slots=True)
class Keep:
    """A duty to keep, which a description meets as well as a copy: `describes` are the kinds that make one."""

    id: str
    kinds: tuple[str, ...]
    describes: tuple[str, ...]
    within: Duration
    event: str
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """All of a file: clocks and duties in its order, and in which order dates tell an age."""

    name: str
    version: str
    order: tuple[str, ...]
    clocks: tuple[Clock, ...]
    keeps: tuple[Keep, ...]

    def clocks_of(self, kind: str) -> list[Clock]:
        """The clocks that run for a kind."""
        return [clock for clock in self.clocks if clock.covers(kind)]


def _among(kind: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in patterns)


@cache
def load_default() -> RetentionPolicy:
    """The policy that comes with the program."""
    return load(DEFAULT)


def load(path: Path) -> RetentionPolicy:
    """The policy of a file.

    Raises:
        ConfigError: it cannot be read or does not hold to the format; the message names line, word and the nearest right one.
    """
    text, document = toml(path, "a retention policy", compare=DEFAULT)
    return _Form(path, text).read(document)


class _Form(Form):
    """The form of the file."""

    def read(self, document: Mapping[str, Any]) -> RetentionPolicy:
        self._keys(document, ("policy", "evidence", "clock", "keep"), ())
        about = self._table(document, "policy")
        self._keys(about, ("name", "version"), ("name", "version"))
        evidence = self._table(document, "evidence")
        self._keys(evidence, ("order",), ("order",))
        order = self.words(evidence, "order")
        for each in order:
            self.one_of("order", each, DATES)
        clocks = tuple(self._clock(each) for each in self.tables(document, "clock"))
        keeps = tuple(self._keep(each) for each in self.tables(document, "keep"))
        if not clocks:
            raise ConfigError(f"{self._path}: has no [[clock]]; start from a copy of {DEFAULT}")
        names = [*(clock.id for clock in clocks), *(keep.id for keep in keeps)]
        for name in names:
            if names.count(name) > 1:
                raise self.error(name, f"'{name}' is there twice; give one of them another id")
        return RetentionPolicy(self.word(about, "name"), self.word(about, "version"), order, clocks, keeps)

    def _clock(self, table: Mapping[str, Any]) -> Clock:
        needed = ("id", "name", "kinds", "within", "event", "basis", "source")
        self._keys(table, (*needed, "without", "proposal"), needed)
        proposal = table.get("proposal", False)
        if not isinstance(proposal, bool):
            raise self.error("proposal", "'proposal' must be true or false")
        return Clock(
            self.word(table, "id"), self.word(table, "name"), self._kinds(table, "kinds"),
            self._kinds(table, "without") if "without" in table else (), self._duration(table), self._event(table),
            self.word(table, "basis"), self.word(table, "source"), proposal,
        )  # fmt: skip

    def _keep(self, table: Mapping[str, Any]) -> Keep:
        needed = ("id", "kinds", "describes", "within", "event", "basis", "source")
        self._keys(table, needed, needed)
        return Keep(
            self.word(table, "id"), self._kinds(table, "kinds"), self._kinds(table, "describes"), self._duration(table),
            self._event(table), self.word(table, "basis"), self.word(table, "source"),
        )  # fmt: skip

    def _event(self, table: Mapping[str, Any]) -> str:
        return self.one_of("event", self.word(table, "event"), EVENTS)

    def _duration(self, table: Mapping[str, Any]) -> Duration:
        return duration(self, "within", self.word(table, "within"))

    def _kinds(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        found = self.words(table, key)
        names = known_kinds.load()
        for pattern in found:
            if not any(fnmatchcase(name, pattern) for name in names):
                meant = get_close_matches(pattern, names, 1)
                mend = f"; did you mean '{meant[0]}'?" if meant else "; discover kinds lists them"
                raise self.error(pattern, f"'{key}' names '{pattern}', which is no kind{mend}")
        return found

    def _table(self, document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = document.get(key)
        if not isinstance(value, dict):
            raise ConfigError(f"{self._path}: has no [{key}]; compare with {DEFAULT}")
        return value

    def _keys(self, table: Mapping[str, Any], allowed: Sequence[str], needed: Sequence[str]) -> None:
        self.keys(table, allowed)
        for key in needed:
            if key not in table:
                name = table.get("id", "")
                raise self.error(str(name) or key, f"'{key}' is missing{f' in {name!r}' if name else ''}; add it")
