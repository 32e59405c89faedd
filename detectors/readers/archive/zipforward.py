"""A zip whose directory is missing or damaged, as after a broken download: read from local header to local header."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import IO

from connectors.errors import Reason
from detectors.readers.archive import zipcipher
from detectors.readers.archive import zipdirectory as zips
from detectors.readers.archive.coding import early
from detectors.readers.archive.content import BLOCK, Ahead
from detectors.readers.archive.zipcontent import READ, Contents, unread
from detectors.readers.archive.zipdirectory import Entry
from detectors.readers.base import Budget, Gap, Member, Part, ReadError

_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_MAGIC, _DIRECTORY, _DESCRIPTOR = b"PK\3\4", b"PK\1\2", b"PK\7\x08"
#: Bytes in which the first local header is looked for.
_SEARCHED = 1 << 20


def members(ahead: Ahead, contents: Contents, start: int, end: int, budget: Budget) -> Iterator[Part]:
    """Members between `start` and `end`, and a gap for what could not be read.

    Raises:
        ReadError: there is none at all.
    """
    at = _first(ahead, start, end)
    if at is None and not start:
        raise ReadError(Reason.CORRUPT, "is no zip that can be read: neither a directory nor a member was found")
    at = start if at is None else at
    try:
        while at < end and (entry := _local(ahead, at, end)):
            budget.check()
            yield from _member(entry, contents, budget)
            at = _end(entry, ahead, contents, end, budget)
    except ReadError as error:
        if error.reason == Reason.TIMEOUT:
            raise
    if at < end and ahead.take(at, 4) == _DIRECTORY:
        at = end
    yield Gap(
        "",
        max(0, end - at),
        Reason.CORRUPT,
        f"its directory is missing or damaged (was it cut off?); read member by member up to byte {at:,}",
    )


def _first(ahead: Ahead, start: int, end: int) -> int | None:
    found = ahead.take(start, min(_SEARCHED, end - start)).find(_MAGIC)
    return start + found if found >= 0 else None


def _local(ahead: Ahead, at: int, end: int) -> Entry | None:
    """The entry of a local header (4.3.7); None where there is none."""
    head = ahead.take(at, _LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(_MAGIC):
        return None
    _, _, flags, method, clock, date, crc, stored, size, names, extras = _LOCAL.unpack(head)
    rest = ahead.take(at + _LOCAL.size, names + extras)
    extra = rest[names:]
    size, stored = zips.sizes(extra, size, stored)
    ended = not (flags & zips.DESCRIPTOR and not stored)
    if not ended:
        stored = max(0, end - at - _LOCAL.size - names - extras)
    name = zips.decoded(rest[:names], flags, extra, 3)
    return Entry(name, flags, method, (clock, date), crc, stored, size, at, 0, 0, extra, b"", ended)


def _member(entry: Entry, contents: Contents, budget: Budget) -> Iterator[Part]:
    if entry.name.endswith("/") and entry.ended and not entry.size:
        return
    if entry.flags & zips.ENCRYPTED and not (budget.passwords and entry.ended):
        yield Gap(entry.name, entry.stored if entry.ended else 0, Reason.ENCRYPTED, zipcipher.CLOSED)
    elif not entry.ended and entry.method == zips.STORED:
        yield Gap(entry.name, 0, Reason.CORRUPT, "has no end that can be told without the archive's directory")
    elif entry.method not in READ and entry.method != zips.AES:
        error = unread(entry.method)
        yield Gap(entry.name, entry.stored if entry.ended else 0, error.reason, error.detail)
    else:
        known = entry.ended
        yield Member(
            entry.name,
            entry.size if known else None,
            _opener(entry, contents),
            entry.stored if known else None,
            entry.modified(),
            again=True,
        )


def _opener(entry: Entry, contents: Contents) -> Callable[[], IO[bytes]]:
    return lambda: contents.open(entry)


def _end(entry: Entry, ahead: Ahead, contents: Contents, end: int, budget: Budget) -> int:
    """Where the next local header should be.

    Raises:
        ReadError: the member is cut off or damaged, and its end is not known.
    """
    if entry.ended:
        head = ahead.take(entry.offset, _LOCAL.size)
        after = entry.offset + _LOCAL.size + head[26] + head[28] + (head[27] + head[29] << 8) + entry.stored
        if after > end:
            raise early()
        return after + (_descriptor_length(ahead, after) if entry.flags & zips.DESCRIPTOR else 0)
    if entry.method in READ - {zips.STORED} and not entry.flags & zips.ENCRYPTED:
        if contents.reached <= entry.offset:
            with contents.open(entry) as stream:
                while data := stream.read(BLOCK):
                    budget.expand(len(data))
        return contents.reached
    return _searched(ahead, entry.offset + _LOCAL.size, end, budget)


def _descriptor_length(ahead: Ahead, at: int) -> int:
    """Bytes of the descriptor behind a member whose sizes its header told all the same."""
    for length in (0, 12, 16, 20, 24):
        if ahead.take(at + length, 4) in {_MAGIC, _DIRECTORY}:
            return length
    return 0


def _searched(ahead: Ahead, at: int, end: int, budget: Budget) -> int:
    """Where the next thing of a zip begins that could be a member's end."""
    while at < end:
        budget.check()
        data = ahead.take(at, min(BLOCK, end - at))
        found = [place for magic in (_MAGIC, _DIRECTORY) if (place := data.find(magic)) >= 0]
        if found:
            return at + min(found)
        at += max(1, len(data) - 3)
    return end
