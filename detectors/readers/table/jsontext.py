"""Jsontext: JSON as it is written: a buffer that gives whole values where they can be had, and patterns for where they cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from detectors.readers.table.tree import Value
from detectors.readers.table.utf8 import Utf8

#: A value that ends within so many characters is decoded in one go, a larger one member by member.
_WINDOW = 1 << 20
#: Between values. Commas and colons are not insisted on; comments, record separators (RFC 7464) and marks are passed over.
BETWEEN = re.compile(r"(?:[\s,:\x00\x1e\ufeff]++|//[^\n]*+|/\*[\s\S]*?\*/)*+")
#: Scalars of an array, each with its comma.
RUN = re.compile(r'(?:(?:"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrtu])*+"|[-+\w.]++)\s*+,\s*+)++')
_SCALAR = re.compile(r'"(?:[^"\\]++|\\.)*+"|[-+\w.]++')
#: What cannot be a value ends where one could begin, or at the end of its line.
JUNK = re.compile(r'[^\s,:\[\]{}"]*')
IN_STRING = re.compile(r'(?:[^"\\]++|\\[\s\S])*+')
#: Most values of a batch, and characters within which those end that end soon.
_BATCH, _NEAR = 1000, 1 << 14
#: Characters by which a cut escape sequence may be too short.
_ESCAPE = 6

#: Numbers stay as they are written; an object is a tuple, an array a list.
_DECODER = json.JSONDecoder(object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=str, strict=False)
#: `raw_decode` without its own error: value and end from text and start.
scan: Callable[[str, int], tuple[Value, int]] = _DECODER.scan_once  # type: ignore[attr-defined]  # typeshed leaves it out


class NoValueError(Exception):
    """No whole value begins here; `deep` where there may be one, too deep for the decoder; `at` is how far it came."""

    def __init__(self, at: int, *, deep: bool) -> None:
        super().__init__()
        self.at, self.deep = at, deep


class Buffer:
    """Text that is read forward."""

    def __init__(self, text: Utf8) -> None:
        self._source = text
        self._line, self._counted = 1, 0
        self._dropped = 0
        self.text, self.at, self.ended = "", 0, False

    def more(self) -> bool:
        """Read on; False at the end."""
        if self.ended:
            return False
        self.line()
        data = self._source.read(_WINDOW)
        self.ended = not data
        self._dropped += self.at
        self.text = self.text[self.at :] + data.decode("utf-8", "replace")
        self.at = self._counted = 0
        return not self.ended

    def place(self) -> int:
        """Characters before the one at hand."""
        return self._dropped + self.at

    def line(self) -> int:
        """The line at hand, from 1."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def peek(self) -> str:
        """The first character of the next value, or bracket; empty at the end."""
        while True:
            found = BETWEEN.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text) - 1 or not self.more():
                return self.text[self.at : self.at + 1]

    def value(self) -> Value:
        """The next value.

        Raises:
            NoValueError: it is broken, too large or too deep.
        """
        while True:
            try:
                value, end = scan(self.text, self.at)
            except (ValueError, StopIteration, RecursionError) as error:
                deep = isinstance(error, RecursionError)
                if deep or len(self.text) - self.at >= _WINDOW or not self.more():
                    reached = error.pos if isinstance(error, json.JSONDecodeError) else len(self.text)
                    raise NoValueError(self._dropped + reached, deep=deep) from None
            else:
                if end < len(self.text) or self.ended:
                    self.at = end
                    return value
                self.more()

    def broken_line(self) -> bool:
        """Pass over a line that another object follows, or nothing; False where what is at hand goes on in the next line."""
        end = self.text.find("\n", self.at)
        rest = self.text[end + 1 : end + 2]
        if end < 0 or rest not in {"{", ""} or (not rest and not self.ended):
            return False
        self.at = end
        return True

    def batch(self, bracket: str, *, near: bool) -> list[tuple[Value, int]]:
        """Values that come one after the other, all with this bracket, and their lines; `near` for those that end soon.

        Raises:
            NoValueError: the first one is too deep.
        """
        base = self.at if near else 0
        text = self.text[base : base + _NEAR] if near else self.text
        at, end, most = self.at - base, 0, len(text) - 3
        batch: list[tuple[Value, int]] = []
        try:
            while len(batch) < _BATCH:
                value, end = scan(text, at)
                if end >= most:
                    break
                self.at = base + at
                batch.append((value, self.line()))
                at = end + 1
                if text[at] != bracket:
                    found = BETWEEN.match(text, end)
                    at = found.end() if found else end
                    if at >= most or text[at] != bracket:
                        break
        except RecursionError:
            if not batch:
                raise NoValueError(self.place(), deep=True) from None
        except (ValueError, StopIteration):
            pass  # told when it is read alone
        if batch:
            self.at = base + at
        return batch


def scalars(run: str) -> Value:
    """The values of a run of scalars; as they are written where one of them is no JSON."""
    try:
        return _DECODER.decode(f"[{run.rstrip().rstrip(',')}]")
    except ValueError:
        return _SCALAR.findall(run)


def unescaped(text: str) -> str:
    """The beginning of a string, decoded as far as it can be."""
    for cut in range(_ESCAPE):
        try:
            value, _ = scan(f'"{text[: len(text) - cut]}"', 0)
        except (ValueError, StopIteration):
            continue
        return str(value)
    return text
