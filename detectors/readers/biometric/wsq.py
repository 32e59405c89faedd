"""Wsq: pictures of fingerprints in the FBI's wavelet coding: their size, and what their comments say.

IAFIS-IC-0110 version 3.1; markers as in NIST's NBIS (https://www.nist.gov/services-resources/software/nist-biometric-image-software-nbis).
"""

from __future__ import annotations

from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Part, Reader, ReadError, Text
from detectors.readers.binary.window import Window
from detectors.readers.biometric.contents import digest
from detectors.readers.biometric.facts import fact
from detectors.views.sniff import Media

_START, _END, _FRAME, _BLOCK, _COMMENT = 0xA0, 0xA1, 0xA2, 0xA3, 0xA8
_TABLES = frozenset({0xA4, 0xA5, 0xA6, 0xA7})
#: Markers before the first block, and pixels of a side that a scan of a finger or of a hand may have.
_MOST_MARKERS, _SIDES = 256, range(16, 20_001)


class WsqReader(Reader):
    """Reads the head of a WSQ picture: a fact where it has a frame of a possible size, comments as text."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        size, comments = head(Window(blob, 512), budget)
        if comments:
            yield Text(b"\n".join(comments)[: budget.limits.cell] + b"\n", "comments")
        if size is None:
            raise ReadError(Reason.CORRUPT, "has no frame of a possible size")
        yield fact("finger-picture", digest(blob, 0, budget), evidence=("structure", "frame"))


def head(window: Window, budget: Budget) -> tuple[tuple[int, int] | None, list[bytes]]:
    """Width and height in pixels (None where there is no frame), and the comments before the first block.

    Raises:
        ReadError: the markers end amid the head.
    """
    at, size, comments = 2, None, []
    for _ in range(_MOST_MARKERS):
        budget.check()
        mark = window.take(at, 4)
        if len(mark) < 4 or mark[0] != 0xFF:  # noqa: PLR2004  # a marker and its length
            raise ReadError(Reason.CORRUPT, "ends in its head")
        length = int.from_bytes(mark[2:])
        if mark[1] == _FRAME:
            frame = window.take(at + 6, 4)  # behind the values of black and white
            height, width = int.from_bytes(frame[:2]), int.from_bytes(frame[2:])
            size = (width, height) if width in _SIDES and height in _SIDES else None
        elif mark[1] == _COMMENT:
            comments.append(window.take(at + 4, length - 2).decode("latin-1").encode())
        elif mark[1] not in _TABLES:
            return size, comments
        at += 2 + max(2, length)
    return size, comments
