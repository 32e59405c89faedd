from __future__ import annotations

import contextlib
import random
import struct
import sys
import zlib
from pathlib import Path

import pytest

from detectors.readers.base import Member, ReadError, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_ole import compound, doc, ppt, record

WORD, SLIDES = "application/msword", "application/vnd.ms-powerpoint"


def texts(opened):
    return [(part.name, part.page, part.data.decode()) for part, _ in opened if isinstance(part, Text)]


def members(opened):
    return {part.name: content for part, content in opened if isinstance(part, Member)}


def test_pieces_of_both_kinds_are_joined_and_parts_told_apart(parts):
    assert texts(parts(doc("The token stands here\r", "above\r", "said\r"), WORD)) == [
        ("", None, "The token stands here"),
        ("headers", None, "above"),
        ("comments", None, "said"),
    ]


def test_fields_cells_and_signs_are_laid_out(parts):
    main = 'a\x07b\x07\x07c\x07d\x07\x07\x13 HYPERLINK "x" \x14shown\x15 no\x1ebreak\x0bline\x01\x08.\r'
    found = {name: text for name, _, text in texts(parts(doc(main), WORD))}
    assert found[""] == "a\tb\nc\td\nshown no-break\nline."
    assert found["fields"].strip() == 'HYPERLINK "x"'


def test_a_text_larger_than_a_chunk_comes_in_parts_and_whole(parts):
    main = "some words\r" * 250_000
    found = texts(parts(doc(main), WORD))
    assert len(found) > 1
    assert sum(text.count("some words") for _, _, text in found) == 250_000


def altered(at, form, *values):
    data = bytearray(doc("text\r"))
    struct.pack_into(form, data, 512 + at, *values)
    return bytes(data)


def test_a_password_is_told(parts):
    with pytest.raises(ReadError) as refused:
        parts(altered(0x0A, "<H", 0x0300), WORD)
    assert refused.value.reason == "encrypted"


@pytest.mark.parametrize(
    ("at", "form"), [(0, "<H"), (2, "<H"), (0x0A, "<H"), (0x4C, "<I"), (0x50, "<I"), (0x1A2, "<I"), (0x1A6, "<I")]
)
@pytest.mark.parametrize("value", [0, 1, 0x7F, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])
def test_heads_that_lie_end(parts, at, form, value):
    with contextlib.suppress(ReadError):
        parts(altered(at, form, value & 0xFFFF if form == "<H" else value), WORD)


def test_the_text_of_word_95_is_read(parts):
    head = bytearray(0x400)
    struct.pack_into("<HH", head, 0, 0xA5DC, 0x0068)
    struct.pack_into("<II", head, 0x18, 0x400, 0x400 + 9)
    assert texts(parts(compound({"WordDocument": bytes(head) + b"old text\r"}), WORD)) == [("", None, "old text")]


def blip(kind, content):
    body = bytes(16) + b"\xff" + content
    return struct.pack("<HHI", 0x46A0, kind, len(body)) + body


def test_pictures_in_streams_of_records_are_members(parts):
    jpeg, png = b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(400), b"\x89PNG" + random.Random(2).randbytes(300)
    slides = compound({"PowerPoint Document": b"", "Pictures": blip(0xF01D, jpeg) + blip(0xF01E, png)})
    assert members(parts(slides, SLIDES)) == {"image-1.jpg": jpeg, "image-2.png": png}
    large = bytes(6 << 20) + blip(0xF01E, png)
    document = compound({"WordDocument": _word_95(), "Data": large})
    assert members(parts(document, WORD)) == {"image-1.png": png}


def _word_95():
    head = bytearray(0x400)
    struct.pack_into("<HHxxxxxxxxxxxxxxxxxxxxII", head, 0, 0xA5DC, 0x0068, 0x400, 0x400)
    return bytes(head)


def test_slides_have_the_numbers_of_the_list_and_notes_those_of_their_slide(parts):
    assert texts(parts(ppt(["first \u0416", "second"], "said"), SLIDES)) == [
        ("", 1, "first \u0416"),
        ("", 2, "second"),
        ("notes", 1, "said"),
    ]


def test_embedded_objects_are_unpacked(parts):
    content = random.Random(3).randbytes(5000)
    packed = struct.pack("<I", len(content)) + zlib.compress(content)
    stream = record(0x1011, packed, instance=1) + record(0x1011, b"plain") + record(0x1011, b"\0\0\0\0bad", instance=1)
    opened = parts(compound({"PowerPoint Document": stream}), SLIDES)
    assert list(members(opened).values()) == [content, b"plain"]
    assert [type(part).__name__ for part, _ in opened].count("Gap") == 1


def test_a_presentation_with_a_password_is_told(parts):
    with pytest.raises(ReadError) as refused:
        parts(compound({"PowerPoint Document": record(0x2F14, b"", within=True)}), SLIDES)
    assert refused.value.reason == "encrypted"


def test_records_that_lie_about_their_length_end(parts):
    for length in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        stream = struct.pack("<HHI", 0, 0x0FA0, length) + b"t\0" * 9
        parts(compound({"PowerPoint Document": stream}), SLIDES)
    parts(compound({"PowerPoint Document": struct.pack("<HHI", 0xF, 0x0FA0, 0) * 20_000}), SLIDES)
