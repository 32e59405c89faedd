"""Google Chat's Takeout: counted, its times in words, and read past what is broken in it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest
from reading_exports import attachments, claimed, entries, messages

from connectors.export.base import (
    DELETED,
    EDITED,
    EXTERNAL,
    GROUP,
    PRIVATE,
    Batch,
    Conversation,
    Entry,
    Person,
    Trouble,
)
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_google import write

_ANN = {"name": "Ann", "email": "ann@lab.example", "user_type": "Human"}


def _all(root: Path) -> list[Entry]:
    return [entry for path, name in claimed(root).items() if name == "googlechat" for entry in entries(root, path)]


def _said(ident: str, text: object, **more: object) -> dict[str, object]:
    told = {"creator": _ANN, "created_date": "Monday, February 9, 2026 at 9:00:00 AM UTC", "text": text}
    return {**told, "topic_id": f"t{ident}", "message_id": ident, **more}


def _chat(root: Path, said: list[object]) -> list[Entry]:
    folder = root / "Groups/Space x"
    folder.mkdir(parents=True)
    (folder / "messages.json").write_text(json.dumps({"messages": said}, ensure_ascii=False), encoding="utf-8")
    return entries(root, "Groups/Space x/messages.json")


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


def test_who_can_read_former_texts_quotes_and_files(tmp_path: Path) -> None:
    write(tmp_path, Random(4))
    found = _all(tmp_path)
    talks = sorted((entry.audience, entry.readers, entry.name) for entry in found if isinstance(entry, Conversation))
    assert [(audience, readers) for audience, readers, _ in talks] == [(EXTERNAL, 5), (GROUP, 3), (PRIVATE, 2)]
    assert [name for _, _, name in talks][:2] == ["Project Team", "Ops"]
    said = list(messages(found))
    assert [(each.text[:12], each.state) for each in said if each.state] == [("use sk_live_", EDITED), ("", DELETED)]
    assert [each.text[:12] for each in said if each.copied] == ["the hook is "]
    changed = next(each for each in said if each.text == "use the role")
    assert changed.time == 1770627600.0
    assert any(each.text == "here\nThe box\nhttps://wiki.example/box" for each in said)
    assert sorted((each.name, each.held) for each in attachments(found)) == [
        ("77?account_id=3.txt", True), ("gone.txt", False), ("plan.txt", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("Thursday, November 3, 2016 at 11:59:50 AM UTC", 1478174390.0),
        ("Thursday, November 3, 2016 at 12:00:01\u202fAM UTC", 1478131201.0),
        ("Thursday, 3 November 2016 at 23:59:50 UTC", 1478217590.0),
        ("Nov 3, 2016, 11:59:50 PM UTC", 1478217590.0),
        ("2016-11-03T11:59:50Z", 1478174390.0),
        (1478174390000, 1478174390.0),
        ("Donnerstag, 3. November 2016 um 23:59:50 UTC", None),
        ("Thursday, November 31, 2016 at 11:59:50 AM UTC", None),
        ("soon", None),
        ([], None),
    ],
)
def test_times_of_any_form(tmp_path: Path, told: object, time: float | None) -> None:
    assert [each.time for each in messages(_chat(tmp_path, [_said("1", "x", created_date=told)]))] == [time]


def test_broken_records_stop_nothing(tmp_path: Path) -> None:
    said = [
        _said("1", "one"), "x", None, _said("1", "again"), _said("2", 7), _said("3", "nobody", creator=None),
        _said("4", "odd", attached_files=["x"], annotations=3, quoted_message_metadata=[4], extra={"a": "new"}),
        _said("5", "unknown", creator={"name": "Gone", "user_type": "Human"}), {},
    ]  # fmt: skip
    found = _chat(tmp_path, said)
    assert [(each.id, each.author, each.text) for each in messages(found)] == [
        ("1", "ann@lab.example", "one"), ("1", "ann@lab.example", "again"), ("2", "ann@lab.example", ""), ("3", "", "nobody"),
        ("4", "ann@lab.example", 'odd\n{"extra":{"a":"new"}}'), ("5", "Gone", "unknown"), ("", "", ""),
    ]  # fmt: skip
    assert len([entry for entry in found if isinstance(entry, Trouble)]) == 2
    assert found[0] == Conversation("Space x", "Space x", GROUP)


def test_a_cut_file_is_read_up_to_the_cut(tmp_path: Path) -> None:
    _chat(tmp_path, [_said(str(number), f"text {number}") for number in range(5)])
    path = tmp_path / "Groups/Space x/messages.json"
    whole = path.read_text()
    path.write_text(whole[: whole.index("text 3")])
    found = entries(tmp_path, "Groups/Space x/messages.json")
    assert [each.text for each in messages(found)] == ["text 0", "text 1", "text 2"]
    assert isinstance(found[-1], Trouble)


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("app/messages.json", b'{"messages": [{"role": "user", "content": "x"}]}'),
        ("app/messages.json", b'{"messages": []}'),
        ("locale/messages.json", b'{"appName": {"message": "x"}}'),
        ("Groups/Space x/group_info.json", b'{"name": "x", "members": []}'),
        ("package.json", b'{"name": "x", "version": "1"}'),
        ("map.json", b'{"type": "FeatureCollection", "features": []}'),
    ],
)
def test_other_files_are_not_claimed(path: str, head: bytes) -> None:
    assert recognised(path, head) is None


def test_an_empty_conversation_is_one(tmp_path: Path) -> None:
    assert _chat(tmp_path, [])[0] == Conversation("Space x", "Space x", GROUP)
