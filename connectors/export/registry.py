"""Registry of export formats: one line each, in the order in which they are asked; loaded when the first file is."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache

from connectors.export.base import BY_CONTENT, Choice, Export

_JSON, _LINES, _TABLES = (".json",), (".json", ".jsonl", ".ndjson"), (".csv", ".tsv", ".txt")
#: Longest ending of a name that is looked at, so that few are remembered.
_ENDING = 7
#: Name -> module and class, and how the names of its files end; none where they may have any name.
FORMATS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "discord": ("connectors.export.discord:Discord", (*_JSON, ".csv")),
    "teams": ("connectors.export.teams:Teams", _JSON),
    "slack": ("connectors.export.slack:Slack", _JSON),
    "googlechat": ("connectors.export.googlechat:GoogleChat", _JSON),
    "mail": ("connectors.export.mail:MailMessage", ()),
    "telegram": ("connectors.export.telegram:Telegram", _JSON),
    "mattermost": ("connectors.export.mattermost:Mattermost", _LINES),
    "zendesk": ("connectors.export.zendesk:Zendesk", (*_LINES, ".csv")),
    "whatsapp": ("connectors.export.whatsapp:WhatsApp", (".txt",)),
    "jira": ("connectors.export.jira:Jira", (*_LINES, ".xml", *_TABLES)),
}


def formats() -> tuple[Export, ...]:
    """All of them."""
    return tuple(map(load, FORMATS))


@cache
def _asked(ending: str) -> tuple[Export, ...]:
    """Those that may claim a file whose name ends so."""
    return tuple(load(name) for name, (_, endings) in FORMATS.items() if not endings or ending in endings)


@cache
def load(name: str) -> Export:
    """One by its name.

    Raises:
        KeyError: there is none of this name.
    """
    module, _, title = FORMATS[name][0].partition(":")
    made: Export = getattr(importlib.import_module(module), title)()
    return made


@cache
def _mapped(mappings: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[Export, ...]:
    from connectors.export.table import Mapped  # noqa: PLC0415  # few scans are given mappings

    return tuple(Mapped(dict(each)) for each in mappings)


def recognised(path: str, head: bytes, choice: Choice = BY_CONTENT) -> Export | None:
    """The format of which a file is, by its path and first bytes; None for nearly all files.

    Args:
        path: in the tree.
        head: first bytes.
        choice: what the user says: mappings are asked first, and beside a format that is named, no other one is.

    Raises:
        MappingError: a mapping cannot be used.
    """
    for each in _mapped(choice.mappings) if choice.mappings else ():
        if each.claims(path, head):
            return each
    if choice.format:
        forced = load(choice.format)
        return forced if forced.accepts(path, head) else None
    dot = path.rfind(".")
    ending = path[dot:].lower() if dot >= 0 and len(path) - dot <= _ENDING else ""
    return next((each for each in _asked(ending) if each.claims(path, head)), None)
