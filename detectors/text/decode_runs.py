"""Runs: stretches of base64 and of hexadecimal digits, whole or in lines, decoded in place."""

from __future__ import annotations

import re
from typing import NamedTuple

import re2

from detectors.text.decode_anchors import BASE64, BASE64_HEAD, EMBEDDED_BASE64, EMBEDDED_HEX, ENCODINGS, HEX, HEX_HEAD
from detectors.text.decode_embedded import BREAK, Embedded, decoded, kind_of
from detectors.text.decode_map import AS_IS, Piece, Run, Undone

#: How far back a run is followed to see whether an earlier anchor answers for it, in bytes.
LOOK = 1100
#: So many characters tell most of what is no text.
_GLANCE = 96
#: What is kept of the text around a short value, in bytes: the name before it, and the sign behind.
_BEFORE, _AFTER = 160, 64
#: A decoded value up to this length, without a line break, is looked at in its place as well as alone.
_VALUE = 256
#: Lines of encoded text are at least so long, unless only the first or the last is shorter (RFC 2045 has 76, RFC 7468 has 64).
_LINE, _LEAST_LINE = 48, 16
#: Lengths of lines that programs break encoded text into.
_WIDTHS = frozenset({60, 64, *range(70, 81), 96, 100, 120, 128, 160, 200, 256, 512, 1000, 1024})
#: At most one control character in so many bytes of a text, and one byte in so many above 0x7F that is no UTF-8.
_SOUND, _FOREIGN = 50, 4

_CONTROL = bytes([*range(9), 11, 12, *range(14, 32), 127])
_CONTROLS = tuple(bytes((value,)) for value in _CONTROL)
_ASCII = bytes(range(128))
#: What may follow the last, shorter line.
_CLOSING = frozenset(b"=\r\n\"'<\\ \t,;)}]`&")


def expression(number: int) -> re2._Regexp:
    """All anchors of an encoding as one expression."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile("|".join(f"(?:{anchor})" for anchor in ENCODINGS[number].anchors).encode("latin-1"), options)


class Code(NamedTuple):
    """An encoding of runs."""

    name: str
    alphabet: bytes
    anchor: re2._Regexp
    unit: tuple[int, int]
    characters: re.Pattern[bytes]
    line: re.Pattern[bytes]


#: White space before a line of a run.
_INDENT = 32

BASE64_CODE = Code(
    "base64",
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_",
    expression(BASE64),
    (4, 3),
    re.compile(rb"[A-Za-z0-9+/_-]*"),
    re.compile(BREAK + rb"([A-Za-z0-9+/_-]+)"),
)
HEX_CODE = Code(
    "hex",
    b"0123456789ABCDEFabcdef",
    expression(HEX),
    (2, 1),
    re.compile(rb"[0-9A-Fa-f]*"),
    re.compile(BREAK + rb"([0-9A-Fa-f]+)"),
)


#: So many characters tell an object's kind.
_HEAD = 40
_SIGNED = {number: expression(number) for number in (EMBEDDED_BASE64, EMBEDDED_HEX)}


class Collected(NamedTuple):
    """A run's characters, where it ends, and whether it goes on beyond what may be looked at."""

    run: Run
    start: int
    end: int
    open: bool


def base64_run(text: bytes, end: int, low: int, high: int) -> Undone | Embedded | None:
    """What a run of base64 holds around an anchor's end, seen from the bytes between `low` and `high` alone.

    Returns:
        The text, in place of its encoding; where it goes on beyond `high`, an embedded object; None where it is no text, or where
        another anchor answers for it.
    """
    unit = end - 2  # an anchor ends behind the second character of four
    start = unit - (BASE64_HEAD - 2)
    if not _glance(BASE64_CODE, text, start, high) or _answered(BASE64_CODE, text, end, low):
        return None
    if start > low and text[start - 1 : start].isalnum():  # amid a run
        start = _start(BASE64_CODE, text, unit, max(low, end - LOOK))
        start += (unit - start) % 4
        before = decoded("base64", text[start:unit])
        # What is no text is no part of it: a path before the value.
        start += (max(map(before.rfind, _CONTROLS)) // 3 + 1) * 4
    return _opened(BASE64_CODE, text, start, low, high)


def hex_run(text: bytes, end: int, low: int, high: int) -> Undone | Embedded | None:
    """As `base64_run`, of hexadecimal digits."""
    if _answered(HEX_CODE, text, end, low):
        return None
    start = _start(HEX_CODE, text, end, max(low, end - ENCODINGS[HEX].width))
    return _opened(HEX_CODE, text, start, low, high)


def embedded_base64(text: bytes, end: int, low: int, high: int) -> Embedded | None:
    """The embedded object whose first bytes, in base64, an anchor ends behind; seen as by `base64_run`."""
    return _embedded(BASE64_CODE, EMBEDDED_BASE64, text, end, (low, high))


def embedded_hex(text: bytes, end: int, low: int, high: int) -> Embedded | None:
    """As `embedded_base64`, of hexadecimal digits."""
    return _embedded(HEX_CODE, EMBEDDED_HEX, text, end, (low, high))


def _embedded(code: Code, number: int, text: bytes, end: int, within: tuple[int, int]) -> Embedded | None:
    low, high = within
    start = first_ending(_SIGNED[number], text, end, low, ENCODINGS[number].width)
    for first in () if start is None else (start, start + 1):  # an anchor has the byte before the run, if there is one
        kind = kind_of(decoded(code.name, text[first : _end(code, text, first, min(high, first + _HEAD))]))
        if kind is not None:
            found = collect(code, text, first, high)
            return Embedded(first, None if found.open else found.end, code.name, kind)
    return None


def first_ending(anchor: re2._Regexp, text: bytes, end: int, low: int, width: int) -> int | None:
    """Where the first match begins that ends at `end`."""
    position = max(low, end - width)
    while position < end:
        found = anchor.search(text, position, end)
        if found is None:
            return None
        if found.end() == end:
            return int(found.start())
        position = found.start() + 1
    return None


def _start(code: Code, text: bytes, end: int, floor: int) -> int:
    """Where the characters begin that stand before `end`, not before `floor`."""
    return floor + len(text[floor:end].rstrip(code.alphabet))


def _answered(code: Code, text: bytes, end: int, low: int) -> bool:
    """Whether an anchor before this one belongs to the same run, on its line or on one of the lines before."""
    floor = max(low, end - LOOK)
    start = _start(code, text, end, floor)
    unit = code.unit[0]
    if _in_step(code, text, (max(low, start - 1), end - 1), end, 0, unit):
        return True
    chars = end - start
    while start > floor and (line_end := _line_before(text, start, floor)) is not None:
        before = _start(code, text, line_end, floor)
        if line_end - before < _LEAST_LINE:
            return False
        if _in_step(code, text, (max(low, before - 1), line_end), line_end, chars, unit):
            return True
        chars += line_end - before
        start = before
    return False


def follows(code: Code, text: bytes, earlier: int, end: int) -> bool:
    """Whether two anchors are of one run, on one line or on two, so that the earlier one answers; `_answered` finds as much."""
    apart = end - earlier
    if apart > LOOK - 2 * HEX_HEAD:
        return False
    between = text[earlier:end].strip(code.alphabet)
    if between:
        indent = between[2:] if between.startswith(b"\r\n") else between[1:]
        if not between.startswith((b"\r\n", b"\n")) or indent.strip(b" \t") or len(indent) > _INDENT:
            return False
        if text[earlier : earlier + 2].strip(code.alphabet):
            return False
    return (apart - len(between)) % code.unit[0] == 0


def _in_step(code: Code, text: bytes, within: tuple[int, int], end: int, chars: int, unit: int) -> bool:
    """Whether an anchor lies there whose units are those of the one that is `chars` characters beyond `end`."""
    position, stop = within
    search = code.anchor.search
    while position < stop:
        found = search(text, position, stop)
        if found is None:
            return False
        if (end - found.end() + chars) % unit == 0:
            return True
        position = found.start() + 1
    return False


def _line_before(text: bytes, start: int, floor: int) -> int | None:
    """Where the line before ends, where `start` is the first character of a line that is not indented too far."""
    before = text[max(floor, start - 36) : start]
    bare = before.rstrip(b" \t")
    for mark in (b"\\r\\n", b"\\n", b"\r\n", b"\n"):
        if bare.endswith(mark):
            return start - len(before) + len(bare) - len(mark)
    return None


def collect(code: Code, text: bytes, start: int, high: int) -> Collected:
    """The run that begins at `start`, over lines of one length (the first and the last may be shorter), not beyond `high`."""
    end = _end(code, text, start, high)
    at, places, parts = [0], [start], [text[start:end]]
    first = count = end - start
    width = 0
    while end < high and (line := code.line.match(text, end, high)) is not None:
        size = line.end(1) - line.start(1)
        last = size < width if width else size < first
        if not _goes_on(first, width, size):
            break
        if last and line.end() < len(text) and line.end() < high and text[line.end()] not in _CLOSING:
            break
        if last and not _same(decoded(code.name, b"".join(parts)), decoded(code.name, b"".join((*parts, line[1])))):
            break
        at.append(count)
        places.append(line.start(1))
        parts.append(line[1])
        count += size
        end = line.end()
        width = size
        if last:
            break
    run = Run(b"".join(parts), at, places, code.unit)
    return Collected(run, start, end, end >= high and high < len(text))


def _end(code: Code, text: bytes, start: int, high: int) -> int:
    found = code.characters.match(text, start, high)
    return start if found is None else found.end()


def _goes_on(first: int, width: int, size: int) -> bool:
    """Whether a line of that size belongs to a run whose first line, and whose other lines, were so long."""
    if width:
        return size <= width
    if size < first:
        return first in _WIDTHS  # a word on the next line is no part of a value of any other length
    return size >= _LINE


def plain(raw: bytes) -> tuple[bytes, int] | None:
    """The text that decoded bytes are, and how many of them make one of its own; None where they are no text."""
    if len(raw) >= 8 and raw[1::2].count(0) * 10 >= len(raw) // 2 * 9 and raw[::2].count(0) == 0:  # noqa: PLR2004  # UTF-16 of mostly ASCII
        return raw[::2][: len(raw) // 2], 2
    if (len(raw) - len(raw.translate(None, _CONTROL))) * _SOUND > len(raw):
        return None
    foreign = len(raw.translate(None, _ASCII))
    if foreign * _FOREIGN > len(raw) and not _utf8(raw):
        return None
    return raw, 1


def _same(raw: bytes, more: bytes) -> bool:
    """Whether a text with more behind it is still a text of its kind; what is none may have anything behind it."""
    told, longer = plain(raw), plain(more)
    if told is None or longer is None:
        return told is None
    return told[1] == longer[1] and raw.isascii() == more.isascii()


def _utf8(raw: bytes) -> bool:
    """Whether it is UTF-8, but for a character that the end cuts."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(raw) - 3
    return True


def _glance(code: Code, text: bytes, start: int, high: int) -> bool:
    """Whether a run begins like text: most that is none shows it at once."""
    return plain(decoded(code.name, text[start : _end(code, text, start, min(high, start + _GLANCE))])) is not None


def _opened(code: Code, text: bytes, start: int, low: int, high: int) -> Undone | Embedded | None:
    """What the run that begins at `start` comes to."""
    found = collect(code, text, start, high)
    raw = decoded(code.name, found.run.chars)
    told = plain(raw)
    if told is None or kind_of(raw) is not None:
        return None
    if found.open:
        return Embedded(found.start, None, code.name, "text")
    value, wide = told
    return in_place(text, (low, found.start, found.end, high), value, found.run._replace(wide=wide), code.name)


def in_place(text: bytes, places: tuple[int, int, int, int], value: bytes, run: Run, name: str) -> Undone:
    """A run's text: alone, and, where it is short, before that among what stands around it, so that its name is seen with it."""
    low, start, end, high = places
    bare = value.rstrip(b"\r\n")
    while end < high and text[end : end + 1] == b"=":
        end += 1
    run = run._replace(size=len(bare), end=end)
    if not bare or len(bare) > _VALUE or b"\n" in bare:
        return Undone(value, [Piece(0, start, end, run)], name)
    first = max(low, start - _BEFORE)
    line = text.find(b"\n", first, start)
    first = line + 1 if line >= 0 else first
    before, after = text[first:start], text[end : min(high, end + _AFTER)]
    own = len(before) + len(bare) + len(after) + 2  # an empty line between, lest the two are taken for lines of one run
    pieces = [
        Piece(0, first, AS_IS),
        Piece(len(before), start, end, run),
        Piece(len(before) + len(bare), end, AS_IS),
        Piece(own - 2, end, end),
        Piece(own, start, end, run),
    ]
    return Undone(b"%b%b%b\n\n%b" % (before, bare, after, value), pieces, name, own)
