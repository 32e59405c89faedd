"""LZFu: the compression of rich text in Outlook's messages.

[MS-OXRTFCP] sections 2.1 and 3.1: a header (sizes, magic, checksum), then runs of eight items, each a literal byte or a
reference of two bytes into a ring of 4096 bytes that begins with common words of RTF.
"""

from __future__ import annotations

import struct

from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError

_PACKED, _STORED = 0x75465A4C, 0x414C454D
#: What the ring begins with ([MS-OXRTFCP] section 2.1.2.1).
_WORDS = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_RING, _LEAST, _HEAD = 4096, 2, 16


def expand(data: bytes, budget: Budget) -> bytes:
    """The rich text, or as much of it as is whole. Nothing grows more than ninefold.

    Raises:
        ReadError: it is not LZFu.
    """
    if len(data) < _HEAD:
        raise ReadError(Reason.CORRUPT, "compressed rich text is too short")
    _, size, magic, _ = struct.unpack_from("<IIII", data)
    if magic == _STORED:
        return data[_HEAD : _HEAD + size]
    if magic != _PACKED:
        raise ReadError(Reason.CORRUPT, "not compressed rich text")
    # The ring is the tail of what was written, so the text itself serves as the ring once the words stand before it.
    out = bytearray(_WORDS)
    most = min(size, budget.limits.buffer) + len(_WORDS)
    at, going = _HEAD, True
    while going and at + 1 < len(data) and len(out) < most:
        at, going = _run(data, at, out)
        budget.check()
    return bytes(out[len(_WORDS) : most])


def _run(data: bytes, at: int, out: bytearray) -> tuple[int, bool]:
    """Read the eight items that begin at `at`; where the next ones begin, and whether there are more."""
    flags, at = data[at], at + 1
    for bit in range(8):
        if not flags >> bit & 1:
            out += data[at : at + 1]
            at += 1
            continue
        if at + 2 > len(data):
            return at, False
        place, count = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + _LEAST
        at += 2
        back = (len(out) - place) % _RING
        if back == 0:  # a reference to the place that is written next is the end
            return at, False
        _copy(out, back, count)
    return at, True


def _copy(out: bytearray, back: int, count: int) -> None:
    start = len(out) - back
    if start < 0:  # behind the words the ring is empty
        gap = min(count, -start)
        out += bytes(gap)
        start, count = 0, count - gap
    for _ in range(count):
        out.append(out[start])
        start += 1
