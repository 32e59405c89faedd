"""Tickets: a Jira XML backup and a Zendesk export in JSON lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from parts.ledger import VENDOR, Ledger
from parts.numbers import card, grouped
from parts.secrets import datadog, gitlab, password, sendgrid

if TYPE_CHECKING:
    from random import Random

    from parts.people import Employee, Person

FOLDER = f"{VENDOR}/tickets"

_SUBJECTS = (
    "Payment is late",
    "Cannot upload my passport",
    "Interview link is broken",
    "Change of address",
    "Wrong hours on my timesheet",
)
_SUMMARIES = (
    "Ranking returns the same candidate twice",
    "Upload worker runs out of memory",
    "Grader times out",
    "Rotate the ingest key",
)


def write(ledger: Ledger, employees: list[Employee], people: list[Person]) -> None:
    """Write `tickets/`."""
    _jira(ledger, ledger.rng("jira"), employees, people)
    _zendesk(ledger, ledger.rng("zendesk"), people)


def _jira(ledger: Ledger, rng: Random, employees: list[Employee], people: list[Person]) -> None:
    path, text = f"{FOLDER}/jira/entities.xml", "Steps are in the runbook; please confirm on staging first."
    issues = [_issue(rng, number, employees, text) for number in range(1, 26)]
    issues[3] += _comment(rng, 4, employees[1], f"pipeline works again with {gitlab(rng)} as the job token")
    issues[7] += _comment(rng, 8, employees[2], f"staging login: user reviewer, password: {password(rng)}")
    issues[9] += _comment(rng, 10, employees[3], f"DD_API_KEY={datadog(rng)}\x0bset on all hosts")
    some = people[8:11]
    listed = "\n".join(f"{person.name}, SSN {person.ssn}, {person.email}, {person.phone}" for person in some)
    issues[12] = _issue(rng, 13, employees, f"These three were paid twice:\n{listed}")
    issues[12] += (
        '    <FileAttachment id="90013" issue="10013" mimetype="image/png" filename="passport-front.png" '
        'filesize="482113"/>\n'
    )
    value = f'    <CustomFieldValue id="80015" issue="10015" customfield="10201" stringvalue="{sendgrid(rng)}"/>\n'
    issues[14] += value
    users = "".join(
        f'    <User id="{2000 + at}" userName="{person.login}" '
        f'displayName="{person.name}" emailAddress="{person.email}" active="1"/>\n'
        for at, person in enumerate(employees[:8])
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<entity-engine-xml>\n{users}{"".join(issues)}</entity-engine-xml>\n'
    )
    ledger.write(path, text, days_old=10)
    ledger.hold(path, "comms.ticket_export", what="Jira XML backup, with one illegal control character")
    ledger.hold(path, "cred.ci_token", what="GitLab token in a comment")
    ledger.hold(path, "cred.password", since=6, what="in the prose of a comment")
    ledger.hold(path, "cred.monitoring_key", what="Datadog key in a comment")
    ledger.hold(path, "cred.mail_key", what="SendGrid key in a custom field")
    ledger.hold_each(path, 3, "govid.us_ssn", "person.phone")
    ledger.hold_each(path, 3 + 8, "person.email")
    ledger.hold_each(path, 8, "person.name")
    ledger.hold(path, "person.name", 3, since=9, what="in the prose of a ticket")
    empty = '<?xml version="1.0" encoding="UTF-8"?>\n<backup xmlns="http://www.atlassian.com/ao"/>\n'
    ledger.write(f"{FOLDER}/jira/activeobjects.xml", empty, days_old=10)


def _issue(rng: Random, number: int, employees: list[Employee], text: str) -> str:
    day = f"2026-{rng.randrange(1, 3):02}-{rng.randrange(1, 28):02} 09:{rng.randrange(10, 60)}:00.0"
    summary = quoteattr(rng.choice(_SUMMARIES))
    return (
        f'    <Issue id="{10000 + number}" key="MATCH-{number}" '
        f'number="{number}" project="10100" reporter="{rng.choice(employees).login}" '
        f'assignee="{rng.choice(employees).login}" type="3" summary={summary} created="{day}" updated="{day}">\n'
        f"        <description><![CDATA[{text}]]></description>\n    </Issue>\n"
    )


def _comment(rng: Random, number: int, author: Employee, body: str) -> str:
    head = f'    <Action id="{rng.randrange(30000, 60000)}" issue="{10000 + number}" author="{author.login}" '
    head += 'type="comment" created="2026-02-11 10:02:00.0">'
    return f"{head}\n        <body>{escape(body)}</body>\n    </Action>\n"


def _zendesk(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    count = ledger.scale(60, 15)
    some = people[-count:]
    special = {
        2: f"my card {grouped(card(rng), ' ')} was charged twice",
        5: f"I still use the first password: {password(rng)} and it is refused",
        9: f"for the tax form, my SSN is {some[9].ssn}",
    }
    lines = []
    for number, person in enumerate(some):
        body = special.get(number, "please have a look, I have waited for a week")
        lines.append(json.dumps(_ticket(rng, number, person, body)))
    path = ledger.write(f"{FOLDER}/zendesk-tickets.json", "\n".join(lines) + "\n", days_old=10)
    ledger.hold(path, "comms.ticket_export", what="Zendesk, one ticket a line")
    ledger.hold_each(path, count, "person.email", "person.phone", "person.name")
    ledger.hold(path, "fin.pan_card", 2, distinct=1, what="in blanks, in the description and the first comment")
    ledger.hold(path, "cred.password", 2, distinct=1, since=6, what="in the prose of the description and a comment")
    ledger.hold(path, "govid.us_ssn", 2, distinct=1, what="in the description and the first comment")


def _ticket(rng: Random, number: int, person: Person, body: str) -> dict[str, object]:
    key = 41_000 + number
    day = f"2026-01-{number % 28 + 1:02}T10:{rng.randrange(10, 60)}:00Z"
    return {
        "id": key,
        "url": f"https://talentbridge.zendesk.com/api/v2/tickets/{key}.json",
        "created_at": day,
        "updated_at": day,
        "subject": rng.choice(_SUBJECTS),
        "description": body,
        "status": rng.choice(("open", "pending", "solved")),
        "requester": {"id": 700_000 + number, "name": person.name, "email": person.email, "phone": person.phone},
        "tags": ["contractor"],
        "via": {"channel": "email"},
        "custom_fields": [{"id": 360_001, "value": person.id}],
        "comments": [
            {
                "id": 900_000 + number,
                "author_id": 700_000 + number,
                "body": body,
                "public": True,
                "created_at": day,
                "attachments": [],
            },
            {
                "id": 950_000 + number,
                "author_id": 7,
                "body": "Thank you, we are on it.",
                "public": True,
                "created_at": day,
                "attachments": [],
            },
        ],
    }
