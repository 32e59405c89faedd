"""Bytes as digits apart from each other: lists (`48 65`, `48:65`, `0x48, 0x65`) and dumps with offsets (xxd, hexdump -C)."""

from __future__ import annotations

import re

from detectors.text.decode_anchors import DUMP, ENCODINGS, LISTED
from detectors.text.decode_embedded import Embedded, decoded
from detectors.text.decode_map import Piece, Run, Undone
from detectors.text.decode_runs import LOOK, expression, first_ending, in_place, plain

_LIST = expression(LISTED)
#: What stands in a list of bytes and around it.
_SIGNS = b"0123456789abcdefABCDEFxX ,:;\t\r\n\\\"'{}[]()"
_STRETCH = re.compile(rb"""[0-9A-Fa-fxX ,:;\t\r\n\\"'{}\[\]()]*""")
_ITEM = re.compile(rb"(?<![0-9A-Za-z])(?:0[xX])?([0-9A-Fa-f]{2})(?![0-9A-Za-z])")
#: Two bytes of a list are no further apart than the indent of a line.
_APART = 48

#: So many pairs of digits without a letter are numbers of two digits: one character in three of a text has a letter in its digits.
_TABLE = 24
_LETTER = re.compile(rb"[A-Fa-f]")

_DUMP = expression(DUMP)
_LINE = re.compile(
    rb"[ \t]{0,8}([0-9A-Fa-f]{8,16})"
    rb"(?:: ((?:[0-9A-Fa-f]{2,4} ){1,16}) [^\n]{0,80}|  ((?:[0-9A-Fa-f]{2} {1,2}){1,16}) {0,60}\|[^\n]{0,40})(?:\r?\n)?"
)
_DIGITS = re.compile(rb"[0-9A-Fa-f]{2}")
_LONGEST_LINE = 128
#: A line with the first byte of such a block is undone with those behind it, whatever stands before it.
_BLOCK = 256


def listed(text: bytes, end: int, low: int, high: int) -> Undone | Embedded | None:
    """What a list of bytes says, seen from the bytes between `low` and `high` alone; see `decode_runs.base64_run`."""
    start = first_ending(_LIST, text, end, low, ENCODINGS[LISTED].width)
    if start is None:
        return None
    floor = max(low, end - LOOK)
    begin = floor + len(text[floor:start].rstrip(_SIGNS))
    if _LIST.search(text, max(low, begin - 1), end - 1) is not None:
        return None  # one before answers for the whole list
    if not text[start : start + 1].isalnum():
        start += 1
    stretch = _STRETCH.match(text, start, high)
    edge = stretch.end() if stretch is not None else end
    chars: list[bytes] = []
    places: list[int] = []
    stop = start
    for item in _ITEM.finditer(text, start, edge):
        if item.start() - stop > _APART:
            break
        chars.append(item[1])
        places.append(item.start(1))
        stop = item.end()
    if len(chars) >= _TABLE and not _LETTER.search(b"".join(chars)):
        return None
    if edge >= high and high < len(text) and edge - stop <= _APART:
        return Embedded(places[0], None, "hex", "text") if chars else None
    told = _told(chars, places)
    return in_place(text, (low, start, stop, high), *told, "hex") if told is not None else None


def in_one_list(text: bytes, earlier: int, end: int) -> bool:
    """Whether two anchors are of one list, so that the earlier one answers."""
    return end - earlier <= LOOK - 2 * ENCODINGS[LISTED].width and not text[earlier:end].strip(_SIGNS)


def dump(text: bytes, end: int, low: int, high: int) -> Undone | None:
    """As `listed`, of the lines of a dump. Those that are too far on are undone from one of their own."""
    start = _begin(text, end, max(low, end - _LONGEST_LINE))
    line = _LINE.match(text, start, high) if start is not None else None
    if start is None or line is None or (int(line[1], 16) % _BLOCK and _answered(text, start, max(low, start - LOOK))):
        return None
    chars: list[bytes] = []
    places: list[int] = []
    stop = start
    while line is not None:
        group = 2 if line[2] is not None else 3
        for digits in _DIGITS.finditer(text, *line.span(group)):
            chars.append(digits[0])
            places.append(digits.start())
        stop = line.end()
        line = _LINE.match(text, stop, high)
    told = _told(chars, places)
    return Undone(told[0], [Piece(0, start, stop, told[1])], "hex") if told is not None else None


def _answered(text: bytes, start: int, floor: int) -> bool:
    """Whether a line before, with none but lines of the dump between, has an anchor."""
    while start > floor:
        before = _begin(text, start - 1, floor)
        if before is None or _LINE.match(text, before, start) is None:
            return False
        if _DUMP.search(text, before, start) is not None:
            return True
        start = before
    return False


def _begin(text: bytes, at: int, floor: int) -> int | None:
    """Where the line begins that has the byte before `at`, or None where that is before `floor`."""
    found = text.rfind(b"\n", floor, at)
    if found >= 0:
        return found + 1
    return 0 if floor == 0 else None


def _told(chars: list[bytes], places: list[int]) -> tuple[bytes, Run] | None:
    """The text that digits say, and their run; None where it is no text."""
    digits = b"".join(chars)
    told = plain(decoded("hex", digits)) if digits else None
    if told is None:
        return None
    value, wide = told
    size, end = len(value.rstrip(b"\r\n")), places[-1] + 2
    return value, Run(digits, range(0, len(digits), 2), places, (2, 1), wide, size, end)
