"""Counting what an export says, to be held against what was written."""

from __future__ import annotations

from collections.abc import Iterable

from reading_exports import attachments, messages

from connectors.export.base import Conversation, Entry, Integration, Message, Person


def counts(found: Iterable[Entry]) -> tuple[int, int, int, int, int]:
    """Conversations, people, messages that stand there now, files, integrations: see `samples/parts/chat.py`."""
    held = list(found)
    people = {entry.id for entry in held if isinstance(entry, Person)}
    now = current(held)
    people |= {message.author for message in now if message.author}
    return (
        len({entry.id for entry in held if isinstance(entry, Conversation)}),
        len(people),
        len(now),
        len(attachments(now)),
        len({entry.id for entry in held if isinstance(entry, Integration)}),
    )


def current(found: Iterable[Entry]) -> list[Message]:
    """Messages that are neither former ones nor copies."""
    return [message for message in messages(found) if not message.state and not message.copied]
