"""Elements of XML that are alike are rows, all else is `path: value`; nothing is expanded and nothing is fetched."""

from __future__ import annotations

import random
import time
import tracemalloc
from contextlib import suppress

import pytest

from connectors.errors import Reason
from detectors.readers.base import Budget, Extent, Limits, ReadError, Rows, Text
from detectors.readers.held import HeldBlob
from detectors.readers.table.xml import XmlReader
from detectors.views.sniff import PLAIN

XML = "text/xml"


def read(opened):
    """Rows by table as {name: value}, lines of text, extents."""
    tables, text, extents = {}, [], []
    for part, _ in opened:
        if isinstance(part, Rows):
            rows = tables.setdefault(part.table, [])
            assert part.first == len(rows) + 1
            values = []
            for column in part.columns:
                starts = [0, *(end + 1 for end in column.ends)]
                assert starts[-1] == len(column.data)
                assert len(column.ends) == part.count
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            names = [column.name for column in part.columns]
            rows += [
                {name: value for name, value in zip(names, row, strict=True) if value}
                for row in zip(*values, strict=True)
            ]
        elif isinstance(part, Text):
            text += part.data.decode().split("\n")
        elif isinstance(part, Extent):
            extents.append(part)
    return tables, text, extents


def test_elements_are_lines_with_their_paths(parts):
    data = b'<person id="7"><ssn>123</ssn><home><zip a="b">9</zip></home><!-- no --><note><![CDATA[x < y]]></note></person>'
    tables, text, _ = read(parts(data, XML))
    assert text == [
        "person/@id: 7",
        "person/ssn: 123",
        "person/home/zip/@a: b",
        "person/home/zip: 9",
        "person/note: x < y",
    ]
    assert tables == {}


def test_elements_that_are_alike_are_rows(parts):
    row = "<p id='{0}'><name>n{0}</name><home><zip>{0}</zip></home><tag>a</tag><tag>b</tag>{1}</p>\n"
    data = "<all>" + "".join(row.format(at, "<more>m</more>" if at == 2 else "") for at in range(4)) + "</all>"
    tables, text, extents = read(parts(data.encode(), XML))
    expected = [{"@id": str(at), "name": f"n{at}", "home/zip": str(at), "tag": "a b"} for at in range(4)]
    expected[2]["more"] = "m"
    assert tables == {"all/p": expected}
    assert (text, extents) == ([], [Extent("all/p", 4, 4)])


def test_rows_are_the_same_however_large_the_document_is(parts):
    body = "".join(f"<r k='{at}'><v>{'x' * (at % 50)}y</v><w/>text</r><other>{at}</other>" for at in range(20_000))
    data = f"<a><head>h</head><list>{body}</list><tail>t</tail></a>".encode()
    tables, text, extents = read(parts(data, XML))
    assert [row["@k"] for row in tables["a/list/r"]] == [str(at) for at in range(20_000)]
    assert all(row["text"] == "text" and row["v"].endswith("y") for row in tables["a/list/r"])
    assert text == ["a/head: h", *(f"a/list/other: {at}" for at in range(20_000)), "a/tail: t"]
    assert extents == [Extent("a/list/r", 20_000, 20_000)]


def test_a_record_larger_than_what_is_read_at_once_is_told_in_lines(parts):
    big = "".join(f"<v{at}>{at}</v{at}>" for at in range(30_000))
    tables, text, _ = read(parts(f"<a><r>{big}</r><r><v1>x</v1></r><r>{big}</r></a>".encode(), XML))
    assert [line for line in text if line.endswith(": 29999")] == ["a/r/v29999: 29999"] * 2
    assert "x" in str(tables) + str(text)


def test_names_stand_beside_values(parts):
    data = """<plist><dict><key>password</key><string>s3cret</string><key>sub</key><dict><key>n</key><integer>3</integer></dict></dict>
    <appSettings><add key="ApiKey" value="xyz"/></appSettings><resources><string name="token">abc</string></resources></plist>"""
    _, text, _ = read(parts(data.encode(), XML))
    assert "plist/dict/password: s3cret" in text
    assert "plist/dict/sub/n: 3" in text
    assert "plist/appSettings/add/ApiKey: xyz" in text
    assert "plist/resources/string/token: abc" in text


def test_text_with_elements_in_it_is_one_line(parts):
    data = b"<svg xmlns='http://www.w3.org/2000/svg'><text>AK<tspan>IA</tspan>BC</text><text><tspan>x</tspan><tspan>y</tspan></text></svg>"
    _, text, _ = read(parts(data, XML))
    assert text == ["svg/text: AKIABC", "svg/text: xy"]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252", "koi8-r", "shift_jis", "gbk"]
)
def test_every_encoding_is_read(parts, codec):
    word = {"koi8-r": "тест", "shift_jis": "日本", "gbk": "中文"}.get(codec, "é")
    named = codec.removesuffix("-sig").removesuffix("-le")
    data = f'<?xml version="1.0" encoding="{named}"?><a><c>{word}</c></a>'.encode(codec)
    assert read(parts(data, XML))[1] == [f"a/c: {word}"]


def test_an_encoding_that_is_not_as_declared_is_read(parts):
    data = '<?xml version="1.0" encoding="UTF-8"?><a><c>é</c></a>'.encode("windows-1252")
    assert read(parts(data, XML))[1] == ["a/c: é"]


def test_an_unknown_encoding_is_told(parts):
    with pytest.raises(ReadError):
        parts(b'<?xml version="1.0" encoding="x-none"?><a/>', XML)


def test_entities_of_html_are_known_where_a_document_type_is_outside(parts):
    data = b'<!DOCTYPE html SYSTEM "http://x.invalid/y.dtd"><a><c>x&nbsp;y</c></a>'
    assert read(parts(data, XML))[1] == ["a/c: x\N{NO-BREAK SPACE}y"]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://x.invalid/"> %x;]>',
        '<!DOCTYPE a [<!ENTITY a0 "' + "a" * 50_000 + '">]>',
        '<!DOCTYPE a [<!ATTLIST c d CDATA "' + "a" * 50_000 + '">]>',
    ],
)
def test_entities_are_refused_where_they_are_declared(parts, prolog):
    with pytest.raises(ReadError) as caught:
        parts((prolog + "<a>" + "<c>&x;</c>" * 1000 + "</a>").encode(), XML)
    assert caught.value.reason == Reason.UNREADABLE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a>" * 100_000, Reason.LIMIT),
        (b"<a><b>" + b"x" * (18 << 20), Reason.LIMIT),
        (b"<a><b c='" + b"x" * (18 << 20), Reason.LIMIT),
        (b" " * (2 << 20), Reason.CAPPED),
        (b"", Reason.CORRUPT),
        (b"<a><b>1</b>", Reason.CORRUPT),
        (b"<a/><b/>", Reason.CORRUPT),
    ],
)
def test_what_cannot_be_read_is_told(parts, data, reason):
    begun = time.process_time()
    with pytest.raises(ReadError) as caught:
        parts(data, XML)
    assert caught.value.reason == reason
    assert time.process_time() - begun < 10


def test_what_came_before_damage_stands():
    data = b"<a>" + b"".join(b"<r><v>%d</v><w>1</w></r>" % at for at in range(10)) + b"<oops>"
    got = []
    with pytest.raises(ReadError):
        got.extend(XmlReader().parts(HeldBlob(data), PLAIN, "", Budget(Limits(), len(data))))
    got = []
    reader = XmlReader().parts(HeldBlob(data), PLAIN, "", Budget(Limits(), len(data)))
    with suppress(ReadError):
        for part in reader:  # one by one: what came before the error is kept
            got.append((part, None))
    assert len(read(got)[0]["a/r"]) == 10


class Endless(HeldBlob):
    """A document of any size, of one piece again and again."""

    def __init__(self, head: bytes, piece: bytes, size: int) -> None:
        super().__init__(head)
        self.head, self.piece, self.size = head, piece, size

    def read(self, start: int, length: int) -> bytes:
        length = max(0, min(length, self.size - start))
        out = self.head[start : start + length]
        at = max(0, start - len(self.head)) % len(self.piece)
        need = length - len(out)
        return out + (self.piece * (2 + need // len(self.piece)))[at : at + need]


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"<a>", b"<r><v>1</v><w>text</w></r>\n"),
        (b"<a><b><c>", b"<v>text of a line</v>\n"),
        (b"<a>", b"<r><r><r><q x='1'/></r></r></r>text"),
        (b"<a>", b"<p>one <b>two</b> three</p>"),
        (b"<a><!--", b" a comment that goes on "),
    ],
)
def test_memory_stays_bounded_whatever_the_size(head, piece):
    blob = Endless(head, piece, 3 << 18)
    tracemalloc.start()
    count = 0
    with suppress(ReadError):
        for _ in XmlReader().parts(blob, PLAIN, "", Budget(Limits(), blob.size)):
            count += 1
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()
    assert count or b"<!--" in head


def test_rows_beyond_the_limit_are_counted(parts):
    data = b"<a>" + b"<r><v>1</v></r>" * 50 + b"</a>"
    assert read(parts(data, XML, limits=Limits(rows=5)))[2] == [Extent("a/r", 50, 5)]


def test_damaged_and_cut_documents_give_what_they_hold(parts):
    rng = random.Random(5)
    seed = b'<?xml version="1.0" encoding="utf-8"?><a x="1"><r k="1"><v>1</v></r><r k="2"><v>2</v></r><r k="3"/><key>k</key><s>v</s><p>t<b>u</b>w</p></a>'
    for at in range(400):
        data = bytearray(seed[: rng.randrange(len(seed) + 1)] if at % 2 else seed)
        for _ in range(rng.randrange(4)):
            if data:
                data[rng.randrange(len(data))] = rng.choice(b"<>/\"'&=[]!-\0\xff a1")
        with suppress(ReadError):
            read(parts(bytes(data), XML))
