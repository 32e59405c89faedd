"""Binary types are told by content: a true beginning of each, whatever the name; nothing else is taken for one."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib

import pytest

from detectors.readers.registry import READERS
from detectors.views import media
from detectors.views import sniff as sniffer
from detectors.views.sniff import HEAD, OPAQUE, PARTIAL, PLAIN, RAW, sniff

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


def zipped(*names: str, mimetype: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(name, f"<{name}/>" * 9)
    return out.getvalue()


def streamed(*names: str) -> bytes:
    """A zip written to a pipe: sizes stand behind the members."""

    class Pipe(io.RawIOBase):
        data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:  # type: ignore[override]  # bytes are all that zipfile gives
            self.data += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]  # it only writes
        for name in names:
            archive.writestr(name, f"<{name}/>" * 9)
    return bytes(pipe.data)


def tarred(form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        archive.addfile(tarfile.TarInfo("folder/notes.txt"), io.BytesIO())
    return out.getvalue()


def old_tar() -> bytes:
    """As before POSIX: no `ustar`, only a checksum."""
    block = bytearray(tarred(tarfile.GNU_FORMAT)[:512])
    block[257:512] = bytes(255)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + bytes(1024)


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table people (name text)")
    return connection.serialize()


def ole(*names: str, before: int = 0) -> bytes:
    """[MS-CFB]: a header, and a directory in the sector behind `before` others."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHH", 0x3E, 3, 0xFFFE, 9)
    header = header.ljust(48, b"\0") + struct.pack("<I", before)
    entries = []
    for index, name in enumerate(("Root Entry", *names)):
        text = name.encode("utf-16-le") + b"\0\0"
        child = 1 if index == 0 and names else 0xFFFFFFFF
        right = index + 1 if 0 < index < len(names) else 0xFFFFFFFF
        entries.append(
            text.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(text), 5 if index == 0 else 2, 1, 0xFFFFFFFF, right, child)
            + bytes(48)
        )
    return header.ljust(512, b"\0") + bytes(512 * before) + b"".join(entries).ljust(2048, b"\0")


def lha() -> bytes:
    return bytes((36, 0x5A)) + b"-lh5-" + struct.pack("<IIIBB", 90, 120, 0, 0x20, 1) + b"\x05a.txt" + bytes(90)


def iso() -> bytes:
    return bytes(32768) + b"\1CD001\1\0" + bytes(2048)


def element(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = bytes((len(body),)) if len(body) < 128 else b"\x82" + struct.pack(">H", len(body))
    return bytes((tag,)) + size + body


DATA = element(6, bytes.fromhex("2a864886f70d010701"))
RSA = element(0x30, element(6, bytes.fromhex("2a864886f70d010101")), b"\5\0")
PBES2 = element(0x30, element(6, bytes.fromhex("2a864886f70d01050d")), bytes(40))


def pkcs12() -> bytes:
    return element(0x30, b"\2\1\3", element(0x30, DATA, element(0xA0, element(4, bytes(300)))), bytes(40))


def certificate() -> bytes:
    return element(0x30, element(0x30, b"\xa0\3\2\1\2", b"\2\1\7", RSA, bytes(300)), RSA, bytes(60))


def pyc(number: int, start: int) -> bytes:
    return struct.pack("<H", number) + b"\r\n" + bytes(start - 4) + b"\xe3" + bytes(60)


def frames() -> bytes:
    """Two frames of MPEG-1 layer III at 128 kbit/s and 44,100 Hz: 417 bytes each."""
    return (b"\xff\xfb\x90\x00" + b"\x55" * 413) * 2


def ftyp(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mp42" + bytes(40)


def portable() -> bytes:
    return (b"MZ" + bytes(58) + struct.pack("<I", 128)).ljust(128, b"\x01") + b"PE\0\0" + bytes(60)


NEWC = b"070701" + b"0000ABCD" * 13 + b"notes.txt\0"
ODC = b"070707" + b"000123" * 11 + b"0000" + b"notes.txt\0"
OLD_CPIO = (
    b"\xc7\x71" + bytes(4) + struct.pack("<H", 0o100644) + bytes(12) + struct.pack("<H", 10) + bytes(4) + b"notes.txt\0"
)
LZ4_FRAME = b"\x04\x22\x4d\x18\x64\x40\xa7"
SKIPPABLE = b"\x50\x2a\x4d\x18\4\0\0\0skip"

#: True beginnings by media type; the text types have theirs in test_sniff_text.py.
HEADS: dict[str, list[bytes]] = {
    "application/zip": [
        zipped("a.txt", "b/c.txt"),
        zipped(),
        streamed("a.txt", "b.txt"),
        zipped("word/notes.txt"),
        zipped("META-INF/MANIFEST.MF", "a.class"),
        zipped("META-INF/container.xml", mimetype="application/epub+zip"),
        b"PK00" + zipped("a.txt"),
        b"#!/usr/bin/env python3\n" + zipped("__main__.py"),
    ],
    "application/gzip": [gzip.compress(b"x" * 99), gzip.compress(b""), b"\x1f\x8b\x08\x08" + bytes(6) + b"name\0"],
    "application/x-bzip2": [bz2.compress(b"x" * 99), bz2.compress(b"")],
    "application/x-xz": [lzma.compress(b"x" * 99)],
    "application/x-lzma": [lzma.compress(b"x" * 99, lzma.FORMAT_ALONE)],
    "application/zlib": [zlib.compress(b"blob 12\0" + b"x" * 99, level) for level in (0, 1, 6, 9)],
    "application/zstd": [b"\x28\xb5\x2f\xfd\x04\x58\x19\0\0abc", SKIPPABLE + b"\x28\xb5\x2f\xfd\x04\x58"],
    "application/x-lz4": [LZ4_FRAME, SKIPPABLE * 2 + LZ4_FRAME, b"\x02\x21\x4c\x18\1\0\0\0"],
    "application/x-compress": [b"\x1f\x9d\x90" + bytes(range(40))],
    "application/x-lzip": [b"LZIP\1\x0c" + bytes(40)],
    "application/x-tar": [tarred(form) for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT)] + [old_tar()],
    "application/x-7z-compressed": [b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24)],
    "application/vnd.rar": [b"Rar!\x1a\x07\0\xcf\x90", b"Rar!\x1a\x07\1\0\x33"],
    "application/x-cpio": [NEWC, ODC, OLD_CPIO],
    "application/x-archive": [b"!<arch>\ndebian-binary   1342943816  0     0     100644  4         `\n2.0\n"],
    "application/x-rpm": [b"\xed\xab\xee\xdb\3\0\0\0" + bytes(90)],
    "application/x-iso9660-image": [iso(), b"\x33\xed\x90" + iso()[3:]],
    "application/vnd.ms-cab-compressed": [b"MSCF\0\0\0\0\x40\1\0\0" + bytes(12) + b"\3\1"],
    "application/x-xar": [b"xar!\0\x1c\0\1" + bytes(20)],
    "application/x-lha": [lha()],
    "application/warc": [b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n", b"WARC/1.1\r\nWARC-Type: warcinfo\r\n"],
    "application/x-git-bundle": [b"# v2 git bundle\n" + b"0" * 40 + b" HEAD\n\nPACK\0\0\0\2", b"# v3 git bundle\n@object-format=sha256\n"],
    "application/x-git-pack": [b"PACK\0\0\0\2\0\0\0\5", b"PACK\0\0\0\3\0\0\0\5"],
    "application/pdf": [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"%PDF-2.0\r\n1 0 obj\r\n"],
    "application/x-ole-storage": [ole(), ole("EncryptedPackage", "EncryptionInfo"), ole("Workbook", before=9)[:4096]],
    OOXML + "wordprocessingml.document": [
        zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
        streamed("[Content_Types].xml", "docProps/app.xml", "word/document.xml"),
    ],
    OOXML + "presentationml.presentation": [zipped("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml")],
    OOXML + "spreadsheetml.sheet": [
        zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"),
        zipped("_rels/.rels", "docProps/core.xml", "xl/theme/theme1.xml", "xl/worksheets/sheet1.xml"),
    ],
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": [
        zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.bin"),
        zipped("[Content_Types].xml", "xl/_rels/workbook.bin.rels"),
    ],
    "application/vnd.visio": [zipped("[Content_Types].xml", "_rels/.rels", "visio/document.xml")],
    ODF + "text": [zipped("content.xml", mimetype=ODF + "text")],
    ODF + "presentation": [zipped("content.xml", mimetype=ODF + "presentation")],
    ODF + "spreadsheet": [zipped("content.xml", mimetype=ODF + "spreadsheet")],
    "application/msword": [ole("1Table", "WordDocument"), ole("WordDocument", before=20)],
    "application/vnd.ms-powerpoint": [ole("Current User", "PowerPoint Document")],
    "application/vnd.ms-excel": [ole("Workbook"), ole("Book")],
    "application/vnd.ms-outlook": [ole("__nameid_version1.0", "__properties_version1.0")],
    "application/vnd.ms-outlook-pst": [b"!BDN\x52\xee\x1f\xd3SM\x17\0\x13\0"],
    "application/rtf": [rb"{\rtf1\ansi\deff0 {\fonttbl{\f0 Arial;}} words\par}"],
    "application/vnd.sqlite3": [database()],
    "application/vnd.apache.parquet": [b"PAR1\x15\4\x15\0\x15", b"PARE\x15\4\x15\0\x15"],
    "application/vnd.apache.arrow.file": [b"ARROW1\0\0\xff\xff\xff\xff\x10\1\0\0", b"FEA1\0\0\0\0\4\0\0\0"],
    "application/vnd.apache.arrow.stream": [b"\xff\xff\xff\xff\x70\0\0\0\x10\0\0\0" + bytes(108)],
    "application/vnd.apache.orc": [b"ORC\x0a\0\0\x12\0"],
    "application/vnd.apache.avro": [b"Obj\1\4\x14avro.codec\x08null\x16avro.schema"],
    "application/x-python-bytecode": [
        pyc(3394, 16), pyc(3495, 16), pyc(3627, 16), pyc(3379, 12), pyc(3131, 8), b"\x03\xf3\r\n\x01\x02\x03\x04c" + bytes(40),
    ],
    "application/java-vm": [b"\xca\xfe\xba\xbe\0\0\0\x34\0\x10" + bytes(40), b"\xca\xfe\xba\xbe\0\3\0\x2d\0\x10", b"\xca\xfe\xba\xbe\xff\xff\0\x42\0\1"],
    "application/x-executable": [b"\x7fELF\2\1\1" + bytes(20)],
    "application/x-msdownload": [portable(), b"MZ\x90\0\3\0\0\0"],
    "application/x-mach-binary": [
        b"\xca\xfe\xba\xbe\0\0\0\2\1\0\0\7", b"\xca\xfe\xba\xbf\0\0\0\1", b"\xcf\xfa\xed\xfe\7\0\0\1", b"\xfe\xed\xfa\xce\0\0\0\x12",
    ],
    "application/wasm": [b"\0asm\1\0\0\0"],
    "application/octet-stream": [bytes(range(256)) * 4, random.Random(1).randbytes(HEAD), bytes(600), bytes(HEAD)],
    "image/png": [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    "image/jpeg": [b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"\xff\xd8\xff\xdb"],
    "image/gif": [b"GIF89a\1\0\1\0", b"GIF87a\1\0\1\0"],
    "image/tiff": [b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"II+\0\x08\0\0\0"],
    "image/webp": [b"RIFF\x24\0\0\0WEBPVP8 "],
    "image/heif": [ftyp(brand) for brand in (b"heic", b"mif1", b"avif", b"msf1")],
    "video/mp4": [ftyp(b"isom"), ftyp(b"qt  "), ftyp(b"mp42"), b"\0\0\0\x08wide\0\0\1\0mdat", b"\0\0\1\0moov\0\0\0\x6cmvhd"],
    "video/x-matroska": [b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1"],
    "audio/mpeg": [b"ID3\4\0\0\0\0\0\x10", frames(), frames()[:417]],
    "audio/flac": [b"fLaC\0\0\0\x22"],
    "audio/ogg": [b"OggS\0\2" + bytes(20)],
    "audio/wav": [b"RIFF\x24\0\0\0WAVEfmt "],
    "application/x-pkcs12": [pkcs12(), b"\x30\x80\2\1\3\x30\x80" + DATA + b"\xa0\x80\x24\x80"],
    "application/x-java-keystore": [b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1"],
    "application/x-java-jce-keystore": [b"\xce\xce\xce\xce\0\0\0\2\0\0\0\1"],
    # types that no reader is for yet
    "audio/mp4": [ftyp(b"M4A ")],
    "audio/x-nist": [b"NIST_1A\n   1024\nsample_rate -i 16000\nend_head\n"],
    "audio/aac": [b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"\x55" * 9 + b"\xff\xf1\x50\x80\x02\x1f\xfc"],
    "video/x-msvideo": [b"RIFF\x24\0\0\0AVI LIST"],
    "video/mpeg": [b"\0\0\1\xba\x44\0\4"],
    "image/bmp": [b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0" + bytes(40)],
    "image/x-icon": [b"\0\0\1\0\1\0\x10\x10\0\0\1\0"],
    "image/x-wsq": [b"\xff\xa0\xff\xa4\0\x3a\x09\7", b"\xff\xa0\xff\xa8\0\x18"],
    "application/x-iso19794-face": [b"FAC\x00010\0" + bytes(9)],
    "application/x-iso19794-minutiae": [b"FMR\0 20\0" + bytes(9)],
    "application/x-iso19794-finger": [b"FIR\x00010\0" + bytes(9)],
    "application/x-iso19794-iris": [b"IIR\x00020\0" + bytes(9)],
    "application/x-iso39794": [b"\x65\x81\x90\xa0\7\x80\1\3\x81\2\7\xe3\xa1"],
    "application/x-piv-biometric": [b"\3\x0d".ljust(88, b"\0") + b"FMR\0"],
    "application/x-fingerprint-template": [
        b"FP1\2\0\1\0\0\0\1", b"FP2\2\0\1\0\0\0\0", b"FP3\2\0\0\0uru4000\0",
        b"\0\xf8\x81\1\xc8\x2a\xe3\x73\x5c\xc0\x41\x37\x09\xab\x71\xb0",
    ],
    "application/x-emrtd": [
        b"\x61\x5b\x5f\x1f\x58P<UTO", b"\x60\x14\x5f\1\0040107", b"\x75\x82\1\0\x7f\x61\x81\xfd\2\1\1",
        b"\x63\x81\x90\x7f\x61", b"\x77\x82\1\2\x30\x81\xf0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0",
        b"\x65\x82\1\0\2\1\1\x5f\x40",
    ],
    "application/x-faiss-index": [b"IxFI\0\2\0\0" + struct.pack("<qqqB", 9, 1 << 20, 1 << 20, 1)],
    "application/x-hnswlib-index": [struct.pack("<6QiI3Q", 0, 9, 9, 652, 644, 132, 0, 0, 16, 32, 16)],
    "application/x-python-pickle": [b"\x80\4\x95\3\0\0\0\0\0\0\0]\x94.", b"\x80\2}q\0(X\1\0\0\0a"],
    "application/x-ansi-nist": [b"1.001:173\x1d1.002:0500\x1d1.003:1\x1f2\x1e", b"1.01:173\x1d1.02:0200\x1d"],
    "application/x-npy": [b"\x93NUMPY\1\0v\0{'descr': '<f4'}"],
    "application/dicom": [
        bytes(128) + b"DICM\2\0\0\0UL", b"\2\0\0\0UL\4\0\x10\0\0\0", b"\x08\0\5\0CS\4\0ABCD\x08\0\x18\0UI",
        b"\x08\0\5\0\4\0\0\0ABCD\x08\0\x18\0",
    ],
    "application/x-cram": [b"CRAM\3\1" + bytes(20)],
    "application/pkix-cert": [certificate()],
    "application/pkcs8": [element(0x30, b"\2\1\0", RSA, bytes(300)), element(0x30, b"\2\1\0", element(2, bytes(256)), bytes(300))],
    "application/pkcs8-encrypted": [element(0x30, PBES2, bytes(300))],
    "application/x-public-key": [element(0x30, RSA, element(3, bytes(300)))],
    "application/vnd.tcpdump.pcap": [b"\xd4\xc3\xb2\xa1\2\0\4\0"],
    "application/x-pcapng": [b"\n\r\r\n\x1c\0\0\0\x4d\x3c\x2b\x1a\1\0"],
    "font/woff2": [b"wOF2\0\1\0\0"],
    "font/ttf": [b"\0\1\0\0\0\x0c\0\x80\0\3\0\x40"],
    "application/x-hdf5": [b"\x89HDF\r\n\x1a\n\0"],
    "application/x-msaccess": [b"\0\1\0\0Standard Jet DB\0\0"],
}  # fmt: skip
CASES = [pytest.param(head, name, id=f"{name}-{at}") for name, heads in HEADS.items() for at, head in enumerate(heads)]


@pytest.mark.parametrize(("head", "wanted"), CASES)
def test_a_type_is_told_by_how_it_begins(head: bytes, wanted: str) -> None:
    assert sniff(head).type == wanted


@pytest.mark.parametrize(("head", "wanted"), CASES)
def test_the_name_never_overrules_a_binary(head: bytes, wanted: str) -> None:
    for name in ("a.txt", "a.csv", "a.html", "a.md", "a.sql", "a.png", "a.zip", "a", ".", "a.eml"):
        assert sniff(head, name).type == wanted


@pytest.mark.parametrize(("head", "wanted"), CASES)
def test_what_follows_the_head_does_not_matter(head: bytes, wanted: str) -> None:
    if len(head) >= HEAD:
        assert sniff(head + b"words\n" * 999).type == wanted


def test_each_type_that_a_reader_opens_has_a_true_beginning_here_or_among_the_texts() -> None:
    assert {name for name in READERS if not name.startswith("image/svg")} - set(HEADS) <= set(media.TEXTS)


def test_every_media_is_one_object() -> None:
    for heads in HEADS.values():
        for head in heads:
            assert sniff(head) is sniff(bytes(head))


def test_nothing_and_one_byte_are_no_trouble() -> None:
    assert sniff(b"") is PLAIN
    for byte in range(256):
        assert sniff(bytes((byte,))).type in {"text/plain", "application/octet-stream"}


def test_a_beginning_cut_anywhere_is_told_as_something() -> None:
    for heads in HEADS.values():
        for head in heads:
            for length in {*range(40), len(head) // 2, len(head) - 1}:
                found = sniff(head[:length], "name.csv")
                assert found.how in {sniffer.TEXT, RAW, PARTIAL, OPAQUE, sniffer.UTF16_BE, sniffer.UTF16_LE}


def test_damaged_beginnings_are_told_as_something() -> None:
    rng = random.Random(7)
    for heads in HEADS.values():
        for head in heads:
            for _ in range(20):
                data = bytearray(head[:HEAD])
                for _ in range(rng.randrange(1, 6)):
                    data[rng.randrange(len(data))] = rng.randrange(256)
                assert sniff(bytes(data)).type


WORDS = b" are letters that text may begin with, and words follow them here\n" * 9
LETTERS = [
    b"BM", b"MZ", b"ORC", b"ID3", b"BZh", b"BZh9", b"PAR1", b"PARE", b"GIF8", b"RIFF", b"PK", b"ftyp", b"true", b"OTTO", b"x^", b"x\x01",
    b"FORM", b"CRAM", b"0", b"00", b"070701", b"070707", b"1.01:", b"7z", b"hsqs", b"FEA1", b"]", b"m", b"G@", b"II*", b"MM", b"q\xc7",
    b"#!/bin/sh\n", b"WARC", b"PACK", b"!<thin>\n", b"OggS", b"fLaC", b"xar!", b"FAC", b"8BPS", b"%PDF", b"8=FIX.4.2\x019=176\x0135=D\x01",
]  # fmt: skip


@pytest.mark.parametrize("start", LETTERS)
def test_text_that_begins_like_a_binary_is_text(start: bytes) -> None:
    assert sniff(start + WORDS) is PLAIN


def test_numbers_in_ascii_are_no_cpio() -> None:
    assert sniff(b"070701 and 070702 are numbers\n" * 9) is PLAIN
    assert sniff(b"0707011234567890\n" * 9) is PLAIN


def test_a_text_that_holds_ustar_is_no_tar() -> None:
    assert sniff(b"x" * 257 + b"ustar\0" + b"words\n" * 200) is PLAIN


def test_small_scrambled_objects_are_binary_without_a_nul() -> None:
    rng = random.Random(5)
    for size in (64, 128, 256, 1000):
        data = bytes(rng.randrange(1, 256) for _ in range(size))
        assert sniff(data).type == "application/octet-stream"


@pytest.mark.parametrize("codec", ["latin-1", "cp1251", "cp932", "gb18030", "euc-jp", "iso2022_jp", "koi8-r", "utf-8"])
def test_text_in_any_code_page_is_text(codec: str) -> None:
    words = (
        "Straße und Größe, Änderung"
        if codec == "latin-1"
        else "Привет, мир"
        if codec in {"cp1251", "koi8-r"}
        else "日本語の文章です。"
    )
    assert sniff((words * 20).encode(codec)) is PLAIN
    assert sniff((words * 2000).encode(codec)[:HEAD]) is PLAIN


def test_utf8_cut_amid_a_character_is_text() -> None:
    data = ("\x01日本語" * 99).encode()
    for length in range(100, 110):
        assert sniff(data[:length]) is PLAIN


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("application/x-tar", PARTIAL), ("application/x-cpio", PARTIAL), ("application/x-archive", PARTIAL), ("application/pdf", PARTIAL),
        ("application/x-iso9660-image", PARTIAL), ("application/vnd.sqlite3", PARTIAL), ("application/msword", PARTIAL),
        ("application/zip", OPAQUE), ("application/vnd.apache.parquet", OPAQUE), ("application/x-rpm", OPAQUE), ("image/png", OPAQUE),
        ("application/pkix-cert", RAW), ("font/woff2", RAW), ("application/java-vm", RAW), ("application/octet-stream", RAW),
    ],
)  # fmt: skip
def test_raw_bytes_are_read_where_they_say_something(kind: str, how: str) -> None:
    assert sniff(HEADS[kind][0]).how == how


def test_a_bundle_of_hostile_sizes_ends() -> None:
    """Counts and lengths that lie: frames that skip to nowhere, a directory that goes round, members that overlap."""
    assert sniff(b"\x50\x2a\x4d\x18\xff\xff\xff\0" * 99).type == "application/zstd"
    looped = bytearray(ole("A", "B", "C"))
    struct.pack_into("<I", looped, 1024 + 128 * 3 + 68, 1)
    struct.pack_into("<I", looped, 1024 + 128 * 3 + 72, 3)
    assert sniff(bytes(looped)).type == "application/x-ole-storage"
    assert sniff(b"PK\3\4" * 2000).type == "application/zip"
    assert sniff(b"PK\3\4" + b"\xff" * 4000).type == "application/zip"
