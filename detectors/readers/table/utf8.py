"""Utf8: text of any encoding as a stream of UTF-8 with line feeds, for readers of tables that are text."""

from __future__ import annotations

import codecs

from connectors.blob import Blob
from detectors.readers.base import Budget

#: Byte-order marks, the longer first. Source: the Unicode Standard, section 23.8.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 1 << 12
#: Share of zeros at even or odd places from which text is UTF-16 without a mark.
_ZEROS = 0.3
#: A block with this many bad bytes, and these more than the good ones, is in a single-byte encoding.
_BAD = 8


class Utf8:
    """A blob's text, read forward.

    Bytes that are no UTF-8 are taken for Windows-1252, one by one or, where they are many, a block at a time. `CR LF` becomes
    a line feed, and so does `CR` in a text that has no line feeds.
    """

    def __init__(self, blob: Blob, budget: Budget) -> None:
        """Look at the first bytes of `blob`."""
        self._blob, self._budget = blob, budget
        self._at = 0
        self._coded = ""
        head = blob.read(0, _HEAD)
        for mark, coded in _MARKS:
            if head.startswith(mark):
                self._at, self._coded = len(mark), coded
                break
        else:
            self._coded = _unmarked(head)
        self._decoder = codecs.getincrementaldecoder(self._coded)("replace") if self._coded else None
        self._old_mac = not self._coded and b"\r" in head and b"\n" not in head
        self._held = b""

    def read(self, size: int) -> bytes:
        """About `size` more bytes of UTF-8, whole characters; empty at the end.

        Raises:
            ReadError: the time is over.
            BlobError: the bytes cannot be had.
        """
        while True:
            self._budget.check()
            data = self._blob.read(self._at, size)
            self._at += len(data)
            final = not data or self._at >= self._blob.size
            out = self._decoded(data, final=final)
            if out or not data:
                return out

    def rest(self, size: int) -> bytes:
        """As `read`, but undecoded, for who only counts lines."""
        self._budget.check()
        data = self._blob.read(self._at, size)
        self._at += len(data)
        return data

    def _decoded(self, data: bytes, *, final: bool) -> bytes:
        """UTF-8 with line feeds; what is cut is held back."""
        if self._decoder is not None:
            data = self._decoder.decode(data, final).encode("utf-8", "replace")
        data = self._held + data if self._held else data
        self._held = b""
        if not final:
            whole = _whole(data)
            if whole and data[whole - 1] == 13:  # noqa: PLR2004  # CR: its LF may follow
                whole -= 1
            data, self._held = data[:whole], data[whole:]
        if not data.isascii():
            data = _valid(data)
        if b"\r" in data:
            data = data.replace(b"\r", b"\n") if self._old_mac else data.replace(b"\r\n", b"\n")
        return data


def _unmarked(head: bytes) -> str:
    """The codec of UTF-16 without a mark, else empty."""
    pairs = max(1, len(head) // 2)
    if head[1::2].count(0) > _ZEROS * pairs > head[0::2].count(0) * 4:
        return "utf-16-le"
    if head[0::2].count(0) > _ZEROS * pairs > head[1::2].count(0) * 4:
        return "utf-16-be"
    return ""


def _whole(data: bytes) -> int:
    """How many bytes are whole characters, if this is UTF-8: a last one that is cut is left out."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:  # noqa: PLR2004  # ASCII
            return len(data)
        if byte >= 0xC0:  # noqa: PLR2004  # first byte of several: RFC 3629
            needs = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4  # noqa: PLR2004  # RFC 3629
            return len(data) if back >= needs else len(data) - back
    return len(data)


def _valid(data: bytes) -> bytes:
    """UTF-8 of what may be Windows-1252, wholly or in places."""
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return data
    text = data.decode("utf-8", "replace")
    bad = text.count("\N{REPLACEMENT CHARACTER}")
    good = len(text) - bad - len(data.translate(None, _HIGH))
    if bad > _BAD and bad > good:
        return data.decode("cp1252", "replace").encode()
    return data.decode("utf-8", "windows-1252-bytes").encode()


_HIGH = bytes(range(0x80, 0x100))


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: bytes that are no UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252-bytes", _windows)
