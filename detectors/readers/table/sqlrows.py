"""Sqlrows: rows of `VALUES (…), (…)` in the dialects of SQL, cut into cells at the speed of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

#: Strings: with quotes doubled (standard), or with a backslash before what is meant as such (MySQL, and `E'…'` of PostgreSQL).
_STANDARD = rb"'(?:[^']++|'')*'"
_ESCAPED = rb"'(?:[^'\\]++|''|\\[\s\S])*'"
#: Names in quotes: standard, MySQL, SQL Server.
_QUOTED = rb'"(?:[^"]++|"")*"|`(?:[^`]++|``)*`|\[[^\]\n]*+\]'
_PART = rb"(?:" + _QUOTED + rb"|[\w$#@\x80-\xff]++)"
NAME = _PART + rb"(?:\s*+\.\s*+" + _PART + rb")*"
COLUMNS = rb"\((?:[^()'\"`\[]++|" + _QUOTED + rb")*\)"
_NAME = re.compile(_PART)
#: Hexadecimal text of at least four bytes is looked at as text.
_HEX = re.compile(rb"(?:0[xX]|[xX]'|'?\\x)((?:[0-9a-fA-F]{2}){4,})'?")
_BACKSLASH = re.compile(rb"\\([\s\S])")
_MEANT = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"0": b"", b"b": b"", b"Z": b""}
#: Cells of fewer rows than this are not worth a look at the column as a whole.
_CONTROL = {byte: None for byte in range(32) if byte not in {9, 10, 13}}


def _item(*, escape: bool) -> bytes:
    """One cell: a number, a string, a call with cells of its own."""
    double = rb'"(?:[^"\\]++|\\[\s\S]|"")*"' if escape else rb'"(?:[^"]++|"")*"'
    if escape:
        atom = rb"[^'\"(),;]++|" + _ESCAPED + rb"|" + double
    else:
        atom = rb"[^'\"(),;eE]++|[eE](?:" + _ESCAPED + rb"|(?!'))|" + _STANDARD + rb"|" + double
    inner = rb"\((?:" + atom + rb"|,)*\)"
    for _ in range(2):
        inner = rb"\((?:" + atom + rb"|,|" + inner + rb")*\)"
    return rb"(?:" + atom + rb"|" + inner + rb")*"


_ITEMS = {escape: _item(escape=escape) for escape in (False, True)}
_FIRST = {escape: re.compile(rb"\s*+\(" + item + rb"(?:," + item + rb")*\)") for escape, item in _ITEMS.items()}
_CELL = {escape: re.compile(rb"[(,]\s*+(" + item + rb")") for escape, item in _ITEMS.items()}
_STRING = {False: re.compile(_STANDARD), True: re.compile(_ESCAPED)}


#: Cells as nearly all are, four times as fast: strings without quotes and backslashes in them, and no calls.
_SIMPLE = rb"(?:'[^'\\]*+'|[^'\"(),;]++)"
#: Rows of simple cells that are worth being told apart from others.
_WORTH = 50
_NEXT = re.compile(rb"\s*+(?:;\s*+)?(?:GO\s++)?")


class Form(NamedTuple):
    """How rows are written.

    Attributes:
        escape: whether a backslash has a meaning in strings.
        head: how each statement begins, where rows stand in statements of their own; else empty.
        width: cells of a row.
        simple: whether only rows of simple cells are meant.
    """

    escape: bool
    head: bytes
    width: int
    simple: bool = False


class Found(NamedTuple):
    """Rows: where the last one ends; their cells, one row after the other; the line on which each begins."""

    end: int
    cells: list[bytes]
    lines: Sequence[int]


def names(listed: bytes) -> tuple[str, ...]:
    """Names out of `a, "b", [c]`, without their quotes."""
    return tuple(map(_unquoted, _NAME.findall(listed)))


def _unquoted(name: bytes) -> str:
    if name[:1] in {b'"', b"`", b"["}:
        mark = name[-1:]
        name = name[1:-1].replace(mark + mark, mark)
    return name.decode("utf-8", "replace")


def repeats(data: bytes, at: int, head: bytes) -> bool:
    """Whether another statement that begins alike follows: SQL Server may end them with no more than a line."""
    found = _NEXT.match(data, at)
    return found is not None and data.startswith(head, found.end())


@lru_cache(256)
def _patterns(form: Form) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """Patterns of all rows, of one row behind what is before it, and of a cell behind what is before it."""
    item = _SIMPLE if form.simple else _ITEMS[form.escape]
    apart = rb"(?:\s*+,|" + _NEXT.pattern + re.escape(form.head) + rb")" if form.head else rb"\s*+,"
    row = rb"\(" + item + rb"(?:," + item + rb"){%d}\)" % (form.width - 1)
    return (
        re.compile(rb"\s*+" + row + rb"(?:" + apart + rb"\s*+" + row + rb")*"),
        re.compile(rb"(?:" + apart + rb")?\s*+(" + row + rb")"),
        re.compile(rb"(?:\)" + apart + rb"\s*+\(|[(,])\s*+(" + item + rb")"),
    )


def first_row(data: bytes, at: int, *, escape: bool) -> tuple[int, list[bytes]] | None:
    """Where the row at hand ends, and its cells, however many; None where it is not whole."""
    found = _FIRST[escape].match(data, at)
    return (found.end(), _CELL[escape].findall(data, at, found.end() - 1)) if found else None


def rows(data: bytes, at: int, form: Form, line: int) -> Found | None:
    """Rows of the same width from `at` on, the first of which begins at `line` or below; None where there are none."""
    simple = form._replace(simple=True)
    found = _patterns(simple)[0].match(data, at)
    if found is None or found.end() - found.start() < _WORTH * 2 * form.width:
        simple = form
        found = _patterns(form)[0].match(data, at)
        if found is None:
            return None
    _, one, cell = _patterns(simple)
    end = found.end()
    cells = cell.findall(data, at, end - 1)
    if data.count(b"\n", at, end):
        return Found(end, cells, _lines(data[at:end], one, len(cells) // form.width, (line, form.head)))
    return Found(end, cells, [line] * (len(cells) // form.width))


def _lines(span: bytes, one: re.Pattern[bytes], count: int, begins: tuple[int, bytes]) -> Sequence[int]:
    """The line on which each row begins; `begins` is where and how."""
    line, head = begins
    start = len(span) - len(span.lstrip())
    line += span.count(b"\n", 0, start)
    each = span[start:].split(b"\n")
    if len(each) == count and all(map(bytes.startswith, each, repeat((b"(", head) if head else b"("))):
        return range(line, line + count)
    out = []
    for found in one.finditer(span, start):
        begun = found.start(1)
        line += span.count(b"\n", start, begun)
        start = begun
        out.append(line)
    return out


def values(cells: Sequence[bytes], *, escape: bool) -> Sequence[bytes]:
    """What cells mean: strings without quotes, NULL as nothing, hexadecimal text as text; all else as it is written."""
    out = [cell[1:-1] if cell[:1] == b"'" == cell[-1:] else cell for cell in cells]
    whole = b"\n".join(out)
    if b"'" in whole or b"0x" in whole or b"0X" in whole or b"\\" in whole or b'"' in whole or b"NULL" in whole.upper():
        return [value(cell, escape=escape) for cell in cells]
    return out


def value(cell: bytes, *, escape: bool) -> bytes:
    """What one cell means."""
    cell = cell.strip()
    first = cell[:1]
    if first == b"'" == cell[-1:] and _STRING[escape].fullmatch(cell):
        if not escape and cell[1:3] == rb"\x":
            return _text_of_hex(cell)
        return _meant(cell[1:-1], escape=escape)
    if cell.upper() == b"NULL":
        return b""
    if first in b"0xX" and _HEX.fullmatch(cell):
        return _text_of_hex(cell)
    return _composed(cell, escape=escape or (first in b"eE" and cell[1:2] == b"'"))


def _composed(cell: bytes, *, escape: bool) -> bytes:
    """What a string with something before or behind it means, or a call."""
    strings = _STRING[escape].findall(cell)
    if strings:
        return b" ".join(_meant(string[1:-1], escape=escape) for string in strings)
    if cell[:1] == b'"' == cell[-1:] and len(cell) > 1:
        return cell[1:-1].replace(b'""', b'"')
    return cell.removeprefix(b"'")  # cut off before its end


def _meant(text: bytes, *, escape: bool) -> bytes:
    text = text.replace(b"''", b"'")
    if escape and b"\\" in text:
        return _BACKSLASH.sub(lambda found: _MEANT.get(found[1], found[1]), text)
    return text


def _text_of_hex(cell: bytes) -> bytes:
    """Text that is written in hexadecimal digits; the digits where it is none."""
    found = _HEX.fullmatch(cell)
    if found is None:
        return cell.strip(b"'")
    try:
        text = bytes.fromhex(found[1].decode()).decode()
    except UnicodeDecodeError:
        return found[1]
    return found[1] if len(text.translate(_CONTROL)) < len(text) else text.encode()


_OUTSIDE = re.compile(rb"[^'\"(),;]++")
_BRACKETS = re.compile(rb"\(++|\)")
_INSIDE = {
    (mark, escape): re.compile(rb"(?:[^" + mark + (rb"\\" if escape else b"") + rb"]++|" + mark * 2 + more + rb")*")
    for mark in (b"'", b'"')
    for escape, more in ((False, b""), (True, rb"|\\[\s\S]"))
}


class LongRow:
    """A row that is too long to be held, or broken: read piece by piece; of each cell a bounded beginning is kept."""

    def __init__(self, data: bytes, at: int, more: Callable[[], bytes], most: int, *, escape: bool) -> None:
        """Take where its bracket is, what gives more (empty at the end), and the bytes of a cell that are kept."""
        self._data, self._at, self._more, self._most, self._escape = data, at, more, most, escape
        self._pieces: list[bytes] = []
        self._size = self._kept = 0
        self.cells: list[bytes] = []
        self.lines = self.skipped = 0

    def read(self) -> tuple[bytes, int]:
        """Read to the row's end; gives the bytes at hand and the place in them of what comes after it."""
        depth = 0
        while byte := self._byte():
            if byte in b"'\"":
                self._string(byte)
            elif byte == b"(":
                found = _BRACKETS.match(self._data, self._at)
                size = found.end() - self._at if found else 1
                depth += size
                self._take(size, keep=depth > 1)
            elif byte == b")":
                depth -= 1
                self._take(1, keep=depth > 0)
                if depth <= 0:
                    break
            elif byte == b"," and depth == 1:
                self._take(1, keep=False)
                self._end()
            elif byte == b";":
                break
            else:
                found = _OUTSIDE.match(self._data, self._at)
                self._take(found.end() - self._at if found else 1)
        self._end()
        return self._data, self._at

    def _byte(self) -> bytes:
        if self._at >= len(self._data):
            self._data, self._at = self._more(), 0
        return self._data[self._at : self._at + 1]

    def _take(self, size: int, *, keep: bool = True) -> None:
        start, self._at = self._at, self._at + size
        self.lines += self._data.count(b"\n", start, self._at)
        if keep:
            room = max(0, min(size, self._most - self._size, 8 * self._most - self._kept))
            self._pieces.append(self._data[start : start + room])
            self._size += room
            self._kept += room
            self.skipped += size - room

    def _end(self) -> None:
        if len(self.cells) < 4096:  # noqa: PLR2004  # most columns of any database (MySQL)
            self.cells.append(b"".join(self._pieces))
        self._pieces, self._size = [], 0

    def _string(self, mark: bytes) -> None:
        """Up to and with the closing quote."""
        self._take(1)
        inside = _INSIDE[mark, self._escape]
        while True:
            found = inside.match(self._data, self._at)
            self._take(found.end() - self._at if found else 0)
            if len(self._data) - self._at >= 2:  # noqa: PLR2004  # a quote and what is no second one
                break
            more = self._more()
            self._data, self._at = self._data[self._at :] + more, 0
            if not more:
                break
        self._take(min(1, len(self._data) - self._at))
