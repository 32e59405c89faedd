from __future__ import annotations

import sys
from pathlib import Path

from detectors.readers.base import Member, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.documents import zipped

VISIO = "application/vnd.visio"


def page(*shapes):
    return f"<PageContents><Shapes>{''.join(shapes)}</Shapes></PageContents>"


def texts(parts, members):
    return {
        (part.name, part.page): part.data.decode()
        for part, _ in parts(zipped(members), VISIO)
        if isinstance(part, Text)
    }


def test_text_of_shapes_is_a_line_each_with_its_fields_joined(parts):
    shape = "<Shape><Text>to<cp IX='0'/>ken<fld IX='0'> 1</fld>\n</Text></Shape><Shape><Shapes><Shape><Text>within</Text></Shape></Shapes></Shape>"
    assert texts(parts, {"visio/pages/page1.xml": page(shape)}) == {("", 1): "token 1\nwithin"}


def test_properties_and_links_are_read_with_their_labels(parts):
    shape = (
        "<Section N='Property'><Row N='Row_1'><Cell N='Label' V='IP'/><Cell N='Value' V='10.0.0.1'/><Cell N='Prompt' V='asked'/></Row>"
        "<Row N='pw'><Cell N='Value' V='v'/></Row><Row N='none'/></Section><Section N='Hyperlink'><Row N='l'><Cell N='Address' V='https://x.example/'/>"
        "</Row></Section><Section N='Geometry'><Row><Cell N='Value' V='9'/></Row></Section>"
    )
    assert texts(parts, {"visio/pages/page1.xml": page(shape)}) == {
        ("", 1): "IP: 10.0.0.1\nasked\npw: v\nl: https://x.example/"
    }


def test_masters_comments_connections_and_media_are_read(parts):
    members = {
        "visio/masters/master1.xml": page("<Shape><Text>on all</Text></Shape>"),
        "visio/comments.xml": "<Comments><CommentEntry>said</CommentEntry></Comments>",
        "visio/data/connections.xml": "<DataConnections><DataConnection ConnectionString='Server=x;Pwd=y'/></DataConnections>",
        "visio/media/image1.png": b"png",
    }
    assert texts(parts, members) == {
        ("masters", None): "on all",
        ("comments", None): "CommentEntry: said",
        ("data", None): "ConnectionString: Server=x;Pwd=y",
    }
    assert [part.name for part, _ in parts(zipped(members), VISIO) if isinstance(part, Member)] == [
        "visio/media/image1.png"
    ]


def test_pages_that_no_list_names_are_read_by_their_numbers(parts):
    members = {f"visio/pages/page{at}.xml": page(f"<Shape><Text>at {at}</Text></Shape>") for at in (10, 9)}
    assert texts(parts, members) == {("", 1): "at 9", ("", 2): "at 10"}
