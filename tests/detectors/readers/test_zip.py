"""Zips as tools make them: members, dates, names, comments, methods, documents, passwords."""

from __future__ import annotations

import hashlib
import hmac
import io
import random
import struct
import zipfile
import zlib
from datetime import UTC, datetime

import pytest
import zstandard

from connectors.errors import Reason
from detectors.readers.archive.zip import ZipReader
from detectors.readers.archive.zipcipher import _Traditional
from detectors.readers.base import Budget, Gap, Limits, Member, ReadError, Refined, Text
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

ZIP = Media("application/zip", OPAQUE, "archive")
_RNG = random.Random(5)
FILES = {
    "a.txt": b"small\n",
    "b/empty": b"",
    "b/large.bin": _RNG.randbytes(700_000),
    "b/text.log": b"".join(b"line %d\n" % n for n in range(300_000)),
    "c/ümläut.txt": b"name\n",
}


def zipped(files: dict[str, bytes] = FILES, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.comment = comment
    return out.getvalue()


def by_hand(
    members: list[tuple[bytes, bytes, bytes]],
    method: int,
    flags: int = 0,
    extra: bytes = b"",
    crcs: list[int] | None = None,
    mode: int = 0o100644,
) -> bytes:
    """A zip of (name, content, what is stored)."""
    out, directory = b"", b""
    for number, (name, data, stored) in enumerate(members):
        crc = crcs[number] if crcs else zlib.crc32(data)
        fields = struct.pack(
            "<HHHHHLLLHH", 20, flags, method, 0x6000, 0x5A21, crc, len(stored), len(data), len(name), len(extra)
        )
        directory += b"PK\1\2\x14\3" + fields + struct.pack("<HHHLL", 0, 0, 0, mode << 16, len(out)) + name + extra
        out += b"PK\3\4" + fields + name + extra + stored
    count = len(members)
    return out + directory + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(directory), len(out), 0)


def contents(opened: list) -> dict[str, bytes]:
    return {part.name: data for part, data in opened if isinstance(part, Member)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_of_every_method_of_zipfile_come_out(parts, method):
    assert contents(parts(zipped(method=method), "application/zip")) == FILES


def raw_deflate(data: bytes) -> bytes:
    coder = zlib.compressobj(9, zlib.DEFLATED, -15)
    return coder.compress(data) + coder.flush()


def deflate64(data: bytes) -> bytes:
    coder = pytest.importorskip("inflate64").Deflater()
    return coder.deflate(data) + coder.flush()


@pytest.mark.parametrize(("method", "encode"), [(93, zstandard.compress), (9, deflate64)])
def test_members_of_other_methods_come_out(parts, method, encode):
    members = [(name.encode(), data, encode(data)) for name, data in FILES.items()]
    assert contents(parts(by_hand(members, method, 0x800), "application/zip")) == FILES


def test_a_method_that_is_not_read_is_a_gap(parts):
    ((gap, _),) = parts(by_hand([(b"old", b"abc", b"??")], 6), "application/zip")
    assert isinstance(gap, Gap)
    assert gap.reason == Reason.NO_READER
    assert "method 6" in gap.detail


def test_members_know_their_size_and_date_and_can_be_opened_again():
    data = by_hand([(b"a", b"abc" * 100, raw_deflate(b"abc" * 100))], 8)
    member = next(ZipReader().parts(HeldBlob(data), ZIP, "", Budget(Limits(), len(data))))
    assert isinstance(member, Member)
    assert (member.size, member.stored) == (300, len(raw_deflate(b"abc" * 100)))
    assert member.modified == datetime(2025, 1, 1, 12, 0, 0, tzinfo=UTC)
    assert member.again
    assert member.open().read() == member.open().read() == b"abc" * 100


def test_dates_in_utc_come_before_dates_of_dos(parts):
    unix = struct.pack("<HHBl", 0x5455, 5, 1, 1_700_000_000)
    ntfs = struct.pack("<HHLHHQQQ", 0x000A, 32, 0, 1, 24, (1_700_000_000 + 11_644_473_600) * 10**7, 0, 0)
    for extra in (unix, ntfs, unix + ntfs):
        ((member, _),) = parts(by_hand([(b"a", b"x", b"x")], 0, extra=extra), "application/zip")
        assert member.modified == datetime.fromtimestamp(1_700_000_000, UTC)


def test_members_come_in_the_order_in_which_they_lie(parts):
    data = bytearray(zipped({"1": b"one", "2": b"two", "3": b"three"}))
    start = data.index(b"PK\1\2")
    entries = [data[start + 47 * n : start + 47 * n + 47] for n in range(3)]
    data[start : start + 47 * 3] = b"".join(reversed(entries))
    assert list(contents(parts(bytes(data), "application/zip"))) == ["1", "2", "3"]


def test_comments_are_text(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a")
        info.comment = b"of the member"
        archive.writestr(info, "x")
        archive.comment = "für das Ganze".encode()
    texts = [part for part, _ in parts(out.getvalue(), "application/zip") if isinstance(part, Text)]
    assert [(text.name, text.data.decode()) for text in texts] == [
        ("comment", "für das Ganze"),
        ("comment", "of the member"),
    ]


def test_a_comment_that_looks_like_an_end_record_does_not_hide_the_archive(parts):
    assert contents(parts(zipped({"a": b"x"}, comment=b"PK\5\6" + bytes(40)), "application/zip")) == {"a": b"x"}


def test_what_stands_before_and_behind_the_archive_does_no_harm(parts):
    data = zipped()
    assert contents(parts(b"#!/bin/sh\nexit\n" * 99 + data, "application/zip")) == FILES
    assert contents(parts(data + b"\0" * 300, "application/zip")) == FILES


def test_a_member_written_to_a_pipe_is_read(parts):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    assert contents(parts(pipe.data, "application/zip")) == FILES
    cut = pipe.data[: pipe.data.index(b"PK\1\2") + 20]
    opened = parts(cut, "application/zip")
    assert contents(opened) == FILES
    assert isinstance(opened[-1][0], Gap)


def test_zip64_is_read(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a", "w", force_zip64=True) as stream:
        stream.write(b"wide")
    data = out.getvalue()
    end = data.rindex(b"PK\5\6")
    start, size = data.index(b"PK\1\2"), end - data.index(b"PK\1\2")
    wide = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    last = struct.pack("<4sHHHHLLH", b"PK\5\6", 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    for before in (b"", b"MZ program" * 50):
        assert contents(parts(before + data[:end] + wide + locator + last, "application/zip")) == {"a": b"wide"}


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (
            ["[Content_Types].xml", "word/document.xml"],
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            ["[Content_Types].xml", "ppt/presentation.xml"],
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            ["[Content_Types].xml", "xl/workbook.xml"],
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (["[Content_Types].xml", "xl/workbook.bin"], "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        (["[Content_Types].xml", "visio/document.xml"], "application/vnd.visio"),
    ],
)
def test_an_office_document_is_handed_over(parts, names, kind):
    opened = parts(zipped(dict.fromkeys(names, b"<x/>")), "application/zip")
    assert opened == [(Refined(kind), None)]


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_an_open_document_is_handed_over(parts, kind):
    media = f"application/vnd.oasis.opendocument.{kind}"
    assert parts(zipped({"mimetype": media.encode(), "content.xml": b""}), "application/zip") == [
        (Refined(media), None)
    ]
    manifest = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}-template"/>'.encode()
    assert parts(zipped({"META-INF/manifest.xml": manifest}), "application/zip") == [(Refined(media), None)]


@pytest.mark.parametrize(
    "files",
    [
        {"word/document.xml.bak": b"", "[Content_Types].xml": b""},
        {"x/word/document.xml": b"", "x/[Content_Types].xml": b""},
        {"mimetype": b"application/epub+zip", "OEBPS/a.xhtml": b"<p>"},
        {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0"},
    ],
)
def test_what_only_looks_like_a_document_is_an_archive(parts, files):
    assert contents(parts(zipped(files), "application/zip")) == files


def traditional(data: bytes, password: bytes, check: int) -> bytes:
    """Encrypted by the cipher that decrypts, fed with what it gave."""
    cipher, out = _Traditional(password), bytearray()
    for byte in bytes(11) + bytes([check]) + data:
        mask = cipher._keys[2] & 0xFFFF | 2
        out.append(byte ^ (mask * (mask ^ 1)) >> 8 & 255)
        cipher._update(byte)
    return bytes(out)


def test_the_traditional_cipher_is_that_of_zipfile(parts):
    secret = b"held back\n" * 50
    data = by_hand([(b"a", secret, traditional(raw_deflate(secret), b"pass", zlib.crc32(secret) >> 24))], 8, 1)
    assert zipfile.ZipFile(io.BytesIO(data)).read("a", b"pass") == secret
    assert contents(parts(data, "application/zip", passwords=(b"no", b"pass"))) == {"a": secret}


@pytest.mark.parametrize("method", [0, 8])
def test_of_several_passwords_that_seem_to_fit_the_right_one_is_taken(parts, method):
    secret = _RNG.randbytes(2000)
    crc = zlib.crc32(secret)
    stored = traditional(secret if method == 0 else raw_deflate(secret), b"right", crc >> 24)
    seeming = [
        password for n in range(3000)
        if _Traditional(password := b"w%d" % n).decrypt(stored[:12])[-1] == crc >> 24
    ]  # fmt: skip
    assert len(seeming) > 2
    data = by_hand([(b"a", secret, stored)], method, 1)
    assert contents(parts(data, "application/zip", passwords=(*seeming[:3], b"right", seeming[3]))) == {"a": secret}
    with pytest.raises(ReadError, match="encrypted"):
        parts(data, "application/zip", passwords=tuple(seeming[:3]))


def winzip(data: bytes, password: bytes, version: int = 2, strength: int = 3, method: int = 8) -> tuple[bytes, bytes]:
    """What is stored, and the extra field, of a member in WinZip's AES."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    packed = raw_deflate(data) if method == 8 else data
    size = {1: 16, 2: 24, 3: 32}[strength]
    salt = bytes(range(size // 2))
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * size + 2)
    encryptor = Cipher(algorithms.AES(keys[:size]), modes.ECB()).encryptor()
    stream = b"".join(encryptor.update((n + 1).to_bytes(16, "little")) for n in range(len(packed) // 16 + 1))
    sealed = bytes(a ^ b for a, b in zip(packed, stream, strict=False))
    mac = hmac.new(keys[size : 2 * size], sealed, "sha1").digest()[:10]
    return salt + keys[-2:] + sealed + mac, struct.pack("<HHH2sBH", 0x9901, 7, version, b"AE", strength, method)


@pytest.mark.parametrize("strength", [1, 2, 3])
@pytest.mark.parametrize("method", [0, 8])
@pytest.mark.parametrize("version", [1, 2])
def test_members_encrypted_by_winzip_are_opened_with_the_password(parts, strength, method, version):
    secret = b"held back\n" * 20_000
    stored, extra = winzip(secret, b"pass", version, strength, method)
    crcs = [zlib.crc32(secret) if version == 1 else 0]
    data = by_hand([(b"a", secret, stored)], 99, 1, extra, crcs)
    assert contents(parts(data, "application/zip", passwords=(b"no", b"pass"))) == {"a": secret}
    (gap, _) = parts(data, "application/zip")[0]
    assert (gap.name, gap.reason) == ("a", Reason.ENCRYPTED)
    assert "--archive-password-file" in gap.detail
    with pytest.raises(ReadError, match="encrypted"):
        parts(data, "application/zip", passwords=(b"no",))
    changed = bytearray(data)
    changed[data.index(stored) + len(stored) - 1] ^= 1
    with pytest.raises(ReadError, match="corrupt"):
        parts(bytes(changed), "application/zip", passwords=(b"pass",))


def test_many_encrypted_members_are_named_up_to_a_thousand_and_then_counted(parts):
    data = by_hand([(b"%d" % n, b"x", bytes(13)) for n in range(1500)], 0, 1)
    gaps = [part for part, _ in parts(data, "application/zip")]
    assert len(gaps) == 1001
    assert gaps[-1].size == 500 * 13
    assert "500 more" in gaps[-1].detail


def test_names_are_shown_as_stored_and_what_cannot_be_printed_is_escaped(parts):
    names = [b"/etc/passwd", b"../../x", b"C:\\a\\b", b"nul\0l\x1b[31m", b"caf\x82", "näme".encode(), b"n" * 5000]
    data = by_hand([(name, b"x", b"x") for name in names], 0)
    shown = [part.name for part, _ in parts(data, "application/zip")]
    assert shown[:6] == ["/etc/passwd", "../../x", "C:\\a\\b", "nul\\x00l\\x1b[31m", "café", "näme"]
    assert len(shown[6]) == 1025


def test_links_are_gaps_and_folders_nothing(parts):
    ((gap, _),) = parts(by_hand([(b"link", b"/etc/passwd", b"/etc/passwd")], 0, mode=0o120777), "application/zip")
    assert (gap.name, gap.reason) == ("link", Reason.SYMLINK)
    assert parts(zipped({"folder/": b""}), "application/zip") == []


def test_a_part_of_a_split_archive_says_that_others_are_missing(parts):
    data = bytearray(zipped({"a": b"x", "b": b"y"}))
    end = data.rindex(b"PK\5\6")
    data[end + 4 : end + 6] = b"\1\0"
    second = data.rindex(b"PK\1\2")
    data[second + 34 : second + 36] = b"\1\0"
    (gap, _), (member, content) = parts(bytes(data), "application/zip")
    assert (gap.name, gap.reason) == ("a", Reason.MISSING)
    assert (member.name, content) == ("b", b"y")
