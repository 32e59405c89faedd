"""Records: the values of a JSON document one by one, however large it is, up to where it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, Protocol

import ijson  # type: ignore[import-untyped]  # it has no types
import orjson

from connectors.errors import Reason
from connectors.export.base import Trouble

#: Documents up to this size are parsed at once, at three times the speed and a few times their size of memory.
_WHOLE = 8 << 20
#: Longest line of JSON Lines; longer ones are passed over.
_LINE = 64 << 20
#: Members of an array that are given at once.
_AT_ONCE = 1000
_MARK = b"\xef\xbb\xbf"
#: Brackets that a block may open beyond those it closes before it is looked at, and how many may be open in all.
_STEEP, _DEEPEST = 8, 2000
#: All that may stand between the strings of a document.
_BETWEEN = b" \t\r\n[]{}:,+-.0123456789eEtrufalsn"


def values(stream: IO[bytes], *prefixes: str) -> Iterator[Any]:
    """Values at some places of a JSON document, in its order, and where it is broken a `Trouble` as the last.

    Args:
        stream: read forward, once.
        prefixes: places as ijson writes them: `item` for the members of an array, `messages.item` for those of one in an object.
    """
    head = stream.read(_WHOLE + 1)
    if len(head) <= _WHOLE:
        try:
            document = orjson.loads(head.removeprefix(_MARK))
        except orjson.JSONDecodeError:
            pass  # up to the damage, the slow way
        else:
            for prefix in prefixes:
                yield from _at(document, prefix.split("."))
            return
    yield from _streamed(_Joined(head, stream), prefixes)


def arrays(stream: IO[bytes]) -> Iterator[list[Any] | Trouble]:
    """The members of a JSON array, many at a time, and where it is broken a `Trouble` as the last."""
    held: list[Any] = []
    head = stream.read(_WHOLE + 1)
    if len(head) <= _WHOLE:
        with suppress(orjson.JSONDecodeError):
            document = orjson.loads(head.removeprefix(_MARK))
            yield document if isinstance(document, list) else []
            return
    for value in _streamed(_Joined(head, stream), ("item",)):
        if isinstance(value, Trouble):
            yield held
            yield value
            return
        held.append(value)
        if len(held) >= _AT_ONCE:
            yield held
            held = []
    yield held


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    if not path or path == [""]:
        yield value
    elif path[0] == "item":
        for member in value if isinstance(value, list) else ():
            yield from _at(member, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _streamed(stream: _Joined, prefixes: tuple[str, ...]) -> Iterator[Any]:
    try:
        if len(prefixes) == 1:
            yield from ijson.items(stream, prefixes[0], use_float=True)
            return
        events = ijson.parse(stream, use_float=True)
        for prefix, event, value in events:
            if prefix in prefixes and event not in {"end_map", "end_array"}:
                yield _built(events, event, value)
    except ijson.JSONError:  # IncompleteJSONError is one
        yield Trouble(
            0,
            Reason.CORRUPT,
            f"its JSON is broken at byte {stream.read_so_far:,} or before; what stands before was read",
        )
    except (UnicodeDecodeError, ValueError, RecursionError):
        yield Trouble(
            0,
            Reason.CORRUPT,
            f"its JSON cannot be read beyond byte {stream.read_so_far:,}; what stands before was read",
        )


def placed(stream: Readable, *prefixes: str) -> Iterator[tuple[str, Any]]:
    """Values as `values` gives them, each with its place, in the order of the document whatever its size; at `""` a `Trouble`.

    Some times slower than `values` is of one place, as it looks at every token of the document.
    """
    wanted, source = frozenset(prefixes), _Joined(b"", stream)
    events = ijson.parse(source, use_float=True)
    try:
        for prefix, event, value in events:
            if prefix in wanted and event not in {"end_map", "end_array"}:
                yield prefix, _built(events, event, value)
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError):
        yield (
            "",
            Trouble(
                0,
                Reason.CORRUPT,
                f"its JSON is broken at byte {source.read_so_far:,} or before; what stands before was read",
            ),
        )


def _built(events: Iterator[tuple[str, str, Any]], event: str, value: Any) -> Any:
    """One value from the events that follow its first."""
    builder = ijson.ObjectBuilder()
    builder.event(event, value)
    depth = int(event in {"start_map", "start_array"})
    while depth:
        _, event, value = next(events)
        builder.event(event, value)
        depth += (event in {"start_map", "start_array"}) - (event in {"end_map", "end_array"})
    return builder.value


class Readable(Protocol):
    """All that is asked of a stream here."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; none at the end."""


class _Joined:
    """Bytes that were read already, then the rest of their stream.

    The parser keeps the path of every open bracket, which takes the square of their number: 80 kB of them took a gigabyte. So what
    opens many more than it closes is looked at, and nesting beyond all sense is the end.
    """

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head = head.removeprefix(_MARK)
        self._rest = rest
        self._depth = 0
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        """As of a file.

        Raises:
            ValueError: values are nested too deeply.
        """
        data = self._head[:size] if size >= 0 else self._head
        self._head = self._head[len(data) :]
        if not data:
            data = self._rest.read(size)
        self.read_so_far += len(data)
        opened = _opened(data)
        if abs(opened) > _STEEP:
            self._depth = max(0, self._depth + (opened if opened < 0 else _opened_outside_of_strings(data)))
            if self._depth > _DEEPEST:
                raise ValueError("nested too deeply")
        return data


def _opened(data: bytes) -> int:
    """How many more brackets are opened than closed."""
    return data.count(b"[") + data.count(b"{") - data.count(b"]") - data.count(b"}")


def _opened_outside_of_strings(data: bytes) -> int:
    """The same without those in strings. Whether the bytes begin in one is not known: what stands between strings shows it."""
    parts = data.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
    counts = [_opened(each) for each in map(b"".join, (parts[::2], parts[1::2])) if not each.translate(None, _BETWEEN)]
    return max(counts, default=0)


def lines(stream: IO[bytes]) -> Iterator[Any]:
    """The values of JSON Lines, one a line; each line that holds none comes as a `Trouble`, and the next is read."""
    number = 0
    while line := stream.readline(_LINE):
        number += 1
        if len(line) == _LINE:
            size = len(line)
            while rest := stream.readline(_LINE):
                size += len(rest)
                if rest.endswith(b"\n"):
                    break
            yield Trouble(size, Reason.LIMIT, f"line {number:,} is longer than {_LINE:,} bytes and was passed over")
            continue
        bare = line.removeprefix(_MARK).strip()
        if not bare:
            continue
        try:
            yield orjson.loads(bare)
        except orjson.JSONDecodeError:
            yield Trouble(len(line), Reason.CORRUPT, f"line {number:,} is no JSON and was passed over")
