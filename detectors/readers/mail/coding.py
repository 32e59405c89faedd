"""Codings of mail: transfer encodings undone piece by piece, and charsets by the names that mail gives them.

RFC 2045 (base64, quoted-printable), POSIX uuencode, RFC 2978 (names of charsets).
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterable, Iterator

#: Names of codecs that turn bytes into letters and do nothing else: Python also knows `zip`, `idna`, `punycode` and the like.
_CHARSET = re.compile(
    r"(?:us-?|ansi_x3\.4-.{1,8}|)ascii|utf[-_]?(?:7|8|16|32)(?:[-_]?[bl]e)?|iso[-_]?(?:ir[-_]?\d{1,3}|8859[-_]\d{1,2}|2022[-_][a-z]{2}(?:[-_]\w{1,4})?)"
    r"|latin[-_]?\d{1,2}|l\d|cp[-_]?\d{3,5}|windows[-_]?\d{3,4}|ibm\d{3,4}|koi8[-_][rutj]|mac[-_]?[a-z]{2,12}|big5(?:[-_]?hkscs)?"
    r"|gb(?:k|[-_]?2312|18030)|hz(?:-gb-2312)?|euc[-_]?(?:jp|kr|cn|jis_2004|jisx0213)|shift[-_]?jis\w{0,6}|s[-_]?jis|johab|tis[-_]?620|ks_c_5601-\d{4}|ptcp154"
)
#: Names that Python lacks, and the wider charset that senders mean.
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "windows-874": "cp874", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
          "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8", "": "utf-8", "x-sjis": "shift_jis"}  # fmt: skip
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_LETTERS))
_UU_BEGIN = re.compile(rb"(?:^|\n)begin [0-7]{3,4} [^\r\n]{1,255}\r?\n")
_LONGEST_LINE = 1 << 16


def charset(name: str) -> str:
    """The codec for a charset's name; latin-1, which reads any bytes, for a name that nobody knows."""
    asked = name.strip().strip("\"'").lower()
    asked = _MEANT.get(asked.removesuffix("-i"), asked.removesuffix("-i"))
    if _CHARSET.fullmatch(asked):
        try:
            return codecs.lookup(asked).name
        except LookupError:
            return "latin-1"
    return "latin-1"


def letters(data: bytes, name: str) -> str:
    """Bytes as text, whatever is wrong with them."""
    return data.decode(charset(name), "replace")


def recoded(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Text of some charset as UTF-8, piece by piece."""
    codec = charset(name)
    decoder: codecs.IncrementalDecoder | None = None
    for piece in pieces:
        if decoder is None:
            # Without a byte order mark these are what Windows writes; Python's own decoder would refuse them.
            marked = piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
            codec = f"{codec}-le" if codec in {"utf-16", "utf-32"} and not marked else codec
            decoder = codecs.getincrementaldecoder(codec)("replace")
        yield _decoded(decoder, piece)
    if decoder is not None:
        yield _decoded(decoder, b"", final=True)


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bytes:
    try:
        text = decoder.decode(piece, final=final)
    except UnicodeError:  # some decoders give up on what "replace" should have replaced
        decoder.reset()
        text = piece.decode("latin-1")
    return text.encode("utf-8", "replace")


def undone(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The content under a transfer encoding; as it is where the encoding is none, or unknown."""
    match coding:
        case "base64":
            return _base64(pieces)
        case "quoted-printable":
            return _quoted(pieces)
        case "x-uuencode" | "uuencode" | "x-uue":
            return _unix(pieces)
    return iter(pieces)


def _base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    kept = b""
    for piece in pieces:
        *closed, kept = (kept + piece.translate(None, _NOT_BASE64)).split(b"=")
        for each in closed:
            yield _quads(each)
        whole = len(kept) // 4 * 4
        yield binascii.a2b_base64(kept[:whole])
        kept = kept[whole:]
    yield _quads(kept)


def _quads(data: bytes) -> bytes:
    """What letters say that may not fill a group of four; a lone last letter says nothing."""
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def _quoted(pieces: Iterable[bytes]) -> Iterator[bytes]:
    kept = b""
    for piece in pieces:
        data = kept + piece
        cut = data.rfind(b"\n") + 1
        if not cut and len(data) > _LONGEST_LINE:
            cut = len(data) - 2
            cut -= 1 + data[cut - 2 : cut][::-1].find(b"=") if b"=" in data[cut - 2 : cut] else 0
        yield binascii.a2b_qp(data[:cut])
        kept = data[cut:]
    yield binascii.a2b_qp(kept)


def _unix(pieces: Iterable[bytes]) -> Iterator[bytes]:
    kept, begun = b"", False
    for piece in pieces:
        data = kept + piece
        if not begun:
            found = _UU_BEGIN.search(data)
            if found is None:
                kept = data[-512:]
                continue
            begun, data = True, data[found.end() :]
        lines = data.split(b"\n")
        kept = lines.pop()[-_LONGEST_LINE:]
        out = bytearray()
        for line in lines:
            if line.rstrip() == b"end":
                yield bytes(out)
                return
            out += _unix_line(line.rstrip(b"\r"))
        yield bytes(out)
    if begun:
        yield _unix_line(kept.rstrip())


def _unix_line(line: bytes) -> bytes:
    if not line:
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders miscount or leave a checksum behind: read as many bytes as the first letter says.
        most = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:most])
        except binascii.Error:
            return b""
