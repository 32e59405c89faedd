from __future__ import annotations

import base64
import sys
from pathlib import Path

import pytest

from detectors.readers.base import Member, ReadError, Rows, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_documents import _SPACES as SPACES
from parts.documents import zipped

TEXT = "application/vnd.oasis.opendocument.text"
MORE = 'xmlns:xlink="x" xmlns:dc="d" xmlns:form="f" xmlns:svg="s" xmlns:config="c"'


def document(body, **more):
    return zipped({"content.xml": f"<office:document-content {SPACES} {MORE}>{body}</office:document-content>", **more})


def texts(opened):
    found = {}
    for part, _ in opened:
        if isinstance(part, Text):
            found[part.name, part.page] = found.get((part.name, part.page), "") + part.data.decode()
    return found


def test_spans_are_joined_and_spaces_and_tabs_are_kept(parts):
    body = "<text:p>to<text:span>ken</text:span><text:s text:c='2'/>x<text:tab/>y<text:line-break/>z</text:p>\n<text:h>next</text:h>"
    assert texts(parts(document(body), TEXT)) == {("", None): "token  x\ty\nz\nnext"}


def test_notes_comments_and_deleted_text_go_apart(parts):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Ann</dc:creator></office:change-info>"
        "<text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>be<office:annotation><dc:creator>Bob</dc:creator><text:p>said</text:p></office:annotation>fore"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>below</text:p></text:note-body></text:note></text:p>"
    )
    found = texts(parts(document(body), TEXT))
    assert found["deleted", None] == "Ann\ngone"
    assert found["comments", None] == "Bob\nsaid"
    assert found["", None].startswith("below\nbefore")


def test_a_table_with_a_heading_is_rows(parts):
    def row(*cells):
        return (
            "<table:table-row>"
            + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
            + "</table:table-row>"
        )

    body = f"<table:table><table:table-header-rows>{row('1a', '2b')}</table:table-header-rows>{row('x', 'y')}</table:table>"
    opened = parts(document(body), TEXT)
    assert texts(opened) == {("", None): "1a\t2b\nx\ty"}
    assert [(column.name, column.data) for part, _ in opened if isinstance(part, Rows) for column in part.columns] == [
        ("1a", b"x\n"),
        ("2b", b"y\n"),
    ]


def test_pages_links_fields_and_headers_are_read(parts):
    body = (
        "<draw:page draw:name='first'><text:p><text:a xlink:href='https://x.example/'>shown</text:a></text:p>"
        "<presentation:notes><text:p>said</text:p></presentation:notes></draw:page><draw:page draw:name='second'>"
        "<form:text form:name='pw' form:current-value='v'/><svg:desc>a picture</svg:desc></draw:page>"
    )
    styles = (
        f"<office:document-styles {SPACES}><style:header><text:p>above</text:p></style:header></office:document-styles>"
    )
    meta = f"<office:document-meta {SPACES}><meta:user-defined meta:name='Key'>value</meta:user-defined></office:document-meta>"
    found = texts(parts(document(body, **{"styles.xml": styles, "meta.xml": meta}), TEXT))
    assert found["", 1] == "first\nhttps://x.example/\nshown"
    assert found["notes", 1] == "said"
    assert found["", 2] == "second\npw: v\na picture"
    assert found["headers", None] == "above"
    assert found["metadata", None] == "Key: value"


def test_pictures_and_objects_are_members(parts):
    more = {"Pictures/a.png": b"png", "Object 1": b"ole", "META-INF/manifest.xml": b"<x/>"}
    assert {part.name for part, _ in parts(document("", **more), TEXT) if isinstance(part, Member)} == {
        "Pictures/a.png",
        "Object 1",
    }


def test_a_file_with_a_password_is_told(parts):
    manifest = '<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
    with pytest.raises(ReadError) as refused:
        parts(document("", **{"META-INF/manifest.xml": manifest}), TEXT)
    assert refused.value.reason == "encrypted"


def test_a_flat_file_is_read_with_its_pictures(parts):
    picture = base64.b64encode(b"picture").decode()
    data = (
        f"<?xml version='1.0'?><office:document {SPACES} {MORE}><office:meta><meta:user-defined meta:name='Key'>value</meta:user-defined>"
        f"</office:meta><office:body><text:p>to<text:span>ken</text:span><draw:image><office:binary-data>{picture}</office:binary-data>"
        "</draw:image></text:p></office:body></office:document>"
    )
    opened = parts(data.encode(), TEXT)
    assert texts(opened) == {("", None): "Key: value\ntoken"}
    assert [content for part, content in opened if isinstance(part, Member)] == [b"picture"]
