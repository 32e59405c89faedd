"""Columnar files are read by Arrow, whatever their types, in bounded memory."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import io
import os
import random
import zlib

import pytest

from connectors.errors import Reason
from detectors.readers import registry
from detectors.readers.base import Budget, Extent, Gap, Limits, Member, ReadError, Rows, Text
from detectors.readers.held import DescriptorBlob, HeldBlob
from detectors.readers.isolated import Child
from detectors.views.sniff import OPAQUE, Media

pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402  # after importorskip
from pyarrow import orc  # noqa: E402  # after importorskip

KIND = "application/vnd.apache."
PARQUET = KIND + "parquet"
#: Found by fuzzing: an ORC file of 1,534 bytes, by zlib and base85.
BEYOND = (
    "c-rk$Jxc>Y5Z&3mkGV~Zm-U17t_d+kDhU=ASA`42SZG4<2gC@1_|XWGbU`dE#a|%)2C?>kSlL@zDsgTTE+iqPU1pbivorg49vr-8yCxlFVc24F"
    "OFGPiT18d#B=i*T_w`;2WKMD_V{)y_HIvGmvluD|x$o#pqGzN?xE3lRtfg;xsA7Q+xfcAqeOx`q`7?@6uisy^<KUq5M7vQBO5OTocMSh`IDFsE"
    "!|Ck0W&a<`8Os^V8H+<Y==e;dLC~Q=u6=_-uN$=Via}d%5Hh-F%fv)LyM!?2apHOAEDWC!&o*dl%k*t}&!xVt?_Dw-<|o#}=e}t@5c`M6vMNVj"
    "H|KB@Z<}_tk)2IU42A#Y1zCb~{pl87pd1!AF{=b{D}a*#t^>F!urjN#BBDFaGAI>@v}}#D91+0|;3DndD652#(HYI^j8dJ^l+MWLj3zp(k4FvY"
    "+Pgcn@D=E{3<g$_vuru8ICtMdG}|@(2Z69#iv"
)


def parquet(table, **how):
    out = io.BytesIO()
    pq.write_table(table, out, **how)
    return out.getvalue()


def arrow(table, *, stream=False, **how):
    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(**how)
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(out, table.schema, options=options) as writer:
        writer.write_table(table)
    return out.getvalue()


def orced(table):
    out = io.BytesIO()
    orc.write_table(table, out)
    return out.getvalue()


FORMATS = {
    "parquet": parquet,
    "arrow.file": arrow,
    "arrow.stream": lambda table: arrow(table, stream=True),
    "orc": orced,
}


def read(opened):
    """All rows as {name: value}, the extent, gaps, members by name, and text by name."""
    rows, extent, gaps, members, text = [], None, [], {}, {}
    for part, content in opened:
        if isinstance(part, Rows):
            assert part.first == len(rows) + 1
            values = []
            for column in part.columns:
                assert len(column.ends) == part.count
                starts = [0, *(end + 1 for end in column.ends)]
                assert starts[-1] == len(column.data)
                assert all(column.data[end] == 10 for end in column.ends)
                values.append([column.data[a:b].decode() for a, b in zip(starts, column.ends, strict=False)])
            names = [column.name for column in part.columns]
            rows += [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
        elif isinstance(part, Extent):
            assert extent is None
            extent = (part.held, part.read)
        elif isinstance(part, Gap):
            gaps.append(part)
        elif isinstance(part, Member):
            members[part.name] = content
        elif isinstance(part, Text):
            text[part.name] = part.data.decode()
    return rows, extent, gaps, members, text


@pytest.mark.parametrize("kind", FORMATS)
def test_rows_come_with_their_names_from_every_format(parts, kind):
    table = pa.table({"id": [1, 2, None], "name": ["Jürgen", None, "a\nb"], "ok": [True, False, None]})
    rows, extent, gaps, members, _ = read(parts(FORMATS[kind](table), KIND + kind))
    assert rows == [
        {"id": "1", "name": "Jürgen", "ok": "true"},
        {"id": "2", "name": "", "ok": "false"},
        {"id": "", "name": "a\nb", "ok": ""},
    ]
    assert (extent, gaps, members) == ((3, 3), [], {})


@pytest.mark.parametrize("kind", FORMATS)
def test_types_within_types_are_flattened(parts, kind):
    table = pa.table(
        {
            "user": [
                {"name": "Ann", "homes": [{"city": "Rom", "no": 1}, {"city": "Oslo", "no": None}]},
                None,
                {"name": "Bo", "homes": []},
            ],
            "tags": [["a", None, "b"], None, ["c"]],
        }
    )
    rows, _, gaps, _, _ = read(parts(FORMATS[kind](table), KIND + kind))
    assert rows == [
        {"user.name": "Ann", "user.homes.city": "Rom Oslo", "user.homes.no": "1 ", "tags": "a  b"},
        {"user.name": "", "user.homes.city": "", "user.homes.no": "", "tags": ""},
        {"user.name": "Bo", "user.homes.city": "", "user.homes.no": "", "tags": "c"},
    ]
    assert gaps == []


def test_values_read_as_people_see_them(parts):
    when = dt.datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001  # a time without a zone is meant
    table = pa.table(
        {
            "float": [123456789.0, 4111111111111111.0, 1.5, float("nan"), None],
            "decimal": pa.array([decimal.Decimal("1.20")] * 5),
            "date": pa.array([when.date()] * 5),
            "time": pa.array([when] * 5, pa.timestamp("ms", "Europe/Paris")),
            "dictionary": pa.array(["x", "y", "x", None, "y"]).dictionary_encode(),
            "map": pa.array([[("k", 1)]] * 5, pa.map_(pa.string(), pa.int8())),
            "fixed": pa.array([[1, 2]] * 5, pa.list_(pa.int16(), 2)),
            "nothing": pa.nulls(5),
        }
    )
    for data, kind in ((parquet(table), PARQUET), (arrow(table), KIND + "arrow.file")):
        rows, _, gaps, _, _ = read(parts(data, kind))
        assert [row["float"] for row in rows] == ["123456789", "4111111111111111", "1.5", "nan", ""]
        assert {key: rows[0][key] for key in list(rows[0])[1:]} == {
            "decimal": "1.20",
            "date": "2024-05-06",
            "time": "2024-05-06 07:08:09.000",
            "dictionary": "x",
            "map.key": "k",
            "map.value": "1",
            "fixed": "1 2",
            "nothing": "",
        }
        assert [row["dictionary"] for row in rows] == ["x", "y", "x", "", "y"]
        assert gaps == []


def test_binary_values_are_text_hex_or_members(parts):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    table = pa.table({"b": [b"text", b"\0\1", picture, None], "image": [{"bytes": picture, "path": "a.png"}] * 4})
    rows, _, _, members, _ = read(parts(parquet(table), PARQUET))
    assert [row["b"] for row in rows] == ["text", "0001", "", ""]
    assert rows[0]["image.path"] == "a.png"
    assert members["b/3"] == picture
    assert sorted(members) == ["b/3", *(f"image.bytes/{row}" for row in range(1, 5))]


def test_text_longer_than_a_cell_is_a_member(parts):
    rows, _, _, members, _ = read(parts(parquet(pa.table({"t": ["x" * 3000, "y"]})), PARQUET, limits=Limits(cell=1000)))
    assert [row["t"] for row in rows] == ["", "y"]
    assert members == {"t/1": b"x" * 3000}


def test_what_the_writer_noted_is_text(parts):
    table = pa.table({"a": [1]}).replace_schema_metadata({"made by": "the invented service"})
    for kind in ("parquet", "arrow.file", "arrow.stream"):
        assert "made by: the invented service" in read(parts(FORMATS[kind](table), KIND + kind))[4]["metadata"]


@pytest.mark.parametrize("codec", ["snappy", "gzip", "brotli", "zstd", "lz4", "none"])
def test_every_compression_is_undone(parts, codec):
    table = pa.table({"a": [f"value {i}" for i in range(3000)]})
    rows, extent, _, _, _ = read(parts(parquet(table, compression=codec, row_group_size=700), PARQUET))
    assert rows[2999] == {"a": "value 2999"}
    assert extent == (3000, 3000)
    if codec in {"zstd", "lz4"}:
        assert read(parts(arrow(table, compression=codec), KIND + "arrow.file"))[1] == (3000, 3000)


@pytest.mark.parametrize("kind", FORMATS)
def test_many_rows_come_in_chunks_in_order(parts, kind):
    count = 200_000
    table = pa.table({"id": range(count), "tags": [[f"tag {i}"] if i % 3 else [] for i in range(count)]})
    opened = parts(FORMATS[kind](table), KIND + kind)
    rows, extent, _, _, _ = read(opened)
    assert extent == (count, count)
    assert rows[123_457] == {"id": "123457", "tags": "tag 123457"}
    assert 2 <= sum(isinstance(part, Rows) for part, _ in opened) < 60


def test_limits_of_rows_are_kept_and_told(parts):
    table = pa.table({"a": range(200_000)})
    _, extent, _, _, _ = read(parts(parquet(table), PARQUET, limits=Limits(rows=100)))
    assert extent[0] == 200_000
    assert 100 <= extent[1] < 200_000


def test_a_dictionary_that_makes_much_of_little_is_undone_in_pieces(parts):
    values = pa.DictionaryArray.from_arrays(pa.array([0] * 300, pa.int32()), pa.array(["z" * 500_000]))
    reader = registry.load(registry.READERS[KIND + "arrow.file"].place)
    data = arrow(pa.table({"a": values}))
    longest = total = 0
    for part in reader.parts(HeldBlob(data), Media(KIND + "arrow.file", OPAQUE, ""), "x", Budget(Limits(), len(data))):
        if isinstance(part, Rows):
            longest = max(longest, len(part.columns[0].data))
            total += part.count
    assert total == 300
    assert longest < 20 << 20


class Keys:
    """A service of keys that keeps none: it wraps them in base64."""

    @staticmethod
    def client(_):
        import pyarrow.parquet.encryption as pe

        class Client(pe.KmsClient):
            def __init__(self):
                super().__init__()

            def wrap_key(self, key_bytes, master_key_identifier):
                return base64.b64encode(key_bytes)

            def unwrap_key(self, wrapped_key, master_key_identifier):
                return base64.b64decode(wrapped_key)

        return Client()


@pytest.mark.parametrize("plain", [False, True])
def test_encrypted_files_are_told_so(parts, plain):
    pe = pytest.importorskip("pyarrow.parquet.encryption")
    table = pa.table({"open": ["a"], "sealed": ["b"]})
    config = pe.EncryptionConfiguration("footer", column_keys={"column": ["sealed"]}, plaintext_footer=plain)
    sealed = pe.CryptoFactory(Keys.client).file_encryption_properties(pe.KmsConnectionConfig(), config)
    out = io.BytesIO()
    with pq.ParquetWriter(out, table.schema, encryption_properties=sealed) as writer:
        writer.write_table(table)
    with pytest.raises(ReadError) as caught:
        read(parts(out.getvalue(), PARQUET))
    assert caught.value.reason == Reason.ENCRYPTED


def test_an_old_feather_file_has_no_reader(parts):
    with pytest.raises(ReadError) as caught:
        read(parts(b"FEA1" + bytes(100) + b"FEA1", KIND + "arrow.file"))
    assert caught.value.reason == Reason.NO_READER


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "data",
    [b"", b"P", b"PAR1", b"PAR1PAR1", b"ARROW1\0\0", b"ARROW1\0\0ARROW1", b"ORC", b"\xff\xff\xff\xff", bytes(100)],
)
def test_next_to_nothing_is_corrupt_or_empty(parts, kind, data):
    try:
        rows, _, _, _, _ = read(parts(data, KIND + kind))
    except ReadError as error:
        assert error.reason in {Reason.CORRUPT, Reason.LIMIT}  # noqa: PT017  # an empty stream has no rows
    else:
        assert rows == []


@pytest.fixture(scope="module")
def child():
    held = Child()
    yield held
    held.close()


def isolated(child, data, kind):
    """Parts by way of the child, as in a scan: a crash is a reason."""
    memory = os.memfd_create("object")
    try:
        os.write(memory, data)
        blob = DescriptorBlob(memory, len(data))
        budget = Budget(Limits(seconds=20), len(data))
        out = []
        for part in child.parts(registry.READERS[KIND + kind].place, blob, Media(KIND + kind, OPAQUE, ""), "x", budget):
            content = None
            if isinstance(part, Member):
                with part.open() as stream:
                    content = stream.read()
            out.append((part, content))
        return out
    finally:
        os.close(memory)


@pytest.mark.parametrize("kind", FORMATS)
def test_it_works_within_the_limits_of_a_child(child, kind):
    table = pa.table({"a": [f"value {i}" for i in range(300_000)], "b": [bytes(100)] + [b"x"] * 299_999})
    rows, extent, _, members, _ = read(isolated(child, FORMATS[kind](table), kind))
    assert extent == (300_000, 300_000)
    assert rows[299_999]["a"] == "value 299999"
    assert members == {"b/1": bytes(100)}


@pytest.mark.parametrize("kind", FORMATS)
def test_damage_gives_parts_or_reasons_and_nothing_else(child, kind):
    rng = random.Random(9)
    table = pa.table(
        {
            "a": [f"value {i}" for i in range(40)],
            "n": [[i] * (i % 3) for i in range(40)],
            "d": pa.array(["x", "y"] * 20).dictionary_encode(),
        }
    )
    whole = FORMATS[kind](table if kind != "orc" else table.drop_columns("d"))
    reasons = set()
    for variant in range(120):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read(isolated(child, bytes(data[: rng.randrange(len(data))] if variant % 4 == 0 else data), kind))
        except ReadError as error:
            reasons.add(error.reason)
    assert reasons <= {Reason.CORRUPT, Reason.LIMIT, Reason.CRASHED, Reason.NO_READER, Reason.ENCRYPTED}


def test_a_crash_of_the_library_takes_its_object_only(child):
    try:
        isolated(child, zlib.decompress(base64.b85decode(BEYOND)), "orc")
    except ReadError as error:
        assert error.reason in {Reason.CRASHED, Reason.CORRUPT}  # noqa: PT017  # a later library may not crash
    assert read(isolated(child, orced(pa.table({"a": ["x"]})), "orc"))[0] == [{"a": "x"}]
