"""Tabular: whether text is a table with delimiters, and which; light enough for the sniffer, exact enough for the reader.

No format describes itself here, so all of this is judgement: a delimiter is one that stands equally often in record after record,
and the first full record is a header where its cells read like labels and the cells below them do not.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

#: Delimiters, by how often they are meant as such where they stand equally often in each line.
DELIMITERS = (b"\t", b";", b"|", b",")
#: Delimiters that a first line `sep=` may name, as spreadsheets read it.
_HINTED = "\t;|,:~^#&"
CSV, TSV = "text/csv", "text/tab-separated-values"
#: Lines and bytes that the quick look takes in.
_LINES, _BYTES = 16, 8192
#: Records before the header (titles of an export) and share of records that must agree on the number of cells.
_TITLES, _AGREE = 12, 0.8
#: Records that the exact look takes in.
_RECORDS = 200
#: Longest label, and most words in one.
_LABEL, _WORDS = 64, 6
#: Where a first line is longer than what is seen: labels that it must have.
_WIDE = 8

_QUOTED = re.compile(rb'"[^"]*"')
_LABELLED = re.compile(r"[^\W\d][\w .\-/#%&'+:()\[\]*?º°№$€@]*", re.ASCII)
_WIDE_LABEL = re.compile(r"[^\W\d_][\w .\-/#%&'+:()\[\]*?]*")
_CODE_END = (b"{", b"}", b"(", b",", b"\\", b");", b"),", b"],", b"},", b"*/", b"->", b"&&", b"||")
_CODE_START = (
    b"(",
    b"[",
    b"{",
    b"//",
    b"/*",
    b"* ",
    b"import ",
    b"from ",
    b"INSERT ",
    b"insert ",
    b"def ",
    b"#include",
    b"@",
)
#: What begins another format: markup, JSON, a script, a diff, PEM.
_OTHER = (b"<", b"{", b"[", b"#!", b"diff ", b"-----BEGIN", b"%", b"/*", b"//")
_NUMBER = re.compile(
    r"[-+(]?[$€£]?\s?\d[\d.,'\s]*%?\)?|\d{1,4}[-/.:]\d{1,2}[-/.:T ][\d:.\sTZ+-]*|\S+@\S+\.\S+|https?://\S+"
)


class Layout(NamedTuple):
    """How a table is written.

    Attributes:
        delimiter: between cells; one character.
        quote: around cells that hold delimiters; empty where none is used.
        escape: before a quote within quotes, where it is not doubled; else empty.
        header: names of the columns; empty where there are none.
        width: cells of most records.
        lines: lines before the first row: titles and the header.
    """

    delimiter: str
    quote: str
    escape: str
    header: tuple[str, ...]
    width: int
    lines: int


def looks_delimited(head: bytes) -> str | None:
    """Media type of a table with delimiters, or None: prose, code, logs and all that is doubtful.

    Args:
        head: first bytes of a text, in any encoding; a few KB are enough.
    """
    if b"\0" in head[:8] or head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        head = _narrow(head)
    head = head[:_BYTES].removeprefix(codecs.BOM_UTF8)
    if head.startswith(_OTHER):
        return None
    if head[:4] == b"sep=" and head[5:6] in {b"\r", b"\n"}:
        return TSV if head[4:5] == b"\t" else CSV
    lines = _lines(head)
    if len(lines) == 1:
        if len(head) < _BYTES - len(codecs.BOM_UTF8):
            return None
        return next((_type(item) for item in DELIMITERS if _one(lines[0].split(item))), None)
    for delimiter in DELIMITERS:
        if delimiter in lines[-1] or delimiter in lines[-2]:
            counts = [line.count(delimiter) for line in lines]
            if _agrees(lines, counts, delimiter):
                return _type(delimiter)
    return None


def _lines(head: bytes) -> list[bytes]:
    """The first lines without what is in quotes; a last line that may be cut is left out, unless it is alone."""
    if b"\r" in head and b"\n" not in head:
        head = head.replace(b"\r", b"\n")
    lines = head.split(b"\n", _LINES)
    if len(lines) > 1 and (not lines[-1] or len(lines) > _LINES or len(head) == _BYTES):
        lines.pop()  # it is empty, or may be cut
    if b'"' in head:
        bare = _QUOTED.sub(b'"', b"\n".join(lines))
        if head.count(b'"', 0, sum(map(len, lines)) + len(lines)) & 1:
            bare = bare[: bare.rfind(b"\n", 0, bare.rfind(b'"')) + 1].rstrip(b"\n")  # the last record is cut
        lines = bare.split(b"\n")[: len(lines)]
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    return lines


def _type(delimiter: bytes) -> str:
    """Media type by delimiter."""
    return TSV if delimiter == b"\t" else CSV


def _one(cells: list[bytes]) -> bool:
    """Whether the beginning of one long line is the header of a wide table."""
    return len(cells) > _WIDE and all(cells[:-1]) and _labelled(cells[:-1])


def _narrow(head: bytes) -> bytes:
    """UTF-16 as UTF-8, by its mark or by where the zeros are."""
    big = head[:2] == codecs.BOM_UTF16_BE or (head[:1] == b"\0" and head[1:2] != b"\0")
    head = head.removeprefix(codecs.BOM_UTF16_BE).removeprefix(codecs.BOM_UTF16_LE)
    return head[: 2 * _BYTES].decode("utf-16-be" if big else "utf-16-le", "replace").encode()


def _agrees(lines: list[bytes], counts: list[int], delimiter: bytes) -> bool:
    """Whether the lines, without what is in quotes, agree on a number of cells, and what they hold looks like cells."""
    usual = max(set(counts) - {0}, key=counts.count)
    first = counts.index(usual)
    if first > _TITLES:
        return False
    below = [line for line in lines[first:] if line and not line.isspace()]
    often = counts.count(usual)
    if len(below) < 2 or often < _AGREE * len(below):  # noqa: PLR2004  # one line proves nothing
        return False
    return _cells(below, delimiter, usual + 1, often / len(below))


def _cells(lines: list[bytes], delimiter: bytes, width: int, agreement: float) -> bool:
    """Whether lines that agree are a table: with a header, or with cells that no prose and no code has."""
    spaced = sum(1 for line in lines if delimiter + b" " in line) * 2 >= len(lines) and delimiter != b"\t"
    indented = sum(1 for line in lines if line[:1] in b" \t" or (width == 2 and line.rstrip().endswith(delimiter)))  # noqa: PLR2004  # `word,` is prose or code
    if indented * 2 > len(lines) and delimiter != b"|":
        return False
    for line in lines[:_TITLES]:
        cells = line.strip(b"\r").split(delimiter)
        filled = [cell for cell in cells if cell.strip()]
        if len(cells) == width and len(filled) >= max(2, width * 0.6):
            if _labelled(filled) and (len(filled) == width or width > 2):  # noqa: PLR2004  # `word,` is prose or code
                return not spaced or (width > 2 and len(lines) > 2 and agreement == 1 and _short(lines, delimiter))  # noqa: PLR2004  # prose agrees by chance only twice
            break
    if spaced or len(lines) < 3 or agreement < 0.9:  # noqa: PLR2004  # without a header, more must agree
        return False
    doubtful = sum(
        1 for line in lines if line.startswith(_CODE_START) or line.rstrip().endswith(_CODE_END) or line[:1] in b"\t "
    )
    if doubtful * 4 > len(lines) or any(line.count(b"=") * 2 > width for line in lines[:3]):
        return False
    return delimiter == b"\t" or width > 2 or all(_tokens(line, delimiter) for line in lines)  # noqa: PLR2004  # one comma a line is any log


def _labelled(cells: Sequence[bytes]) -> bool:
    """Whether cells read like names of columns; what was in quotes is taken for one."""
    for cell in cells:
        text = cell.strip()
        if text == b'"' or not text:
            continue
        if len(text) > _LABEL or len(text.split()) > _WORDS or not _label(text.decode("utf-8", "replace")):
            return False
    return len(set(cells)) * 2 > len(cells)


def _label(text: str) -> bool:
    """Whether a cell reads like the name of a column."""
    if len(text) > _LABEL or text.endswith((":", ".")) or text.count(" ") >= _WORDS:
        return False
    if "(" in text and " (" not in text and not text.endswith(")"):
        return False
    return bool((_LABELLED if text.isascii() else _WIDE_LABEL).fullmatch(text)) and not _NUMBER.fullmatch(text)


def _short(lines: list[bytes], delimiter: bytes) -> bool:
    """Whether all cells are of few words."""
    return all(len(cell.split()) <= 3 for line in lines for cell in line.split(delimiter))  # noqa: PLR2004  # more are a clause


def _tokens(line: bytes, delimiter: bytes) -> bool:
    """Whether all cells are filled and have no blank in them."""
    return all(cell and b" " not in cell for cell in line.strip(b"\r").split(delimiter))


def layout(text: str, delimiter: str = "") -> Layout:
    r"""How a table is written that is known to be one.

    Args:
        text: its beginning, with `\n` at the end of lines; about 64 KB. A last line without an end is left out if it is not alone.
        delimiter: where that is known.
    """
    hint = 0
    if text[:4] == "sep=" and text[5:6] == "\n":
        delimiter, hint, text = (text[4] if text[4] in _HINTED else delimiter), 1, text[6:]
    end = text.rfind("\n") + 1 or len(text)
    text = text[:end]
    choices = [delimiter] if delimiter else [item.decode() for item in DELIMITERS if item.decode() in text] or [","]
    best: tuple[float, str, str, str, list[list[str]], list[int]] | None = None
    for choice in choices:
        quote, escape = _quoting(text, choice)
        records, ends = _records(text, choice, quote, escape)
        score = _agreement(records)
        if best is None or score > best[0]:
            best = (score, choice, quote, escape, records, ends)
    assert best is not None  # there is at least one choice
    _, choice, quote, escape, records, ends = best
    width = _width(records)
    at, headed = _header(records, width)
    if not headed:
        first = next((index for index, record in enumerate(records[:_TITLES]) if len(record) == width), 0)
        return Layout(choice, quote, escape, (), width, hint + (ends[first - 1] if first else 0))
    return Layout(choice, quote, escape, tuple(records[at]), max(width, len(records[at])), hint + ends[at])


def _quoting(text: str, delimiter: str) -> tuple[str, str]:
    """The quote and the escape that a table uses."""
    edges = rf"(?:^|{re.escape(delimiter)})(['\"])"
    opened = Counter(re.findall(edges, text[:_BYTES], re.MULTILINE))
    shut = {mark: text.count(mark + delimiter) + text.count(mark + "\n") for mark in opened}
    quote = "'" if opened["'"] > opened['"'] and shut.get("'", 0) * 2 > opened["'"] else '"'
    if quote not in text:
        return '"', ""
    escaped = text.count("\\" + quote) - text.count("\\" + quote + delimiter) - text.count("\\" + quote + "\n")
    return quote, "\\" if escaped > 0 and quote * 2 not in text.replace(quote * 2 + delimiter, "") else ""


def _records(text: str, delimiter: str, quote: str, escape: str) -> tuple[list[list[str]], list[int]]:
    """The first records, and after how many lines each ends."""
    csv.field_size_limit(1 << 30)  # of the process; our blocks bound it
    reader = csv.reader(
        io.StringIO(text, newline="\n"),
        delimiter=delimiter,
        quotechar=quote,
        escapechar=escape or None,
        doublequote=not escape,
    )
    records, ends = [], []
    try:
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
            if len(records) >= _RECORDS:
                break
    except csv.Error:
        pass  # what was read before decides
    return records or [[]], ends or [0]


def _width(records: list[list[str]]) -> int:
    """How many cells most records have; of equal numbers the larger."""
    counted = Counter(len(record) for record in records if record)
    if len(counted) > 1 and counted.get(1, 0) * 2 <= counted.total():
        counted.pop(1, None)  # titles, notes at the foot
    return max(counted, key=lambda width: (counted[width], width), default=1)


def _agreement(records: list[list[str]]) -> float:
    """How well a delimiter divides: share of records of the usual width, and a little for more cells."""
    filled = [record for record in records if record]
    width = _width(filled)
    if width < 2 or not filled:  # noqa: PLR2004  # undivided
        return 0.0
    same = sum(1 for record in filled if len(record) == width)
    return same / len(filled) + min(width, 50) / 500


def _header(records: list[list[str]], width: int) -> tuple[int, bool]:
    """Index of the header, and whether there is one: the first record that is about full and reads like labels."""
    for index, record in enumerate(records[:_TITLES]):
        filled = [cell.strip() for cell in record if cell.strip()]
        if len(record) != width and len(records) > 1 and abs(len(record) - width) > 1:
            continue
        if len(filled) < max(1 if width == 1 else 2, width * 0.6):
            continue
        if sum(1 for cell in filled if _label(cell)) < len(filled) * 0.8:
            if len(filled) >= len(record):
                return index, False
            continue
        return index, _differs(record, records[index + 1 :])
    return 0, False


def _differs(header: list[str], rows: list[list[str]]) -> bool:
    """Whether the cells below a supposed header are other than it: none recurs in its column, or some column is of numbers."""
    rows = [row for row in rows[:50] if len(row) == len(header)]
    recurs = 0
    for index, name in enumerate(header):
        values = [row[index].strip() for row in rows]
        numbers = sum(1 for value in values if _NUMBER.fullmatch(value))
        if values and numbers * 2 > len(values):
            return True
        recurs += bool(name.strip()) and name.strip() in values
    return recurs * 3 <= len(header)
