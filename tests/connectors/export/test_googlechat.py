"""Google Chat from Takeout: chats with their members and files, times in sentences, and what is no chat."""

from __future__ import annotations

import json
from pathlib import Path

from reading_exports import attachments, claimed, entries, messages

from connectors.export.base import DELETED, EXTERNAL, GROUP, PRIVATE, Conversation, Person, Trouble

_ROOT = "Takeout/Google Chat/Groups"


def _person(name: str, domain: str = "example.com") -> dict[str, str]:
    return {"name": name, "email": f"{name.lower()}@{domain}", "user_type": "Human"}


def _chat(root: Path, folder: str, people: list[dict[str, str]], said: list[dict[str, object]]) -> str:
    place = root / _ROOT / folder
    place.mkdir(parents=True)
    (place / "group_info.json").write_text(json.dumps({"name": "planning", "members": people}))
    (place / "messages.json").write_text(json.dumps({"messages": said}, ensure_ascii=False))
    return f"{_ROOT}/{folder}/messages.json"


def _said(
    text: str, who: dict[str, str], at: str = "Thursday, November 3, 2016 at 11:59:50\u202fAM UTC", **more: object
) -> dict[str, object]:
    return {"creator": who, "created_date": at, "text": text, "topic_id": "T", "message_id": f"x/T/{text}", **more}


def test_a_chat_is_counted_exactly(tmp_path: Path) -> None:
    ann, bob = _person("Ann"), _person("דנה")
    said = [
        _said("hello", ann, attached_files=[{"original_name": "a.jpg", "export_name": "File-a.jpg"}, {"original_name": "b", "export_name": "File-b"}]),
        _said("gone", bob, message_state="DELETED"),
        _said("", ann, annotations=[{"url_metadata": {"url": {"private_do_not_access_or_else_safe_url_wrapped_value": "https://x.example/?t=1"}}}]),
        _said("when", bob, at="jeudi 3 novembre 2016 à 11:59:50 UTC"),
    ]  # fmt: skip
    path = _chat(tmp_path, "DM abc", [ann, bob], said)
    (tmp_path / _ROOT / "DM abc" / "File-a.jpg").write_bytes(b"x")
    found = entries(tmp_path, path)
    assert found[0] == Conversation("DM abc", "planning", PRIVATE, 2)
    assert len([each for each in found if isinstance(each, Person)]) == 2
    told = list(messages(found))
    assert [(each.text, each.state) for each in told] == [
        ("hello", ""),
        ("gone", DELETED),
        ("https://x.example/?t=1", ""),
        ("when", ""),
    ]
    assert told[0].time == 1478174390
    assert told[3].time is None
    assert [(each.name, each.held) for each in attachments(found)] == [("a.jpg", True), ("b", False)]
    assert set(claimed(tmp_path).values()) == {"googlechat"}
    assert len(claimed(tmp_path)) == 2


def test_who_can_read_it(tmp_path: Path) -> None:
    inside = _chat(tmp_path, "Space a", [_person("Ann"), _person("Bob"), _person("Cem")], [_said("x", _person("Ann"))])
    outside = _chat(
        tmp_path, "Space b", [_person("Ann"), _person("Bob", "other.example")], [_said("x", _person("Ann"))]
    )
    assert entries(tmp_path, inside)[0] == Conversation("Space a", "planning", GROUP, 3)
    assert entries(tmp_path, outside)[0] == Conversation("Space b", "planning", EXTERNAL, 2)


def test_damage_and_missing_members(tmp_path: Path) -> None:
    path = _chat(tmp_path, "DM abc", [_person("Ann")], [_said(f"m{number}", _person("Ann")) for number in range(4)])
    whole = (tmp_path / path).read_text()
    (tmp_path / path).write_text(whole[: whole.index("m2") + 2])
    (tmp_path / _ROOT / "DM abc" / "group_info.json").write_text("{nonsense")
    found = entries(tmp_path, path)
    assert [each.text for each in messages(found)] == ["m0", "m1"]
    assert isinstance(found[-1], Trouble)
    assert found[0] == Conversation("DM abc", "DM abc", PRIVATE, 0)


def test_other_json_is_not_claimed(tmp_path: Path) -> None:
    for name, text in {
        "messages.json": '{"messages": [{"id": "a.b", "en": "Hello"}]}',
        "x/messages.json": '{"welcome": "Hi {creator}", "created_date": "x"}',
        "x/group_info.json": '{"name": "admins"}',
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert claimed(tmp_path) == {}
