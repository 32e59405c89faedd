"""Gathered: what a listing could not open, a row each as far as people read them, and the rest of each sort in one row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.base import Refused

#: Rows of one reason that stand for one object each.
_MOST = 1000


class Gathered:
    """Rows of objects that were listed and not opened; bounded whatever is listed."""

    def __init__(self) -> None:
        """Begin empty."""
        self._rows: list[Refused] = []
        self._counts: dict[str, int] = {}
        self._more: dict[tuple[str, str], list[int]] = {}

    def add(self, refused: Refused) -> None:
        """One more."""
        count = self._counts[refused.reason] = self._counts.get(refused.reason, 0) + 1
        if count <= _MOST:
            self._rows.append(refused)
            return
        more = self._more.setdefault((refused.reason, refused.detail), [0, 0])
        more[0] += refused.objects
        more[1] += refused.size

    def rows(self) -> Iterator[Refused]:
        """All of them."""
        yield from self._rows
        for (reason, detail), (objects, size) in self._more.items():
            yield Refused(f"… and {objects:,} more", size, reason, detail, objects)

    def state(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "rows": list(self._rows),
            "counts": dict(self._counts),
            "more": [[*key, *value] for key, value in self._more.items()],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what `state` gave."""
        self._rows = [Refused(*row) for row in state["rows"]]
        self._counts = dict(state["counts"])
        self._more = {(reason, detail): [objects, size] for reason, detail, objects, size in state["more"]}
