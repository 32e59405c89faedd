"""Zendesktable: tickets of Zendesk as a table, a ticket a row, without what was said in them.

How to get one: https://support.zendesk.com/hc/en-us/articles/4408886165402. The account's own fields have their kind behind their
name, as in `Order number [txt]`. A column that holds text by its name (scripts add descriptions and comments) is text as well.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO

from connectors.errors import Reason
from connectors.export.base import EXTERNAL, Conversation, Entry, Message, Person, Trouble
from connectors.export.moment import moment

_FIELD = re.compile(r".+ \[(?:txt|int|dec|regexp|list|date)\]", re.IGNORECASE)
#: Columns that every table has, and those that tables of other services have not.
_ALL = frozenset({"id", "requester", "assignee", "subject", "status"})
_OWN = frozenset(
    {"summation column", "requester id", "requester external id", "ticket type", "satisfaction score", "group stations"}
)
_TEXTS = frozenset({"subject", "description", "comment", "comments", "latest comment"})
#: Longest row, in characters; a longer one ends the table: most likely a quotation mark is missing.
_LONGEST = 64 << 20


def is_table(head: bytes) -> bool:
    """Whether the first line of some bytes names the columns of a table of tickets."""
    line = head.partition(b"\n")[0]
    if b"equester" not in line:
        return False
    try:
        names = _names(next(csv.reader([line.decode("utf-8-sig", "replace").rstrip("\r")]), []))
    except csv.Error:
        return False
    return names.issuperset(_ALL) and not names.isdisjoint(_OWN)


def _names(columns: list[str]) -> set[str]:
    return {"id" if column.strip().lower() == "ticket id" else column.strip().lower() for column in columns}


def rows(stream: IO[bytes]) -> Iterator[Entry]:
    """The tickets of a table: a conversation and a message each, and who asked and cares for it."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))  # of the process; the readers of tables set it as well
    source = _Lines(io.TextIOWrapper(stream, "utf-8-sig", "replace", newline=""))
    table = csv.reader(source)
    people: set[str] = set()
    columns: list[str] = []
    try:
        for row in table:
            source.held = 0
            if not columns:
                columns = [column.strip() for column in row]
            elif row:
                yield from _ticket(
                    dict(zip((column.lower() for column in columns), row, strict=False)), columns, people
                )
    except csv.Error:
        reason = Reason.LIMIT if source.held > _LONGEST else Reason.CORRUPT
        yield Trouble(
            0, reason, f"the table cannot be read beyond line {table.line_num:,}; what stands before was read"
        )


class _Lines:
    """Lines of a text, as long as no row of them is too long."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.held = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(_LONGEST + 1):
            self.held += len(line)
            if self.held > _LONGEST:
                raise csv.Error("a row is too long")
            yield line


def _ticket(row: dict[str, str], columns: list[str], people: set[str]) -> Iterator[Entry]:
    ident = row.get("id") or row.get("ticket id") or ""
    if not ident:
        yield Trouble(0, Reason.CORRUPT, "a row names no ticket; it was passed over")
        return
    asked = row.get("requester id") or row.get("requester") or ""
    for name, key, mail, guest in (
        (row.get("requester", ""), asked, row.get("requester email", ""), True),
        (row.get("assignee", ""), row.get("assignee", ""), "", False),
    ):
        if key.strip("- ") and key not in people:
            people.add(key)
            yield Person(key, name, mail, guest=guest)
    subject = row.get("subject", "")
    yield Conversation(ident, subject or ident, EXTERNAL)
    yield Message(ident, ident, asked, moment(row.get("created at") or None), "\n".join(_texts(row, columns)))


def _texts(row: dict[str, str], columns: list[str]) -> Iterator[str]:
    for column in columns:
        told = row.get(column.lower(), "")
        if not told.strip("- "):
            continue
        if column.lower() in _TEXTS:
            yield told
        elif _FIELD.fullmatch(column) is not None:
            yield f"{column.rpartition(' [')[0]}: {told}"
