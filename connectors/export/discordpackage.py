"""Discordpackage: messages of a data package of Discord's: a folder `c` and the channel's number, with what one person wrote.

`messages.json` is `[{"ID", "Timestamp", "Contents", "Attachments"}]`, `messages.csv` of packages before 2024 has the same columns;
`channel.json` says of what kind the channel is (a number, or since 2025 a word:
https://github.com/josemsalcedoq/undiscord-macos/releases/tag/v0.5.2, https://docs.discord.com/developers/resources/channel) and who
is in it, `index.json` its name, and `account/user.json` who asked. Folders have names of the person's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from connectors.errors import Reason
from connectors.export.base import GROUP, PRIVATE, PUBLIC, Attachment, Conversation, Entry, File, Person, Trouble
from connectors.export.gathered import Gathered, in_batches
from connectors.export.nearby import beside, document
from connectors.export.records import values
from connectors.export.rows import rows

_PLACE = re.compile(r"(?:.*/)?c?(?P<id>\d{15,21})/messages\.(?:json|csv)", re.DOTALL)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*(?:\]|\{\s*"ID"\s*:)')
_CSV = re.compile(rb'(?:\xef\xbb\xbf)?"?ID"?,"?Timestamp"?,"?Contents"?,"?Attachments"?\r?\n')
_COLUMNS = 4
#: Kinds of channels, by number and by word.
_AUDIENCES = {"1": PRIVATE, "3": PRIVATE, "DM": PRIVATE, "GROUP_DM": PRIVATE, "12": GROUP, "PRIVATE_THREAD": GROUP}
#: Where the one who asked is named; the folder is `account` in English.
_ACCOUNTS = ("account/user.json", "Account/user.json")
#: `<@1>`, `<@!1>`, `<@&1>`, `<#1>`, `<:name:1>`, `<t:1:R>`: https://docs.discord.com/developers/reference#message-formatting
_SIGN = re.compile(r"<(?:[@#][!&]?\d+|a?(:\w+:)\d+|t:-?\d+(?::\w)?|/([^:<>]{1,100}):\d+)>")
#: `**bold**` and `||spoiler||`, which stand close around what is to be found.
_MARK = re.compile(r"(?<![\w*|])(\*\*|\|\|)(?=\S)(.{1,4000}?)(?<=\S)\1(?![\w*|])", re.DOTALL)


def claims(path: str, head: bytes) -> bool:
    """Whether a file is one of messages, by its place and its beginning."""
    return _PLACE.fullmatch(path) is not None and told(path, head)


def told(path: str, head: bytes) -> bool:
    """Whether a file begins as one of messages does."""
    if path.endswith(".json"):
        return _JSON.match(head) is not None
    return path.endswith(".csv") and _CSV.match(head) is not None


def entries(file: File) -> Iterator[Entry]:
    """The channel, who is in it as far as is told, and the messages."""
    conversation, people = _conversation(file)
    yield conversation
    yield from (Person(ident) for ident in people)
    owner = file.around.once("discord.owner", beside(file.path, "", up=1), lambda: _owner(file))
    if owner.id:
        yield owner
    with file.open() as stream:
        found = _rows(rows(stream, file.head)) if file.path.endswith(".csv") else values(stream, "item")
        yield from _messages(found, conversation.id, owner.id)


def _messages(found: Iterator[Any], conversation: str, author: str) -> Iterator[Entry]:
    gathered = Gathered(conversation)

    def take(value: dict[str, Any]) -> None:
        text = value.get("Contents")
        files = _files(value.get("Attachments"))
        shown = plain(text) if isinstance(text, str) else "" if text is None else str(text)
        gathered.add(str(value.get("ID") or ""), author, value.get("Timestamp"), shown, "", files)

    yield from in_batches(found, take, gathered, [])


def _rows(table: Iterator[list[str] | Trouble]) -> Iterator[Any]:
    """Rows of a table by the names of their columns; one that is cut or too long comes as a `Trouble`, too."""
    next(table, None)
    for number, row in enumerate(table, 2):
        if isinstance(row, Trouble):
            yield row
            continue
        if len(row) != _COLUMNS:
            yield Trouble(0, Reason.CORRUPT, f"row {number:,} has {len(row)} columns and not {_COLUMNS}")
        yield dict(zip(("ID", "Timestamp", "Contents", "Attachments"), row, strict=False))


def _files(told: object) -> tuple[Attachment, ...]:
    """Links, one behind the other; a package has no files."""
    links = told.split() if isinstance(told, str) else told if isinstance(told, list) else ()
    return tuple(Attachment(str(link).partition("?")[0].rpartition("/")[2], links=(str(link),)) for link in links)


def _conversation(file: File) -> tuple[Conversation, list[str]]:
    """The channel of a file, and ids of who is in it."""
    place = _PLACE.fullmatch(file.path)
    ident = place["id"] if place else file.path.rpartition("/")[0].rpartition("/")[2] or file.path
    names = file.around.once("discord.index", beside(file.path, "", up=1), lambda: _index(file))
    channel = document(file, beside(file.path, "channel.json"))
    channel = channel if isinstance(channel, dict) else {}
    people = channel.get("recipients")
    people = [str(each) for each in people] if isinstance(people, list) else []
    kind = str(channel.get("type", ""))
    audience = _AUDIENCES.get(kind) or (PUBLIC if kind else "")
    name = str(channel.get("name") or names.get(ident) or ident)
    return Conversation(ident, name, audience, len(people)), people


def _index(file: File) -> dict[str, Any]:
    found = document(file, beside(file.path, "index.json", up=1))
    return found if isinstance(found, dict) else {}


def _owner(file: File) -> Person:
    """Who asked for the package: everything in it is theirs. Without an id where it does not say."""
    for name in _ACCOUNTS:
        told = document(file, beside(file.path, name, up=2))
        if isinstance(told, dict) and told.get("id"):
            return Person(str(told["id"]), str(told.get("username") or ""), str(told.get("email") or ""))
    return Person("")


def plain(text: str) -> str:
    """A text without what Discord shows as something else, or more boldly."""
    if "<" in text:
        text = _SIGN.sub(_shown, text)
    if "**" in text or "||" in text:
        text = _MARK.sub(r"\2", text)
    return text


def _shown(sign: re.Match[str]) -> str:
    return sign[1] or sign[2] or sign[0][1:2]
