"""Values: shown on a terminal because the user asked for it, read anew from the source, kept nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from connectors import gitcommand
from connectors.errors import SourceError
from discover.report.words import shown

if TYPE_CHECKING:
    from discover.inventory.holding import FindingRecord
    from discover.sweep.session import Request, Scanned

#: Values printed at most, the worst first, and bytes of each.
MOST, LONGEST = 200, 400


def show(stream: TextIO, scanned: Scanned, request: Request) -> None:
    """Print `path:line value` for each finding, the worst first."""
    stream.write("\nValues (asked for with --show-values)\n")
    for count, record in enumerate(scanned.store.findings(request.vendor, scans=scanned.scans)):
        if count == MOST:
            stream.write(f"  … more than {MOST}; narrow the scan to see the rest\n")
            return
        stream.write(f"  {shown(record.path)}:{record.line}  {_value(record)}\n")


def _value(record: FindingRecord) -> str:
    """The bytes at the finding's place, if the object still is what was scanned; else why they are not shown."""
    digest = hashlib.sha1(usedforsecurity=False)
    found = b""
    position = 0
    try:
        for size, block in _blocks(record):
            if not position:
                digest.update(b"blob %d\0" % size)
            digest.update(block)
            if position < record.end and position + len(block) > record.start:
                found += block[max(0, record.start - position) : record.end - position]
            position += len(block)
    except (OSError, SourceError):
        return "(cannot be read again)"
    if record.where == "file" and digest.hexdigest() != record.content:
        return "(the object has changed since it was scanned)"
    return shown(found[:LONGEST].decode("utf-8", "replace"))


def _blocks(record: FindingRecord) -> Iterator[tuple[int, bytes]]:
    """Size of the object and its bytes, piece by piece."""
    if record.where != "file":
        directory = _git_directory(record)
        kind = gitcommand.output(directory, "cat-file", "-t", record.content).strip().decode()
        data = gitcommand.output(directory, "cat-file", kind, record.content)
        data = data if kind == "blob" else data.partition(b"\n\n")[2]
        yield len(data), data
        return
    root = record.source.removeprefix("file://")
    with open(root if not record.path or root.endswith(f"/{record.path}") else f"{root}/{record.path}", "rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        while block := stream.read(1 << 20):
            yield size, block


def _git_directory(record: FindingRecord) -> str:
    place = record.source.removeprefix("git+file://")
    try:
        gitcommand.output(f"{place}/.git", "rev-parse", "--git-dir")
    except SourceError:
        return place
    return f"{place}/.git"
