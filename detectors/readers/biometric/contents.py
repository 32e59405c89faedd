"""Contents: what records hold: the picture in a representation as a member, and a digest that names the whole."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import IO

from connectors.blob import Blob
from detectors.readers.base import Budget, Member
from detectors.readers.binary.window import Window
from detectors.readers.pieces import span, stream

#: JPEG, JPEG 2000 as a file and as a code stream, PNG. WSQ is left out: the record that it lies in tells of the finger already.
_PICTURES = (b"\xff\xd8\xff", b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51\0", b"\x89PNG\r\n\x1a\n")
#: Bytes of a representation in which its picture begins: heads, quality blocks and landmarks come before it.
_AHEAD = 4096
#: Bytes that name an object; with its size they tell any two templates apart.
_NAMED = 8 << 20


def picture(window: Window, at: int, end: int, name: str, budget: Budget) -> Member | None:
    """The picture that a representation ends with, as a member; None where there is none that anybody could look at.

    Args:
        window: the object.
        at: where the representation begins.
        end: where it ends.
        name: what to call the member.
        budget: of the examination.
    """
    head = window.take(at, min(end - at, _AHEAD))
    places = [place for mark in _PICTURES if (place := head.find(mark)) >= 0]
    if not places:
        return None
    first = at + min(places)
    return Member(name, end - first, partial(_opened, window.blob, first, end, budget), again=True)


def _opened(blob: Blob, start: int, end: int, budget: Budget) -> IO[bytes]:
    return stream(span(blob, start, end, budget))


def section(blob: Blob, start: int, size: int, name: str, budget: Budget) -> Member:
    """A stretch of an object as a member."""
    end = min(blob.size, start + size)
    return Member(name, end - start, partial(_opened, blob, start, end, budget), again=True)


def digest(blob: Blob, start: int, budget: Budget) -> bytes:
    """A digest of an object from `start` on, which stands for what it holds; of a large one its beginning and its size."""
    found = hashlib.sha256(str(blob.size - start).encode())
    for piece in span(blob, start, min(blob.size, start + _NAMED), budget):
        found.update(piece)
    return found.digest()
