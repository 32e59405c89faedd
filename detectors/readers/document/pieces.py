"""Pieces: the text of a .doc, which lies in pieces in its stream, in the order of the document ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO

from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError
from detectors.readers.document.compound import Compound

_HEAD = 0x200
_WORD_97 = 0x00C1
_MAGIC = frozenset({0xA5EC, 0xA5DC, 0xA697, 0xA699})
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
#: Places in the file information block ([MS-DOC] 2.5): lengths of the parts, and where the list of pieces is.
_LENGTHS, _CLX, _SPAN = 0x4C, 0x1A2, 0x18
#: The parts, in order; the fourth is not used.
_PARTS = ("", "footnotes", "headers", "macros", "comments", "endnotes", "", "headers")
#: Bytes of the list of pieces, characters decoded in one go.
_LIST, _CHUNK = 32 << 20, 1 << 20
_COMPRESSED = 0x40000000
_FIELD = re.compile("[\x13\x14\x15]")
#: Signs: cell, line, page, hyphens; pictures, notes and drawings leave nothing ([MS-DOC] 2.4.1, sprmCFSpec).
_SIGNS = str.maketrans(
    {
        "\x07": "\t",
        "\x0b": "\n",
        "\x0c": "\n",
        "\r": "\n",
        "\x1e": "-",
        "\x1f": None,
        "\x01": None,
        "\x02": None,
        "\x05": None,
        "\x08": None,
    }
)


class Pieces:
    """Where the pieces are."""

    def __init__(self, stream: IO[bytes], file: Compound, folder: str) -> None:
        """Read the head of the text's stream and the list of pieces.

        Raises:
            ReadError: it is encrypted or damaged.
            struct.error: it is cut off.
        """
        self._stream = stream
        head = stream.read(_HEAD)
        magic, version = struct.unpack_from("<HH", head, 0)
        (flags,) = struct.unpack_from("<H", head, 0x0A)
        if magic not in _MAGIC:
            raise ReadError(Reason.CORRUPT, "not a text of Word")
        if flags & _ENCRYPTED:
            raise ReadError(Reason.ENCRYPTED, "a Word document with a password, which is not opened")
        if version < _WORD_97:
            start, end = struct.unpack_from("<II", head, _SPAN)
            self._pieces = [(0, max(0, end - start), start, True)]
            self._lengths: tuple[int, ...] = (max(0, end - start),)
            return
        self._lengths = struct.unpack_from("<8I", head, _LENGTHS)
        place, length = struct.unpack_from("<II", head, _CLX)
        table = f"{folder}{'1Table' if flags & _SECOND_TABLE else '0Table'}"
        if table not in file.streams:
            raise ReadError(Reason.CORRUPT, "its list of pieces is missing")
        with file.open(table) as stream_of_table:
            stream_of_table.seek(place)
            self._pieces = list(_listed(stream_of_table.read(min(length, _LIST))))

    def texts(self, budget: Budget) -> Iterator[tuple[str, str]]:
        """Name of the part and characters, in order; a part may come in several."""
        ends, end = [], 0
        for length in self._lengths:
            end += length
            ends.append(end)
        held: list[str] = []
        size = part = 0
        for first, last, start, narrow in self._pieces:
            at = first
            while at < last:
                budget.check()
                while part < len(ends) and at >= ends[part]:
                    if held:
                        yield _PARTS[part], "".join(held)
                        held, size = [], 0
                    part += 1
                stop = min(last, ends[part] if part < len(ends) else last, at + _CHUNK)
                text = self._read(start + (at - first) * (1 if narrow else 2), stop - at, narrow=narrow)
                if not text:
                    break
                held.append(text)
                size += len(text)
                if size > _CHUNK:
                    yield _PARTS[min(part, 7)], "".join(held)
                    held, size = [], 0
                at = stop
        if held:
            yield _PARTS[min(part, 7)], "".join(held)

    def _read(self, at: int, count: int, *, narrow: bool) -> str:
        self._stream.seek(at)
        if narrow:
            return self._stream.read(count).decode("cp1252", "replace")
        return self._stream.read(2 * count).decode("utf-16-le", "replace")


def _listed(clx: bytes) -> Iterator[tuple[int, int, int, bool]]:
    """First and last character of each piece, where it starts in the stream, and whether its characters have one byte."""
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:  # noqa: PLR2004  # the mark of the list
        raise ReadError(Reason.CORRUPT, "its list of pieces is damaged")
    (length,) = struct.unpack_from("<I", clx, at + 1)
    count = (min(length, len(clx) - at - 5) - 4) // 12
    if count < 1:
        return
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    for number in range(count):
        (start,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)
        narrow = bool(start & _COMPRESSED)
        start &= _COMPRESSED - 1
        if places[number] < places[number + 1]:
            yield places[number], places[number + 1], start // 2 if narrow else start, narrow


def laid_out(text: str) -> tuple[str, str]:
    """Text with signs in place of control characters, and the codes of its fields, one a line."""
    shown: list[str] = []
    codes: list[str] = []
    at = depth = 0
    for mark in _FIELD.finditer(text):
        (codes if depth else shown).append(text[at : mark.start()])
        at = mark.end()
        if mark.group() == "\x13":
            depth += 1
        elif depth:
            depth -= 1
            codes.append("\n")
    (codes if depth else shown).append(text[at:])
    out = ("".join(each).replace("\x07\x07", "\n").translate(_SIGNS).strip() for each in (shown, codes))
    return next(out), next(out)
