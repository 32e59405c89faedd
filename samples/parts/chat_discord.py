"""Discord: three channels as DiscordChatExporter writes them, and a data package with two more.

https://github.com/Tyrrrz/DiscordChatExporter/blob/master/DiscordChatExporter.Core/Exporting/JsonMessageWriter.cs,
https://support.discord.com/hc/en-us/articles/360004957991-Your-Discord-Data-Package
"""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk, withdrawn
from parts.people import population
from parts.secrets import github, hexes, slack_webhook

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_EPOCH = 1_420_070_400_000  # of Discord's numbers: milliseconds since 2015


def write(folder: Path, rng: Random) -> Counts:
    """Write `Guild - general [id].json` and two more, and `package/` with one channel as JSON and an older one as CSV."""
    names = [*(person.name for person in population(rng, 3)), *RIGHT_TO_LEFT]
    people = [_user(rng, name) for name in names]
    bot = {**_user(rng, "Deploy Bot"), "isBot": True}
    general, ops, direct = (_Channel(rng, people) for _ in range(3))
    _general(general, rng)
    _ops(ops, rng, bot)
    for line in talk(rng, 6):
        direct.say(line)
    for asked, told in exchanges(rng):
        direct.say(asked, author=people[0])
        direct.say(told, author=people[1])
    held = folder / "Lab - ops [2].json_Files/plan-1A2B3.txt"
    held.parent.mkdir(parents=True, exist_ok=True)
    held.write_text("\n".join(talk(rng, 3)))
    _save(folder / "Lab - general [1].json", general.exported("general", "GuildTextChat"))
    _save(folder / "Lab - ops [2].json", ops.exported("ops", "GuildPrivateThread"))
    _save(folder / "Direct Messages - x [3].json", direct.exported(names[1], "DirectTextChat"))
    said = sum(len(channel.messages) for channel in (general, ops, direct))
    packed = _package(folder / "package", rng)
    # The one who asked for the package is a person, and so is who they talked to there.
    return Counts(3 + 2, len(people) + 1 + 2, said + packed, 3 + 1, integrations=1)


def _general(channel: _Channel, rng: Random) -> None:
    """Talk with answers, a change, links and something forwarded."""
    for line in talk(rng, 12):
        channel.say(line)
    first = channel.say("who can restart the box?")
    second = channel.say("me, with **patience**", reference=_to(first), type="Reply")
    channel.say("thanks <:ok:81384788765712384>", reference=_to(second), type="Reply")
    channel.say("corrected", timestampEdited=_time(START + 9000))
    forwarded = {
        "timestamp": _time(START - 5000), "timestampEdited": None, "content": withdrawn(rng), "attachments": [], "embeds": [],
        "stickers": [],
    }  # fmt: skip
    channel.say("", forwardedMessage=forwarded, reference={**_to("77"), "type": "Forward"})
    link = f"https://cdn.discordapp.com/attachments/1/2/a.pdf?ex=65d903de&is=65c68ede&hm={hexes(rng, 64)}&"
    channel.say("numbers", attachments=[{"id": "5", "url": link, "fileName": "a.pdf", "fileSizeBytes": 4096}])


def _ops(channel: _Channel, rng: Random, bot: dict[str, Any]) -> None:
    """A bot that says all in embeds, a file that is there and one that is not."""
    for line in talk(rng, 6):
        channel.say(line)
    field = {"name": "token", "value": github(rng), "isInline": False}
    embed = {
        "title": "clone failed", "url": None, "timestamp": None, "description": "on **host** 7",
        "footer": {"text": slack_webhook(rng)}, "images": [], "fields": [field], "inlineEmojis": [],
    }  # fmt: skip
    channel.say("", author=bot, embeds=[embed])
    here = "Lab - ops [2].json_Files/plan-1A2B3.txt"
    channel.say("plan", attachments=[{"id": "6", "url": here, "fileName": "plan.txt", "fileSizeBytes": 40}])
    gone = "Lab - ops [2].json_Files/gone.txt"
    channel.say("gone", attachments=[{"id": "7", "url": gone, "fileName": "gone.txt", "fileSizeBytes": 40}])


def _package(root: Path, rng: Random) -> int:
    """Write a data package; gives how many messages there are."""
    owner, other, server, direct = (_number(rng, START + at) for at in range(4))
    asked, told = exchanges(rng)[0]
    link = f"https://cdn.discordapp.com/attachments/1/2/b.png?hm={hexes(rng, 64)}"
    lines = [*talk(rng, 8), asked, told]
    rows = [
        {"ID": int(_number(rng, START + at)), "Timestamp": _day(START + 60 * at), "Contents": line, "Attachments": ""}
        for at, line in enumerate(lines)
    ]
    rows[0]["Attachments"] = link
    _save(
        root / "account/user.json",
        {"id": owner, "username": "nour", "email": f"nour{rng.randrange(99)}@quillbox-mail.com"},
    )
    _save(root / "messages/index.json", {server: "general in Lab", direct: "Direct Message with michal#0"})
    guild = {"id": "9", "name": "Lab"}
    _save(
        root / f"messages/c{server}/channel.json",
        {"id": server, "type": "GUILD_TEXT", "name": "general", "guild": guild},
    )
    _save(root / f"messages/c{server}/messages.json", rows)
    _save(root / f"messages/c{direct}/channel.json", {"id": direct, "type": 1, "recipients": [owner, other]})
    with (root / f"messages/c{direct}/messages.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["ID", "Timestamp", "Contents", "Attachments"])
        table.writeheader()
        table.writerows({**row, "Contents": f'said "{row["Contents"]}",\nthen left', "Attachments": ""} for row in rows)
    return 2 * len(rows)


class _Channel:
    """Messages of one channel, by everybody in turn."""

    def __init__(self, rng: Random, people: list[dict[str, Any]]) -> None:
        self.messages: list[dict[str, Any]] = []
        self._people, self._rng, self._at = people, rng, START

    def say(self, line: str, *, author: dict[str, Any] | None = None, **more: Any) -> str:
        """Add one message; gives its id."""
        self._at += self._rng.randrange(20, 400)
        ident = _number(self._rng, self._at)
        author = author or self._people[len(self.messages) % len(self._people)]
        self.messages.append(
            {
                "id": ident, "type": "Default", "timestamp": _time(self._at), "timestampEdited": None, "callEndedTimestamp": None,
                "isPinned": False, "content": line, "author": author, "attachments": [], "components": [], "embeds": [],
                "stickers": [], "reactions": [], "mentions": [], "inlineEmojis": [], **more,
            }
        )  # fmt: skip
        return ident

    def exported(self, name: str, kind: str) -> dict[str, Any]:
        """The file of this channel."""
        channel = {
            "id": _number(self._rng, START), "type": kind, "categoryId": "4", "category": "Text", "name": name, "topic": None,
        }  # fmt: skip
        return {
            "guild": {"id": "0", "name": "Lab", "iconUrl": "https://cdn.discordapp.com/embed/avatars/0.png"},
            "channel": channel, "dateRange": {"after": None, "before": None}, "exportedAt": _time(START + 99_999),
            "messages": self.messages, "messageCount": len(self.messages),
        }  # fmt: skip


def _to(ident: str) -> dict[str, Any]:
    return {"type": "Default", "messageId": ident, "channelId": "1", "guildId": "0"}


def _user(rng: Random, name: str) -> dict[str, Any]:
    return {
        "id": _number(rng, START - 86_400), "name": name.lower(), "discriminator": "0000", "nickname": name, "color": None,
        "isBot": False, "roles": [], "avatarUrl": "https://cdn.discordapp.com/embed/avatars/1.png",
    }  # fmt: skip


def _number(rng: Random, at: int) -> str:
    """An id, which says when it was made."""
    return str(at * 1000 - _EPOCH << 22 | rng.getrandbits(22))


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _save(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")
