"""Telegram's result.json: an account and one chat, as it is written, laid out anew, and damaged."""

from __future__ import annotations

import io
import json
import random
import sys
from pathlib import Path
from random import Random

import pytest
from reading_exports import claimed, entries

from connectors.export.base import (
    EXTERNAL,
    GROUP,
    PRIVATE,
    Conversation,
    Entry,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.escapes import Mended
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_telegram import write

ONE = "ChatExport_2026-03-02/result.json"


def _said(found: list[Entry]) -> list[Message]:
    return [each for each in found if isinstance(each, Message)]


def _chat(root: Path, messages: list[object], *, indent: int | None = 1, kind: str = "private_group") -> list[Entry]:
    text = json.dumps({"name": "Ops", "type": kind, "id": 5, "messages": messages}, indent=indent, ensure_ascii=False)
    (root / "result.json").write_text(text.replace("\\u000b", "\\x0B"), encoding="utf-8")
    return entries(root, "result.json")


def _message(number: int, text: object = "hi", **more: object) -> dict[str, object]:
    return {
        "id": number, "type": "message", "date": "2026-02-09T09:00:00", "date_unixtime": "1770627600",
        "from": "Ann", "from_id": "user1", **more, "text": text, "text_entities": [],
    }  # fmt: skip


def test_the_sample_is_counted_exactly(tmp_path: Path) -> None:
    counts = write(tmp_path, Random(7))
    assert claimed(tmp_path) == {"result.json": "telegram", ONE: "telegram"}
    found = entries(tmp_path, "result.json") + entries(tmp_path, ONE)
    now = [each for each in _said(found) if not each.copied and not each.state]
    people = {each.id for each in found if isinstance(each, Person)} | {each.author for each in _said(found)}
    assert len([each for each in found if isinstance(each, Conversation)]) == counts.conversations
    assert len(people) == counts.people
    assert len(now) == counts.messages >= 30
    assert sum(len(each.attachments) for each in now) == counts.files
    assert len({each.id for each in found if isinstance(each, Integration)}) == counts.integrations
    assert [each.audience for each in found if isinstance(each, Conversation)] == [PRIVATE, GROUP, PRIVATE, EXTERNAL]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_file_that_was_laid_out_anew_says_the_same(tmp_path: Path, indent: int | None) -> None:
    write(tmp_path, Random(7))
    for path in ("result.json", ONE):
        told = entries(tmp_path, path)
        document = json.loads((tmp_path / path).read_text().replace("\\x0B", "\\u000b").replace("\\\\u000b", "\\\\x0B"))
        anew = json.dumps(document, indent=indent).replace("\\u000b", "\\x0B")
        (tmp_path / path).write_text(anew)
        assert entries(tmp_path, path) == told


def test_control_characters_paths_and_links_come_out_as_written(tmp_path: Path) -> None:
    link = {"type": "text_link", "text": "here", "href": "https://x.example/?key=1"}
    found = _chat(tmp_path, [_message(1, "a\x0bb C:\\x0B"), _message(2, ["see ", link, "!"])])
    assert [each.text for each in _said(found)] == ["a\x0bb C:\\x0B", "see here https://x.example/?key=1!"]


def test_answers_of_answers_are_one_thread(tmp_path: Path) -> None:
    found = _chat(
        tmp_path, [_message(1), _message(2, reply_to_message_id=1), _message(3, reply_to_message_id=2), _message(4)]
    )
    assert [each.thread for each in _said(found)] == ["", "1", "1", ""]


def test_files_are_held_or_left_out(tmp_path: Path) -> None:
    left = "(File exceeds maximum size. Change data exporting settings to download.)"
    found = _chat(
        tmp_path,
        [
            _message(1, file="files/a.pdf", file_size=7),
            _message(2, file=left, file_name="b.pdf"),
            _message(3, photo="photos/c.jpg"),
        ],
    )
    files = [(each.name, each.size, each.held) for said in _said(found) for each in said.attachments]
    assert files == [("a.pdf", 7, True), ("b.pdf", -1, False), ("c.jpg", -1, True)]


def test_contacts_polls_places_and_services_are_text(tmp_path: Path) -> None:
    card = {"first_name": "Bo", "last_name": "", "phone_number": "+1 555 0100"}
    poll = {"question": "When?", "closed": False, "answers": [{"text": "now"}, {"text": "later"}, 7]}
    service = {"id": 4, "type": "service", "date_unixtime": "1770627600", "actor": "Bo", "actor_id": "user2"}
    found = _chat(
        tmp_path,
        [
            _message(1, "", contact_information=card), _message(2, "", poll=poll),
            _message(3, "", location_information={"latitude": 1.5, "longitude": -2}),
            {**service, "action": "edit_group_title", "title": "New", "text": ""},
            {**service, "action": "pin_message", "text": ""},
            _message(6, "", inline_bot_buttons=[[{"text": "go", "data": "https://x.example"}], 3]),
        ],
    )  # fmt: skip
    assert [each.text for each in _said(found)] == [
        "Bo +1 555 0100", "When?\nnow\nlater", "1.5 -2", "New", "go https://x.example",
    ]  # fmt: skip
    assert Person("user2", "Bo") in found


@pytest.mark.parametrize(
    ("told", "time"),
    [("1770627600", 1770627600), (1770627600, 1770627600), ("1770627600000", 1770627600), ("soon", None), ([], None), ("-1", None)],
)  # fmt: skip
def test_times_of_any_unit(tmp_path: Path, told: object, time: float | None) -> None:
    found = _chat(tmp_path, [_message(1, date_unixtime=told, date="never")])
    assert _said(found)[0].time == time


def test_an_older_export_has_dates_only(tmp_path: Path) -> None:
    value = _message(1)
    del value["date_unixtime"]
    assert _said(_chat(tmp_path, [value]))[0].time == 1770627600


def test_one_broken_message_costs_no_other(tmp_path: Path) -> None:
    _chat(tmp_path, [_message(number, f"n{number}") for number in range(1, 5)])
    text = (tmp_path / "result.json").read_text()
    (tmp_path / "result.json").write_text(text.replace('"n2"', '"n2'))
    found = entries(tmp_path, "result.json")
    assert [each.text for each in _said(found)] == ["n1", "n3", "n4"]
    trouble = [each for each in found if isinstance(each, Trouble)]
    assert [(each.reason, each.detail) for each in trouble] == [
        ("corrupt", "record 2 of a list is no JSON and was passed over")
    ]


@pytest.mark.parametrize("indent", [1, 2])
def test_what_stands_before_the_end_of_a_truncated_file_is_read(tmp_path: Path, indent: int) -> None:
    _chat(tmp_path, [_message(number, f"n{number}") for number in range(1, 5)], indent=indent)
    text = (tmp_path / "result.json").read_text()
    (tmp_path / "result.json").write_text(text[: text.index('"n3"')])
    found = entries(tmp_path, "result.json")
    assert [each.text for each in _said(found)] == ["n1", "n2"]
    assert isinstance(found[-1], Trouble)
    assert found[-1].reason == "corrupt"


def test_records_without_sense_end_nothing(tmp_path: Path) -> None:
    odd = {"id": None, "type": [], "from_id": 7, "from": {}, "text": 3, "photo": 1, "reply_to_message_id": {}}
    found = _chat(tmp_path, [odd, _message(2, [1, None, {"text": 4}]), _message(2, "twice")], indent=None)
    assert [(each.id, each.text) for each in _said(found)] == [("None", ""), ("2", ""), ("2", "twice")]


def test_what_telegram_did_not_export_is_told_once(tmp_path: Path) -> None:
    found = _chat(tmp_path, [{"id": 1, "type": "unsupported"}, {"id": 2, "type": "unsupported"}])
    assert found[1:] == [Trouble(0, "missing", "messages of a kind that Telegram did not export: 2")]


def test_escapes_are_mended_however_the_blocks_fall() -> None:
    rng = random.Random(3)
    pieces = ["\\x0B", "\\\\x0B", "\\\\\\x0b", "\\n", '\\"', "x0B", "a", "\\u000b", "\\\\"]
    data = "".join(rng.choice(pieces) for _ in range(40_000)).encode()
    mended = Mended(_Dribble(data, rng))
    got = b"".join(iter(lambda: mended.read(1000), b"")).decode()
    assert json.loads(f'"{got}"', strict=False).count("\x0b") == _count(data.decode())


class _Dribble(io.BytesIO):
    """Gives fewer bytes than asked for."""

    def __init__(self, data: bytes, rng: Random) -> None:
        super().__init__(data)
        self._rng = rng

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._rng.randrange(1, 9))


def _count(text: str) -> int:
    """Vertical tabs that a text of escapes stands for, character by character."""
    at = found = 0
    while at < len(text):
        if text[at] == "\\":
            found += text[at + 1 : at + 4].lower() == "x0b" or text[at + 1 : at + 6] == "u000b"
            at += 2
        else:
            at += 1
    return found


@pytest.mark.parametrize(
    "head",
    [
        b'{"name": "x", "version": "1.0", "type": "module", "id": 3, "messages": []}',
        b'{"type": "FeatureCollection", "name": "x", "features": []}',
        b'{"about": "a page", "chats": [1, 2]}',
        b'[{"name": "Ops", "type": "private_group", "id": 5, "messages": []}]',
        b'{"level": "info", "type": "private_group", "id": 5, "messages": []}',
        b'{"name": "Ops", "type": "private_group", "id": 5, "members": []}',
    ],
)
def test_other_json_is_not_claimed(head: bytes) -> None:
    assert recognised("result.json", head) is None
