"""Outlook's stores. None can be made without Outlook, so real bytes are refused here and a stand-in for the C parser is walked."""

from __future__ import annotations

import random

import pytest

from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Limits, Member, ReadError, Text
from detectors.readers.mail.pst import PstReader, _Store

PST = "application/vnd.ms-outlook-pst"
pytest.importorskip("pypff", reason="comes with the extra documents")


def test_it_runs_in_a_child_process():
    assert PstReader.isolated


def test_other_things_and_fragments_are_refused(parts):
    chance = random.Random(31)
    head = b"!BDN" + bytes(4) + b"SM\x17\0\x13\0\1\1"
    for data in (b"", b"!BDN", head, head + bytes(600), head + chance.randbytes(20_000), bytes(99)):
        with pytest.raises(ReadError) as caught:
            parts(data, PST)
        assert caught.value.reason == Reason.CORRUPT


class Entry:
    def __init__(self, number: int, value: str) -> None:
        self._number, self._value = number, value

    def get_entry_type(self) -> int:
        return self._number

    def get_value_type(self) -> int:
        return 0x1F

    def get_data_as_string(self) -> str:
        return self._value


class Records:
    def __init__(self, *entries: Entry) -> None:
        self._entries = entries

    def get_number_of_entries(self) -> int:
        return len(self._entries)

    def get_entry(self, number: int) -> Entry:
        return self._entries[number]


class Item:
    """What the binding gives, with the same names."""

    def __init__(self, name: str, *inner: Item, text: str = "", data: bytes = b"", broken: bool = False) -> None:
        self.name, self._inner, self._data, self._broken = name, inner, data, broken
        self.plain_text_body, self.html_body, self.rtf_body, self.transport_headers = text.encode(), None, None, None
        self.long_filename, self.size, self.number_of_sub_items, self.recipients = name, len(data), 0, None
        self._at = 0

    def _count(self) -> int:
        if self._broken:
            raise OSError("damaged")
        return len(self._inner)

    def _one(self, number: int) -> Item:
        return self._inner[number]

    get_number_of_sub_folders = get_number_of_attachments = _count
    get_sub_folder = get_attachment = _one

    def get_number_of_sub_messages(self) -> int:
        return len(self._messages)

    def get_sub_message(self, number: int) -> Item:
        if self._messages[number]._broken:
            raise OSError("damaged")
        return self._messages[number]

    _messages: tuple[Item, ...] = ()

    def holding(self, *messages: Item) -> Item:
        self._messages = messages
        return self

    def get_number_of_record_sets(self) -> int:
        return 1

    def get_record_set(self, number: int) -> Records:
        return Records(
            Entry(0x37, f"\x01\x05about {self.name}"), Entry(0x1000, "twice"), Entry(0x8027, "a@example.org")
        )

    def seek_offset(self, offset: int, whence: int) -> None:
        self._at = offset

    def read_buffer(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        self._at += size
        return piece

    def get_root_folder(self) -> Item:
        return self

    def get_number_of_orphan_items(self) -> int:
        return 0


def test_messages_are_named_by_folder_and_what_is_damaged_is_told():
    attached = Item("notes.txt", data=b"n" * 3_000_000)
    inbox = Item("Inbox").holding(
        Item("one", attached, text="first body"), Item("two", broken=True), Item("three", text="third")
    )
    root = Item("", Item("Top", inbox, Item("Lost", broken=True)))
    found = list(_Store(Item, Budget(Limits(), 1)).folders(root))
    shown = {part.name: part.data.decode() for part in found if isinstance(part, Text)}
    assert list(shown) == ["Top/Inbox/message-1", "Top/Inbox/message-3"]
    assert shown["Top/Inbox/message-1"] == "Subject: about one\nProperty 8027: a@example.org\n\nfirst body"
    (member,) = [part for part in found if isinstance(part, Member)]
    assert (member.name, member.open().read()) == ("Top/Inbox/message-1/notes.txt", b"n" * 3_000_000)
    assert [part.name for part in found if isinstance(part, Gap)] == ["Top/Inbox/message-2", "Top/Lost/"]


def test_folders_that_hold_each_other_end():
    first = Item("a")
    first._inner = (first,)
    found = list(_Store(Item, Budget(Limits(), 1)).folders(first))
    assert [part.reason for part in found if isinstance(part, Gap)] == [Reason.LIMIT]
