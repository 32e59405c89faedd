"""JSON: one document of findings, coverage, holdings and tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discover.report.base import Classified, Reporter, RunInfo
from discover.report.rows import coverage_row, finding_row, holding_row, to_json
from discover.report.stores import store_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discover.inventory.holding import Coverage, FindingRecord, Holding
    from discover.inventory.posture import Posture


class JsonDocument(Reporter):
    """`{findings, coverage, holdings, tier, classification, stores}`: findings as in JSON Lines, tier as `T3`, what led to it.

    Of a run that was cut short, `coverage`, `holdings`, `tier`, `classification` and `stores` are null and `cut` says why.
    """

    _separator = "\n"

    def begin(self, run: RunInfo) -> None:  # noqa: ARG002  # the seam's
        """Open the document."""
        self._stream.write('{\n"findings": [')

    def finding(self, record: FindingRecord) -> None:
        """Write one element."""
        self._stream.write(self._separator + to_json(finding_row(record)))
        self._separator = ",\n"

    def end(
        self,
        holdings: Sequence[Holding],
        coverage: Coverage,
        classification: Classified,
        stores: Sequence[Posture] = (),
    ) -> None:
        """Write the rest, and close the document."""
        why = classification.as_dict()
        self._close(
            coverage=coverage_row(coverage),
            holdings=[holding_row(holding) for holding in holdings],
            tier=why["tier"],
            classification=why,
            stores=[store_row(posture) for posture in stores],
        )

    def cut(self, reason: str) -> None:
        """Close the document without a judgement."""
        self._close(coverage=None, holdings=None, tier=None, classification=None, stores=None, cut=reason)

    def _close(self, **members: object) -> None:
        self._stream.write("\n]")
        for name, value in members.items():
            self._stream.write(f",\n{to_json(name)}: {to_json(value, indent=1)}")
        self._stream.write("\n}\n")
