"""JSON Lines: one finding a line, under the keys of `rows.FINDING`; nothing else, so that runs can be joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discover.report.base import Classified, Reporter, RunInfo
from discover.report.rows import finding_row, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discover.inventory.holding import Coverage, FindingRecord, Holding
    from discover.inventory.posture import Posture


class JsonLines(Reporter):
    """Each finding as one JSON object on one line. What was not examined is asked of `discover coverage`."""

    def begin(self, run: RunInfo) -> None:
        """Write nothing."""

    def finding(self, record: FindingRecord) -> None:
        """Write one line."""
        self._stream.write(to_json(finding_row(record)) + "\n")

    def end(
        self,
        holdings: Sequence[Holding],
        coverage: Coverage,
        classification: Classified,
        stores: Sequence[Posture] = (),
    ) -> None:
        """Write nothing."""

    def cut(self, reason: str) -> None:
        """Write nothing: the lines so far are whole."""
