"""Jirajson: issues as Jira's REST interface gives them, and as its importer takes them.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/ (bodies of version 3 are documents, of version 2
text) and https://support.atlassian.com/jira-cloud-administration/docs/import-data-from-json/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.errors import Reason
from connectors.export import adf, wiki
from connectors.export.base import (
    DELETED,
    EDITED,
    EXTERNAL,
    Attachment,
    Conversation,
    Entry,
    File,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.dated import dated
from connectors.export.jirabackup import APPS, TEXTS, is_text
from connectors.export.records import lines, values

#: Where issues stand in a document of the importer, and those who are named there.
_PEOPLE, _IMPORTED = "users.item", "projects.item.issues.item"


def read(file: File) -> Iterator[Entry]:
    """What a file of JSON says."""
    said = _Said()
    with file.open() as stream:
        if b'"projects"' in file.head and b'"issues"' in file.head:
            found = values(stream, _PEOPLE, _IMPORTED)
        elif file.head.lstrip().startswith(b"["):
            found = values(stream, "item")
        elif b'"issues"' in file.head:
            found = values(stream, "issues.item")
        else:  # one issue, or one a line
            found = lines(stream) if _is_lines(file) else values(stream, "")
        for value in found:
            if isinstance(value, Trouble):
                yield value
            elif not isinstance(value, dict):
                yield Trouble(0, Reason.CORRUPT, "holds an issue that is no object; it was passed over")
            else:
                yield from said.entries(value)


def _is_lines(file: File) -> bool:
    """Whether an issue is written without a line feed in it."""
    first, feed, _ = file.head.lstrip().partition(b"\n")
    return not feed or first.rstrip().endswith(b"}")


class _Said:
    """Issues as entries, each person once."""

    def __init__(self) -> None:
        self._people: set[str] = set()
        self._apps: set[str] = set()

    def entries(self, value: dict[str, Any]) -> Iterator[Entry]:
        """What one issue says, or one person."""
        fields = value.get("fields")
        if isinstance(fields, dict):
            yield from self._issue(value, fields)
        elif "summary" in value or "description" in value or "comments" in value:
            yield from self._imported(value)
        elif "name" in value:
            yield Person(str(value["name"]), str(value.get("fullname") or ""), str(value.get("email") or ""))
        else:
            yield Trouble(0, Reason.CORRUPT, "holds an issue without fields; it was passed over")

    def _person(self, value: object) -> Iterator[Entry]:
        if not isinstance(value, dict) or (ident := _ident(value)) in self._people:
            return
        self._people.add(ident)
        name, mail = str(value.get("displayName") or ""), str(value.get("emailAddress") or "")
        if value.get("accountType") == "app" or mail.endswith(APPS):
            self._apps.add(ident)
            yield Integration(ident, name)
        else:
            yield Person(ident, name, mail, guest=value.get("accountType") == "customer")

    def _by(self, value: object) -> tuple[str, str]:
        """Author, and app that posted: one of the two."""
        ident = _ident(value)
        return ("", ident) if ident in self._apps else (ident, "")

    def _issue(self, value: dict[str, Any], fields: dict[str, Any]) -> Iterator[Entry]:
        key = str(value.get("key") or value.get("id") or "")
        author = fields.get("creator") or fields.get("reporter")
        yield Conversation(key, key, _audience(fields))
        for each in (author, fields.get("reporter"), fields.get("assignee")):
            yield from self._person(each)
        yield from _described(key, *self._by(author), fields)
        for name, told in fields.items():
            if name.startswith("customfield_"):
                text, quotes = _plain(told)
                if is_text(text):
                    yield from wiki.quoting(Message(name, key, "", None, text, key), quotes)
        yield from self._all(key, _listed(fields.get("comment"), "comments"), "body", "")
        yield from self._all(key, _listed(fields.get("worklog"), "worklogs"), "comment", "worklog-")
        for each in _dicts(fields.get("attachment")):
            yield from self._person(each.get("author"))
            yield _attached(key, each, *self._by(each.get("author")))
        yield from self._changes(key, _listed(value.get("changelog"), "histories"))

    def _imported(self, value: dict[str, Any]) -> Iterator[Entry]:
        key = str(value.get("key") or value.get("externalId") or value.get("summary") or "")
        yield Conversation(key, key)
        yield from _described(key, _ident(value.get("reporter")), "", value)
        for each in _dicts(value.get("customFieldValues")):
            text, quotes = _plain(each.get("value"))
            if is_text(text):
                yield from wiki.quoting(Message(str(each.get("fieldName") or ""), key, "", None, text, key), quotes)
        yield from self._all(key, _dicts(value.get("comments")), "body", "")
        yield from self._all(key, _dicts(value.get("worklogs")), "comment", "worklog-")
        yield from (_attached(key, each, _ident(each.get("attacher"))) for each in _dicts(value.get("attachments")))
        yield from self._changes(key, _dicts(value.get("history")))

    def _all(self, key: str, told: list[dict[str, Any]], body: str, prefix: str) -> Iterator[Entry]:
        """Comments, or notes on work."""
        for at, each in enumerate(told, 1):
            yield from self._person(each.get("author"))
            text, quotes = _plain(each.get(body))
            ident = f"{prefix}{each.get('id') or at}"
            time = dated(each.get("created") or each.get("startDate"))
            author, bot = self._by(each.get("author"))
            yield from wiki.quoting(Message(ident, key, author, time, text, key, bot=bot), quotes)

    def _changes(self, key: str, told: list[dict[str, Any]]) -> Iterator[Entry]:
        """Texts that stood there before."""
        for each in told:
            for at, item in enumerate(_dicts(each.get("items"))):
                field = str(item.get("field") or "").lower()
                text, quotes = _plain(item.get("fromString") or item.get("from"))
                if field in TEXTS and text:
                    ident = f"change-{each.get('id') or ''}-{at}" if field == "comment" else "description"
                    state = EDITED if item.get("toString") or item.get("to") else DELETED
                    author, time = _ident(each.get("author")), dated(each.get("created"))
                    yield from wiki.quoting(Message(ident, key, author, time, text, key, state), quotes)


def _described(key: str, author: str, bot: str, fields: dict[str, Any]) -> list[Message]:
    """What an issue itself says."""
    told = [_plain(fields.get(name)) for name in ("summary", "description", "environment")]
    text = "\n".join(text for text, _ in told if text)
    message = Message("description", key, author, dated(fields.get("created")), text, key, bot=bot)
    return wiki.quoting(message, [quote for _, quotes in told for quote in quotes])


def _plain(told: object) -> tuple[str, list[str]]:
    if isinstance(told, str):
        return wiki.plain(told)
    return adf.plain(told) if isinstance(told, dict) and adf.is_document(told) else ("", [])


def _attached(key: str, told: dict[str, Any], author: str, bot: str = "") -> Message:
    """A file: with the address that it is to be had at."""
    size = told.get("size")
    link = told.get("content") or told.get("uri")
    made = Attachment(
        str(told.get("filename") or told.get("name") or ""), size if isinstance(size, int) and size >= 0 else -1,
        links=(link,) if isinstance(link, str) else (),
    )  # fmt: skip
    ident = f"attachment-{told.get('id') or made.name}"
    return Message(ident, key, author, dated(told.get("created")), "", key, attachments=(made,), bot=bot)


def _audience(fields: dict[str, Any]) -> str:
    """Issues that customers opened in a portal are read by them: https://support.atlassian.com/user-management/docs/manage-portal-only-customers/."""
    people = (fields.get("reporter"), fields.get("creator"))
    return EXTERNAL if any(isinstance(each, dict) and each.get("accountType") == "customer" for each in people) else ""


def _ident(person: object) -> str:
    if isinstance(person, dict):
        return str(next(filter(None, (person.get(key) for key in ("accountId", "key", "name", "displayName"))), ""))
    return person if isinstance(person, str) else ""


def _listed(told: object, name: str) -> list[dict[str, Any]]:
    return _dicts(told.get(name)) if isinstance(told, dict) else _dicts(told)


def _dicts(told: object) -> list[dict[str, Any]]:
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
