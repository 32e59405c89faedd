from __future__ import annotations

import contextlib
import random
import struct
import sys
from pathlib import Path

import pytest

from connectors.errors import Reason
from detectors.readers.base import Member, ReadError, Refined, Text
from detectors.readers.document.vba import decompressed, source

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_ole import compound, doc

OLE = "application/x-ole-storage"


def members(opened):
    return {part.name: content for part, content in opened if isinstance(part, Member)}


@pytest.mark.parametrize(
    ("stream", "refined"),
    [
        ("WordDocument", "application/msword"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("Workbook", "application/vnd.ms-excel"),
        ("Book", "application/vnd.ms-excel"),
        ("__properties_version1.0", "application/vnd.ms-outlook"),
    ],
)
def test_the_streams_say_which_document_it_is(parts, stream, refined):
    assert parts(compound({"Other": b"x", stream: b"y"}), OLE) == [(Refined(refined), None)]


def test_an_encrypted_package_is_told(parts):
    with pytest.raises(ReadError) as refused:
        parts(compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}), OLE)
    assert refused.value.reason == Reason.ENCRYPTED


def test_other_files_give_their_streams(parts):
    large = random.Random(1).randbytes(900_000)
    found = members(parts(compound({"256_1": b"\xff\xd8\xff" * 2000, "Catalog": large}), OLE))
    assert found == {"256_1": b"\xff\xd8\xff" * 2000, "Catalog": large}


def test_small_sectors_are_read(parts):
    """As programs write them: streams under 4096 bytes lie in a chain of their own, 64 bytes each."""
    first, second = b"a" * 100, b"b" * 60
    pool = first.ljust(128, b"\0") + second.ljust(64, b"\0")
    data = bytearray(compound({"one": first, "two": second}))
    # Rearranged by hand: sector 0 holds the pool, sector 1 the table of small sectors.
    directory = next(at for at in range(512, len(data), 512) if data[at : at + 8] == "Root".encode("utf-16-le"))
    data[512:1024] = pool.ljust(512, b"\0")
    data[1024:1536] = struct.pack("<3I", 1, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    struct.pack_into("<II", data, 60, 1, 1)
    struct.pack_into("<IQ", data, directory + 116, 0, len(pool))
    struct.pack_into("<IQ", data, directory + 128 + 116, 0, 100)
    struct.pack_into("<IQ", data, directory + 256 + 116, 2, 60)
    table = len(data) - 512
    struct.pack_into("<II", data, table, 0xFFFFFFFE, 0xFFFFFFFE)
    assert members(parts(bytes(data), OLE)) == {"one": first, "two": second}


def packed(code):
    """Source code in a compressed container without any copying."""
    out = b"\1"
    for at in range(0, len(code), 3600):
        piece = code[at : at + 3600]
        chunk = b"".join(b"\0" + piece[start : start + 8] for start in range(0, len(piece), 8))
        out += struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk
    return out


def test_macros_are_unpacked(parts):
    code = b'Attribute VB_Name = "Module1"\r\n' + b"' token\r\n" * 900
    found = parts(compound({"Module1": b"\1\2\3" * 50 + packed(code)}).replace(*_named("Module1", "VBA/M_1")), OLE)
    assert members(found)
    assert source(b"\1\2\3" * 50 + packed(code)) == code


def _named(old, new):
    return old.encode("utf-16-le"), new.encode("utf-16-le")


def test_copied_text_is_unpacked_as_the_specification_shows():
    """[MS-OVBA] 3.2.3, maximum compression: 73 letters a in eight bytes."""
    assert decompressed(bytes.fromhex("0103b002614500")) == b"a" * 73
    normal = bytes.fromhex(
        "012fb000236161616263646582660070616768696a013861616b6c00306d6e6f700671027004107272737475760 1".replace(
            " ", ""
        )[:-2]
    )
    assert decompressed(normal).startswith(b"#aaabcdefaaaaghij")


def properties(pairs, kind=0x1E):
    body, offsets = b"", []
    for number, text in pairs:
        offsets.append((number, 8 + 8 * len(pairs) + len(body)))
        data = text.encode("utf-16-le" if kind == 0x1F else "cp1252") + b"\0" * (2 if kind == 0x1F else 1)
        body += struct.pack("<II", kind, len(data) // (2 if kind == 0x1F else 1)) + data + bytes(-len(data) % 4)
    section = struct.pack("<II", 8 + 8 * len(pairs) + len(body), len(pairs))
    section += b"".join(struct.pack("<II", *offset) for offset in offsets) + body
    return struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48) + section


def test_properties_are_metadata(parts):
    data = compound({"\x05SummaryInformation": properties([(2, "A title"), (4, "Ann"), (99, "no")]), "x": b""})
    texts = [part.data for part, _ in parts(data, OLE) if isinstance(part, Text)]
    assert texts == [b"title: A title\nauthor: Ann"]
    data = compound({"\x05SummaryInformation": properties([(2, "\u0416")], 0x1F)})
    assert [part.data for part, _ in parts(data, OLE)] == ["title: \u0416".encode()]


@pytest.mark.parametrize("at", [0, 30, 32, 44, 48, 56, 60, 68, 72, 76])
@pytest.mark.parametrize("value", [0, 1, 2, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF])
def test_heads_that_lie_end(parts, at, value):
    data = bytearray(doc("text", "", ""))
    struct.pack_into("<I", data, at, value)
    for kind in (OLE, "application/msword"):
        with contextlib.suppress(ReadError):
            parts(bytes(data), kind)


def test_chains_and_trees_that_run_in_circles_end(parts):
    plain = compound({"a": b"x" * 10_000, "b": b"y" * 5_000})
    directory = next(at for at in range(512, len(plain), 512) if plain[at : at + 8] == "Root".encode("utf-16-le"))
    data = bytearray(plain)
    struct.pack_into("<I", data, directory + 256 + 72, 1)
    struct.pack_into("<I", data, directory + 256 + 68, 2)
    assert set(members(parts(bytes(data), OLE))) == {"a", "b"}
    data = bytearray(plain)
    struct.pack_into("<I", data, len(data) - 512 + 4, 0)
    assert set(members(parts(bytes(data), OLE))) == {"a", "b"}
