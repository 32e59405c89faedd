"""Rows of dumps in SQL are read in the dialects of PostgreSQL, MySQL, SQLite and SQL Server, each with the line on which it begins."""

from __future__ import annotations

import random
import time
import tracemalloc
from contextlib import suppress

import pytest

from connectors.errors import Reason
from detectors.readers.base import Budget, Extent, Gap, Limits, ReadError, Rows
from detectors.readers.held import HeldBlob
from detectors.readers.table.sqldump import SqlDumpReader
from detectors.views.sniff import PLAIN

SQL = "application/sql"


def read(opened):
    """Rows by table as (line, {name: value}), extents, gaps."""
    tables, extents, gaps = {}, [], []
    for part, _ in opened:
        if isinstance(part, Rows):
            assert len(part.lines) == part.count
            rows = tables.setdefault(part.table, [])
            assert part.first == len(rows) + 1
            values = []
            for column in part.columns:
                starts = [0, *(end + 1 for end in column.ends)]
                assert starts[-1] == len(column.data)
                assert len(column.ends) == part.count
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            names = [column.name for column in part.columns]
            for line, row in zip(part.lines, zip(*values, strict=True), strict=True):
                rows.append((line, {name: value for name, value in zip(names, row, strict=True) if value}))
        elif isinstance(part, Extent):
            extents.append(part)
        elif isinstance(part, Gap):
            gaps.append(part)
    return tables, extents, gaps


def test_copy_blocks_are_tables_with_their_columns(parts):
    data = rb"""--
-- PostgreSQL database dump
--
COPY public.users (id, "full name", note) FROM stdin;
1	Ann\tLee	a\nb
2	\N	c:\\new\\
\.

COPY public.none (id) FROM stdin;
\.
COPY public.users (note, id) FROM stdin WITH (FORMAT text);
last	3
\.
"""
    tables, extents, _ = read(parts(data, SQL))
    assert tables == {
        "public.users": [
            (5, {"id": "1", "full name": "Ann\tLee", "note": "a\nb"}),
            (6, {"id": "2", "note": "c:\\new\\"}),
            (12, {"id": "3", "note": "last"}),
        ]
    }
    assert extents == [Extent("public.users", 3, 3), Extent("public.none", 0, 0)]


def test_copy_as_csv_and_without_a_list_of_columns(parts):
    data = b'CREATE TABLE t (a int, b text);\nCOPY t FROM stdin CSV;\n1,"x,\ny"\n2,z\n\\.\nCOPY o FROM STDIN;\n1\t2\n'
    tables, _, _ = read(parts(data, SQL))
    assert tables["t"] == [(3, {"a": "1", "b": "x,\ny"}), (5, {"a": "2", "b": "z"})]
    assert tables["o"] == [(8, {"#1": "1", "#2": "2"})]


@pytest.mark.parametrize("size", [1 << 18, (1 << 18) + 1, (1 << 18) - 1])
def test_copy_ends_wherever_a_block_of_reading_ends(parts, size):
    head = b"COPY t (a) FROM stdin;\n"
    for cut in range(4):
        data = head + b"x" * (size - len(head) - cut) + b"\n\\.\nINSERT INTO t VALUES ('y');\n"
        tables, extents, _ = read(parts(data, SQL))
        assert [row["a"][:1] for _, row in tables["t"]] == ["x", "y"]
        assert extents == [Extent("t", 2, 2)]


def test_inserts_of_postgres_have_strings_over_lines_and_casts(parts):
    data = rb"""CREATE TABLE IF NOT EXISTS "public"."u" (
    id integer DEFAULT nextval('s'::regclass) NOT NULL,
    name text DEFAULT 'a,b'::text, "key" character varying(20),
    PRIMARY KEY (id), CONSTRAINT c CHECK ((id > 0)), UNIQUE (name)
);
INSERT INTO "public"."u" VALUES (1, 'it''s; (x), ', NULL);
INSERT INTO "public"."u" VALUES (2, 'two
lines', 'C:\');
INSERT INTO public.u (name, id) VALUES ('q', 3), (E'w\'x', 4),
 ('z'::text, 5);
INSERT INTO public.u (id, key) OVERRIDING SYSTEM VALUE VALUES (6, decode('aa', 'hex')), (7, '\x68656c6c6f');
"""
    tables, _, _ = read(parts(data, SQL))
    assert tables["public.u"] == [
        (6, {"id": "1", "name": "it's; (x), "}),
        (7, {"id": "2", "name": "two\nlines", "key": "C:\\"}),
        (9, {"id": "3", "name": "q"}),
        (9, {"id": "4", "name": "w'x"}),
        (10, {"id": "5", "name": "z"}),
        (11, {"id": "6", "key": "aa hex"}),
        (11, {"id": "7", "key": "hello"}),
    ]


def test_inserts_of_mysql_have_backslashes_and_hexadecimal_text(parts):
    data = rb"""-- MySQL dump 10.13
CREATE TABLE `u` (`id` int, `n` varchar(3), `b` blob, PRIMARY KEY (`id`), KEY `k` (`n`));
INSERT INTO `u` VALUES (1,'it\'s','a\\'),(2,_binary 'x;),(','\n'),(3,NULL,0x68656c6c6f);
INSERT IGNORE INTO `u` (`b`) VALUES ('\Zx'),("dou,ble");REPLACE INTO u (n) VALUES ('r');
/*!40000 ALTER TABLE `u` ENABLE KEYS */;INSERT INTO u (n) VALUES ('last'); -- INSERT
"""
    tables, _, _ = read(parts(data, SQL))
    assert tables["u"] == [
        (3, {"id": "1", "n": "it's", "b": "a\\"}),
        (3, {"id": "2", "n": "x;),(", "b": "\n"}),
        (3, {"id": "3", "b": "hello"}),
        (4, {"b": "x"}),
        (4, {"b": "dou,ble"}),
        (4, {"n": "r"}),
        (5, {"n": "last"}),
    ]


def test_inserts_of_sql_server_in_utf_16_need_no_semicolon(parts):
    text = """SET IDENTITY_INSERT [dbo].[T] ON
INSERT [dbo].[T] ([a], [b c], [d]) VALUES (1, N'x', CAST(N'2020-01-01' AS DateTime))
INSERT [dbo].[T] ([a], [b c], [d]) VALUES (2, N'y''', CAST(N'2020-01-02' AS DateTime))
GO
INSERT [dbo].[T] ([a], [b c], [d]) VALUES (3, NULL, 1)
"""
    tables, _, _ = read(parts(text.replace("\n", "\r\n").encode("utf-16"), SQL))
    assert tables["dbo.T"] == [
        (2, {"a": "1", "b c": "x", "d": "2020-01-01"}),
        (3, {"a": "2", "b c": "y'", "d": "2020-01-02"}),
        (5, {"a": "3", "d": "1"}),
    ]


def test_inserts_of_sqlite_have_calls(parts):
    data = b"""PRAGMA foreign_keys=OFF;
CREATE TABLE t(id INTEGER PRIMARY KEY, "v" TEXT);
INSERT INTO t VALUES(1,replace('a\\nb','\\n',char(10)));
INSERT INTO "t" VALUES(2,X'68656c6c6f');
"""
    tables, _, _ = read(parts(data, SQL))
    assert tables["t"] == [(3, {"id": "1", "v": "a\\nb \\n"}), (4, {"id": "2", "v": "hello"})]


def test_many_rows_have_their_lines_and_values_whatever_the_size_of_a_block(parts):
    rng = random.Random(3)
    lines, expected = ["INSERT INTO t (a, b, c) VALUES"], []
    for at in range(30_000):
        value = rng.choice(["plain", "it''s", "a,b", "(x)", "semi;", "two\nlines", "", "é" * rng.randrange(40)])
        expected.append((sum(line.count("\n") + 1 for line in lines[-1:]), at, value.replace("''", "'")))
        lines.append(f"({at}, '{value}', NULL){';' if at == 29_999 else ','}")
    tables, extents, gaps = read(parts("\n".join(lines).encode(), SQL))
    line = 1
    for (got, row), (step, at, value) in zip(tables["t"], expected, strict=True):
        line += step
        assert got == line
        assert row["a"] == str(at)
        assert row.get("b", "") == value
    assert (extents, gaps) == ([Extent("t", 30_000, 30_000)], [])


def test_statements_that_repeat_are_read_at_once(parts):
    data = b"".join(b"INSERT INTO t (a, b) VALUES (%d, 'v%d');\n" % (at, at) for at in range(30_000))
    tables, _, _ = read(parts(b"\n\n" + data, SQL))
    assert tables["t"] == [(at + 3, {"a": str(at), "b": f"v{at}"}) for at in range(30_000)]


def test_tables_that_take_turns_are_kept_apart(parts):
    data = b"".join(b"INSERT INTO t%d VALUES (%d, 'v');\n" % (at % 7, at) for at in range(700))
    tables, extents, _ = read(parts(data, SQL))
    assert sorted(tables) == [f"t{at}" for at in range(7)]
    assert [row["#1"] for _, row in tables["t3"]] == [str(at) for at in range(3, 700, 7)]
    assert extents == [Extent(f"t{at}", 100, 100) for at in range(7)]


def test_rows_beyond_the_limit_are_counted(parts):
    data = b"".join(b"INSERT INTO t VALUES (%d);\nINSERT INTO u VALUES (%d);\n" % (at, at) for at in range(50))
    tables, extents, _ = read(parts(data, SQL, limits=Limits(rows=5)))
    assert [len(rows) for rows in tables.values()] == [5, 5]
    assert extents == [Extent("t", 50, 5), Extent("u", 50, 5)]


def test_a_giant_cell_is_cut_and_what_follows_is_read(parts):
    big = b"x" * 5_000_000
    data = b"INSERT INTO t VALUES (1,'" + big + b"',0x" + b"41" * 1_000_000 + b"),(2,'y',NULL);\n"
    data += b"COPY c (a, b) FROM stdin;\n1\t" + big + b"\n2\tz\n\\.\nINSERT INTO c VALUES (3,'end');"
    tables, _, gaps = read(parts(data, SQL))
    assert [row["#1"] for _, row in tables["t"]] == ["1", "2"]
    assert len(tables["t"][0][1]["#2"]) == (1 << 20) - 1
    assert [(line, row["a"], row["b"][:3]) for line, row in tables["c"]] == [
        (3, "1", "xxx"),
        (4, "2", "z"),
        (6, "3", "end"),
    ]
    assert {gap.reason for gap in gaps} == {Reason.LIMIT}


def test_a_line_of_a_megabyte_is_read_whole(parts):
    data = (
        b"INSERT INTO `t` VALUES " + b",".join(b"(%d,'name %d','it\\'s')" % (at, at) for at in range(60_000)) + b";\n"
    )
    tables, _, _ = read(parts(data, SQL))
    assert len(tables["t"]) == 60_000
    assert tables["t"][-1] == (1, {"#1": "59999", "#2": "name 59999", "#3": "it's"})


@pytest.mark.parametrize(
    "piece",
    [
        b"INSERT INTO t VALUES (",
        b"INSERT INTO t VALUES ('",
        b"INSERT INTO t VALUES (((((1)))));\n",
        b"INSERT INTO t VALUES " + b"(" * 100_000,
        b"CREATE TABLE t (",
        b"CREATE TABLE t ('",
        b"\nINSERT INTO a.",
        b"\nINSERT INTO a (a,",
        b"COPY a (b) FROM stdin;",
        b"\nCOPY",
        b"\\",
        b"'",
        b"INSERT INTO `a` VALUES ('\\",
    ],
)
def test_what_never_ends_takes_no_longer_than_its_size(parts, piece):
    begun = time.process_time()
    parts(piece * (1_000_000 // len(piece)), SQL)
    assert time.process_time() - begun < 8


def test_memory_stays_bounded_on_a_dump_of_any_size():
    class Endless(HeldBlob):
        def __init__(self, head, piece, size):
            super().__init__(head)
            self.head, self.piece, self.size = head, piece * (1 + (1 << 20) // len(piece)), size

        def read(self, start, length):
            length = max(0, min(length, self.size - start))
            if start < len(self.head):
                return self.head[start : start + length]
            at = (start - len(self.head)) % (len(self.piece) // 2)
            return self.piece[at : at + length]

    blob = Endless(b"COPY t (a, b) FROM stdin;\n", b"123\tsome text of a row\n" * 2, 10 << 20)
    tracemalloc.start()
    count = sum(
        part.count
        for part in SqlDumpReader().parts(blob, PLAIN, "", Budget(Limits(), blob.size))
        if isinstance(part, Rows)
    )
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()
    assert count > 400_000


def test_damaged_and_cut_dumps_give_what_they_hold(parts):
    rng = random.Random(5)
    seed = b"-- MySQL dump\nCREATE TABLE `k` (`a` int, `b` text);\nINSERT INTO `k` VALUES (1,'x\\'y'),(2,\"z\");\nCOPY k (a, b) FROM stdin;\n1\tx\\ny\n\\.\n"
    for _ in range(400):
        data = bytearray(seed[: rng.randrange(len(seed) + 1)])
        for _ in range(rng.randrange(4)):
            if data:
                data[rng.randrange(len(data))] = rng.choice(b"'\"\\(),;\n\t\0\xff`")
        with suppress(ReadError):
            read(parts(bytes(data), SQL))
    assert parts(b"", SQL) == []
