"""Table: messages of any service as CSV or JSON, by a mapping from what is asked of a message to the columns that the user names.

A mapping says which `files` it is for, and of which columns the `message`, its `author`, `time`, `conversation`, `id`, `thread` and
`attachments` are. In JSON a column is a member of an object, `user.name` one of an object in it; `records` says where the objects
are, if the document is not an array of them or one a line. CSV: https://www.rfc-editor.org/rfc/rfc4180; JSON Lines: https://jsonlines.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

import orjson

from connectors.errors import ConnectorError, Reason
from connectors.export.base import Attachment, Conversation, Entry, Export, File, Message, Person, Trouble
from connectors.export.dated import dated
from connectors.export.records import lines, values
from connectors.export.rows import names, rows

COLUMNS = ("message", "author", "time", "conversation", "id", "thread", "attachments")
_WORDS = ("files", "records", *COLUMNS)
#: Records of JSON of which the names of members are noted, for telling the nearest one; and how deep, and how many.
_LOOKED_AT, _DEEPEST, _MOST_NAMES = 200, 6, 2000
#: Conversations and people that are remembered as told; after that some are told again.
_REMEMBERED = 500_000
_MARK = b"\xef\xbb\xbf"
#: Between names of files in a cell.
_BETWEEN = re.compile(r"[\n;|]|,?\s+(?=https?://)|,(?=https?://)")
#: What the name of a file is called in an object, and its size and address.
_NAMES, _SIZES = ("name", "filename", "file_name", "fileName", "title"), ("size", "filesize", "file_size", "fileSize")
_LINKS = ("url", "content_url", "link", "href", "uri")


class MappingError(ConnectorError):
    """A mapping cannot be used. The message says which word of it, and what was meant perhaps."""


class Mapped(Export):
    """Reads files as the user says. It is made for a mapping and is in no registry; it claims the files that the mapping names."""

    name, title, kind = "table", "table of messages", "comms.ticket_export"

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """Take a mapping: `files` a pattern as of a shell (for the name alone if it has no `/`), the others names of columns.

        Raises:
            MappingError: it has a word that there is not, or lacks `files` or `message`, or names nothing.
        """
        for word, told in mapping.items():
            if word not in _WORDS:
                raise MappingError(f"a mapping has no word {word!r}{_nearest(word, _WORDS)}")
            if not told or not isinstance(told, str):
                raise MappingError(f"the mapping's {word!r} names nothing: name a column, or leave the word out")
        for word in ("files", "message"):
            if word not in mapping:
                raise MappingError(f"the mapping says nothing of {word!r}: it needs {word!r} to read anything")
        self._files = mapping["files"]
        self._records = mapping.get("records", "")
        self._columns = {word: mapping[word] for word in COLUMNS if word in mapping}

    def claims(self, path: str, head: bytes) -> bool:
        del head
        return fnmatchcase(path if "/" in self._files else path.rpartition("/")[2], self._files)

    def problems(self, head: bytes) -> list[str]:
        """Columns of the mapping that a table in CSV has not, a sentence each; of JSON nothing is known before it is read."""
        return [] if _is_json(head) else _unknown(self._columns.values(), names(head))

    def entries(self, file: File) -> Iterator[Entry]:
        told = _Told(file.path)
        if _is_json(file.head):
            yield from self._objects(file, told)
        else:
            yield from self._table(file, told)

    # --- CSV ------------------------------------------------------------------------------------------------------------

    def _table(self, file: File, told: _Told) -> Iterator[Entry]:
        places: dict[str, int] | None = None
        with file.open() as stream:
            for row in rows(stream, file.head):
                if isinstance(row, Trouble):
                    yield row
                elif places is None:
                    for problem in _unknown(self._columns.values(), row):
                        yield Trouble(0, Reason.UNREADABLE, problem)
                    places = self._places(row)
                    if "message" not in places:
                        return
                else:
                    cells = {word: row[at] for word, at in places.items() if at < len(row)}
                    cells["attachments"] = _BETWEEN.split(cells["attachments"]) if cells.get("attachments") else ()  # type: ignore[assignment]
                    yield from told.message(cells)

    def _places(self, row: list[str]) -> dict[str, int]:
        there = {name.strip().casefold(): at for at, name in reversed(list(enumerate(row)))}
        wanted = {word: there.get(name.strip().casefold()) for word, name in self._columns.items()}
        return {word: at for word, at in wanted.items() if at is not None}

    # --- JSON -----------------------------------------------------------------------------------------------------------

    def _objects(self, file: File, told: _Told) -> Iterator[Entry]:
        unseen = {word: name.split(".") for word, name in self._columns.items()}
        paths = dict(unseen)
        seen: set[str] = set()
        with file.open() as stream:
            for number, value in enumerate(self._values(file, stream)):
                if isinstance(value, Trouble):
                    yield value
                    continue
                if not isinstance(value, dict):
                    yield Trouble(0, Reason.CORRUPT, "holds a record that is no object; it was passed over")
                    continue
                if unseen:
                    unseen = {word: path for word, path in unseen.items() if not _at(value, path)}
                    if number < _LOOKED_AT:
                        _note(value, "", seen, 0)
                yield from told.message({word: _found(word, value, path) for word, path in paths.items()})
        if seen:
            for problem in _unknown((self._columns[word] for word in unseen), seen):
                yield Trouble(0, Reason.UNREADABLE, problem)

    def _values(self, file: File, stream: Any) -> Iterator[Any]:
        head = file.head.removeprefix(_MARK).lstrip()
        if self._records:
            return values(stream, f"{self._records}.item")
        if head.startswith(b"["):
            return values(stream, "item")
        if _is_lines(head):
            return lines(stream)
        what = "is one object: name in the mapping, as `records`, the member in which its messages are"
        return iter((Trouble(max(0, file.size), Reason.UNREADABLE, what),))


class _Told:
    """Records as entries: each conversation and person is told once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._conversations: set[str] = set()
        self._people: set[str] = set()
        self._number = 0

    def message(self, told: Mapping[str, Any]) -> Iterator[Entry]:
        """What one record says; one without a text and files says nothing."""
        self._number += 1
        text, files = _text(told.get("message")), tuple(_files(told.get("attachments") or ()))
        if not text and not files:
            return
        conversation, author = _text(told.get("conversation")) or self._path, _text(told.get("author")).strip()
        if conversation not in self._conversations:
            _remember(self._conversations, conversation)
            yield Conversation(conversation, conversation)
        if author and author not in self._people:
            _remember(self._people, author)
            yield Person(author, author, author if "@" in author else "")
        ident = _text(told.get("id")) or str(self._number)
        time, thread = dated(told.get("time")), _text(told.get("thread"))
        yield Message(ident, conversation, author, time, text, thread, attachments=files)


def _remember(known: set[str], name: str) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known.add(name)


def _is_json(head: bytes) -> bool:
    return head.removeprefix(_MARK).lstrip()[:1] in {b"{", b"["}


def _is_lines(head: bytes) -> bool:
    """Whether the first line is a value of its own, or longer than what is known of it."""
    first, feed, _ = head.partition(b"\n")
    if not feed:
        return True
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return True


def _unknown(wanted: Iterable[str], there: Iterable[str]) -> list[str]:
    """Sentences about columns that are not there."""
    known = {name.strip().casefold(): name.strip() for name in there}
    missing = [name for name in wanted if name.strip().casefold() not in known]
    return [
        f"has no column {name!r}, which the mapping names{_nearest(name, list(known.values()))}" for name in missing
    ]


def _nearest(name: str, there: Iterable[str]) -> str:
    """The end of a sentence: the nearest name, else some that there are."""
    known = {each.casefold(): each for each in there}
    close = get_close_matches(name.casefold(), known, 1, 0.5)
    if close:
        return f"; the nearest is {known[close[0]]!r}"
    return f"; there are {', '.join(map(repr, list(known.values())[:12]))}" if known else "; there are none"


def _at(value: Any, path: list[str]) -> list[Any]:
    """What stands at a path of members, through arrays; nothing where it does not lead."""
    found = [value]
    for member in path:
        found = [each[member] for each in found if isinstance(each, dict) and each.get(member) is not None]
        found = [inner for each in found for inner in (each if isinstance(each, list) else (each,))]
    return found


def _found(word: str, record: dict[str, Any], path: list[str]) -> Any:
    """What stands at a path: of files all, of texts all as lines, else the first; None for nothing."""
    value: Any = record
    for member in path:
        if type(value) is not dict:
            break
        value = value.get(member)
    else:
        if value is None or (word != "attachments" and type(value) is not list):
            return value
    found = _at(record, path)
    if word == "attachments" or not found:
        return found or None
    return "\n".join(map(_text, found)) if word == "message" and len(found) > 1 else found[0]


def _note(value: dict[str, Any], prefix: str, seen: set[str], depth: int) -> None:
    """Names of all members."""
    for name, inner in value.items():
        if len(seen) >= _MOST_NAMES:
            return
        seen.add(prefix + name)
        for each in inner if isinstance(inner, list) else (inner,):
            if isinstance(each, dict) and depth < _DEEPEST:
                _note(each, f"{prefix}{name}.", seen, depth + 1)


def _text(told: Any) -> str:
    if told is None:
        return ""
    if isinstance(told, str):
        return told
    return orjson.dumps(told).decode() if isinstance(told, dict | list) else str(told)


def _files(told: Iterable[Any]) -> Iterator[Attachment]:
    for each in told:
        if isinstance(each, dict):
            size = _first(each, _SIZES)
            link = _text(_first(each, _LINKS))
            name = _text(_first(each, _NAMES)) or link.rpartition("/")[2]
            yield Attachment(name, size if type(size) is int and size >= 0 else -1, links=(link,) if link else ())
        elif text := _text(each).strip():
            is_link = text.startswith(("http://", "https://"))
            yield Attachment(text.rpartition("/")[2] or text, links=(text,) if is_link else ())


def _first(told: dict[str, Any], names_of: Iterable[str]) -> Any:
    return next((told[name] for name in names_of if told.get(name) is not None), None)
