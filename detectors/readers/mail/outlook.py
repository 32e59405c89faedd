"""Outlook reader: a message, contact or task saved by Outlook (.msg), with what is attached to it and embedded in it.

[MS-OXMSG] section 2 (storages and streams), [MS-OXPROPS] (numbers). A message within is read in place: it is a folder of
the same compound file, and no file of its own.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_left
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, Text
from detectors.readers.document.compound import BROKEN, Compound
from detectors.readers.mail import mapi, smime
from detectors.readers.mail.coding import letters
from detectors.readers.mail.header import fields
from detectors.readers.mail.lzfu import expand
from detectors.views.sniff import Media

#: A stream of one property: its number, then its type.
_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?")
_WIDE, _NARROW, _BYTES = "001F", "001E", "0102"
_DATA = 0x3701
_LONG_NAME, _SHORT_NAME, _MEDIA_TYPE = 0x3707, 0x3704, 0x370E
_OBJECT = "__substg1.0_3701000D/"
#: Properties of type PtypInteger32 that name a code page: PidTagMessageCodepage, PidTagInternetCodepage.
_CODEPAGES = (0x3FFD0003, 0x3FDE0003)
_NUMBERS = {65001: "utf-8", 20127: "ascii", 28591: "iso-8859-1", 28592: "iso-8859-2", 28605: "iso-8859-15", 20866: "koi8-r",
            50220: "iso-2022-jp", 50221: "iso-2022-jp", 51932: "euc-jp", 51949: "euc-kr", 936: "gbk", 54936: "gb18030"}  # fmt: skip
_HEAD = {True: 32, False: 24}
_SMALL, _BODIES = 1 << 20, 16 << 20


class OutlookReader(Reader):
    """Reads .msg files: heads and bodies as text, HTML and rich text and attachments as members."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        file = Compound(blob, budget)
        paths = sorted(file.streams)
        waiting = [("", "")]
        while waiting:
            at, shown = waiting.pop()
            message = _Message(file, _below(paths, at), at, shown, budget)
            yield from message.parts()
            if shown.count("/") >= budget.limits.depth:
                yield Gap(shown, 0, Reason.LIMIT, "messages within messages, deeper than is looked at")
            else:
                waiting += message.embedded


class _Message:
    """One message in the file, whose streams begin with a prefix."""

    def __init__(self, file: Compound, inside: list[str], at: str, shown: str, budget: Budget) -> None:
        self._file, self._at, self._shown, self._budget = file, at, shown, budget
        self.embedded: list[tuple[str, str]] = []
        self._inside = inside
        self._codepage = self._found_codepage()

    def _found_codepage(self) -> str:
        stream = self._file.read(f"{self._at}__properties_version1.0", _SMALL)[_HEAD[not self._at] :]
        for tag, value in struct.iter_unpack("<I4xI4x", stream[: len(stream) // 16 * 16]):
            if tag in _CODEPAGES:
                return _NUMBERS.get(value, f"cp{value}")
        return "cp1252"

    def parts(self) -> Iterator[Part]:
        yield from self._head()
        for name, read in (("", self._body), ("body.html", self._html), ("body.rtf", self._rich)):
            try:
                yield from read()
            except BROKEN:
                yield Gap(self._shown + name, 0, Reason.CORRUPT, "a body that cannot be read")
        attached = {path.partition("/")[0]: None for path in self._inside if path.startswith("__attach_version1.0_#")}
        for number, folder in enumerate(attached, 1):
            self._budget.check()
            try:
                yield from self._attachment(folder + "/", number)
            except BROKEN:
                yield Gap(f"{self._shown}attached-{number}", 0, Reason.CORRUPT, "an attachment that cannot be read")

    def _text(self, folder: str, number: int, most: int = _SMALL) -> str:
        """A string, whichever of its two types it has; empty where it is missing."""
        base = f"{self._at}{folder}__substg1.0_{number:04X}"
        try:
            wide = self._file.read(base + _WIDE, most)
            found = (
                letters(wide, "utf-16-le") if wide else letters(self._file.read(base + _NARROW, most), self._codepage)
            )
        except BROKEN:
            return ""
        return found.rstrip("\0")

    def _head(self) -> Iterator[Part]:
        """All short strings of the message and of whom it went to, and its head as it was sent."""
        lines: list[str] = []
        for path in self._inside:
            self._budget.check()
            found = _STREAM.fullmatch(path)
            number = int(found[1], 16) if found and found[2] in {_WIDE, _NARROW} else 0
            if number and number not in {mapi.BODY, mapi.HTML, mapi.HEADERS}:
                lines.append(mapi.line(number, self._text("", number)))
        people = {path.partition("/")[0]: None for path in self._inside if path.startswith("__recip_version1.0_#")}
        for folder in people:
            self._budget.check()
            known = dict.fromkeys(filter(None, (self._text(folder + "/", number) for number in mapi.RECIPIENT)))
            lines.append(f"Recipient: {', '.join(known)}")
        sent = self._text("", mapi.HEADERS, _BODIES)
        lines += [
            f"{each.name}: {each.value}" for each in fields(sent.encode("utf-8", "replace"), _SMALL) if not each.plain
        ]
        text = mapi.text(lines)
        if text:
            yield Text(text, self._shown + "headers")

    def _body(self) -> Iterator[Part]:
        body = self._text("", mapi.BODY, _BODIES)
        if body:
            yield Text(body.encode("utf-8", "replace"), self._shown.rstrip("/"))

    def _html(self) -> Iterator[Part]:
        data = self._file.read(f"{self._at}__substg1.0_{mapi.HTML:04X}{_BYTES}", _BODIES)
        if not data:
            data = self._text("", mapi.HTML, _BODIES).encode("utf-8", "replace")
            data = b"\xef\xbb\xbf" + data if data else b""
        if data:
            yield Member(f"{self._shown}body.html", len(data), lambda: io.BytesIO(data), again=True)

    def _rich(self) -> Iterator[Part]:
        packed = self._file.read(f"{self._at}__substg1.0_{mapi.RICH:04X}{_BYTES}", _BODIES)
        if packed:
            rich = expand(packed, self._budget)
            yield Member(f"{self._shown}body.rtf", len(rich), lambda: io.BytesIO(rich), again=True)

    def _attachment(self, folder: str, number: int) -> Iterator[Part]:
        name = (self._text(folder, _LONG_NAME) or self._text(folder, _SHORT_NAME)).replace("\\", "/").rpartition("/")[2]
        shown = self._shown + (" ".join(name.split())[:255] or f"attached-{number}")
        data = f"{self._at}{folder}__substg1.0_{_DATA:04X}{_BYTES}"
        within = self._at + folder + _OBJECT
        if data in self._file.streams:
            yield from self._content(data, shown, self._text(folder, _MEDIA_TYPE).lower())
        elif within + "__properties_version1.0" in self._file.streams:
            self.embedded.append((within, f"{self._shown}embedded-{number}/"))
        else:
            for path in self._inside:
                if path.startswith(folder + _OBJECT):
                    member = self._file.member(self._at + path)
                    yield Member(f"{shown}/{path.removeprefix(folder + _OBJECT)}", member.size, member.open, again=True)

    def _content(self, path: str, shown: str, kind: str) -> Iterator[Part]:
        size = self._file.streams[path].size
        if kind == "application/x-microsoft-rpmsg-message" or shown.endswith(".rpmsg"):
            yield Gap(
                shown, size, Reason.ENCRYPTED, "protected by rights management, which only its owner's server opens"
            )
        elif kind in smime.KINDS and size <= self._budget.limits.buffer:
            yield from smime.parts(self._file.read(path, size), shown, self._budget)
        else:
            yield Member(
                shown, size, lambda: self._file.open(path), size, self._file.streams[path].modified, again=True
            )


def _below(paths: list[str], folder: str) -> list[str]:
    """What lies in a folder, named from there; `paths` are sorted."""
    start, end = bisect_left(paths, folder), bisect_left(paths, folder + "\U0010ffff")
    return [path[len(folder) :] for path in paths[start:end]]
