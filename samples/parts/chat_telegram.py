"""Telegram: an account's export and that of one chat, as Telegram Desktop writes `result.json`.

https://github.com/telegramdesktop/tdesktop/blob/dev/Telegram/SourceFiles/export/output/export_output_json.cpp
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk
from parts.people import population

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_LEFT_OUT = "(File not included. Change data exporting settings to download.)"


def write(folder: Path, rng: Random) -> Counts:
    """Write `result.json` of an account with the files it holds, and `ChatExport_2026-03-02/result.json` of one more chat."""
    names = [*(person.name for person in population(rng, 3)), *RIGHT_TO_LEFT]
    people = [(f"user{100 + number}", name) for number, name in enumerate(names)]
    alone, group, robot, channel = (_Chat(rng, people) for _ in range(4))
    for asked, told in exchanges(rng)[:2]:
        alone.say(asked)
        alone.say(told)
    _group(group, rng)
    for _ in range(4):
        robot.say("", author=("user900", "Deploy Bot"), text=["build ", {"type": "bold", "text": "red"}])
    for line in talk(rng, 6):
        channel.say(line, author=("channel77", "News"))
    chats = [
        {"name": names[1], "type": "personal_chat", "id": 101, "messages": alone.messages},
        {"name": "Ops \x0b & friends", "type": "private_group", "id": 500, "messages": group.messages},
        {"name": "Deploy Bot", "type": "bot_chat", "id": 900, "messages": robot.messages},
    ]
    contact = {"user_id": 100, "first_name": names[0], "last_name": "", "phone_number": "", "date": _date(START)}
    account = {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 104, "first_name": names[4], "last_name": "", "phone_number": ""},
        "contacts": {"about": "Contacts.", "list": [contact]},
        "chats": {"about": "This page lists all chats.", "list": chats},
    }
    held = folder / "chats/chat_02/files/plan.txt"
    held.parent.mkdir(parents=True, exist_ok=True)
    held.write_text("\n".join(talk(rng, 3)))
    _save(folder / "result.json", account)
    one = {"name": "News", "type": "public_channel", "id": 77, "messages": channel.messages}
    _save(folder / "ChatExport_2026-03-02/result.json", one)
    said = sum(chat.stand for chat in (alone, group, robot, channel))
    return Counts(4, len(names) + 2, said, 3, integrations=2)


def _group(group: _Chat, rng: Random) -> None:
    """Talk with answers, a change, something forwarded, files, and a bot that was called up."""
    for line in talk(rng, 14):
        group.say(line)
    first = group.say("who can restart the box?")
    second = group.say("me", reply_to_message_id=first)
    group.say("thanks", reply_to_message_id=second)
    group.say("corrected", edited=_date(START + 9000), edited_unixtime=str(START + 9000))
    group.say("as they wrote", forwarded_from="Somebody Else")
    group.say("the plan", file="chats/chat_02/files/plan.txt", file_name="plan.txt", file_size=40)
    group.say("", photo=_LEFT_OUT, width=90, height=60)
    group.say("", file=_LEFT_OUT, thumbnail=_LEFT_OUT, media_type="voice_message", mime_type="audio/ogg")
    group.say("found it", via_bot="@wiki")
    group.say('a tab \x0b and a quote " and a path C:\\x0B')
    for asked, told in exchanges(rng)[2:]:
        group.say(asked)
        group.say("", text=["", {"type": "code", "text": told}, ""])
    group.messages.append({"id": 9999, "type": "unsupported"})
    group.messages.append(
        {**group.messages[0], "id": 9998, "type": "service", "action": "pin_message", "message_id": 1, "text": ""}
    )


class _Chat:
    """Messages of one chat, by everybody in turn."""

    def __init__(self, rng: Random, people: list[tuple[str, str]]) -> None:
        self.messages: list[dict[str, Any]] = []
        self.stand = 0
        self._people, self._rng = people, rng
        self._at = START

    def say(self, line: str, *, author: tuple[str, str] | None = None, **more: Any) -> int:
        """Add one message; gives its id."""
        self._at += self._rng.randrange(20, 400)
        number = len(self.messages) + 1
        ident, name = author or self._people[number % len(self._people)]
        text = more.pop("text", line)
        parts = text if isinstance(text, list) else [text]
        entities = [part if isinstance(part, dict) else {"type": "plain", "text": part} for part in parts if part]
        self.messages.append(
            {
                "id": number, "type": "message", "date": _date(self._at), "date_unixtime": str(self._at),
                "from": name, "from_id": ident, **more, "text": text, "text_entities": entities,
            }
        )  # fmt: skip
        self.stand += "forwarded_from" not in more
        return number


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _save(path: Path, value: dict[str, Any]) -> None:
    """One blank a level, and control characters as only Telegram escapes them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False).replace("\\u000b", "\\x0B"), encoding="utf-8")
