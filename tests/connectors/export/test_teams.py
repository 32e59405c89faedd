"""Teams' pages and the export of people at home: counted, and read past what is broken in them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest
from reading_exports import attachments, claimed, entries, messages

from connectors.export.base import DELETED, EXTERNAL, GROUP, PRIVATE, Batch, Conversation, Entry, Person, Trouble
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_teams import write


def _all(root: Path) -> list[Entry]:
    return [entry for path, name in claimed(root).items() if name == "teams" for entry in entries(root, path)]


def _said(ident: str, content: object, **more: object) -> dict[str, object]:
    user = {"id": "7", "displayName": "Ann", "userIdentityType": "aadUser"}
    told = {
        "id": ident,
        "messageType": "message",
        "createdDateTime": "2026-02-09T09:00:00Z",
        "chatId": "19:a@thread.v2",
    }
    return {**told, "from": {"user": user}, "body": {"contentType": "html", "content": content}, **more}


def _page(root: Path, said: list[object]) -> list[Entry]:
    (root / "page.json").write_text(
        json.dumps({"@odata.context": "x", "value": said}, ensure_ascii=False), encoding="utf-8"
    )
    return entries(root, "page.json")


def test_a_sample_is_counted_exactly(tmp_path: Path) -> None:
    counts = write(tmp_path, Random(4))
    found = _all(tmp_path)
    current = [each for each in messages(found) if not each.copied and not each.state]
    people = {entry.id for entry in found if isinstance(entry, Person)} | {each.author for each in current}
    assert len({entry.id for entry in found if isinstance(entry, Conversation)}) == counts.conversations
    assert len(people) == counts.people
    assert len(current) == counts.messages
    assert len(attachments(found)) == counts.files
    assert len({bot for entry in found if isinstance(entry, Batch) for bot in entry.bots}) == counts.integrations
    assert not [entry for entry in found if isinstance(entry, Trouble)]
    assert all(each.time for each in current)
    assert {person.name for person in found if isinstance(person, Person)} >= {"نور الحسيني", "מיכל ברק"}


def test_who_can_read_is_told_by_ids_and_guests(tmp_path: Path) -> None:
    write(tmp_path, Random(4))
    last = {entry.id: entry for entry in entries(tmp_path, "chats.json") if isinstance(entry, Conversation)}
    assert sorted((talk.audience, talk.readers) for talk in last.values()) == [(EXTERNAL, 0), (PRIVATE, 2)]
    guest, first = (entries(tmp_path, f"channel/page-{page}.json") for page in (2, 1))
    assert next(entry.audience for entry in first if isinstance(entry, Conversation)) == GROUP
    assert [entry.audience for entry in guest if isinstance(entry, Conversation)][-1] == EXTERNAL
    assert [person.guest for person in first if isinstance(person, Person) and person.name == "מיכל ברק"] == [True]


def test_cards_quotes_and_deleted_texts_are_read(tmp_path: Path) -> None:
    write(tmp_path, Random(4))
    said = list(messages(_all(tmp_path)))
    assert any(each.text.startswith("clone failed\ntoken: ghp_") for each in said)
    assert [each.text[:12] for each in said if each.state == DELETED] == ["use sk_live_", ""]
    copied = sorted(each.text[:12] for each in said if each.copied)
    assert copied == ["the hook is ", "use sk_live_", "use sk_live_"]
    assert all(each.author for each in said if each.copied)
    assert any(each.text == "Box\nwho can restart the box?" for each in said)
    assert any("https://wiki.example/box" in each.text for each in said)
    assert any("https://x.example/?a=1&b=2" in each.text and "<now>" in each.text for each in said)
    assert sum(each.thread != each.id for each in said if each.thread) == 2


def test_files_at_home_are_held_where_they_lie_in_the_export(tmp_path: Path) -> None:
    write(tmp_path, Random(4))
    found = entries(tmp_path, "home/messages.json")
    assert sorted((each.name, each.size, each.held) for each in attachments(found)) == [
        ("gone.pdf", 40, False), ("plan.pdf", 40, True),
    ]  # fmt: skip
    talks = {entry.id: entry for entry in found if isinstance(entry, Conversation)}
    assert talks["19:trip@thread.skype"][1:] == ("Trip", PRIVATE, 3)


def test_answers_within_messages_are_read(tmp_path: Path) -> None:
    channel = {"teamId": "t", "channelId": "19:c@thread.tacv2"}
    answer = _said("2", "<p>a</p>", chatId=None, replyToId="1", channelIdentity=channel)
    found = _page(tmp_path, [_said("1", "<p>q</p>", chatId=None, channelIdentity=channel, replies=[answer, "x"])])
    assert [(each.text, each.thread, each.conversation) for each in messages(found)] == [
        ("q", "1", "19:c@thread.tacv2"), ("a", "1", "19:c@thread.tacv2"),
    ]  # fmt: skip


def test_broken_records_stop_nothing(tmp_path: Path) -> None:
    quote = {"contentType": "messageReference", "content": "{no json"}
    said = [
        "x", 3, _said("1", "one"), _said("1", "again"), _said("2", None), {"messageType": "message"},
        _said("3", "nobody", **{"from": None}), _said("4", "odd", attachments=[7, quote], extra={"a": "new"}),
        _said("5", "odd", attachments=3, replies=4, deletedDateTime=None),
    ]  # fmt: skip
    found = _page(tmp_path, said)
    told = [(each.id, each.author, each.text) for each in messages(found) if not each.copied]
    assert told == [
        ("1", "7", "one"), ("1", "7", "again"), ("2", "7", ""), ("3", "", "nobody"), ("4", "7", 'odd\n{"extra":{"a":"new"}}'),
        ("5", "7", "odd"), ("", "", ""),
    ]  # fmt: skip
    assert [each.text for each in messages(found) if each.copied] == ["{no json"]
    assert len([entry for entry in found if isinstance(entry, Trouble)]) == 2
    assert [entry.id for entry in found if isinstance(entry, Conversation)] == ["19:a@thread.v2", "page"]


def test_a_cut_file_is_read_up_to_the_cut(tmp_path: Path) -> None:
    write(tmp_path, Random(4))
    for path in ("chats.json", "home/messages.json"):
        whole = (tmp_path / path).read_text()
        before = [each for each in messages(entries(tmp_path, path)) if not each.copied]
        (tmp_path / path).write_text(whole[: len(whole) * 2 // 3])
        found = entries(tmp_path, path)
        assert 5 < len([each for each in messages(found) if not each.copied]) < len(before)
        assert isinstance(found[-1], Trouble)


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("2026-02-09T09:00:00.5Z", 1770627600.5),
        (1770627600000, 1770627600.0),
        ("1770627600", 1770627600.0),
        ("soon", None),
    ],
)
def test_times_of_any_form(tmp_path: Path, told: object, time: float | None) -> None:
    assert [each.time for each in messages(_page(tmp_path, [_said("1", "x", createdDateTime=told)]))] == [time]


@pytest.mark.parametrize(
    "head",
    [
        b'{"name": "x", "version": "1", "dependencies": {}}',
        b'{"@odata.context": "$metadata#users(\'x\')/messages", "value": [{"id": "1", "createdDateTime": "2026", "subject": "x"}]}',
        b'{"value": [1, 2], "messageType": "message"}',
        b'{"type": "FeatureCollection", "features": []}',
        b'[{"createdDateTime": "2026-01-01", "chatId": "1"}]',
        b'{"conversations": [], "userId": 7}',
    ],
)
def test_other_files_are_not_claimed(head: bytes) -> None:
    assert recognised("a/page.json", head) is None
