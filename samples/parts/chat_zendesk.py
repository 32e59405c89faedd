"""Zendesk: an account's export as lines, a page of the API with users, audits of a ticket, and a table of the tickets.

https://support.zendesk.com/hc/en-us/articles/4408886165402,
https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ and
https://developer.zendesk.com/documentation/ticketing/reference-guides/ticket-audit-events-reference
"""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk, withdrawn
from parts.people import population

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_API = "https://talentbridge.zendesk.com/api/v2"


def write(folder: Path, rng: Random) -> Counts:
    """Write `tickets.json` (lines), `page-1.json` (a page), `audits.json` and `tickets.csv`, of different tickets each."""
    people = [
        *((900 + number, person.name, person.email) for number, person in enumerate(population(rng, 3))),
        *((910 + number, name, f"rtl{number}@example.com") for number, name in enumerate(RIGHT_TO_LEFT)),
    ]
    account = _Account(rng, people)
    folder.mkdir(parents=True, exist_ok=True)
    said = [line for pair in exchanges(rng) for line in pair]
    tickets = [
        account.ticket(1, "cannot log in", said),
        account.ticket(2, "invoice", talk(rng, 8)),
        account.ticket(3, "door", talk(rng, 8)),
    ]
    tickets[1]["comments"].append(account.comment("We got it.", via=_TRIGGER))
    tickets[2]["is_public"] = False
    lines = ["export of talentbridge", *(json.dumps(ticket, ensure_ascii=False) for ticket in tickets)]
    (folder / "tickets.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    page = {
        "tickets": [{**account.ticket(4, "address", []), "description": "moved house"}],
        "users": [account.user(at) for at in range(len(people))],
        "next_page": None, "count": 1, "end_of_stream": True,
    }  # fmt: skip
    (folder / "page-1.json").write_text(json.dumps(page, indent=1), encoding="utf-8")
    (folder / "audits.json").write_text(json.dumps({"audits": [account.audit(5, withdrawn(rng))]}), encoding="utf-8")
    _table(folder / "tickets.csv", people)
    return Counts(7, len(people) + 1, account.stand + 2 + 3, account.files, integrations=1)


_TRIGGER = {
    "channel": "rule",
    "source": {"from": {"id": 77, "title": "Auto reply", "deleted": False}, "rel": "trigger"},
}


class _Account:
    """Objects of one account; counts messages that stand and their files."""

    def __init__(self, rng: Random, people: list[tuple[int, str, str]]) -> None:
        self.stand = self.files = 0
        self._rng, self._people, self._at, self._ids = rng, people, START, 5000

    def user(self, at: int) -> dict[str, Any]:
        """One of the people; the first is who answers."""
        ident, name, mail = self._people[at]
        role = "agent" if at == 0 else "end-user"
        return {
            "id": ident,
            "url": f"{_API}/users/{ident}.json",
            "name": name,
            "email": mail,
            "role": role,
            "phone": None,
        }

    def ticket(self, number: int, subject: str, comments: list[str]) -> dict[str, Any]:
        """A ticket with its comments by everybody in turn, of which the first has a file."""
        self.stand += 1
        made = [self.comment(text) for text in comments]
        if made:
            file = {
                "id": 1,
                "file_name": "screen.png",
                "content_url": f"{_API}/x",
                "content_type": "image/png",
                "size": 77,
            }
            made[0]["attachments"] = [file]
            self.files += 1
        return {
            "id": number, "url": f"{_API}/tickets/{number}.json", "created_at": self._time(), "subject": subject,
            "raw_subject": subject, "description": comments[0] if comments else "", "status": "open",
            "requester_id": self._people[number % 5][0],
            "submitter_id": self._people[0][0], "assignee_id": self._people[0][0], "tags": ["a"], "via": {"channel": "web"},
            "custom_fields": [{"id": 31, "value": "A-77"}, {"id": 32, "value": None}, {"id": 33, "value": True}], "comments": made,
        }  # fmt: skip

    def comment(self, text: str, *, via: dict[str, Any] | None = None) -> dict[str, Any]:
        """One comment."""
        self.stand += 1
        self._ids += 1
        author = self._people[self.stand % len(self._people)][0]
        return {
            "id": self._ids, "type": "Comment", "author_id": author, "body": text,
            "html_body": f"<p>{text}</p>", "plain_body": text, "public": True, "attachments": [], "audit_id": self._ids + 1,
            "created_at": self._time(), "via": via or {"channel": "web"},
        }  # fmt: skip

    def audit(self, ticket: int, former: str) -> dict[str, Any]:
        """A comment, and a field whose text was taken away and written anew."""
        change = {"id": 9001, "type": "Change", "field_name": "31", "previous_value": former, "value": "see the vault"}
        events = [{"id": 9000, "type": "Comment", "body": "cleaned up", "public": False, "attachments": []}, change]
        return {
            "id": 9, "ticket_id": ticket, "created_at": self._time(), "author_id": self._people[0][0], "events": events,
            "metadata": {}, "via": {"channel": "web"},
        }  # fmt: skip

    def _time(self) -> str:
        self._at += self._rng.randrange(60, 4000)
        return datetime.fromtimestamp(self._at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _table(path: Path, people: list[tuple[int, str, str]]) -> None:
    """Three tickets, of which one is also in the lines and has no message of its own there."""
    columns = [
        "Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email", "Submitter", "Assignee",
        "Group", "Subject", "Tags", "Status", "Priority", "Via", "Ticket type", "Created at", "Updated at", "Order number [txt]",
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow(columns)
        for number in (1, 6, 7):
            ident, name, mail = people[number % 5]
            table.writerow(
                ["1", number, name, ident, "", mail, name, "Desk", "Support", f"order {number}", "a b", "Open", "-", "Mail",
                 "Question", "2026-02-09 09:00", "2026-02-10 09:00", f"B-{number}"]
            )  # fmt: skip
