"""Exported: whether an object is a file of an export of conversations, and what it says."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import cache
from typing import IO

from connectors.archivetree import ArchiveTree
from connectors.export.base import Entry, Export, File, Surroundings
from detectors.views.sniff import OPAQUE
from discover.members import MemberBlob
from discover.subject import Subject

#: Types of which a file of messages has nothing for its reader to add.
SAID = frozenset({"application/json", "application/x-ndjson", "text/xml", "text/plain"})
#: What of a file its format is told by.
_HEAD = 8192
_ARCHIVES = frozenset({"application/zip", "application/x-tar"})


@cache
def installed() -> bool:
    """Whether what exports are read with is there: the extra `exports`."""
    return all(importlib.util.find_spec(name) for name in ("ijson", "lxml", "orjson"))


def recognised(subject: Subject, forced: str) -> Export | None:
    """The format of export that an object is a file of; None for nearly all objects. `forced` names the one that the user says."""
    if not subject.path or subject.media.how == OPAQUE or not installed():
        return None
    from connectors.export import registry  # noqa: PLC0415  # libraries that few scans need

    return registry.recognised(subject.path, subject.head[:_HEAD], forced)


def within(subject: Subject) -> Surroundings:
    """What lies around the members of a container."""
    seekable = not isinstance(subject.blob, MemberBlob) and subject.blob.ranged
    return Surroundings(ArchiveTree(subject.blob) if seekable and subject.media.type in _ARCHIVES else None)


def entries(subject: Subject, export: Export) -> Iterator[Entry]:
    """What an object says, in its order.

    Raises:
        BlobError: it cannot be read to its end; what came before stands.
    """
    around = subject.around or Surroundings(None)
    return export.entries(File(subject.path, subject.head[:_HEAD], subject.blob.size, lambda: _opened(subject), around))


def _opened(subject: Subject) -> IO[bytes]:
    return subject.blob.open()
