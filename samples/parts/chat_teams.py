"""Teams: pages of Microsoft Graph from a channel, a group and a chat of two, and the export of a person at home.

https://learn.microsoft.com/en-us/graph/api/resources/chatmessage and its attachments; the layout of the other one:
https://github.com/siwen-r/skype-export-parser/blob/main/src/types/SkypeExport.d.ts
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk, withdrawn
from parts.people import population
from parts.secrets import github, slack_webhook

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_HOME = ("8:live:anna.k", "8:live:omar.f", "8:live:nour")


def write(folder: Path, rng: Random) -> Counts:
    """Write `channel/page-1.json` and one more, `chats.json` of two chats, and `home/messages.json` with `home/media/`.

    Chats begin with the last message, as Graph and the export at home have them.
    """
    names = [*(person.name for person in population(rng, 3)), *RIGHT_TO_LEFT]
    people = [{"id": _uuid(rng), "displayName": name, "userIdentityType": "aadUser"} for name in names]
    people[-1]["userIdentityType"] = "federatedUser"
    channel = _Talk(
        rng, people, channelIdentity={"teamId": _uuid(rng), "channelId": f"19:{rng.randbytes(16).hex()}@thread.tacv2"}
    )
    group = _Talk(rng, people, chatId=f"19:{rng.randbytes(16).hex()}@thread.v2")
    alone = _Talk(rng, people[:2], chatId=f"19:{people[0]['id']}_{people[1]['id']}@unq.gbl.spaces")
    _channel(channel, rng)
    _group(group, rng)
    for asked, told in exchanges(rng):
        alone.say(f"<p>{asked}</p>")
        alone.say(f"<p>{told}</p>")
    half = len(channel.messages) // 2
    for number, said in enumerate((channel.messages[:half], channel.messages[half:])):
        _save(folder / f"channel/page-{number + 1}.json", _page(said, number))
    mixed = sorted(group.messages + alone.messages, key=lambda each: each["createdDateTime"], reverse=True)
    _save(folder / "chats.json", _page(mixed, 0))
    stand = sum(not each["deletedDateTime"] for each in channel.messages + mixed)
    at_home, files = _home(folder / "home", rng)
    return Counts(3 + 2, len(people) + 1 + len(_HOME) + 1, stand + at_home, 2 + files, integrations=1 + 1)


def _channel(channel: _Talk, rng: Random) -> None:
    """Talk with answers, a card of an app, something deleted, and a file."""
    for line in talk(rng, 8):
        channel.say(f"<p>{line}</p>")
    first = channel.say("<p>who can restart the&nbsp;box?</p>", subject="Box")
    channel.say('<p>me, see <a href="https://wiki.example/box">here</a></p>', replyToId=first)
    channel.say("<p>thanks</p>", replyToId=first, lastEditedDateTime=_time(START + 9000))
    facts = {"type": "FactSet", "facts": [{"title": "token", "value": github(rng)}]}
    card = {"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": "clone failed"}, facts]}
    app = {
        "application": {"id": _uuid(rng), "displayName": "Deploy Bot", "applicationIdentityType": "bot"},
        "user": None,
    }
    shown = {
        "id": "c1",
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": json.dumps(card),
    }
    channel.say('<attachment id="c1"></attachment>', who=app, attachments=[shown])
    channel.say(f"<p>{withdrawn(rng)}</p>", deletedDateTime=_time(START + 8000))
    file = {
        "id": "f1",
        "contentType": "reference",
        "contentUrl": "https://lab.sharepoint.com/a.docx",
        "content": None,
        "name": "a.docx",
    }
    channel.say('<p>here</p><attachment id="f1"></attachment>', attachments=[file])


def _group(group: _Talk, rng: Random) -> None:
    """Talk with a quote, something forwarded, and an image."""
    for line in talk(rng, 10):
        group.say(line, kind="text")
    sender = {"application": None, "device": None, "user": group.people[1]}
    quote = {"messageId": "1", "messagePreview": "the hook is " + slack_webhook(rng), "messageSender": sender}
    group.say('<attachment id="1"></attachment><p>ok</p>', attachments=[_reference("messageReference", quote)])
    passed = {
        "originalMessageId": "2", "originalMessageContent": f"<p>{withdrawn(rng)}</p>", "originalMessageSender": sender,
        "originalConversationId": "19:x@thread.v2", "originalSentDateTime": _time(START - 5000),
    }  # fmt: skip
    group.say('<attachment id="1"></attachment>', attachments=[_reference("forwardedMessageReference", passed)])
    group.say('<p><img src="https://graph.microsoft.com/v1.0/chats/19/messages/1/hostedContents/aWQ/$value"></p>')


def _home(folder: Path, rng: Random) -> tuple[int, int]:
    """Write the export of somebody at home; gives how many messages stand there, and how many files they have."""
    said: list[dict[str, Any]] = []
    asked, told = exchanges(rng)[0]
    for line in (*talk(rng, 8), asked, told, 'see <a href="https://x.example/?a=1&amp;b=2">x</a> &lt;now&gt;'):
        said.append(_at_home(said, line, "19:trip@thread.skype"))
    quote = f'<quote author="omar.f" timestamp="{START}"><legacyquote>[9:00] Omar: </legacyquote>{withdrawn(rng)}</quote>yes'
    said.append(_at_home(said, quote, "19:trip@thread.skype"))
    for name, ident in (("plan.pdf", "0-weu-d1-aa"), ("gone.pdf", "0-weu-d1-bb")):
        link = f"https://api.asm.skype.com/v1/objects/{ident}"
        file = f'<URIObject uri="{link}" type="File.1">go to <OriginalName v="{name}"/><FileSize v="40"/></URIObject>'
        said.append(
            _at_home(
                said, file, "19:trip@thread.skype", messagetype="RichText/Media_GenericFile", amsreferences=[ident]
            )
        )
    gone = _at_home(said, "", "8:live:omar.f", properties={"deletetime": "1770627900000"})
    bot = {**_at_home(said, "your code", "8:live:omar.f"), "from": "28:helper", "displayName": "Helper"}
    properties = {"conversationblocked": False}
    members = {"topic": "Trip", "members": json.dumps(list(_HOME))}
    talks = [
        {"id": "19:trip@thread.skype", "displayName": "Trip", "version": 1, "properties": properties, "threadProperties": members,
         "MessageList": said[::-1]},
        {"id": "8:live:omar.f", "displayName": "Omar F", "version": 1, "properties": properties, "threadProperties": None,
         "MessageList": [gone, bot]},
    ]  # fmt: skip
    _save(folder / "messages.json", {"userId": _HOME[0], "exportDate": "2026-03-02T10:00", "conversations": talks})
    (folder / "media").mkdir()
    (folder / "media/0-weu-d1-aa.1.pdf").write_text("plan")
    return len(said) + 1, 2


def _at_home(said: list[dict[str, Any]], content: str, talk: str, **more: Any) -> dict[str, Any]:
    number = len(said)
    return {
        "id": str((START + 60 * number) * 1000), "displayName": None, "originalarrivaltime": _time(START + 60 * number),
        "messagetype": "RichText", "version": 1, "content": content, "conversationid": talk, "from": _HOME[number % 2],
        "properties": None, "amsreferences": None, **more,
    }  # fmt: skip


class _Talk:
    """Messages of one chat or channel, by everybody in turn."""

    def __init__(self, rng: Random, people: list[dict[str, Any]], **place: Any) -> None:
        self.messages: list[dict[str, Any]] = []
        self.people = people
        self._rng, self._place, self._at = rng, place, START

    def say(self, content: str, *, who: dict[str, Any] | None = None, kind: str = "html", **more: Any) -> str:
        """Add one message; gives its id."""
        self._at += self._rng.randrange(20, 400)
        ident = str(self._at * 1000)
        person = self.people[len(self.messages) % len(self.people)]
        self.messages.append(
            {
                "id": ident, "replyToId": None, "etag": ident, "messageType": "message", "createdDateTime": _time(self._at),
                "lastModifiedDateTime": _time(self._at), "lastEditedDateTime": None, "deletedDateTime": None, "subject": None,
                "summary": None, "chatId": None, "importance": "normal", "locale": "en-us", "webUrl": None, "channelIdentity": None,
                "policyViolation": None, "eventDetail": None, "from": who or {"application": None, "device": None, "user": person},
                "body": {"contentType": kind, "content": content}, "attachments": [], "mentions": [], "reactions": [],
                **self._place, **more,
            }
        )  # fmt: skip
        return ident


def _reference(sort: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"id": "1", "contentType": sort, "contentUrl": None, "content": json.dumps(content), "name": None}


def _page(said: list[dict[str, Any]], number: int) -> dict[str, Any]:
    context = "https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.chatMessage)"
    return {
        "@odata.context": context,
        "@odata.count": len(said),
        "@odata.nextLink": f"https://graph.microsoft.com/{number}",
        "value": said,
    }


def _uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _save(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
