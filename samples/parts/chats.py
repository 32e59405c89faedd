"""Chats: one export of each service that is read, beside the vendor: chats/SERVICE/, and chats.toml, which says what each holds.

What a service writes is in `chat_SERVICE.py`, made from the documentation that is linked there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parts import (
    chat_discord,
    chat_google,
    chat_jira,
    chat_mail,
    chat_mattermost,
    chat_table,
    chat_teams,
    chat_telegram,
    chat_whatsapp,
    chat_zendesk,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from parts.chat import Counts
    from parts.ledger import Ledger

FOLDER = "chats"

SERVICES: dict[str, Callable[[Path, Random], Counts]] = {
    "discord": chat_discord.write,
    "google": chat_google.write,
    "jira": chat_jira.write,
    "mail": chat_mail.write,
    "mattermost": chat_mattermost.write,
    "teams": chat_teams.write,
    "telegram": chat_telegram.write,
    "whatsapp": chat_whatsapp.write,
    "zendesk": chat_zendesk.write,
}


def write(ledger: Ledger) -> None:
    """Write all of them, and the tables of messages with the mappings that they are read by."""
    lines = ["# What each export holds: to be counted again. Files of chats/table are read by the mappings in chats/table.toml."]
    for service, make in SERVICES.items():
        lines += _counted(service, make(_folder(ledger, service), ledger.rng(f"chats {service}")))
    tables = chat_table.write(_folder(ledger, "table"), ledger.rng("chats table"))
    for path, counts in tables.items():
        lines += _counted(f"table/{path}", counts)
    ledger.write(f"{FOLDER}.toml", "\n".join(lines) + "\n")
    ledger.write(f"{FOLDER}/table.toml", "\n".join(map(_mapping, chat_table.MAPPINGS.values())))
    for path in sorted((ledger.out / FOLDER).rglob("*")):
        ledger.date(path, 35)


def _folder(ledger: Ledger, service: str) -> Path:
    folder = ledger.out / FOLDER / service
    folder.mkdir(parents=True)
    return folder


def _counted(path: str, counts: Counts) -> list[str]:
    return [
        "", "[[export]]", f'path = "{FOLDER}/{path}"', f"conversations = {counts.conversations}", f"people = {counts.people}",
        f"messages = {counts.messages}", f"files = {counts.files}", f"integrations = {counts.integrations}",
    ]  # fmt: skip


def _mapping(mapping: dict[str, str]) -> str:
    return "\n".join(["[[messages]]", *(f'{word} = "{told}"' for word, told in mapping.items()), ""])
