"""CSV: a header line, then one finding a line, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from discover.report.base import Classified, Reporter, RunInfo
from discover.report.rows import FINDING, finding_row, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discover.inventory.holding import Coverage, FindingRecord, Holding
    from discover.inventory.posture import Posture

#: What makes a spreadsheet take a cell for a formula, in both widths; and the mark itself, so that it comes off.
#: https://owasp.org/www-community/attacks/CSV_Injection
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")  # noqa: RUF001  # meant


class Table(Reporter):
    """RFC 4180: columns as in JSON Lines; evidence joined by blanks, nothing for null, `true` and `false`.

    A cell that a spreadsheet would run as a formula begins with an apostrophe more: take one off to have the text.
    """

    def begin(self, run: RunInfo) -> None:  # noqa: ARG002  # the seam's
        """Write the header line."""
        self._writer = csv.writer(self._stream, lineterminator="\r\n")
        self._writer.writerow(FINDING)

    def finding(self, record: FindingRecord) -> None:
        """Write one line (several where a path holds a line break: it stands in quotes)."""
        self._writer.writerow([cell(value) for value in finding_row(record).values()])

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


def cell(value: object) -> str:
    """One value as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return to_json(value)
    # A NUL ends the text for some readers and is refused by others.
    text = (" ".join(map(str, value)) if isinstance(value, list) else str(value)).replace("\0", "\ufffd")
    return f"'{text}" if text.startswith(RISKY) else text
