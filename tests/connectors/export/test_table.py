"""Tables by a mapping: what is written is counted again, names that are wrong are told with the nearest one, damage ends nothing else."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from random import Random

import pytest
from counting_exports import counts, current
from reading_exports import file_of

from connectors.export.base import Conversation, Entry, Person, Trouble
from connectors.export.registry import formats
from connectors.export.table import Mapped, MappingError

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_table import MAPPINGS, write

SHORT = {"files": "*", "message": "text", "author": "by", "time": "at"}


def _read(root: Path, text: str | bytes, name: str = "t.csv", **mapping: str) -> list[Entry]:
    (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(Mapped({**SHORT, **mapping}).entries(file_of(root, name)))


def _troubles(found: list[Entry]) -> list[str]:
    return [entry.detail for entry in found if isinstance(entry, Trouble)]


@pytest.mark.parametrize("path", MAPPINGS)
def test_what_was_written_is_counted(tmp_path: Path, path: str) -> None:
    expected = write(tmp_path, Random(21))[path]
    found = list(Mapped(MAPPINGS[path]).entries(file_of(tmp_path, path)))
    assert counts(found) == dataclasses.astuple(expected)
    assert _troubles(found) == []
    said = current(found)
    assert [message.time for message in said] == [1_770_627_600 + at * 60 for at in range(len(said))]
    texts = [message.text for message in said]
    assert texts[texts.index("the new deploy token:") + 1].startswith("ghp_")
    assert [each.name for message in said for each in message.attachments] == ["scan 1.pdf", "דוח.xlsx"]
    assert Person("מיכל ברק", "מיכל ברק") in found


def test_conversations_come_before_their_messages_and_threads_are_told(tmp_path: Path) -> None:
    write(tmp_path, Random(22))
    found = list(Mapped(MAPPINGS["helpdesk.csv"]).entries(file_of(tmp_path, "helpdesk.csv")))
    known = set()
    for entry in found:
        if isinstance(entry, Conversation):
            known.add(entry.id)
        elif entry in current([entry]):
            assert entry.conversation in known  # type: ignore[union-attr]  # a message
    assert [message.thread for message in current(found) if message.thread] == ["m3"]


def test_only_files_of_the_pattern_are_claimed(tmp_path: Path) -> None:
    mapped = Mapped({"files": "help*.csv", "message": "Body"})
    assert mapped.claims("a/b/helpdesk.csv", b"")
    assert not mapped.claims("a/helpless/products.csv", b"Body\nx\n")
    assert not mapped.claims("package.json", b"{}")
    placed = Mapped({"files": "exports/*.csv", "message": "Body"})
    assert placed.claims("exports/a.csv", b"")
    assert not placed.claims("a.csv", b"")
    assert "table" not in {each.name for each in formats()}


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"files": "*", "mesage": "x"}, "a mapping has no word 'mesage'; the nearest is 'message'"),
        ({"files": "*"}, "the mapping says nothing of 'message'"),
        ({"message": "x"}, "the mapping says nothing of 'files'"),
        ({"files": "*", "message": ""}, "the mapping's 'message' names nothing"),
    ],
)
def test_wrong_mappings_are_refused(mapping: dict[str, str], said: str) -> None:
    with pytest.raises(MappingError, match=said):
        Mapped(mapping)


def test_unknown_columns_are_told_with_the_nearest(tmp_path: Path) -> None:
    text = "Body,Sender,Sent\nhi,ann,1770631200\n"
    found = _read(tmp_path, text, message="Bodyy", author="Sender", time="Sent")
    assert _troubles(found) == ["has no column 'Bodyy', which the mapping names; the nearest is 'Body'"]
    assert len(found) == 1
    found = _read(tmp_path, text, message="body", author="Sander", time="zzz")
    assert [message.text for message in current(found)] == ["hi"]
    assert _troubles(found) == [
        "has no column 'Sander', which the mapping names; the nearest is 'Sender'",
        "has no column 'zzz', which the mapping names; there are 'Body', 'Sender', 'Sent'",
    ]
    assert Mapped({"files": "*", "message": "Bdy"}).problems(text.encode()) == [
        "has no column 'Bdy', which the mapping names; the nearest is 'Body'"
    ]


def test_unknown_members_of_json_are_told_with_the_nearest(tmp_path: Path) -> None:
    text = json.dumps([{"text": "hi", "user": {"name": "ann"}}, {"text": "ho", "at": 1770631200}])
    found = _read(tmp_path, text, "t.json", author="user.nam")
    assert _troubles(found) == ["has no column 'user.nam', which the mapping names; the nearest is 'user.name'"]
    assert [message.time for message in current(found)] == [None, 1770631200]


def test_paths_that_lead_nowhere_and_through_arrays(tmp_path: Path) -> None:
    records = [
        {"text": "one", "user": "ann"}, {"text": "two", "user": {"name": "bob"}},
        {"text": [{"p": 1}, "three"], "user": [{"name": "cid"}, {"name": "dee"}]}, {"text": "four", "user": {"name": {"x": 1}}},
    ]  # fmt: skip
    found = _read(tmp_path, json.dumps(records), "t.json", author="user.name")
    assert [(message.text, message.author) for message in current(found)] == [
        ("one", ""), ("two", "bob"), ('{"p":1}\nthree', "cid"), ("four", '{"x":1}'),
    ]  # fmt: skip


def test_an_object_that_holds_messages_asks_where(tmp_path: Path) -> None:
    text = json.dumps({"data": {"list": [{"text": "hi", "by": "a", "at": 1}]}}, indent=1)
    assert "`records`" in _troubles(_read(tmp_path, text, "t.json"))[0]
    assert [message.text for message in current(_read(tmp_path, text, "t.json", records="data.list"))] == ["hi"]


@pytest.mark.parametrize(
    ("told", "time"),
    [("1770631200", 1770631200), ("1770631200000", 1770631200), ("2026-02-09T10:00:00Z", 1770631200),
     ("Mon, 09 Feb 2026 10:00:00 +0000", 1770631200), ("09/Feb/26 10:00 AM", 1770631200), ("soon", None), ("7", None)],
)  # fmt: skip
def test_times_of_any_form(tmp_path: Path, told: str, time: float | None) -> None:
    (message,) = current(_read(tmp_path, f'text,by,at\nhi,ann,"{told}"\n'))
    assert message.time == time


def test_broken_records_among_good_ones(tmp_path: Path) -> None:
    good = '{"text": "one", "by": "a", "at": 1770631200}'
    found = _read(tmp_path, f"{good}\n{{broken\n[1]\n\n{good}\n" + '{"text": null}\n{"text": {"a": [1]}}\n', "t.jsonl")
    assert [message.text for message in current(found)] == ["one", "one", '{"a":[1]}']
    assert len(_troubles(found)) == 2
    array = f"[{good}, 5, {good}, {good[:20]}"
    found = _read(tmp_path, array, "t.json")
    assert [message.text for message in current(found)] == ["one", "one"]
    assert len(_troubles(found)) == 2


def test_rows_of_other_lengths_and_double_ids(tmp_path: Path) -> None:
    found = _read(tmp_path, 'id,text,by,at\n1,one\n1,two,ann,x,more\n\n3,"three\nlines",,\n', id="id")
    assert [(message.id, message.text, message.author) for message in current(found)] == [
        ("1", "one", ""), ("1", "two", "ann"), ("3", "three\nlines", ""),
    ]  # fmt: skip
    assert {message.conversation for message in current(found)} == {"t.csv"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (message,) = current(_read(tmp_path, "text\tby\tat\nGrüße\tJürgen\t1770631200\n".encode(encoding)))
    assert (message.text, message.author) == ("Grüße", "Jürgen")


def test_files_are_names_links_or_objects(tmp_path: Path) -> None:
    rows = "text,by,at,f\nhi,a,1,https://x.example/d/a%20b.pdf?k=1 https://x.example/c.png\nho,a,1,d.txt;e.txt\n,a,1,only.txt\n"
    files = [each for message in current(_read(tmp_path, rows, attachments="f")) for each in message.attachments]
    assert [each.name for each in files] == ["a%20b.pdf?k=1", "c.png", "d.txt", "e.txt", "only.txt"]
    assert files[0].links == ("https://x.example/d/a%20b.pdf?k=1",)
    text = json.dumps(
        [{"text": "hi", "f": [{"file_name": "a.pdf", "size": 4, "content_url": "https://x.example/a"}, "b.pdf"]}]
    )
    (message,) = current(_read(tmp_path, text, "t.json", attachments="f"))
    assert [(each.name, each.size, each.links) for each in message.attachments] == [
        ("a.pdf", 4, ("https://x.example/a",)), ("b.pdf", -1, ()),
    ]  # fmt: skip
