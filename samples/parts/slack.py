"""Slack: a workspace export as a folder and as a zip of the same files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parts.documents import zipped
from parts.git import moment
from parts.ledger import VENDOR, Ledger
from parts.secrets import aws_key_id, aws_secret, github, hexes, pick, postgres, slack_export, slack_webhook
from parts.secrets import password as make_password

if TYPE_CHECKING:
    from random import Random

    from parts.people import Employee, Person

FOLDER = f"{VENDOR}/slack-export"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_DAYS = ("2026-02-09", "2026-02-10", "2026-02-11", "2026-02-12", "2026-02-13", "2026-02-16")
_MONDAY = 1_770_595_200  # 2026-02-09, 00:00 UTC

_TALK = (
    "morning all, stand-up in ten", "the ranking run finished, recall is up a little",
    "who owns the reviewer queue this week?",
    "merged, thanks", "the rubric is in the wiki now", "can somebody look at the flaky test in evals", "on it",
    "lunch?",
    "numbers for the weekly are in the sheet", "I will be out on Friday", "deploy is green",
    "invoice run is scheduled for six",
)  # fmt: skip

Message = dict[str, object]


@dataclass(frozen=True, slots=True)
class Planted:
    """Messages for one day of a conversation; what they hold: kind, count, distinct, issue or 0, and words."""

    folder: str
    day: int
    messages: list[Message]
    holds: tuple[tuple[str, int, int, int, str], ...]


def write(ledger: Ledger, employees: list[Employee], people: list[Person]) -> None:
    """Write `slack-export/` and `slack-export.zip`."""
    rng = ledger.rng("slack")
    members: dict[str, str] = {}
    rooms = _rooms(ledger, rng, employees, members)
    planted = _planted(rng, employees, people, rooms)
    for folder in rooms:
        for day in range(len(_DAYS)):
            talk = _talk(rng, employees, day)
            path = f"{folder}/{_DAYS[day]}.json"
            for item in planted:
                if (item.folder, item.day) == (folder, day):
                    talk += item.messages
                    for kind, count, distinct, since, what in item.holds:
                        ledger.hold(f"{FOLDER}/{path}", kind, count, distinct=distinct, since=since, what=what)
            members[path] = _json(talk)
    for name, text in members.items():
        ledger.write(f"{FOLDER}/{name}", text, days_old=30)
    ledger.write(f"{VENDOR}/slack-export.zip", zipped(members), days_old=30)
    ledger.copy_holds(FOLDER, f"{VENDOR}/slack-export.zip", 3, once=("cred.chat_file_token",))
    ledger.hold(f"{FOLDER}/channels.json", "comms.slack_export", what="the folder is an export; this is its first file")
    ledger.hold(f"{VENDOR}/slack-export.zip", "comms.slack_export")


def _json(value: object) -> str:
    return json.dumps(value, indent=4).replace("/", "\\/") + "\n"


def _rooms(ledger: Ledger, rng: Random, employees: list[Employee], members: dict[str, str]) -> dict[str, str]:
    """Fill in the index files; return folder → id of every conversation."""
    ids = [person.id for person in employees]
    public = {name: "C0" + pick(rng, _UPPER, 9) for name in ("general", "eng-platform", "ops-incidents")}
    private = {"client-aurora": "G0" + pick(rng, _UPPER, 9)}
    direct = ["D0" + pick(rng, _UPPER, 9) for _ in range(2)]
    members["channels.json"] = _json([_room(name, key, ids, "everybody") for name, key in public.items()])
    members["groups.json"] = _json(
        [_room(name, key, ids[:6], "Aurora Frontier Lab, under NDA") for name, key in private.items()]
    )
    members["dms.json"] = _json(
        [{"id": key, "created": moment(0), "members": ids[at * 2 : at * 2 + 2]} for at, key in enumerate(direct)]
    )
    members["mpims.json"] = _json([])
    members["users.json"] = _json([_user(person) for person in employees])
    entry = {
        "user_id": ids[0],
        "user_name": employees[0].login,
        "date": str(moment(3)),
        "change_type": "added",
        "app_type": "Deploy Bot",
    }
    members["integration_logs.json"] = _json(
        [{"service_id": pick(rng, "123456789", 12), **entry, "scope": "incoming-webhook,chat:write"}]
    )
    users = f"{FOLDER}/users.json"
    ledger.hold_each(users, len(employees), "person.email", "person.name")
    return public | private | {key: key for key in direct}


def _room(name: str, key: str, ids: list[str], purpose: str) -> dict[str, object]:
    said = {"value": purpose, "creator": ids[0], "last_set": moment(1)}
    return {"id": key, "name": name, "created": moment(0), "creator": ids[0], "is_archived": False,
            "is_general": name == "general", "members": ids,
            "topic": {"value": "", "creator": "", "last_set": 0}, "purpose": said}  # fmt: skip


def _user(person: Employee) -> dict[str, object]:
    profile = {"title": person.title, "real_name": person.name, "display_name": person.login, "email": person.email}
    return {
        "id": person.id,
        "name": person.login,
        "deleted": False,
        "real_name": person.name,
        "profile": profile,
        "is_bot": False,
    }


def _stamp(day: int, second: int) -> str:
    offset = (0, 1, 2, 3, 4, 7)[day] * 86_400
    return f"{_MONDAY + offset + second}.{second % 1000:03}{day:03}"


def _said(user: str, text: str, day: int, second: int, **more: object) -> Message:
    return {"type": "message", "user": user, "text": text, "ts": _stamp(day, second), **more}


def _talk(rng: Random, employees: list[Employee], day: int) -> list[Message]:
    seconds = sorted(rng.sample(range(30_000, 60_000), rng.randrange(3, 9)))
    return [_said(rng.choice(employees).id, rng.choice(_TALK), day, second) for second in seconds]


def _planted(rng: Random, employees: list[Employee], people: list[Person], rooms: dict[str, str]) -> list[Planted]:
    who = [person.id for person in employees]
    first, second = [folder for folder, key in rooms.items() if folder == key]
    return [
        _aws(rng, who),
        _bot(rng),
        _blocks(rng, who),
        _link(rng, who),
        _split(rng, who, first),
        _direct(who, second, people[3]),
        _contact(who, people[4], people[5]),
        *_files(rng, who, slack_export(rng)),
    ]


def _aws(rng: Random, who: list[str]) -> Planted:
    keys = f"export AWS_ACCESS_KEY_ID={aws_key_id(rng)}\nexport AWS_SECRET_ACCESS_KEY={aws_secret(rng)}"
    text = f"use this until the role works ```{keys}```"
    thread = _stamp(2, 61_000)
    messages = [
        _said(who[0], text, 2, 61_000, thread_ts=thread, reply_count=1),
        _said(who[1], "got it, delete this please &amp; rotate", 2, 61_090, thread_ts=thread, parent_user_id=who[0]),
    ]
    holds = (
        ("cred.cloud_key", 1, 1, 0, "AWS key id in a message"),
        ("cred.cloud_key", 1, 1, 6, "AWS secret in a message, behind an escaped line end"),
    )
    return Planted("eng-platform", 2, messages, holds)


def _bot(rng: Random) -> Planted:
    fields = [
        {"title": "token", "value": github(rng), "short": False},
        {"title": "stage", "value": "production", "short": True},
    ]
    message: Message = {"type": "message", "subtype": "bot_message", "bot_id": "B0" + pick(rng, _UPPER, 9),
               "username": "Deploy Bot", "text": "", "ts": _stamp(3, 62_000),
               "attachments": [{"fallback": "deploy failed", "text": "clone failed", "fields": fields}]}  # fmt: skip
    return Planted(
        "ops-incidents", 3, [message], (("cred.ci_token", 1, 1, 0, "GitHub token in a field of a bot's attachment"),)
    )


def _blocks(rng: Random, who: list[str]) -> Planted:
    inner = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "alerts go to "}, {"type": "link", "url": slack_webhook(rng)}],
    }
    block = {"type": "rich_text", "block_id": hexes(rng, 4), "elements": [inner]}
    message = _said(who[2], "", 1, 61_500, blocks=[block])
    return Planted(
        "ops-incidents", 1, [message], (("cred.webhook", 1, 1, 6, "Slack webhook in a block, slashes escaped"),)
    )


def _link(rng: Random, who: list[str]) -> Planted:
    text = f"replica is back: <{postgres(rng)}?sslmode=require&amp;target_session_attrs=any>"
    message = _said(who[3], text, 4, 61_200)
    return Planted(
        "eng-platform", 4, [message], (("cred.db_uri", 1, 1, 6, "PostgreSQL URL in angle brackets, slashes escaped"),)
    )


def _split(rng: Random, who: list[str], folder: str) -> Planted:
    messages = [
        _said(who[0], "vpn for the new laptop is set up. the password is", 0, 61_000),
        _said(who[0], make_password(rng), 0, 61_012),
        _said(who[1], "thanks!", 0, 61_050),
    ]
    return Planted(folder, 0, messages, (("cred.password", 1, 1, 6, "announced in one message, sent in the next"),))


def _direct(who: list[str], folder: str, person: Person) -> Planted:
    text = f"payroll needs the social security number of {person.name}: {person.ssn}"
    messages = [_said(who[2], text, 5, 61_000), _said(who[3], "done", 5, 61_400)]
    return Planted(
        folder, 5, messages, (("govid.us_ssn", 1, 1, 0, "in a direct message"), ("person.name", 1, 1, 9, "in prose"))
    )


def _contact(who: list[str], one: Person, two: Person) -> Planted:
    text = (
        f"reviewers for Aurora Frontier Lab: {one.name} <mailto:{one.email}|{one.email}> {one.phone}, "
        f"{two.name} <mailto:{two.email}|{two.email}> {two.phone}"
    )
    holds = (
        ("person.email", 4, 2, 0, "mailto links: address twice"),
        ("person.phone", 2, 2, 0, ""),
        ("person.name", 2, 2, 9, "in prose"),
        ("code.client_confidential", 1, 1, 6, "names a client"),
    )
    return Planted("client-aurora", 1, [_said(who[4], text, 1, 61_700)], holds)


def _files(rng: Random, who: list[str], token: str) -> list[Planted]:
    """Three files, each linked twice; Slack puts one and the same token of the export on all of them."""
    found = []
    shared = (
        ("general", 3, "handbook.pdf", "pdf"),
        ("client-aurora", 4, "golden-v3.xlsx", "xlsx"),
        ("eng-platform", 0, "tfstate.zip", "zip"),
    )
    for folder, day, name, kind in shared:
        key = "F0" + pick(rng, _UPPER, 9)
        link = f"https://files.slack.com/files-pri/T0{pick(rng, _UPPER, 9)}-{key}"
        file = {
            "id": key, "name": name, "title": name, "filetype": kind,
            "size": rng.randrange(9_000, 4_000_000), "user": who[5],
            "url_private": f"{link}/{name}?t={token}", "url_private_download": f"{link}/download/{name}?t={token}",
        }  # fmt: skip
        message = _said(who[5], "", day, 61_900, subtype="file_share", files=[file], upload=True)
        found.append(
            Planted(
                folder,
                day,
                [message],
                (("cred.chat_file_token", 2, 1, 0, "token on links to a file that is not in the export"),),
            )
        )
    return found
