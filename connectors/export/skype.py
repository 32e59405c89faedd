"""Skype: `messages.json` of the export that people ask Skype, and Teams for use at home, for: all conversations of one person.

`{"userId", "exportDate", "conversations": [{"id", "displayName", "threadProperties", "MessageList": [...]}]}`, as a public reader
has it: https://github.com/siwen-r/skype-export-parser/blob/main/src/types/SkypeExport.d.ts. Contents are HTML with tags of its own:
`quote`, `URIObject` (a file), `e_m` (was changed). Files lie in `media/`, named by their id. There are no former texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from connectors.errors import SourceError
from connectors.export.base import DELETED, PRIVATE, Attachment, Conversation, Entry, File, Message, Person
from connectors.export.gathered import Sorted, in_batches
from connectors.export.markup import shown
from connectors.export.moment import moment
from connectors.export.nearby import beside
from connectors.export.records import values

_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:userId|exportDate|conversations)"')
#: Names of conversations and who is in them stand beside their messages: read where a document is small enough to be read twice.
_TWICE = 8 << 20
_QUOTE = re.compile(r"<quote\b([^>]*)>(.*?)</quote>", re.IGNORECASE | re.DOTALL)
_LEGACY = re.compile(r"<legacyquote>.*?</legacyquote>", re.IGNORECASE | re.DOTALL)
_FILE = re.compile(r"<URIObject\b([^>]*)>(.*?)</URIObject>", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NAME = re.compile(r"""<OriginalName\b[^>]*?\bv\s*=\s*["']([^"']*)""", re.IGNORECASE)
_SIZE = re.compile(r"""<FileSize\b[^>]*?\bv\s*=\s*["'](\d{1,18})""", re.IGNORECASE)
#: Before the name of a program; `8:` is before those of people, `19:` before groups.
_BOT = "28:"
_KNOWN = frozenset({
    "id", "displayName", "originalarrivaltime", "messagetype", "version", "content", "conversationid", "from",
    "properties", "amsreferences",
})  # fmt: skip
#: What is done with a message, of its properties; none of it is said by anybody.
_DONE = frozenset({
    "deletetime", "edittime", "emotions", "isserversidegenerated", "albumId", "urlpreviews", "call-log", "languageStamp",
    "importance", "composetime", "clientmessageid", "formatVariant", "mentions", "links", "s2spartnername",
})  # fmt: skip


def claims(head: bytes) -> bool:
    """Whether a file is such an export, by its beginning."""
    return (
        _BEGINS.match(head) is not None
        and b'"conversations"' in head
        and b'"userId"' in head
        and b'"exportDate"' in head
    )


def entries(file: File) -> Iterator[Entry]:
    """Conversations, people, messages."""
    known = _Export(_held(file))
    if 0 <= file.size <= _TWICE:
        with file.open() as stream:
            for value in values(stream, "conversations.item"):
                if isinstance(value, dict) and value.get("id"):
                    yield from known.conversation(value)
    with file.open() as stream:
        yield from known.entries(values(stream, "conversations.item.MessageList.item"))


def _held(file: File) -> frozenset[str]:
    """Ids of the files that lie in the export."""
    tree, folder = file.around.tree, beside(file.path, "media/")
    if tree is None:
        return frozenset()

    def listed() -> frozenset[str]:
        try:
            return frozenset(each.path[len(folder) :].partition(".")[0] for each in tree.list(folder))
        except SourceError:
            return frozenset()

    return file.around.once("skype.media", folder, listed)


class _Export:
    """What was seen of one file so far; `held` are the ids of files that lie in it."""

    def __init__(self, held: frozenset[str]) -> None:
        self._held = held
        self._talks: set[str] = set()
        self._people: set[str] = set()
        self._sorted = Sorted()

    def conversation(self, value: dict[str, Any]) -> Iterator[Entry]:
        """A conversation with who is in it."""
        ident = str(value["id"])
        members = _members(value.get("threadProperties"))
        self._talks.add(ident)
        readers = len(members) or (0 if ident.startswith("19:") else 2)
        yield Conversation(ident, str(value.get("displayName") or ident), PRIVATE, readers)
        for member in members:
            if member not in self._people:
                self._people.add(member)
                yield Person(member)

    def entries(self, found: Iterator[Any]) -> Iterator[Entry]:
        """Messages many at a time, deleted and quoted ones behind them."""
        aside: list[Entry] = []
        yield from in_batches(found, lambda value: self._take(value, aside), self._sorted, aside)

    def _take(self, value: dict[str, Any], aside: list[Entry]) -> Iterator[Entry]:
        ident, talk = str(value.get("id") or ""), str(value.get("conversationid") or "")
        author, name = str(value.get("from") or "").rpartition("/")[2], str(value.get("displayName") or "")
        if talk not in self._talks:
            self._talks.add(talk)
            yield Conversation(talk, talk or "unknown", PRIVATE if talk else "")
        bot = author.startswith(_BOT)
        if author and author not in self._people:
            self._people.add(author)
            yield Person(author, name, bot=bot)
        content = value.get("content")
        content = content if isinstance(content, str) else ""
        aside.extend(_quotes(content, ident, talk))
        files = self._files(value, content)
        properties = value.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        text = "\n".join(part for part in (_text(content), *_unknown(value, properties)) if part)
        told = value.get("originalarrivaltime")
        if properties.get("deletetime"):
            aside.append(Message(ident, talk, author, moment(told), text, "", DELETED, attachments=files))
        else:
            self._sorted.of(talk).add(ident, author, told, text, "", files, (name or author) if bot else "")

    def _files(self, value: dict[str, Any], content: str) -> tuple[Attachment, ...]:
        if "<URIObject" not in content:
            return ()
        ids = value.get("amsreferences")
        ids = [str(each) for each in ids] if isinstance(ids, list) else []
        return tuple(self._file(match, ids) for match in _FILE.finditer(content))

    def _file(self, match: re.Match[str], ids: list[str]) -> Attachment:
        pairs = _pairs(match[1])
        name, size = _NAME.search(match[2]), _SIZE.search(match[2])
        links = tuple(link for key in ("uri", "url", "url_thumbnail") if (link := pairs.get(key)))
        ident = pairs.get("doc_id") or next((each for each in ids if any(each in link for link in links)), "")
        return Attachment(name[1] if name else ident, int(size[1]) if size else -1, ident in self._held, links)


def _members(told: object) -> list[str]:
    """Who is in a group: a list, or one as JSON within a string."""
    members = told.get("members") if isinstance(told, dict) else None
    if isinstance(members, str):
        try:
            members = orjson.loads(members)
        except orjson.JSONDecodeError:
            return []
    return [str(each) for each in members] if isinstance(members, list) else []


def _text(content: str) -> str:
    if "<quote" in content:
        content = _QUOTE.sub(" ", content)
    return shown(content)


def _quotes(content: str, ident: str, talk: str) -> Iterator[Message]:
    """What others said that is shown again."""
    if "<quote" not in content:
        return
    for match in _QUOTE.finditer(content):
        pairs = _pairs(match[1])
        text = shown(_LEGACY.sub("", match[2]))
        yield Message(ident, talk, pairs.get("author", ""), moment(pairs.get("timestamp")), text, copied=True)


def _pairs(attributes: str) -> dict[str, str]:
    return {key: shown(one or other) for key, one, other in _PAIR.findall(attributes)}


def _unknown(value: dict[str, Any], properties: dict[str, Any]) -> Iterator[str]:
    """What is not known of a message: nothing of it shall go unseen."""
    for told, known in ((value, _KNOWN), (properties, _DONE)):
        if not told.keys() <= known:
            unknown = {key: each for key, each in told.items() if key not in known and each}
            if unknown:
                yield orjson.dumps(unknown).decode()
