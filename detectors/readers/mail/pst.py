"""Outlook store reader: folders and messages of a .pst or .ost file. The parser (libpff) is C, so it runs in a child process.

libpff's own documents describe the format ([MS-PST] is Microsoft's). Only Outlook asks for a store's password: it locks nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError, Text
from detectors.readers.mail import mapi
from detectors.readers.pieces import stream
from detectors.views.sniff import Media

#: What the binding raises: OSError for damage; others for values that Python cannot hold, and for a lack of memory. Where there is
#: nothing it gives None, on which any call is an AttributeError, and for which no number may stand: a TypeError.
BROKEN = (OSError, MemoryError, OverflowError, ValueError, SystemError, AttributeError, TypeError)
_STRINGS = frozenset({0x1E, 0x1F})
_DEEPEST, _PIECE = 32, 1 << 20
_LONGEST = 1 << 20


class PstReader(Reader):
    """Reads Outlook's stores: each message as text named by its folder, its HTML, rich text and attachments as members."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        import pypff  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415  # an extra, without types

        file = pypff.file()
        try:
            file.open_file_object(blob.open())
        except BROKEN as error:
            raise ReadError(Reason.CORRUPT, "not an Outlook store, or damaged") from error
        store = _Store(pypff.message, budget)
        try:
            yield from store.folders(file)
            yield from store.orphans(file)
        finally:
            file.close()


class _Store:
    """A store while it is read. The binding has no types: what it gives is `Any`, and anything of it may raise `BROKEN`."""

    def __init__(self, message: type[Any], budget: Budget) -> None:
        self._message, self._budget = message, budget

    def folders(self, file: Any) -> Iterator[Part]:
        """Messages of all folders, those of a folder before those of the folders in it."""
        waiting: list[tuple[Any, str, int]] = []
        try:
            waiting.append((file.get_root_folder(), "", 0))
        except BROKEN:
            yield Gap("", 0, Reason.CORRUPT, "the root folder cannot be read")
        while waiting:
            self._budget.check()
            folder, path, depth = waiting.pop()
            yield from self._folder(folder, path)
            if depth >= _DEEPEST:
                yield Gap(path, 0, Reason.LIMIT, "folders within folders, deeper than is looked at")
                continue
            try:
                for number in reversed(range(folder.get_number_of_sub_folders())):
                    inner = folder.get_sub_folder(number)
                    waiting.append(
                        (inner, f"{path}{_clean(_got(inner, 'name')) or f'folder-{number + 1}'}/", depth + 1)
                    )
            except BROKEN:
                yield Gap(path, 0, Reason.CORRUPT, "some of its folders cannot be read")

    def _folder(self, folder: Any, path: str) -> Iterator[Part]:
        try:
            count = folder.get_number_of_sub_messages()
        except BROKEN:
            yield Gap(path, 0, Reason.CORRUPT, "its messages cannot be listed")
            return
        for number in range(count):
            self._budget.check()
            try:
                message = folder.get_sub_message(number)
            except BROKEN:
                yield Gap(f"{path}message-{number + 1}", 0, Reason.CORRUPT, "a message that cannot be read")
                continue
            yield from self._item(message, f"{path}message-{number + 1}", 0)

    def orphans(self, file: Any) -> Iterator[Part]:
        """Messages that are in no folder any more."""
        try:
            for number in range(file.get_number_of_orphan_items()):
                self._budget.check()
                yield from self._item(file.get_orphan_item(number), f"orphans/message-{number + 1}", 0)
        except BROKEN:
            yield Gap("orphans", 0, Reason.CORRUPT, "some of what was deleted cannot be read")

    def _item(self, item: Any, path: str, depth: int) -> Iterator[Part]:
        """One message: all of its strings and its body as one text, then the rest."""
        lines = [mapi.line(number, value) for number, value in self._strings(item)]
        if isinstance(item, self._message):
            lines += self._recipients(item)
            body = _bytes(_got(item, "plain_text_body"))
            sent = _bytes(_got(item, "transport_headers"))
            yield Text(b"\n".join(filter(None, (mapi.text(lines), sent, body))), path)
            for part, suffix in (("html_body", "html"), ("rtf_body", "rtf")):
                content = _bytes(_got(item, part))
                if content:
                    yield Member(f"{path}/body.{suffix}", len(content), lambda content=content: io.BytesIO(content))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            yield from self._attachments(item, path, depth)
        elif any(lines):
            yield Text(mapi.text(lines), path)

    def _strings(self, item: Any) -> Iterator[tuple[int, str]]:
        """Numbers and values of an item's short strings."""
        try:
            for each in range(item.get_number_of_record_sets()):
                records = item.get_record_set(each)
                for place in range(records.get_number_of_entries()):
                    self._budget.check()
                    entry = records.get_entry(place)
                    number = entry.get_entry_type()
                    if entry.get_value_type() in _STRINGS and number not in {mapi.BODY, mapi.HTML, mapi.HEADERS}:
                        yield number, (_string(entry) or "")[:_LONGEST]
        except BROKEN:
            return

    def _recipients(self, message: Any) -> list[str]:
        found = _got(message, "recipients")
        if found is None:
            return []
        shown: list[str] = []
        try:
            for each in range(found.get_number_of_record_sets()):
                records = found.get_record_set(each)
                known: dict[str, None] = {}
                for place in range(records.get_number_of_entries()):
                    self._budget.check()
                    entry = records.get_entry(place)
                    if entry.get_value_type() in _STRINGS and entry.get_entry_type() in mapi.RECIPIENT:
                        known[_string(entry) or ""] = None
                shown.append(f"Recipient: {', '.join(filter(None, known))}")
        except BROKEN:
            return shown
        return shown

    def _attachments(self, message: Any, path: str, depth: int) -> Iterator[Part]:
        try:
            for number in range(message.get_number_of_attachments()):
                self._budget.check()
                attachment = message.get_attachment(number)
                label = _clean(_got(attachment, "long_filename")) or f"attached-{number + 1}"
                if _got(attachment, "number_of_sub_items"):
                    if depth < self._budget.limits.depth:
                        yield from self._item(attachment.get_sub_item(0), f"{path}/embedded-{number + 1}", depth + 1)
                    continue
                size = _got(attachment, "size")
                if isinstance(size, int) and size > 0:
                    yield _member(attachment, f"{path}/{label}", size)
        except BROKEN:
            yield Gap(path, 0, Reason.CORRUPT, "some of what is attached cannot be read")


def _member(attachment: Any, name: str, size: int) -> Member:
    def content() -> Iterator[bytes]:
        left = size
        try:
            attachment.seek_offset(0, 0)
            while left > 0:
                piece = attachment.read_buffer(min(_PIECE, left))
                if not piece:
                    return
                left -= len(piece)
                yield piece
        except BROKEN as error:
            raise ReadError(Reason.CORRUPT, "an attachment is damaged") from error

    return Member(name, size, lambda: stream(content()), size, again=True)


def _got(thing: Any, name: str) -> Any:
    """An attribute; None where it is missing or damaged."""
    try:
        return getattr(thing, name, None)
    except BROKEN:
        return None


def _string(entry: Any) -> str | None:
    try:
        found: str | None = entry.get_data_as_string()
    except BROKEN:
        return None
    return found


def _bytes(found: Any) -> bytes:
    if isinstance(found, str):
        return found.encode("utf-8", "replace")
    return found.rstrip(b"\0") if isinstance(found, bytes) else b""


def _clean(name: Any) -> str:
    return " ".join(str(name or "").replace("\\", "/").rpartition("/")[2].split())[:255]
