"""PdfFile: a PDF opened by PDFium, and what belongs to the document as a whole.

PDFium is called by its C interface (https://pdfium.googlesource.com/pdfium/+/refs/heads/main/public/), which costs a third of
what the Python classes around it cost. It is not memory-safe: whoever uses this runs in a process of its own.
"""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from detectors.readers.base import Budget, ReadError

#: PDFium asks for 512 bytes at a time; they are cut from blocks of this size.
_BLOCK = 1 << 18
#: Entries of the outline, scripts and attachments that are looked at; more than any real document has.
_MOST = 100_000
#: Keys of the information dictionary (ISO 32000-1, table 317).
_INFORMATION = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")
#: Bytes of one string that are taken; a longer one is cut.
_STRING = 8 << 20


def wide(call: Callable[..., int], *arguments: Any) -> str:
    """A string that PDFium writes as UTF-16 into a buffer, the length of which (bytes, with a NUL) it tells first."""
    length = min(call(*arguments, None, 0), _STRING)
    if length <= 2:  # noqa: PLR2004  # only the NUL, or an error
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    call(*arguments, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace").replace("\r\n", "\n").replace("\r", "\n")


def narrow(call: Callable[..., int], *arguments: Any) -> bytes:
    """As `wide`, of bytes and without the NUL."""
    length = min(call(*arguments, None, 0), _STRING)
    if length <= 1:
        return b""
    buffer = ctypes.create_string_buffer(length)
    call(*arguments, buffer, length)
    return buffer.raw[: length - 1]


def whole(call: Callable[..., int], *arguments: Any) -> bytes | None:
    """Content of any length, which PDFium tells through a pointer; None where it cannot be had."""
    length = ctypes.c_ulong()
    if not call(*arguments, None, 0, ctypes.byref(length)):
        return None
    buffer = ctypes.create_string_buffer(max(1, length.value))
    if not call(*arguments, buffer, length.value, ctypes.byref(length)):
        return None
    return buffer.raw[: length.value]


class PdfFile:
    """An open PDF. Close it when done with it; nothing that it gave may be used afterwards."""

    def __init__(self, blob: Blob, passwords: Sequence[bytes], budget: Budget) -> None:
        """Open it, with an empty password first.

        Raises:
            ReadError: it is damaged, or encrypted with another password.
        """
        self.c: Any = importlib.import_module("pypdfium2.raw")
        self._budget = budget
        self._form: Any = None
        self._form_is_made = False
        # Both must live as long as the document.
        self._block = self.c.FPDF_FILEACCESS().__class__._fields_[1][1](_block_reader(blob))  # a ctypes structure's
        self._access = self.c.FPDF_FILEACCESS(blob.size, self._block, None)
        self.document = self._opened(passwords)

    def _opened(self, passwords: Sequence[bytes]) -> Any:
        error = 0
        for password in (None, *passwords):
            document = self.c.FPDF_LoadCustomDocument(ctypes.byref(self._access), password)
            if document:
                return document
            error = self.c.FPDF_GetLastError()
            if error != self.c.FPDF_ERR_PASSWORD:
                break
            self._budget.check()
        if error == self.c.FPDF_ERR_PASSWORD:
            raise ReadError(Reason.ENCRYPTED, "a PDF with a password; --archive-password-file opens it")
        if error == self.c.FPDF_ERR_SECURITY:
            raise ReadError(Reason.ENCRYPTED, "a PDF encrypted in a way that cannot be opened")
        raise ReadError(Reason.CORRUPT, "not a readable PDF")

    def close(self) -> None:
        """Give back its memory."""
        if self._form:
            self.c.FPDFDOC_ExitFormFillEnvironment(self._form)
        self.c.FPDF_CloseDocument(self.document)

    def page_count(self) -> int:
        """How many pages it claims to have."""
        return int(self.c.FPDF_GetPageCount(self.document))

    def form(self) -> Any:
        """PDFium's form, for the fields' names and values; None where the document has none. No script of it is run."""
        if not self._form_is_made:
            self._form_is_made = True
            if self.c.FPDF_GetFormType(self.document) != self.c.FORMTYPE_NONE:
                self._form_config = self.c.FPDF_FORMFILLINFO(version=2)
                self._form = self.c.FPDFDOC_InitFormFillEnvironment(self.document, self._form_config)
        return self._form

    def information(self) -> Iterator[str]:
        """Lines of the information dictionary, `Title: …`."""
        for key in _INFORMATION:
            value = wide(self.c.FPDF_GetMetaText, self.document, key.encode())
            if value:
                yield f"{key}: {value}"

    def outline(self) -> Iterator[str]:
        """Titles of the outline and where they lead outside, in order; an outline that runs in circles ends all the same."""
        seen: set[int] = set()
        waiting = [self.c.FPDFBookmark_GetFirstChild(self.document, None)]
        while waiting:
            mark = waiting.pop()
            place = ctypes.cast(mark, ctypes.c_void_p).value if mark else None
            if place is None or place in seen or len(seen) >= _MOST:
                continue
            seen.add(place)
            self._budget.check()
            yield wide(self.c.FPDFBookmark_GetTitle, mark)
            yield from self.target(self.c.FPDFBookmark_GetAction(mark))
            waiting.append(self.c.FPDFBookmark_GetNextSibling(self.document, mark))
            waiting.append(self.c.FPDFBookmark_GetFirstChild(self.document, mark))

    def target(self, action: Any) -> Iterator[str]:
        """The address or file that an action leads to."""
        if not action:
            return
        kind = self.c.FPDFAction_GetType(action)
        if kind == self.c.PDFACTION_URI:
            address = narrow(self.c.FPDFAction_GetURIPath, self.document, action)
        elif kind in {self.c.PDFACTION_LAUNCH, self.c.PDFACTION_REMOTEGOTO}:
            address = narrow(self.c.FPDFAction_GetFilePath, action)
        else:
            return
        yield address.decode("utf-8", "replace")

    def scripts(self) -> Iterator[str]:
        """Scripts of the document, as written; they are not run."""
        for at in range(min(self.c.FPDFDoc_GetJavaScriptActionCount(self.document), _MOST)):
            self._budget.check()
            script = self.c.FPDFDoc_GetJavaScriptAction(self.document, at)
            if script:
                yield wide(self.c.FPDFJavaScriptAction_GetScript, script)
                self.c.FPDFDoc_CloseJavaScriptAction(script)

    def attachments(self) -> Iterator[tuple[str, Any]]:
        """Name and handle of each file embedded in the document."""
        for at in range(min(self.c.FPDFDoc_GetAttachmentCount(self.document), _MOST)):
            self._budget.check()
            found = self.c.FPDFDoc_GetAttachment(self.document, at)
            if found:
                yield self.attachment_name(found) or f"attachment-{at + 1}", found

    def attachment_name(self, attachment: Any) -> str:
        """Its file name; empty where it has none."""
        return wide(self.c.FPDFAttachment_GetName, attachment)

    def attachment(self, attachment: Any) -> bytes | None:
        """Content of an embedded file; None where it cannot be had."""
        return whole(self.c.FPDFAttachment_GetFile, attachment)

    def packets(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of the XML parts of a form made with XFA: what was filled in stands in `datasets`."""
        for at in range(min(self.c.FPDF_GetXFAPacketCount(self.document), _MOST)):
            self._budget.check()
            name = narrow(self.c.FPDF_GetXFAPacketName, self.document, at)
            content = whole(self.c.FPDF_GetXFAPacketContent, self.document, at)
            if content:
                yield name.decode("utf-8", "replace") or str(at + 1), content


def _block_reader(blob: Blob) -> Callable[[Any, int, Any, int], int]:
    """PDFium's way to read: 1 where all bytes asked for were written to the buffer."""
    start, block = 0, b""

    def read(_: Any, position: int, buffer: Any, size: int) -> int:
        nonlocal start, block
        if not (start <= position and position + size <= start + len(block)):
            # An exception cannot pass through C: the document then counts as damaged.
            try:
                start, block = position, blob.read(position, max(size, _BLOCK))
            except BlobError:
                return 0
        at = position - start
        if at + size > len(block):
            return 0
        ctypes.memmove(buffer, block[at : at + size], size)
        return 1

    return read
