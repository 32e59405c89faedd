"""Talk: what people say in chats that are made, and what they should not have said there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parts.numbers import card, grouped, ssn
from parts.secrets import github, password, stripe

if TYPE_CHECKING:
    from random import Random

#: 2026-02-09, 09:00 UTC, a Monday.
START = 1_770_627_600
#: Names of people who write from the right to the left, beside those of `people.py`.
RIGHT_TO_LEFT = ("نور الحسيني", "מיכל ברק")

_TALK = (
    "morning, stand-up in ten", "the ranking run finished", "who owns the reviewer queue this week?", "merged, thanks",
    "can somebody look at the flaky test?", "on it", "lunch?", "numbers are in the sheet", "I am out on Friday",
    "deploy is green", "the invoice run starts at six", "שלום, אני כאן", "صباح الخير",
)  # fmt: skip


def talk(rng: Random, count: int) -> list[str]:
    """`count` harmless lines."""
    return [rng.choice(_TALK) for _ in range(count)]


def exchanges(rng: Random) -> list[tuple[str, str]]:
    """What one asks or announces, and what the next message says; the second of each is to be found."""
    return [
        ("the password is", password(rng)),
        ("what is your social security number?", ssn(rng).replace("-", "")),
        ("card for the booking?", grouped(card(rng), " ")),
        ("the new deploy token:", github(rng)),
    ]


def withdrawn(rng: Random) -> str:
    """What somebody wrote, and took away."""
    return f"use {stripe(rng)} until tomorrow"
