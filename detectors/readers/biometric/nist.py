"""Nist: transactions of fingers, faces, irises and palms between authorities (ANSI/NIST-ITL 1, traditional encoding).

https://www.nist.gov/programs-projects/ansinist-itl-standard: a type 1 record lists the others in its field 3; each has its length
in its first field, but those of types 3 to 8, which begin with it as four bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader, ReadError, Text
from detectors.readers.binary.window import Window
from detectors.readers.biometric.contents import digest, picture
from detectors.readers.biometric.facts import fact
from detectors.views.sniff import Media

#: Separators of files, groups (fields), records and units (section 7.1).
_FILE, _GROUP, _RECORD, _UNIT = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
_LENGTH = re.compile(rb"(\d{1,2})\.0{0,2}1:(\d{1,10})[\x1d\x1c]")
_BINARY = frozenset(range(3, 9))
_TEXTUAL = frozenset({1, 2})
#: Record type -> rule: 4 to 6, 13 and 14 pictures of fingers, 9 minutiae, 10 faces (and scars), 11 voices, 15 palms, 17 irises.
RULES = {
    **dict.fromkeys((3, 4, 5, 6, 13, 14), "finger-record"),
    9: "minutiae-record",
    10: "face-record",
    11: "voice-record",
    15: "palm-record",
    17: "iris-record",
}
#: Types whose field 999 ends with a picture.
_PICTURED = frozenset({10, 13, 14, 15, 17})
_MOST_RECORDS, _MOST_TEXT = 20_000, 1 << 20


class Entry(NamedTuple):
    """One record: its type, where it begins, and its bytes."""

    type: int
    start: int
    size: int


class NistReader(Reader):
    """Reads a transaction: a fact for each sort of template in it, what it says of the person as text, pictures as members."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        window = Window(blob)
        listed = contents(window)
        entries = list(records(window, listed, budget))
        if not entries:
            raise ReadError(Reason.CORRUPT, "its first record is of another type")
        yield from _said(window, entries)
        found = Counter(RULES[entry.type] for entry in entries if entry.type in RULES)
        whole = len(entries) == len(listed) + 1
        value = digest(blob, 0, budget)
        for rule, count in sorted(found.items()):
            evidence = ("structure", "transaction", *(("lengths",) if whole else ()))
            yield fact(rule, value + rule.encode(), evidence=evidence, records=count)
        yield from _pictures(window, entries, budget)
        if not whole:
            last = entries[-1]
            yield Gap(
                "",
                max(0, blob.size - last.start - last.size),
                Reason.CORRUPT,
                "not all records that it lists are there",
            )


def contents(window: Window) -> list[int]:
    """Types of the records behind the first, in order, as that lists them.

    Raises:
        ReadError: it does not.
    """
    head = _first(window)
    field = re.search(rb"(?:^|\x1d)1\.0{0,2}3:([^\x1c\x1d]*)", head)
    if field is None:
        raise ReadError(Reason.CORRUPT, "does not list its records")
    pairs = [pair.partition(_UNIT)[0] for pair in field[1].split(_RECORD)[1:]]
    types = [int(kind) for kind in pairs[:_MOST_RECORDS] if kind.isdigit() and len(kind) <= 2]  # noqa: PLR2004  # 1 to 99
    if not types:
        raise ReadError(Reason.CORRUPT, "lists no records")
    return types


def _first(window: Window) -> bytes:
    start = _LENGTH.match(window.take(0, 32))
    size = int(start[2]) if start else 0
    if not 0 < size <= min(window.size, _MOST_TEXT):
        raise ReadError(Reason.CORRUPT, "its first record has no possible length")
    return window.take(0, size)


def records(window: Window, listed: list[int], budget: Budget) -> Iterator[Entry]:
    """The records one after the other, the first included, as far as each is of the type that is listed and fits."""
    at = 0
    for kind in (1, *listed):
        budget.check()
        head = window.take(at, 32)
        if kind in _BINARY:
            size = int.from_bytes(head[:4]) if len(head) > 4 else 0  # noqa: PLR2004  # a length, then its number
        else:
            found = _LENGTH.match(head)
            size = int(found[2]) if found and int(found[1]) == kind else 0
        if not 4 < size <= window.size - at:  # noqa: PLR2004  # its own length
            return
        yield Entry(kind, at, size)
        at += size


def _said(window: Window, entries: list[Entry]) -> Iterator[Text]:
    """Fields of text, one a line."""
    told = [window.take(entry.start, min(entry.size, _MOST_TEXT)) for entry in entries[:64] if entry.type in _TEXTUAL]
    text = b"\n".join(told)[:_MOST_TEXT].translate(bytes.maketrans(_FILE + _GROUP + _RECORD + _UNIT, b"\n\n  "))
    if text:
        yield Text(text.decode("utf-8", "replace").encode() + b"\n", "records")


def _pictures(window: Window, entries: list[Entry], budget: Budget) -> Iterator[Part]:
    for number, entry in enumerate(entries):
        if entry.type not in _PICTURED:
            continue
        head = window.take(entry.start, min(entry.size, 1 << 16))
        mark = b"\x1d%d.999:" % entry.type
        at = head.find(mark)
        if at >= 0:
            first = entry.start + at + len(mark)
            shown = picture(window, first, entry.start + entry.size - 1, f"record-{number}", budget)
            if shown is not None:
                yield shown
