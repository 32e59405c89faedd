"""Registry of export formats: one line each, in the order in which they are asked; loaded when the first file is."""

from __future__ import annotations

import importlib
from functools import cache

from connectors.export.base import Export

#: Name -> module and class.
FORMATS = {
    "discord": "connectors.export.discord:Discord",
    "teams": "connectors.export.teams:Teams",
    "slack": "connectors.export.slack:Slack",
    "googlechat": "connectors.export.googlechat:GoogleChat",
    "mail": "connectors.export.mail:MailMessage",
    "telegram": "connectors.export.telegram:Telegram",
    "mattermost": "connectors.export.mattermost:Mattermost",
    "zendesk": "connectors.export.zendesk:Zendesk",
    "whatsapp": "connectors.export.whatsapp:WhatsApp",
    "jira": "connectors.export.jira:Jira",
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


def recognised(path: str, head: bytes, forced: str = "") -> Export | None:
    """The format of which a file is, by its path and first bytes; None for nearly all files.

    Args:
        path: in the tree.
        head: first bytes.
        forced: name of the format that the user says everything is of: no other one is asked.
    """
    if forced:
        return load(forced) if load(forced).accepts(path, head) else None
    return next((each for each in formats() if each.claims(path, head)), None)
