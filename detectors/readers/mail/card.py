"""Card: content lines of calendars and address books: unfolded, split, decoded.

RFC 5545 section 3.1 (lines, parameters, escapes), RFC 6350 (vCard 4), RFC 2426 (3), vCard 2.1 (quoted-printable, base64).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from connectors.blob import Blob
from detectors.readers.base import Budget
from detectors.readers.mail.coding import charset, letters, undone
from detectors.readers.pieces import span

_ESCAPE = re.compile(r"\\([\\;,nN])")
_SEPARATOR = re.compile(r"(?<!\\);")
_NAME = re.compile(rb"(?:[\w-]{1,64}\.)?(?P<name>[A-Za-z][\w-]{0,63})(?=[;:])")
_PARAMETER = re.compile(rb";(?:(?P<name>[\w-]{1,64})=)?(?P<value>\"[^\"]{0,4096}\"|[^;:\"]{0,4096})")
_MOST_PARAMETERS = 64
_NONE: Mapping[str, str] = {}
_STRUCTURED = frozenset({"N", "ADR", "ORG"})


class Line(NamedTuple):
    """One content line.

    Attributes:
        number: of its first line in the object, from 1.
        name: upper case, without the group before it.
        given: parameters, names in upper case; those of vCard 2.1 without a name are under their own value.
        value: what stands behind the colon, with its codings; the end is missing where `cut`.
        cut: whether it is longer than what is looked at.
    """

    number: int
    name: str
    given: Mapping[str, str]
    value: bytes
    cut: bool


def lines(blob: Blob, longest: int, budget: Budget) -> Iterator[Line]:
    """The content lines of an object in its order; what is none is left out.

    Args:
        blob: the object.
        longest: most bytes of one line, unfolded.
        budget: asked for each piece read.
    """
    held: list[bytes] = []
    first, size, quoted = 1, 0, False
    for number, line in _physical(blob, longest, budget):
        folded = line[:1] in {b" ", b"\t"}
        if held and (folded or quoted):
            size += len(line)
            if size <= longest:
                held.append(line[1:] if folded and not quoted else line)
            quoted = quoted and line.endswith(b"=")
            continue
        made = _split(first, b"".join(held), cut=size > longest) if held else None
        if made:
            yield made
        held, first, size = [line], number, len(line)
        quoted = line.endswith(b"=") and b"QUOTED-PRINTABLE" in line[:512].upper()
        if quoted:
            held[0] = line + b"\n"
    made = _split(first, b"".join(held), cut=size > longest) if held else None
    if made:
        yield made


def _physical(blob: Blob, longest: int, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """Lines without their ends, each cut to somewhat more than the longest that is looked at."""
    kept, number = b"", 1
    for piece in span(blob, 0, blob.size, budget):
        *whole, kept = (kept + piece).split(b"\n")
        for line in whole:
            yield number, line.removesuffix(b"\r")
            number += 1
        if len(kept) > longest:
            kept = kept[: longest + 1]
    if kept:
        yield number, kept.removesuffix(b"\r")


def _split(number: int, line: bytes, *, cut: bool) -> Line | None:
    head, colon, value = line.partition(b":")
    if colon and head.isalpha():  # most lines: no parameters, no group
        return Line(number, head.decode("ascii", "replace").upper(), _NONE, value, cut)
    line = line.removeprefix(b"\xef\xbb\xbf")
    found = _NAME.match(line)
    if found is None:
        return None
    given: dict[str, str] = {}
    at = found.end()
    for _ in range(_MOST_PARAMETERS):
        parameter = _PARAMETER.match(line, at)
        if parameter is None:
            break
        content = _letters(parameter["value"].strip(b'"'))
        given.setdefault((parameter["name"] or parameter["value"]).decode("ascii", "replace").upper(), content)
        at = parameter.end()
    if line[at : at + 1] != b":":
        return None
    return Line(number, found["name"].decode("ascii").upper(), given, line[at + 1 :], cut)


def _letters(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def text(line: Line) -> str:
    """The value as people read it; the parts of a name or an address joined, empty ones left out."""
    value, given = line.value, line.given
    if given and "QUOTED-PRINTABLE" in {given.get("ENCODING", "").upper(), *given}:
        value = b"".join(undone((value,), "quoted-printable"))
    named = given.get("CHARSET", "")
    shown = letters(value, named) if named and charset(named) != "utf-8" else _letters(value)
    if line.name in _STRUCTURED:
        shown = ", ".join(part.strip() for part in _SEPARATOR.split(shown) if part.strip())
    if "\\" in shown:
        shown = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], shown)
    shown = shown.removeprefix("mailto:").removeprefix("tel:")
    common = given.get("CN", "")
    return f"{common} <{shown}>" if common and common != shown else shown


def binary(line: Line) -> tuple[bytes, str] | None:
    """Content that stands in a line, and its type; None where the line holds text or a link."""
    if not line.given and line.value[:1] not in {b"d", b"D"}:
        return None
    coding = line.given.get("ENCODING", "").upper()
    if coding in {"B", "BASE64"} or "BASE64" in line.given:
        kind = line.given.get("FMTTYPE") or line.given.get("TYPE") or ""
        return b"".join(undone((line.value,), "base64")), kind
    if line.value[:5].lower() == b"data:":
        head, comma, content = line.value[5:].partition(b",")
        if comma:
            kind, _, how = head[:256].decode("ascii", "replace").partition(";")
            return b"".join(undone((content,), "base64")) if "base64" in how else unquote_to_bytes(content), kind
    return None
