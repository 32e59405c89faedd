"""Runs: the text of WordprocessingML and DrawingML, which name paragraphs, runs and tables alike (ECMA-376 part 1, 17 and 21)."""

from __future__ import annotations

from collections.abc import Mapping

from detectors.readers.document.flow import Flow
from detectors.readers.document.markup import local

#: What an element puts its content into: text (of a run, of a note on slides, of a chart's values), the code of a field,
#: properties (where `tab` is a stop, not a sign), and what was deleted or put in while changes were tracked.
_TEXT, _CODE, _PROPERTIES, _GONE, _NEW = range(5)
_INTO = {
    **dict.fromkeys(("t", "delText", "text", "v"), _TEXT),
    **dict.fromkeys(("instrText", "delInstrText"), _CODE),
    **dict.fromkeys(("pPr", "rPr", "sectPr"), _PROPERTIES),
    **dict.fromkeys(("del", "moveFrom"), _GONE),
    **dict.fromkeys(("ins", "moveTo"), _NEW),
}
_SIGNS = {"tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}
#: Characters of a paragraph that are kept for what was deleted in it.
_LONGEST = 1 << 20
#: Text boxes in one another that are kept apart.
_DEEP = 64


def value(attributes: Mapping[str, str], name: str) -> str:
    """An attribute's value whatever its prefix; empty where there is none."""
    found = attributes.get(f"w:{name}")
    if found is not None:
        return found
    return next((text for key, text in attributes.items() if local(key) == name), "")


class Runs:
    """Puts runs together to lines, and rows of tables.

    A paragraph of which something was deleted goes to `deleted` as it stood before: what was put in is not in it.
    """

    def __init__(self, flow: Flow, deleted: Flow | None = None, fields: Flow | None = None) -> None:
        """Take where text, deleted text and codes of fields go."""
        self.flow, self._deleted, self._fields = flow, deleted, fields
        self._skip = 0
        self._into = [0] * 5
        self._depths = [0]
        self._before = [_Before()]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if self._skip or name == "Fallback":  # of AlternateContent: the same once more, for older programs
            self._skip += 1
        elif name in _INTO:
            self._into[_INTO[name]] += 1
        elif name == "p":
            self._paragraph()
        elif not self._into[_PROPERTIES] and not self._laid_out(name, attributes):
            self._beside(name, attributes)

    def _laid_out(self, name: str, attributes: dict[str, str]) -> bool:
        """Signs and tables."""
        flow = self.flow
        if name in _SIGNS:
            self._add(_SIGNS[name])
        elif name in {"br", "cr"}:
            flow.line()
        elif name == "tbl":
            flow.table()
        elif name == "tr":
            flow.row()
        elif name == "tc":
            flow.cell()
            self._depths.append(0)
            self._spans(attributes)
        elif name == "gridSpan":
            self._spans({"gridSpan": value(attributes, "val")})
        elif name == "tblHeader" or (name == "tblPr" and attributes.get("firstRow") == "1"):
            flow.heading()
        else:
            return False
        return True

    def _beside(self, name: str, attributes: dict[str, str]) -> None:
        """What stands in attributes: codes of fields, descriptions of pictures, what a field of a form begins with, authors."""
        if name in {"docPr", "cNvPr"}:
            self._described(attributes)
        elif name == "fldSimple" and self._fields:
            self._fields.say(value(attributes, "instr"))
        elif name == "default" and value(attributes, "val") not in {"", "0", "1"}:
            self.flow.say(value(attributes, "val"))
        elif name in {"comment", "cmAuthor", "author"}:
            self.flow.say(value(attributes, "author") or value(attributes, "name"))

    def _spans(self, attributes: Mapping[str, str]) -> None:
        columns = attributes.get("gridSpan", "")
        if columns.isdecimal() and len(columns) < 4:  # noqa: PLR2004  # Word has 63 columns at most
            self.flow.span(max(1, int(columns)))

    def _described(self, attributes: Mapping[str, str]) -> None:
        for name in ("title", "descr"):
            self.flow.say(attributes.get(name, ""))

    def _paragraph(self) -> None:
        if self._depths[-1] and len(self._before) < _DEEP:
            self.flow.open()
        self._depths[-1] += 1
        if len(self._before) < _DEEP:
            self._before.append(_Before())

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if self._skip:
            self._skip -= 1
        elif name in _INTO:
            self._into[_INTO[name]] -= 1
            if name in {"v", "text"}:
                self.flow.line()
        elif name == "p":
            self._end_paragraph()
        elif name == "tc":
            self.flow.end_cell()
            if len(self._depths) > 1:
                self._depths.pop()
        elif name == "tr":
            self.flow.end_row()
        elif name == "tbl":
            self.flow.end_table()

    def _end_paragraph(self) -> None:
        self._depths[-1] = max(0, self._depths[-1] - 1)
        nested = self._depths[-1] > 0
        if len(self._before) > 1:
            before = self._before.pop()
            if before.changed and self._deleted:
                self._deleted.say("".join(before.pieces))
        if nested:
            self.flow.say(self.flow.close())
        else:
            self.flow.line()

    def text(self, data: str) -> None:
        """Text of a run, of a field's code, or white space between elements."""
        if self._skip:
            return
        if self._into[_CODE]:
            if self._fields:
                self._fields.add(data)
                self._fields.line()
        elif self._into[_TEXT]:
            self._add(data)

    def _add(self, data: str) -> None:
        if not self._into[_GONE]:
            self.flow.add(data)
        else:
            self._before[-1].changed = True
        if not self._into[_NEW] and self._deleted:
            self._before[-1].add(data)


class _Before:
    """An open paragraph as it was before changes were tracked."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.changed = False
        self._left = _LONGEST

    def add(self, data: str) -> None:
        self._left -= len(data) + 1
        if self._left > 0:
            self.pieces.append(data)
