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
    stream.writelines(
        f"{shown(record.path)}{_at(record)} {_value(record, content, request)}\n"
        for record, content in found
        if record.end  # what is found by structure has no value at a place
    )


def _at(record: FindingRecord) -> str:
    return f":{record.line}" if record.message_id is None else f", message {shown(record.message_id)}"


def _value(record: FindingRecord, content: bytes, request: Request) -> str:
    if record.page is not None or record.column is not None:
        return "(open the object at that place to see it)"
    try:
        if record.source.startswith("file://"):
            return _local(record, content, request)
        if record.source.startswith("git+file://"):
            return _git(record, content)
    except BlobError as error:
        return f"(cannot be read again: {error.detail})"
    except ConnectorError:
        return _CHANGED
    return "(the clone is gone; clone the repository and scan that to see its values)"


def _local(record: FindingRecord, content: bytes, request: Request) -> str:
    root = record.source.removeprefix("file://")
    if os.path.isfile(root) and record.path.partition("!")[0] != os.path.basename(root):
        return _INSIDE  # a large archive, scanned as a source
    name = os.path.basename(root) if os.path.isfile(root) else record.path
    if "!" in name and not os.path.lexists(os.path.join(root, name)):
        return _INSIDE
    try:
        size = os.lstat(root if os.path.isfile(root) else os.path.join(root, name)).st_size
    except (OSError, ValueError):  # gone, or its name was not UTF-8 and is written with %XX
        return _CHANGED
    spec = SourceSpec("local", record.source, record.vendor)
    for blob in _opened(LocalFiles(spec).open(Shard(spec, 0, (Item(name, size, b"", b""),), size))):
        if _digest(blob) != content:
            return _CHANGED
        # Beyond the first line it is a place in the file, as it is of all that stands there as it was said.
        of_message = record.message_id is not None and record.line <= 1
        return _said(blob, root, record, request) if of_message else _text(blob, record)
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


def _said(blob: Blob, root: str, record: FindingRecord, request: Request) -> str:
    from discover.cli.said import said  # noqa: PLC0415  # few findings are of exports

    text = said(blob, root, record, request.export)
    return shown(text.decode("utf-8", "replace")) if text is not None else "(open the conversation to see it)"


def _text(blob: Blob, record: FindingRecord) -> str:
    how = sniff(blob.read(0, HEAD)).how
    data = blob.read(record.start, record.end - record.start)
    if len(data) < record.end - record.start:
        return _CHANGED
    return shown(data.decode(_CODECS.get(how, "utf-8"), "surrogateescape" if how not in _CODECS else "replace"))
