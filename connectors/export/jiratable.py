"""Jiratable: issues as a table: a column of the same name for each comment and file that an issue has.

What stands in the columns of comments (`time;author;text`) and files (`time;author;name;address`):
https://confluence.atlassian.com/adminjiracloud/importing-data-from-csv-776636762.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from connectors.export.base import Attachment, Conversation, Entry, File, Message, Person, Trouble
from connectors.export.dated import dated
from connectors.export.jirabackup import is_text
from connectors.export.rows import rows
from connectors.export.wiki import plain, quoting

#: What issues are called since 2025 in place of `issue`.
_KEYS = ("issue key", "work item key")
_IDS = ("issue id", "work item id")
_TEXTS = ("summary", "description", "environment")
_OWN = "custom field ("


def is_header(columns: list[str]) -> bool:
    """Whether names of columns are those of such a table."""
    named = {name.strip().lower() for name in columns}
    told = {"issue type", "work type", "issue id", "work item id", "project key", "status", "reporter", "created"}
    return not named.isdisjoint(_KEYS) and "summary" in named and len(named & told) >= 2  # noqa: PLR2004  # one may be chance


def read(file: File) -> Iterator[Entry]:
    """What a table says."""
    with file.open() as stream:
        columns: dict[str, list[int]] = {}
        people: set[str] = set()
        number = 0
        for row in rows(stream, file.head):
            if isinstance(row, Trouble):
                yield row
            elif not columns:
                for at, name in enumerate(row):
                    columns.setdefault(name.strip().lower(), []).append(at)
            else:
                number += 1
                yield from _issue(_Row(columns, row), number, people)


class _Row:
    """One issue by names of columns."""

    def __init__(self, columns: dict[str, list[int]], cells: list[str]) -> None:
        self._columns, self._cells = columns, cells

    def all(self, name: str) -> list[str]:
        """What stands in the columns of a name, without empty cells."""
        cells = self._cells
        return [cells[at] for at in self._columns.get(name, ()) if at < len(cells) and cells[at]]

    def one(self, *names: str) -> str:
        """The first that stands in columns of some names."""
        return next((told for name in names for told in self.all(name)), "")

    def own(self) -> Iterator[tuple[str, str]]:
        """Fields of the users' own."""
        for name in self._columns:
            if name.startswith(_OWN):
                yield from ((name, told) for told in self.all(name))


def _issue(row: _Row, number: int, people: set[str]) -> Iterator[Entry]:
    key = row.one(*_KEYS) or row.one(*_IDS) or f"row-{number}"
    yield Conversation(key, key)
    author = row.one("creator id", "creator", "reporter id", "reporter")
    for name in ("creator", "reporter", "assignee"):
        shown = row.one(name)
        ident = row.one(f"{name} id") or shown
        if ident and ident not in people:
            people.add(ident)
            yield Person(ident, shown, shown if "@" in shown else "")
    text = "\n".join(filter(None, map(row.one, _TEXTS)))
    yield from _told(Message("description", key, author, dated(row.one("created")), text, key))
    for name, told in row.own():
        if is_text(told):
            yield from _told(Message(name, key, "", None, told, key))
    for at, told in enumerate(row.all("comment"), 1):
        yield from _told(_comment(told, f"comment-{at}", key))
    for at, told in enumerate(row.all("log work"), 1):
        parts = told.split(";", 3)  # time;author;seconds;text
        if len(parts) > 3 and parts[3]:  # noqa: PLR2004
            yield from _told(Message(f"worklog-{at}", key, parts[1].strip(), dated(parts[0]), parts[3], key))
    for at, told in enumerate(row.all("attachment"), 1):
        yield _file(told, f"attachment-{at}", key)


def _comment(told: str, ident: str, key: str) -> Message:
    """`time;author;text`, or the text alone: some tables have been made by hand."""
    parts = told.split(";", 2)
    if len(parts) < 3 or not any(map(str.isdecimal, parts[0])) or "\n" in parts[0] + parts[1]:  # noqa: PLR2004
        return Message(ident, key, "", None, told, key)
    return Message(ident, key, parts[1].strip(), dated(parts[0]), parts[2], key)


def _file(told: str, ident: str, key: str) -> Message:
    parts = told.split(";")
    if len(parts) < 4:  # noqa: PLR2004  # an address alone
        made = Attachment(told.rpartition("/")[2], links=(told,))
        return Message(ident, key, "", None, "", key, attachments=(made,))
    made = Attachment(";".join(parts[2:-1]).strip(), links=(parts[-1].strip(),))
    return Message(ident, key, parts[1].strip(), dated(parts[0]), "", key, attachments=(made,))


def _told(message: Message) -> list[Message]:
    text, quotes = plain(message.text)
    return quoting(message._replace(text=text), quotes)
