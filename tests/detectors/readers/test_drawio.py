from __future__ import annotations

import base64
import sys
import zlib
from pathlib import Path

import pytest

from detectors.readers.base import Gap, Limits, ReadError, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_documents import drawio

DRAWIO = "application/vnd.jgraph.mxfile"
MODEL = (
    '<mxGraphModel><root><mxCell id="0"/><mxCell id="2" style="secret=no" value="&lt;div&gt;to&lt;b&gt;ken&lt;/b&gt;&lt;/div&gt;"/>'
    '<UserObject label="server" link="https://x.example/" password="pw" id="3"><mxCell><mxGeometry x="1"/></mxCell></UserObject></root></mxGraphModel>'
)


def texts(opened):
    return {part.page: part.data.decode() for part, _ in opened if isinstance(part, Text)}


def packed(xml):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(packer.compress(xml) + packer.flush()).decode()


def test_labels_links_and_properties_of_a_plain_page_are_read(parts):
    opened = parts(f'<mxfile><diagram name="Net">{MODEL}</diagram></mxfile>'.encode(), DRAWIO)
    assert texts(opened) == {1: "Net\ntoken\nserver\nlink: https://x.example/\npassword: pw"}


def test_a_model_without_a_file_around_it_is_read(parts):
    assert texts(parts(MODEL.encode(), DRAWIO)) == {1: "token\nserver\nlink: https://x.example/\npassword: pw"}


def test_packed_pages_have_their_numbers(parts):
    found = {}
    for part, _ in parts(drawio(["first value", "second value"]), DRAWIO):
        found.setdefault(part.page, []).append(part.data.decode())
    assert found == {1: ["Page-1", "first value"], 2: ["Page-2", "second value"]}


def test_a_page_that_cannot_be_unpacked_is_a_gap_and_the_next_is_read(parts):
    opened = parts(
        f"<mxfile><diagram>????</diagram><diagram>{packed(b'%3Cx')}</diagram><diagram>{packed(MODEL.encode())}</diagram></mxfile>".encode(),
        DRAWIO,
    )
    assert [part.name for part, _ in opened if isinstance(part, Gap)] == ["page 1", "page 2"]
    assert "token" in texts(opened)[3]


def test_a_page_that_expands_without_end_is_stopped(parts):
    bomb = packed(b"<a>" + b" " * 30_000_000)
    with pytest.raises(ReadError) as stopped:
        parts(f"<mxfile><diagram>{bomb}</diagram></mxfile>".encode(), DRAWIO, limits=Limits(free=1 << 20, ratio=100))
    assert stopped.value.reason == "limit"


def test_entities_are_refused(parts):
    with pytest.raises(ReadError, match="entities"):
        parts(b'<!DOCTYPE x [<!ENTITY a "b">]><mxfile><diagram>&a;</diagram></mxfile>', DRAWIO)
