"""Tables: delimited text, JSON, XML, dumps, a database and workbooks, with one value planted in each, or one in each odd corner."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from xml.sax.saxutils import escape

from parts.planted import Planted

_FIRST = ("Ada", "Bram", "Cleo", "Dora", "Emil", "Fenna", "Goran", "Hanne")
_TOWNS = ("Utopia", "Erewhon", "Lilliput", "Brobdingnag", "Laputa", "Köln", "Århus")
_NAMES = ("id", "name", "town", "github_token", "note")
_SECRET = "github_token"  # noqa: S105  # the name of a column
#: The office formats' own names. Sources: ECMA-376 part 1, OpenDocument 1.3 part 3.
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_OOXML = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Rows = list[list[str]]


def made(rng: random.Random, token: Callable[[], str]) -> dict[str, tuple[bytes, list[Planted]]]:
    """File name to content and what is planted in it."""

    def table() -> tuple[Rows, int]:
        """Rows, one of which holds a token, and its number."""
        row = rng.randint(2, 20)
        return [
            [
                str(at),
                rng.choice(_FIRST),
                rng.choice(_TOWNS),
                token() if at == row else "",
                f"seen {rng.randrange(99)} times",
            ]
            for at in range(1, 25)
        ], row

    def cell(row: int, before: int | None = None) -> list[Planted]:
        """A token in its row, which stands after so many lines where it is one line."""
        return [Planted("", column=_SECRET, row=row, line=None if before is None else before + row)]

    out: dict[str, tuple[bytes, list[Planted]]] = {}
    for name, delimiter in (("people.csv", ","), ("people.tsv", "\t"), ("people.psv", "|")):
        rows, row = table()
        out[name] = (delimited(rows, delimiter).encode(), cell(row, 1))
    rows, row = table()
    titles = "Personal;;;;\r\nStand;2024;;;\r\n;;;;\r\nvertraulich;;;;\r\n"
    out["personal-latin1.csv"] = ((titles + delimited(rows, ";")).encode("latin-1"), cell(row, 5))
    rows, row = table()
    out["people-utf16.csv"] = (delimited(rows, ",").encode("utf-16"), cell(row, 1))
    rows, row = table()
    out["people.jsonl"] = ("".join(json.dumps(item) + "\n" for item in objects(rows)).encode(), cell(row, 0))
    rows, row = table()
    out["people.json"] = (json.dumps(objects(rows), indent=None, separators=(",\n", ":")).encode(), cell(row))
    rows, row = table()
    out["people.xml"] = (marked(rows).encode(), [Planted("")])
    rows, row = table()
    more, second = table()
    out["postgres.sql"] = (postgres(rows, more).encode(), [*cell(row), *cell(second)])
    rows, row = table()
    out["mysql.sql"] = (mysql(rows).encode(), cell(row))
    rows, row = table()
    out["people.sqlite3"] = (database(rows), cell(row))
    rows, row = table()
    out["people.xlsx"] = (
        workbook(
            {"Overview": [["title"], ["see the comment"]], "Hidden": [list(_NAMES), *rows]}, f"old token: {token()}"
        ),
        [*cell(row), Planted("comments")],
    )
    rows, row = table()
    out["people.ods"] = (spreadsheet(rows), cell(row))
    return out


def delimited(rows: Rows, delimiter: str) -> str:
    """Lines of cells with a header, as Windows ends them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(_NAMES)
    writer.writerows(rows)
    return text.getvalue()


def objects(rows: Rows) -> list[dict[str, object]]:
    """An object for each row."""
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]


def marked(rows: Rows) -> str:
    """An element for each row, and one for each cell."""
    people = "".join(
        "  <person>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in zip(_NAMES, row, strict=True))
        + "</person>\n"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<people>\n{people}</people>\n'


def postgres(rows: Rows, more: Rows) -> str:
    """A dump as pg_dump writes it: one table copied, one inserted."""
    copied = "".join("\t".join(value or "\\N" for value in row) + "\n" for row in rows)
    columns = ", ".join(_NAMES)
    inserted = "".join(
        f"INSERT INTO public.guests ({columns}) VALUES ({', '.join(quoted(value) for value in row)});\n"  # noqa: S608  # a file
        for row in more
    )
    declared = ",\n".join(f"    {name} text" for name in _NAMES)
    return (
        "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\n"
        f"CREATE TABLE public.people (\n{declared}\n);\n\n"
        f"COPY public.people ({columns}) FROM stdin;\n{copied}\\.\n\n{inserted}\n"
    )


def mysql(rows: Rows) -> str:
    """A dump as mysqldump writes it: all rows in one statement, columns named by the table only."""
    columns = ",\n".join(f"  `{name}` text" for name in _NAMES)
    values = ",".join("(" + ",".join(quoted(value) for value in row) + ")" for row in rows)
    return (
        "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: talentbridge\n"
        f"DROP TABLE IF EXISTS `people`;\nCREATE TABLE `people` (\n{columns}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"
        f"LOCK TABLES `people` WRITE;\nINSERT INTO `people` VALUES {values};\nUNLOCK TABLES;\n"
    )


def quoted(value: str) -> str:
    """A value in SQL."""
    return "'" + value.replace("'", "''") + "'" if value else "NULL"


def database(rows: Rows) -> bytes:
    """A database of SQLite with one table."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"CREATE TABLE people ({', '.join(_NAMES)})")
        base.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", rows)
        base.commit()
        return base.serialize()


def workbook(sheets: dict[str, Rows], comment: str) -> bytes:
    """An .xlsx whose sheets are hidden but the first, which has a comment."""
    kinds, related, listed = "", "", ""
    files: dict[str, str] = {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        kinds += f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_OOXML}.worksheet+xml"/>'
        related += f'<Relationship Id="r{number}" Type="{_RELATED}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        hidden = ' state="hidden"' if number > 1 else ""
        listed += f'<sheet name="{name}" sheetId="{number}"{hidden} r:id="r{number}"/>'
        files[f"xl/worksheets/sheet{number}.xml"] = sheet(rows)
    noted = (
        f'<comments xmlns="{_MAIN}"><authors><author>Ada</author></authors><commentList>'
        f'<comment ref="A1" authorId="0"><text><r><t>{escape(comment)}</t></r></text></comment></commentList></comments>'
    )
    kinds += f'<Override PartName="/xl/comments1.xml" ContentType="{_OOXML}.comments+xml"/>'
    kinds += f'<Override PartName="/xl/workbook.xml" ContentType="{_OOXML}.sheet.main+xml"/>'
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    types = f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{kinds}</Types>'
    outer = f'<Relationship Id="r1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/>'
    inner = f'<Relationship Id="r1" Type="{_RELATED}/comments" Target="../comments1.xml"/>'
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relationships(outer),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relationships(related),
            **files,
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(inner),
            "xl/comments1.xml": noted,
        }
    )


def relationships(inner: str) -> str:
    """A part's list of others."""
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def sheet(rows: Rows) -> str:
    """Cells as text within the sheet, numbers as numbers."""
    body = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + at)}{number}"><v>{value}</v></c>'
            if value.isdigit()
            else f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            for at, value in enumerate(row)
            if value
        )
        body += f'<row r="{number}">{cells}</row>'
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def spreadsheet(rows: Rows) -> bytes:
    """An .ods with one sheet."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    body = ""
    for row in [list(_NAMES), *rows]:
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
            for value in row
        )
        body += f"<table:table-row>{cells}</table:table-row>"
    content = (
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0" '
        f'office:version="1.3"><office:body><office:spreadsheet><table:table table:name="People">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.3">{listed}</manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def zipped(files: dict[str, str]) -> bytes:
    """A package; its first file is stored, as OpenDocument asks for."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, text) in enumerate(files.items()):
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            archive.writestr(entry, text)
    return out.getvalue()
