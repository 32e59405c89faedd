from __future__ import annotations

import time

import pytest

from detectors.readers.base import Rows, Text
from detectors.readers.document.hypertext import visible

HTML = "text/html"


def texts(opened, name=""):
    return "\n".join(part.data.decode() for part, _ in opened if isinstance(part, Text) and part.name == name)


def rows(opened):
    return [
        {column.name: column.data.decode() for column in part.columns} for part, _ in opened if isinstance(part, Rows)
    ]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>to<b>k</b><i>en</i></p>", "token"),
        ("<p>&#116;ok&#x65;n &amp;amp; &lt;b&gt;</p>", "token &amp; <b>"),
        ("<p>one<p>two<br>three<div>four</div>", "one\ntwo\nthree\nfour"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p title='x > y'>one</p>", "y'>one"),
        ('<p title="x > y">one</p>', "one"),
        ("<P>A<SPAN\nclass=x>B</SPAN\n>C</P>", "ABC"),
        ("<td>a</td><td>b</td>", "a\tb"),
        ("x<script>var a = '<p>no</p>'</script>y", "xy"),
        ("x<STYLE>p {}</STYLE >y<!-- no --!>z", "xyz"),
        ("x<!-- never ends", "x"),
        ("a<wbr>b&shy;c", "ab\xadc"),
        ("<svg><text>t</text></svg>", "t"),
        ("no markup &amp; all", "no markup & all"),
    ],
)
def test_what_is_shown_is_text_with_its_words_whole(html, shown):
    assert visible(html) == shown


def test_fields_heads_and_escaped_attributes_are_pairs(parts):
    opened = parts(
        b"""<meta name="api-key" content="k1"><meta property=og:title content='t &amp; u'>
        <input type=hidden name="csrf" value="v1"><input placeholder="Password" value='v2'><option value="v3">
        <a href="https://x.example/?a=1&amp;b=2">x</a><div data-x="{&quot;k&quot;: 1}"></div><input name="none">""",
        HTML,
    )
    assert texts(opened, "attributes").split("\n") == [
        "api-key: k1",
        "og:title: t & u",
        "csrf: v1",
        "Password: v2",
        "v3",
        "href=https://x.example/?a=1&b=2",
        'data-x={"k": 1}',
    ]


def test_a_table_with_a_heading_is_rows(parts):
    opened = parts(
        b"<table><thead><tr><th>Name</th><th>Num<b>ber</b></th></tr></thead><tbody><tr><td>Ann</td>\n<td>1 &amp; 2</td></tr>"
        b"<tr><td colspan=2>Bob<tr><td>C<td>3</table>",
        HTML,
    )
    assert texts(opened) == "Name\tNumber\nAnn\t1 & 2\nBob\nC\t3"
    assert rows(opened) == [{"Name": "Ann\nBob\nC\n", "Number": "1 & 2\n\n3\n"}]


def test_a_table_in_a_cell_is_a_table_of_its_own(parts):
    inner = "<table><tr><th>In<th>Ner<tr><td>1<td>2</table>"
    opened = parts(f"<table><tr><th>Out<th>Er<tr><td>{inner}<td>b</table>".encode(), HTML)
    assert {"In": "1\n", "Ner": "2\n"} in rows(opened)


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b"", "utf-8"),
        (b'<meta charset="windows-1251">', "cp1251"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>", "shift_jis"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"<meta charset=no-such-thing>", "utf-8"),
        (b"<meta charset=utf-7>", "utf-8"),
        (b"<meta charset=hex>", "utf-8"),
    ],
)
def test_a_page_is_decoded_as_it_says(parts, head, codec):
    text = "\u0416\u0414" if codec != "shift_jis" else "\u65e5\u672c"
    assert texts(parts(head + f"<p>{text}</p>".encode(codec), HTML)) == text


def test_utf_16_is_decoded(parts):
    assert texts(parts("<p>\u0416</p>".encode("utf-16"), HTML)) == "\u0416"


def test_a_page_larger_than_a_window_loses_nothing(parts):
    row = "<p>some <b>wo</b>rds</p>\n<!-- hidden -->\n<script>hidden()</script>"
    count = (9 << 20) // len(row)
    text = texts(parts((row * count).encode(), HTML))
    assert text.count("some words") == count
    assert "hidden" not in text


@pytest.mark.parametrize(
    "piece",
    [
        b"<!--", b"<script>", b"<a ", b'<a "', b"<", b"<td>", b"</td>", b"<input ", b'="', b'<a b="', b"<table>", b"<table><tr><td>",
        b"<!", b"&", b"&#", b"&#x41;", b"\n", b" ", b"<td colspan=999>", b'<p title=">', b"<x" + b"y" * 20,
    ],
)  # fmt: skip
def test_no_markup_takes_more_than_linear_time(parts, piece):
    data = piece * (1_500_000 // len(piece))
    start = time.process_time()
    parts(data, HTML)
    assert time.process_time() - start < 6
