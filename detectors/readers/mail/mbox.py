"""Mbox reader: a mailbox in one file, message by message, in one pass.

RFC 4155; quoting of `From ` lines as in mboxrd (qmail's mbox.5): one `>` is taken off every line of `>`s and `From `.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate

from connectors.blob import Blob
from detectors.readers.base import Budget, Member, Part, Reader
from detectors.readers.pieces import PIECE, stream
from detectors.views.sniff import Media

#: A line that begins a message: `From sender date`. Its date tells it from a sentence; the empty line before it may lack.
_FROM = re.compile(
    rb"\nFrom [^\r\n]{0,512}?(?P<date>[A-Z][a-z]{2},? (?:[A-Z][a-z]{2}|\d{1,2}) [^\r\n]{0,64}?\d{4})[^\r\n]{0,64}\r?\n"
)
_FIRST = re.compile(rb"From [^\r\n]{0,1024}\r?\n")
_QUOTED = re.compile(rb"\n>(>*From )")
#: Most bytes of a line that begins a message, with the empty one before it.
_OVERLAP = 1024


class MboxReader(Reader):
    """Reads a mailbox: each message is a member, `message-1` and so on."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        box = _Box(blob, budget)
        number = 0
        while box.more():
            number += 1
            yield Member(f"message-{number}", None, lambda: stream(box.message()), modified=box.date)
            box.skip()


class _Box:
    """A mailbox while it is read: a window over the blob, and the message that begins in it."""

    def __init__(self, blob: Blob, budget: Budget) -> None:
        self._blob, self._budget = blob, budget
        self._at = 0
        self._window = b""
        self._start = 0
        self._open = False
        self.date: datetime | None = None
        self._fill()
        first = _FIRST.match(self._window)
        self._start = first.end() if first else 0
        self._more = bool(self._window)
        self.date = _date(first[0].split(b" ", 2)[-1]) if first else None

    def more(self) -> bool:
        """Whether there is another message; the box then stands at its beginning."""
        self._open = self._more
        return self._more

    def skip(self) -> None:
        """Go to the end of the message, whatever was read of it."""
        for _ in self._pieces():
            pass

    def message(self) -> Iterator[bytes]:
        """The message, piece by piece, with the quoting of its lines undone."""
        last = b"\n"
        for piece in self._pieces():
            if b"\n>" in piece or piece.startswith(b">"):
                yield _QUOTED.sub(rb"\n\1", last + piece)[1:]
            else:
                yield piece
            last = piece[-1:]

    def _fill(self) -> bool:
        """Read on, keeping what has not been given yet; whether anything came."""
        self._budget.check()
        more = self._blob.read(self._at, PIECE)
        self._window = self._window[self._start :] + more
        self._start = 0
        self._at += len(more)
        return bool(more)

    def _pieces(self) -> Iterator[bytes]:
        """What is left of the message that is open, cut at line ends so that no quoted line is torn."""
        while self._open:
            found = _FROM.search(self._window, self._start)
            if found:
                piece = self._window[self._start : found.start() + 1]
                self._start, self._open = found.end(), False
                self.date = _date(found["date"])
                yield piece
                return
            keep = max(self._start, len(self._window) - _OVERLAP)
            cut = max(self._window.rfind(b"\n", self._start, keep), self._start)
            piece = self._window[self._start : cut] if cut > self._start else self._window[self._start : keep]
            self._start += len(piece)
            if piece:
                yield piece
            if not self._fill():
                self._open = self._more = False
                if self._window:
                    piece, self._window = self._window, b""
                    yield piece


def _date(line: bytes) -> datetime | None:
    try:
        parsed = parsedate(line.strip().decode("latin-1")[:64])
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except (ValueError, IndexError, OverflowError):
        return None
