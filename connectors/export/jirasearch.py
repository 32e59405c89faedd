"""Jirasearch: issues as the issue navigator gives them in XML, a feed with all that an issue's page shows.

Layout by the code that writes it and its tests, in Jira's own source (`SearchRequestRSSView`, `TestXMLIssueView`):
https://github.com/turgaycelik/mysource/tree/master/jira-project. Texts are HTML, times as in mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from connectors.export import blockquote
from connectors.export.base import Attachment, Conversation, Entry, File, Message, Person, Trouble
from connectors.export.dated import dated
from connectors.export.jirabackup import is_text
from connectors.export.markup import shown
from connectors.export.wiki import quoting
from connectors.export.xmlrecords import Element, elements, text


def read(file: File) -> Iterator[Entry]:
    """What a feed says."""
    people: set[str] = set()
    with file.open() as stream:
        for element in elements(stream, "rss", "channel"):
            if isinstance(element, Trouble):
                yield element
            elif element.tag == "item":
                yield from _item(element, people)


def _item(item: Element, people: set[str]) -> Iterator[Entry]:
    key = text(item, "key") or text(item, "title")[1:].partition("]")[0]
    yield Conversation(key, key)
    author = ""
    for name in ("assignee", "reporter"):
        told = item.find(name)
        if told is not None and (ident := told.get("accountid") or told.get("username") or "") not in {"", "-1"}:
            author = ident if name == "reporter" else ""
            if ident not in people:
                people.add(ident)
                yield Person(ident, told.text or "")
    parts = text(item, "summary"), text(item, "description"), text(item, "environment")
    time = dated(text(item, "created"))
    yield from _told(Message("description", key, author, time, "\n".join(filter(None, parts)), key))
    for comment in item.iterfind("comments/comment"):
        ident, by = comment.get("id", ""), comment.get("author", "")
        yield from _told(Message(ident, key, by, dated(comment.get("created")), text(comment, "."), key))
    for field in item.iterfind("customfields/customfield"):
        values = (text(value, ".") for value in field.iterfind("customfieldvalues/customfieldvalue"))
        if is_text(said := "\n".join(values)):
            yield from _told(Message(field.get("id", ""), key, "", None, said, key))
    for file in item.iterfind("attachments/attachment"):
        size = file.get("size", "")
        made = Attachment(file.get("name", ""), int(size) if size.isdecimal() else -1)
        ident, by = f"attachment-{file.get('id', '')}", file.get("author", "")
        yield Message(ident, key, by, dated(file.get("created")), "", key, attachments=(made,))


def _told(message: Message) -> list[Message]:
    own, quotes = blockquote.apart(message.text)
    return quoting(message._replace(text=shown(own)), [quote for quote in map(shown, quotes) if quote])
