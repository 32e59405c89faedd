"""Sniff: what an object is, by its first bytes; its name breaks ties and never overrules them."""

from __future__ import annotations

from detectors.views.magic import BY_FIRST
from detectors.views.media import (
    BIG,
    BINARY,
    LITTLE,
    OPAQUE,
    OTHERS,
    PARTIAL,
    PLAIN,
    QUAD,
    RAW,
    TEXT,
    TEXTS,
    UTF16_BE,
    UTF16_LE,
    Media,
)
from detectors.views.structure import der_type, offset_type, ole_type, zip_type
from detectors.views.texttype import text_type

__all__ = ["HEAD", "OPAQUE", "PARTIAL", "PLAIN", "RAW", "TEXT", "UTF16_BE", "UTF16_LE", "Media", "sniff"]

#: How many first bytes are looked at; ISO 9660 and OLE are told better where more are given.
HEAD = 8192

#: Bytes that occur in text: all but control characters other than tab, line feed, form feed, carriage return, escape, backspace.
_TEXT_BYTES = bytes({7, 8, 9, 10, 12, 13, 27} | set(range(0x20, 0x100)) - {0x7F})
#: Text with some NUL bytes is text still: share of other bytes up to which it is.
_MOST_STRANGE = 0.02
#: Compressed or encrypted bytes of this length hold a NUL (all but one in 3,000 do); shorter ones need a closer look.
_SURE = 2048
#: Share of bytes behind ASCII in random bytes is a half; text in a code page of Latin letters stays below this.
_MOST_HIGH = 0.3
#: As a number: `in` is ten times as fast with it as with bytes, for which CPython makes and drops an exception first.
_NUL, _DER = 0, 0x30
#: Bytes at the beginning that are Latin letters in UTF-16.
_WIDE_START = 24
_UTF32_LE, _UTF32_BE = "utf-32-le", "utf-32-be"
_WIDE = {UTF16_LE: LITTLE, UTF16_BE: BIG, _UTF32_LE: QUAD, _UTF32_BE: QUAD}
_ZIP, _OLE = OTHERS["application/zip"], OTHERS["application/x-ole-storage"]


def sniff(head: bytes, name: str = "") -> Media:
    """What an object is.

    Args:
        head: its first `HEAD` bytes, or all where it is shorter; more does no harm and helps with ISO 9660 and OLE.
        name: its name, if known: tells what content leaves open (a table of one line, a page that could be Markdown).
    """
    if not head:
        return PLAIN
    data = head if len(head) <= HEAD else head[:HEAD]
    known = BY_FIRST.get(data[0])
    if known is not None and data.startswith(known[0]):
        for magic, test, media in known[1]:
            if data.startswith(magic) and (test is None or test(data)):
                return _precise(media, data, head)
    if _NUL in data:
        return _with_nul(data, head, name)
    if len(data) < _SURE and not data.isascii() and _scrambled(data):
        return der_type(data) or BINARY if data[0] == _DER else BINARY
    return TEXTS[text_type(data, name)]


def _precise(media: Media, data: bytes, head: bytes) -> Media:
    """Containers of many kinds looked into; all others as they are."""
    if media is _ZIP:
        return zip_type(data)
    return ole_type(head) if media is _OLE else media


def _with_nul(data: bytes, head: bytes, name: str) -> Media:
    """Types told by something else than the first bytes; then text in disguise; then unknown."""
    if data[0] == _DER:
        found = der_type(data)
        if found is not None:
            return found
    found = offset_type(data, head)
    if found is not None:
        return found
    wide = _utf32(data) or _utf16(data)
    if wide:
        text = data.decode(wide, "replace").encode("utf-8", "replace")
        return _WIDE[wide][text_type(text, name)] if text else _WIDE[wide][""]
    if len(data.translate(None, _TEXT_BYTES)) > len(data) * _MOST_STRANGE:
        return BINARY
    return TEXTS[text_type(data, name)]


def _scrambled(data: bytes) -> bool:
    """Whether bytes without a NUL are none of text: control characters among many bytes behind ASCII, and not UTF-8."""
    if len(data.translate(None, _TEXT_BYTES)) <= len(data) * _MOST_STRANGE:
        return False
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4 and error.reason == "unexpected end of data":  # noqa: PLR2004  # cut amid a character
            return False
        return sum(byte > 0x7F for byte in data) > len(data) * _MOST_HIGH  # noqa: PLR2004  # the last of ASCII
    return False


def _utf16(data: bytes) -> str:
    """UTF-16 by its byte-order mark, or by NUL in nearly every second byte as Latin letters have it."""
    if data.startswith(b"\xff\xfe"):
        return UTF16_LE
    if data.startswith(b"\xfe\xff"):
        return UTF16_BE
    even, odd = data[0::2].count(0), data[1::2].count(0)
    pairs = len(data) // 2
    if pairs >= 8 and odd > pairs * 0.7 and even < pairs * 0.05 and not data[0::2].translate(None, _TEXT_BYTES):  # noqa: PLR2004  # shares seen in exports of Windows tools
        return UTF16_LE
    if pairs >= 8 and even > pairs * 0.7 and odd < pairs * 0.05 and not data[1::2].translate(None, _TEXT_BYTES):  # noqa: PLR2004  # the same, the other way round
        return UTF16_BE
    return _begins_wide(data)


def _begins_wide(data: bytes) -> str:
    """UTF-16 of other letters, which begins with Latin ones as markup does: all of it decodes, and to text."""
    if len(data) < _WIDE_START:
        return ""
    for codec, zeros in ((UTF16_LE, 1), (UTF16_BE, 0)):
        start = data[:_WIDE_START]
        if not any(start[zeros::2]) and not start[1 - zeros :: 2].translate(None, _TEXT_BYTES):
            try:
                text = data[: len(data) & ~1].decode(codec)
            except UnicodeDecodeError as error:
                return codec if error.reason == "unexpected end of data" else ""
            return codec if not text.encode().translate(None, _TEXT_BYTES) else ""
    return ""


def _utf32(data: bytes) -> str:
    """UTF-32 by its byte-order mark or by three NUL for each letter, where all of it can be decoded to text."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        codec = _UTF32_LE if data[0] else _UTF32_BE
    elif len(data) >= 16 and data[1:4] == data[5:8] == data[9:12] == b"\0\0\0":  # noqa: PLR2004  # four letters at least
        codec = _UTF32_LE
    elif len(data) >= 16 and data[:3] == data[4:7] == data[8:11] == b"\0\0\0":  # noqa: PLR2004  # the same
        codec = _UTF32_BE
    else:
        return ""
    try:
        text = data[: len(data) & ~3].decode(codec)
    except UnicodeDecodeError:
        return ""
    return "" if text.encode("utf-8", "replace").translate(None, _TEXT_BYTES) else codec
