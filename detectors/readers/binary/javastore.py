"""JKS and JCEKS: Java's older key stores, whose names, dates and certificates are in clear.

Layout and digest: sun.security.provider.JavaKeyStore and com.sun.crypto.provider.JceKeyStore of OpenJDK, in their comments.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError
from detectors.readers.binary.certificate import subject
from detectors.readers.pieces import span

DIGEST = 20
_PHRASE = b"Mighty Aphrodite"
_PRIVATE, _TRUSTED, _SECRET = 1, 2, 3
_KINDS = {_PRIVATE: "private key", _TRUSTED: "trusted certificate", _SECRET: "secret key"}
#: The last string of a serialized SealedObject, which says no length of its own; behind it the next entry or the digest.
_SEALED_END = re.compile(rb"(?:t\0[\x01-\x7f][ -~]{1,127}|q\0\x7e\0[\s\S]|p)(?=\0\0\0[\1-\3][\0-\4]|[\s\S]{20}\Z)")
_MOST_CERTIFICATE, _MOST_ENTRIES = 1 << 20, 1_000_000
_MOST_CHAIN = 1 << 10


@dataclass(slots=True)
class Entries:
    """What a store lists.

    Attributes:
        lines: one for each entry.
        keys: how many of them are private or secret keys.
        why: why not all of them could be read; empty where they could.
    """

    lines: list[str] = field(default_factory=list)
    keys: int = 0
    why: str = ""


class _Cursor:
    """A place in the store."""

    def __init__(self, blob: Blob) -> None:
        self.blob, self.at, self.end = blob, 0, blob.size - DIGEST

    def take(self, size: int) -> bytes:
        if self.at + size > self.end:
            raise ReadError(Reason.CORRUPT, "ends in the middle of an entry")
        self.at += size
        return self.blob.read(self.at - size, size)

    def skip(self, size: int) -> None:
        if self.at + size > self.end:
            raise ReadError(Reason.CORRUPT, "ends in the middle of an entry")
        self.at += size

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size))

    def text(self) -> str:
        return self.take(self.number(2)).decode("utf-8", "replace")


def read(blob: Blob, budget: Budget) -> Entries:
    """The entries of a store; those before a damaged one stand."""
    found = Entries()
    cursor = _Cursor(blob)
    try:
        version, count = _head(cursor)
        for _ in range(min(count, _MOST_ENTRIES)):
            budget.check()
            _entry(cursor, version, found, budget)
    except ReadError as error:
        if error.reason != Reason.CORRUPT:
            raise
        found.why = error.detail
    return found


def _head(cursor: _Cursor) -> tuple[int, int]:
    """Version and number of entries."""
    cursor.skip(4)
    version, count = cursor.number(), cursor.number()
    if version not in {1, 2}:
        raise ReadError(Reason.CORRUPT, "a version that nobody writes")
    return version, count


def _entry(cursor: _Cursor, version: int, found: Entries, budget: Budget) -> None:
    kind, alias, made = cursor.number(), cursor.text(), cursor.number(8)
    if kind not in _KINDS:
        raise ReadError(Reason.CORRUPT, "an entry of a kind that nobody writes")
    found.keys += kind != _TRUSTED
    line = f"{alias}: {_KINDS[kind]}, made {_date(made)}"
    found.lines.append(line)
    chain = 1
    if kind == _PRIVATE:
        cursor.skip(cursor.number())
        chain = cursor.number()
    elif kind == _SECRET:
        _sealed(cursor)
        chain = 0
    for number in range(min(chain, _MOST_CHAIN)):
        budget.check()
        if version > 1:
            cursor.text()
        size = cursor.number()
        if number or size > _MOST_CERTIFICATE:
            cursor.skip(size)
        else:
            found.lines[-1] = f"{line}, {subject(cursor.take(size))}"


def _sealed(cursor: _Cursor) -> None:
    """Skip a key that is a serialized Java object."""
    window = cursor.blob.read(cursor.at, min(_MOST_CERTIFICATE, cursor.end + DIGEST - cursor.at))
    end = _SEALED_END.search(window)
    if not window.startswith(b"\xac\xed\0\5") or end is None:
        raise ReadError(Reason.CORRUPT, "a secret key has no end")
    cursor.skip(end.end())


def _date(milliseconds: int) -> str:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return "at no date"


def holds(blob: Blob, passwords: tuple[str, ...], budget: Budget) -> str | None:
    """Which of the passwords the store's own digest holds under, in one pass over it; None where under none."""
    digests = [
        hashlib.sha1(password.encode("utf-16-be") + _PHRASE, usedforsecurity=False) for password in passwords
    ]  # the store's own algorithm
    for piece in span(blob, 0, blob.size - DIGEST, budget):
        for digest in digests:
            digest.update(piece)
    want = blob.read(max(0, blob.size - DIGEST), DIGEST)
    return next((each for each, digest in zip(passwords, digests, strict=True) if digest.digest() == want), None)
