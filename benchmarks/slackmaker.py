"""Slackmaker: a Slack export of any size, from a seed: channels, days, people, and a secret now and then.

`python -m benchmarks.slackmaker OUT.zip --messages N`. About 500 bytes a message, as Slack writes them (indented JSON).
"""

from __future__ import annotations

import argparse
import json
import random
import zipfile
from pathlib import Path

_WORDS = (  # noqa: SIM905  # words
    "the deploy is green again after we restarted the worker can somebody look at this ticket before noon thanks I will be out on"
    " friday numbers are in the sheet the customer asked for an update on the invoice please review my branch when you have time"
    " meeting moved to three who owns the queue this week the model run finished with better recall than before"
).split()
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_BASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_FIRST = 1_700_000_000
#: Messages of a day of a channel, and messages for each one with a secret.
_DAY, _SECRET = 2500, 5000


def _ident(rng: random.Random, letter: str) -> str:
    return letter + "".join(rng.choices(_UPPER, k=10))


def _message(rng: random.Random, people: list[str], second: int, number: int) -> dict[str, object]:
    user = rng.choice(people)
    text = " ".join(rng.choices(_WORDS, k=rng.randrange(4, 30)))
    if number % _SECRET == 7:
        text += " key is AKIA" + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    element = {"type": "text", "text": text}
    section = {"type": "rich_text_section", "elements": [element]}
    blocks = [{"type": "rich_text", "block_id": "".join(rng.choices(_BASE, k=5)), "elements": [section]}]
    stamp, ident = f"{second}.{number % 1_000_000:06}", f"{rng.getrandbits(128):032x}"
    told = {"user": user, "type": "message", "ts": stamp, "client_msg_id": ident, "text": text}
    return {**told, "team": "T0EXAMPLE01", "blocks": blocks}


def _user(ident: str, number: int) -> dict[str, object]:
    profile = {"real_name": f"User {number}", "email": f"user{number}@example.com"}
    return {"id": ident, "name": f"user{number}", "profile": profile}


def make(out: Path, messages: int, seed: int = 1) -> None:
    """Write an export with so many messages, a file of 2,500 a channel and day."""
    rng = random.Random(seed)
    people = [_ident(rng, "U") for _ in range(400)]
    days = max(1, messages // _DAY // 20)
    channels = [(f"channel-{number}", _ident(rng, "C")) for number in range(20)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        listed = [{"id": ident, "name": name, "created": _FIRST, "members": people[:100]} for name, ident in channels]
        archive.writestr("channels.json", json.dumps(listed, indent=4))
        users = [_user(ident, number) for number, ident in enumerate(people)]
        archive.writestr("users.json", json.dumps(users, indent=4))
        number = 0
        for name, _ in channels:
            for day in range(days):
                said = []
                for at in range(_DAY):
                    said.append(_message(rng, people, _FIRST + day * 86_400 + at * 30, number))
                    number += 1
                date = f"{2023 + day // 336}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}"
                archive.writestr(f"{name}/{date}.json", json.dumps(said, indent=4))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Write a Slack export.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--messages", type=int, default=100_000)
    given = parser.parse_args()
    make(given.out, given.messages)


if __name__ == "__main__":
    main()
