"""Compiled Java classes, made by hand."""

from __future__ import annotations

import random
import struct
import time

import pytest

from connectors.errors import Reason
from detectors.readers.base import ReadError, Text

CLASS = "application/java-vm"


class Made:
    """A class file while it is made."""

    def __init__(self) -> None:
        self.pool: list[bytes] = []
        self.body = b""

    def _add(self, constant: bytes, wide: bool = False) -> int:
        self.pool.append(constant)
        if wide:
            self.pool.append(b"")
        return len(self.pool) - (1 if wide else 0)

    def utf8(self, content: bytes) -> int:
        return self._add(b"\1" + struct.pack(">H", len(content)) + content)

    def string(self, content: bytes) -> int:
        return self._add(b"\x08" + struct.pack(">H", self.utf8(content)))

    def member(self, tag: int, name: bytes, kind: bytes) -> int:
        pair = self._add(b"\x0c" + struct.pack(">HH", self.utf8(name), self.utf8(kind)))
        holder = self._add(b"\x07" + struct.pack(">H", self.utf8(b"com/example/A")))
        return self._add(bytes([tag]) + struct.pack(">HH", holder, pair))

    def number(self) -> int:
        return self._add(b"\5" + bytes(8), wide=True)

    def made(self) -> bytes:
        return b"\xca\xfe\xba\xbe\0\0\0\x3d" + struct.pack(">H", len(self.pool) + 1) + b"".join(self.pool) + self.body


def example() -> bytes:
    made = Made()
    made.number()
    secret, argument = made.string(b"instance-field"), made.string(b"method-argument")
    made.string("gr\u00fc\u00dfe".encode() + b"\xed\xa0\xbd\xed\xb8\x80" + b"\xc0\x80")
    constant, field = made.string(b"constant-field"), made.utf8(b"CONST")
    label, kind = made.utf8(b"ConstantValue"), made.utf8(b"Ljava/lang/String;")
    made.utf8(b"from-an-annotation")
    put, call = (
        made.member(9, b"secret", b"Ljava/lang/String;"),
        made.member(10, b"setPassword", b"(Ljava/lang/String;)V"),
    )
    made.body = struct.pack(">HHHHHIH", 0x18, field, kind, 1, label, 2, constant)
    made.body += b"\x2a\x12" + bytes([secret]) + b"\xb5" + struct.pack(">H", put)
    made.body += b"\x2a\x13" + struct.pack(">H", argument) + b"\xb6" + struct.pack(">H", call)
    return made.made()


def lines(found) -> list[str]:
    return [line for part, _ in found if isinstance(part, Text) for line in part.data.decode().splitlines()]


def test_strings_stand_beside_what_they_are_given_to(parts):
    found = lines(parts(example(), CLASS))
    assert found[:3] == ["secret = instance-field", 'setPassword("method-argument")', "CONST = constant-field"]


def test_modified_utf_8_and_annotations_are_read(parts):
    found = lines(parts(example(), CLASS))
    assert "grüße😀\0" in found
    assert "from-an-annotation" in found
    assert "com/example/A" not in found


def test_other_things_are_refused(parts):
    for data in (b"", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbe\0\0\0\x3d\0\5\x63", b"x" * 90):
        with pytest.raises(ReadError) as caught:
            parts(data, CLASS)
        assert caught.value.reason == Reason.CORRUPT


def test_hostile_structures_end(parts):
    began = time.monotonic()
    made = Made()
    string = made.string(b"v")
    field = made.member(9, b"f", b"I")
    made.body = (b"\x12" + bytes([string]) + b"\xb5" + struct.pack(">H", field)) * 300_000
    assert len(lines(parts(made.made(), CLASS))) <= 300_010
    made = Made()
    label = made.utf8(b"ConstantValue")
    made.body = (label.to_bytes(2) + b"\0\0\0\2") * 100_000
    parts(made.made(), CLASS)
    assert time.monotonic() - began < 8


def test_damage_never_raises_anything_else(parts):
    data, chance = example(), random.Random(13)
    variants = [data[:at] for at in range(len(data))]
    for _ in range(500):
        spoiled = bytearray(data)
        for _ in range(chance.randrange(1, 8)):
            spoiled[chance.randrange(8, len(data))] = chance.randrange(256)
        variants.append(bytes(spoiled))
    for each in variants:
        try:
            parts(each, CLASS)
        except ReadError:
            continue
