r"""Telegram: what Telegram Desktop exports as JSON, of one chat or of an account, in a file `result.json`.

Layout: https://github.com/telegramdesktop/tdesktop/blob/dev/Telegram/SourceFiles/export/output/export_output_json.cpp

That puts each value on a line of its own, one blank deeper a level; so a message ends at a line that is known beforehand, and one
that is broken costs no other. A file that was laid out anew is read token by token, some times slower. Control characters stand in
both as `\x0B`, which is no JSON.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import IO, Any

import orjson

from connectors.errors import Reason
from connectors.export.base import Entry, Export, File, Trouble
from connectors.export.records import placed
from connectors.export.telegramchat import KINDS, Chats

#: Longest message, contact and line outside of them; longer ones are passed over.
_LONGEST = 64 << 20
_KIND = rb'"type"\s*:\s*"(?:' + b"|".join(kind.encode() for kind in KINDS) + rb')"'
#: One chat: its name, which "saved messages" lack, its kind, its number.
_ONE = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"name"\s*:\s*(?:null|"(?:[^"\\]|\\.)*")\s*,\s*)?'
    + _KIND
    + rb'\s*,\s*"id"\s*:\s*-?\d',
    re.DOTALL,
)
#: An account: words about the file, then parts that have words about themselves.
_ALL = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"about"\s*:\s*"')
_PARTS = re.compile(
    rb'"(?:left_chats|chats|contacts|frequent_contacts|sessions)"\s*:\s*\{\s*"about"\s*:|"personal_information"\s*:\s*\{\s*"user_id"\s*:'
    rb'|"profile_pictures"\s*:\s*\['
)
_OWN = re.compile(rb'\{\n "(?:about|name|type)": ')
#: A character that JSON does not know how to escape; an even number of backslashes before it are such characters themselves.
_WRONG = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_RIGHT = rb"\1\\u00\2"
_UNDECIDED = re.compile(rb"(\\+)(x[0-9A-Fa-f]?)?\Z")
_BLOCK = 1 << 16
_CHATS = ("", "chats.list.item", "left_chats.list.item")
_CONTACTS, _FREQUENT, _SELF = "contacts", "frequent_contacts", "personal_information"


class Telegram(Export):
    """Reads one file: its chats in their order, and whom its contacts name."""

    name, title, kind = "telegram", "Telegram export", "comms.chat_export"

    def claims(self, path: str, head: bytes) -> bool:
        if not path.endswith(".json"):
            return False
        if _ALL.match(head) is not None:
            return _PARTS.search(head) is not None
        return _ONE.match(head) is not None and b'"messages"' in head

    def entries(self, file: File) -> Iterator[Entry]:
        chats = Chats()
        with file.open() as stream:
            if _OWN.match(file.head) is not None:
                yield from _by_line(stream, chats)
            else:
                yield from _by_token(stream, chats)
        yield from chats.left_out()


class Mended:
    """A stream in which control characters are escaped as JSON wants it, block by block."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Take a stream that is read forward."""
        self._stream = stream
        self._ready = b""
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        while not self._ready:
            block = self._stream.read(_BLOCK)
            data = self._held + block
            if not data:
                return b""
            self._held = _tail(data) if block else b""
            data = data[: len(data) - len(self._held)]
            self._ready = _WRONG.sub(_RIGHT, data) if b"\\x" in data else data
        given = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(given) :]
        return given


def _tail(data: bytes) -> bytes:
    """The end of a block that may go on as an escaped character."""
    cut = _UNDECIDED.search(data, max(0, len(data) - _BLOCK))
    if cut is None or len(cut[1]) % 2 == 0:
        return b""
    return b"\\" + (cut[2] or b"")


def _by_token(stream: IO[bytes], chats: Chats) -> Iterator[Entry]:
    """Entries of a file of any layout."""
    places = [f"{chat}.{key}".lstrip(".") for chat in _CHATS for key in ("name", "type", "id", "messages.item")]
    places += [f"{_CONTACTS}.list.item", f"{_FREQUENT}.list.item", _SELF]
    told: dict[str, Any] = {}
    for place, value in placed(Mended(stream), *places):
        if isinstance(value, Trouble):
            yield value
        elif place.endswith("messages.item"):
            if told:
                yield from chats.begin(told)
                told = {}
            yield from chats.message(value)
        elif place.startswith((_CONTACTS, _FREQUENT, _SELF)):
            yield from chats.contact(value)
        else:
            key = place.rpartition(".")[2]
            if key in told:  # the one before it had no message
                yield from chats.begin(told)
                told = {}
            told[key] = value
    if told:
        yield from chats.begin(told)


def _by_line(stream: IO[bytes], chats: Chats) -> Iterator[Entry]:
    """Entries of a file as Telegram Desktop lays it out."""
    section, told = "", dict[str, Any]()
    for line in iter(lambda: stream.readline(_LONGEST), b""):
        bare = line.strip()
        key, value = _pair(bare)
        depth = len(line) - len(line.lstrip(b" "))
        if value == b"[" and key == "messages":
            yield from chats.begin(told)
            told = {}
            for each in _objects(stream, depth + 1):
                yield from (each,) if isinstance(each, Trouble) else chats.message(each)
        elif value == b"[" and key == "list" and section in {_CONTACTS, _FREQUENT}:
            for each in _objects(stream, depth + 1):
                yield from (each,) if isinstance(each, Trouble) else chats.contact(each)
        elif value == b"{" and key == _SELF:
            rest = itertools.chain(
                [b"{\n"], itertools.takewhile(lambda line: not line.startswith(b" }"), _bounded(stream))
            )
            yield from chats.contact(parsed(b"".join(rest) + b"}"))
        elif value in {b"{", b"["} and depth == 1:
            section = key
        elif key in {"name", "type", "id"}:
            told[key] = parsed(value)
    # A chat whose list of messages was cut off before it began was there all the same.
    if told:
        yield from chats.begin(told)


def _pair(line: bytes) -> tuple[str, bytes]:
    """The key of a line and what follows it; both empty for what is no pair."""
    if not line.startswith(b'"'):
        return "", b""
    key, mark, value = line[1:].partition(b'": ')
    return (key.decode("utf-8", "replace"), value.removesuffix(b",")) if mark else ("", b"")


def _bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines, up to a size in all."""
    left = _LONGEST
    while left > 0 and (line := stream.readline(left)):
        left -= len(line)
        yield line


def _objects(stream: IO[bytes], depth: int) -> Iterator[Any]:
    """The objects of an array that begin `depth` blanks from the left, and a `Trouble` for each that cannot be read."""
    blanks = b" " * depth
    ends = frozenset({blanks + b"},\n", blanks + b"}\n", blanks + b"}"})
    last = blanks[1:] + b"]"
    opens = blanks + b"{\n"
    lines: list[bytes] = []
    size = number = 0
    read = stream.readline
    while line := read(_LONGEST):
        size += len(line)
        if line in ends:
            number += 1
            yield _whole(lines, size, number)
            lines, size = [], 0
        elif not lines and line.startswith(last):
            return
        elif line == opens and lines:  # the one before it has no end
            number += 1
            yield _broken(size, number)
            lines, size = [line], len(line)
        elif size <= _LONGEST:
            lines.append(line)
        elif lines:
            lines = [b""]
    if lines:
        yield Trouble(size, Reason.CORRUPT, "the file ends within a record; what stands before was read")
    else:
        yield Trouble(0, Reason.CORRUPT, "the file ends within a list; what stands before was read")


def _whole(lines: list[bytes], size: int, number: int) -> Any:
    if size > _LONGEST:
        return Trouble(
            size, Reason.LIMIT, f"record {number:,} of a list is longer than {_LONGEST:,} bytes and was passed over"
        )
    value = parsed(b"".join(lines) + b"}")
    return value if isinstance(value, dict) else _broken(size, number)


def _broken(size: int, number: int) -> Trouble:
    return Trouble(size, Reason.CORRUPT, f"record {number:,} of a list is no JSON and was passed over")


def parsed(data: bytes) -> Any:
    """The value of some JSON in which characters may be escaped wrongly; None for what is none."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(_WRONG.sub(_RIGHT, data)) if b"\\x" in data else None
    except orjson.JSONDecodeError:
        return None
