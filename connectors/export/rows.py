"""Rows: lines of a table in CSV one by one, in flat memory, each broken one told and the next one read."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from connectors.errors import Reason
from connectors.export.base import Trouble

#: Longest row, in characters: what is longer has lost a quotation mark.
_LONGEST = 32 << 20
_SEPARATORS = ",;\t|"


class _TooLongError(Exception):
    """A row does not end."""


class _Bounded:
    """Lines of a text, until they are too many for one row."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.size = 0

    def __iter__(self) -> _Bounded:
        return self

    def __next__(self) -> str:
        line = self._text.readline(_LONGEST)
        if not line:
            raise StopIteration
        self.size += len(line)
        if self.size > _LONGEST:
            raise _TooLongError
        return line


def _encoding(head: bytes) -> str:
    """How a table is written: as its first bytes say, else UTF-8 unless that cannot be."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a letter that the end cuts is none that is wrong
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _separator(text: str) -> str:
    """What stands between the columns of a table, by its first line."""
    return max(_SEPARATORS, key=text.partition("\n")[0].count)


def names(head: bytes) -> list[str]:
    """Names of the columns that the first bytes of a file show; empty where its first line is none of a table."""
    text = head.decode(_encoding(head), "replace")
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), [])
    except csv.Error:
        return []


def rows(stream: IO[bytes], head: bytes) -> Iterator[list[str] | Trouble]:
    """All rows, the one of names first; rows of nothing are left out.

    Args:
        stream: read forward, once.
        head: its first bytes, which tell the encoding and what stands between columns.
    """
    csv.field_size_limit(1 << 30)  # of the process, as the readers of tables set it; `_Bounded` is the limit
    encoding = _encoding(head)
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    try:
        bounded = _Bounded(text)
        reader = csv.reader(bounded, delimiter=_separator(head.decode(encoding, "replace")))
        while True:
            bounded.size = 0
            try:
                row = next(reader, None)
            except csv.Error:
                yield Trouble(0, Reason.CORRUPT, f"line {reader.line_num:,} is no row of a table and was passed over")
                continue
            except _TooLongError:
                what = f"a row at line {reader.line_num:,} is longer than {_LONGEST:,} characters; reading ended there"
                yield Trouble(0, Reason.LIMIT, what)
                return
            if row is None:
                return
            if any(row):
                yield row
    finally:
        text.detach()  # the stream is its owner's to close
