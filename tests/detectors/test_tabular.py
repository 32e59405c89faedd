"""Tables with delimiters are told from all other text, and how they are written."""

from __future__ import annotations

import random
import time

import pytest

from detectors.views.tabular import CSV, TSV, layout, looks_delimited

TABLES = {
    "two cells and one row": (b"a,b\n1,2\n", CSV),
    "an access key as its issuer exports it": (b"Access key ID,Secret access key\r\nABCDEFGH,abcdef/gh+i\r\n", CSV),
    "semicolons": (b"name;ort\r\nBob;Rom\r\n", CSV),
    "quotes with line feeds within": (b'"id","name","notes"\n"1","Bob","said ""hi"", then\nleft"\n"2","Al","x"\n', CSV),
    "titles above the header": (b"Report\nMade 2024\n\nConfidential\nname;email;ssn\nBob;a@b.c;1\nAl;c@d.e;2\n", CSV),
    "titles of the table's width": (
        b"Report;;;\nfor;2024;;\n;;;\nname;email;ssn;x\nBob;a@b.c;1;2\nAl;c@d.e;2;3\n",
        CSV,
    ),
    "a line that names the delimiter": (b"sep=;\r\na;b\r\n1;2\r\n", CSV),
    "UTF-16": ("name\tcity\nJürgen\tKöln\n".encode("utf-16"), TSV),
    "UTF-16 without a mark": ("name,city\nAnna,Köln\n".encode("utf-16-be"), CSV),
    "UTF-8 with a mark": (b"\xef\xbb\xbfname,city\nAnna,Rome\n", CSV),
    "no header": (b"1,2,3\n4,5,6\n7,8,9\n", CSV),
    "pipes": (b"name|email\nx|y@z\n", CSV),
    "blanks after commas": (b"id, name, age\n1, Bob, 4\n2, Al, 5\n", CSV),
    "tabs without a header": (b"1\tx\n2\ty\n3\tz\n", TSV),
    "a header longer than what is seen": (",".join(f"column{i}" for i in range(3000)).encode()[:8192], CSV),
    "other letters": ("名前;都市\n花子;東京\n".encode(), CSV),
    "line ends of old": (b"id,name\r1,Bob\r2,Al\r", CSV),
    "cells of prose": (
        b"id,name,notes\n" + b"".join(b'%d,Bob %d,"%s"\n' % (i, i, b"hello, world\n" * 3) for i in range(30)),
        CSV,
    ),
}
OTHERS = {
    "prose": b"Hello Bob,\nThanks, Alice\n",
    "a log with commas in its times": b"".join(b"2024-01-01 12:00:0%d,123 INFO foo started\n" % i for i in range(9)),
    "JSON lines": b'{"a":1,"b":2}\n{"a":1,"b":2}\n{"a":3,"b":4}\n',
    "code with semicolons": b"int a;\nint b;\nint c;\n",
    "code with calls": b"x = f(a, b)\ny = g(c, d)\nz = h(e, f)\n",
    "inserts": b"INSERT INTO t VALUES (1,'a','b');\n" * 5,
    "assembler": b"\tmov\teax\n\tmov\tebx\n\tret\tx\n",
    "an enumeration": b"RED,\nGREEN,\nBLUE,\n",
    "imports": b"from x import (\n    a,\n    b,\n    c,\n    d,\n)\n",
    "a log with pipes": b"".join(b"2024-01-01 | INFO | hi %d\n" % i for i in range(9)),
    "pairs": b"a=1,b=2,c=3\na=1,b=3,c=4\na=2,b=2,c=2\n",
    "a vCard": b"BEGIN:VCARD\nN:Smith;Bob;;;\nORG:x;y\nEND:VCARD\n",
    "a dump": b"COPY t (a, b) FROM stdin;\n1\tx\n2\ty\n3\tz\n\\.\n",
    "markup": b"<a,b>\n<c,d>\n<e,f>\n",
    "nothing": b"",
    "a line end": b"\n",
    "a comma": b",",
    "only delimiters": b",\n,\n,\n",
    "zeros": bytes(100),
}


@pytest.mark.parametrize("what", TABLES)
def test_tables_are_told(what):
    data, media = TABLES[what]
    assert looks_delimited(data) == media


@pytest.mark.parametrize("what", OTHERS)
def test_other_text_is_not_taken_for_a_table(what):
    assert looks_delimited(OTHERS[what]) is None


def test_no_bytes_make_it_raise():
    rng = random.Random(5)
    for _ in range(3000):
        data = bytes(rng.choice(b"\n\r,;\t|\"'ab1 =\0\xff{\\") for _ in range(rng.randrange(60)))
        looks_delimited(data)
        layout(data.decode("utf-8", "replace").replace("\r", "\n"))


def test_a_look_at_code_costs_little():
    head = b'    def f(self, a, b):\n        """Give a."""\n        return {"a": a, "b": [b, 1, 2]}\n\n' * 100
    began = time.perf_counter()
    for _ in range(1000):
        looks_delimited(head[:8192])
    assert time.perf_counter() - began < 0.25  # a tenth of this on an idle machine


def test_a_header_in_row_five_is_found_with_what_stands_above():
    found = layout("Staff\nas of 2024\n\nconfidential\nname;email;ssn\nBob;a@b.c;1\nAl;c@d.e;2\n")
    assert (found.delimiter, found.header, found.lines, found.width) == (";", ("name", "email", "ssn"), 5, 3)


def test_a_table_of_numbers_has_no_header():
    assert layout("1,2,3\n4,5,6\n").header == ()


def test_a_first_row_whose_values_recur_is_no_header():
    assert layout("Anna,Rome\nBob,Rome\nAnna,Paris\nCleo,Rome\n").header == ()


def test_single_quotes_and_escapes_are_seen():
    assert layout("a,b\n'x, y','z'\n'u, v','w'\n").quote == "'"
    assert layout('a,b\n"say \\"hi\\", then","z"\n"q","w"\n').escape == "\\"


def test_apostrophes_are_no_quotes():
    assert layout("name,city\nO'Neil,'s-Hertogenbosch\nX,Y\n").quote == '"'
