"""Said: what was found in a message of an export, read anew from the file that it stands in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from connectors.blob import Blob
from connectors.export.base import Batch, Choice, Export, File, Message, Surroundings
from connectors.export.registry import recognised
from connectors.tree import FolderTree

if TYPE_CHECKING:
    from discover.inventory.holding import FindingRecord

_HEAD = 8192


def said(blob: Blob, root: str, record: FindingRecord, choice: Choice) -> bytes | None:
    """The text of a finding within its message; None where the message is not found again.

    Args:
        blob: the file of the export.
        root: folder or file that was scanned.
        record: of a finding in a message.
        choice: what the user said of files of exports.

    Raises:
        BlobError: the file cannot be read.
    """
    head = blob.read(0, _HEAD)
    export = recognised(record.path, head, choice)
    if export is None:
        return None
    around = Surroundings(FolderTree(root) if os.path.isdir(root) else None)
    for text in _texts(export, File(record.path, head, blob.size, blob.open, around), record):
        data = text.encode("utf-8", "replace")
        if len(data) >= record.end:
            return data[record.start : record.end]
    return None


def _texts(export: Export, file: File, record: FindingRecord) -> Iterator[str]:
    """What messages of the finding's id say, as they are scanned: with links to their files below."""
    for entry in export.entries(file):
        if isinstance(entry, Batch):
            yield from (entry.texts[at] for at, ident in enumerate(entry.ids) if ident == record.message_id)
        elif (
            isinstance(entry, Message)
            and entry.id == record.message_id
            and (not record.state or _state(entry) == record.state)
        ):
            yield "\n".join((entry.text, *(link for each in entry.attachments for link in each.links)))


def _state(message: Message) -> str:
    return "copy" if message.copied else message.state
