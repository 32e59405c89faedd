"""Mailboxes, message by message."""

from __future__ import annotations

import random
import time
import tracemalloc

from detectors.readers.base import Budget, Limits, Member, ReadError
from detectors.readers.held import HeldBlob
from detectors.readers.mail.mbox import MboxReader
from detectors.views.sniff import PLAIN

FROM = b"From a@example.org Mon Mar  2 10:00:00 2026\n"


def box(*messages: bytes) -> bytes:
    return b"".join(FROM + message + b"\n" for message in messages)


def named(found):
    return {part.name: content for part, content in found}


def test_each_message_is_a_member_with_its_date(parts):
    found = parts(
        box(b"Subject: one\n\nfirst\n", b"Subject: two\n\nsecond\n", b"Subject: three\n\n"), "application/mbox"
    )
    held = named(found)
    assert list(held) == ["message-1", "message-2", "message-3"]
    assert held["message-1"] == b"Subject: one\n\nfirst\n\n"[: len(held["message-1"])]
    assert held["message-2"].startswith(b"Subject: two\n\nsecond\n")
    assert {str(part.modified) for part, _ in found} == {"2026-03-02 10:00:00+00:00"}


def test_quoting_is_undone_and_sentences_do_not_split(parts):
    message = (
        b"Subject: s\n\n>From the start\n>>From twice\n> From quoted\nFrom here on it is a sentence\nFrom May 2020 on\n"
    )
    (content,) = named(parts(box(message), "application/mbox")).values()
    assert (
        content.rstrip()
        == b"Subject: s\n\nFrom the start\n>From twice\n> From quoted\nFrom here on it is a sentence\nFrom May 2020 on"
    )


def test_lines_that_other_programs_write_begin_messages(parts):
    lines = [
        b"From - Mon Mar  2 10:00:00 2026\r\n",
        b"From 1234567890@xxx Mon Mar 02 10:00:00 +0000 2026\r\n",
        b"From MAILER-DAEMON Mon Mar  2 10:00:00 2026\r\n",
        b"From a@b.example Mon Mar 2 10:00 2026\r\n",
        b"From a@b.example Mon, 2 Mar 2026 10:00:00 +0000\r\n",
    ]
    data = b"".join(line + b"Subject: s\r\n\r\nx\r\n\r\n" for line in lines)
    assert len(parts(data, "application/mbox")) == len(lines)


def test_messages_of_all_lengths_are_whole_wherever_windows_end(parts):
    chance = random.Random(1)
    messages = [
        b"Subject: %d\n\n" % n + b"z" * chance.choice([0, 9, 5000, 1 << 20, (1 << 20) - 60 + n]) + b"\n"
        for n in range(40)
    ]
    held = list(named(parts(box(*messages), "application/mbox")).values())
    assert [content.rstrip(b"\n") for content in held] == [message.rstrip(b"\n") for message in messages]


class Large(HeldBlob):
    """Mail without end, made as it is read."""

    def __init__(self, size: int) -> None:
        super().__init__(b"")
        self.size = size
        one = (
            FROM
            + b"From: a@example.org\nTo: b@example.org\nSubject: hello\n\n"
            + b"Some words of a letter, in lines.\n" * 150
            + b"\n"
        )
        self._many = one * (1 + (2 << 20) // len(one))
        self._unit = len(one)

    def read(self, start: int, length: int) -> bytes:
        at = start % self._unit
        return self._many[at : at + min(length, self.size - start)]


def test_a_large_mailbox_is_streamed():
    blob = Large(128 << 20)
    began, count = time.perf_counter(), 0
    for part in MboxReader().parts(blob, PLAIN, "", Budget(Limits(), blob.size)):
        assert isinstance(part, Member)
        with part.open() as stream:
            while stream.read(1 << 16):
                pass
        count += 1
    assert count > 20_000
    assert blob.size / (time.perf_counter() - began) > 15 << 20  # on a busy machine; ten times that on an idle one


def test_one_message_larger_than_memory_is_streamed():
    class Endless(HeldBlob):
        def read(self, start: int, length: int) -> bytes:
            length = min(length, self.size - start)
            return (FROM + b"x" * length)[:length] if start == 0 else b"x" * length

    blob = Endless(b"")
    blob.size = 256 << 20
    tracemalloc.start()
    size = 0
    for part in MboxReader().parts(blob, PLAIN, "", Budget(Limits(), blob.size)):
        assert isinstance(part, Member)
        with part.open() as stream:
            while piece := stream.read(1 << 20):
                size += len(piece)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == blob.size - len(FROM)
    assert most < 16 << 20


def test_members_may_be_left_unread():
    data = box(b"Subject: 1\n\na\n", b"Subject: 2\n\nb\n")
    assert len(list(MboxReader().parts(HeldBlob(data), PLAIN, "", Budget(Limits(), len(data))))) == 2


def test_damage_never_raises_anything_else(parts):
    raw, chance = box(b"Subject: a\n\n>From b\n" * 5, b"c\n", b"Subject: d\n\ne\n"), random.Random(3)
    variants = [raw[:at] for at in range(0, len(raw), 7)]
    for _ in range(200):
        spoiled = bytearray(raw)
        spoiled[chance.randrange(len(raw))] = chance.randrange(256)
        variants.append(bytes(spoiled))
    for each in [b"", b"From ", b"\nFrom ", b"From \n", *variants, b"\nFrom a" * 50_000, b"From a Mon Mar\n" * 50_000]:
        try:
            parts(each, "application/mbox")
        except ReadError:
            continue
