"""Each sheet of a workbook is a table with the header it has; comments, names, headers and properties are text, the rest members."""

from __future__ import annotations

import random
import re
import struct
import sys
import time
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from connectors.errors import Reason
from detectors.readers.base import Extent, Gap, Limits, Member, ReadError, Rows, Text
from detectors.readers.table.sheetnumber import DATE, GENERAL, kind, shown

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts import containers_sheets as sheets
from parts.containers_ole import compound
from parts.documents import zipped

OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS, XLS = "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.ms-excel"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
HEAD = [["id", "name", "ssn"], [1, "Ann", "a"], [2, "Bob", "b"], [3, "Cid", "c"]]


def read(opened):
    """Rows by table as (number, {name: value}), text by (name, page), members, gaps."""
    tables, text, members, gaps = {}, {}, {}, []
    for part, content in opened:
        if isinstance(part, Rows):
            rows = tables.setdefault(part.table, [])
            values = []
            for column in part.columns:
                starts = [0, *(end + 1 for end in column.ends)]
                assert starts[-1] == len(column.data)
                assert len(column.ends) == part.count
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            names = [column.name for column in part.columns]
            for at, row in enumerate(zip(*values, strict=True)):
                held = {name: value for name, value in zip(names, row, strict=True) if value}
                if held:
                    rows.append((part.first + at, held))
        elif isinstance(part, Text):
            text.setdefault((part.name, part.page), []).extend(part.data.decode().split("\n"))
        elif isinstance(part, Member):
            members[part.name] = content
        elif isinstance(part, Gap):
            gaps.append(part)
    return tables, text, members, gaps


def xlsx(sheet: str, more=None, **others) -> bytes:
    return sheets.workbook({"S": sheet, **others}, more=more)


def rows_of(*rows: str) -> str:
    return sheets.sheet([]).replace("<sheetData>", "<sheetData>" + "".join(rows))


def test_hidden_sheets_and_comments_are_read(parts):
    data = sheets.xlsx({"People": HEAD, "Secret": HEAD}, {"Secret"}, {"B2": "remember the milk"})
    tables, text, members, gaps = read(parts(data, OFFICE))
    expected = [(at, {"id": str(at), "name": name, "ssn": value}) for at, name, value in HEAD[1:]]
    assert tables == {"People": expected, "Secret": expected}
    assert text["comments", 1] == ["B2: remember the milk"]
    assert text["", None] == ["id\tname\tssn"] * 2
    assert (members, gaps) == ({}, [])


def test_a_header_below_titles_is_found_and_rows_count_from_it(parts):
    rows = [["Report of 2024"], [], ["made by", "Ann"], [], ["id", "name", "phone"], [1, "Ann", 5], [], [2, "Bob", 6]]
    tables, text, _, _ = read(parts(xlsx(sheets.sheet(rows)), OFFICE))
    assert tables["S"] == [
        (1, {"id": "1", "name": "Ann", "phone": "5"}),
        (3, {"id": "2", "name": "Bob", "phone": "6"}),
    ]
    assert text["", None] == ["Report of 2024", "made by\tAnn", "id\tname\tphone"]


def test_a_sheet_without_a_header_has_numbered_columns(parts):
    tables, _, _, _ = read(parts(xlsx(sheets.sheet([[1, "a@b.org"], [2, "c@d.org"]])), OFFICE))
    assert tables["S"] == [(1, {"#1": "1", "#2": "a@b.org"}), (2, {"#1": "2", "#2": "c@d.org"})]


def test_values_are_as_people_see_them(parts):
    styles = (
        '<styleSheet xmlns="x"><numFmts><numFmt numFmtId="164" formatCode="000\\-00\\-0000"/>'
        '<numFmt numFmtId="165" formatCode="yyyy&quot;-&quot;mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    strings = "<sst><si><t>name</t></si><si><r><t>sk_</t></r><r><t>live</t></r><rPh><t>no</t></rPh></si></sst>"
    cells = [
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>value</t></is></c>',
        '<c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>45292.5</v></c>',
        '<c r="A3" t="str"><f>A1&amp;"secret"</f><v>made</v></c><c r="B3" s="2"><v>12345678</v></c>',
        '<c r="A4" t="b"><v>1</v></c><c r="B4"><v>4.1111111111111110E15</v></c>',
        '<c r="A5" t="e"><v>#N/A</v></c><c r="B5"><v>0.10000000000000001</v></c>',
        '<c r="A6" t="d"><v>2024-01-02</v></c><c r="C6"><v>7</v></c>',
        '<c t="s"><v>99</v></c><c s="3"><v>45292</v></c><c/>',
    ]
    sheet = rows_of(*(f'<row r="{at}">{row}</row>' for at, row in enumerate(cells, 1)))
    margins = '<headerFooter><oddHeader>&amp;L&amp;"Arial"top secret&amp;P</oddHeader></headerFooter>'
    data = xlsx(
        sheet.replace("</sheetData>", "</sheetData>" + margins),
        {"xl/styles.xml": styles, "xl/sharedStrings.xml": strings},
    )
    tables, text, _, gaps = read(parts(data, OFFICE))
    assert [row for _, row in tables["S"]] == [
        {"name": "sk_live", "value": "2024-01-01 12:00:00"},
        {"name": "made", "value": "012-34-5678"},
        {"name": "TRUE", "value": "4111111111111111"},
        {"name": "#N/A", "value": "0.1"},
        {"name": "2024-01-02", "#3": "7"},
        {"value": "2024-01-01"},
    ]
    assert text["formulas", 1] == ['A3: A1&"secret"']
    assert "top secret" in text["headers", 1][0]
    assert gaps == []


@pytest.mark.parametrize(
    ("code", "value", "seen"),
    [
        ("General", "12", "12"),
        ("0", "12", "12"),
        ("00000", "123", "00123"),
        ("0.00", "12.5", "12.5"),
        ("#,##0", "1234", "1234"),
        ("000-00-0000", "123456789", "123-45-6789"),
        ('(000) 000"-"0000', "2125550100", "(212) 555-0100"),
        ("yyyy-mm-dd", "59", "1900-02-28"),
        ("dd/mm/yyyy hh:mm", "45292.25", "2024-01-01 06:00:00"),
        ("[h]:mm", "0.5", "12:00:00"),
        ('0 "days"', "5", "5"),
        ("[$-409]mmm d;@", "45292", "2024-01-01"),
        ("@", "007", "007"),
    ],
)
def test_formats_of_numbers(code, value, seen):
    assert shown(value, kind(164, code)) == seen


def test_builtin_formats_and_odd_numbers():
    assert kind(22, "") == DATE
    assert kind(2, "") == GENERAL
    assert shown("1e400", DATE) == "inf"
    assert shown("abc") == "abc"
    assert shown("-5", DATE) == "-5"
    assert shown("45292", DATE, since_1904=True) == "2028-01-02"


def test_names_links_properties_and_what_is_embedded(parts):
    book = sheets.sheet(HEAD)
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": (
            '<Relationships><Relationship Id="r1" Type="x/hyperlink" Target="https://x.test/?key=1" TargetMode="External"/>'
            '<Relationship Id="r2" Type="x/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
        ),
        "xl/threadedComments/threadedComment1.xml": '<ThreadedComments><threadedComment ref="C3"><text>thread</text></threadedComment></ThreadedComments>',
        "docProps/core.xml": "<cp><dc:creator xmlns:dc='d'>Ann Author</dc:creator></cp>",
        "xl/media/image1.png": b"\x89PNG",
        "xl/vbaProject.bin": b"\xd0\xcf",
        "xl/embeddings/book.xlsx": b"PK",
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
    }
    data = bytearray(xlsx(book, more))
    with zipfile.ZipFile(BytesIO(bytes(data))) as old:
        held = {name: old.read(name) for name in old.namelist()}
    held["xl/workbook.xml"] = held["xl/workbook.xml"].replace(
        b"</sheets>", b'</sheets><definedNames><definedName name="Key">"abc"</definedName></definedNames>'
    )
    tables, text, members, _ = read(parts(zipped(held), OFFICE))
    assert len(tables["S"]) == 3
    assert text["names", None] == ['Key: "abc"']
    assert text["comments", 1] == ["C3: thread"]
    assert text["links", None] == ["https://x.test/?key=1"]
    assert text["metadata", None] == ["creator: Ann Author"]
    assert set(members) == {
        "xl/media/image1.png", "xl/vbaProject.bin", "xl/embeddings/book.xlsx", "xl/externalLinks/externalLink1.xml",
    }  # fmt: skip


def test_a_sheet_that_the_workbook_does_not_list_is_read(parts):
    tables, _, _, _ = read(parts(xlsx(sheets.sheet(HEAD), {"xl/worksheets/sheet9.xml": sheets.sheet(HEAD)}), OFFICE))
    assert len(tables["sheet9.xml"]) == 3


def test_cells_far_apart_cost_no_more_than_they_hold(parts):
    far = ['<row r="1"><c r="A1" t="inlineStr"><is><t>near</t></is></c></row>']
    far += ['<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>']
    sheet = rows_of(*far).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    tracemalloc.start()
    opened = parts(xlsx(sheet), OFFICE)
    tables, text, _, gaps = read(opened)
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()
    assert tables["S"] == [(1, {"#1": "near"}), (1048576, {"#16384": "far"})] or text["", None] == ["near"]
    assert any("far" in row.values() for _, row in tables["S"])
    assert gaps == []


def test_narrow_and_wide_rows_in_turn_are_bounded(parts):
    wide = "".join("<c><v>1</v></c>" for _ in range(16_384))
    rows = ["<row><c><v>1</v></c></row>"] * 20_000
    rows[10_000] = f"<row>{wide}</row>"
    begun = time.process_time()
    tracemalloc.start()
    count = 0
    for part, _ in parts(xlsx(rows_of(*rows)), OFFICE):
        count += part.count if isinstance(part, Rows) else 0
        if isinstance(part, Extent):
            assert part.held == part.read == 20_000
    assert count == 20_000
    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()
    assert time.process_time() - begun < 20


def test_columns_of_an_ods_are_not_repeated_to_the_edge(parts):
    data = sheets.ods({"People": HEAD}, "remember")
    tables, text, members, gaps = read(parts(data, ODS))
    assert tables == {"People": [(at, {"id": str(at), "name": name, "ssn": value}) for at, name, value in HEAD[1:]]}
    assert text["comments", 1] == ["A1: remember"]
    assert (members, gaps) == ({}, [])


def ods(rows: str, more=None) -> bytes:
    with zipfile.ZipFile(BytesIO(sheets.ods({"S": []}, ""))) as old:
        held = {name: old.read(name) for name in old.namelist()}
    held["content.xml"] = held["content.xml"].replace(b"</table:table>", rows.encode() + b"</table:table>")
    return zipped({**held, **(more or {})})


def test_cells_of_an_ods(parts):
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    rows = "<table:table-row>" + cell.format("", "name") + cell.format("", "value") + "</table:table-row>"
    rows += '<table:table-row table:number-rows-repeated="1000000"/>'
    rows += "<table:table-row>" + cell.format("", "a<text:span>b</text:span></text:p><text:p>c")
    rows += cell.format('office:value-type="float" office:value="4111111111111111"', "4.11E+15") + "</table:table-row>"
    rows += '<table:table-row table:number-rows-repeated="40000">'
    rows += cell.format('office:value-type="date" office:date-value="2024-01-02"', "2 Jan") + "</table:table-row>"
    rows += "<table:table-row>" + cell.format("", '<text:a xlink:href="https://x.test/" xmlns:xlink="l">x</text:a>')
    rows += cell.format('office:value-type="date" office:date-value="2024-01-02"', "2 Jan") + "</table:table-row>"
    tables, text, _, gaps = read(parts(ods(rows), ODS))
    assert tables["S"][0] == (1000001, {"name": "ab\nc", "value": "4111111111111111"})
    assert tables["S"][1] == (1000002, {"name": "2024-01-02"})
    assert tables["S"][2] == (1040002, {"name": "x", "value": "2024-01-02"})
    assert text["links", None] == ["https://x.test/"]
    assert gaps == []


def test_a_cell_that_is_repeated_to_the_edge_is_bounded(parts):
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>again</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    tables, _, _, _ = read(parts(ods(rows * 2), ODS))
    assert [len(row) for _, row in tables["S"]] == [256, 256]


def test_an_encrypted_ods_is_told(parts):
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(ReadError) as caught:
        parts(ods("", {"META-INF/manifest.xml": manifest}), ODS)
    assert caught.value.reason == Reason.ENCRYPTED


def test_old_workbooks_are_read(parts):
    box = (
        sheets.biff(0x1B6, bytes(10) + struct.pack("<HH4x", 8, 16))
        + sheets.biff(0x3C, b"\0remember")
        + sheets.biff(0x3C, bytes(16))
    )
    tables, text, members, gaps = read(parts(sheets.xls({"People": HEAD, "More": [["x", "y"], ["p", 1.5]]}, box), XLS))
    assert tables["People"] == [(at, {"id": str(at), "name": name, "ssn": value}) for at, name, value in HEAD[1:]]
    assert tables["More"] == [(1, {"x": "p", "y": "1.5"})]
    assert text["comments", None] == ["remember", "remember"]
    assert (members, gaps) == ({}, [])


def test_old_workbooks_with_a_password_are_told(parts):
    for data in (sheets.xls({"S": HEAD}, sheets.biff(0x2F, bytes(6))), compound({"EncryptedPackage": b"x"})):
        with pytest.raises(ReadError) as caught:
            parts(data, XLS)
        assert caught.value.reason == Reason.ENCRYPTED


def test_old_workbooks_with_cells_far_apart_are_not_loaded(parts):
    far = sheets.biff(0x203, struct.pack("<HHHd", 65_535, 255, 0, 1.0)) + sheets.biff(
        0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)
    )
    tables, _, members, gaps = read(parts(sheets.xls({"S": HEAD}, far), XLS))
    assert tables == {}
    assert [gap.reason for gap in gaps] == [Reason.LIMIT]
    assert b"Ann" in members["Workbook"]


def record(number: int, body: bytes = b"") -> bytes:
    """A record of [MS-XLSB] 2.1.4."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, out = len(body), bytearray()
    while size > 127:
        out.append(size & 127 | 128)
        size >>= 7
    return head + bytes(out) + bytes([size]) + body


def xlsb(cells: bytes) -> bytes:
    def wide(text):
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    book = (
        record(131)
        + record(143)
        + record(156, struct.pack("<II", 1, 1) + wide("r1") + wide("Hidden"))
        + record(144)
        + record(132)
    )
    sheet = (
        record(129) + record(148, struct.pack("<IIII", 0, 1, 0, 1)) + record(145) + cells + record(146) + record(130)
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": sheets.relations({"r1": ("officeDocument", "xl/workbook.bin")}),
            "xl/_rels/workbook.bin.rels": sheets.relations({"r1": ("worksheet", "worksheets/sheet1.bin")}),
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def row_of(number: int, *cells: tuple[int, str | float]) -> bytes:
    out = record(0, struct.pack("<I13x", number))
    for column, value in cells:
        where = struct.pack("<II", column, 0)
        if isinstance(value, str):
            out += record(6, where + struct.pack("<I", len(value)) + value.encode("utf-16-le"))
        else:
            out += record(5, where + struct.pack("<d", value))
    return out


def test_binary_workbooks_are_read(parts):
    data = xlsb(row_of(0, (0, "name"), (1, "amount")) + row_of(2, (0, "Ann"), (1, 5.0)))
    tables, _, members, gaps = read(parts(data, XLSB))
    assert tables == {"Hidden": [(2, {"name": "Ann", "amount": "5"})]}
    assert (members, gaps) == ({}, [])


def test_binary_workbooks_with_cells_far_apart_are_not_loaded(parts):
    tables, _, _, gaps = read(parts(xlsb(row_of(0, (0, "a")) + row_of(1_048_575, (16_383, "b"))), XLSB))
    assert tables == {}
    assert [gap.reason for gap in gaps] == [Reason.LIMIT]


def test_many_strings_are_read_as_text_beyond_the_bound(parts):
    strings = "<sst>" + "".join(f"<si><t>{'x' * 500}{at}</t></si>" for at in range(60_000)) + "</sst>"
    sheet = rows_of("<row><c t='s'><v>0</v></c></row><row><c t='s'><v>59999</v></c></row>")
    _, text, _, gaps = read(parts(xlsx(sheet, {"xl/sharedStrings.xml": strings}), OFFICE))
    assert text["strings", None][-1].endswith("59999")
    assert [gap.reason for gap in gaps] == [Reason.LIMIT]


def test_hostile_xml_is_refused_and_the_rest_is_read(parts):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>'
    deep = "<worksheet>" + "<sheetData>" * 5_000
    data = sheets.workbook({"A": bomb, "B": deep, "C": sheets.sheet(HEAD)})
    tables, _, _, gaps = read(parts(data, OFFICE))
    assert len(tables["C"]) == 3
    assert {gap.reason for gap in gaps} == {Reason.UNREADABLE, Reason.LIMIT}


def test_a_sheet_that_breaks_off_gives_its_rows(parts):
    sheet = sheets.sheet(HEAD)
    cut = sheet[: sheet.index('<row r="4">') + 20]
    tables, _, _, gaps = read(parts(sheets.workbook({"A": cut, "C": sheets.sheet(HEAD)}), OFFICE))
    assert [len(rows) for rows in tables.values()] == [2, 3]
    assert [gap.reason for gap in gaps] == [Reason.CORRUPT]


def test_rows_beyond_the_limit_are_counted(parts):
    opened = parts(xlsx(sheets.sheet([HEAD[0], *HEAD[1:] * 10])), OFFICE, limits=Limits(rows=4))
    assert [part for part, _ in opened if isinstance(part, Extent)] == [Extent("S", 30, 4)]


@pytest.mark.parametrize("media", [OFFICE, ODS, XLS, XLSB])
def test_damaged_workbooks_end_in_gaps_or_errors(parts, media):
    rng = random.Random(7)
    seeds = {
        OFFICE: sheets.xlsx({"P": HEAD}, set(), {"A1": "x"}),
        ODS: sheets.ods({"P": HEAD}, "x"),
        XLS: sheets.xls({"P": HEAD}),
        XLSB: xlsb(row_of(0, (0, "name"), (1, "amount")) + row_of(2, (0, "Ann"), (1, 5.0))),
    }
    seed = seeds[media]
    with pytest.raises(ReadError):
        parts(b"", media)
    for at in range(150):
        data = bytearray(seed[: rng.randrange(len(seed))] if at % 3 == 0 else seed)
        for _ in range(rng.randrange(1, 6)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(ReadError):
            read(parts(bytes(data), media))


def test_damaged_content_within_sound_zips_ends_in_gaps(parts):
    rng = random.Random(8)
    for seed, media in ((sheets.xlsx({"P": HEAD}, set(), {"A1": "x"}), OFFICE), (sheets.ods({"P": HEAD}, "x"), ODS)):
        with zipfile.ZipFile(BytesIO(seed)) as old:
            held = {name: old.read(name) for name in old.namelist()}
        for _ in range(100):
            changed = dict(held)
            name = rng.choice(sorted(held))
            data = bytearray(held[name])
            for _ in range(rng.randrange(1, 4)):
                if data:
                    data[rng.randrange(len(data))] = rng.choice(b"<>/\"'&\0=9zA\xff")
            changed[name] = bytes(data)
            with suppress(ReadError):
                read(parts(zipped(changed), media))


def test_letters_of_columns():
    from detectors.readers.table.sheetrows import letters

    assert [letters(at) for at in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert re.fullmatch("[A-Z]+", letters(10_000))


def test_chains_of_sectors_in_circles_end(parts):
    # Found by fuzzing: calamine follows them until memory is used up, and aborts.
    for at in range(20):
        data = bytearray(sheets.xls({"S": HEAD}))
        data[-512 + 4 * at : -508 + 4 * at] = struct.pack("<I", max(0, at - 2))
        with suppress(ReadError):
            read(parts(bytes(data), XLS))
