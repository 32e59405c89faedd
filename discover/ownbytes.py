"""Own bytes: which objects' bytes are scanned as they stand beside what a reader gives, and what of that counts."""

from __future__ import annotations

import string

from detectors.views.sniff import RAW
from discover.members import UNKNOWN
from discover.reading import Located
from discover.subject import Subject

#: Readers that only put side by side what the text itself shows in one piece: worth it where the text holds something.
REARRANGED = frozenset({"application/json", "application/x-ndjson", "text/xml", "image/svg+xml"})
#: Such a text holds records where it holds one value or more in so many bytes; others are prose with an address in it.
DENSE = 1 << 15
#: Older versions of a page are scanned as text, with its encodings undone.
REARRANGED_IN_HISTORY = REARRANGED | {"text/html"}
#: Text of which all lies in members, so that it would only be scanned twice.
IN_MEMBERS = frozenset({"application/mbox"})
#: Text whose reader undoes what is coded in it.
DECODED = frozenset({"message/rfc822", "application/x-ipynb+json", "text/calendar", "text/vcard"})
#: Lines of base64 in mail have 76 characters but for the last (RFC 2045, section 6.8); some programs make them a little shorter.
_BASE64 = (string.ascii_letters + string.digits + "+/=").encode()
_BASE64_LINE = 57
_DECODERS = frozenset({"base64", "quoted-printable"})
#: Text that shows all it holds: where its reader fails, rows and columns are not told, and nothing is unexamined.
SHOWN = REARRANGED_IN_HISTORY | {
    "text/csv", "text/tab-separated-values", "application/sql", "application/x-ansi-nist+xml",
}  # fmt: skip
#: Readers that read from the beginning to the end, whatever the size.
FORWARD = frozenset(
    {
        "application/gzip", "application/x-bzip2", "application/x-xz", "application/x-lzma", "application/zlib",
        "application/zstd", "application/x-lz4", "application/x-tar", "application/mbox", "text/csv",
        "text/tab-separated-values", "application/x-ndjson", "application/json", "application/sql", "text/xml",
        "text/calendar", "text/vcard", "application/x-ansi-nist+xml", "application/octet-stream", "application/x-executable",
    }
)  # fmt: skip
#: The end of a zip's directory, and the most bytes that it and its comment take up.
_ZIP_END, _TAIL = b"PK\5\6", 22 + 65_535


def coded(item: Located, subject: Subject) -> bool:
    """Whether a hit is in bytes that the reader of a message or a notebook undoes: found by undoing them, or by chance in them."""
    if not _DECODERS.isdisjoint(item.hit.evidence):
        return True
    if not subject.small:
        return False
    begin = subject.head.rfind(b"\n", 0, item.start) + 1
    end = subject.head.find(b"\n", item.end)
    line = subject.head[begin : end if end >= 0 else None].strip()
    return len(line) >= _BASE64_LINE and not line.translate(None, _BASE64)


def zip_behind(subject: Subject) -> bool:
    """Whether a zip is appended to a binary, as installers are made: its directory ends in the last 64 KiB (APPNOTE 4.3.16)."""
    if subject.media.how != RAW or subject.blob.size == UNKNOWN:
        return False
    tail = subject.head if subject.small else subject.blob.read(max(0, subject.blob.size - _TAIL), _TAIL)
    return tail.rfind(_ZIP_END, -_TAIL) >= 0
