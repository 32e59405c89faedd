"""Head row: a header that the reader did not find because titles, notes or blank rows stand above it."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.columns import fields
from detectors.columns.candidates import Candidates
from detectors.columns.sample import Sample

#: Rows among which a header is looked for.
_ROWS = 12
_LONGEST = 60
_LEAST_AGREES, _LEAST_NAMES = 0.6, 2


def header_row(samples: Sequence[Sample], candidates: Candidates) -> None:
    """Name columns that have no name after the row that reads like a header, if there is one; what is above it is forgotten.

    Only words of our vocabularies become names, so that no name holds a value.
    """
    nameless = [sample for sample in samples if sample.name.startswith("#")]
    if len(nameless) * 2 <= len(samples):
        return
    cells = [_first_cells(sample) for sample in samples]
    rows = sorted({row for each in cells for row in each})[:_ROWS]
    best, most = 0, 0
    for row in rows:
        count = sum(1 for each in cells if row in each and _is_name(each[row], candidates))
        if count > most:
            best, most = row, count
    if most < _LEAST_NAMES or most * 4 < sum(1 for each in cells if best in each):
        return
    for sample, each in zip(samples, cells, strict=True):
        if best in each and _is_name(each[best], candidates):
            sample.name = each[best]
        sample.without_first(sum(1 for row in sample.rows[: sample.head] if row <= best))


def _first_cells(sample: Sample) -> dict[int, str]:
    return dict(zip(sample.rows[:_ROWS], sample.values[:_ROWS], strict=False))


def _is_name(cell: str, candidates: Candidates) -> bool:
    if len(cell) > _LONGEST or "@" in cell or sum(map(str.isdigit, cell)) > 1:
        return False
    agrees = [*candidates.named(cell).values(), *fields.named(cell).values(), *fields.OTHER.match(cell).values()]
    return max(agrees, default=0.0) >= _LEAST_AGREES
