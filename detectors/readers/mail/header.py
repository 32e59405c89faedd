"""Header: the head of a message or of one of its parts, with words and parameters decoded.

RFC 5322 (fields and folding), RFC 2047 (encoded words), RFC 2231 (parameters in pieces and charsets). Every loop is linear in the
head's size, and the head is cut to `MOST` before it comes here.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from detectors.readers.mail.coding import charset, letters, undone

#: Most bytes of one head that are looked at. Mail servers take 64 KiB to 1 MiB.
MOST = 4 << 20
#: Most fields of one head that are looked at; large ones have two hundred.
_MOST_FIELDS = 8192
_WORD = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?([^?\r\n]{0,8192})\?=")
_FIELD = re.compile(rb"([!-9;-~]{1,256})[ \t]*:(.*)", re.DOTALL)
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_PIECE = re.compile(r"([^*]{1,64})(?:\*(\d{1,4}))?(\*)?")
#: Most characters of one field's parameters.
_PARAMETERS = 64 << 10


class Field(NamedTuple):
    """One field of a head.

    Attributes:
        name: as written, `Content-Type`.
        value: unfolded and decoded.
        plain: whether decoding and unfolding changed nothing.
    """

    name: str
    value: str
    plain: bool


def fields(head: bytes, longest: int) -> Iterator[Field]:
    """The fields of a head in its order; lines that are none are left out.

    Args:
        head: bytes up to the empty line.
        longest: most bytes of one field that are kept.
    """
    start = 0
    for _ in range(_MOST_FIELDS):
        if start >= len(head):
            return
        end = start
        while True:
            end = head.find(b"\n", end) + 1 or len(head) + 1
            if head[end : end + 1] not in {b" ", b"\t"}:
                break
        line = head[start : min(end - 1, start + longest)]
        start = end
        found = _FIELD.match(line)
        if found:
            value = found[2].strip()
            if value.isascii() and b"=?" not in value and b"\n" not in value:
                yield Field(found[1].decode("ascii"), value.decode("ascii"), plain=True)
                continue
            unfolded = _FOLD.sub(b"", value)
            text = unfolded.decode("utf-8", "surrogateescape")
            if not text.isascii() and any("\udc80" <= char <= "\udcff" for char in text):
                text = unfolded.decode("cp1252", "replace")
            decoded = words(text)
            yield Field(found[1].decode("ascii"), decoded, plain=decoded.encode("utf-8", "replace") == value)


def words(text: str) -> str:
    """A field's value with its encoded words decoded; neighbours are joined, as RFC 2047 section 6.2 says."""
    if "=?" not in text:
        return text
    out: list[str] = []
    held: list[bytes] = []
    named, after = "", 0
    for found in _WORD.finditer(text):
        between = text[after : found.start()]
        name = found[1].partition("*")[0].lower()
        if held and (between.strip() or name != named):
            out.append(letters(b"".join(held), named))
            held.clear()
        if between.strip() or not after:
            out.append(between)
        held.append(_word(found[2], found[3].encode("utf-8", "replace")))
        named, after = name, found.end()
    if held:
        out.append(letters(b"".join(held), named))
    return "".join(out) + text[after:]


def _word(how: str, data: bytes) -> bytes:
    return binascii.a2b_qp(data, header=True) if how in "qQ" else b"".join(undone((data,), "base64"))


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value before the first `;` in lower case, and its parameters: names in lower case, pieces joined, charsets decoded."""
    main, _, rest = value[:_PARAMETERS].partition(";")
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _pairs(rest):
        found = _PIECE.fullmatch(name)
        if found is None:
            continue
        if found[2] is None and found[3] is None:
            whole.setdefault(found[1], text)
        else:
            pieces.setdefault(found[1], {}).setdefault(int(found[2] or 0), (text, bool(found[3])))
    for name, numbered in pieces.items():
        whole[name] = _joined(numbered)
    return main.strip().lower(), whole


def _pairs(rest: str) -> Iterator[tuple[str, str]]:
    at, size = 0, len(rest)
    while at < size:
        equals = rest.find("=", at)
        if equals < 0:
            return
        name = rest[max(at, rest.rfind(";", at, equals) + 1) : equals].strip().lower()
        at = equals + 1
        while rest[at : at + 1] in {" ", "\t"}:
            at += 1
        if rest[at : at + 1] == '"':
            text, at = _quoted(rest, at + 1)
            end = rest.find(";", at)
        else:
            end = rest.find(";", at)
            text = rest[at : end if end >= 0 else size].strip()
        yield name, words(text)
        at = end + 1 if end >= 0 else size


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The content of a quoted string that begins at `at`, and where it ends; an open one ends with the text."""
    out: list[str] = []
    quote = -1
    while at < len(text):
        if quote < at:
            quote = text.find('"', at)
            quote = len(text) if quote < 0 else quote
        slash = text.find("\\", at, quote)
        if slash < 0:
            out.append(text[at:quote])
            return "".join(out), quote + 1
        out += (text[at:slash], text[slash + 1 : slash + 2])
        at = slash + 2
    return "".join(out), at


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    """Pieces in the order of their numbers; the first one that is marked names the charset of all that are."""
    named, data = "utf-8", bytearray()
    for number in sorted(numbered):
        text, marked = numbered[number]
        if marked and number == 0 and text.count("'") >= 2:  # noqa: PLR2004  # charset'language'text
            named, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if marked else text.encode(charset(named), "replace")
    return letters(bytes(data), named)
