"""Registry of export formats: one line each, in the order in which they are asked; loaded when the first file is."""

from __future__ import annotations

import importlib
from functools import cache

from connectors.export.base import Export

#: Name -> module and class.
FORMATS = {
    "slack": "connectors.export.slack:Slack",
    "telegram": "connectors.export.telegram:Telegram",
    "mattermost": "connectors.export.mattermost:Mattermost",
    "zendesk": "connectors.export.zendesk:Zendesk",
    "whatsapp": "connectors.export.whatsapp:WhatsApp",
}


@cache
def formats() -> tuple[Export, ...]:
    """All of them."""
    return tuple(load(name) for name in FORMATS)


@cache
def load(name: str) -> Export:
    """One by its name.

    Raises:
        KeyError: there is none of this name.
    """
    module, _, title = FORMATS[name].partition(":")
    made: Export = getattr(importlib.import_module(module), title)()
    return made


def recognised(path: str, head: bytes) -> Export | None:
    """The format of which a file is, by its path and first bytes; None for nearly all files."""
    return next((each for each in formats() if each.claims(path, head)), None)
