"""Executable reader: strings of two bytes a letter, which programs for Windows, and .NET and version resources, are full of.

Strings of one byte a letter are left out: whoever reads a binary object scans those where they stand, with their true offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.blob import Blob
from detectors.readers.base import Budget, Part, Reader, Text
from detectors.views.sniff import Media

#: Shortest string that is one, in letters; tables of small numbers look like shorter ones.
LEAST = 6
_PIECE = 1 << 20
#: A string that goes on over the end of a piece is read whole up to this many bytes.
_LONGEST = 1 << 16
_LETTER, _NUL, _OTHER = b"P", b"Z", b"X"
#: Every byte as one of three: a printable letter of ASCII (or a tab or line end), NUL, anything else.
_PRINTABLE = frozenset(b"\t\n\r") | frozenset(range(0x20, 0x7F))
_CLASSES = bytes((_NUL if byte == 0 else _LETTER if byte in _PRINTABLE else _OTHER)[0] for byte in range(256))
_START = (_LETTER + _NUL) * LEAST
_RUN = re.compile(b"(?:" + _LETTER + _NUL + b")+")


class ExecutableReader(Reader):
    """Reads binaries of any kind: their UTF-16 strings in the order of the file, one a line."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        found: list[bytes] = []
        size = 0
        for each in _strings(blob, budget):
            found.append(each)
            size += len(each) + 1
            if size >= _PIECE - _LONGEST:
                yield Text(b"\n".join(found) + b"\n", raw=True)
                found, size = [], 0
        if found:
            yield Text(b"\n".join(found) + b"\n", raw=True)


def _strings(blob: Blob, budget: Budget) -> Iterator[bytes]:
    at = 0
    while at < blob.size:
        budget.check()
        data = blob.read(at, _PIECE)
        if not data:
            return
        classes = data.translate(_CLASSES)
        last = at + len(data) >= blob.size
        place = 0
        # Two passes in C over the piece; Python looks only where there is a string.
        hit = classes.find(_START)
        while hit >= 0:
            run = _RUN.match(classes, hit)
            end = run.end() if run else hit + 2
            if end + 1 >= len(data) and not last and end - hit < _LONGEST:
                place = hit
                break
            # In big-endian order the NUL stands before its letter, and the last letter has none behind it.
            big = classes[hit - 1 : hit] == _NUL and classes[end : end + 1] == _LETTER
            yield data[hit:end:2] + (data[end : end + 1] if big else b"")
            place = end
            hit = classes.find(_START, end)
        if place < len(data) - len(_START):
            place = place if hit >= 0 else len(data) - len(_START) + 1
        at += len(data) if last else max(place, 1)
