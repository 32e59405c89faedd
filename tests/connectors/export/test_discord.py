"""Discord's exports, of the exporter and of the service itself: counted, and read past what is broken in them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest
from reading_exports import attachments, claimed, entries, messages

from connectors.export.base import PRIVATE, PUBLIC, Batch, Conversation, Entry, Person, Trouble
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_discord import write

_CHANNEL = {"id": "1", "type": "GuildTextChat", "name": "general", "topic": None}


def _all(root: Path) -> list[Entry]:
    return [entry for path, name in claimed(root).items() if name == "discord" for entry in entries(root, path)]


def _channel(path: Path, said: list[object], **more: object) -> str:
    told = {"guild": {"id": "0", "name": "Lab"}, "channel": {**_CHANNEL, **more}, "dateRange": {}, "messages": said}
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    return path.name


def _said(ident: str, content: object, **more: object) -> dict[str, object]:
    author = {"id": "7", "name": "ann", "isBot": False}
    return {
        "id": ident,
        "type": "Default",
        "timestamp": "2026-02-09T09:00:00+00:00",
        "content": content,
        "author": author,
        **more,
    }


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


def test_what_bots_forward_and_link_is_read(tmp_path: Path) -> None:
    write(tmp_path, Random(4))
    found = _all(tmp_path)
    said = list(messages(found))
    assert [each.text.startswith("use sk_live_") for each in said if each.copied] == [True]
    assert any("token: ghp_" in each.text and "hooks.slack.com" in each.text for each in said)
    assert any("&hm=" in each.text for each in said)
    assert sorted((each.name, each.held) for each in attachments(found)) == [
        ("a.pdf", False), ("b.png", False), ("gone.txt", False), ("plan.txt", True),
    ]  # fmt: skip
    assert {person.name for person in found if isinstance(person, Person)} >= {"نور الحسيني", "מיכל ברק", "nour"}


def test_an_answer_to_an_answer_belongs_to_the_first(tmp_path: Path) -> None:
    said = [
        _said("1", "q"),
        _said("2", "a", reference={"messageId": "1"}),
        _said("3", "b", reference={"messageId": "2"}),
    ]
    found = entries(tmp_path, _channel(tmp_path / "x.json", said))
    assert [each.thread for each in messages(found)] == ["1", "1", "1"]


def test_what_begins_with_the_last_message_is_turned_round(tmp_path: Path) -> None:
    said = [_said("2", "b", timestamp="2026-02-09T09:01:00Z"), _said("1", "a", timestamp="2026-02-09T09:00:00Z")]
    found = entries(tmp_path, _channel(tmp_path / "x.json", said))
    assert [(each.id, each.text) for each in messages(found)] == [("1", "a"), ("2", "b")]


def test_a_topic_is_read_and_is_no_message_of_anybody(tmp_path: Path) -> None:
    found = entries(tmp_path, _channel(tmp_path / "x.json", [], topic="the password is **x7**"))
    assert found[0] == Conversation("1", "general", PUBLIC)
    assert [(each.text, each.copied) for each in messages(found)] == [("the password is x7", True)]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("<@!123> see <#4> and <t:1:R>", "@ see # and t"),
        ("**Passw0rd** ||hidden||", "Passw0rd hidden"),
        ("2**3**4 a || b", "2**3**4 a || b"),
        ("<b>", "<b>"),
    ],
)
def test_signs_are_taken_away(tmp_path: Path, shown: str, text: str) -> None:
    found = entries(tmp_path, _channel(tmp_path / "x.json", [_said("1", shown)]))
    assert [each.text for each in messages(found)] == [text]


def test_broken_records_stop_nothing(tmp_path: Path) -> None:
    said = [
        "x", None, _said("1", "one"), _said("1", "again"), _said("2", 7), _said("3", "no author", author=None),
        _said("4", "unknown", author={}), _said("5", "odd", attachments="x", embeds={"a": "in an embed"}, reference=[], extra="new"),
    ]  # fmt: skip
    found = entries(tmp_path, _channel(tmp_path / "x.json", said))
    assert [(each.id, each.text) for each in messages(found)] == [
        ("1", "one"), ("1", "again"), ("2", ""), ("3", "no author"), ("4", "unknown"), ("5", 'odd\nin an embed\n{"extra":"new"}'),
    ]  # fmt: skip
    assert [each.author for each in messages(found)] == ["7", "7", "7", "", "", "7"]
    assert len([entry for entry in found if isinstance(entry, Trouble)]) == 2


def test_a_cut_file_is_read_up_to_the_cut(tmp_path: Path) -> None:
    name = _channel(tmp_path / "x.json", [_said(str(number), f"text {number}") for number in range(5)])
    whole = (tmp_path / name).read_text()
    (tmp_path / name).write_text(whole[: whole.index("text 3")])
    found = entries(tmp_path, name)
    assert [each.text for each in messages(found)] == ["text 0", "text 1", "text 2"]
    assert isinstance(found[-1], Trouble)


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("2026-02-09T09:00:00.5+01:00", 1770624000.5),
        (1770627600000, 1770627600.0),
        ("1770627600", 1770627600.0),
        ("soon", None),
    ],
)
def test_times_of_any_form(tmp_path: Path, told: object, time: float | None) -> None:
    found = entries(tmp_path, _channel(tmp_path / "x.json", [_said("1", "x", timestamp=told)]))
    assert [each.time for each in messages(found)] == [time]


def test_a_package_without_what_lies_around_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "Messages/c123456789012345678"
    folder.mkdir(parents=True)
    (folder / "messages.json").write_text(
        '[{"ID": 1, "Timestamp": "2026-02-09 09:00:00", "Contents": "hi", "Attachments": ""}, 3]'
    )
    found = entries(tmp_path, "Messages/c123456789012345678/messages.json")
    assert found[0] == Conversation("123456789012345678", "123456789012345678")
    assert [(each.text, each.author, each.time) for each in messages(found)] == [("hi", "", 1770627600.0)]
    assert isinstance(found[-1], Trouble)


def test_a_package_says_who_is_in_a_direct_chat(tmp_path: Path) -> None:
    write(tmp_path, Random(4))
    (path,) = (path for path in claimed(tmp_path) if path.endswith(".csv"))
    conversation = entries(tmp_path, path)[0]
    assert isinstance(conversation, Conversation)
    assert conversation[1:] == ("Direct Message with michal#0", PRIVATE, 2)


def test_a_cut_table_gives_what_it_has(tmp_path: Path) -> None:
    folder = tmp_path / "messages/c123456789012345678"
    folder.mkdir(parents=True)
    long = "x" * 200_000
    rows = f'ID,Timestamp,Contents,Attachments\n1,2026-02-09 09:00:00,a,\n2,2026-02-09 09:00:01,"{long}",\n3,,b,\n4,2026-02-10,"cut of'
    (folder / "messages.csv").write_text(rows)
    found = entries(tmp_path, "messages/c123456789012345678/messages.csv")
    said = [each.text for each in messages(found)]
    assert (said[0], said[-2:]) == ("a", ["b", "cut of"])
    assert len([entry for entry in found if isinstance(entry, Trouble)]) >= 1


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("package.json", b'{"name": "x", "version": "1", "dependencies": {}}'),
        ("bot/config.json", b'{"guild": {"id": "1"}, "channel": "2", "prefix": "!"}'),
        ("map.json", b'{"type": "FeatureCollection", "features": []}'),
        ("c123456789012345678/messages.json", b'[{"id": 1, "text": "x"}]'),
        ("products.csv", b"ID,Timestamp,Contents,Attachments\n"),
        ("c123456789012345678/messages.csv", b"id,name,price\n"),
        ("messages.json", b"[]"),
    ],
)
def test_other_files_are_not_claimed(path: str, head: bytes) -> None:
    assert recognised(path, head) is None
