"""Zendeskticket: tickets, comments, audits and users of Zendesk as entries.

Objects: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/, `ticket_comments` and `ticket_audits` beside it,
and https://developer.zendesk.com/documentation/ticketing/reference-guides/ticket-audit-events-reference (what was changed, with its
value before). A ticket's description is its first comment, so that it counts only where there are no comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.export.base import (
    DELETED,
    EDITED,
    EXTERNAL,
    GROUP,
    Attachment,
    Conversation,
    Entry,
    Integration,
    Message,
    Person,
)
from connectors.export.markup import shown
from connectors.export.moment import moment

_LISTS = ("users", "tickets", "audits", "results")
_ROLES = ("requester", "submitter", "assignee")
_END_USER = "end-user"
#: What posts by itself: triggers and automations of the account.
_RULE = "rule"
#: Fields whose former values are text that somebody wrote; those of the account's own are named by a number.
_WRITTEN = frozenset({"subject", "description", "comment"})


class Desk:
    """What is remembered from object to object: who was told, and the ticket that comments are of."""

    def __init__(self, asked: str) -> None:
        """Take the ticket that comments are of which do not say it."""
        self._asked = asked
        self._open = ""
        self._people: set[str] = set()
        self._rules: set[str] = set()

    def told(self, value: dict[str, Any]) -> Iterator[Entry]:
        """What an object says; nothing where it is of another kind."""
        if "requester_id" in value or "raw_subject" in value or isinstance(value.get("requester"), dict):
            yield from self._ticket(value)
        elif isinstance(value.get("events"), list) and "ticket_id" in value:
            yield from self._audit(value)
        elif "author_id" in value and ("body" in value or "html_body" in value):
            yield from self._conversation(_ident(value.get("ticket_id")) or self._asked)
            yield from self._comment(value, self._open)
        elif "email" in value and "role" in value:
            yield from self._person(value)
        else:
            for key in _LISTS:  # a page on a line
                for each in _dicts(value.get(key)):
                    yield from self.told(each)
            if isinstance(value.get("ticket"), dict):
                yield from self.told(value["ticket"])

    def _conversation(self, ident: str, name: str = "", audience: str = EXTERNAL) -> Iterator[Entry]:
        if ident != self._open or name:
            self._open = ident
            yield Conversation(ident, name or ident, audience)

    def _ticket(self, value: dict[str, Any]) -> Iterator[Entry]:
        """A ticket: what it is called, its fields, its comments."""
        ident = _ident(value.get("id"))
        subject = _text(value.get("subject")) or _text(value.get("raw_subject"))
        for role in _ROLES:
            if isinstance(value.get(role), dict):
                yield from self._person(value[role])
        yield from self._conversation(ident, subject or ident, GROUP if value.get("is_public") is False else EXTERNAL)
        comments = _dicts(value.get("comments"))
        parts = [subject, "" if comments else _text(value.get("description")), *_fields(value)]
        state = DELETED if value.get("status") == "deleted" else ""
        author = _ident(value.get("requester_id")) or _ident(_in(value.get("requester"), "id"))
        text = "\n".join(part for part in parts if part)
        yield Message(ident, ident, author, moment(value.get("created_at")), text, state=state)
        for comment in comments:
            yield from self._comment(comment, ident, state=state)

    def _comment(
        self, value: dict[str, Any], ticket: str, *, at: object = None, author: str = "", state: str = ""
    ) -> Iterator[Entry]:
        """A comment, or what an event says like one."""
        if isinstance(value.get("author"), dict):
            yield from self._person(value["author"])
            author = author or _ident(value["author"].get("id"))
        text = _text(value.get("body")) or shown(_text(value.get("html_body"))) or _text(value.get("plain_body"))
        rule = _rule(value.get("via"))
        if rule and rule not in self._rules:
            self._rules.add(rule)
            yield Integration(rule, rule)
        sent = value.get("attachments")
        files = tuple(_file(each) for each in _dicts(sent)) if sent else ()
        time = moment(value.get("created_at"))
        yield Message(
            _ident(value.get("id")), ticket, _ident(value.get("author_id")) or author, moment(at) if time is None else time,
            text, state=state, attachments=files, bot=rule,
        )  # fmt: skip

    def _audit(self, value: dict[str, Any]) -> Iterator[Entry]:
        """What happened to a ticket at one time: comments, and texts that were changed."""
        ticket, at, author = _ident(value.get("ticket_id")), value.get("created_at"), _ident(value.get("author_id"))
        yield from self._conversation(ticket)
        via = value.get("via")
        for event in _dicts(value["events"]):
            kind, field = str(event.get("type")), str(event.get("field_name", ""))
            if kind in {"Comment", "VoiceComment"}:
                yield from self._comment({"via": via, **event}, ticket, at=at, author=author)
            elif kind in {"Change", "Create"} and (field in _WRITTEN or field.isdecimal()):
                for key, state in (("previous_value", EDITED), ("value", "")):
                    if _text(event.get(key)):
                        yield Message(_ident(event.get("id")), ticket, author, moment(at), event[key], state=state)

    def _person(self, value: dict[str, Any]) -> Iterator[Entry]:
        ident = _ident(value.get("id"))
        if ident and ident not in self._people:
            self._people.add(ident)
            guest = value.get("role") == _END_USER
            yield Person(ident, _text(value.get("name")), _text(value.get("email")), guest=guest)


def _fields(value: dict[str, Any]) -> Iterator[str]:
    """What was written into the account's own fields."""
    for field in _dicts(value.get("custom_fields") or value.get("fields")):
        told = field.get("value")
        if isinstance(told, str):
            yield told
        elif isinstance(told, list):
            yield " ".join(each for each in told if isinstance(each, str))
        elif isinstance(told, int | float) and not isinstance(told, bool):
            yield str(told)


def _rule(via: object) -> str:
    """The trigger or automation that wrote: https://developer.zendesk.com/documentation/ticketing/reference-guides/via-object-reference."""
    if not isinstance(via, dict) or via.get("channel") != _RULE:
        return ""
    return _text(_in(_in(via.get("source"), "from"), "title")) or _RULE


def _file(value: dict[str, Any]) -> Attachment:
    size = value.get("size")
    name = _text(value.get("file_name")) or _text(value.get("content_url")).rpartition("/")[2]
    return Attachment(name, size if isinstance(size, int) and size >= 0 else -1)


def _in(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _ident(told: object) -> str:
    return str(told) if isinstance(told, int | str) and not isinstance(told, bool) else ""


def _dicts(told: object) -> list[dict[str, Any]]:
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def _text(told: object) -> str:
    return told if isinstance(told, str) else ""
