"""WhatsApp's text of a chat: phones, languages, orders of dates, and texts that only look like one."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from reading_exports import claimed, entries

from connectors.export.base import DELETED, GROUP, PRIVATE, Conversation, Entry, Message, Person
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_whatsapp import write

LRM = "\u200e"


def _chat(root: Path, text: str, name: str = "_chat.txt") -> list[Entry]:
    (root / name).write_bytes(text.encode())
    return entries(root, name)


def _said(found: list[Entry]) -> list[Message]:
    return [each for each in found if isinstance(each, Message)]


def _day(message: Message) -> str:
    assert message.time is not None
    return datetime.fromtimestamp(message.time, UTC).strftime("%Y-%m-%d %H:%M:%S")


def test_the_sample_is_counted_exactly(tmp_path: Path) -> None:
    counts = write(tmp_path, Random(7))
    assert len(claimed(tmp_path)) == 3
    assert set(claimed(tmp_path).values()) == {"whatsapp"}
    found = [entry for path in sorted(claimed(tmp_path)) for entry in entries(tmp_path, path)]
    now = [each for each in _said(found) if not each.copied and not each.state]
    files = [each for said in now for each in said.attachments]
    people = {each.id for each in found if isinstance(each, Person)}
    assert len([each for each in found if isinstance(each, Conversation)]) == counts.conversations
    assert len(people) == counts.people
    assert {each.author for each in _said(found)} - {""} == people
    assert len(now) == counts.messages >= 30
    assert len(files) == counts.files
    assert [each.name for each in files if each.held] == ["00000021-plan.txt"]
    assert [each.state for each in _said(found)].count(DELETED) == 2


def test_names_and_readers_of_the_sample(tmp_path: Path) -> None:
    write(tmp_path, Random(7))
    found = [
        entry
        for path in sorted(claimed(tmp_path))
        for entry in entries(tmp_path, path)
        if isinstance(entry, Conversation)
    ]
    ops, doors, direct = found
    assert (ops.name, ops.audience, ops.readers) == ("Ops", GROUP, 0)
    assert (doors.name, doors.audience) == ("Doors", GROUP)
    assert (direct.audience, direct.readers) == (PRIVATE, 2)


@pytest.mark.parametrize(
    ("header", "time"),
    [
        ("[12/31/24, 9:41:09\u202fPM] ", "2024-12-31 21:41:09"),
        ("[31/12/2024, 21:41:09] ", "2024-12-31 21:41:09"),
        ("[31.12.24, 12:01:09 AM] ", "2024-12-31 00:01:09"),
        ("[2024/12/31 下午9:41:09] ", "2024-12-31 21:41:09"),
        ("[2024. 12. 31. 오후 9:41:09] ", "2024-12-31 21:41:09"),
        ("31/12/2024, 21:41 - ", "2024-12-31 21:41:00"),
        ("12/31/24, 12:41 PM - ", "2024-12-31 12:41:00"),
        ("31/12/24, 9:41 p. m. - ", "2024-12-31 21:41:00"),
        ("31/12/24 9:41 a.m. - ", "2024-12-31 09:41:00"),
        ("31.12.2024 klo 14.08.18 - ", "2024-12-31 14:08:18"),
        ("31-12-24 11:20:19: ", "2024-12-31 11:20:19"),
        ("2024-12-31, 21:41 - ", "2024-12-31 21:41:00"),
        ("٣١\u200f/١٢\u200f/٢٠٢٤، ٩:٤١ م - ", "2024-12-31 21:41:00"),
        ("31/12/2567 21:41 - ", "2024-12-31 21:41:00"),
        ("2024년 12월 31일 오후 9:41, ", "2024-12-31 21:41:00"),
    ],
)
def test_headers_of_many_languages(tmp_path: Path, header: str, time: str) -> None:
    found = _chat(tmp_path, f"{header}Ann: hello\n{header}~\u202f\u202a+1 555 0100\u202c: and: more\nstill\n")
    assert [(each.author, each.text, _day(each)) for each in _said(found)] == [
        ("Ann", "hello", time), ("+1 555 0100", "and: more\nstill", time),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["3/4/24", "13/4/24"], ["2024-04-03", "2024-04-13"]),
        (["3/4/24", "3/14/24"], ["2024-03-04", "2024-03-14"]),
        (["1/2/24", "1/3/24", "2/1/24"], ["2024-01-02", "2024-01-03", "2024-02-01"]),
        (["1/2/24", "2/2/24", "1/3/24"], ["2024-02-01", "2024-02-02", "2024-03-01"]),
        (["3/4/24"], ["2024-04-03"]),
    ],
)
def test_the_order_of_day_and_month(tmp_path: Path, dates: list[str], days: list[str]) -> None:
    found = _chat(tmp_path, "".join(f"{date}, 10:00 - Ann: x\n" for date in dates))
    assert [_day(each)[:10] for each in _said(found)] == days


def test_the_order_is_corrected_where_the_beginning_told_too_little(tmp_path: Path) -> None:
    long = "y" * 300_000
    found = _chat(tmp_path, f"1/2/24, 10:00 - Ann: {long}\n3/14/24, 10:00 - Ann: x\n3/4/24, 10:00 - Ann: x\n")
    assert [_day(each)[:10] for each in _said(found)][1:] == ["2024-03-14", "2024-03-04"]


@pytest.mark.parametrize("date", ["99/99/99", "0/0/2024", "31/2/2024"])
def test_a_time_without_sense_is_none(tmp_path: Path, date: str) -> None:
    assert [each.time for each in _said(_chat(tmp_path, f"{date}, 10:00 - Ann: x\n"))] == [None]


@pytest.mark.parametrize(
    ("said", "name", "held", "rest"),
    [
        (f"{LRM}<attached: 00000012-PHOTO-2026-02-09.jpg>", "00000012-PHOTO-2026-02-09.jpg", True, ""),
        (f"{LRM}<Anhang: a.pdf>", "a.pdf", False, ""),
        (f"plan {LRM}<pièce jointe : 0013-x.pdf>", "0013-x.pdf", False, "plan"),
        ("IMG-20260209-WA0001.jpg (irgendwas neues)\ncaption", "IMG-20260209-WA0001.jpg", False, "caption"),
        ("report one.pdf (file attached)", "report one.pdf", False, ""),
        ("<Media omitted>", "Media omitted", False, ""),
        (f"{LRM}Bild weggelassen", "Bild weggelassen", False, ""),
        (f"{LRM}plan.pdf • 2 pages {LRM}document omitted", "plan.pdf", False, ""),
        (f"plan.pdf • {LRM}2 pages {LRM}document omitted", "plan.pdf", False, ""),
        ("3.jpg <attached>", "3.jpg", False, ""),
    ],
)
def test_files(tmp_path: Path, said: str, name: str, held: bool, rest: str) -> None:
    (tmp_path / "00000012-PHOTO-2026-02-09.jpg").write_bytes(b"x")
    message = _said(_chat(tmp_path, f"[31/12/2024, 21:41:09] Bo: hi\n[31/12/2024, 21:41:09] Ann: {said}\n"))[1]
    assert [(each.name, each.held) for each in message.attachments] == [(name, held)]
    assert message.text == rest


@pytest.mark.parametrize("said", ["I said image omitted yesterday", "<b: x.html>", "f(x.y) (see there)", "a.txt (ver)"])
def test_what_people_write_is_no_file(tmp_path: Path, said: str) -> None:
    message = _said(_chat(tmp_path, f"[31/12/2024, 21:41:09] Ann: {said}\n"))[0]
    assert (message.text, message.attachments) == (said, ())


def test_what_was_edited_or_deleted(tmp_path: Path) -> None:
    found = _chat(
        tmp_path,
        f"31/12/24, 21:41 - Ann: new <This message was edited>\n31/12/24, 21:42 - Ann: {LRM}You deleted this message.\n",
    )
    assert [(each.text, each.state) for each in _said(found)] == [("new", ""), ("", DELETED)]


def test_what_the_app_says_has_no_author(tmp_path: Path) -> None:
    iphone = f"[31/12/2024, 21:41:09] Ops: {LRM}Messages are encrypted.\r\n{LRM}[31/12/2024, 21:41:10] Ann: {LRM}GIF omitted\r\n"
    found = _chat(tmp_path, iphone + f"[31/12/2024, 21:41:11] Ops: {LRM}Ann added Bo\r\n")
    assert [(each.author, each.text) for each in _said(found)] == [
        ("", "Messages are encrypted."), ("Ann", ""), ("", "Ann added Bo"),
    ]  # fmt: skip
    found = _chat(tmp_path, "31/12/24, 21:41 - Ann created group\n31/12/24, 21:42 - Ann: \n")
    assert [(each.author, each.text) for each in _said(found)] == [("", "Ann created group"), ("Ann", "")]


def test_a_pasted_chat_stays_one_message(tmp_path: Path) -> None:
    text = "[31/12/2024, 21:41:09] Ann: see:\n[31/12/2024, 9:41 PM] Bo: old\n31/12/24, 21:41 - Cy: older\n"
    assert [each.text for each in _said(_chat(tmp_path, text))] == [
        "see:\n[31/12/2024, 9:41 PM] Bo: old\n31/12/24, 21:41 - Cy: older"
    ]


def test_names_from_the_right_to_the_left(tmp_path: Path) -> None:
    found = _chat(tmp_path, "\u200f31/12/24, 21:41 - \u200fنور الحسيني: مرحبا\n31/12/24, 21:41 - מיכל: שלום\n")
    assert [each.id for each in found if isinstance(each, Person)] == ["نور الحسيني", "מיכל"]


def test_damage_costs_nothing_that_is_there(tmp_path: Path) -> None:
    good = b"31/12/24, 21:41 - Ann: one\n"
    (tmp_path / "_chat.txt").write_bytes(good + b"\xff\xfe\x00 rubbish\n" + good + b"31/12/24, 21:4")
    texts = [each.text for each in _said(entries(tmp_path, "_chat.txt"))]
    assert texts == ["one\n\ufffd\ufffd\x00 rubbish", "one\n31/12/24, 21:4"]


def test_an_endless_message_comes_in_pieces(tmp_path: Path) -> None:
    found = _said(_chat(tmp_path, "31/12/24, 21:41 - Ann: " + "x" * (20 << 20) + "\n31/12/24, 21:42 - Ann: end\n"))
    assert len(found) > 2
    assert sum(each.text.count("x") for each in found) == 20 << 20
    assert {each.id for each in found[:-1]} == {"1"}
    assert found[-1].text == "end"


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("app.txt", "[2024-12-31, 21:41:09] INFO: started\n"),
        ("WhatsApp Gateway.txt", "2024-12-31 21:41:09 - INFO: started\n"),
        ("notes.txt", "31/12/2024, 21:41 - Meeting: bring cake\n"),
        ("_chat.txt", "just words\n31/12/2024, 21:41 - Ann: x\n"),
        ("WhatsApp tips.txt", "Ten tips: use it\n"),
        ("_chat.csv", "[31/12/2024, 21:41:09] Ann: x\n"),
        ("x.txt", "31/12/24, 21:41 10.0.0.1 GET /\n"),
    ],
)
def test_other_texts_are_not_claimed(name: str, head: str) -> None:
    assert recognised(name, head.encode()) is None


def test_a_renamed_chat_is_told_by_its_marks() -> None:
    head = f"[31/12/2024, 21:41:09] Ops: {LRM}Messages and calls are end-to-end encrypted.\r\n"
    found = recognised("evidence/talk.txt", head.encode())
    assert found is not None
    assert found.name == "whatsapp"
