"""Bounds: what opening one object may cost, as a user says it: `depth=10`, `expanded=8G`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, replace

from detectors.readers.base import Limits
from discover.errors import UsageError

_GIVEN = re.compile(r"(?P<name>[a-z]+)=(?P<number>\d{1,15}(?:\.\d{1,3})?)(?P<unit>[KMGT]?)")
#: Bytes of the letters that a number may end in.
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def bounds(given: Iterable[str]) -> Limits:
    """The limits with what was given in place of the defaults.

    Args:
        given: NAME=NUMBER each; a number may end in K, M, G or T (powers of 1024).

    Raises:
        UsageError: no such limit, or no such number; the message lists the names.
    """
    limits = Limits()
    names = [field.name for field in fields(Limits)]
    for word in given:
        match = _GIVEN.fullmatch(word)
        if match is None or match["name"] not in names:
            raise UsageError(
                f"--limit {word}: give NAME=NUMBER, a number may end in K, M, G or T; the names are {', '.join(names)}"
            )
        number = float(match["number"]) * UNITS[match["unit"]]
        least = 0 if match["name"] == "rows" else 1
        if number < least:
            raise UsageError(f"--limit {word}: must be {least} or more")
        kept = number if match["name"] in {"seconds", "stall"} else int(number)
        limits = replace(limits, **{match["name"]: kept})  # type: ignore[arg-type]  # the name says which type it has
    return limits
