"""Reading files of exports as the scanner does: through a tree, by the format that claims them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from connectors.export.base import Attachment, Batch, Entry, File, Message, Surroundings
from connectors.export.moment import moment
from connectors.export.registry import recognised
from connectors.tree import FolderTree

HEAD = 8192


def file_of(root: Path, path: str, around: Surroundings | None = None) -> File:
    """A file of a folder."""
    tree = FolderTree(str(root))
    size = (root / path).stat().st_size
    head = tree.open(path).read(0, HEAD)
    return File(path, head, size, lambda: tree.open(path).open(), around or Surroundings(tree))


def entries(root: Path, path: str, around: Surroundings | None = None) -> list[Entry]:
    """What a file says, by the format that claims it.

    Raises:
        LookupError: none does.
    """
    file = file_of(root, path, around)
    found = recognised(path, file.head)
    if found is None:
        raise LookupError(f"no format claims {path}")
    return list(found.entries(file))


def claimed(root: Path) -> dict[str, str]:
    """Files of a folder that a format claims, with its name."""
    found = {}
    for entry in FolderTree(str(root)).list():
        by = recognised(entry.path, file_of(root, entry.path).head)
        if by is not None:
            found[entry.path] = by.name
    return found


def messages(found: Iterable[Entry]) -> Iterator[Message]:
    """All messages, those that came side by side too."""
    for entry in found:
        if isinstance(entry, Message):
            yield entry
        elif isinstance(entry, Batch):
            columns = (entry.ids, entry.authors, entry.times, entry.texts, entry.threads)
            for ident, author, time, text, thread in zip(*columns, strict=True):
                yield Message(ident, entry.conversation, author, moment(time), text, thread)


def attachments(found: Iterable[Entry]) -> list[Attachment]:
    """All files that messages came with."""
    return [each for entry in found if isinstance(entry, Message | Batch) for each in entry.attachments]
