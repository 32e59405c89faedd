"""Google Chat in a Takeout: two spaces and a direct chat, with the files and the account that it is of.

Places: https://support.google.com/accounts/answer/3024190; members as public readers have them, among them
https://github.com/pinguin-frosch/google-chat-clone
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk, withdrawn
from parts.people import population
from parts.secrets import BASE62, pick, slack_webhook

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_ROOT = "Takeout/Google Chat"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April")


def write(folder: Path, rng: Random) -> Counts:
    """Write `Takeout/Google Chat/Groups/…` and `Users/…`."""
    people = [_person(person.name, f"{person.given}.{person.family}@lab.example") for person in population(rng, 3)]
    people += [_person(name, f"guest{number}@partner.example") for number, name in enumerate(RIGHT_TO_LEFT)]
    bot = {"name": "Deploy Bot", "user_type": "Bot"}
    space, ops, direct = (_Talk(rng, members) for members in (people, people[:3], people[:2]))
    _space(space, rng)
    _ops(ops, rng, bot)
    for asked, told in exchanges(rng):
        direct.say(asked)
        direct.say(told)
    names = ("Project Team", "Ops", "")
    for number, (each, name) in enumerate(zip((space, ops, direct), names, strict=True)):
        group = f"{'Space' if name else 'DM'} {pick(rng, BASE62, 11)}"
        info = {"name": name, "members": each.people} if name else {"members": each.people}
        _save(folder / _ROOT / "Groups" / group / "group_info.json", info)
        _save(folder / _ROOT / "Groups" / group / "messages.json", {"messages": each.messages})
        if number == 0:
            (folder / _ROOT / "Groups" / group / "File-plan.txt").write_text("plan")
            (folder / _ROOT / "Groups" / group / "File-77_account_id=3.txt").write_text("numbers")
    _save(
        folder / _ROOT / f"Users/User {rng.randrange(10**12, 10**13)}/user_info.json",
        {"user": people[0], "membership_info": []},
    )
    stand = sum(each.get("message_state") != "DELETED" for one in (space, ops, direct) for each in one.messages)
    return Counts(3, len(people) + 1, stand, 3, integrations=1)


def _space(space: _Talk, rng: Random) -> None:
    """Talk with answers, a changed text, a deleted message, a quote, and files."""
    for line in talk(rng, 12):
        space.say(line)
    topic = space.say("who can restart the box?")
    space.say("me", topic_id=topic)
    former = {"created_date": _time(START), "text": withdrawn(rng)}
    space.say("use the role", created_date=None, updated_date=_time(START + 900), previous_message_versions=[former])
    space.say(
        "", message_state="DELETED", deleted_date=_time(START + 900), deletion_metadata={"deletion_type": "CREATOR"}
    )
    quoted = {"creator": space.people[1], "text": "the hook is " + slack_webhook(rng), "message_id": "a/b/b"}
    space.say("ok", quoted_message_metadata=quoted)
    for name in ("plan.txt", "77?account_id=3.txt", "gone.txt"):
        space.say("", attached_files=[{"original_name": name, "export_name": f"File-{name}"}])


def _ops(ops: _Talk, rng: Random, bot: dict[str, str]) -> None:
    """Talk, a link with what it shows, and a bot."""
    for line in talk(rng, 8):
        ops.say(line)
    wrapped = {"private_do_not_access_or_else_safe_url_wrapped_value": "https://wiki.example/box"}
    shown = {
        "start_index": 0,
        "length": 4,
        "url_metadata": {"title": "The box", "snippet": "", "image_url": "", "url": wrapped},
    }
    ops.say("here", annotations=[shown])
    ops.say("build is red", creator=bot)


class _Talk:
    """Messages of one conversation, by everybody in turn."""

    def __init__(self, rng: Random, people: list[dict[str, str]]) -> None:
        self.messages: list[dict[str, Any]] = []
        self.people = people
        self._rng, self._at = rng, START

    def say(self, line: str, **more: Any) -> str:
        """Add one message; gives the id of its topic."""
        self._at += self._rng.randrange(20, 400)
        topic = more.get("topic_id") or pick(self._rng, BASE62, 11)
        told = {
            "creator": self.people[len(self.messages) % len(self.people)], "created_date": _time(self._at), "text": line,
            "topic_id": topic, "message_id": f"k6oxHQAAAAE/{topic}/{pick(self._rng, BASE62, 11)}", **more,
        }  # fmt: skip
        self.messages.append(_bare(told))
        return str(topic)


def _bare(told: dict[str, Any]) -> dict[str, Any]:
    """Without members that say nothing, as Takeout writes them."""
    return {key: value for key, value in told.items() if value is not None and value != ""}


def _person(name: str, mail: str) -> dict[str, str]:
    return {"name": name, "email": mail.lower(), "user_type": "Human"}


def _time(at: int) -> str:
    """`Monday, February 9, 2026 at 9:00:00 AM UTC`, the blank before AM a narrow one."""
    when = datetime.fromtimestamp(at, UTC)
    hour, half = when.hour % 12 or 12, "AM" if when.hour < 12 else "PM"  # hours of half a day
    day = f"{_DAYS[when.weekday()]}, {_MONTHS[when.month - 1]} {when.day}, {when.year}"
    return f"{day} at {hour}:{when:%M:%S}\u202f{half} UTC"


def _save(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")
