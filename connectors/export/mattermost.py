"""Mattermost: a bulk export, one JSON object a line, the files that were sent beside it.

Lines: https://docs.mattermost.com/onboard/bulk-loading-data-format.html; their fields, as the server writes and reads them:
https://github.com/mattermost/mattermost/blob/master/server/channels/app/imports/import_types.go. Lines come in an order: channels,
users, posts; so channels are told when the first post comes, with those who read them counted. Former and deleted posts are not
exported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from connectors.errors import Reason
from connectors.export.base import (
    EXTERNAL,
    GROUP,
    PRIVATE,
    PUBLIC,
    Attachment,
    Conversation,
    Entry,
    Export,
    File,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.moment import moment
from connectors.export.records import lines

_ENDINGS = (".jsonl", ".json", ".ndjson")
#: The first line, which says of which version the file is.
_VERSION = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"type"\s*:\s*"version"\s*,\s*"version"\s*:\s*\d|"version"\s*:\s*\d+\s*,\s*"type"\s*:\s*"version")'
)
_AUDIENCES = {"O": PUBLIC, "P": GROUP}
_GUEST = "guest"
#: Where archives of exports and imports hold what was sent.
_FOLDERS = ("data", "")


class Mattermost(Export):
    """Reads the file of lines."""

    name, title, kind = "mattermost", "Mattermost export", "comms.chat_export"

    def claims(self, path: str, head: bytes) -> bool:
        return path.endswith(_ENDINGS) and _VERSION.match(head) is not None

    def entries(self, file: File) -> Iterator[Entry]:
        server = _Server(file)
        with file.open() as stream:
            for value in lines(stream):
                if isinstance(value, Trouble):
                    yield value
                    continue
                kind = value.get("type") if isinstance(value, dict) else None
                told = value.get(kind) if isinstance(kind, str) else None
                if isinstance(told, dict):
                    yield from server.told(str(kind), told)
                elif kind != "version":
                    yield Trouble(0, Reason.CORRUPT, "a line is no object with a type; it was passed over")
        yield from server.channels()


class _Server:
    """What is remembered from line to line: channels until they are told, who is a guest, which integrations there are."""

    def __init__(self, file: File) -> None:
        self._tree = file.around.tree
        self._root = file.path.rpartition("/")[0]
        self._waiting: dict[str, Conversation] = {}
        self._told: set[str] = set()
        self._guests: set[str] = set()
        self._bots: set[str] = set()
        self._posts = 0

    def told(self, kind: str, value: dict[str, Any]) -> Iterator[Entry]:
        """What a line says."""
        if kind == "post":
            yield from self.channels()
            yield from self._post(value, f"{_text(value.get('team'))}/{_text(value.get('channel'))}")
        elif kind == "direct_post":
            yield from self.channels()
            members = _names(value.get("channel_members"))
            yield from self._direct(members)
            yield from self._post(value, _between(members))
        elif kind == "direct_channel":
            yield from self.channels()
            yield from self._direct(_names(value.get("members") or value.get("participants")))
        elif kind == "channel":
            self._channel(value)
        elif kind == "user":
            yield self._user(value)
        elif kind == "bot":
            name = _text(value.get("username"))
            yield Person(name, _text(value.get("display_name")) or name, bot=True)
            yield from self._integration(name, _text(value.get("display_name")) or name)

    def channels(self) -> Iterator[Entry]:
        """The channels that were not told yet."""
        if self._waiting:
            yield from self._waiting.values()
            self._told.update(self._waiting)
            self._waiting = {}

    def _channel(self, value: dict[str, Any]) -> None:
        ident = f"{_text(value.get('team'))}/{_text(value.get('name'))}"
        name = _text(value.get("display_name")) or _text(value.get("name"))
        if ident not in self._told:
            self._waiting[ident] = Conversation(ident, name, _AUDIENCES.get(_text(value.get("type")), ""))

    def _user(self, value: dict[str, Any]) -> Person:
        """Somebody, who is one more reader of the channels that are named."""
        name = _text(value.get("username"))
        guest = _GUEST in _text(value.get("roles"))
        for team in _dicts(value.get("teams")):
            for channel in _dicts(team.get("channels")):
                self._joined(f"{_text(team.get('name'))}/{_text(channel.get('name'))}", guest=guest)
        if guest:
            self._guests.add(name)
        shown = f"{_text(value.get('first_name'))} {_text(value.get('last_name'))}".strip()
        return Person(name, shown or _text(value.get("nickname")) or name, _text(value.get("email")), guest=guest)

    def _joined(self, ident: str, *, guest: bool) -> None:
        found = self._waiting.get(ident)
        if found is not None:
            audience = EXTERNAL if guest else found.audience
            self._waiting[ident] = found._replace(readers=found.readers + 1, audience=audience)

    def _direct(self, members: list[str]) -> Iterator[Entry]:
        """A conversation of a few."""
        ident = _between(members)
        if ident not in self._told:
            self._told.add(ident)
            audience = PRIVATE if self._guests.isdisjoint(members) else EXTERNAL
            yield Conversation(ident, ", ".join(members), audience, len(members))

    def _integration(self, ident: str, name: str) -> Iterator[Entry]:
        if ident not in self._bots:
            self._bots.add(ident)
            yield Integration(ident, name)

    def _post(self, value: dict[str, Any], conversation: str) -> Iterator[Entry]:
        """A post and its answers, which have its number and their own."""
        if conversation not in self._told:  # of a channel that no line told of
            self._told.add(conversation)
            yield Conversation(conversation, conversation.rpartition("/")[2] or conversation)
        self._posts += 1
        ident = str(self._posts)
        replies = _dicts(value.get("replies"))
        thread = ident if replies else ""
        yield from self._message(value, conversation, ident, thread)
        for number, reply in enumerate(replies, 1):
            yield from self._message(reply, conversation, f"{ident}.{number}", thread)

    def _message(self, value: dict[str, Any], conversation: str, ident: str, thread: str) -> Iterator[Entry]:
        author, text, bot = _text(value.get("user")), _text(value.get("message")), ""
        props = value.get("props")
        if isinstance(props, dict) and props:
            bot = _bot(props, author)
            if bot:
                yield from self._integration(bot, bot)
            text = "\n".join(filter(None, (text, *_cards(props.get("attachments")))))
        sent = value.get("attachments")
        files = tuple(self._file(_text(each.get("path"))) for each in _dicts(sent)) if sent else ()
        at = moment(value.get("create_at"))
        yield Message(ident, conversation, author, at, text, thread, attachments=files, bot=bot)

    def _file(self, path: str) -> Attachment:
        """A file that was sent; archives of exports have it below `data`."""
        held = (
            path and self._tree is not None and any(self._tree.exists(self._below(folder, path)) for folder in _FOLDERS)
        )
        return Attachment(path.rpartition("/")[2], -1, bool(held))

    def _below(self, folder: str, path: str) -> str:
        return "/".join(part for part in (self._root, folder, path) if part)


def _bot(props: dict[str, Any], author: str) -> str:
    """The name of the webhook or bot that posted, if one did: https://developers.mattermost.com/integrate/webhooks/incoming."""
    if str(props.get("from_webhook", "")).lower() == "true" or str(props.get("from_bot", "")).lower() == "true":
        return _text(props.get("override_username")) or _text(props.get("webhook_display_name")) or author
    return ""


def _cards(told: object) -> Iterator[str]:
    """Texts of message attachments: https://developers.mattermost.com/integrate/reference/message-attachments."""
    for card in _dicts(told):
        shown = [_text(card.get(key)) for key in ("pretext", "author_name", "title", "title_link", "text", "footer")]
        yield from shown if any(shown) else [_text(card.get("fallback"))]
        for field in _dicts(card.get("fields")):
            yield f"{_text(field.get('title'))}: {field.get('value')}"


def _between(members: list[str]) -> str:
    return ",".join(members)


def _names(told: object) -> list[str]:
    """Members by name, each once; who talks to oneself is named twice."""
    if not isinstance(told, list):
        return []
    names = {_text(each.get("username")) if isinstance(each, dict) else _text(each) for each in told}
    return sorted(names - {""})


def _dicts(told: object) -> list[dict[str, Any]]:
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def _text(told: object) -> str:
    return told if isinstance(told, str) else ""
