"""Compiled code, pictures, films, sounds and key stores by hand, with values planted where raw bytes do not show them."""

from __future__ import annotations

import hashlib
import hmac
import marshal
import random
import struct
import zlib
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER

from parts.der import integer, octets, oid, seq, tlv
from parts.planted import Planted

_PLACE = (52.52, -13.405)


def made(rng: random.Random, token: Callable[[], str]) -> dict[str, tuple[bytes, list[Planted]]]:
    """File name to content and what is planted in it."""
    shown, place = Planted("metadata"), Planted("metadata", kind="loc.gps_point")
    store = Planted("", kind="cred.keystore")
    return {
        "settings.pyc": (python(token()), [Planted("")]),
        "old_settings.pyc": (python_2(token()), [Planted("")]),
        "Config.class": (java(token()), [Planted("")]),
        "agent.exe": (windows(token(), rng), [Planted("")]),
        "chart.png": (png(token()), [shown]),
        "photo.jpg": (jpeg(token()), [shown, place]),
        "clip.mp4": (mp4(token()), [shown, place]),
        "song.mp3": (mp3(token()), [shown]),
        "open.jks": (java_store("changeit", rng), [store]),
        "open.p12": (pkcs12("", rng), [store]),
    }


def python(value: str) -> bytes:
    """A module compiled by the running Python."""
    source = (
        f'"""Settings."""\nDEBUG = False\n\ndef connect():\n    github_token = "{value}"\n    return github_token\n'
    )
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(compile(source, "settings.py", "exec"))


def python_2(value: str) -> bytes:
    """A module compiled by Python 2.7: `github_token = value`, then the end."""

    def text(content: bytes) -> bytes:
        return b"s" + struct.pack("<I", len(content)) + content

    names = b"(\1\0\0\0t" + struct.pack("<I", 12) + b"github_token"
    code = b"\x64\0\0\x5a\0\0\x64\1\0\x53"
    body = text(code) + b"(\2\0\0\0" + text(value.encode()) + b"N" + names + b"(\0\0\0\0" * 3
    return (
        b"\x03\xf3\r\n"
        + bytes(4)
        + b"c"
        + bytes(8)
        + b"\1\0\0\0\x40\0\0\0"
        + body
        + text(b"s.py")
        + text(b"<module>")
        + bytes(4)
        + text(b"")
    )


def java(value: str) -> bytes:
    """A class with one constant field."""

    def utf8(text: str) -> bytes:
        return b"\1" + struct.pack(">H", len(text)) + text.encode()

    texts = ["Config", "java/lang/Object", "GITHUB_TOKEN", "Ljava/lang/String;", "ConstantValue", value]
    pool = b"".join(map(utf8, texts)) + b"\x07\0\1" + b"\x07\0\2" + b"\x08\0\6"
    field = struct.pack(">HHHHHIH", 0x19, 3, 4, 1, 5, 2, 9)
    return (
        b"\xca\xfe\xba\xbe\0\0\0\x3d"
        + struct.pack(">H", 10)
        + pool
        + struct.pack(">HHHHH", 0x21, 7, 8, 0, 1)
        + field
        + bytes(4)
    )


def windows(value: str, rng: random.Random) -> bytes:
    """The look of a program for Windows, with strings of two bytes a letter."""
    strings = b"\0\0".join(
        each.encode("utf-16-le") for each in ("CompanyName", "Northwind Example", f"github_token={value}")
    )
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0\x64\x86" + bytes(300)
    return head + rng.randbytes(3000) + bytes(2) + strings + bytes(2) + rng.randbytes(3000)


def png(value: str) -> bytes:
    """One white point, and a packed text."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"zTXt", b"Comment\0\0" + zlib.compress(f"made with github_token = {value}".encode())),
        (b"IDAT", zlib.compress(b"\0\xff")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in chunks)


def exif(comment: str) -> bytes:
    """A TIFF structure: a comment in two bytes a letter, and a position."""

    def directory(start: int, entries: list[tuple[int, int, int, bytes]]) -> bytes:
        table, rest = struct.pack("<H", len(entries)), b""
        for tag, kind, count, value in entries:
            far = struct.pack("<I", start + 6 + len(entries) * 12 + len(rest))
            table += struct.pack("<HHI", tag, kind, count) + (value.ljust(4, b"\0") if len(value) <= 4 else far)
            rest += value if len(value) > 4 else b""
        return table + bytes(4) + rest

    def degrees(value: float) -> bytes:
        whole, minutes = divmod(abs(value) * 60, 60)
        return struct.pack("<6I", int(whole), 1, int(minutes), 1, round(minutes % 1 * 60_000), 1000)

    text = b"UNICODE\0" + comment.encode("utf-16-le")
    inner = [(0x9286, 7, len(text), text)]
    gps = [(1, 2, 2, b"N\0"), (2, 5, 3, degrees(_PLACE[0])), (3, 2, 2, b"W\0"), (4, 5, 3, degrees(_PLACE[1]))]
    second = 8 + 6 + 2 * 12
    third = second + len(directory(second, inner))
    main = [(0x8769, 4, 1, struct.pack("<I", second)), (0x8825, 4, 1, struct.pack("<I", third))]
    return b"II*\0\x08\0\0\0" + directory(8, main) + directory(second, inner) + directory(third, gps)


def jpeg(value: str) -> bytes:
    """A picture cut off behind its head."""
    body = b"Exif\0\0" + exif(f"github_token = {value}")
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xda\0\x02\xff\xd9"


def _box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


def mp4(value: str) -> bytes:
    """A film without pictures: a comment and a position."""
    place = f"{_PLACE[0]:+08.4f}{_PLACE[1]:+09.4f}/".encode()
    comment = _box(b"data", b"\0\0\0\1\0\0\0\0", f"github_token = {value}".encode())
    items = _box(b"ilst", _box(b"\xa9cmt", comment))
    meta = _box(b"meta", bytes(4), _box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9)), items)
    user = _box(b"udta", _box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7), place), meta)
    return (
        _box(b"ftyp", b"isom\0\0\2\0isommp41")
        + _box(b"mdat", bytes(64))
        + _box(b"moov", _box(b"mvhd", bytes(100)), user)
    )


def mp3(value: str) -> bytes:
    """An ID3 tag with a text of two bytes a letter, and some silence."""
    text = b"\1" + "github_token\0".encode("utf-16") + f"github_token = {value}".encode("utf-16")
    frame = b"TXXX" + struct.pack(">I", len(text)) + b"\0\0" + text
    size = len(frame) + 64
    return (
        b"ID3\3\0\0"
        + bytes(size >> shift & 127 for shift in (21, 14, 7, 0))
        + frame
        + bytes(64)
        + b"\xff\xfb\x90\x64"
        + bytes(413)
    )


def java_store(password: str, rng: random.Random) -> bytes:
    """A Java key store of version 2 with one private key, sound under a password."""
    alias = b"gateway"
    entry = struct.pack(">IH", 1, len(alias)) + alias + struct.pack(">QI", 1_700_000_000_000, 300) + rng.randbytes(300)
    body = struct.pack(">III", 0xFEEDFEED, 2, 1) + entry + struct.pack(">I", 0)
    return (
        body + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + body, usedforsecurity=False).digest()
    )


def pkcs12(password: str, rng: random.Random) -> bytes:
    """A PKCS #12 store with one shrouded key, whose MAC (RFC 9579) holds under a password."""
    data, sha256 = oid("1.2.840.113549.1.7.1"), seq(oid("1.2.840.113549.2.9"), tlv(5))
    shrouded = seq(seq(oid("1.2.840.113549.1.5.13"), seq()), octets(rng.randbytes(160)))
    name = seq(oid("1.2.840.113549.1.9.20"), tlv(0x31, tlv(0x1E, "gateway".encode("utf-16-be"))))
    bag = seq(oid("1.2.840.113549.1.12.10.1.2"), tlv(0xA0, shrouded), tlv(0x31, name))
    content = seq(seq(data, tlv(0xA0, octets(seq(bag)))))
    salt = rng.randbytes(16)
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 2048, 32)
    derivation = seq(oid("1.2.840.113549.1.5.12"), seq(octets(salt), integer(2048), integer(32), sha256))
    algorithm = seq(oid("1.2.840.113549.1.5.14"), seq(derivation, sha256))
    mac = seq(seq(algorithm, octets(hmac.digest(key, content, "sha256"))), octets(b"NOT USED"), integer(1))
    return seq(integer(3), seq(data, tlv(0xA0, octets(content))), mac)
