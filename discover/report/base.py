"""Reporter: the seam between what was found and whoever reads it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from detectors.rules.rule import Rule
    from discover.inventory.holding import Coverage, FindingRecord, Holding
    from discover.inventory.posture import Posture


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a report says of the run that it reports.

    Attributes:
        vendor: whose holdings these are.
        targets: what was asked for, as it was typed.
        version: version of Discover.
        started: when the run began, UTC.
        rules: the rules that were loaded, by full id: names and documentation of what fired.
    """

    vendor: str
    targets: tuple[str, ...]
    version: str
    started: datetime
    rules: Mapping[str, Rule] = field(default_factory=dict)


class Classified(Protocol):
    """What a reporter needs of a classification; `discover.classify` has it, and must not be imported here."""

    def as_dict(self) -> Mapping[str, Any]:
        """Plain data.

        Returns:
            `vendor`, `tier`, `state`, `rules` (each `id`, `tier`, `because`, `source`), `would_be` (the same),
            `coverage` (0 to 1) and `controls`.
        """


class Reporter(ABC):
    """Writes one report to one text stream.

    Calls come in this order: `begin` once; `finding` any number of times, the worst first; then once either `end`, or
    `cut` where the run cannot go on. What is written then is whole: a document that must be closed is closed by both.

    An implementation streams: it keeps no more than a bounded number of findings in memory, and writes what it can as
    it comes. It never sees a value, so it cannot show one. The stream takes UTF-8 and stays the caller's: it is written
    to, never closed. Errors of the stream (a full disk, a pipe whose reader has left) are the stream's own, and pass.
    """

    def __init__(self, stream: TextIO) -> None:
        """Take the stream; nothing is written before `begin`."""
        self._stream = stream

    @abstractmethod
    def begin(self, run: RunInfo) -> None:
        """Write what stands before the first finding."""

    @abstractmethod
    def finding(self, record: FindingRecord) -> None:
        """Take one finding."""

    @abstractmethod
    def end(
        self,
        holdings: Sequence[Holding],
        coverage: Coverage,
        classification: Classified,
        stores: Sequence[Posture] = (),
    ) -> None:
        """Write what stands after the last finding.

        Args:
            holdings: of this vendor, the worst first.
            coverage: of this vendor.
            classification: what follows from the two.
            stores: what services say of the buckets that this vendor's data lies in.
        """

    @abstractmethod
    def cut(self, reason: str) -> None:
        """Close the report of a run that cannot go on: findings so far stand, nothing is said of holdings or tier.

        Args:
            reason: one clause for people, such as `interrupted`.
        """
