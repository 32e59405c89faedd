"""Structure: binary types told by more than their first bytes, and what a zip or an OLE file is a container for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.views.media import OTHERS, Media

#: ISO 9660 (ECMA-119 8.1): the volume descriptor begins behind sixteen sectors that belong to the system.
ISO_MAGIC, ISO_AT = b"CD001", 32769

#: ISO 14496-12 4.3 and the registry at mp4ra.org: brands of pictures and of sound; any other is taken for video.
_BRANDS: dict[bytes, str] = dict.fromkeys(
    (
        b"heic",
        b"heix",
        b"heim",
        b"heis",
        b"hevc",
        b"hevx",
        b"hevm",
        b"hevs",
        b"mif1",
        b"mif2",
        b"msf1",
        b"avif",
        b"avis",
    ),
    "image/heif",
) | dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), "audio/mp4")
_BRANDS[b"jxl "] = "image/jxl"
_BOXES = frozenset({b"moov", b"mdat", b"wide", b"pnot", b"styp", b"moof"})

_LHA = re.compile(rb"..-(?:lh[0-7dx]|lz[s45]|pm[0-2])-.{13}[\0-\3]", re.DOTALL)

#: CPython's Lib/importlib/_bootstrap_external.py lists these numbers: 2.x from 62011, 3.x from 3000; each with CR LF behind it.
_PYC_2, _PYC_3 = range(62011, 62220), range(3000, 4000)
_PYC_FLAGS, _PYC_SIZE = 3392, 3280


def offset_type(head: bytes, whole: bytes) -> Media | None:
    """A type told by bytes further on.

    Args:
        head: first bytes, at least one of them NUL.
        whole: the same and more where more is at hand (ISO 9660 is told from 32,774 bytes).
    """
    found = ""
    if head[4:8] == b"ftyp":
        found = _BRANDS.get(head[8:12], "video/mp4")
    elif head[4:8] in _BOXES and head[0] == 0:
        found = "video/mp4"
    elif head[257:262] == b"ustar" or head[148:149] in b" 01":
        found = "application/x-tar" if _tar(head) else ""
    if not found and head[2:4] == b"\r\n" and _pyc(head):
        found = "application/x-python-bytecode"
    if not found and head[128:132] == b"DICM":
        found = "application/dicom"
    if not found and head[2:3] == b"-" and _LHA.match(head):
        found = "application/x-lha"
    if not found and head[0] & 0xF0 == 0x50 and head[1:4] == b"\x2a\x4d\x18":  # noqa: PLR2004  # a skippable frame
        found = _skipped(head)
    if not found and head[7:14] == b"**ACE**":
        found = "application/x-ace-compressed"
    if not found and whole[ISO_AT : ISO_AT + 5] == ISO_MAGIC:
        found = "application/x-iso9660-image"
    return OTHERS[found] if found else None


def _tar(head: bytes) -> bool:
    """POSIX pax(1), ustar: the checksum of the first 512 bytes, its own field taken for blanks (signed in old programs)."""
    block = head[:512]
    digits = block[148:156].strip(b"\0 ")
    if len(block) < 512 or not digits or digits.translate(None, b"01234567") or not block[0]:  # noqa: PLR2004  # as said
        return False
    total = sum(block) - sum(block[148:156]) + 8 * 32
    return int(digits, 8) in {total, total - 256 * sum(byte > 127 for byte in block)}  # noqa: PLR2004  # negative as signed


def _pyc(head: bytes) -> bool:
    """PEP 552 and what was before: number, flags (3.7), time, size (3.3), then a marshalled code object."""
    number = int.from_bytes(head[:2], "little")
    if number in _PYC_2:
        start = 8
    elif number in _PYC_3:
        start = 16 if number >= _PYC_FLAGS else 12 if number >= _PYC_SIZE else 8
    else:
        return False
    return head[start : start + 1] in {b"\x63", b"\xe3", b""}


def _skipped(head: bytes) -> str:
    """What follows skippable frames (RFC 8878 3.1.2), which zstd and lz4 share."""
    at = 0
    while head[at + 1 : at + 4] == b"\x2a\x4d\x18" and head[at] & 0xF0 == 0x50:  # noqa: PLR2004  # a skippable frame
        at += 8 + int.from_bytes(head[at + 4 : at + 8], "little")
    return "application/x-lz4" if head[at : at + 4] == b"\x04\x22\x4d\x18" else "application/zstd"


_OID_PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_OID_PKCS5 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05"
_OID_PKCS12_PBE = b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01"


def _inside(data: bytes, at: int) -> int:
    """Where the content of the DER element at `at` begins."""
    length = data[at + 1] if at + 1 < len(data) else 0
    return at + 2 + (length & 0x7F if length & 0x80 else 0)


def der_type(head: bytes) -> Media | None:
    """Keystores, keys and certificates in DER: X.690, and RFC 7292 (PKCS#12), 5958, 5280, 5652, 2986, 8017, 5915."""
    body = _inside(head, 0)
    found = ""
    if head.startswith(b"\x02\x01\x03\x30", body):
        inner = _inside(head, body + 3)
        found = "application/x-pkcs12" if head.startswith((_OID_PKCS7 + b"\x01", _OID_PKCS7 + b"\x02"), inner) else ""
    elif head.startswith((b"\x02\x01\x00\x30", b"\x02\x01\x01\x30", b"\x02\x01\x00\x02", b"\x02\x01\x01\x04"), body):
        found = "application/pkcs8"  # or what came before it: RSA's and elliptic curves' own
    elif head.startswith(_OID_PKCS7, body):
        found = "application/pkcs7-mime"
    elif head.startswith(b"\x30", body):
        inner = _inside(head, body)
        if head.startswith(b"\xa0\x03\x02\x01", inner):
            found = "application/pkix-cert"
        elif head.startswith((_OID_PKCS5, _OID_PKCS12_PBE), inner):
            found = "application/pkcs8-encrypted"
        elif head.startswith(b"\x02\x01\x00\x30", inner):
            found = "application/pkcs10"
        elif head.startswith(
            (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"), inner
        ):
            found = "application/x-public-key"
    return OTHERS[found] if found else None


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET_BINARY = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
#: Beginnings of member names (ECMA-376 part 2 leaves them free, all programs write these).
_PARTS = ((b"word/", _WORD), (b"ppt/", _SLIDES), (b"visio/", "application/vnd.visio"))
_MOST_MEMBERS = 64


def _members(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names of the zip's first members and the bytes behind each head (APPNOTE 4.3.7), as far as one follows the other."""
    at = head.find(b"PK\3\4", 0, 16)
    for _ in range(_MOST_MEMBERS):
        if at < 0 or not head.startswith(b"PK\3\4", at) or len(head) < at + 30:
            return
        flags, stored = head[at + 6], int.from_bytes(head[at + 18 : at + 22], "little")
        size = int.from_bytes(head[at + 26 : at + 28], "little")
        start = at + 30 + size + int.from_bytes(head[at + 28 : at + 30], "little")
        yield head[at + 30 : at + 30 + size], head[start : start + stored]
        at = head.find(b"PK\3\4", start) if flags & 8 and not stored else start + stored


def zip_type(head: bytes) -> Media:
    """What a zip is a container for, as far as its first members say; the zip's own reader looks at all of them."""
    office = False
    for name, content in _members(head):
        if name == b"mimetype":  # OpenDocument 1.3 part 2, 3.3: first and not compressed
            found = OTHERS.get(content.strip().decode("ascii", "replace"))
            return found if found is not None and ".oasis." in found.type else OTHERS["application/zip"]
        office = office or name in {b"[Content_Types].xml", b"_rels/.rels"}
        if not office:
            break
        for start, media_type in _PARTS:
            if name.startswith(start):
                return OTHERS[media_type]
        if name.startswith(b"xl/"):
            if b".bin" in name:
                return OTHERS[_SHEET_BINARY]
            if name.startswith((b"xl/workbook.xml", b"xl/_rels/workbook.xml", b"xl/worksheets/")):
                return OTHERS[_SHEET]
    return OTHERS["application/zip"]


#: Streams in the root of an OLE file ([MS-DOC] 2.1, [MS-XLS] 2.1, [MS-PPT] 2.1, [MS-OXMSG] 2.4) that say what it is.
_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "__properties_version1.0": "application/vnd.ms-outlook",
}
_NONE = 0xFFFFFFFF


def ole_type(whole: bytes) -> Media:
    """What an OLE file is, where its directory ([MS-CFB] 2.6) lies in the bytes at hand and begins there in one piece."""
    shift = int.from_bytes(whole[30:32], "little")
    sector = int.from_bytes(whole[48:52], "little")
    if shift not in {9, 12} or sector >= len(whole) >> shift:
        return OTHERS["application/x-ole-storage"]
    directory = whole[(sector + 1) << shift :][: 128 * 256]

    def field(entry: int, at: int) -> int:
        return int.from_bytes(directory[entry * 128 + at : entry * 128 + at + 4], "little")

    waiting, seen = [field(0, 76)], {_NONE}
    while waiting:
        entry = waiting.pop()
        if entry in seen or (entry + 1) * 128 > len(directory):
            continue
        seen.add(entry)
        size = max(0, field(entry, 64) & 0xFFFF)
        name = directory[entry * 128 : entry * 128 + min(64, size)].decode("utf-16-le", "replace").rstrip("\0")
        if name in _STREAMS:
            return OTHERS[_STREAMS[name]]
        waiting += [field(entry, 68), field(entry, 72)]
    return OTHERS["application/x-ole-storage"]
