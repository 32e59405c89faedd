"""Compiled Python: by the running interpreter, and as attackers write it."""

from __future__ import annotations

import importlib.util
import marshal
import random
import struct
import sys
import time

import pytest

from connectors.errors import Reason
from detectors.readers.base import Limits, ReadError, Text

PYC = "application/x-python-bytecode"
SOURCE = """
import os
API = "module-constant"
class C:
    token = "class-constant"
    def f(self, x):
        password = "fast-constant"
        self.secret = "attr-constant"
        connect(user="kw-user", password="kw-pass")
        os.environ["KEY"] = "item-value"
        d = {"one": "d-one"}
        e = {"k1": "v1", "k2": "v2", "k3": "v3"}
        card = 4111111111111111
        return [x, b"bytes-constant", "\\xfcnicode", ("t1", 12345678901234567890), lambda: "inner"]
"""
NAMED = [
    "API = module-constant",
    "token = class-constant",
    "password = fast-constant",
    "secret = attr-constant",
    "user = kw-user",
    "password = kw-pass",
    "KEY = item-value",
    "one = d-one",
    "k1 = v1",
    "k2 = v2",
    "k3 = v3",
    "card = 4111111111111111",
]


def head(number: int) -> bytes:
    return struct.pack("<H", number) + b"\r\n" + bytes(12)


def compiled() -> bytes:
    return importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(compile(SOURCE, "/home/jane/mod.py", "exec"))


def lines(found) -> list[str]:
    return [line for part, _ in found if isinstance(part, Text) for line in part.data.decode().splitlines()]


@pytest.mark.skipif(
    sys.version_info >= (3, 14), reason="names are not told there: its instructions are not known to the reader"
)
def test_constants_stand_beside_their_names(parts):
    found = lines(parts(compiled(), PYC))
    assert [line for line in NAMED if line not in found] == []
    assert "file = /home/jane/mod.py" in found


def test_constants_without_a_name_are_lines_of_their_own(parts):
    found = lines(parts(compiled(), PYC))
    assert {"bytes-constant", "ünicode", "t1", "inner", "12345678901234567890"} <= set(found)


def code_2(constants: list[bytes]) -> bytes:
    """A code object of Python 2.7: LOAD_CONST 0, STORE_NAME 0."""

    def text(content: bytes) -> bytes:
        return b"s" + struct.pack("<I", len(content)) + content

    values = b"(" + struct.pack("<I", len(constants)) + b"".join(constants)
    names = b"(\1\0\0\0" + b"t\6\0\0\0secret"
    return (
        b"c"
        + bytes(16)
        + text(b"\x64\0\0\x5a\0\0")
        + values
        + names
        + b"(\0\0\0\0" * 3
        + text(b"f.py")
        + b"R\0\0\0\0"
        + bytes(4)
        + text(b"")
    )


def test_python_2_is_read(parts):
    data = struct.pack("<H", 62211) + b"\r\n" + bytes(4) + code_2([b"u\5\0\0\0value", b"s\5\0\0\0other"])
    assert lines(parts(data, PYC)) == ["secret = value", "other", "file = f.py"]


def test_where_no_name_matters_the_constants_alone_are_read(parts):
    """Most modules name no credential: walking through their code would cost ten times as much."""
    made = compile("greeting = 'a constant of some length'\n", "f.py", "exec")
    data = head(struct.unpack("<H", importlib.util.MAGIC_NUMBER[:2])[0]) + marshal.dumps(made)
    text = b"\n".join(part.data for part, _ in parts(data, PYC))
    assert b"a constant of some length" in text
    assert b"greeting = " not in text


def test_a_newer_python_is_read_without_names(parts):
    data = head(3627) + compiled()[16:]
    assert "fast-constant" in lines(parts(data, PYC))
    assert "password = fast-constant" not in lines(parts(data, PYC))


def test_other_things_are_refused(parts):
    for data in (b"", b"\0\0\r\n", b"PK\3\4" + bytes(40), b"import os\n" * 9):
        with pytest.raises(ReadError) as caught:
            parts(data, PYC)
        assert caught.value.reason == Reason.CORRUPT
    with pytest.raises(ReadError):
        parts(compiled(), PYC, limits=Limits(buffer=100))


def test_what_came_before_damage_stands(parts):
    from detectors.readers import registry
    from detectors.readers.base import Budget
    from detectors.readers.held import HeldBlob
    from detectors.views.sniff import PLAIN

    data = compiled()
    reader = registry.load(".binary.pyc:PycReader").parts(HeldBlob(data[:-40]), PLAIN, "", Budget(Limits(), len(data)))
    assert b"fast-constant" in next(reader).data
    with pytest.raises(ReadError):
        next(reader)


def test_hostile_structures_end(parts):
    began = time.monotonic()
    for body in [
        b"(\1\0\0\0" * 200_000,
        b"(\xff\xff\xff\x7f",
        b"s\xff\xff\xff\xff",
        b"[\x40\x42\x0f\0" + b"N" * 1_000_000,
        b"(\2\0\0\0" + b"\xa9\2r\0\0\0\0r\0\0\0\0" * 2,
        b"{" + b"N" * 1_000_000,
        b"\xe3" + bytes(20) + b"\xfb\5\0\0\0abc",
        b"l\xff\xff\xff\x7f",
        b"l\x00\x00\x00\x80",
        b"r\xff\xff\xff\xff",
        b"\xdb\1\0\0\0r\0\0\0\0",
    ]:
        try:
            parts(head(3495) + body, PYC)
        except ReadError:
            continue
    assert time.monotonic() - began < 10


def test_tuples_that_hold_themselves_many_times_over_do_not_grow(parts):
    level = b"\xa9\2" + b"N" * 2
    for number in range(200):
        level += b"\xa9\2" + b"r" + struct.pack("<I", number) * 1 + b"r" + struct.pack("<I", number)
    began = time.monotonic()
    parts(head(3495) + b"[\xc9\0\0\0" + level, PYC)
    assert time.monotonic() - began < 1


def test_damage_never_raises_anything_else(parts):
    data, chance = compiled(), random.Random(11)
    variants = [data[:at] for at in range(0, len(data), 9)]
    for _ in range(600):
        spoiled = bytearray(data)
        for _ in range(chance.randrange(1, 8)):
            spoiled[chance.randrange(16, len(data))] = chance.randrange(256)
        variants.append(bytes(spoiled))
    for number in (62211, 3000, 3200, 3379, 3413, 3439, 3571, 3627):
        variants += [head(number) + data[16:], struct.pack("<H", number) + b"\r\n" + data[8:]]
    for each in variants:
        try:
            parts(each, PYC)
        except ReadError:
            continue
