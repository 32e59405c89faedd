"""Formats of text are told by how they begin; code and prose are none of them."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
import sysconfig
import time
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest

from detectors.views import media
from detectors.views.sniff import HEAD, OPAQUE, PLAIN, TEXT, UTF16_BE, UTF16_LE, sniff

MAIL, MBOX, SQL = "message/rfc822", "application/mbox", "application/sql"
HTML, XML, SVG, DRAWIO = "text/html", "text/xml", "image/svg+xml", "application/vnd.jgraph.mxfile"
NIST = "application/x-ansi-nist+xml"
JSON, LINES, NOTEBOOK = "application/json", "application/x-ndjson", "application/x-ipynb+json"
CSV, TSV = "text/csv", "text/tab-separated-values"


def table(delimiter: str = ",", rows: int = 30, end: str = "\r\n") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(["id", "full name", "email", "note"])
    rng = random.Random(3)
    for number in range(rows):
        note = rng.choice(["", "fine", f'said "no"{delimiter} then went', "two words"])
        writer.writerow([number, f"Person {number}", f"p{number}@example.org", note])
    return out.getvalue()


def dumped() -> str:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table people (name text)")
    connection.execute("insert into people values ('Ann')")
    return "\n".join(connection.iterdump())


def mail() -> str:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Hello"
    message.set_content("Words of a message.\n")
    return message.as_string()


def notebook(indent: int | None = 1) -> str:
    cells = [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": ["print(1)"]}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=indent)


TEXTS: dict[str, list[str]] = {
    HTML: [
        "<!DOCTYPE html>\n<html><body>words</body></html>",
        '<!doctype HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<HTML>',
        "<html>\n<head>", '<HTML LANG="en">', "\n\n  <html>", "<!-- saved from url=(0014)about:internet -->\n<html>",
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n<html xmlns="x">',
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', '<table class="wide"><tr><td>Name</td></tr></table>',
        "<script>\nvar a = 1;\n</script>", '<div class="page">\n<p>Words</p>\n</div>', "<h1>Title</h1>\n<p>Words", "<head><title>x</title></head>",
        '<meta charset="utf-8">\n<p>words', "<style>\nbody { margin: 0 }\n</style>",
    ],
    XML: [
        '<?xml version="1.0"?>\n<people><person name="Ann"/></people>', "<?xml version='1.0' encoding='latin-1'?><a/>",
        '<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">\n<plist version="1.0">\n<dict>',
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;">]><lolz>&lol1;</lolz>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "<people>\n  <person>\n    <name>Ann</name>", "<note/>",
        '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>', "<!-- settings -->\n<configuration>\n  <property><name>a</name>",
        '<soap:Envelope xmlns:soap="x"><soap:Body>', '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>',
        "<!DOCTYPE chapter SYSTEM 'docbook.dtd'>\n<chapter>",
    ],
    SVG: [
        '<svg xmlns="http://www.w3.org/2000/svg" width="9"><path d="M0 0"/></svg>', '<?xml version="1.0"?>\n<svg width="9" height="9">',
        '<?xml version="1.0"?>\n<!-- Generator: a program -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg>',
    ],
    DRAWIO: ['<mxfile host="app.diagrams.net">\n<diagram>7VZN</diagram></mxfile>', '<?xml version="1.0"?>\n<mxGraphModel dx="1"><root/>'],
    NIST: [
        '<itl:NISTBiometricInformationExchangePackage xmlns:itl="http://biometrics.nist.gov/standard/2011">\n<itl:PackageInformationRecord>',
        '<?xml version="1.0"?>\n<NISTBiometricInformationExchangePackage><Record/>',
    ],
    JSON: [
        "{}", "[]", '{"a": 1}', '{\n  "name": "x",\n  "list": [1, 2, {"b": null}]\n}', "[1, 2, 3]\n", '[\n  {"a": "b\\"c"},\n  {"a": true}\n]',
        '\n {"a": -1.5e3}', '{"text": "' + "long " * 3000, "[" + "0.123, " * 2000, "[[1,2],[3,4]]", '{"a":1}', '{"' + "k" * 9000,
        '{"k": "' + "é" * 300 + '"}',
    ],
    LINES: ['{"a": 1}\n{"a": 2}\n', '{"a": 1}\r\n{"a": 2}\r\n', "[1, 2]\n[3, 4]\n", '{"a": "x"}\n\n{"a": "y"}', '{"a": {"b": [1]}} \n{"a": 2}'],
    NOTEBOOK: [
        notebook(), notebook(None), '{"nbformat":4,"nbformat_minor":0,"metadata":{"colab":{}},"cells":[{"cell_type":"code"}]}',
        '{\n "metadata": {\n  "name": ""\n },\n "nbformat": 3,\n "nbformat_minor": 0,\n "worksheets": [',
    ],
    MAIL: [
        mail(), "Return-Path: <a@example.org>\nReceived: from x by y;\n\tMon, 1 Jan 2024 00:00:00 +0000\nSubject: x\n\nwords",
        "Delivered-To: b@example.org\r\nReceived: by 10.0.0.1 with SMTP id a\r\n\r\nwords",
        "X-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\nMessage-ID: <1@example.org>\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n\r\n",
        "Message-ID: <1@x>\nDate: Mon, 14 May 2001 16:39:00 -0700 (PDT)\nFrom: a@example.org\nTo: b@example.org\nSubject: \n\nwords",
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x', "From: a\nSubject: b\n\n",
        "Received: from a\n" + "\tby b\n" * 900 + "From: a\n",
    ],
    MBOX: [
        "From a@example.org Mon Jan  1 00:00:00 2024\nFrom: a@example.org\nSubject: x\n\nwords\n",
        "From MAILER-DAEMON Fri Jul  8 12:08:34 2011\r\nReceived: by x\r\n", "From 0123456789abcdef Mon Sep 17 00:00:00 2001\nFrom: A <a@example.org>\n",
        "From - Sat Jan 06 11:33:02 2024\nX-Mozilla-Status: 0001\n", "From 1795853000000@xxx Tue Apr 02 09:10:11 +0000 2024\nX-GM-THRID: 17\n",
    ],
    "text/calendar": ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "begin:vcalendar\nversion:2.0\n"],
    "text/vcard": ["BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\n", "begin:vcard\nfn:Ann\n", "BEGIN:VCARD"],
    SQL: [
        "--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 16.1\n\nSET statement_timeout = 0;\n",
        "\\restrict kx9\n\n--\n-- PostgreSQL database dump\n--\nCREATE TABLE public.a (\n  id int\n);\n",
        "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: shop\n",
        "/*!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n--\nCREATE TABLE `a` (\n",
        "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n\nCREATE TABLE `a` (\n",
        "-- phpMyAdmin SQL Dump\n-- version 5.2.1\n", dumped(), "INSERT INTO people (name) VALUES ('Ann');\nINSERT INTO people (name) VALUES ('Bob');\n",
        "insert into people values (1,'Ann');\n", "USE [shop]\nGO\n/****** Object:  Table [dbo].[a] ******/\nCREATE TABLE [dbo].[a](\n",
        "SET IDENTITY_INSERT [dbo].[a] ON \nGO\nINSERT [dbo].[a] ([id], [name]) VALUES (1, N'Ann')\n",
        "/*\n Navicat Premium Data Transfer\n*/\n\nSET NAMES utf8mb4;\nCREATE TABLE `a` (\n", "# Host: localhost  (Version 5.5)\n# Date: 2020-01-01\n",
        "COPY public.people (id, name) FROM stdin;\n1\tAnn\n\\.\n", "DROP TABLE IF EXISTS a;\nCREATE TABLE a (id int);\n", "\n\nBEGIN;\nCREATE TABLE IF NOT EXISTS a (\n",
        "-- a first migration\n\nCREATE TABLE a (\n  id int\n);\n", "REPLACE INTO `a` VALUES (1);\n", "Insert into PEOPLE (NAME) values ('Ann');\n",
        "REM INSERTING into PEOPLE\nSET DEFINE OFF;\nInsert into PEOPLE (NAME) values ('Ann');\n",
    ],
    CSV: [table(), table(";"), table("|"), table(end="\n"), "a,b\n1,2\n3,4\n", "sep=;\r\na;b\r\n1;2\r\n", '"id","name"\n"1","Ann, of York"\n"2","Bob"\n'],
    TSV: [table("\t"), "\tcount\tsum\nann\t1\t2\nbob\t3\t4\n"],
    "text/x-vcf": ["##fileformat=VCFv4.2\n##source=x\n#CHROM\tPOS\tID\n"],
}  # fmt: skip
CASES = [pytest.param(text, name, id=f"{name}-{at}") for name, texts in TEXTS.items() for at, text in enumerate(texts)]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_format_is_told_by_how_it_begins(text: str, wanted: str) -> None:
    found = sniff(text.encode()[:HEAD])
    assert (found.type, found.how) == (wanted, TEXT)


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_wrong_name_does_not_matter(text: str, wanted: str) -> None:
    for name in ("a.txt", "a.jpg", "a.zip", "a.py", "a", "a.csv", "a.xml", "a.md"):
        if name in {"a.txt", "a.md"} and wanted == HTML:
            continue  # a fragment of HTML and a page of Markdown are the same: here the name decides
        assert sniff(text.encode()[:HEAD], name).type == wanted


@pytest.mark.parametrize(("text", "wanted"), CASES)
@pytest.mark.parametrize(
    ("codec", "how"),
    [
        ("utf-8-sig", TEXT),
        ("utf-16", UTF16_LE),
        ("utf-16-le", UTF16_LE),
        ("utf-16-be", UTF16_BE),
        ("utf-32", OPAQUE),
        ("utf-32-be", OPAQUE),
    ],
)
def test_so_it_is_in_other_encodings(text: str, wanted: str, codec: str, how: str) -> None:
    if not 8 <= len(text) <= HEAD // 4 and codec != "utf-8-sig":
        return  # no telling, or what tells is not among the first bytes
    found = sniff(text.encode(codec)[:HEAD])
    assert (found.type, found.how) == (wanted, how)


def test_every_format_of_text_has_a_true_beginning_here() -> None:
    assert set(TEXTS) == set(media.TEXTS) - {""}


def test_plain_text_is_one_object_and_that_of_utf16_too() -> None:
    assert sniff(b"words\n") is sniff("Wörter\n".encode()) is PLAIN
    assert sniff("some words of text".encode("utf-16")) is sniff("other words of text".encode("utf-16-le"))


PROSE_AND_CODE = [
    "", "\n", "   ", "\ufeff", "words", "Dear Sir,\n\nsome words, and others,\nand more.\n", "a: b\nc: d\n", "name: x\nfrom: y\nto: z\n\nwords",
    "Subject: just one field\n\nwords", "Date: 2024-01-01\nTitle: x\n\nwords", "Package: x\nVersion: 1\nDepends: y\n",
    "Metadata-Version: 2.1\nName: x\nSummary: From: To:\n", "HTTP/1.1 200 OK\r\nDate: x\r\nServer: y\r\n\r\n", "From here to there\nand back: so\n",
    "From the beginning of 2024\nthings went well\n", "Begin: a\nEnd: b\n", "BEGIN:\n", "BEGIN\n", "begin 644 file\n",
    "{ return 1; }", "{\n  int a = 1;\n}", "{% extends 'a.html' %}", "{{ name }}", "{'a': 1}", "{a: 1, b: 2}", "{", "[", '{"a', "[x]", "[section]\nkey = value\n",
    "[tool.ruff]\nline-length = 1\n", "[1] A note on something\n", "[2024-01-01 10:00:00] started\n", "[12:30:45] words here\n", "[link](http://example.org)\n",
    "[![Build](x)](y)\n", "[0.1.0] - 2024-01-01\n", '["a"]\nkey = 1\n', '["a", "b"].forEach(x => x)', "[ -f a ] && b\n", "[]string{}", "[]int main\n",
    "<?php\necho 'x';\n", "<% a %>\n<b>", "<nick> hello there\n", "<name@example.org> wrote\n", "<<<<<<< HEAD\nx\n", "<your name here> is needed\n", "<", "<a", "< b", "<-- c",
    "#include <a.h>\nint a, b;\nint c, d;\n", "import a, b\nimport c, d\nimport e, f\n", "from a import b, c\nfrom d import e, f\n", "#!/bin/sh\na; b\nc; d\n",
    "package a;\nimport b;\nimport c;\n", "import a from 'b';\nimport c from 'd';\nimport e from 'f';\n", "foo(a, b)\nbar(c, d)\nbaz(e, f)\n",
    "-- a comment of Lua\nlocal x = 1\n", "--- a/b.py\n+++ b/b.py\n@@ -1,2 +1,2 @@\n", "---\ntitle: x\n---\n", "-----BEGIN CERTIFICATE-----\nMIID\n",
    "-- | Haskell\nmodule A where\n", "/* C */\nint a;\n", "/** Javadoc, of a, b */\nclass A {}\n", "/*! a library, v1 */\n!function(){}", "// a\n// b\n",
    "SELECT a, b FROM c;\n", "Set the table, then\nuse the forks, and\ncreate a mess.\n", "Create an account, then table it (or not)\n", "use strict;\nuse warnings;\n",
    "INSERT coin\n", "Update: the table of INSERT INTO is here\n", "COPY . /app\nRUN x\n", "Copyright 2024, A\nAll rights, reserved\n", "WITH thanks, to all\nand more, of it\n",
    "BEGIN { print }\n", "IF a THEN b\n", "## Title\n\n- a, b\n- c, d\n", "| a | b |\n|---|---|\n", "# a, b\n# c, d\n", "\\documentclass{article}\n",
    "key=value, other\nkey2=value2, other2\n", "2024-01-01 10:00:00,123 INFO a\n2024-01-01 10:00:00,456 INFO b\n", "a;\nb;\nc;\n", "\tindented\n\tmore\n", "a\n\n\nb\n",
]  # fmt: skip


@pytest.mark.parametrize("text", PROSE_AND_CODE)
def test_code_and_prose_are_plain_text(text: str) -> None:
    assert sniff(text.encode()) is PLAIN


def test_the_name_tells_what_content_leaves_open() -> None:
    page = b'<p align="center">\n  <img src="logo.png">\n</p>\n'
    assert sniff(page).type == HTML
    assert sniff(page, "README.md") is PLAIN
    fields = b"From: a\nTo: b\n"
    assert sniff(fields).type == MAIL
    assert sniff(fields, "routes.yaml") is PLAIN
    assert sniff(b"Report of May\n\nid,name\n1,Ann\n2,Bob\n", "report.csv").type == CSV
    assert sniff(b'{"a": 1}\n', "log.jsonl").type == LINES
    assert sniff(b"/* tables */\nCREATE TABLE a (\n", "a.sql").type == SQL
    assert sniff(b"/* tables */\nCREATE TABLE a (\n") is PLAIN


def test_markdown_that_begins_with_a_tag_is_no_html() -> None:
    assert sniff(b'<h1 align="center">Tool</h1>\n\n## Install\n\n```sh\nx\n```\n') is PLAIN
    assert sniff(b"<div>\n\n[docs](https://example.org)\n</div>\n") is PLAIN


def test_a_nul_or_two_leave_a_format_what_it_is() -> None:
    assert sniff(table().encode().replace(b"fine", b"fin\0", 1)).type == CSV
    assert sniff(b'{"a": "b\0"}' + b" " * 99).type == JSON


def test_any_beginning_of_a_text_is_told_as_something() -> None:
    for texts in TEXTS.values():
        for text in texts:
            data = text.encode()
            for length in range(min(len(data), 120)):
                assert sniff(data[:length]).how == TEXT


SOURCES = {".py", ".c", ".h", ".js", ".pyx", ".pxd", ".hpp", ".cpp", ".pyi", ".css", ".rs", ".md", ".rst"}


def test_hardly_any_source_file_is_taken_for_data() -> None:
    """Of some thousands of files of code and documentation beside this one."""
    files = [
        path for path in Path(sysconfig.get_path("purelib")).rglob("*") if path.suffix in SOURCES and path.is_file()
    ]
    files = random.Random(1).sample(sorted(files), min(len(files), 4000))
    heads = []
    for path in files:
        with path.open("rb") as stream:
            heads.append(stream.read(HEAD))
    found = Counter(sniff(head).type for head in heads)
    wrong = sum(found[name] for name in (CSV, TSV, MAIL, MBOX, SQL, JSON, LINES, NOTEBOOK, "application/octet-stream"))
    assert wrong < 0.005 * len(heads), (wrong, len(heads), found)


HOSTILE = {
    "opened comments": b"<!--" * 2048,
    "short comments": b"<!---->" * 1170,
    "instructions": b"<?a b?>" * 1170,
    "attributes": b"<a" + b" b='c'" * 1365,
    "an attribute": b'<a b="' + b"c" * 8186,
    "blanks in a tag": b"<a" + b" " * 8190,
    "escapes": b'{"' + b"\\\\" * 4095,
    "braces": b"{" * 8192,
    "brackets": b"[" * 8192,
    "brackets and blanks": b"[ " * 4096,
    "numbers": b"[" + b"1" * 8191,
    "blanks": b" " * 8192,
    "lines": b"\n" * 8192,
    "fields": b"A: b\n" * 1638,
    "doubtful fields": b"X-A: b\nFrom\n" * 682,
    "statements": b"INSERT INTO a " * 585,
    "create": b"CREATE " * 1170 + b"\n",
    "comments of SQL": b"--\n" * 2730,
    "comments of C": b"/*!1" + b"*" * 8000,
    "dashes": b"-" * 8192,
    "delimiters": b",;\t|" * 2048,
    "lines of delimiters": b",;\t|\n" * 1638,
    "quotes": b'a,"\n' * 2048,
    "from": b"From a " + b"2020 " * 1600 + b"\n",
    "doctypes": b"<!DOCTYPE " * 819,
    "stars": b"/* -- " * 1365,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name: str) -> None:
    """Ten milliseconds are a hundred times what any of these should take, and a tenth of what backtracking would."""
    head = HOSTILE[name]
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        sniff(head)
        best = min(best, time.perf_counter() - start)
    assert best < 0.01


def test_utf16_of_other_letters_is_told_by_its_latin_beginning() -> None:
    page = "<!DOCTYPE html>\n<title>" + "日本語の文章です。🎈" * 90
    for codec, how in (("utf-16-le", UTF16_LE), ("utf-16-be", UTF16_BE)):
        for length in (400, 401, 402, 403, 4000):
            assert sniff(page.encode(codec)[:length]) == (HTML, how, "document")


def test_ragged_tables_are_told_by_name() -> None:
    rows = b"version,codename,released,end,extended\n1,ann,2001\n2,bob,2002\n3,carl,2003,2004\n4,dora,2005,2006,2007\n"
    assert sniff(rows) is PLAIN
    assert sniff(rows, "Versions.CSV").type == CSV
    assert sniff(b"Some words, and more,\nand others.\nNothing here\nat all\n", "a.csv") is PLAIN


def test_a_date_and_a_type_are_no_mail_but_mime_and_a_type_are() -> None:
    assert sniff(b"Date: Mon, 1 Jan 2024 00:00:00 GMT\nContent-Type: text/html\n\nwords") is PLAIN
    assert sniff(b"MIME-Version: 1.0\nContent-Type: text/html\n\nwords").type == MAIL
