"""RtfReader: text of an .rtf, notes, comments, what was deleted, fields, properties, pictures and objects.

Rich Text Format Specification 1.9.1 (Microsoft, 2008): https://interoperability.blob.core.windows.net/files/Archive_References/%5bMSFT-RTF%5d.pdf
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader
from detectors.readers.document.flow import Flow
from detectors.readers.document.rtfwords import (
    CHARSETS,
    DESTINATIONS,
    FILES,
    KNOWN,
    PICTURES,
    SIGNS,
    SKIPPED,
    STARRED,
    code_page,
    native,
)
from detectors.views.sniff import Media

_WINDOW = 1 << 20
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32}+)(-?\d{1,10}+)?+ ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n\0]++)|[\r\n\0]++|\\"
)
#: Units of UTF-16 that come in pairs (The Unicode Standard, 3.9).
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
#: A word or sign is no longer than this: what may go on in the next window.
_LONGEST = 48
#: Groups in one another beyond which their state is not kept apart.
_DEEP = 5_000
#: Bytes of one picture or object, and how many of them there may be.
_LARGEST, _FILES = 48 << 20, 20_000


class RtfReader(Reader):
    """Opens .rtf, linear in its length."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        state = _Rtf()
        rest, start = b"", 0
        while start < blob.size:
            budget.check()
            data = blob.read(start, _WINDOW)
            if not data:
                break
            start += len(data)
            data = rest + data
            cut = len(data)
            if start < blob.size:
                slash = data.rfind(b"\\", max(0, cut - _LONGEST))
                cut = slash if slash > 0 else cut
            rest = data[state.feed(data, cut) :]
            yield from state.ready()
        yield from state.finish()


class _Group:
    """What a group changes and its end sets back."""

    __slots__ = ("codec", "deleted", "into", "skip_after")

    def __init__(self, into: str, codec: str, skip_after: int, deleted: bool) -> None:
        self.into = into
        self.codec = codec
        self.skip_after = skip_after
        self.deleted = deleted

    def copy(self) -> _Group:
        return _Group(self.into, self.codec, self.skip_after, self.deleted)


class _Rtf:
    """Takes RTF window by window."""

    def __init__(self) -> None:
        numbers = itertools.count(1)
        self._flows = {
            name: Flow(name, tables=numbers) for name in ("", *dict.fromkeys(DESTINATIONS.values()), "deleted")
        }
        self._group = _Group("", "cp1252", 1, deleted=False)
        self._groups: list[_Group] = []
        self._too_deep = 0
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._starred = False
        self._after = self._high = 0
        self._bytes = bytearray()
        self._binary = 0
        #: A table is open, a row of it, and a cell has ended and the next has no text yet.
        self._table = self._row = self._between = False
        self._kind = ""
        self._data: list[bytes] = []
        self._size = 0
        self._members: list[Part] = []
        self._count = 0

    def feed(self, data: bytes, cut: int) -> int:
        """Read `data` up to `cut` and say where that ended."""
        at = self._take_binary(data, 0)
        while at < cut:
            mark = _TOKEN.match(data, at, cut)
            if mark is None:  # nothing is no token; a guard against standing still
                return cut
            at = mark.end()
            kind = mark.lastindex
            if kind == 6:  # noqa: PLR2004  # the token's group: text
                self._text(mark.group(6))
            elif mark.group(1) is not None:
                word = mark.group(1)
                if word in KNOWN or self._starred:
                    self._word(word.decode("ascii"), int(mark.group(2)) if mark.group(2) else None)
                    if self._binary:
                        at = self._take_binary(data, at)
            elif kind == 5:  # noqa: PLR2004  # the token's group: a brace
                self._brace(mark.group(5))
            elif kind == 3:  # noqa: PLR2004  # the token's group: a byte in hexadecimal
                self._byte(int(mark.group(3), 16))
            elif kind == 4:  # noqa: PLR2004  # the token's group: a sign
                self._sign(mark.group(4))
        return at

    def _take_binary(self, data: bytes, at: int) -> int:
        """Bytes as they are, which the word `bin` announces."""
        taken = min(self._binary, len(data) - at)
        if taken:
            self._binary -= taken
            if self._group.into in FILES:
                self._gather(data[at : at + taken].hex().encode())
        return at + taken

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._starred, self._after = False, 0
        if brace == b"{":
            if len(self._groups) < _DEEP:
                self._groups.append(self._group)
                self._group = self._group.copy()
            else:
                self._too_deep += 1
        elif self._too_deep:
            self._too_deep -= 1
        elif self._groups:
            ended, self._group = self._group, self._groups.pop()
            if ended.into != self._group.into or ended.into == "metadata":
                self._end_destination(ended.into)

    def _end_destination(self, into: str) -> None:
        if into in FILES:
            self._end_file(into)
        elif into in self._flows and into:
            self._flows[into].line()

    def _word(self, word: str, number: int | None) -> None:
        self._flush()
        starred, self._starred = self._starred, False
        group = self._group
        if word == "u" and number is not None:
            self._unit(number & 0xFFFF)
            self._after = group.skip_after
            return
        self._after = 0
        if word in SIGNS:
            self._put(SIGNS[word])
        elif word in DESTINATIONS:
            self._enter(DESTINATIONS[word], word)
        elif word in SKIPPED or (starred and word not in STARRED):
            group.into = "-"
        elif word in FILES:
            group.into = word
            self._kind, self._size = "", 0
            self._data.clear()
        elif word in PICTURES:
            self._kind = PICTURES[word]
        elif number is not None:
            self._numbered(word, number)
        else:
            self._plain(word)

    def _unit(self, unit: int) -> None:
        """A unit of UTF-16: half of a character beyond the basic plane waits for its other half."""
        high, self._high = self._high, 0
        if unit in _HIGH:
            self._high = unit
        elif unit not in _LOW:
            self._put(chr(unit))
        elif high:
            self._put(chr(0x10000 + ((high - _HIGH.start) << 10) + unit - _LOW.start))

    def _enter(self, into: str, word: str) -> None:
        if self._group.into == "-":
            return
        self._group.into = into
        if into == "metadata" and word != "info":
            self._flows[into].add(f"{word}: ")

    def _numbered(self, word: str, number: int) -> None:
        group = self._group
        if word == "uc":
            group.skip_after = max(0, min(number, 16))
        elif word == "bin":
            self._binary = max(0, number)
        elif word == "f":
            self._font = number
            group.codec = self._fonts.get(number, self._codec)
        elif word == "fcharset":
            if number in CHARSETS and len(self._fonts) < _FILES:
                self._fonts[self._font] = CHARSETS[number]
        elif word == "ansicpg":
            self._codec = group.codec = code_page(number)
        elif word == "deleted":
            group.deleted = number != 0

    def _plain(self, word: str) -> None:
        group = self._group
        flow = self._flows.get(group.into)
        if word == "deleted":
            group.deleted = True
        elif word == "plain":
            group.deleted = False
        elif flow is None:
            return
        elif word in {"par", "line", "sect", "page", "column"}:
            flow.line()
        elif word == "trowd" and group.into == "":
            if not self._table:
                flow.table()
                self._table = True
            if not self._row:
                flow.row()
                flow.cell()
                self._row = True
        elif word in {"cell", "nestcell"}:
            self._end_cell(flow)
        elif word == "row":
            flow.end_row()
            self._row = self._between = False

    def _end_cell(self, flow: Flow) -> None:
        if self._row and self._group.into == "":
            flow.end_cell()
            self._between = True
        else:
            flow.add("\t")

    def _sign(self, sign: bytes) -> None:
        self._flush()
        if sign == b"*":
            self._starred = True
            return
        if sign in b"\\{}":
            self._text(sign)
        elif sign in {b"\n", b"\r"}:
            self._plain("par")
        else:
            self._put({b"~": "\xa0", b"_": "-"}.get(sign, ""))

    def _byte(self, byte: int) -> None:
        if self._after:
            self._after -= 1
        elif self._group.into in self._flows:
            self._bytes.append(byte)

    def _text(self, data: bytes) -> None:
        self._starred = False
        if self._after:
            skipped = min(self._after, len(data))
            self._after -= skipped
            data = data[skipped:]
        into = self._group.into
        if into in FILES:
            self._gather(data)
        elif into in self._flows:
            if data.isascii() and not self._bytes:
                self._put(data.decode("ascii"))
            else:
                self._bytes += data

    def _flush(self) -> None:
        """Bytes that stand beside each other are decoded together: characters of some code pages have two."""
        if self._bytes:
            text = bytes(self._bytes).decode(self._group.codec, "replace")
            self._bytes.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        group = self._group
        if group.deleted and group.into == "":
            self._flows["deleted"].add(text)
            return
        flow = self._flows.get(group.into)
        if flow is None or not text:
            return
        if group.into == "" and self._table:
            if self._between and self._row:
                flow.cell()
            elif not self._row:
                flow.end_table()
                self._table = False
            self._between = False
        flow.add(text)

    def _gather(self, data: bytes) -> None:
        self._size += len(data)
        if self._size <= 2 * _LARGEST:
            self._data.append(data)

    def _end_file(self, into: str) -> None:
        self._count += 1
        name = f"image-{self._count}" if into == "pict" else f"object-{self._count}"
        digits = b"".join(b"".join(self._data).split())
        self._data.clear()
        if self._size > 2 * _LARGEST or self._count > _FILES:
            self._members.append(Gap(name, self._size // 2, Reason.CAPPED, f"larger than {_LARGEST:,} bytes"))
            return
        try:
            content = bytes.fromhex(digits[: len(digits) & ~1].decode("ascii", "replace"))
        except ValueError:
            self._members.append(Gap(name, self._size // 2, Reason.CORRUPT, "not in hexadecimal"))
            return
        if into == "pict":
            name = f"{name}.{self._kind or 'bin'}"
        else:
            content = native(content)
        if content:
            self._members.append(Member(name, len(content), lambda: io.BytesIO(content), again=True))

    def ready(self) -> Iterator[Part]:
        """Parts that are full."""
        members, self._members = self._members, []
        yield from members
        for flow in self._flows.values():
            yield from flow.ready()

    def finish(self) -> Iterator[Part]:
        """What is left."""
        self._flush()
        yield from self.ready()
        for flow in self._flows.values():
            yield from flow.finish()
