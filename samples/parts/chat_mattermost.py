"""Mattermost: a bulk export as a folder: the file of lines, and what was sent below `data`.

https://docs.mattermost.com/onboard/bulk-loading-data-format.html and
https://github.com/mattermost/mattermost/blob/master/server/channels/app/imports/import_types.go
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk
from parts.people import population
from parts.secrets import slack_webhook

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_TEAM = "main"
_SENT = "20260209/teams/noteam/channels/c1/users/u1/f1/plan.txt"


def write(folder: Path, rng: Random) -> Counts:
    """Write `import.jsonl` and `data/`."""
    people = population(rng, 3)
    shown = [*((person.given, person.family) for person in people), *((name, "") for name in RIGHT_TO_LEFT)]
    users = [f"user{number}" for number in range(len(shown))]
    posts = _Posts(rng, users)
    lines: list[dict[str, Any]] = [
        {
            "type": "version",
            "version": 1,
            "info": {"generator": "mattermost-server", "version": "9.5.0", "created": ""},
        },
        {"type": "team", "team": {"name": _TEAM, "display_name": "Main", "type": "I"}},
        *(
            _channel(*each)
            for each in (("town-square", "Town Square", "O"), ("ops", "Ops", "P"), ("client", "Client", "P"))
        ),
        *(_user(name, shown[at], guest=at == 2) for at, name in enumerate(users)),
        {"type": "bot", "bot": {"username": "deploybot", "owner": "user0", "display_name": "Deploy Bot"}},
    ]
    for channel in ("town-square", "ops", "client"):
        for line in talk(rng, 7):
            posts.add(channel, line)
    for asked, told in exchanges(rng):
        posts.add("ops", asked)
        posts.add("ops", told)
    posts.add("ops", "restart?", replies=["on it", "done"])
    posts.add("ops", "now better", edit_at=(START + 99) * 1000)
    posts.add("ops", "the plan", attachments=[{"path": _SENT}, {"path": "20260209/lost.bin"}])
    card = {"fallback": "build", "text": f"hook {slack_webhook(rng)}", "fields": [{"title": "state", "value": "red"}]}
    hook = {"from_webhook": "true", "override_username": "builds", "attachments": [card]}
    posts.add("ops", "", props=hook)
    posts.direct(["user0", "user3"], "are you there?", replies=["yes"])
    lines += posts.lines
    lines.append({"type": "direct_channel", "direct_channel": {"members": ["user1", "user1"], "header": ""}})
    held = folder / "data" / _SENT
    held.parent.mkdir(parents=True)
    held.write_text("\n".join(talk(rng, 2)))
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    (folder / "import.jsonl").write_text(text, encoding="utf-8")
    return Counts(5, len(users) + 1, posts.stand, 2, integrations=2)


def _channel(name: str, title: str, kind: str) -> dict[str, Any]:
    return {
        "type": "channel",
        "channel": {"team": _TEAM, "name": name, "display_name": title, "type": kind, "header": ""},
    }


def _user(name: str, shown: tuple[str, str], *, guest: bool) -> dict[str, Any]:
    """Members of everything; a guest of the client's channel alone."""
    channels = ["client"] if guest else ["town-square", "ops", "client"]
    joined = [{"name": channel, "roles": "channel_guest" if guest else "channel_user"} for channel in channels]
    user = {
        "username": name, "email": f"{name}@example.com", "auth_service": None, "nickname": "",
        "first_name": shown[0], "last_name": shown[1], "roles": "system_guest" if guest else "system_user",
        "teams": [{"name": _TEAM, "roles": "team_user", "channels": joined}],
    }  # fmt: skip
    return {"type": "user", "user": user}


class _Posts:
    """Posts by everybody in turn."""

    def __init__(self, rng: Random, users: list[str]) -> None:
        self.lines: list[dict[str, Any]] = []
        self.stand = 0
        self._rng, self._users, self._at = rng, users, START

    def add(self, channel: str, message: str, *, replies: list[str] | None = None, **more: Any) -> None:
        """Add a post of a channel."""
        post = {"team": _TEAM, "channel": channel, **self._said(message, more), "replies": self._replies(replies)}
        self.lines.append({"type": "post", "post": post})

    def direct(self, members: list[str], message: str, *, replies: list[str]) -> None:
        """Add a post between two."""
        post = {"channel_members": members, **self._said(message, {}), "replies": self._replies(replies)}
        self.lines.append({"type": "direct_channel", "direct_channel": {"members": members, "header": ""}})
        self.lines.append({"type": "direct_post", "direct_post": {**post, "user": members[0]}})

    def _replies(self, texts: list[str] | None) -> list[dict[str, Any]]:
        return [self._said(text, {}) for text in texts or ()]

    def _said(self, message: str, more: dict[str, Any]) -> dict[str, Any]:
        self._at += self._rng.randrange(20, 400)
        self.stand += 1
        user = self._users[self.stand % len(self._users)]
        return {
            "user": user,
            "type": "",
            "message": message,
            "props": {},
            "create_at": self._at * 1000,
            "edit_at": 0,
            **more,
        }
