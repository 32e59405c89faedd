"""Clocks: when what is held is to be deleted, and by how much it is over. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from discover.errors import ConfigError
from discover.retention.held import Item
from discover.retention.policy import EVENTS, EVIDENCE, Clock, RetentionPolicy

OVERDUE, SOON, WITHIN, UNKNOWN = "overdue", "due soon", "within", "unknown date"
#: Days before its deadline in which something is due soon.
_SOON = 30


class Event(NamedTuple):
    """What a vendor knows of objects: the day of an event for paths that a pattern names."""

    paths: str
    event: str
    day: date


@dataclass(frozen=True, slots=True)
class Due:
    """One clock over one item.

    Attributes:
        item: what is held.
        clock: that ends first.
        state: OVERDUE, SOON, WITHIN or UNKNOWN.
        start: the day it runs from; None where no date is known.
        dated: which date that is: a name of the policy's order, or of an event.
        assumed: whether the date stands in for an event that is not known.
        deadline: the day from which it is to be gone.
        days: over it, negative before it; 0 where it is not known.
    """

    item: Item
    clock: Clock
    state: str
    start: date | None
    dated: str
    assumed: bool
    deadline: date | None
    days: int


def due(item: Item, policy: RetentionPolicy, events: Sequence[Event], today: date) -> Due | None:
    """The clock that ends first for an item; None where none runs for its kind."""
    found = [_one(item, clock, policy.order, events, today) for clock in policy.clocks_of(item.kind)]
    return min(found, key=lambda each: each.deadline or date.max) if found else None


def _one(item: Item, clock: Clock, order: Sequence[str], events: Sequence[Event], today: date) -> Due:
    start, dated, assumed = _start(item, clock, order, events, today)
    if start is None:
        return Due(item, clock, UNKNOWN, None, "none", assumed, None, 0)
    deadline = clock.within.after(start)
    days = (today - deadline).days
    state = OVERDUE if days > 0 else SOON if days > -_SOON else WITHIN
    return Due(item, clock, state, start, dated, assumed, deadline, days)


def _start(
    item: Item, clock: Clock, order: Sequence[str], events: Sequence[Event], today: date
) -> tuple[date | None, str, bool]:
    """The day that a clock runs from, which date it is, and whether it stands in for an event. A day after today is none."""
    if clock.event != EVIDENCE:
        known = [each.day for each in events if each.event == clock.event and fnmatchcase(item.path, each.paths)]
        if known:
            return max(known), clock.event, False  # the last interaction counts, and the last verification
    for name in order:
        day = item.dates.get(name)
        if day is not None and day <= today:
            return day, name, clock.event != EVIDENCE
    return None, "none", clock.event != EVIDENCE


def load_events(path: Path) -> list[Event]:
    """A file of facts: CSV with the columns paths, event and date.

    Raises:
        ConfigError: it cannot be read, or a line is wrong; the message names it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(_events(path, csv.DictReader(stream)))
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); give a CSV file with paths, event, date"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: is no CSV in UTF-8: {error}") from error


def _events(path: Path, rows: csv.DictReader[str]) -> Iterator[Event]:
    missing = {"paths", "event", "date"} - set(rows.fieldnames or ())
    if missing:
        raise ConfigError(f"{path}:1: has no column '{min(missing)}'; the columns are paths, event, date")
    for row in rows:
        event, said = (row["event"] or "").strip(), (row["date"] or "").strip()
        if event not in EVENTS[1:]:
            near = get_close_matches(event, EVENTS[1:], 1)
            mend = f"did you mean '{near[0]}'?" if near else f"use one of {', '.join(EVENTS[1:])}"
            raise ConfigError(f"{path}:{rows.line_num}: there is no event '{event}'; {mend}")
        try:
            day = date.fromisoformat(said)
        except ValueError:
            raise ConfigError(f"{path}:{rows.line_num}: '{said}' is no date; write it as 2026-03-31") from None
        yield Event((row["paths"] or "*").strip(), event, day)
