"""Databases of SQLite are read whole, without being written to, whatever state they are in."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing

import pytest

from connectors.errors import Reason
from detectors.readers import registry
from detectors.readers.base import Budget, ExceededError, Extent, Gap, Limits, Member, ReadError, Rows, Text
from detectors.readers.held import DescriptorBlob
from detectors.readers.isolated import Child
from detectors.readers.table.sqlite import SqliteReader
from detectors.views.sniff import OPAQUE, Media

SQLITE = "application/vnd.sqlite3"


def made(*statements, pragma=""):
    """Bytes of a database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        if pragma:
            base.execute(f"PRAGMA {pragma}")
        for statement in statements:
            if isinstance(statement, tuple):
                base.executemany(*statement)
            else:
                base.execute(statement)
        return base.serialize()


def read(opened):
    """Rows by table as {name: value}, extents, gaps, members by name, and text by name."""
    tables, extents, gaps, members, text = {}, {}, [], {}, {}
    for part, content in opened:
        if isinstance(part, Rows):
            rows = tables.setdefault(part.table, [])
            assert part.first == len(rows) + 1
            values = []
            for column in part.columns:
                assert len(column.ends) == part.count
                starts = [0, *(end + 1 for end in column.ends)]
                assert starts[-1] == len(column.data)
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            names = [column.name for column in part.columns]
            rows += [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
        elif isinstance(part, Extent):
            assert part.table not in extents
            extents[part.table] = (part.held, part.read)
        elif isinstance(part, Gap):
            gaps.append(part)
        elif isinstance(part, Member):
            members[part.name] = content
        elif isinstance(part, Text):
            text[part.name] = part.data.decode()
    return tables, extents, gaps, members, text


def test_every_table_comes_with_its_columns(parts):
    data = made(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, score REAL, ok)",
        "INSERT INTO users VALUES (7, 'Jürgen', 1.5, NULL), (8, 'a\nb', 123456789.0, 'x')",
        'CREATE TABLE "odd ""name" (k TEXT PRIMARY KEY, rowid TEXT) WITHOUT ROWID',
        "INSERT INTO \"odd \"\"name\" VALUES ('key', 'value')",
        "CREATE TABLE empty (a, b)",
        "CREATE VIEW v AS SELECT * FROM users",
    )
    tables, extents, gaps, members, text = read(parts(data, SQLITE))
    assert tables["users"] == [
        {"id": "7", "name": "Jürgen", "score": "1.5", "ok": ""},
        {"id": "8", "name": "a\nb", "score": "123456789", "ok": "x"},
    ]
    assert tables['odd "name'] == [{"k": "key", "rowid": "value"}]
    assert extents == {"users": (2, 2), 'odd "name': (1, 1), "empty": (0, 0)}
    assert (gaps, members) == ([], {})
    assert "CREATE VIEW v AS" in text["schema"]


def test_text_in_utf_16_and_broken_text_are_read(parts):
    data = made("CREATE TABLE t (a)", "INSERT INTO t VALUES ('Köln')", pragma="encoding='UTF-16le'")
    assert read(parts(data, SQLITE))[0]["t"] == [{"a": "Köln"}]
    data = made("CREATE TABLE t (a)", "INSERT INTO t VALUES (CAST(X'41FF42' AS TEXT))")
    assert read(parts(data, SQLITE))[0]["t"] == [{"a": "A\ufffdB"}]


def test_binary_values_are_text_hex_or_members(parts):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    data = made(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)",
        ("INSERT INTO t VALUES (?, ?)", [(1, b"plain text"), (5, b"\0\1\2"), (9, picture), (12, "text")]),
    )
    tables, _, _, members, _ = read(parts(data, SQLITE))
    assert [row["b"] for row in tables["t"]] == ["plain text", "000102", "", "text"]
    assert members == {"t/b/3": picture}


def test_values_too_large_for_a_row_are_read_in_pieces(parts):
    big, text = random.Random(1).randbytes(10 << 20), "x" * (9 << 20)
    data = made(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, b, c)",
        (
            "INSERT INTO t VALUES (?, ?, ?)",
            [(1, b"", "before"), (2, big, "beside"), (3, text, "after"), (4, "", "end")],
        ),
    )
    tables, extents, gaps, members, _ = read(parts(data, SQLITE))
    assert [row["c"] for row in tables["t"]] == ["before", "beside", "after", "end"]
    assert members == {"t/b/2": big, "t/b/3": text.encode()}
    assert extents == {"t": (4, 4)}
    assert gaps == []


def test_text_longer_than_a_cell_is_a_member(parts):
    data = made("CREATE TABLE t (a)", ("INSERT INTO t VALUES (?)", [("y" * 2_000_000,), ("z",)]))
    tables, _, _, members, _ = read(parts(data, SQLITE))
    assert [row["a"] for row in tables["t"]] == ["", "z"]
    assert members == {"t/a/1": b"y" * 2_000_000}


def test_full_text_indexes_are_read_through_the_tables_behind_them(parts):
    data = made("CREATE VIRTUAL TABLE notes USING fts5(body)", "INSERT INTO notes VALUES ('find me')")
    tables, _, _, _, _ = read(parts(data, SQLITE))
    assert tables["notes_content"] == [{"id": "1", "c0": "find me"}]
    assert "notes" not in tables


def test_many_rows_come_in_chunks(parts):
    data = made(
        "CREATE TABLE t (a INTEGER, b TEXT)",
        ("INSERT INTO t VALUES (?, ?)", ((i, f"name {i}") for i in range(150_000))),
    )
    opened = parts(data, SQLITE)
    tables, extents, _, _, _ = read(opened)
    assert extents == {"t": (150_000, 150_000)}
    assert tables["t"][149_999] == {"a": "149999", "b": "name 149999"}
    assert sum(isinstance(part, Rows) for part, _ in opened) < 10


def test_limits_of_rows_are_kept_and_told(parts):
    data = made("CREATE TABLE t (a)", ("INSERT INTO t VALUES (?)", ((i,) for i in range(20_000))))
    _, extents, _, _, _ = read(parts(data, SQLITE, limits=Limits(rows=100)))
    assert extents["t"][0] == 20_000
    assert 100 <= extents["t"][1] < 5000


def test_a_file_is_read_by_its_descriptor_and_left_as_it_is(tmp_path):
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE t (a)")
        base.execute("INSERT INTO t VALUES ('in the file')")
        base.commit()
    before = sorted(os.listdir(tmp_path)), path.read_bytes()
    descriptor = os.open(path, os.O_RDONLY)
    try:
        blob = DescriptorBlob(descriptor, path.stat().st_size)
        out = list(SqliteReader().parts(blob, Media(SQLITE, OPAQUE, ""), "x", Budget(Limits(), blob.size)))
        assert read([(part, None) for part in out])[0]["t"] == [{"a": "in the file"}]
        child = Child()
        try:
            out = list(
                child.parts(
                    registry.READERS[SQLITE].place, blob, Media(SQLITE, OPAQUE, ""), "x", Budget(Limits(), blob.size)
                )
            )
        finally:
            child.close()
        assert read([(part, None) for part in out])[0]["t"] == [{"a": "in the file"}]
    finally:
        os.close(descriptor)
    assert (sorted(os.listdir(tmp_path)), path.read_bytes()) == before


def test_a_log_beside_it_is_not_needed(parts):
    data = bytearray(made("CREATE TABLE t (a)", "INSERT INTO t VALUES ('x')"))
    data[18:20] = b"\2\2"
    assert read(parts(bytes(data), SQLITE))[0]["t"] == [{"a": "x"}]


def test_rows_before_a_damaged_page_stand(parts):
    data = bytearray(
        made(
            "CREATE TABLE a (v)",
            ("INSERT INTO a VALUES (?)", ((f"a{i}" * 20,) for i in range(3000))),
            "CREATE TABLE b (v)",
            "INSERT INTO b VALUES ('kept')",
        )
    )
    page = 4096
    at = (len(data) // page // 2) * page
    data[at : at + page] = b"\xff" * page
    tables, extents, gaps, _, _ = read(parts(bytes(data), SQLITE))
    assert 500 < extents["a"][1] < 3000
    assert tables["b"] == [{"v": "kept"}]
    assert gaps[0].reason == Reason.CORRUPT


def test_a_schema_that_cannot_be_parsed_is_passed_over(parts):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("CREATE TABLE good (v)")
        base.execute("INSERT INTO good VALUES ('kept')")
        base.execute("CREATE TABLE bad (v)")
        base.execute("PRAGMA writable_schema=ON")
        base.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE bad (((' WHERE name = 'bad'")
        data = base.serialize()
    assert read(parts(data, SQLITE))[0]["good"] == [{"v": "kept"}]


def test_what_a_schema_computes_is_bounded_in_time(parts):
    data = made(
        "CREATE TABLE t (a)",
        ("INSERT INTO t (a) VALUES (?)", ((i,) for i in range(5000))),
        "ALTER TABLE t ADD COLUMN b AS (length(hex(zeroblob(3000000 + a))) + length(hex(zeroblob(3000001 + a))))",
    )
    began = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read(parts(data, SQLITE, limits=Limits(seconds=0.5)))
    assert isinstance(caught.value, ExceededError)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("data", [b"", b"S", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(84), b"x" * 4096])
def test_next_to_nothing_is_corrupt(parts, data):
    try:
        read(parts(data, SQLITE))
    except ReadError as error:
        assert error.reason == Reason.CORRUPT  # noqa: PT017  # an empty database is none


def test_damage_gives_parts_or_gaps_and_nothing_else(parts):
    rng = random.Random(2)
    whole = made(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, pic BLOB)",
        ("INSERT INTO users VALUES (?, ?, ?)", ((i, f"name {i}", bytes(rng.randrange(200))) for i in range(60))),
        "CREATE TABLE k (a TEXT PRIMARY KEY, b) WITHOUT ROWID",
        ("INSERT INTO k VALUES (?, ?)", ((f"k{i}", i) for i in range(60))),
        "CREATE INDEX i ON users(name)",
        pragma="page_size=512",
    )
    for variant in range(500):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 30)):
            at = rng.randrange(100 if variant % 3 == 0 else len(data))
            data[at] = rng.randrange(256)
        try:
            read(parts(bytes(data[: rng.randrange(len(data))] if variant % 4 == 0 else data), SQLITE))
        except ReadError:
            continue
