"""Mattermost's bulk export: channels with their readers, posts with their answers, webhooks, and broken lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest
from reading_exports import claimed, entries

from connectors.export.base import (
    EXTERNAL,
    GROUP,
    PRIVATE,
    PUBLIC,
    Conversation,
    Entry,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_mattermost import write

VERSION = '{"type":"version","version":1}'


def _said(found: list[Entry]) -> list[Message]:
    return [each for each in found if isinstance(each, Message)]


def _export(root: Path, *lines: object, first: str = VERSION) -> list[Entry]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (root / "import.jsonl").write_text("\n".join([first, *texts]), encoding="utf-8")
    return entries(root, "import.jsonl")


def _post(message: object = "hi", **more: object) -> dict[str, object]:
    return {"type": "post", "post": {"team": "t", "channel": "c", "user": "ann", "message": message, "create_at": 1770627600000, **more}}  # fmt: skip


def test_the_sample_is_counted_exactly(tmp_path: Path) -> None:
    counts = write(tmp_path, Random(7))
    assert claimed(tmp_path) == {"import.jsonl": "mattermost"}
    found = entries(tmp_path, "import.jsonl")
    now = [each for each in _said(found) if not each.copied and not each.state]
    people = {each.id for each in found if isinstance(each, Person)} | {each.author for each in now}
    files = [each for said in now for each in said.attachments]
    assert len([each for each in found if isinstance(each, Conversation)]) == counts.conversations
    assert len(people) == counts.people
    assert len(now) == counts.messages >= 30
    assert len(files) == counts.files
    assert [(each.name, each.held) for each in files] == [("plan.txt", True), ("lost.bin", False)]
    assert len([each for each in found if isinstance(each, Integration)]) == counts.integrations
    assert [each for each in found if isinstance(each, Conversation)] == [
        Conversation("main/town-square", "Town Square", PUBLIC, 4),
        Conversation("main/ops", "Ops", GROUP, 4),
        Conversation("main/client", "Client", EXTERNAL, 5),
        Conversation("user0,user3", "user0, user3", PRIVATE, 2),
        Conversation("user1", "user1", PRIVATE, 1),
    ]
    assert next(each.time for each in now if each.text == "are you there?") > 1770627600


def test_conversations_come_before_their_messages(tmp_path: Path) -> None:
    write(tmp_path, Random(7))
    told: set[str] = set()
    for each in entries(tmp_path, "import.jsonl"):
        if isinstance(each, Conversation):
            told.add(each.id)
        if isinstance(each, Message):
            assert each.conversation in told


def test_answers_are_a_thread_of_their_post(tmp_path: Path) -> None:
    replies = [
        {"user": "bo", "message": "yes", "create_at": 1770627601000},
        {"user": "cy", "message": "no", "create_at": "x"},
    ]
    found = _export(tmp_path, _post("who?", replies=replies), _post("alone"))
    assert [(each.id, each.author, each.thread, each.time) for each in _said(found)] == [
        ("1", "ann", "1", 1770627600), ("1.1", "bo", "1", 1770627601), ("1.2", "cy", "1", None), ("2", "ann", "", 1770627600),
    ]  # fmt: skip
    assert found[0] == Conversation("t/c", "c")


def test_webhooks_and_bots_are_integrations(tmp_path: Path) -> None:
    card = {"pretext": "p", "title": "t", "text": "x", "fallback": "f", "fields": [{"title": "a", "value": "b"}, 3]}
    found = _export(
        tmp_path,
        _post(
            "", props={"from_webhook": "true", "override_username": "ci", "attachments": [card, {"fallback": "only"}]}
        ),
        _post("m", props={"from_bot": "true"}),
        _post("m", props={"from_webhook": "true", "override_username": "ci"}),
    )
    assert [each for each in found if isinstance(each, Integration)] == [
        Integration("ci", "ci"),
        Integration("ann", "ann"),
    ]
    assert [(each.bot, each.text) for each in _said(found)] == [
        ("ci", "p\nt\nx\na: b\nonly"),
        ("ann", "m"),
        ("ci", "m"),
    ]


@pytest.mark.parametrize(
    ("told", "time"),
    [(1770627600000, 1770627600), (1770627600, 1770627600), ("1770627600000", 1770627600), ("2026-02-09T09:00:00Z", 1770627600), ("x", None), (None, None), (-5, None)],
)  # fmt: skip
def test_times_of_any_unit(tmp_path: Path, told: object, time: float | None) -> None:
    assert _said(_export(tmp_path, _post(create_at=told)))[0].time == time


def test_a_direct_chat_with_a_guest_is_external(tmp_path: Path) -> None:
    user = {"type": "user", "user": {"username": "bo", "roles": "system_guest"}}
    found = _export(
        tmp_path, user, {"type": "direct_post", "direct_post": {"channel_members": ["bo", "ann"], "user": "bo"}}
    )
    assert Conversation("ann,bo", "ann, bo", EXTERNAL, 2) in found
    assert Person("bo", "bo", guest=True) in found


def test_broken_lines_cost_no_others(tmp_path: Path) -> None:
    found = _export(
        tmp_path,
        _post("one"),
        '{"type":"post","post":',
        "[1, 2]",
        '{"type":"post","post":7}',
        _post("two"),
        '{"type":"post","po',
    )
    assert [each.text for each in _said(found)] == ["one", "two"]
    assert [each.reason for each in found if isinstance(each, Trouble)] == ["corrupt"] * 4


def test_records_without_sense_end_nothing(tmp_path: Path) -> None:
    found = _export(
        tmp_path,
        {"type": "channel", "channel": {"name": 5, "type": []}},
        {"type": "user", "user": {"username": None, "teams": [3, {"channels": 7}], "roles": 1}},
        {
            "type": "direct_post",
            "direct_post": {"channel_members": "no", "replies": {}, "attachments": [None, {"path": 3}]},
        },
        _post(7, user=None, props=[], replies=[1, {"message": {}}], attachments="x"),
        {"type": "reaction", "reaction": {}},
        _post("last"),
    )
    assert [each.text for each in _said(found)] == ["", "", "", "last"]
    assert not [each for each in found if isinstance(each, Trouble)]


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("package.json", b'{"name": "x", "version": "1.0.0", "type": "module"}'),
        ("log.jsonl", b'{"type":"post","post":{"message":"x"}}\n'),
        ("a.jsonl", b'{"type":"versions","version":1}'),
        ("a.csv", VERSION.encode()),
        ("map.json", b'{"type": "FeatureCollection", "version": 1, "features": []}'),
    ],
)
def test_other_json_is_not_claimed(path: str, head: bytes) -> None:
    assert recognised(path, head) is None


def test_a_first_line_with_blanks_and_its_mark_is_claimed(tmp_path: Path) -> None:
    assert _said(_export(tmp_path, _post(), first='\ufeff{ "type": "version", "version": 1 }'))
