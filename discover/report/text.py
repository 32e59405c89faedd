"""Text: what people read at a glance. Tier, what is held, what to look at first, what was not examined, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from detectors.kinds import SEVERITIES
from discover.inventory.holding import CONFIRMED, PROBABLE, Coverage, FindingRecord, Holding
from discover.inventory.posture import Posture
from discover.inventory.role import ASIDE
from discover.report import sections
from discover.report.advice import next_step
from discover.report.base import Classified, Reporter, RunInfo
from discover.report.stores import summary
from discover.report.words import plural, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

#: Spots shown, and how many of one kind before every other kind has had its turn.
MOST = 40
TURN = 8
#: Paths named beside a kind, and how many are counted to know them.
PATHS = 3
COUNTED = 200

_RANK = {name: number for number, name in enumerate(SEVERITIES)}


#: Where a finding stands in the report: aside, doubtful, severity, confidence, path, line, arrival.
_Order = tuple[bool, bool, int, float, str, int, int]


class TextReport(Reporter):
    """Keeps the `MOST` worst spots of each kind and the commonest paths, and writes everything at the end."""

    def begin(self, run: RunInfo) -> None:
        """Write nothing: the tier comes first, and is known last."""
        self._run = run
        self._total = self._confirmed = self._probable = 0
        self._worst: dict[str, _Worst] = {}
        self._paths: dict[str, _Common] = {}

    def finding(self, record: FindingRecord) -> None:
        """Count it, and keep it if it is among the worst."""
        aside = record.role in ASIDE
        self._total += 1
        self._confirmed += record.confidence >= CONFIRMED and not aside
        self._probable += PROBABLE <= record.confidence < CONFIRMED and not aside
        self._paths.setdefault(record.kind, _Common()).add(record.path, aside=aside)
        order = (
            aside,
            record.confidence < PROBABLE,
            _RANK.get(record.severity, len(_RANK)),
            -record.confidence,
            record.path,
            record.line,
            self._total,
        )
        if not _is_export(record):
            self._worst.setdefault(record.kind, _Worst()).add(order, record)

    def end(
        self,
        holdings: Sequence[Holding],
        coverage: Coverage,
        classification: Classified,
        stores: Sequence[Posture] = (),
    ) -> None:
        """Write the report."""
        sections.write(self._stream, self._parts(holdings, coverage, classification, stores))

    def cut(self, reason: str) -> None:
        """Write what was found, and that the run did not end."""
        notice = Text(
            f"Cut short: {reason}. What follows is a part of what is there; nothing is said of holdings or tier.",
            style="bold yellow",
        )
        sections.write(self._stream, iter([notice, *self._listed()]))

    def _parts(
        self, holdings: Sequence[Holding], coverage: Coverage, classification: Classified, stores: Sequence[Posture]
    ) -> Iterator[RenderableType]:
        yield from sections.tier(classification.as_dict(), coverage.held_bytes)
        yield from sections.holdings(holdings, {kind: common.top() for kind, common in self._paths.items()})
        yield from self._listed()
        yield from summary(stores)
        yield from sections.coverage(coverage)
        yield sections.heading("What to do next")
        yield sections.prose(shown(next_step(self._run.vendor, holdings, coverage)))

    def _listed(self) -> Iterator[RenderableType]:
        yield from sections.findings(pick(self._worst.values()), self._total)
        if self._total:
            rest = self._total - self._confirmed - self._probable
            aside = "doubtful, or in tests, examples, documentation and vendored code"
            counts = f"{self._confirmed:,} confirmed, {self._probable:,} probable, {rest:,} {aside}"
            yield Text(f"  {plural(self._total, 'finding')}: {counts}")


def pick(worst: Iterable[_Worst]) -> list[sections.Spot]:
    """What to show: the worst `TURN` of each kind, then the worst of the rest, `MOST` in all, in order."""
    lists = [kind.ranked() for kind in worst]
    first = sorted((entry for entries in lists for entry in entries[:TURN]), key=_order)[:MOST]
    rest = sorted((entry for entries in lists for entry in entries[TURN:]), key=_order)[: MOST - len(first)]
    return [spot for _, spot in sorted([*first, *rest], key=_order)]


def _is_export(record: FindingRecord) -> bool:
    """Whether it says that a file is one of an export, and not what stands in one: that is a holding, told above."""
    return record.rule.startswith("export.") and record.kind.startswith("comms.")


def _order(entry: tuple[_Order, sections.Spot]) -> _Order:
    return entry[0]


class _Worst:
    """The `MOST` worst spots of one kind; a spot is what one rule found at one path."""

    def __init__(self) -> None:
        self._spots: dict[tuple[str, str], tuple[_Order, sections.Spot]] = {}

    def add(self, order: _Order, record: FindingRecord) -> None:
        """Count one finding, and keep it if its spot is among the worst."""
        key = (record.rule, record.path)
        known = self._spots.get(key)
        if known is not None:
            before, spot = known
            spot.count += 1
            if order < before:
                spot.record = record
                self._spots[key] = (order, spot)
            return
        self._spots[key] = (order, sections.Spot(record))
        if len(self._spots) > 2 * MOST:  # now and then, not for each: what arrives in order is dropped in one go
            self._spots = dict(sorted(self._spots.items(), key=lambda item: item[1][0])[:MOST])

    def ranked(self) -> list[tuple[_Order, sections.Spot]]:
        """The spots, the worst first."""
        return sorted(self._spots.values(), key=_order)[:MOST]


class _Common:
    """The commonest paths of a stream in bounded memory, after Misra and Gries.

    See https://doi.org/10.1016/0167-6423(82)90012-0 .
    Exact up to `COUNTED` paths; beyond, a path with more than 1 in `COUNTED` of all findings is never lost.
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._aside: set[str] = set()

    def add(self, path: str, *, aside: bool) -> None:
        """Count one finding at a path."""
        if path in self._counts or len(self._counts) < COUNTED:
            self._counts[path] = self._counts.get(path, 0) + 1
            if aside:
                self._aside.add(path)
            return
        self._counts = {name: count - 1 for name, count in self._counts.items() if count > 1}
        self._aside &= self._counts.keys()

    def top(self) -> list[str]:
        """The `PATHS` commonest, tests and examples last."""
        return sorted(self._counts, key=lambda path: (path in self._aside, -self._counts[path], path))[:PATHS]
