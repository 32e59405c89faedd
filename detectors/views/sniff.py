"""Sniff: what an object is, by its first bytes and never by its name."""

from __future__ import annotations

from typing import NamedTuple

#: How many first bytes are looked at.
HEAD = 8192

#: How an object of some type is read today.
TEXT, UTF16_LE, UTF16_BE, RAW, PARTIAL, OPAQUE = "text", "utf-16-le", "utf-16-be", "raw", "partial", "opaque"


class Media(NamedTuple):
    """What an object is.

    Attributes:
        type: media type, or `application/octet-stream`.
        how: TEXT, UTF16_*: text windows. RAW: text windows over a binary, issuer rules only. PARTIAL: as RAW, but the type has
            structure that this reading does not see. OPAQUE: nothing that text rules could read.
        family: which detectors would apply: text, archive, document, table, image, audio, video or binary.
    """

    type: str
    how: str
    family: str


PLAIN = Media("text/plain", TEXT, "text")
_LE = Media("text/plain; charset=utf-16le", UTF16_LE, "text")
_BE = Media("text/plain; charset=utf-16be", UTF16_BE, "text")
_BINARY = Media("application/octet-stream", RAW, "binary")

#: Magic bytes at offset 0. Sources: file(1)'s magic, and the format's own specification.
_MAGIC: tuple[tuple[bytes, Media], ...] = (
    (b"\x89PNG\r\n\x1a\n", Media("image/png", OPAQUE, "image")),
    (b"\xff\xd8\xff", Media("image/jpeg", OPAQUE, "image")),
    (b"GIF8", Media("image/gif", OPAQUE, "image")),
    (b"II*\0", Media("image/tiff", OPAQUE, "image")),
    (b"MM\0*", Media("image/tiff", OPAQUE, "image")),
    (b"\0\0\1\0", Media("image/x-icon", OPAQUE, "image")),
    (b"BM", Media("image/bmp", OPAQUE, "image")),
    (b"PK\3\4", Media("application/zip", OPAQUE, "archive")),
    (b"PK\5\6", Media("application/zip", OPAQUE, "archive")),
    (b"\x1f\x8b", Media("application/gzip", OPAQUE, "archive")),
    (b"BZh", Media("application/x-bzip2", OPAQUE, "archive")),
    (b"\xfd7zXZ\0", Media("application/x-xz", OPAQUE, "archive")),
    (b"\x28\xb5\x2f\xfd", Media("application/zstd", OPAQUE, "archive")),
    (b"\x04\x22\x4d\x18", Media("application/x-lz4", OPAQUE, "archive")),
    (b"7z\xbc\xaf\x27\x1c", Media("application/x-7z-compressed", OPAQUE, "archive")),
    (b"Rar!\x1a\x07", Media("application/vnd.rar", OPAQUE, "archive")),
    (b"!<arch>\n", Media("application/x-archive", PARTIAL, "archive")),
    (b"\xed\xab\xee\xdb", Media("application/x-rpm", OPAQUE, "archive")),
    (b"%PDF-", Media("application/pdf", PARTIAL, "document")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Media("application/x-ole-storage", PARTIAL, "document")),
    (b"{\\rtf", Media("application/rtf", PARTIAL, "document")),
    (b"SQLite format 3\0", Media("application/vnd.sqlite3", PARTIAL, "table")),
    (b"PAR1", Media("application/vnd.apache.parquet", OPAQUE, "table")),
    (b"Obj\1", Media("application/vnd.apache.avro", OPAQUE, "table")),
    (b"ORC", Media("application/vnd.apache.orc", OPAQUE, "table")),
    (b"ARROW1\0\0", Media("application/vnd.apache.arrow.file", PARTIAL, "table")),
    (b"\x1aE\xdf\xa3", Media("video/x-matroska", OPAQUE, "video")),
    (b"FLV\1", Media("video/x-flv", OPAQUE, "video")),
    (b"\0\0\1\xba", Media("video/mpeg", OPAQUE, "video")),
    (b"OggS", Media("audio/ogg", OPAQUE, "audio")),
    (b"fLaC", Media("audio/flac", OPAQUE, "audio")),
    (b"ID3", Media("audio/mpeg", OPAQUE, "audio")),
    (b"NIST_1A\n", Media("audio/x-nist", OPAQUE, "audio")),
    (b"FAC\0", Media("application/x-iso19794-face", OPAQUE, "biometric")),
    (b"FIR\0", Media("application/x-iso19794-finger", OPAQUE, "biometric")),
    (b"FMR\0", Media("application/x-iso19794-minutiae", OPAQUE, "biometric")),
    (b"IIR\0", Media("application/x-iso19794-iris", OPAQUE, "biometric")),
    (b"\x93NUMPY", Media("application/x-npy", OPAQUE, "biometric")),
    (b"\xfe\xed\xfe\xed", Media("application/x-java-keystore", PARTIAL, "keystore")),
    (b"\xce\xce\xce\xce", Media("application/x-java-jce-keystore", PARTIAL, "keystore")),
    (b"\x7fELF", Media("application/x-executable", RAW, "binary")),
    (b"MZ", Media("application/x-msdownload", RAW, "binary")),
    (b"\xca\xfe\xba\xbe", Media("application/java-vm", RAW, "binary")),
    (b"\0asm", Media("application/wasm", RAW, "binary")),
)
_BY_FIRST: dict[int, tuple[tuple[bytes, Media], ...]] = {
    first: tuple((magic, media) for magic, media in _MAGIC if magic[0] == first)
    for first in {magic[0] for magic, _ in _MAGIC}
}
_RIFF = {
    b"AVI ": Media("video/x-msvideo", OPAQUE, "video"),
    b"WAVE": Media("audio/wav", OPAQUE, "audio"),
    b"WEBP": Media("image/webp", OPAQUE, "image"),
}
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"avif"})
_TAR = Media("application/x-tar", PARTIAL, "archive")

#: Bytes that occur in text: all but control characters other than tab, line feed, form feed, carriage return, escape, backspace.
_TEXT_BYTES = bytes({7, 8, 9, 10, 12, 13, 27} | set(range(0x20, 0x100)) - {0x7F})
#: Text with some NUL bytes is text still: share of other bytes up to which it is.
_MOST_STRANGE = 0.02
_TAR_MAGIC, _TAR_AT = b"ustar", 257
_BM_HEAD = 26


def sniff(head: bytes) -> Media:
    """What an object is.

    Args:
        head: its first `HEAD` bytes, or all where it is shorter.
    """
    for magic, media in _BY_FIRST.get(head[0], ()) if head else ():
        if head.startswith(magic) and not _mistaken(magic, head):
            return media
    if b"\0" not in head:
        return PLAIN
    return _unmarked(head)


def _mistaken(magic: bytes, head: bytes) -> bool:
    """Short printable magics need more than themselves: text may begin with `BM`, `MZ`, `ORC`, `ID3`."""
    if magic == b"BM":
        return len(head) < _BM_HEAD or head[6:10] != b"\0\0\0\0"
    return magic in {b"MZ", b"ORC", b"ID3", b"BZh", b"GIF8", b"PAR1"} and b"\0" not in head and magic != b"GIF8"


def _unmarked(head: bytes) -> Media:
    """Types told by something else than the first bytes; then text in disguise; then unknown."""
    if head.startswith(b"RIFF") and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return Media("image/heif", OPAQUE, "image") if head[8:12] in _HEIF else Media("video/mp4", OPAQUE, "video")
    if head[_TAR_AT : _TAR_AT + 5] == _TAR_MAGIC:
        return _TAR
    wide = _utf16(head)
    if wide is not None:
        return wide
    strange = len(head.translate(None, _TEXT_BYTES))
    return PLAIN if strange <= len(head) * _MOST_STRANGE else _BINARY


def _utf16(head: bytes) -> Media | None:
    """UTF-16 by its byte-order mark, or by NUL in nearly every second byte as Latin letters have it."""
    if head.startswith(b"\xff\xfe") and not head.startswith(b"\xff\xfe\0\0"):
        return _LE
    if head.startswith(b"\xfe\xff"):
        return _BE
    even, odd = head[0::2].count(0), head[1::2].count(0)
    pairs = len(head) // 2
    if pairs >= 8 and odd > pairs * 0.7 and even < pairs * 0.05:  # noqa: PLR2004  # shares seen in exports of Windows tools
        return _LE if not head[0::2].translate(None, _TEXT_BYTES) else None
    if pairs >= 8 and even > pairs * 0.7 and odd < pairs * 0.05:  # noqa: PLR2004  # the same, the other way round
        return _BE if not head[1::2].translate(None, _TEXT_BYTES) else None
    return None
