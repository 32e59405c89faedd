from __future__ import annotations

import random
import struct
import time

import pytest

from detectors.readers.base import Gap, Member, Rows, Text

RTF = "application/rtf"


def texts(opened):
    found = {}
    for part, _ in opened:
        if isinstance(part, Text):
            found[part.name] = f"{found[part.name]}\n{part.data.decode()}" if part.name in found else part.data.decode()
    return found


def members(opened):
    return {part.name: content for part, content in opened if isinstance(part, Member)}


@pytest.mark.parametrize(
    ("rtf", "shown"),
    [
        (rb"to{\b k}{\i\fs20 en}", "token"),
        (rb"a\par b\line c\tab d", "a\nb\nc\td"),
        (b"one\ntwo\r\n", "onetwo"),
        (rb"\{x\} \\ \~y\_z\-w", "{x} \\ \xa0y-zw"),
        (rb"caf\'e9 \u8364?uro \u-10179?\u-8943?", "caf\xe9 \u20acuro \U0001f511"),
        (rb"{\uc2\u8364ab}c{\uc0\u8364}d \u233\'e9x", "\u20acc\u20acd \xe9x"),
        (rb"\ansicpg1251 \'c6\'c4", "\u0416\u0414"),
        (rb"{\fonttbl{\f1\fcharset128 X;}{\f0\fcharset0 Y;}}{\f1 \'93\'fa\'96\'7b}\f0 \'e9", "\u65e5\u672c\xe9"),
        (rb"{\*\unknown hidden}{\colortbl;\red1;}{\stylesheet{\s1 Normal;}}x", "x"),
        (rb"x{\*\bkmkstart here}y{\field{\*\fldrslt z}}", "xy"),
        (b"bytes \xe9\xe8 as they are", "bytes \xe9\xe8 as they are"),
        (rb"{\nonshppict{\pict ff}}\emdash \lquote x", "\u2014\u2018x"),
    ],
)
def test_text_is_put_together(parts, rtf, shown):
    assert texts(parts(rb"{\rtf1\ansi " + rtf + b"}", RTF))[""] == shown


def test_a_table_is_lines_and_rows(parts):
    row = rb"\trowd\cellx1\cellx2 \pard\intbl %b\cell %b\cell\row "
    data = (
        rb"{\rtf1 before\par "
        + row % (b"Name", b"Number")
        + row % (b"Ann", b"1")
        + row % (b"", b"2")
        + rb"\pard after\par}"
    )
    opened = parts(data, RTF)
    assert texts(opened)[""] == "before\nName\tNumber\nAnn\t1\n\t2\nafter"
    assert [column.name for part, _ in opened if isinstance(part, Rows) for column in part.columns] == [
        "Name",
        "Number",
    ]


def test_headers_notes_comments_fields_properties_and_deleted_text_go_by_their_names(parts):
    data = (
        rb"{\rtf1{\info{\title A title}{\author Ann}{\*\company Firm}}{\*\userprops{\propname Key}{\staticval value}}{\header above}"
        rb"shown{\footnote below}{\*\atnauthor Bob}{\*\annotation said}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}{\deleted gone}{\deleted0 kept}}"
    )
    found = texts(parts(data, RTF))
    assert found[""] == "shownlinkkept"
    assert (found["headers"], found["footnotes"], found["comments"]) == ("above", "below", "Bob\nsaid")
    assert (found["fields"], found["deleted"]) == ("HYPERLINK x", "gone")
    assert found["metadata"] == "title: A title\nauthor: Ann\ncompany: Firm\npropname: Key\nstaticval: value"


def test_pictures_in_digits_and_in_bytes_are_members(parts):
    png = b"\x89PNG" + random.Random(1).randbytes(300)
    digits = png.hex().encode()
    data = rb"{\rtf1{\*\shppict{\pict\pngblip\picw1 " + digits[:99] + b"\r\n" + digits[99:] + b"}}"
    data += rb"{\pict\jpegblip\bin%d " % len(png) + png + b"}after}"
    opened = parts(data, RTF)
    assert members(opened) == {"image-1.png": png, "image-2.jpg": png}
    assert texts(opened)[""] == "after"


def embedded(kind, content):
    head = struct.pack("<II", 0x501, 2)
    for name in (kind, b"", b""):
        head += struct.pack("<I", len(name)) + name
    return (head + struct.pack("<I", len(content)) + content).hex().encode()


def test_embedded_objects_are_members_without_what_is_around_them(parts):
    package = (
        b"\2\0label\0C:\\a.txt\0\0\0\3\0"
        + struct.pack("<I", 4)
        + b"tmp\0"
        + struct.pack("<I", 7)
        + b"content"
        + b"rest"
    )
    data = rb"{\rtf1{\object{\*\objclass X}{\*\objdata " + embedded(b"Word.Document\0", b"ole") + b"}}{\\*\\objdata "
    opened = parts(data + embedded(b"Package\0", package) + b"}{\\*\\objdata 01}{\\*\\objdata zz}}", RTF)
    assert members(opened) == {"object-1": b"ole", "object-2": b"content", "object-3": b"\1"}
    assert [part.name for part, _ in opened if isinstance(part, Gap)] == ["object-4"]


def test_a_file_larger_than_a_window_loses_nothing(parts):
    piece = rb"wo{\b rd} \u8364?\'e9\par "
    count = (5 << 19) // len(piece)
    assert texts(parts(b"{\\rtf1 " + piece * count + b"}", RTF))[""] == "\n".join(["word \u20ac\xe9"] * count)


@pytest.mark.parametrize(
    "piece", [b"{", b"}", b"\\", b"\\'", b"\\u1", b"\\b", b"{\\pict ", b"\\bin9 ", b"\\cell", b"\\trowd", b"\\row", b"\\*", b"a", b"{\\*\\annotation "]
)  # fmt: skip
def test_no_text_takes_more_than_linear_time(parts, piece):
    start = time.process_time()
    parts(b"{\\rtf1 " + piece * (600_000 // len(piece)), RTF)
    assert time.process_time() - start < 6


def test_bytes_announced_and_missing_are_nothing(parts):
    assert texts(parts(rb"{\rtf1 x{\pict\bin2147483647 abc}}", RTF)) == {"": "x"}
