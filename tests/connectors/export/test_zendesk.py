"""Zendesk's tickets: as lines, pages, audits and a table, with what was changed, and what is broken."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest
from reading_exports import claimed, entries

from connectors.export.base import (
    DELETED,
    EDITED,
    EXTERNAL,
    GROUP,
    Attachment,
    Conversation,
    Entry,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_zendesk import write

URL = "https://x.zendesk.com/api/v2/tickets/7.json"


def _said(found: list[Entry]) -> list[Message]:
    return [each for each in found if isinstance(each, Message)]


def _read(root: Path, content: object, name: str = "t.json") -> list[Entry]:
    (root / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return entries(root, name)


def _ticket(**more: object) -> dict[str, object]:
    return {"url": URL, "id": 7, "subject": "door", "description": "it is stuck", "requester_id": 1, "submitter_id": 2, "created_at": "2026-02-09T09:00:00Z", **more}  # fmt: skip


def test_the_sample_is_counted_exactly(tmp_path: Path) -> None:
    counts = write(tmp_path, Random(7))
    assert claimed(tmp_path) == dict.fromkeys(["audits.json", "page-1.json", "tickets.csv", "tickets.json"], "zendesk")
    found = [entry for path in claimed(tmp_path) for entry in entries(tmp_path, path)]
    now = [each for each in _said(found) if not each.copied and not each.state]
    files = [each for said in now for each in said.attachments]
    people = {each.id for each in found if isinstance(each, Person)}
    assert {each.author for each in now} <= people
    assert len({each.id for each in found if isinstance(each, Conversation)}) == counts.conversations
    assert len(people) == counts.people
    assert len(now) == counts.messages >= 30
    assert files == [Attachment("screen.png", 77)] * counts.files
    assert [each for each in found if isinstance(each, Integration)] == [Integration("Auto reply", "Auto reply")]
    assert counts.integrations == 1
    assert [each.state for each in _said(found) if each.state] == [EDITED]
    assert not [each for each in found if isinstance(each, Trouble)]


def test_what_was_said_in_the_sample_comes_in_its_order(tmp_path: Path) -> None:
    write(tmp_path, Random(7))
    first = [each for each in _said(entries(tmp_path, "tickets.json")) if each.conversation == "1"]
    assert [each.text for each in first[:4]][0::2] == ["cannot log in\nA-77", first[2].text]
    assert first[1].text == "the password is"
    assert first[1].time is not None
    assert first[2].time is not None
    assert first[1].time < first[2].time


@pytest.mark.parametrize(
    ("shape", "indent"),
    [("line", None), *((shape, indent) for shape in ("page", "alone", "array", "results") for indent in (None, 1))],
)
def test_a_ticket_says_the_same_in_every_shape(tmp_path: Path, shape: str, indent: int | None) -> None:
    ticket = _ticket(comments=[{"id": 8, "author_id": 3, "body": "fixed", "created_at": "2026-02-09T10:00:00Z"}], custom_fields=[{"id": 1, "value": ["a", "b"]}, {"id": 2, "value": 5}])  # fmt: skip
    whole = {
        "line": ticket, "page": {"next_page": None, "tickets": [ticket]}, "alone": {"ticket": ticket}, "array": [ticket],
        "results": {"results": [ticket], "count": 1},
    }[shape]  # fmt: skip
    found = _read(tmp_path, json.dumps(whole, indent=indent))
    assert found == [
        Conversation("7", "door", EXTERNAL),
        Message("7", "7", "1", 1770627600.0, "door\na b\n5"),
        Message("8", "7", "3", 1770631200.0, "fixed"),
    ]


def test_pages_on_lines_are_read(tmp_path: Path) -> None:
    page = json.dumps({"comment": 1, "tickets": [_ticket()]})
    assert [each.text for each in _said(_read(tmp_path, f"{page}\n{page}\n"))] == ["door\nit is stuck"] * 2


def test_who_sees_and_who_is_named(tmp_path: Path) -> None:
    found = _read(
        tmp_path, _ticket(is_public=False, status="deleted", requester={"id": 1, "name": "Bo", "email": "b@x.example"})
    )
    assert found[:2] == [Person("1", "Bo", "b@x.example"), Conversation("7", "door", GROUP)]
    assert _said(found)[0].state == DELETED
    user = {
        "id": 5,
        "url": "https://x.zendesk.com/api/v2/users/5.json",
        "name": "Cy",
        "email": "c@x.example",
        "role": "end-user",
    }
    assert _read(tmp_path, {"users": [user, user]}) == [Person("5", "Cy", "c@x.example", guest=True)]


def test_comments_alone_are_of_the_ticket_in_their_path(tmp_path: Path) -> None:
    comment = {"id": 8, "author_id": 3, "html_body": "<p>see <a href='https://x.example/k'>here</a></p>", "audit_id": 4}
    (tmp_path / "tickets" / "42").mkdir(parents=True)
    found = _read(tmp_path, {"comments": [comment, comment]}, "tickets/42/comments.json")
    assert found[0] == Conversation("42", "42", EXTERNAL)
    assert [each.conversation for each in _said(found)] == ["42", "42"]
    assert _said(found)[0].text == "see https://x.example/k here"


def test_changes_have_their_former_text(tmp_path: Path) -> None:
    events = [
        {"id": 1, "type": "Change", "field_name": "subject", "previous_value": "old", "value": "new"},
        {"id": 2, "type": "Change", "field_name": "status", "previous_value": "open", "value": "closed"},
        {"id": 3, "type": "Comment", "body": "note", "attachments": [{"file_name": "a.pdf", "size": "x"}]},
        {"id": 4, "type": "Create", "field_name": "31", "value": "first"},
    ]
    audit = {"id": 1, "ticket_id": 42, "author_id": 9, "created_at": "2026-02-09T09:00:00Z", "events": events}
    found = _said(_read(tmp_path, {"audits": [audit]}))
    assert [(each.text, each.state, each.author, each.time) for each in found] == [
        ("old", EDITED, "9", 1770627600), ("new", "", "9", 1770627600), ("note", "", "9", 1770627600), ("first", "", "9", 1770627600),
    ]  # fmt: skip
    assert found[2].attachments == (Attachment("a.pdf"),)


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("2026-02-09T10:00:00+01:00", 1770627600),
        (1770627600, 1770627600),
        (1770627600000, 1770627600),
        ("soon", None),
        ({}, None),
    ],
)
def test_times_of_any_form(tmp_path: Path, told: object, time: float | None) -> None:
    assert _said(_read(tmp_path, _ticket(created_at=told)))[0].time == time


def test_broken_records_cost_no_others(tmp_path: Path) -> None:
    good = json.dumps(_ticket())
    found = _read(tmp_path, f"not an object\n{good}\n7\n{{broken\n{good}\n{good[:50]}")
    assert [each.text for each in _said(found)] == ["door\nit is stuck"] * 2
    assert [each.reason for each in found if isinstance(each, Trouble)] == ["corrupt"] * 2


def test_what_stands_before_the_end_of_a_truncated_page_is_read(tmp_path: Path) -> None:
    text = json.dumps({"tickets": [_ticket(), _ticket(), _ticket()]})
    found = _read(tmp_path, text[: text.rindex('"subject"')])
    assert len(_said(found)) == 2
    assert isinstance(found[-1], Trouble)


def test_objects_without_sense_end_nothing(tmp_path: Path) -> None:
    odd = _ticket(
        id={},
        subject=[],
        comments=[3, {"author": {"id": []}, "via": {"channel": "rule", "source": 4}, "attachments": 5}],
    )
    found = _read(
        tmp_path, {"tickets": [odd, 4, _ticket(custom_fields="x", comments={})], "users": [None], "count": None}
    )
    assert [each.text for each in _said(found)] == ["", "", "door\nit is stuck"]
    assert [each.reason for each in found if isinstance(each, Trouble)] == ["corrupt", "corrupt"]


def test_a_table_of_tickets(tmp_path: Path) -> None:
    head = '"Summation column","Id","Requester","Requester id","Requester email","Assignee","Subject","Status","Created at","Code [txt]","Priority"'
    rows = ['"1","7","Bo","5","b@x.example","Al","do\nor","Open","2026-02-09 09:00","K-1","High"', '"1","","","","","","","","","",""', '"1","8","Bo","5","","-","x","Open","","-"']  # fmt: skip
    found = _read(tmp_path, "\ufeff" + "\r\n".join([head, *rows]), "t.csv")
    assert found == [
        Person("5", "Bo", "b@x.example", guest=True), Person("Al", "Al"), Conversation("7", "do\nor", EXTERNAL),
        Message("7", "7", "5", 1770627600.0, "do\nor\nCode: K-1"),
        Trouble(0, "corrupt", "a row names no ticket; it was passed over"),
        Conversation("8", "x", EXTERNAL), Message("8", "8", "5", None, "x"),
    ]  # fmt: skip


def test_a_row_without_end_is_a_limit(tmp_path: Path) -> None:
    head = "Id,Requester,Requester id,Assignee,Subject,Status\n7,Bo,5,Al,door,Open\n"
    found = _read(tmp_path, head + '8,Bo,5,Al,"' + ("x" * 9999 + "\n") * 6800, "t.csv")
    assert len(_said(found)) == 1
    assert [each.reason for each in found if isinstance(each, Trouble)] == ["limit"]


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("old.csv", b"Id,Requester,Requester id,Assignee\rSubject,Status\r"),
        ("products.csv", b"Id,Name,Subject,Status,Price\n1,x,y,z,2\n"),
        ("jira.csv", b"Summary,Issue key,Issue id,Status,Assignee,Reporter\n"),
        ("freshdesk.csv", b"Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Requester Name\n"),
        ("package.json", b'{"name": "x", "version": "1.0.0", "url": "https://x.example/api/v2/tickets/7"}'),
        ("map.json", b'{"type": "FeatureCollection", "features": [{"id": 1, "properties": {"subject": "x"}}]}'),
        ("log.jsonl", b'{"level": "info", "requester_id": 5, "subject": "x"}\n'),
        ("state.json", b'{"tickets": [{"id": 1, "title": "x"}]}'),
        ("notes.txt", json.dumps(_ticket()).encode()),
        ("freshdesk.json", b'[{"requester_id": 4, "responder_id": 5, "subject": "x", "description_text": "y"}]'),
    ],
)
def test_other_files_are_not_claimed(path: str, head: bytes) -> None:
    found = recognised(path, head)
    assert (found.name if found else "") == ("jira" if path == "jira.csv" else "")
