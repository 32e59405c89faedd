r"""Telegram: what Telegram Desktop exports as JSON, of one chat or of an account, in a file `result.json`.

Layout: https://github.com/telegramdesktop/tdesktop/blob/dev/Telegram/SourceFiles/export/output/export_output_json.cpp

That puts each value on a line of its own, one blank deeper a level; so a message ends at a line that is known beforehand, and one
that is broken costs no other. A file that was laid out anew is read token by token, some times slower. Control characters stand in
both as `\x0B`, which is no JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

import orjson

from connectors.errors import Reason
from connectors.export.ahead import Ahead
from connectors.export.base import Entry, Export, File, Trouble
from connectors.export.escapes import Mended, mended
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
    source, section, told = Ahead(stream, _LONGEST), "", dict[str, Any]()
    for line in iter(source.line, b""):
        key, value = _pair(line.strip())
        depth = len(line) - len(line.lstrip(b" "))
        if value == b"[" and key == "messages":
            yield from chats.begin(told)
            told = {}
            for each in _objects(source, depth + 1):
                yield from (each,) if isinstance(each, Trouble) else chats.message(each)
        elif value == b"[" and key == "list" and section in {_CONTACTS, _FREQUENT}:
            for each in _objects(source, depth + 1):
                yield from (each,) if isinstance(each, Trouble) else chats.contact(each)
        elif value == b"{" and key == _SELF:
            yield from chats.contact(parsed(b"{" + source.upto(b"\n }")[0]))
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


def _objects(source: Ahead, depth: int) -> Iterator[Any]:
    """The objects of an array that begin `depth` blanks from the left, and a `Trouble` for each that cannot be read."""
    blanks = b" " * depth
    end, last, opens = b"\n" + blanks + b"}", blanks[1:] + b"]", blanks + b"{"
    number = 0
    while line := source.line():
        if line.startswith(last):
            return
        if not line.startswith(opens):
            continue
        number += 1
        data, size = source.upto(end)
        value = parsed(line + data) if data.endswith(end) else None
        if isinstance(value, dict):
            yield value
        elif size > _LONGEST:
            why = f"record {number:,} of a list is longer than {_LONGEST:,} bytes and was passed over"
            yield Trouble(size, Reason.LIMIT, why)
        else:
            yield _broken(size, number, ended=data.endswith(end))
            ends = [at for mark in (opens, last) if (at := data.find(b"\n" + mark)) >= 0]
            source.back(len(data) - min(ends) - 1 if ends else 0)
    yield Trouble(0, Reason.CORRUPT, "the file ends within a list; what stands before was read")


def _broken(size: int, number: int, *, ended: bool) -> Trouble:
    what = "is no JSON and was passed over" if ended else "has no end"
    return Trouble(size, Reason.CORRUPT, f"record {number:,} of a list {what}")


def parsed(data: bytes) -> Any:
    """The value of some JSON in which characters may be escaped wrongly; None for what is none."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(mended(data)) if b"\\x" in data else None
    except orjson.JSONDecodeError:
        return None
