"""WARC, an archive of the web: requests with their headers, responses, whatever else was recorded. Source: ISO 28500 (WARC 1.1).

libarchive gives responses only; what a crawler sent is where its credentials stand.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from typing import IO

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.archive.coding import damaged, early
from detectors.readers.archive.content import BLOCK, Ahead, Chunks, content
from detectors.readers.archive.naming import shown
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Text
from detectors.views.sniff import Media

_MAGIC = b"WARC/"
#: Bytes of a record's head, or of an HTTP head, that are read.
_HEAD = 64 << 10
#: Longest line that gives the size of a chunk (RFC 9112, 7.1), with extensions.
_CHUNK_LINE = 1 << 10


class WarcReader(Reader):
    """For each record its head and the HTTP head as text, and the body as a member, both named `<type>/<address>`."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        del media, name
        ahead, at, number = Ahead(blob), 0, 0
        while at < blob.size:
            budget.check()
            head = ahead.take(at, _HEAD)
            blank = head.find(b"\r\n\r\n")
            if not head.startswith(_MAGIC) or blank < 0:
                blank = len(head) - len(head.lstrip(b"\r\n"))
                if blank:  # between records
                    at += blank
                    continue
                if not number:
                    raise ReadError(Reason.CORRUPT, "is no WARC that can be read: its first record is damaged")
                at = yield from _lost(ahead, at, budget)
                continue
            number += 1
            at = yield from _record(ahead, at, head[: blank + 2], number)


def _record(ahead: Ahead, at: int, head: bytes, number: int) -> Generator[Part, None, int]:
    """One record; returns where the next begins."""
    fields = _fields(head)
    start = at + len(head) + 2
    length = fields.get(b"content-length", b"")
    end = start + (int(length) if length.isdigit() and len(length) < 20 else 0)  # noqa: PLR2004  # digits of 64 bits
    address = fields.get(b"warc-target-uri", b"").strip(b"<>") or b"%d" % number
    name = shown(b"/".join((fields.get(b"warc-type", b"record"), address)).decode("utf-8", "backslashreplace"))
    chunked = False
    if fields.get(b"content-type", b"").startswith(b"application/http"):
        http = ahead.take(start, min(_HEAD, max(0, end - start)))
        blank = http.find(b"\r\n\r\n")
        http = http[: blank + 2] if blank >= 0 else http
        start = min(end, start + len(http) + 2)
        chunked = b"chunked" in _fields(http).get(b"transfer-encoding", b"").lower()
        head += http
    yield Text(head.decode("utf-8", "replace").encode(), name)
    if start < end:
        modified = _date(fields.get(b"warc-date", b""))
        yield Member(name, end - start, _opener(ahead, start, end, chunked=chunked), end - start, modified, again=True)
    if end > ahead.size:
        yield Gap("", 0, Reason.CORRUPT, "is cut off: the end of its last record is missing")
    return end


def _lost(ahead: Ahead, at: int, budget: Budget) -> Generator[Part, None, int]:
    """What stands where a record should, up to the next one; returns where that is."""
    start = at
    at += 1
    while at < ahead.size:
        budget.check()
        data = ahead.take(at, BLOCK)
        found = data.find(b"\r\n" + _MAGIC)
        if found >= 0:
            at += found + 2
            break
        at += max(1, len(data) - len(_MAGIC))
    at = min(at, ahead.size)
    yield Gap("", at - start, Reason.CORRUPT, "a record is damaged; what follows up to the next was not read")
    return at


def _fields(head: bytes) -> dict[bytes, bytes]:
    """Named fields after the first line; names in lower case."""
    pairs = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _date(said: bytes) -> datetime | None:
    try:
        date = datetime.fromisoformat(said.decode("ascii", "replace"))
    except ValueError:
        return None
    return date if date.tzinfo else None


def _opener(ahead: Ahead, start: int, end: int, *, chunked: bool) -> Callable[[], IO[bytes]]:
    def body() -> Chunks:
        yield from ahead.chunks(start, min(end, ahead.size))
        if end > ahead.size:
            raise early()

    return lambda: content(_joined(ahead, start, min(end, ahead.size)) if chunked else body())


def _joined(ahead: Ahead, at: int, end: int) -> Chunks:
    """A body in chunks (RFC 9112, 7.1), joined; one that is not in chunks after all comes as it is."""
    first = True
    while at < end:
        line, found, _ = ahead.take(at, min(_CHUNK_LINE, end - at)).partition(b"\r\n")
        digits = line.partition(b";")[0].strip()
        try:
            size = int(digits, 16) if digits.isalnum() else -1
        except ValueError:
            size = -1
        if size < 0 or not found:
            if not first:
                raise damaged()
            yield from ahead.chunks(at, end)
            return
        if not size:
            return
        at += len(line) + 2
        if at + size > end:
            yield from ahead.chunks(at, end)
            raise early()
        yield from ahead.chunks(at, at + size)
        at, first = at + size + 2, False
