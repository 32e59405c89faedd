from __future__ import annotations

import sys
from pathlib import Path

from detectors.readers.base import Member, Rows, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_documents import pptx, relations
from parts.documents import zipped

SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
SPACE = 'xmlns:a="a" xmlns:p="p" xmlns:r="r" xmlns:c="c"'


def shape(*texts):
    return "<p:txBody>" + "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts) + "</p:txBody>"


def texts(opened):
    return {(part.name, part.page): part.data.decode() for part, _ in opened if isinstance(part, Text)}


def test_slides_have_the_number_of_their_order_and_not_of_their_names(parts):
    opened = texts(parts(pptx([["first"], ["second"], ["third"]], notes="said"), SLIDES))
    assert opened == {("", 1): "first", ("notes", 1): "said", ("", 2): "second", ("", 3): "third"}


def test_a_slide_that_no_list_names_is_read_behind_the_others(parts):
    data = zipped({f"ppt/slides/slide{at}.xml": f"<p:sld {SPACE}>{shape(f'at {at}')}</p:sld>" for at in (10, 2)})
    assert texts(parts(data, SLIDES)) == {("", 1): "at 2", ("", 2): "at 10"}


def test_comments_charts_masters_and_media_are_read(parts):
    data = zipped(
        {
            "ppt/slides/slide1.xml": f"<p:sld {SPACE}>{shape('shown')}<p:cNvPr descr='a picture'/></p:sld>",
            "ppt/slides/_rels/slide1.xml.rels": relations(
                {
                    "r1": ("comments", "../comments/c1.xml"),
                    "r2": ("chart", "../charts/chart1.xml"),
                    "r3": ("hyperlink", "https://x.example/"),
                }
            ),
            "ppt/comments/c1.xml": f"<p:cmLst {SPACE}><p:cm authorId='0'><p:text>old comment</p:text></p:cm>{shape('new comment')}</p:cmLst>",
            "ppt/charts/chart1.xml": f"<c:chart {SPACE}><c:cat><c:pt><c:v>East</c:v></c:pt></c:cat><c:val><c:pt><c:v>12</c:v></c:pt></c:val></c:chart>",
            "ppt/slideMasters/slideMaster1.xml": f"<p:m {SPACE}>{shape('on every slide')}</p:m>",
            "ppt/commentAuthors.xml": f"<p:l {SPACE}><p:cmAuthor id='0' name='Ann'/></p:l>",
            "ppt/media/image1.png": b"png",
            "ppt/embeddings/sheet.xlsx": b"xlsx",
        }
    )
    opened = parts(data, SLIDES)
    found = texts(opened)
    assert found["", 1] == "shown\na picture"
    assert found["comments", 1] == "old comment\nnew comment"
    assert found["charts", 1] == "East\n12"
    assert found["masters", None] == "on every slide"
    assert found["comments", None] == "Ann"
    assert found["links", None] == "https://x.example/"
    assert {part.name for part, _ in opened if isinstance(part, Member)} == {
        "ppt/media/image1.png",
        "ppt/embeddings/sheet.xlsx",
    }


def test_a_table_on_a_slide_is_rows(parts):
    def row(*cells):
        return (
            "<a:tr>"
            + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>" for cell in cells)
            + "</a:tr>"
        )

    table = f"<a:tbl><a:tblPr firstRow='1'/>{row('Name', 'Number')}{row('Ann', '1')}</a:tbl>"
    opened = parts(zipped({"ppt/slides/slide1.xml": f"<p:sld {SPACE}>{table}</p:sld>"}), SLIDES)
    assert texts(opened)["", 1] == "Name\tNumber\nAnn\t1"
    assert [column.name for part, _ in opened if isinstance(part, Rows) for column in part.columns] == [
        "Name",
        "Number",
    ]


def test_relations_that_run_in_circles_end(parts):
    data = zipped(
        {
            "ppt/slides/slide1.xml": f"<p:sld {SPACE}>{shape('x')}</p:sld>",
            "ppt/slides/_rels/slide1.xml.rels": relations(
                {"r1": ("notesSlide", "slide1.xml"), "r2": ("comments", "../../../../../etc/passwd")}
            ),
        }
    )
    assert texts(parts(data, SLIDES)) == {("", 1): "x"}
