"""Jira's exports: a backup with its files, a feed, an answer of the REST interface, what the importer takes, and a table.

Layouts: see `connectors/export/jira*.py`, which name the documents.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape as of_html
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from parts.chat import Counts
from parts.numbers import ssn
from parts.people import STAFF_DOMAIN, staff
from parts.secrets import github, gitlab, password, sendgrid

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_START = 1_770_595_200  # 2026-02-09, 00:00 UTC
_NAMES = ("נועה לוי", "ليلى حداد")
_TALK = ("works for me", "can you reproduce it on staging?", "merged", "the rollout is on Thursday", "closing this")
_APP = "deploy-bot"
#: Forms that tell apps from people.
_WITH_APPS = ("backup/entities.xml", "rest/issues.json")
_QUOTED = "it worked yesterday"


@dataclass
class Said:
    """A comment or a file: what was said, who said it, and Unix seconds."""

    id: int
    author: str
    text: str
    time: int


@dataclass
class Issue:
    """An issue: `former` are texts that were replaced, `gone` comments that were deleted."""

    id: int
    number: int
    project: str
    said: Said
    quoted: bool
    comments: list[Said] = field(default_factory=list)
    files: list[Said] = field(default_factory=list)
    former: list[Said] = field(default_factory=list)
    gone: list[Said] = field(default_factory=list)
    token: str = ""

    @property
    def key(self) -> str:
        """What people call it."""
        return f"{self.project}-{self.number}"


def write(folder: Path, rng: Random) -> Counts:
    """Write all forms, each of a project of its own."""
    return _sum(list(written(folder, rng).values()))


def written(folder: Path, rng: Random) -> dict[str, Counts]:
    """Write all forms; what each file holds, by its path."""
    people = {each.login: each.name for each in staff(rng, 4)}
    people.update({f"guest{at}": name for at, name in enumerate(_NAMES)})
    writers = {
        "backup/entities.xml": _backup, "search/feed.xml": _feed, "rest/issues.json": _answer,
        "import/project.json": _imported, "table/issues.csv": _table,
    }  # fmt: skip
    found = {}
    for at, (path, writer) in enumerate(writers.items()):
        issues = _issues(rng, f"P{at}X", list(people))
        if path in _WITH_APPS:
            issues[0].comments.append(Said(issues[0].id + 1, _APP, "Deployed to staging", _START + 86_400))
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(writer(folder, issues, people), encoding="utf-8")
        found[path] = _counts(issues, people, path)
    return found


def _counts(issues: list[Issue], people: dict[str, str], path: str) -> Counts:
    fields = sum(bool(each.token) for each in issues)
    said = sum(1 + len(each.comments) + len(each.files) for each in issues)
    bots = int(path in _WITH_APPS)
    return Counts(len(issues), len(people), said + fields, sum(len(each.files) for each in issues), bots)


def _sum(all_of: list[Counts]) -> Counts:
    return Counts(
        sum(each.conversations for each in all_of),
        max(each.people for each in all_of),
        sum(each.messages for each in all_of),
        sum(each.files for each in all_of),
        max(each.integrations for each in all_of),
    )


def _issues(rng: Random, project: str, people: list[str]) -> list[Issue]:
    """Three issues: with a password in two comments and a deleted token, with a number that was asked for, with files."""
    made, ident, time = [], rng.randrange(10_000, 90_000), _START

    def said(text: str, author: str = "") -> Said:
        nonlocal ident, time
        ident += 1
        time += rng.randrange(60, 4000)
        return Said(ident, author or rng.choice(people), text, time)

    for number in range(1, 4):
        made.append(Issue(ident * 10 + number, number, project, said("Grader times out", people[number]), number == 1))
        made[-1].comments = [said(rng.choice(_TALK), author) for author in people]
    first, second, third = made
    first.comments += [said("the password is", people[0]), said(password(rng), people[0])]
    first.gone = [said(f"use {gitlab(rng)} for now", people[1])]
    second.comments += [said("what is your social security number?", people[0]), said(ssn(rng), people[4])]
    second.former = [said(f"export TOKEN={github(rng)}", people[2])]
    third.files = [said("trace.txt", people[1]), said("ידני.pdf", people[5])]
    third.token = sendgrid(rng)
    return made


def _text(issue: Issue, before: str = "", after: str = "") -> str:
    """The description, which quotes somebody in the first issue."""
    return f"Steps are in the runbook.\n{before}{_QUOTED}{after}" if issue.quoted else "Steps are in the runbook."


def _at(time: int) -> datetime:
    return datetime.fromtimestamp(time, UTC)


def _iso(time: int) -> str:
    return _at(time).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _backup(folder: Path, issues: list[Issue], people: dict[str, str]) -> str:
    """Rows by the names of their tables; files beside it. Comments come before issues, as Jira writes them."""
    rows: dict[str, list[str]] = {}

    def row(table: str, child: tuple[str, str] | None = None, **told: object) -> None:
        attributes = "".join(f" {name}={quoteattr(str(value))}" for name, value in told.items())
        body = f">\n        <{child[0]}><![CDATA[{child[1]}]]></{child[0]}>\n    </{table}>" if child else "/>"
        rows.setdefault(table, []).append(f"    <{table}{attributes}{body}\n")

    for at, (login, name) in enumerate([*people.items(), (_APP, "Deploy")]):
        mail = f"{login}@{'connect.atlassian.com' if login == _APP else STAFF_DOMAIN}"
        row("ApplicationUser", id=at, userKey=login, lowerUserName=f"{login}.renamed")
        row("User", id=at, directoryId=1, userName=f"{login}.Renamed", lowerUserName=f"{login}.renamed", active=1,
            displayName=name, emailAddress=mail)  # fmt: skip
    for issue in issues:
        stamp = _at(issue.said.time).strftime("%Y-%m-%d %H:%M:%S.0")
        row("Issue", ("description", _text(issue, "{quote}", "{quote}")), id=issue.id, key=issue.key, number=issue.number,
            project=1, reporter=issue.said.author, creator=issue.said.author, type=3, summary=issue.said.text,
            created=stamp)  # fmt: skip
        for each in issue.comments:
            row("Action", ("body", f"{each.text}\x0b"), id=each.id, issue=issue.id, author=each.author, type="comment",
                created=_at(each.time).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3])  # fmt: skip
        for each in issue.files:
            row("FileAttachment", id=each.id, issue=issue.id, mimetype="text/plain", filename=each.text, filesize=5,
                author=each.author, created=stamp)  # fmt: skip
            target = folder / "backup/attachments" / issue.project / "10000" / issue.key / str(each.id)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("trace")
        for name, new, each in [
            *(("description", "now", e) for e in issue.former),
            *(("Comment", "", e) for e in issue.gone),
        ]:
            row("ChangeGroup", id=each.id, issue=issue.id, author=each.author, created=stamp)
            row(
                "ChangeItem",
                id=each.id + 1,
                group=each.id,
                fieldtype="jira",
                field=name,
                oldstring=each.text,
                newstring=new,
            )
            row(
                "ChangeItem",
                id=each.id + 2,
                group=each.id,
                fieldtype="jira",
                field="status",
                oldstring="Open",
                newstring="Done",
            )
        if issue.token:
            row("CustomFieldValue", id=issue.id, issue=issue.id, customfield=10201, stringvalue=issue.token)
            row("CustomFieldValue", id=issue.id + 1, issue=issue.id, customfield=10202, stringvalue="10103")
    body = "".join("".join(rows[table]) for table in sorted(rows))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<entity-engine-xml>\n{body}</entity-engine-xml>\n'


def _feed(_folder: Path, issues: list[Issue], people: dict[str, str]) -> str:
    def when(time: int) -> str:
        return format_datetime(_at(time))

    def html(text: str) -> str:
        return escape(f"<p>{of_html(text)}</p>")

    logins, items = list(people), []
    for at, issue in enumerate(issues):
        said, quote = issue.said, f"<blockquote><p>{_QUOTED}</p></blockquote>" if issue.quoted else ""
        other = logins[at + 4] if at < 2 else logins[0]
        comments = "".join(
            f'<comment id="{each.id}" author={quoteattr(each.author)} created="{when(each.time)}"  >{html(each.text)}</comment>\n'
            for each in issue.comments
        )
        files = "".join(
            f'<attachment id="{each.id}" name={quoteattr(each.text)} size="5" author={quoteattr(each.author)} '
            f'created="{when(each.time)}"/>\n'
            for each in issue.files
        )
        own = f'<customfield id="customfield_10201" key="k"><customfieldname>Key</customfieldname><customfieldvalues>\
<customfieldvalue>{issue.token}</customfieldvalue></customfieldvalues></customfield>'
        items.append(
            f'<item>\n<title>[{issue.key}] {said.text}</title>\n<project id="1" key="{issue.project}">x</project>\n'
            f"<description>{html('Steps')}{escape(quote)}</description>\n<environment></environment>\n"
            f'<key id="{issue.id}">{issue.key}</key>\n<summary>{escape(said.text)}</summary>\n'
            f"<assignee username={quoteattr(other)}>{people[other]}</assignee>\n"
            f"<reporter username={quoteattr(said.author)}>{people[said.author]}</reporter>\n"
            f"<created>{when(said.time)}</created>\n<comments>\n{comments}</comments>\n<attachments>\n{files}</attachments>\n"
            f"<customfields>{own if issue.token else ''}</customfields>\n</item>\n"
        )
    head = "<!-- RSS generated by JIRA (9.12.0) at Mon Feb 09 2026 -->\n"
    return f'{head}<rss version="0.92">\n<channel>\n<title>Jira</title>\n{"".join(items)}</channel>\n</rss>\n'


def _document(text: str, quote: str = "") -> dict[str, object]:
    """A text in Atlassian's document format."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    quoted = {
        "type": "blockquote", "content": [{"type": "paragraph", "content": [{"type": "text", "text": quote}]}],
    }  # fmt: skip
    return {"type": "doc", "version": 1, "content": [paragraph, quoted] if quote else [paragraph]}


def _answer(_folder: Path, issues: list[Issue], people: dict[str, str]) -> str:
    def person(login: str) -> dict[str, object]:
        name = people.get(login, "Deploy")
        return {"accountId": login, "displayName": name, "accountType": "app" if login == _APP else "atlassian"}

    made = []
    for issue in issues:
        said = issue.said
        comments = [
            {
                "id": str(each.id),
                "author": person(each.author),
                "body": _document(each.text),
                "created": _iso(each.time),
            }
            for each in issue.comments
        ]
        files = [
            {"id": str(each.id), "filename": each.text, "author": person(each.author), "created": _iso(each.time), "size": 5,
             "content": f"https://talentbridge.atlassian.net/rest/api/3/attachment/content/{each.id}"}
            for each in issue.files
        ]  # fmt: skip
        changes = [
            {"id": str(each.id), "author": person(each.author), "created": _iso(each.time),
             "items": [{"field": name, "fieldtype": "jira", "fromString": each.text, "toString": new}]}
            for name, new, told in (("description", "now", issue.former), ("Comment", "", issue.gone)) for each in told
        ]  # fmt: skip
        fields = {
            "summary": said.text, "issuetype": {"name": "Bug"}, "customfield_10201": issue.token or None,
            "customfield_10019": "0|i0000v:", "creator": person(said.author), "reporter": person(said.author),
            "assignee": person(_APP), "created": _iso(said.time),
            "description": _document("Steps are in the runbook.", _QUOTED if issue.quoted else ""),
            "comment": {"comments": comments, "total": len(comments)}, "attachment": files,
        }  # fmt: skip
        made.append({
            "expand": "changelog", "id": str(issue.id), "key": issue.key,
            "self": f"https://talentbridge.atlassian.net/rest/api/3/issue/{issue.id}",
            "fields": fields, "changelog": {"histories": changes},
        })  # fmt: skip
    return json.dumps({"expand": "schema,names", "startAt": 0, "maxResults": 50, "total": len(made), "issues": made})


def _imported(_folder: Path, issues: list[Issue], people: dict[str, str]) -> str:
    made = []
    for issue in issues:
        said = issue.said
        changed = [
            {"author": each.author, "created": _iso(each.time),
             "items": [{"fieldType": "jira", "field": name, "fromString": each.text, "toString": new}]}
            for name, new, told in (("description", "now", issue.former), ("Comment", "", issue.gone)) for each in told
        ]  # fmt: skip
        own = [{"fieldName": "Key", "fieldType": "textfield", "value": issue.token}] if issue.token else []
        made.append({
            "key": issue.key, "externalId": str(issue.id), "issueType": "Bug", "summary": said.text,
            "description": _text(issue, "bq. "), "reporter": said.author, "created": _iso(said.time),
            "comments": [{"author": e.author, "body": e.text, "created": _iso(e.time)} for e in issue.comments],
            "attachments": [
                {"name": e.text, "attacher": e.author, "created": _iso(e.time), "uri": f"https://files.example/{e.id}"}
                for e in issue.files
            ],
            "customFieldValues": own, "history": changed,
        })  # fmt: skip
    users = [{"name": login, "fullname": name} for login, name in people.items()]
    project = {"name": "A project", "key": issues[0].project, "issues": made}
    return json.dumps({"users": users, "links": [], "projects": [project]}, ensure_ascii=False)


def _table(_folder: Path, issues: list[Issue], people: dict[str, str]) -> str:
    most = max(len(issue.comments) for issue in issues)
    names = [
        "Summary",
        "Issue key",
        "Issue id",
        "Issue Type",
        "Status",
        "Assignee",
        "Assignee Id",
        "Reporter",
        "Reporter Id",
    ]
    names += ["Created", "Description", *["Attachment"] * 2, "Custom field (Key)", *["Comment"] * most]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    logins = list(people)

    def when(time: int) -> str:
        return _at(time).strftime("%d/%b/%y %I:%M %p")

    for at, issue in enumerate(issues):
        said, other = issue.said, logins[at + 4] if at < 2 else logins[0]
        files = [f"{when(e.time)};{e.author};{e.text};https://files.example/{e.id}" for e in issue.files]
        comments = [f"{when(e.time)};{e.author};{e.text}" for e in issue.comments]
        writer.writerow([
            said.text, issue.key, issue.id, "Bug", "Open", people[other], other, people[said.author], said.author,
            when(said.time), _text(issue, "{quote}", "{quote}"), *files, *[""] * (2 - len(files)), issue.token,
            *comments, *[""] * (most - len(comments)),
        ])  # fmt: skip
    return out.getvalue()
