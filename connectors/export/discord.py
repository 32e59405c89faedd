"""Discord: a channel as DiscordChatExporter writes it in JSON, and the messages of a data package that somebody asked Discord for.

The exporter's file: https://github.com/Tyrrrz/DiscordChatExporter/blob/master/DiscordChatExporter.Core/Exporting/JsonMessageWriter.cs.
A package has a folder a channel, in it `channel.json` and `messages.json` or, in older ones, `messages.csv`
(https://support.discord.com/hc/en-us/articles/360004957991-Your-Discord-Data-Package), of the one who asked for it only: see
`connectors.export.discordpackage`. Neither has former texts, or what was deleted.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import orjson

from connectors.export import discordpackage
from connectors.export.base import (
    GROUP,
    PRIVATE,
    PUBLIC,
    Attachment,
    Conversation,
    Entry,
    Export,
    File,
    Message,
    Person,
)
from connectors.export.discordpackage import plain
from connectors.export.gathered import Gathered, in_batches
from connectors.export.moment import moment
from connectors.export.nearby import beside, held
from connectors.export.records import values

_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"guild"\s*:\s*\{')
#: Kinds of channels as the exporter names them (`ChannelKind.cs`). A channel of a server is for all of it, or for some roles:
#: neither file tells which.
_AUDIENCES = {"DirectTextChat": PRIVATE, "DirectGroupTextChat": PRIVATE, "GuildPrivateThread": GROUP}
#: Members of messages that are read, or that nobody writes.
_KNOWN = frozenset({
    "id", "type", "timestamp", "timestampEdited", "callEndedTimestamp", "isPinned", "content", "author", "attachments",
    "components", "embeds", "stickers", "reactions", "mentions", "reference", "forwardedMessage", "interaction", "inlineEmojis",
})  # fmt: skip
#: Members of embeds, buttons and the like of which nothing is shown as text.
_UNSEEN = frozenset({
    "id", "type", "style", "color", "timestamp", "iconUrl", "iconCanonicalUrl", "imageUrl", "sourceUrl", "code", "format",
    "customId", "skuId", "inlineEmojis", "emoji",
})  # fmt: skip
#: Discord's own nest four deep.
_DEEPEST = 20
#: Answers whose first message is remembered: an answer to an answer belongs to the thread of the first.
_REMEMBERED = 10_000


class Discord(Export):
    """Reads files of channels, and files of messages in a data package."""

    name, title, kind = "discord", "Discord export", "comms.chat_export"
    complete = True

    def claims(self, path: str, head: bytes) -> bool:
        if _exported(path, head) and b'"dateRange"' in head:
            return True
        return discordpackage.claims(path, head)

    def accepts(self, path: str, head: bytes) -> bool:
        """Files of a package in folders of any name, too."""
        return _exported(path, head) or discordpackage.told(path, head)

    def entries(self, file: File) -> Iterator[Entry]:
        if _BEGINS.match(file.head) is None:
            yield from discordpackage.entries(file)
            return
        conversation, topic = _conversation(file)
        yield conversation
        if topic:
            yield Message("topic", conversation.id, "", None, plain(topic), copied=True)
        with file.open() as stream:
            yield from _Channel(file, conversation.id).entries(values(stream, "messages.item"))


def _exported(path: str, head: bytes) -> bool:
    return path.endswith(".json") and _BEGINS.match(head) is not None and b'"channel"' in head


def _conversation(file: File) -> tuple[Conversation, str]:
    """The channel of a file, and its topic: both stand at its beginning."""
    told = next(values(io.BytesIO(file.head), "channel"), None)
    name = file.path.rpartition("/")[2].removesuffix(".json")
    if not isinstance(told, dict):
        return Conversation(name, name), ""
    ident = str(told.get("id") or name)
    kind = str(told.get("type") or "")
    audience = _AUDIENCES.get(kind) or (PUBLIC if kind else "")
    return Conversation(ident, str(told.get("name") or ident), audience), str(told.get("topic") or "")


class _Channel:
    """The messages of one channel."""

    def __init__(self, file: File, conversation: str) -> None:
        self._file, self._conversation = file, conversation
        self._people: set[str] = set()
        self._first: dict[str, str] = {}

    def entries(self, found: Iterator[Any]) -> Iterator[Entry]:
        gathered = Gathered(self._conversation)
        aside: list[Entry] = []
        yield from in_batches(found, lambda value: self._take(value, gathered, aside), gathered, aside)

    def _take(self, value: dict[str, Any], gathered: Gathered, aside: list[Entry]) -> None:
        ident = str(value.get("id") or "")
        author, bot = self._author(value.get("author"), aside)
        content = value.get("content")
        text = plain(content) if isinstance(content, str) else ""
        if value.get("embeds") or value.get("components") or value.get("stickers"):
            text = "\n".join((text, *_seen(value)))
        if not value.keys() <= _KNOWN:
            text = "\n".join((text, *_unknown(value)))
        gathered.add(ident, author, value.get("timestamp"), text, self._thread(ident, value), self._files(value), bot)
        forwarded = value.get("forwardedMessage")
        if isinstance(forwarded, dict):
            aside.append(self._forwarded(ident, forwarded))

    def _author(self, told: object, aside: list[Entry]) -> tuple[str, str]:
        """Id of an author, and its name where it is a program."""
        if not isinstance(told, dict):
            return "", ""
        ident = str(told.get("id") or told.get("name") or "")
        name = str(told.get("name") or ident)
        bot = told.get("isBot") is True
        if ident and ident not in self._people:
            self._people.add(ident)
            aside.append(Person(ident, str(told.get("nickname") or name), bot=bot))
        return ident, name if bot else ""

    def _thread(self, ident: str, value: dict[str, Any]) -> str:
        reference = value.get("reference")
        if not isinstance(reference, dict) or value.get("forwardedMessage") or not reference.get("messageId"):
            return ""
        answered = str(reference["messageId"])
        if len(self._first) >= _REMEMBERED:
            self._first.clear()
        first = self._first.get(answered, answered)
        self._first[ident] = first
        return first

    def _files(self, value: dict[str, Any]) -> tuple[Attachment, ...]:
        files = value.get("attachments")
        if not files or not isinstance(files, list):
            return ()
        return tuple(self._attachment(each) for each in files if isinstance(each, dict))

    def _attachment(self, told: dict[str, Any]) -> Attachment:
        """A file: a link where the exporter was not asked to load files, a path beside its own file where it was."""
        url, size = str(told.get("url") or ""), told.get("fileSizeBytes")
        name = str(told.get("fileName") or url.partition("?")[0].rpartition("/")[2])
        size = size if isinstance(size, int) and size >= 0 else -1
        if "://" in url:
            return Attachment(name, size, links=(url,))
        path = url.replace("\\", "/")
        here = self._file.path
        return Attachment(
            name, size, held=bool(path) and held(self._file, beside(here, path), beside(here, unquote(path)))
        )

    def _forwarded(self, ident: str, told: dict[str, Any]) -> Message:
        content = told.get("content")
        text = "\n".join((plain(content) if isinstance(content, str) else "", *_seen(told)))
        return Message(
            ident,
            self._conversation,
            "",
            moment(told.get("timestamp")),
            text,
            copied=True,
            attachments=self._files(told),
        )


def _seen(value: dict[str, Any]) -> Iterator[str]:
    for key in ("embeds", "components", "stickers"):
        yield from _texts(value.get(key))


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Texts of embeds and buttons, whatever they are made of; a field with its name before it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _texts(each, depth + 1)
    elif isinstance(value, dict):
        if "name" in value and "value" in value:
            yield f"{plain(str(value['name']))}: {plain(str(value['value']))}"
            return
        for key, told in value.items():
            if isinstance(told, str):
                if told and key not in _UNSEEN:
                    yield plain(told)
            elif isinstance(told, list | dict) and key not in _UNSEEN:
                yield from _texts(told, depth + 1)


def _unknown(value: dict[str, Any]) -> Iterator[str]:
    """What is not known of a message: nothing of it shall go unseen."""
    yield orjson.dumps({key: told for key, told in value.items() if key not in _KNOWN}).decode()
