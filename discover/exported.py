"""Exported: whether an object is a file of an export of conversations, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO

from connectors.archivetree import ArchiveTree
from connectors.errors import BlobError
from connectors.export.base import Choice, Export, File, Surroundings
from detectors.readers.base import ExceededError, Gap
from detectors.views.sniff import OPAQUE
from discover.config import exports_installed
from discover.derived import Derived
from discover.members import MemberBlob
from discover.opener import Opener
from discover.subject import Placed, Subject

#: Types of which a file of messages has nothing for its reader to add.
SAID = frozenset({"application/json", "application/x-ndjson", "text/xml", "text/plain"})
#: What of a file its format is told by.
_HEAD = 8192
_RECORDS = frozenset({"comms.ticket_export", "comms.email_archive"})
_ARCHIVES = frozenset({"application/zip", "application/x-tar"})


def recognised(subject: Subject, choice: Choice) -> Export | None:
    """The format of export that an object is a file of; None for nearly all objects. `choice` is what the user says."""
    if not subject.path or subject.media.how == OPAQUE or not exports_installed():
        return None
    from connectors.export import registry  # noqa: PLC0415  # libraries that few scans need

    return registry.recognised(subject.path, subject.head[:_HEAD], choice)


def said_all(export: Export | None, subject: Subject) -> bool:
    """Whether the reader of an object's type has nothing to add to its messages: chats have no records of people, tickets do."""
    return export is not None and export.kind not in _RECORDS and subject.media.type in SAID


def within(subject: Subject) -> Surroundings:
    """What lies around the members of a container."""
    seekable = not isinstance(subject.blob, MemberBlob) and subject.blob.ranged
    return Surroundings(ArchiveTree(subject.blob) if seekable and subject.media.type in _ARCHIVES else None)


def talk(
    opener: Opener,
    subject: Subject,
    export: Export,
    derived: Derived,
    check: Callable[[], None],
    gap: Callable[[str, int, str, str], None],
) -> bool:
    """Read an object as a file of an export: whether it had messages and was read to its end.

    Args:
        opener: what the process knows.
        subject: the object.
        export: of which it is a file.
        derived: takes what is found.
        check: asks whether there is time left.
        gap: is told of a part by name, bytes, reason and detail.

    Raises:
        ExceededError: the limits of the whole examination are used up.
    """
    from discover.conversation import Conversations  # noqa: PLC0415  # few objects are of an export

    conversations = Conversations(opener, export, derived.quota)
    around = subject.around or Surroundings(None)
    file = File(subject.path, subject.head[:_HEAD], subject.blob.size, lambda: _opened(subject), around)
    try:
        for entry in export.entries(file):
            if (told := conversations.take(entry)) is not None:
                check()
                _tell(told, derived, gap)
    except ExceededError:
        raise
    except BlobError as error:
        conversations.troubled = True
        gap("", 0, error.reason, error.detail)
    finally:
        _tell(conversations.end(), derived, gap)
        derived.told()
    return conversations.messages > 0 and not conversations.troubled


def _tell(told: Iterable[Placed | Gap], derived: Derived, gap: Callable[[str, int, str, str], None]) -> None:
    for item in told:
        if isinstance(item, Gap):
            gap(item.name, item.size, item.reason, item.detail)
        else:
            derived.message(item)


def _opened(subject: Subject) -> IO[bytes]:
    return subject.blob.open()
