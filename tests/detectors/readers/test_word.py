from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import pytest

from detectors.readers.base import Gap, Member, ReadError, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_documents import docx, relations

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPACE = 'xmlns:w="w" xmlns:mc="mc" xmlns:v="v" xmlns:wp="wp"'


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*texts):
    return f"<w:p>{''.join(map(run, texts))}</w:p>"


def body(xml, **more):
    return docx(
        [], "", "", "", {"word/document.xml": f"<w:document {SPACE}><w:body>{xml}</w:body></w:document>", **more}
    )


def cell(text, properties=""):
    return f"<w:tc>{properties}{paragraph(text)}</w:tc>"


def row(*texts, properties=""):
    return f"<w:tr>{properties}{''.join(map(cell, texts))}</w:tr>"


@pytest.fixture
def read(parts):
    def read(data):
        found = {}
        for part, content in parts(data, WORD):
            if isinstance(part, Text):
                found[part.name] = found.get(part.name, "") + part.data.decode()
            elif isinstance(part, Member):
                found[part.name] = content
            else:
                found.setdefault(type(part).__name__, []).append(part)
        return found

    return read


def test_runs_are_joined_and_paragraphs_are_lines(read):
    text = read(
        body(
            paragraph("to", "k", "en")
            + paragraph("second")
            + "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>"
        )
    )[""]
    assert text == "token\nsecond\na\tb\nc"


def test_tab_stops_are_not_tabs_and_hyphens_are_hyphens(read):
    xml = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        + run("a")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + run("b")
        + "</w:p>"
    )
    assert read(body(xml))[""] == "a-b"


def test_a_table_comes_as_lines_and_with_a_heading_as_rows(read):
    found = read(body(f"<w:tbl>{row('Name', 'Number')}{row('Ann', '1')}{row('Bob', '2')}</w:tbl>" + paragraph("after")))
    assert found[""] == "Name\tNumber\nAnn\t1\nBob\t2\nafter"
    (rows,) = found["Rows"]
    assert [(column.name, column.data) for column in rows.columns] == [("Name", b"Ann\nBob\n"), ("Number", b"1\n2\n")]
    assert (rows.table, rows.first, rows.count) == ("table 1", 1, 2)


def test_a_table_without_a_heading_is_lines_only(read):
    found = read(body(f"<w:tbl>{row('1', '2')}{row('3', '4')}</w:tbl>"))
    assert found[""] == "1\t2\n3\t4"
    assert "Rows" not in found


def test_a_row_marked_as_heading_is_one(read):
    found = read(body(f"<w:tbl>{row('1', '2', properties='<w:trPr><w:tblHeader/></w:trPr>')}{row('3', '4')}</w:tbl>"))
    assert [column.name for column in found["Rows"][0].columns] == ["1", "2"]


def test_a_cell_over_two_columns_keeps_the_others_in_place(read):
    properties = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    spanning = f"<w:tr>{cell('wide', properties)}{cell('c')}</w:tr>"
    found = read(body(f"<w:tbl>{row('A', 'B', 'C')}{spanning}</w:tbl>"))
    assert [column.data for column in found["Rows"][0].columns] == [b"wide\n", b"\n", b"c\n"]


def test_a_table_in_a_cell_comes_before_its_row(read):
    inner = f"<w:tbl>{row('in', 'ner')}</w:tbl>"
    xml = f"<w:tbl><w:tr><w:tc>{inner}{paragraph('outer')}</w:tc>{cell('two')}</w:tr></w:tbl>"
    assert read(body(xml))[""] == "in\tner\nouter\ttwo"


def test_long_tables_come_in_parts_with_running_numbers(read):
    rows = read(body(f"<w:tbl>{row('Name', 'Number')}{''.join(row('Ann', str(at)) for at in range(4500))}</w:tbl>"))[
        "Rows"
    ]
    assert [(part.first, part.count) for part in rows] == [(1, 2000), (2001, 2000), (4001, 500)]


def test_deleted_text_stands_with_what_was_around_it(read):
    deleted = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
    found = read(body(f"<w:p>{run('key: ')}{deleted}<w:ins>{run('new')}</w:ins>{run('.')}</w:p>{paragraph('other')}"))
    assert found[""] == "key: new.\nother"
    assert found["deleted"] == "key: old."


def test_what_was_moved_away_is_deleted(read):
    found = read(
        body(f"<w:p><w:moveFrom>{run('here')}</w:moveFrom></w:p><w:p><w:moveTo>{run('here')}</w:moveTo></w:p>")
    )
    assert (found[""], found["deleted"]) == ("here", "here")


def test_text_boxes_come_once_and_do_not_cut_the_paragraph(read):
    box = f"<w:txbxContent>{paragraph('in a ', 'box')}</w:txbxContent>"
    xml = f"<w:p>{run('ar')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>{run('ound')}</w:p>"
    assert read(body(xml))[""] == "in a box\naround"


def test_codes_of_fields_and_addresses_of_links_are_read(read):
    xml = f'<w:p><w:r><w:fldChar/><w:instrText>HYPERLINK "https://x.example/a"</w:instrText></w:r>{run("shown")}</w:p><w:p><w:fldSimple w:instr="AUTHOR x"/></w:p>'
    links = relations({"r1": ("hyperlink", "https://x.example/?a=1&b=2"), "r2": ("image", "media/i.png")})
    found = read(body(xml, **{"word/_rels/document.xml.rels": links}))
    assert found[""] == "shown"
    assert found["fields"] == 'HYPERLINK "https://x.example/a"\nAUTHOR x'
    assert found["links"] == "https://x.example/?a=1&b=2"


def test_headers_notes_and_comments_go_by_their_names(read):
    more = {
        f"word/{path}.xml": f"<w:x {SPACE}>{paragraph(path, '!')}</w:x>"
        for path in ("header2", "footer1", "footnotes", "endnotes", "comments", "glossary/document")
    }
    found = read(body(paragraph("x"), **more))
    assert found["headers"].endswith("header2!")
    assert (found["footers"], found["footnotes"], found["endnotes"]) == ("footer1!", "footnotes!", "endnotes!")
    assert (found["comments"], found["glossary"]) == ("comments!", "glossary/document!")


def test_properties_and_custom_xml_are_metadata(read):
    more = {
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>A &amp; B</dc:title><dc:creator>Ann</dc:creator></cp:coreProperties>',
        "docProps/custom.xml": '<Properties xmlns:vt="v"><property fmtid="{D5}" pid="2" name="Api key"><vt:lpwstr>value</vt:lpwstr></property></Properties>',
        "customXml/item1.xml": "<root><secret>hidden</secret></root>",
        "word/settings.xml": f'<w:settings {SPACE}><w:docVars><w:docVar w:name="pw" w:val="v"/></w:docVars><w:rsid w:val="00B47730"/></w:settings>',
    }
    found = read(body(paragraph("x"), **more))
    assert "title: A & B\ncreator: Ann" in found["metadata"]
    assert "Api key: value" in found["metadata"]
    assert found["custom"] == "secret: hidden"
    assert found["settings"] == "pw: v"


def test_media_embedded_files_and_macros_are_members(read):
    more = {
        "word/media/image1.png": b"png",
        "word/embeddings/a.xlsx": b"xlsx",
        "word/vbaProject.bin": b"ole",
        "word/styles.xml": b"<x/>",
    }
    found = read(body(paragraph("x"), **more))
    assert {name: found[name] for name in more if name in found} == {
        "word/media/image1.png": b"png",
        "word/embeddings/a.xlsx": b"xlsx",
        "word/vbaProject.bin": b"ole",
    }


def test_the_main_text_may_go_by_any_name(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_rels/.rels", relations({"r1": ("officeDocument", "/word/document2.xml")}))
        archive.writestr("word/document2.xml", f"<w:document {SPACE}>{paragraph('text')}</w:document>")
    assert read(out.getvalue())[""] == "text"


def test_another_prefix_and_another_encoding_are_the_same(read):
    xml = "<?xml version='1.0' encoding='UTF-16'?><x:document xmlns:x='w'><x:p><x:r><x:t>ü</x:t></x:r><x:r><x:t>ber</x:t></x:r></x:p></x:document>"
    assert read(body("", **{"word/document.xml": xml.encode("utf-16")}))[""] == "über"


def test_a_broken_part_is_a_gap_and_the_rest_is_read(read):
    found = read(
        body(
            paragraph("good") + "<w:p><w:r><w:t>bad", **{"word/comments.xml": f"<w:c {SPACE}>{paragraph('said')}</w:c>"}
        )
    )
    assert "good" in found[""]
    assert found["comments"] == "said"
    (gap,) = found["Gap"]
    assert isinstance(gap, Gap)
    assert (gap.name, gap.reason) == ("word/document.xml", "corrupt")


def test_a_paragraph_without_end_is_cut_in_bearable_parts(parts):
    data = body(f"<w:p>{run('word ' * 100) * 12_000}</w:p>")
    texts = [part for part, _ in parts(data, WORD) if isinstance(part, Text)]
    assert sum(part.data.count(b"word") for part in texts) == 1_200_000
    assert max(len(part.data) for part in texts) < 4 << 20


def test_an_encrypted_member_is_told(parts):
    data = bytearray(body(paragraph("x")))
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\1\2", at + 1)
    assert any(isinstance(part, Gap) and part.reason == "encrypted" for part, _ in _all(parts, bytes(data)))


def _all(parts, data):
    try:
        return parts(data, WORD)
    except ReadError as error:
        return [(Gap("", 0, error.reason, ""), None)]


def test_a_large_document_is_read_fast(parts):
    data = body("".join(paragraph("some words of", " a sentence that", " goes on") for _ in range(30_000)))
    start = time.process_time()
    parts(data, WORD)
    assert time.process_time() - start < 10
