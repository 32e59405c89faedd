"""Messages that Outlook saved, made by hand."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

from connectors.errors import Reason
from detectors.readers.base import Gap, Member, ReadError, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_msg import attachment, binary, compound, message, recipient, wide

MSG = "application/vnd.ms-outlook"
RICH = b"{\\rtf1 rich}"
PACKED = (len(RICH) + 12).to_bytes(4, "little") + len(RICH).to_bytes(4, "little") + b"MELA" + bytes(4) + RICH


def letter(**more) -> bytes:
    inner = message("inner subject", "inner body", attachment(0, "deep.txt", b"deep content"), within=True)
    return compound(
        message(
            "RE: subject ü",
            "body ü",
            {
                **dict(
                    [
                        binary(0x1013, b"<p>html</p>"),
                        binary(0x1009, PACKED),
                        wide(0x007D, "X-Coded: =?utf-8?Q?=C3=BC?=\r\n"),
                    ]
                ),
                **recipient(0, "Jürgen", "j@example.org"),
                **attachment(0, "C:\\temp\\notes.txt", b"x" * 9000),
                **attachment(1, "inner", inner),
                **more,
            },
        )
    )


def texts(found) -> dict[str, str]:
    return {part.name: part.data.decode() for part, _ in found if isinstance(part, Text)}


def members(found) -> dict[str, bytes]:
    return {part.name: content for part, content in found if isinstance(part, Member)}


def test_head_body_recipients_and_attachments_are_read(parts):
    found = parts(letter(), MSG)
    shown = texts(found)
    assert shown[""] == "body ü"
    for line in (
        "Subject: RE: subject ü",
        "From: a@example.org",
        "Recipient: Jürgen, j@example.org",
        "X-Coded: ü",
        "Class: IPM.Note",
    ):
        assert line in shown["headers"].splitlines()
    held = members(found)
    assert held["body.html"] == b"<p>html</p>"
    assert held["body.rtf"] == RICH
    assert held["notes.txt"] == b"x" * 9000


def test_a_message_within_is_read_in_place(parts):
    found = parts(letter(), MSG)
    assert texts(found)["embedded-2"] == "inner body"
    assert "Subject: inner subject" in texts(found)["embedded-2/headers"]
    assert members(found)["embedded-2/deep.txt"] == b"deep content"


def test_narrow_strings_are_read_in_their_code_page(parts):
    properties = bytes(32) + (0x3FFD0003).to_bytes(4, "little") + bytes(4) + (1251).to_bytes(4, "little") + bytes(4)
    tree = {"__properties_version1.0": properties, "__substg1.0_1000001E": "тело".encode("cp1251")}
    assert texts(parts(compound(tree), MSG))[""] == "тело"


def test_protected_and_wrapped_content_is_told(parts):
    found = parts(letter(**attachment(2, "message.rpmsg", b"sealed")), MSG)
    assert [(part.name, part.reason) for part, _ in found if isinstance(part, Gap)] == [
        ("message.rpmsg", Reason.ENCRYPTED)
    ]


def test_messages_within_messages_are_followed_to_a_bound(parts):
    tree = message("deepest", "at the bottom", within=True)
    for number in range(30):
        tree = message(f"level {number}", "", attachment(0, "inner", tree), within=True)
    found = parts(compound(tree), MSG)
    assert Reason.LIMIT in {part.reason for part, _ in found if isinstance(part, Gap)}


def test_other_things_are_refused(parts):
    for data in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"From: a@example.org\n\nx"):
        with pytest.raises(ReadError):
            parts(data, MSG)


def test_many_attachments_cost_what_they_weigh(parts):
    many = {}
    for number in range(400):
        many |= attachment(number + 9, f"file-{number}.txt", b"content")
    began = time.monotonic()
    assert len(members(parts(letter(**many), MSG))) > 400
    assert time.monotonic() - began < 10


def test_damage_never_raises_anything_else(parts):
    data, chance = letter(), random.Random(29)
    variants = [data[:at] for at in range(0, len(data), 499)]
    for _ in range(300):
        spoiled = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            spoiled[chance.randrange(len(data))] = chance.randrange(256)
        variants.append(bytes(spoiled))
    for each in variants:
        try:
            parts(each, MSG)
        except ReadError:
            continue
