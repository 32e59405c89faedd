"""Hypertext: what HTML shows, and what its fields, heads and tables hold; linear in its length whatever it is.

Written by hand because what is wanted of HTML here is not a tree: the standard library's parser is four times slower, and has
been quadratic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import count

from detectors.readers.base import Rows
from detectors.readers.document.flow import COLUMNS, DEEP, Table

#: What begins a stretch that is not shown, and what ends it.
_HIDDEN = re.compile(r"<(?:!--|[sS][cC][rR][iI][pP][tT](?=[\s>/])|[sS][tT][yY][lL][eE](?=[\s>/]))")
_END = {
    "<!--": re.compile(r"--!?>"),
    "<script": re.compile(r"</[sS][cC][rR][iI][pP][tT](?=[\s>/])[^<>]{0,256}+>?"),
    "<style": re.compile(r"</[sS][tT][yY][lL][eE](?=[\s>/])[^<>]{0,256}+>?"),
}
#: What a tag does to the text around it; those from `_GRID` on belong to tables.
_JOINS, _BREAKS, _PAIRS, _GRID, _CELL, _CELL_ENDS = range(6)
#: Tags within a word or line (HTML, 4.5 text-level semantics).
_WITHIN = (
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr o:p q rp rt ruby s samp small span strike"
    " strong sub sup time tt u var wbr"
)
#: Elements that hold a name and a value.
_HOLDING = "meta input button option param data textarea select object embed"
_DOES = {
    **{f"{slash}{name}": _JOINS for name in _WITHIN.split() for slash in ("", "/")},
    **dict.fromkeys(("table", "/table", "tr", "/tr"), _GRID),
    **dict.fromkeys(("td", "th"), _CELL),
    **dict.fromkeys(("/td", "/th"), _CELL_ENDS),
    **dict.fromkeys(_HOLDING.split(), _PAIRS),
}
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]{1,64}+)\s{0,8}=\s{0,8}(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_NAMES = ("name", "property", "http-equiv", "itemprop", "id", "aria-label", "placeholder", "title")
_VALUES = ("value", "content", "data", "src")
#: Characters of a tag in which attributes are looked for.
_TAG = 1 << 16
#: Spellings of tags that are remembered.
_SPELLINGS = 10_000


class Shown:
    """Takes HTML piece by piece and leaves out what is not shown: comments, scripts, styles.

    They stand in the raw text, which is examined as well.
    """

    def __init__(self) -> None:
        self._until: re.Pattern[str] | None = None

    def feed(self, text: str) -> str:
        """A piece without what is hidden; what has no end hides the rest."""
        out, at = [], 0
        while True:
            if self._until is not None:
                end = self._until.search(text, at)
                if end is None:
                    break
                self._until, at = None, end.end()
            mark = _HIDDEN.search(text, at)
            if mark is None:
                out.append(text[at:])
                break
            out.append(text[at : mark.start()])
            self._until, at = _END[mark.group().lower()], mark.end()
        return "".join(out)


class Hypertext:
    """Reads HTML without hidden stretches, piece by piece."""

    def __init__(self) -> None:
        self._does = dict(_DOES)
        self._spellings = _SPELLINGS
        self._out: list[str] = []
        self._pairs: list[str] = []
        self._tables: list[Table] = []
        self._rows: list[Rows] = []
        self._numbers = count(1)
        #: Where in `_out` the open cell begins.
        self._cell: int | None = None

    def feed(self, text: str) -> None:  # noqa: C901  # one loop over all tags, for speed
        """A piece; tags should be whole."""
        first, *pieces = text.split("<")
        out, does = self._out, self._does
        out.append(first)
        for piece in pieces:
            tag, closed, rest = piece.partition(">")
            name = tag.partition(" ")[0]
            action = does.get(name)
            if action is None:
                action = self._spelt(name)
            if action is None or not closed:
                out.append("<" + piece)
                continue
            if '"' in tag:
                if tag.count('"') & 1:
                    tag, rest = _quoted(tag, rest)
                if "&" in tag:
                    self._escaped(tag)
            if action == _JOINS:
                out.append(rest)
                continue
            if action == _PAIRS:
                self._pair(tag)
            if action >= _GRID:
                self._grid(tag)
            if action == _CELL_ENDS:
                # White space between cells is none of the text.
                out.append(rest.lstrip())
                continue
            out.append("\t" if action == _CELL else "\n")
            out.append(rest)

    def _spelt(self, name: str) -> int | None:
        """What a tag does that is written in capitals, with a slash or line feed behind its name, or not known; None: not a tag."""
        bare = name.split(None, 1)[0].lower() if name and not name[0].isspace() else ""
        if not bare or not (bare[0].isalpha() or bare[0] in "/!?"):
            return None
        action = _DOES.get(bare.rstrip("/") if len(bare) > 1 else bare, _BREAKS)
        if self._spellings > 0 and len(name) < 32:  # noqa: PLR2004  # longer than any name of a tag
            self._spellings -= 1
            self._does[name] = action
        return action

    def _pair(self, tag: str) -> None:
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(tag[:_TAG]):
            found.setdefault(name.lower(), double or single or bare)
        value = next((found[key] for key in _VALUES if found.get(key)), "")
        if value:
            label = next((found[key] for key in _NAMES if found.get(key)), "")
            self._pairs.append(f"{label}: {value}" if label else value)

    def _escaped(self, tag: str) -> None:
        for name, double, single, _ in _ATTRIBUTE.findall(tag[:_TAG]):
            if "&" in double or "&" in single:
                self._pairs.append(f"{name}={double or single}")

    def _grid(self, tag: str) -> None:
        """A tag of a table: the text of cells is gathered once more, by rows."""
        name = tag.partition(" ")[0].lower()
        if self._cell is not None:
            self._end_cell()
        table = self._tables[-1] if self._tables else None
        if name == "table":
            if len(self._tables) < DEEP:
                self._tables.append(Table())
        elif table is None:
            return
        elif name in {"td", "th"}:
            table.row = table.row if table.row is not None else []
            self._cell = len(self._out) + 1
            table.span = _span(tag) if "span" in tag else 1
        elif name in {"tr", "/tr", "/table"}:
            row, table.row = table.row, None
            if row:
                table.add(row)
            if name == "/table":
                self._rows.extend(self._tables.pop().taken(self._numbers))
            elif table.is_full():
                self._rows.extend(table.taken(self._numbers))

    def _end_cell(self) -> None:
        text = plain_of(self._out[self._cell :])
        self._cell = None
        table = self._tables[-1]
        if table.row is not None and len(table.row) < COLUMNS:
            table.row.append(text.replace("\n", " ").replace("\t", " "))
            if table.span > 1:
                table.row.extend([""] * min(table.span - 1, COLUMNS - len(table.row)))

    def text(self) -> str:
        """What was shown since the last time: words whole, one block a line, cells of a row with tabs between."""
        text = plain_of(self._out)
        self._out.clear()
        # Of a cell that goes on in the next piece only what follows is seen with its column.
        self._cell = 0 if self._cell is not None else None
        return text

    def pairs(self) -> str:
        """Heads and fields as `name: value`, and attributes with entities in them as `name=value`, decoded, one a line."""
        text = unescape("\n".join(self._pairs))
        self._pairs.clear()
        return text

    def rows(self, *, last: bool) -> Iterator[Rows]:
        """Rows of tables that have a heading, as far as they are full."""
        if last:
            for table in self._tables:
                if table.row:
                    table.add(table.row)
                self._rows.extend(table.taken(self._numbers))
        yield from self._rows
        self._rows.clear()


def _span(tag: str) -> int:
    for name, *values in _ATTRIBUTE.findall(tag[:_TAG]):
        number = "".join(values)
        if name.lower() == "colspan" and number.isdecimal() and len(number) < 4:  # noqa: PLR2004  # HTML's most is 1000
            return max(1, int(number))
    return 1


def _quoted(tag: str, rest: str) -> tuple[str, str]:
    """A tag that was cut at a `>` between quotes, put together again; as it was where the quotes do not close."""
    value, closed, behind = rest.partition('"')
    end, ended, after = behind.partition(">")
    return (f'{tag}>{value}"{end}', after) if closed and ended else (tag, rest)


def plain_of(pieces: list[str]) -> str:
    """Text of pieces of HTML without tags."""
    text = "".join(pieces)
    if "&" in text:
        text = unescape(text)
    if "\n" not in text:
        return text.strip()
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    return "\n".join(lines)


def visible(text: str) -> str:
    """What a whole piece of HTML shows."""
    if "<" not in text:
        return unescape(text)
    reading = Hypertext()
    reading.feed(Shown().feed(text))
    return reading.text()
