"""Databases of SQLite are read whole, without being written to, whatever state they are in."""

from __future__ import annotations

import base64
import os
import random
import sqlite3
import time
import zlib
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
#: Found by fuzzing: 9,216 bytes, by zlib and base85.
CLAIMED = (
    "c-rlmUuau(6vxju_vU}nG-=wjP5=DbrfG^*^1rQ$ENQc?Gp=nK-6qqSuAQ5=n=qm{9mt(~kl~Z~=3WFJ)hA&ff}p-ALl6b`FcC%6hsjXJ9{huz"
    "dw-&Kh}Lag{`KVMd~$Do_x#Q|-+PmLlcmMtk?N{A^!V|km8wXQg#g+n1W60fUuNN_`nPq^2F+{ijK>IXuxnY%TWlep4^LDp%WJEe7MLj&a^-?3"
    "=kmpZ&_t{v%7wjUu~3@3FIU<p?k((_5X<9Y&s=%u{QYH7n%^@wy8ycpL-(0MDizDRAQcfivLfbomkT=zrE3C-d~rTMAr6Y%l8CLX9(%NUIJP`K"
    "K5pgA+VGZ<pdUZuDt^Eve2cH}IWFK6e1s41KHiZ7wye&qJ<85EYDgF{&a)AAo*{PbL3XZwcFr(6M-MxDh@GvIoz*z2RUbRWWt^LC+D@$fWn9F&"
    "cm*f03qksfUgXUiv|TQh^zNHe)Qpp3xo$AXT@Hm#UhmFnyF$nQ_g=T#6nbRi!=qM(N*fqAs46u3Zv(m&g|h$nj^CnCZ2cw|6zcuswZadNp}&>F"
    "gx9e|KhhZr|2g)kkA-;nmL1H8+IYH!&7bFhm*>fE;skp=JVAOhA}_i*a`dK#^qL34^Mo_-GHPbJC7{wNM{Pe(pYd~lpRUp5)pnkI?N-k!_1{6L"
    "(wB_umM_%F@+Ir=J5p~Ca%PdbO3B&5DRtFFF6Om4og*Az*Ept+hPZ{h>p#zdF3xjX{U#{&f0?kzuFiUw>fzos+8v`l(al-!Z<KVU{?8I-*wvt0"
    "xv)yl*&6yTOuw_26@RKRlb8A*BxKlaQh(<AS>xd*y6@I^_HjkQW++AK&)0urH*odG9eHSwJ91Cc{?ej9Fu?W2o3Ajb|80aGcK^`>ZHRmDAhm|+"
    "D}t*nHhY;;e;>h3#t(w}i4m^)NoqyYj}LS0hg+*?Lx0e(WGpRbrzoP*X_Z>or2bdQSXxMU`zQ+^pe>X7UnXN|1>xJGEWFs#eZBtQk+C$j@SS5U"
    "{2g0@Ut`7}tuZ=J_z73=CSJp<IE$C?0#4&3s#wGKSiydjQN%3nMj8`{pby_52oF^Hg|5&g`kF4%r*s})-~v9zhj<Tf*P<4?(g7_sJtjF7m7E-v"
    "%tj<LBa-Q1$<&Z!Qb;BSCF27olhgf@Q+<+?VaaT-WTr<l-7T34NhZ4_6P=RrpvlB^hvZa1a?&rEZI{gWB-3q@DX(PGBbjhZ#$7hW4{h3MV#@Iw"
    "n>J}T*RnPf8LNr3Y9ghWNLs9l->D_oJGA)kk2%eU"
)


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


def test_a_schema_of_numbers_is_passed_over(parts):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("CREATE TABLE good (v)")
        base.execute("INSERT INTO good VALUES ('kept')")
        base.execute("CREATE TABLE bad (v)")
        base.execute("PRAGMA writable_schema=ON")
        base.execute("UPDATE sqlite_schema SET type = 7, sql = 5 WHERE name = 'bad'")
        data = base.serialize()
    assert read(parts(data, SQLITE))[0]["good"] == [{"v": "kept"}]


def test_sizes_that_a_damaged_page_claims_are_not_believed(parts):
    data = zlib.decompress(base64.b85decode(CLAIMED))
    with pytest.raises(ReadError) as caught:
        read(parts(data, SQLITE))
    assert caught.value.reason == Reason.LIMIT
