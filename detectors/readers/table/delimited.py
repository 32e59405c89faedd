"""Delimited: CSV and its kin, whatever the delimiter, the encoding and what stands above the header."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader
from detectors.readers.table.cells import LongRecord, even, split
from detectors.readers.table.columns import Gathered, packed
from detectors.readers.table.utf8 import Utf8
from detectors.views.sniff import Media
from detectors.views.tabular import TSV, Layout, layout

#: Bytes read at a time: small enough for the cache, where splitting is a third faster than with 4 MB.
_BLOCK = 1 << 18
#: First bytes from which the layout is told, and most that are held for a header of many columns.
_HEAD, _MOST_HEAD = 1 << 16, 4 << 20
#: A record of more bytes than this is read cell by cell.
_RECORD = 2 << 20


class _Place(NamedTuple):
    """How far a table was read: bytes not yet split, and the line on which they begin."""

    pending: bytes
    line: int


class DelimitedReader(Reader):
    """Opens CSV, TSV and tables with other delimiters as `Rows` with the line of each row."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        text = Utf8(blob, budget)
        head = text.read(_HEAD)
        while head and head.count(b"\n") < 2 and len(head) < _MOST_HEAD:  # noqa: PLR2004  # a header and a row
            more = text.read(len(head))
            if not more:
                break
            head += more
        form = layout(
            head[: max(_HEAD, head.find(b"\n") + 1)].decode("utf-8", "replace"), "\t" if media.type == TSV else ""
        )
        if not form.header and form.delimiter == "\t" and form.width == 1:
            form = layout(head[:_HEAD].decode("utf-8", "replace"))
        yield from _Table(text, form, budget).parts(_Place(_after(head, form.lines), form.lines + 1))


def _after(head: bytes, lines: int) -> bytes:
    """What follows some lines."""
    at = 0
    for _ in range(lines):
        at = head.find(b"\n", at) + 1
        if not at:
            return b""
    return head[at:]


class _Table:
    def __init__(self, text: Utf8, form: Layout, budget: Budget) -> None:
        self._text, self._form, self._budget = text, form, budget
        self._gathered = Gathered("", form.header)
        self._most = budget.limits.rows

    def parts(self, place: _Place) -> Iterator[Part]:
        pending, line = place
        size, ended = _BLOCK, False
        while not ended:
            if len(pending) < size:
                more = self._text.read(size)
                ended = not more
                pending += more
            if ended and pending and not pending.endswith(b"\n"):
                pending += b"\n"
            cut = pending.rfind(b"\n") + 1
            block = split(pending[:cut], self._form, line, final=ended) if cut else None
            if block is not None and len(block.tail) < cut:
                self._gathered.add(block.columns, block.rows, block.lines)
                line += pending.count(b"\n", 0, cut - len(block.tail))
                pending, size = block.tail + pending[cut:], _BLOCK
            elif len(pending) > max(_RECORD, 2 * self._budget.limits.cell):
                pending, line = yield from self._long(_Place(pending, line))
            else:
                size = len(pending) + _BLOCK if len(pending) < _BLOCK else 2 * len(pending)
            if self._gathered.full:
                yield from self._gathered.flush()
            if self._most and self._gathered.read >= self._most:
                yield self._gathered.extent(self._gathered.read + self._remaining(pending))
                return
        yield from self._gathered.flush()
        yield self._gathered.extent()

    def _long(self, place: _Place) -> Generator[Part, None, _Place]:
        """A record too long to be held: gives where the next one begins."""
        limit = self._budget.limits.cell
        record = LongRecord(place.pending, lambda: self._text.read(_BLOCK), self._form, limit)
        rest = record.read()
        cells = even(record.cells, self._form.width)
        self._gathered.add([packed([cell]) for cell in cells], 1, range(place.line, place.line + 1))
        if record.skipped:
            detail = f"of a cell only the first {limit:,} bytes were examined as a cell"
            yield Gap("", record.skipped, Reason.LIMIT, detail)
        return _Place(rest, place.line + max(1, record.lines))

    def _remaining(self, pending: bytes) -> int:
        """About how many rows come after those that were read: lines."""
        rows, last = 0, pending
        while last:
            rows += last.count(b"\n")
            last = self._text.rest(1 << 20)
        return rows
