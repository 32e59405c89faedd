"""Counts: what an export that was made holds, for tests that count it again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """What an export holds.

    Attributes:
        conversations: channels, groups, direct chats, tickets.
        people: different authors and members.
        messages: those that stand there now: no former texts, no quotes.
        files: what these came with, held or linked.
        integrations: apps, webhooks and bots.
    """

    conversations: int
    people: int
    messages: int
    files: int
    integrations: int = 0
