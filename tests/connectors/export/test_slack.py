"""A Slack export, folder by folder: who said what, where, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

from reading_exports import attachments, entries, messages

from connectors.export.base import DELETED, EDITED, EXTERNAL, PRIVATE, PUBLIC, Batch, Conversation, Integration, Trouble
from connectors.export.registry import recognised


def _write(root: Path, path: str, value: object) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(value if isinstance(value, str) else json.dumps(value, indent=4))


def _export(root: Path) -> None:
    users = [
        {"id": "U1", "name": "ann", "profile": {"real_name": "Ann Example", "email": "ann@example.com"}},
        {"id": "U2", "name": "bob", "is_restricted": True, "profile": {"real_name": "Bob"}},
    ]
    _write(root, "users.json", users)
    _write(root, "channels.json", [{"id": "C1", "name": "general", "created": 1, "members": ["U1", "U3", "U4"]}])
    _write(root, "groups.json", [{"id": "G1", "name": "client", "created": 1, "members": ["U1", "U2"]}])
    _write(root, "dms.json", [{"id": "D1", "created": 1, "members": ["U1", "U3"]}])
    _write(root, "integration_logs.json", [{"service_id": "77", "app_type": "Deploy Bot", "change_type": "added"}])


def test_text_attachments_blocks_files_and_quotes_are_read(tmp_path: Path) -> None:
    _export(tmp_path)
    day = [
        {"type": "message", "user": "U1", "ts": "1770595200.000100", "text": "see <https://x.example/a?b=1&amp;c|here> &lt;now&gt;",
         "thread_ts": "1770595200.000100", "files": [{"id": "F1", "name": "a.pdf", "size": 7, "url_private": "https://f/x"}]},
        {"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "Deploy", "text": "", "ts": "1770595201.0",
         "attachments": [{"fallback": "f", "text": "failed", "fields": [{"title": "token", "value": "abc"}]}]},
        {"type": "message", "user": "U3", "text": "", "ts": "1770595202.0",
         "blocks": [{"elements": [{"elements": [{"type": "text", "text": "in a block"}]}]}]},
        {"type": "message", "user": "U1", "text": "as said", "ts": "1770595203.0",
         "attachments": [{"is_share": True, "author_id": "U3", "text": "quoted words"}]},
    ]  # fmt: skip
    _write(tmp_path, "general/2026-02-09.json", day)
    found = entries(tmp_path, "general/2026-02-09.json")
    assert found[0] == Conversation("C1", "general", PUBLIC, 3)
    said = list(messages(found))
    assert [each.text for each in said] == [
        "see here https://x.example/a?b=1&c <now>\nhttps://f/x", "failed\ntoken: abc", "in a block", "as said", "quoted words",
    ]  # fmt: skip
    assert said[0].thread == "1770595200.000100"
    assert said[0].time == 1770595200.0001
    assert [(each.name, each.size, each.held) for each in attachments(found)] == [("a.pdf", 7, False)]
    assert [each.bots for each in found if isinstance(each, Batch)] == [["Deploy"]]
    assert said[4].copied
    assert said[4].id == said[3].id


def test_former_and_deleted_texts_are_told_as_such(tmp_path: Path) -> None:
    _export(tmp_path)
    before = {"user": "U1", "ts": "1770595200.1", "text": "the old key"}
    changed = {
        "type": "message",
        "subtype": "message_changed",
        "message": {**before, "text": "the new key"},
        "previous_message": before,
    }
    gone = {"type": "message", "subtype": "message_deleted", "previous_message": before, "ts": "1770595201.1"}
    _write(tmp_path, "D1/2026-02-09.json", [changed, gone])
    found = entries(tmp_path, "D1/2026-02-09.json")
    assert found[0] == Conversation("D1", "D1", PRIVATE, 2)
    said = [(each.text, each.state) for each in messages(found)]
    assert said == [("the new key", ""), ("the old key", EDITED), ("the old key", DELETED)]


def test_a_guest_makes_a_conversation_external(tmp_path: Path) -> None:
    _export(tmp_path)
    _write(tmp_path, "client/2026-02-09.json", [{"type": "message", "user": "U2", "text": "x", "ts": "1770595200.1"}])
    assert entries(tmp_path, "client/2026-02-09.json")[0] == Conversation("G1", "client", EXTERNAL, 2)


def test_lists_tell_people_and_integrations(tmp_path: Path) -> None:
    _export(tmp_path)
    people = [each.mail for each in entries(tmp_path, "users.json")]  # type: ignore[union-attr]  # all are people
    assert people == ["ann@example.com", ""]
    assert entries(tmp_path, "integration_logs.json") == [Integration("77", "Deploy Bot")]


def test_what_stands_before_the_damage_is_read(tmp_path: Path) -> None:
    _export(tmp_path)
    day = json.dumps(
        [{"type": "message", "user": "U9", "text": f"n{number}", "ts": f"177059520{number}.1"} for number in range(5)]
    )
    _write(tmp_path, "general/2026-02-09.json", day[: day.index("n3")])
    found = entries(tmp_path, "general/2026-02-09.json")
    assert [each.text for each in messages(found)] == ["n0", "n1", "n2"]
    assert isinstance(found[-1], Trouble)


def test_an_export_without_lists_is_read_all_the_same(tmp_path: Path) -> None:
    _write(tmp_path, "random/2026-02-09.json", [{"type": "message", "user": "U1", "text": "hi", "ts": "1770595200.1"}])
    assert entries(tmp_path, "random/2026-02-09.json")[0] == Conversation("random", "random")


def test_other_json_is_not_claimed(tmp_path: Path) -> None:
    from connectors.export.registry import recognised  # only here

    assert recognised("logs/2026-02-09.json", b'[{"level": "info", "at": 3}]') is None
    assert recognised("users.json", b'[{"id": 7, "name": "x"}]') is None
    assert recognised("x/channels.json", b'[{"id": "web", "url": "x"}]') is None


def test_without_folders_messages_are_told_by_what_they_say(tmp_path: Path) -> None:
    _export(tmp_path)
    said = [{"type": "message", "user": "U1", "ts": "1770595200.000100", "text": "hello"}]
    for path, conversation in (
        ("general-2026-02-09.json", Conversation("C1", "general", PUBLIC, 3)),
        ("2026-02-09.json", Conversation("2026-02-09", "2026-02-09")),
    ):
        _write(tmp_path, path, said)
        found = entries(tmp_path, path)
        assert found[0] == conversation
        assert [each.text for each in messages(found)] == ["hello"]
        assert recognised(path, json.dumps(said).encode()) is not None
    others = [{"type": "reading", "ts": "1", "value": 4}]
    assert recognised("2026-02-09.json", json.dumps(others).encode()) is None
