"""Declaration: what a vendor says of some kinds: how many people, how old, where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from detectors import kinds as known_kinds
from discover.retention.policy import Duration, duration

if TYPE_CHECKING:
    from discover.document import Form

_BAND = re.compile(r"(\d[\d,]*)\s*(?:-|to)\s*(\d[\d,]*)")
KEYS = ("kinds", "people", "max_age", "stores", "purpose")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of `[[vendor.declares]]`.

    Attributes:
        kinds: that are declared, with `*` for the rest of a name.
        people: fewest and most data subjects, None where it says nothing of them.
        max_age: how old the oldest may be, None where it says nothing of that.
        stores: locators of sources, with `*`; empty for anywhere.
        purpose: in the vendor's words, or empty.
    """

    kinds: tuple[str, ...]
    people: tuple[int, int] | None = None
    max_age: Duration | None = None
    stores: tuple[str, ...] = ()
    purpose: str = ""

    def covers(self, kind: str) -> bool:
        """Whether it speaks of a kind."""
        return any(fnmatchcase(kind, pattern) for pattern in self.kinds)


def declaration(form: Form, table: Mapping[str, Any]) -> Declaration:
    """An entry of a file.

    Raises:
        ConfigError: it does not hold to its form; the message names the line.
    """
    form.keys(table, KEYS)
    if "kinds" not in table:
        raise form.error("declares", 'a [[vendor.declares]] names no kinds; add kinds = ["kyc.*"]')
    patterns, names = form.words(table, "kinds"), known_kinds.load()
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            meant = get_close_matches(pattern, names, 1)
            raise form.error(
                pattern,
                f"'{pattern}' is no kind; {f'did you mean {meant[0]!r}?' if meant else 'discover kinds lists them'}",
            )
    return Declaration(
        patterns,
        _people(form, table["people"]) if "people" in table else None,
        duration(form, "max_age", form.word(table, "max_age")) if "max_age" in table else None,
        form.words(table, "stores") if "stores" in table else (),
        form.word(table, "purpose") if "purpose" in table else "",
    )


def _people(form: Form, value: object) -> tuple[int, int]:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value, value
    match = _BAND.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise form.error("people", "'people' is a number, or a band such as \"10,000-100,000\"")
    low, high = (int(part.replace(",", "")) for part in match.groups())
    if low > high:
        raise form.error(
            "people", f"'people' begins with {low:,} and ends with {high:,}; give the smaller number first"
        )
    return low, high
