"""Names of members as they are shown, and the count of what was not read where there is no end of names."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.base import Gap

#: Characters of a name that are shown; paths of usual systems are at most 4,096 bytes long.
_LONGEST = 1024
#: Gaps of one reason that are told by name; the others are counted.
_NAMED = 1000


def shown(name: str) -> str:
    """A member's name for reports: what cannot be printed is written as an escape, and the end of a very long one left out.

    It stays as stored otherwise, with `..` and a leading `/`: nothing is ever written or looked up by it.
    """
    if len(name) > _LONGEST:
        name = name[:_LONGEST] + "…"
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


class Tally:
    """Gaps, the first of each reason by name, the others as one with their number and sum of bytes."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._more: dict[str, tuple[int, int, str]] = {}

    def gap(self, name: str, size: int, reason: str, detail: str) -> Iterator[Gap]:
        """The gap, or nothing where it is only counted."""
        count = self._counts[reason] = self._counts.get(reason, 0) + 1
        if count <= _NAMED:
            yield Gap(name, size, reason, detail)
        else:
            number, total, _ = self._more.get(reason, (0, 0, ""))
            self._more[reason] = (number + 1, total + size, detail)

    def rest(self) -> Iterator[Gap]:
        """What was only counted."""
        for reason, (number, total, detail) in self._more.items():
            yield Gap("", total, reason, f"and {number:,} more: {detail}")
