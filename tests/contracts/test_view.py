"""Which view an object is read as: told by its content, never by its name."""

from __future__ import annotations

import pytest

from detectors.views.sniff import HEAD, OPAQUE, PARTIAL, PLAIN, RAW, TEXT, UTF16_BE, UTF16_LE, sniff
from detectors.views.text import whole

STRING = "name: value\nnext: line and more of it\n"


@pytest.mark.parametrize(
    ("head", "how"),
    [
        (b"", TEXT),
        (b"plain text\n", TEXT),
        ("Zürich".encode("latin-1"), TEXT),
        (STRING.encode("utf-16"), UTF16_LE),
        (STRING.encode("utf-16-le"), UTF16_LE),
        (STRING.encode("utf-16-be"), UTF16_BE),
        (b"\xfe\xff" + STRING.encode("utf-16-be"), UTF16_BE),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", OPAQUE),
        (b"%PDF-1.7\n", PARTIAL),
        (b"\x7fELF\2\1\1\0", RAW),
        (bytes(range(256)) * 4, RAW),
    ],
)
def test_an_object_is_read_as_its_first_bytes_say(head: bytes, how: str) -> None:
    assert sniff(head).how == how


@pytest.mark.parametrize("start", [b"BM", b"MZ", b"ORC", b"ID3", b"BZh", b"PAR1"])
def test_text_that_begins_like_a_binary_is_text(start: bytes) -> None:
    assert sniff(start + b" are letters that text may begin with\n" * 9) is PLAIN


def test_some_nul_in_text_leaves_it_text() -> None:
    assert sniff((b"a line of a log\n" * 600)[: HEAD - 10] + b"\0" * 10) is PLAIN


def test_text_that_a_reader_opens_is_scanned_as_text_too() -> None:
    for head in (
        b'{"a": [1, 2]}',
        b"<html><body>",
        b"id,name\n1,Ann\n2,Bob\n",
        b"From: a\nTo: b\n\n",
        b"BEGIN:VCARD\n",
    ):
        assert sniff(head).how == TEXT
        assert sniff(head) is not PLAIN


def test_one_argument_is_enough_and_the_name_is_a_hint_only() -> None:
    assert sniff(b"words") is sniff(b"words", "words.zip") is sniff(b"words", name="words.pdf") is PLAIN
    assert sniff(b"PK\3\4", "words.txt").type == "application/zip"


def test_more_than_the_head_may_be_given() -> None:
    assert sniff(b"words\n" * HEAD) is PLAIN
    assert sniff(b"words\n" * HEAD + b"\0" * 999) is PLAIN


def test_the_whole_object_is_the_core_of_its_window() -> None:
    window = whole(b"content")
    assert (window.base, window.first, window.last, window.raw) == (0, 0, 7, False)
