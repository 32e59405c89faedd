"""Card reader: calendars (.ics) and address books (.vcf) as tables, one row for each event or person."""

from __future__ import annotations

import io
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Extent, Gap, Member, Part, Reader, Rows, column
from detectors.readers.mail.card import Line, binary, lines, text
from detectors.views.sniff import Media

_ROWS = frozenset({"VCARD", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM"})
_SUFFIXES = {"jpeg": ".jpg", "jpg": ".jpg", "png": ".png", "gif": ".gif", "pdf": ".pdf"}
#: Bytes of values that make a chunk, most rows in it, most columns.
_CHUNK, _MOST_ROWS, _MOST_COLUMNS = 1 << 20, 20_000, 256
#: Most values of one name that have a column each; further ones share the last.
_MOST_ALIKE, _MOST_JOINED = 9, 1 << 16
_DEEPEST = 16
#: Most bytes of a line: pictures stand in one.
_LONGEST = 16 << 20


class CardReader(Reader):
    """Reads cards and events: tables `vcard` and `calendar`; pictures and attachments that stand in them are members."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        table = _Table("vcard" if media.type == "text/vcard" else "calendar", budget)
        longest = max(budget.limits.cell, min(_LONGEST, budget.limits.buffer))
        for line in lines(blob, longest, budget):
            yield from table.line(line)
        yield from table.end()


class _Table:
    """Rows while they are gathered; components within components are rows of their own."""

    def __init__(self, name: str, budget: Budget) -> None:
        self._name, self._budget = name, budget
        self._open: list[tuple[str, dict[str, str]]] = []
        self._rows: list[dict[str, str]] = []
        self._size = 0
        self._held = self._read = 0

    def line(self, line: Line) -> Iterator[Part]:
        if line.name == "BEGIN":
            if len(self._open) < _DEEPEST:
                self._open.append((line.value.strip().decode("ascii", "replace").upper(), {}))
            return
        if line.name == "END":
            if self._open:
                yield from self._close()
            return
        if not self._open:
            return
        content = binary(line)
        if content is None:
            self._field(line)
        elif line.cut:
            yield Gap(self._label(line, ""), len(line.value), Reason.LIMIT, "longer than what is looked at of one line")
        else:
            data, kind = content
            yield Member(self._label(line, kind), len(data), lambda: io.BytesIO(data), again=True)

    def _label(self, line: Line, kind: str) -> str:
        return f"{line.name.lower()}-line-{line.number}{_SUFFIXES.get(kind.rpartition('/')[2].lower(), '')}"

    def _field(self, line: Line) -> None:
        fields = self._open[-1][1]
        value = text(line)[: self._budget.limits.cell]
        self._size += len(value)
        name = line.name
        if name not in fields and len(fields) < _MOST_COLUMNS:
            fields[name] = value
            return
        for number in range(2, _MOST_ALIKE + 1):
            name = f"{line.name} {number}"
            if name not in fields:
                if len(fields) < _MOST_COLUMNS:
                    fields[name] = value
                return
        if len(fields[name]) < _MOST_JOINED:
            fields[name] += ", " + value

    def _close(self) -> Iterator[Part]:
        kind, fields = self._open.pop()
        if kind in _ROWS and fields:
            self._held += 1
            most = self._budget.limits.rows
            if not most or self._read + len(self._rows) < most:
                self._rows.append(fields)
        elif self._open:
            for name, value in fields.items():
                self._open[-1][1].setdefault(f"{kind} {name}", value)
        if self._size >= _CHUNK or len(self._rows) >= _MOST_ROWS:
            yield from self._chunk()

    def _chunk(self) -> Iterator[Part]:
        rows, self._rows, self._size = self._rows, [], 0
        if not rows:
            return
        names = list(dict.fromkeys(name for fields in rows for name in fields))[:_MOST_COLUMNS]
        columns = tuple(column(name, (_flat(fields.get(name, "")) for fields in rows)) for name in names)
        # No lines: a table with lines counts as read with the text that it is, and this one is unfolded and decoded.
        yield Rows(self._name, columns, self._read + 1, len(rows))
        self._read += len(rows)

    def end(self) -> Iterator[Part]:
        """What is left, with components that are not closed."""
        while self._open:
            yield from self._close()
        yield from self._chunk()
        yield Extent(self._name, self._held, self._read)


def _flat(value: str) -> str:
    """A value on one line, as cells are."""
    return value.replace("\r", " ").replace("\n", " ")
