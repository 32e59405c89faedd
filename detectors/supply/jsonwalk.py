"""JSON walk: the plain values of JSON with the path to each and its line, without building the whole and without recursion."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_TOKEN = re.compile(r'[ \t\r\n]*(?:("(?:[^"\\\n]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+))')
#: Containers in one another; lock files of npm's first version nest by dependency, deeper ones are given up.
_DEPTH = 400

Path = tuple[str, ...]


def _string(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    try:
        return str(json.loads(token))
    except ValueError:
        return token[1:-1]


class _Place:
    """Where in the document the walk is."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.kinds: list[str] = []
        self.key = ""
        #: Whether a member's name was read and its value comes.
        self.waiting = False

    def take(self, mark: str) -> bool:
        """Take a bracket, comma or colon; whether the document may go on."""
        if mark in {"{", "["}:
            if len(self.kinds) >= _DEPTH:
                return False
            self.kinds.append(mark)
            self.path.append("" if mark == "{" else "0")
        elif mark in {"}", "]"}:
            if not self.kinds:
                return False
            self.kinds.pop()
            self.path.pop()
        elif mark == "," and self.kinds and self.kinds[-1] == "[":
            self.path[-1] = str(int(self.path[-1]) + 1)
        elif mark == ":":
            if not self.kinds or self.kinds[-1] == "[":
                return False
            self.path[-1] = self.key
        self.waiting = mark == ":"
        return True

    def names(self) -> bool:
        """Whether a string that comes here is a member's name."""
        return bool(self.kinds) and self.kinds[-1] == "{" and not self.waiting


def walk(text: str) -> Iterator[tuple[Path, str, int]]:
    """Path, value and line of each string, number, true, false and null, in order; ends where the text is no JSON.

    Members of arrays have their number as the name. The path of a document's own value is empty.
    """
    place = _Place()
    at, line, counted = 0, 1, 0
    while (token := _TOKEN.match(text, at)) is not None and token.end() > at:
        string, mark = token[1], token[2]
        start, at = token.start(token.lastindex or 0), token.end()
        if mark is not None:
            if not place.take(mark):
                return
        elif string is not None and place.names():
            place.key = _string(string)
        else:
            line += text.count("\n", counted, start)
            counted = start
            yield tuple(place.path), token[3] if string is None else _string(string), line
