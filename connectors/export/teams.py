"""Teams: pages of messages as Microsoft Graph gives them, and the export that people ask Skype and Teams for.

A page is `{"@odata.nextLink", "value": [chatMessage]}`; arrays of chatMessage are read, too:
https://learn.microsoft.com/en-us/graph/api/resources/chatmessage, its attachments
https://learn.microsoft.com/en-us/graph/api/resources/chatmessageattachment, who is a guest
https://learn.microsoft.com/en-us/graph/api/resources/teamworkuseridentity. Graph has no former texts; of what was deleted
it has the text only where it is retained. For the other export see `connectors.export.skype`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from connectors.export import skype
from connectors.export.base import (
    DELETED,
    EXTERNAL,
    GROUP,
    PRIVATE,
    Attachment,
    Conversation,
    Entry,
    Export,
    File,
    Message,
    Person,
)
from connectors.export.gathered import Sorted, in_batches
from connectors.export.markup import shown
from connectors.export.moment import moment
from connectors.export.records import values

_PAGE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:@odata|value")')
_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_MESSAGE = re.compile(rb'"messageType"\s*:\s*"(?:message|chatEvent|typing|systemEventMessage|unknownFutureValue)"')
_PLACES = (b'"chatId"', b'"channelIdentity"')
#: Ids of chats between two, and of channels of a team: the end says which
#: (https://learn.microsoft.com/en-us/graph/api/resources/chat). All others are chats of some people.
_ALONE, _CHANNELS = "@unq.gbl.spaces", ("@thread.tacv2", "@thread.skype")
#: Sorts of people who are of the organisation; all others that are told come from elsewhere.
_OWN = frozenset({"aadUser", "onPremiseAadUser", "unknownFutureValue", ""})
_KNOWN = frozenset({
    "id", "replyToId", "etag", "messageType", "createdDateTime", "lastModifiedDateTime", "lastEditedDateTime", "deletedDateTime",
    "subject", "summary", "chatId", "importance", "locale", "webUrl", "channelIdentity", "onBehalfOf", "from", "body",
    "attachments", "mentions", "reactions", "messageHistory", "hostedContents", "replies",
})  # fmt: skip
_IMAGE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["'](https?://[^"'\s>]+)""", re.IGNORECASE)
_QUOTES = frozenset({"messageReference", "forwardedMessageReference"})
_FILES = ("reference", "image/", "video/", "audio/", "application/vnd.microsoft.teams.file.download.info")
#: Members of cards that say how something looks.
_UNSEEN = frozenset({"type", "$schema", "version", "size", "weight", "color", "style", "spacing", "contentType", "id"})
#: Depth of cards and of answers that stand in messages; both nest a few deep.
_DEEPEST = 20


class Teams(Export):
    """Reads files of messages, of as many chats as they are from."""

    name, title, kind = "teams", "Teams export", "comms.chat_export"
    complete = True

    def claims(self, path: str, head: bytes) -> bool:
        if not path.endswith(".json"):
            return False
        return (_paged(head) and any(each in head for each in _PLACES)) or skype.claims(head)

    def accepts(self, path: str, head: bytes) -> bool:
        """Messages that name no chat, too."""
        return path.endswith(".json") and (_paged(head) or skype.claims(head))

    def entries(self, file: File) -> Iterator[Entry]:
        if skype.claims(file.head):
            yield from skype.entries(file)
            return
        place = "item" if _ARRAY.match(file.head) else "value.item"
        with file.open() as stream:
            yield from _Page(file.path.rpartition("/")[2].removesuffix(".json")).entries(values(stream, place))


def _paged(head: bytes) -> bool:
    begins = _PAGE.match(head) or _ARRAY.match(head)
    return begins is not None and b'"createdDateTime"' in head and _MESSAGE.search(head) is not None


class _Page:
    """The messages of one file. `unknown` names the conversation of those that name none."""

    def __init__(self, unknown: str) -> None:
        self._unknown = unknown
        self._talks: dict[str, Conversation] = {}
        self._people: set[str] = set()
        self._sorted = Sorted()

    def entries(self, found: Iterator[Any]) -> Iterator[Entry]:
        """Conversations and people as they turn up, messages many at a time, the others behind them."""
        aside: list[Entry] = []
        yield from in_batches(found, lambda value: self._take(value, aside, 0), self._sorted, aside)

    def _take(self, value: dict[str, Any], aside: list[Entry], depth: int) -> Iterator[Entry]:
        ident, talk = str(value.get("id") or ""), self._talk(value)
        author, bot, found = self._author(value.get("from"), talk)
        yield from found
        text, files = _said(value)
        thread = str(value.get("replyToId") or "")
        told = value.get("createdDateTime")
        if value.get("deletedDateTime"):
            aside.append(Message(ident, talk, author, moment(told), text, thread, DELETED, attachments=files))
        else:
            self._sorted.of(talk).add(ident, author, told, text, thread, files, bot)
        aside.extend(_quoted(value, ident, talk))
        answers = value.get("replies")
        if isinstance(answers, list) and depth < _DEEPEST:
            for answer in answers:
                if isinstance(answer, dict):
                    yield from self._take(
                        {"replyToId": ident, "channelIdentity": value.get("channelIdentity"), **answer},
                        aside,
                        depth + 1,
                    )

    def _talk(self, value: dict[str, Any]) -> str:
        """Id of the conversation that a message is of."""
        channel = value.get("channelIdentity")
        if isinstance(channel, dict) and channel.get("channelId"):
            return str(channel["channelId"])
        return str(value.get("chatId") or self._unknown)

    def _author(self, told: object, talk: str) -> tuple[str, str, list[Entry]]:
        """Id of an author, its name where it is a program, and what is new of it and of the conversation."""
        new: list[Entry] = []
        if talk not in self._talks:
            new.append(self._named(_conversation(talk)))
        person, bot = _person(told)
        if person.id and person.id not in self._people:
            self._people.add(person.id)
            new.append(person)
        if person.guest and self._talks[talk].audience != EXTERNAL:
            new.append(self._named(self._talks[talk]._replace(audience=EXTERNAL)))
        return person.id, bot, new

    def _named(self, conversation: Conversation) -> Conversation:
        self._talks[conversation.id] = conversation
        return conversation


def _conversation(ident: str) -> Conversation:
    if ident.endswith(_ALONE):
        return Conversation(ident, ident, PRIVATE, 2)
    if ident.endswith(_CHANNELS):
        return Conversation(ident, ident, GROUP)
    return Conversation(ident, ident, PRIVATE if "@thread." in ident else "")


def _person(told: object) -> tuple[Person, str]:
    """Who wrote, and the name of the app where it was one."""
    told = told if isinstance(told, dict) else {}
    for sort in ("user", "application", "device"):
        who = told.get(sort)
        if isinstance(who, dict) and (who.get("id") or who.get("displayName")):
            name = str(who.get("displayName") or "")
            ident = str(who.get("id") or name)
            guest = sort == "user" and str(who.get("userIdentityType") or "") not in _OWN
            bot = sort == "application"
            return Person(ident, name, bot=bot, guest=guest), (name or ident) if bot else ""
    return Person(""), ""


def _said(value: dict[str, Any]) -> tuple[str, tuple[Attachment, ...]]:
    """All that a message says, and its files."""
    body = value.get("body")
    content = body.get("content") if isinstance(body, dict) else body
    content = content if isinstance(content, str) else ""
    html = not isinstance(body, dict) or body.get("contentType") != "text"
    parts = [_text(value.get("subject")), _text(value.get("summary")), shown(content) if html else content]
    attachments = value.get("attachments")
    files: list[Attachment] = []
    if attachments and isinstance(attachments, list):
        for each in attachments:
            if isinstance(each, dict):
                _attached(each, parts, files)
    if html and "<img" in content:
        files += [Attachment("image", links=(link,)) for link in _IMAGE.findall(content)]
    if not value.keys() <= _KNOWN:
        parts += _unknown(value)
    return "\n".join(part for part in parts if part), tuple(files)


def _attached(told: dict[str, Any], parts: list[str], files: list[Attachment]) -> None:
    """A file, or a card whose texts are said."""
    sort, link = str(told.get("contentType") or ""), told.get("contentUrl")
    if sort in _QUOTES:
        return
    if link or sort.startswith(_FILES):
        links = tuple(str(each) for each in (link, told.get("thumbnailUrl")) if each)
        files.append(Attachment(_text(told.get("name")) or sort, links=links))
    parts.extend(_texts(_content(told)))
    if not link:
        parts.append(_text(told.get("name")))


def _quoted(value: dict[str, Any], ident: str, talk: str) -> Iterator[Message]:
    """Messages of others that one answers to or passes on."""
    attachments = value.get("attachments")
    for told in attachments if isinstance(attachments, list) else ():
        if not isinstance(told, dict) or told.get("contentType") not in _QUOTES:
            continue
        content = _content(told)
        if not isinstance(content, dict):
            yield Message(ident, talk, "", None, shown(_text(content)), copied=True)
            continue
        person, _ = _person(content.get("messageSender") or content.get("originalMessageSender"))
        text = content.get("messagePreview") or content.get("originalMessageContent")
        yield Message(
            ident, talk, person.id, moment(content.get("originalSentDateTime")), shown(_text(text)), copied=True
        )


def _content(told: dict[str, Any]) -> Any:
    """What a card or a quote is made of: JSON within a string."""
    content = told.get("content")
    if isinstance(content, str):
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:
            return content
    return content


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Texts of a card; of a fact the title before the value."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield shown(value)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, depth + 1)
    elif isinstance(value, dict):
        title, told = value.get("title") or value.get("name"), value.get("value")
        if isinstance(title, str) and isinstance(told, str):
            yield f"{shown(title)}: {shown(told)}"
            value = {key: each for key, each in value.items() if key not in {"title", "name", "value"}}
        for key, each in value.items():
            if key not in _UNSEEN:
                yield from _texts(each, depth + 1)


def _unknown(value: dict[str, Any]) -> Iterator[str]:
    """What is not known of a message: nothing of it shall go unseen."""
    unknown = {key: told for key, told in value.items() if key not in _KNOWN and told and "@odata" not in key}
    if unknown:
        yield orjson.dumps(unknown).decode()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
