"""Telegramchat: chats, messages and contacts of a Telegram export as entries, whichever way its file is read.

Fields: https://github.com/telegramdesktop/tdesktop/blob/dev/Telegram/SourceFiles/export/output/export_output_json.cpp

An edited message has the time of the change and no former text, a deleted one is not exported at all. What was forwarded names its
first author without an id, so that its author here is who forwarded it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.errors import Reason
from connectors.export.base import (
    EXTERNAL,
    GROUP,
    PRIVATE,
    Attachment,
    Conversation,
    Entry,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.moment import moment

#: Kind of a chat -> who reads it, how many if it says so. Anybody in the world can read what Telegram calls public.
KINDS = {
    "saved_messages": (PRIVATE, 1),
    "replies": (PRIVATE, 1),
    "verification_codes": (PRIVATE, 1),
    "personal_chat": (PRIVATE, 2),
    "bot_chat": (PRIVATE, 1),
    "private_group": (GROUP, 0),
    "private_supergroup": (GROUP, 0),
    "private_channel": (GROUP, 0),
    "public_supergroup": (EXTERNAL, 0),
    "public_channel": (EXTERNAL, 0),
}
_BOT = "bot_chat"
#: Messages whose thread is remembered in a chat; an answer to an older one begins a thread of its own.
_THREADS = 100_000
#: Keys of texts beside the text: places, games, sounds, and what services say (a group's name, what an app sent).
_MORE = (
    "place_name", "address", "game_title", "game_description", "game_link", "performer", "title", "new_title",
    "information_text",
)  # fmt: skip
#: Keys that only some messages have, and of which one at least is there where there is more than text.
_RARE = frozenset(_MORE) | {
    "contact_information", "location_information", "invoice_information", "poll", "inline_bot_buttons",
}  # fmt: skip
_FILES = ("photo", "file", "contact_vcard")
_SIZES = {"photo": "photo_file_size", "file": "file_size", "contact_vcard": "contact_vcard_file_size"}
#: How the words begin that stand instead of a path where a file was left out.
_LEFT_OUT = ("(File ", "(Photo ")


class Chats:
    """What is remembered from message to message: the chat, its threads, and who was named already."""

    def __init__(self) -> None:
        self._chat = self._bot = ""
        self._threads: dict[Any, Any] = {}
        self._named: set[str] = set()
        self._unsupported = 0

    def begin(self, told: dict[str, Any]) -> Iterator[Entry]:
        """A chat, by its `id`, `name` and `type`, where it has them."""
        kind = told.get("type")
        kind = kind if isinstance(kind, str) else ""
        audience, readers = KINDS.get(kind, ("", 0))
        self._chat = str(told.get("id", kind))
        name = str(told.get("name") or "") or (kind.replace("_", " ") if audience else "") or self._chat
        self._threads = {}
        self._bot = f"user{self._chat}" if kind == _BOT else ""
        yield Conversation(self._chat, name, audience, readers)
        if self._bot:
            self._named.add(self._bot)
            yield Person(self._bot, name, bot=True)
            yield Integration(self._bot, name)

    def contact(self, value: Any) -> Iterator[Entry]:
        """A person of the contacts, or whose export it is."""
        if not isinstance(value, dict):
            return
        number, kind = value.get("user_id") or value.get("id"), value.get("type", "user")
        if number is None or kind != "user":
            return
        name = value.get("name") or f"{value.get('first_name') or ''} {value.get('last_name') or ''}".strip()
        yield from self._person(f"user{number}", name, bot=value.get("category") == "inline_bots")

    def message(self, value: Any) -> Iterator[Entry]:
        """A message, with who wrote it where that was not told before."""
        if not isinstance(value, dict):
            yield Trouble(0, Reason.CORRUPT, "holds a message that is no object; it was passed over")
            return
        kind, get = value.get("type"), value.get
        if kind == "unsupported":
            self._unsupported += 1
            return
        author = str(get("from_id") or get("actor_id") or "")
        if author and author not in self._named:
            yield from self._person(author, get("from") or get("actor"))
        text = get("text", "")
        text = text if isinstance(text, str) else joined(text)
        if not text and "text" not in value:
            text = joined(get("text_entities"))
        if not _RARE.isdisjoint(value):
            text = "\n".join(filter(None, (text, *_told(value))))
        files = _attachments(value)
        if kind == "service" and not text and not files:
            return
        via = get("via_bot")
        if isinstance(via, str) and via not in self._named:
            self._named.add(via)
            yield Integration(via, via)
        bot = via if isinstance(via, str) else author if author and author == self._bot else ""
        at = moment(get("date_unixtime"))
        yield Message(
            str(get("id", "")), self._chat, author, moment(get("date")) if at is None else at, text, self._thread(value),
            copied="forwarded_from" in value, attachments=files, bot=bot,
        )  # fmt: skip

    def left_out(self) -> Iterator[Entry]:
        """What the export names and does not hold."""
        if self._unsupported:
            yield Trouble(0, Reason.MISSING, f"messages of a kind that Telegram did not export: {self._unsupported:,}")

    def _person(self, ident: str, name: object, *, bot: bool = False) -> Iterator[Entry]:
        if ident in self._named:
            return
        self._named.add(ident)
        yield Person(ident, name if isinstance(name, str) else "", bot=bot)
        if bot:
            yield Integration(ident, str(name or ident))

    def _thread(self, value: dict[str, Any]) -> str:
        """The first message of a chain of answers."""
        answered = value.get("reply_to_message_id")
        if not isinstance(answered, int | str):
            return ""
        threads = self._threads
        first = threads.get(answered, answered)
        threads[value.get("id") if isinstance(value.get("id"), int | str) else None] = first
        if len(threads) > _THREADS:
            del threads[next(iter(threads))]
        return str(first)


def joined(parts: object) -> str:
    """A text that is in parts, of which some are links, names and code; with the address that stands behind a label."""
    if not isinstance(parts, list):
        return ""
    texts = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict) and isinstance(text := part.get("text"), str):
            address = part.get("href")
            texts.append(f"{text} {address}" if isinstance(address, str) and address not in text else text)
    return "".join(texts)


def _told(value: dict[str, Any]) -> Iterator[str]:
    """What a message says beside its text."""
    for key in _MORE:
        if isinstance(value.get(key), str):
            yield value[key]
    yield _parts(value.get("contact_information"), "first_name", "last_name", "phone_number")
    yield _parts(value.get("location_information"), "latitude", "longitude")
    yield _parts(value.get("invoice_information"), "title", "description", "amount", "currency")
    poll = value.get("poll")
    if isinstance(poll, dict):
        yield _said(poll.get("question"))
        yield from (_said(answer.get("text")) for answer in _list(poll.get("answers")) if isinstance(answer, dict))
    for row in _list(value.get("inline_bot_buttons")):
        yield from (_parts(button, "text", "data") for button in _list(row))


def _list(told: object) -> list[Any]:
    return told if isinstance(told, list) else []


def _parts(told: object, *keys: str) -> str:
    """Some members of an object on a line; a text, as which bills are written, as it is."""
    if isinstance(told, dict):
        return " ".join(
            str(told[key]) for key in keys if isinstance(told.get(key), str | int | float) and told[key] != ""
        )
    return told if isinstance(told, str) else ""


def _said(text: object) -> str:
    return text if isinstance(text, str) else joined(text)


def _attachments(value: dict[str, Any]) -> tuple[Attachment, ...]:
    return tuple(_attachment(value, key) for key in _FILES if isinstance(value.get(key), str))


def _attachment(value: dict[str, Any], key: str) -> Attachment:
    path, size = value[key], value.get(_SIZES[key])
    held = not path.startswith(_LEFT_OUT)
    name = value.get("file_name") if key == "file" else None
    if not isinstance(name, str):
        name = path.rpartition("/")[2] if held else str(value.get("media_type") or key)
    return Attachment(name, size if isinstance(size, int) and size >= 0 else -1, held)
