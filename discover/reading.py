"""Reading: an object as text windows, and its hits with offsets and lines of the original bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from connectors.blob import Blob
from detectors.text.confirm import Hit
from detectors.text.decode_embedded import Embedded
from detectors.text.detector import TextDetector
from detectors.text.quota import Quota
from detectors.text.ruleset import REACH
from detectors.views.sniff import TEXT, UTF16_BE, UTF16_LE, Media
from detectors.views.text import TextWindow

#: Bytes of an object that are scanned at once; larger objects are read window by window.
WINDOW = 4 << 20

#: Bytes that begin no character of UTF-8; bytes that begin one which UTF-16 writes as a pair.
_CONTINUATION = bytes(range(0x80, 0xC0))
_LEADS_OF_FOUR = bytes(range(0xF0, 0xF8))


class Located(NamedTuple):
    """A hit with its place in the original object: bytes from 0, half-open; lines from 1."""

    hit: Hit
    start: int
    end: int
    line: int
    end_line: int


def locate(data: bytes, hits: list[Hit], base: int = 0, line: int = 1) -> list[Located]:
    """Places of hits in a buffer that begins at `base` and at `line`; hits in any order."""
    out: list[Located] = []
    at = 0
    for hit in sorted(hits, key=_start):
        line += data.count(b"\n", at, hit.start)
        at = hit.start
        end_line = line + data.count(b"\n", at, max(at, hit.end - 1))
        out.append(Located(hit, base + hit.start, base + hit.end, line, end_line))
    return out


def _start(hit: Hit) -> int:
    return hit.start


class Reader:
    """Reads objects through one text detector."""

    def __init__(self, detector: TextDetector, window: int = WINDOW) -> None:
        """Take the detector and the greatest window in bytes, an even number of at least 3 * `REACH` (small in tests only)."""
        self._detector = detector
        self._window = window & ~1  # a window that ends amid a UTF-16 unit could not be decoded
        #: Bytes read since the reader was made.
        self.read = 0
        #: Objects embedded in the one that was read last, by their offsets in it.
        self.embedded: list[Embedded] = []

    def located(self, blob: Blob, media: Media, head: bytes, quota: Quota | None = None) -> Iterator[Located]:
        """Settled hits of an object, in order of place, as its windows are read: no more than two windows' are held.

        Args:
            blob: the object.
            media: what it is; its `how` must not be OPAQUE.
            head: its first bytes where they were read already; the whole object where it is not longer.
            quota: of places of personal data.

        Raises:
            BlobError: it could not be read to the end.
        """
        self.embedded = []
        before: list[Located] = []
        pending: list[Located] = []
        for found, safe in self._windows(blob, media, head, quota):
            pending.extend(found)
            # What ends before `safe` can no longer meet a hit of a later window.
            done = [item for item in pending if safe is None or item.end < safe]
            pending = [item for item in pending if safe is not None and item.end >= safe]
            yield from self._settle(done, before, pending)
            edge = min((item.start for item in pending), default=None)
            before = [item for item in (*before, *done) if edge is not None and item.end > edge]

    def _settle(self, done: list[Located], before: list[Located], later: list[Located]) -> list[Located]:
        """`done` without those that yield to any other; the others are only compared with."""
        if not done:
            return []
        mine = {item.hit._replace(start=item.start, end=item.end): item for item in done}
        others = [item.hit._replace(start=item.start, end=item.end) for item in (*before, *later)]
        return [mine[hit] for hit in self._detector.settle([*others, *mine]) if hit in mine]

    def _windows(
        self, blob: Blob, media: Media, head: bytes, quota: Quota | None
    ) -> Iterator[tuple[list[Located], int | None]]:
        """Hits of each window, with the offset before which nothing more can come (None after the last window)."""
        wide = media.how in {UTF16_LE, UTF16_BE}
        margin = REACH * 2 if wide else REACH
        raw = media.how not in {TEXT, UTF16_LE, UTF16_BE}
        position, tail, line = 0, b"", 1
        while True:
            data, final = self._next(blob, position, tail, head)
            base = position - len(tail)
            first = 0 if base == 0 else margin
            last = len(data) if final else len(data) - margin
            if wide:
                found, passed = self._decoded(data, first, last, media.how, base, line)
            else:
                hits = self._detector.hits(TextWindow(data, base, first, last, raw), quota)
                self.embedded += [_shifted(each, base) for each in self._detector.embedded(hits)]
                found = locate(data, [hit for hit in hits if hit.fingerprint], base, line)
                passed = 0 if final else data.count(b"\n", 0, last - margin)
            if final:
                yield found, None
                return
            yield found, base + last - margin
            line += passed
            position = base + len(data)
            tail = data[last - margin :]

    def _next(self, blob: Blob, position: int, tail: bytes, head: bytes) -> tuple[bytes, bool]:
        """The next buffer (the tail of the one before, then new bytes) and whether the object ends with it."""
        if position == 0 and len(head) >= blob.size:
            return head, True
        new = blob.read(position, self._window)
        self.read += len(new)
        final = len(new) < self._window or position + len(new) == blob.size
        return tail + new, final

    def _decoded(self, data: bytes, first: int, last: int, how: str, base: int, line: int) -> tuple[list[Located], int]:
        """Hits of a UTF-16 buffer: scanned as UTF-8, places mapped back. Lone surrogates and half units change no place."""
        codec = "utf-16-le" if how == UTF16_LE else "utf-16-be"
        data = data[: len(data) & ~1]
        first, last = _between_pairs(data, first, how), _between_pairs(data, min(last, len(data)), how)
        before, core, after = (_utf8(part, codec) for part in (data[:first], data[first:last], data[last:]))
        text = before + core + after
        window = TextWindow(text, 0, len(before), len(before) + len(core))
        out: list[Located] = []
        at8, at16 = 0, 0
        for item in locate(text, [hit for hit in self._detector.hits(window) if hit.fingerprint], 0, line):
            at16 += _units(text[at8 : item.start])
            at8 = item.start
            size = _units(text[item.start : item.end])
            out.append(Located(item.hit, base + at16, base + at16 + size, item.line, item.end_line))
        margin = REACH * 2
        passed = _utf8(data[: max(0, last - margin)], codec).count(b"\n")
        return out, passed


def _shifted(found: Embedded, by: int) -> Embedded:
    return found._replace(start=found.start + by, end=None if found.end is None else found.end + by)


def _between_pairs(data: bytes, at: int, how: str) -> int:
    """`at`, or the place behind the surrogate pair that it would cut in two."""
    high = 1 if how == UTF16_LE else 0  # which byte of a unit is the more significant
    cuts = 2 <= at < len(data) - 1 and data[at - 2 + high] & 0xFC == 0xD8 and data[at + high] & 0xFC == 0xDC  # noqa: PLR2004  # RFC 2781
    return at + 2 if cuts else at


def _utf8(data: bytes, codec: str) -> bytes:
    return data.decode(codec, "surrogatepass").encode("utf-8", "surrogatepass")


def _units(text: bytes) -> int:
    """How many bytes the characters that begin in this piece of UTF-8 are in UTF-16 (a piece may begin or end amid one)."""
    begun = text.translate(None, _CONTINUATION)
    return 2 * (2 * len(begun) - len(begun.translate(None, _LEADS_OF_FOUR)))
