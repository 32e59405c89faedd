"""Spreadsheets, dumps of databases and XML, with one planted value in each place where a format keeps values."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from parts.containers_ole import compound
from parts.documents import zipped
from parts.planted import Planted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_OFFICE}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "meta"))

Rows = "Sequence[Sequence[object]]"


def made(rng: Random, token: Callable[[], str]) -> dict[str, tuple[bytes, list[Planted]]]:
    """File name -> content and what is planted in it; each value stands once."""
    names = ["Ada", "Ben", "Cleo", "Dan"]
    rng.shuffle(names)

    def table(row: int) -> list[list[object]]:
        """A header, and four rows of which one holds a value."""
        rows: list[list[object]] = [[at, name, f"note {at}"] for at, name in enumerate(names, 1)]
        rows[row - 1][2] = token()
        return [["id", "name", "api key"], *rows]

    cell = [Planted("", column="api key", row=row) for row in (2, 3)]
    sheets = {"People": table(2), "Old keys": table(3)}
    sql = [Planted("", line=line) for line in (9, 16)]
    return {
        "keys.xlsx": (
            xlsx(sheets, hidden={"Old keys"}, comments={"B2": token()}),
            [*cell, Planted("comments", page=1)],
        ),
        "keys.ods": (ods({"People": table(2)}, comment=token()), [cell[0], Planted("comments", page=1)]),
        "keys.xls": (xls({"People": table(2)}), cell[:1]),
        "postgres.sql": (postgres(token(), token()), sql),
        "mysql.sql": (mysql([token(), token()]), [Planted("", line=7), Planted("", line=7)]),
        "records.xml": (records(table(2)), [Planted("", line=7)]),
    }


# --- spreadsheets -----------------------------------------------------------------------------------------------------


def place(row: int, column: int) -> str:
    """Address of a cell, both from 0; up to Z."""
    return f"{chr(65 + column)}{row + 1}"


def sheet(rows: Rows, more: str = "") -> str:
    """A sheet with its strings in line."""
    out = []
    for at, row in enumerate(rows):
        cells = ""
        for column, value in enumerate(row):
            if isinstance(value, str):
                cells += f'<c r="{place(at, column)}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            else:
                cells += f'<c r="{place(at, column)}"><v>{value}</v></c>'
        out.append(f'<row r="{at + 1}">{cells}</row>')
    return f"{_HEAD}<worksheet {_MAIN}><sheetData>{''.join(out)}</sheetData>{more}</worksheet>"


def relations(links: Mapping[str, tuple[str, str]]) -> str:
    """A .rels part: id -> kind and target."""
    kind = f"{_OFFICE}/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="{key}" Type="{kind}/{sort}" Target="{to}"/>' for key, (sort, to) in links.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships">{rows}</Relationships>'


def workbook(
    parts: Mapping[str, str], hidden: Sequence[str] | set[str] = (), more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An .xlsx of sheets that are XML by name."""
    state = ' state="hidden"'
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="r{at}"{state if name in hidden else ""}/>'
        for at, name in enumerate(parts, 1)
    )
    return zipped(
        {
            "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_OFFICE}/package/2006/content-types"/>',
            "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f"{_HEAD}<workbook {_MAIN}><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                {f"r{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(parts) + 1)}
            ),
            **{f"xl/worksheets/sheet{at}.xml": part for at, part in enumerate(parts.values(), 1)},
            **(more or {}),
        }
    )


def xlsx(sheets: Mapping[str, Rows], hidden: set[str], comments: Mapping[str, str]) -> bytes:
    """A workbook; the comments are on its first sheet."""
    said = "".join(
        f'<comment ref="{where}" authorId="0"><text>'
        f"<r><t>{escape(text[:9])}</t></r><r><t>{escape(text[9:])}</t></r></text></comment>"
        for where, text in comments.items()
    )
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations({"r1": ("comments", "../comments1.xml")}),
        "xl/comments1.xml": f"{_HEAD}<comments {_MAIN}><commentList>{said}</commentList></comments>",
    }
    return workbook({name: sheet(rows) for name, rows in sheets.items()}, hidden, more)


def ods(sheets: Mapping[str, Rows], comment: str) -> bytes:
    """A spreadsheet; the comment is on its first cell."""
    tables = ""
    for name, rows in sheets.items():
        lines = ""
        for row in rows:
            cells = ""
            for value in row:
                note = f"<office:annotation><text:p>{escape(comment)}</text:p></office:annotation>" if comment else ""
                comment = ""
                sort = "string" if isinstance(value, str) else f'float" office:value="{value}'
                text = f"<text:p>{escape(str(value))}</text:p>"
                cells += f'<table:table-cell office:value-type="{sort}">{note}{text}</table:table-cell>'
            lines += (
                f'<table:table-row>{cells}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
            )
        tables += f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'{_HEAD}<office:document-content {_SPACES} office:version="1.3">{body}</office:document-content>',
            "META-INF/manifest.xml": f'{_HEAD}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"/>',
        }
    )


def biff(kind: int, body: bytes = b"") -> bytes:
    """A record of a binary workbook ([MS-XLS] 2.1.4)."""
    return struct.pack("<HH", kind, len(body)) + body


def xls(sheets: Mapping[str, Rows], more: bytes = b"") -> bytes:
    """A workbook of Excel 97 ([MS-XLS]): numbers, and labels that stand in their cells."""
    bodies = []
    for rows in sheets.values():
        body = biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                where = struct.pack("<HHH", at, column, 0)
                if isinstance(value, str):
                    text = value.encode("latin-1")
                    body += biff(0x204, where + struct.pack("<HB", len(text), 0) + text)
                else:
                    body += biff(0x203, where + struct.pack("<d", value))
        bodies.append(body + more + biff(0x0A))
    names = [name.encode("latin-1") for name in sheets]
    start = biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + biff(0x42, struct.pack("<H", 1200))
    at = len(start) + sum(12 + len(name) for name in names) + 4
    for name, body in zip(names, bodies, strict=True):
        start += biff(0x85, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name)
        at += len(body)
    return compound({"Workbook": start + biff(0x0A) + b"".join(bodies)})


# --- text -------------------------------------------------------------------------------------------------------------


def postgres(copied: str, inserted: str) -> bytes:
    """A dump with rows as COPY, and one as INSERT over two lines."""
    lines = [
        "--",
        "-- PostgreSQL database dump",
        "--",
        "",
        "CREATE TABLE public.keys (id integer NOT NULL, owner text, note text);",
        "",
        "COPY public.keys (id, owner, note) FROM stdin;",
        "1\tAda\\tL.\t\\N",
        f"2\tBen\tfirst\\nkey={copied}",
        "\\.",
        "",
        "COPY public.nothing (id) FROM stdin;",
        "\\.",
        "",
        "INSERT INTO public.keys VALUES (3, 'it''s; (hers), ', 'two",
        f"lines'), (4, 'Cleo', '{inserted}');",
        "",
    ]
    return "\n".join(lines).encode()


def mysql(tokens: Sequence[str]) -> bytes:
    """A dump with all rows on one line."""
    rows = ",".join(f"({at},'o\\'neil','{token}')" for at, token in enumerate(tokens, 1))
    lines = [
        "-- MySQL dump 10.13  Distrib 8.0.36",
        "",
        "CREATE TABLE `keys` (",
        "  `id` int NOT NULL, `owner` varchar(20), `api key` text,",
        "  PRIMARY KEY (`id`)",
        ");",
        f"INSERT INTO `keys` VALUES {rows};",  # noqa: S608  # nothing runs it
        "",
    ]
    return "\n".join(lines).encode()


def records(rows: Rows) -> bytes:
    """Elements that are alike, each value on a line of its own."""
    names = [str(name).replace(" ", "_") for name in rows[0]]
    out = ["<?xml version='1.0'?>", "<people>"]
    for row in rows[1:]:
        cells = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in zip(names, row, strict=True))
        out += ["<person>", cells, "</person>"]
    return "\n".join([*out, "</people>", ""]).encode()
