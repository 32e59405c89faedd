"""Values: what was found, shown on a terminal to a person who asked for it. Read anew from its source, stored nowhere."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from typing import TYPE_CHECKING, TextIO

from connectors import gitcommand
from connectors.base import Item, Refused, Shard, SourceSpec
from connectors.blob import Blob
from connectors.errors import BlobError, ConnectorError
from connectors.git import BLOB, COMMIT, TAG, GitHistory
from connectors.local import LocalFiles
from detectors.views.sniff import HEAD, UTF16_BE, UTF16_LE, sniff
from discover.report.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from discover.inventory.holding import FindingRecord
    from discover.sweep.session import Request, Scanned

_BLOCK = 4 << 20
_MARKS = {b"blob": BLOB, b"commit": COMMIT, b"tag": TAG}
_CODECS = {UTF16_LE: "utf-16-le", UTF16_BE: "utf-16-be"}
_INSIDE = "(lies within a container; take it out to see it)"
_CHANGED = "(changed since it was scanned; scan it again)"


def show(stream: TextIO, scanned: Scanned, request: Request, least: float = 0.0) -> None:
    """Print `path:line value` for every finding that was reported.

    Args:
        stream: a terminal; the caller has made sure of it.
        scanned: the session, open.
        request: what was asked for.
        least: least confidence of the findings that were reported.
    """
    if not scanned.results:
        return
    stream.write("\nValues, read anew from their sources:\n")
    found = scanned.store.placed(request.vendor, scans=scanned.scans, min_confidence=least)
    stream.writelines(f"{shown(record.path)}:{record.line} {_value(record, content)}\n" for record, content in found)


def _value(record: FindingRecord, content: bytes) -> str:
    if record.page is not None or record.column is not None:
        return "(open the object at that place to see it)"
    try:
        if record.source.startswith("file://"):
            return _local(record, content)
        if record.source.startswith("git+file://"):
            return _git(record, content)
    except BlobError as error:
        return f"(cannot be read again: {error.detail})"
    except ConnectorError:
        return _CHANGED
    return "(the clone is gone; clone the repository and scan that to see its values)"


def _local(record: FindingRecord, content: bytes) -> str:
    root = record.source.removeprefix("file://")
    name = os.path.basename(root) if os.path.isfile(root) else record.path
    if "!" in name and not os.path.lexists(os.path.join(root, name)):
        return _INSIDE
    try:
        size = os.lstat(root if os.path.isfile(root) else os.path.join(root, name)).st_size
    except (OSError, ValueError):  # gone, or its name was not UTF-8 and is written with %XX
        return _CHANGED
    spec = SourceSpec("local", record.source, record.vendor)
    for blob in _opened(LocalFiles(spec).open(Shard(spec, 0, (Item(name, size, b"", b""),), size))):
        return _text(blob, record) if _digest(blob) == content else _CHANGED
    return _CHANGED


def _git(record: FindingRecord, content: bytes) -> str:
    place = record.source.removeprefix("git+file://")
    inner = os.path.join(place, ".git")
    directory = inner if os.path.isdir(inner) else place
    item = _object(directory, content)
    if item is None:
        return _INSIDE if "!" in record.path else _CHANGED
    spec = SourceSpec("git", record.source, record.vendor, "", {"directory": directory})
    connector = GitHistory(spec)
    try:
        for blob in _opened(connector.open(Shard(spec, 0, (item,), item.size))):
            return _text(blob, record)
    finally:
        connector.close()
    return _CHANGED


@lru_cache(maxsize=1024)
def _object(directory: str, content: bytes) -> Item | None:
    """The object of that id, or None where the repository has lost it."""
    found = gitcommand.lines(directory, "cat-file", "--batch-check", feed=[content.hex().encode()])
    words = next(iter(list(found)), b"").split(b" ")
    if len(words) != 3 or words[1] not in _MARKS:  # noqa: PLR2004  # id, type, size
        return None
    return Item(words[0].decode(), int(words[2]), b"", _MARKS[words[1]])


def _opened(blobs: Iterator[Blob | Refused]) -> Iterator[Blob]:
    return (blob for blob in blobs if not isinstance(blob, Refused))


def _digest(blob: Blob) -> bytes:
    """Digest of the content as the inventory has it: see `discover.pipeline.git_digest`."""
    digest = hashlib.sha1(b"blob %d\0" % blob.size, usedforsecurity=False)
    position = 0
    while block := blob.read(position, _BLOCK):
        digest.update(block)
        position += len(block)
    return digest.digest()


def _text(blob: Blob, record: FindingRecord) -> str:
    how = sniff(blob.read(0, HEAD)).how
    data = blob.read(record.start, record.end - record.start)
    if len(data) < record.end - record.start:
        return _CHANGED
    return shown(data.decode(_CODECS.get(how, "utf-8"), "surrogateescape" if how not in _CODECS else "replace"))
