"""Written: vectors written out as lists of numbers in JSON, JSON Lines, YAML and source, whatever the layout around them.

    if numbers_ahead(head):                              # the first 64 KiB of an object that is text
        yield from facts(blob, path, budget)

A list is known by its key; lists under many keys (`{"anna": [...], "ben": [...]}`) are of one sort, called as the file is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from connectors.blob import Blob
from detectors.readers.base import Budget, Fact
from detectors.readers.biometric.facts import fact
from detectors.readers.biometric.tables import numbers_ahead, parsed
from detectors.readers.biometric.vectors import Lengths, judge, persons

__all__ = ["facts", "numbers_ahead"]

#: A list of numbers and nothing else, and a key right before one.
_LIST = re.compile(rb"\[([\s0-9eE+.,-]{128,131072})\]")
_BEFORE = re.compile(rb"([\w .@-]{1,80})[\"']?[ \t]{0,8}[:=][ \t\r\n]{0,80}$")
_KEY = re.compile(rb"[\"']([\w .@-]{1,80})[\"'][ \t]*:")
#: Bytes read at a time, and of a list that goes on in the next piece; keys that are told apart; rows that are measured of each.
_PIECE, _OVER, _KEYS, _ROWS = 4 << 20, 1 << 17, 24, 32


@dataclass(slots=True)
class _Sort:
    lengths: dict[int, Lengths] = field(default_factory=dict)
    count: dict[int, int] = field(default_factory=dict)
    first: bytes = b""

    def add(self, row: tuple[float, ...], written: bytes) -> None:
        size = len(row)
        self.count[size] = self.count.get(size, 0) + 1
        self.first = self.first or written[:4096]
        lengths = self.lengths.setdefault(size, Lengths())
        if len(lengths.norms) < _ROWS:
            lengths.add(row)


def facts(blob: Blob, path: str, budget: Budget) -> Iterator[Fact]:
    """What the lists in a text are: one fact for each key that holds faces or voices.

    Args:
        blob: the text, in UTF-8 or a code page that has ASCII in it.
        path: of the object.
        budget: of the examination.

    Raises:
        BlobError: its bytes cannot be read.
    """
    sorts: dict[str, _Sort] = {}
    beside: set[str] = set()
    for key, numbers in _lists(blob, beside, budget):
        row = parsed(numbers)
        if row:
            name = key if key in sorts or len(sorts) < _KEYS else ""
            sorts.setdefault(name, _Sort()).add(row, numbers)
    if len(sorts) >= _KEYS:  # keys are not names of fields but of persons or things
        sorts = {"": _merged(sorts.values())}
    yield from _judged(sorts, path, persons(beside))


def _merged(sorts: Iterable[_Sort]) -> _Sort:
    out = _Sort()
    for each in sorts:
        out.first = out.first or each.first
        for size, lengths in each.lengths.items():
            out.count[size] = out.count.get(size, 0) + each.count[size]
            into = out.lengths.setdefault(size, lengths)
            if into is not lengths:
                into.join(lengths)
    return out


def _judged(sorts: dict[str, _Sort], path: str, beside: bool) -> Iterator[Fact]:
    for name, sort in sorts.items():
        for size, lengths in sort.lengths.items():
            verdict = judge(size, lengths.norms, name, path, beside, lengths.negative)
            if verdict is not None:
                value = hashlib.sha256(f"{name}\0{size}\0".encode() + sort.first).digest()
                evidence = (*verdict.evidence, "list")
                yield fact(verdict.rule, value, evidence=evidence, records=sort.count[size])


def _lists(blob: Blob, beside: set[str], budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Every list with its key; keys of the first piece are put into `beside`."""
    at, held = 0, b""
    while at < blob.size:
        budget.check()
        piece = blob.read(at, _PIECE)
        if not piece:
            return
        at += len(piece)
        text = held + piece
        if not beside:
            beside.update(found.decode("utf-8", "replace") for found in _KEY.findall(text[: 1 << 16]))
        end = 0
        for found in _LIST.finditer(text):
            key = _BEFORE.search(text[max(0, found.start() - 256) : found.start()])
            yield key[1].decode("utf-8", "replace").strip() if key else "", found[1]
            end = found.end()
        held = text[max(end, len(text) - _OVER) :] if at < blob.size else b""
