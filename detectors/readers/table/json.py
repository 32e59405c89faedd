"""Json: JSON documents, JSON Lines and concatenated JSON of any size: arrays of objects as tables, all else as `path: value`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader
from detectors.readers.table.jsontext import (
    BETWEEN,
    IN_STRING,
    JUNK,
    RUN,
    Buffer,
    NoValueError,
    scalars,
    scan,
    unescaped,
)
from detectors.readers.table.tree import Outline, Table, Value, below
from detectors.readers.table.utf8 import Utf8
from detectors.views.sniff import Media

#: Characters of scalars of an array that are taken at once.
_AT_ONCE = 1 << 16
#: Levels that are entered one by one when a value was too deep for the decoder, and most that are kept apart.
_DEEP, _DEPTH = 500, 10_000
#: How often decoding may end at the same place before all that is around it is entered member by member.
_TRIES = 4
#: Most containers there that are entered without a try after tries in vain.
_PAUSE = 100


class JsonReader(Reader):
    """Opens JSON in all its forms; what is broken is passed over, and what comes after it is read."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        yield from _Document(Buffer(Utf8(blob, budget)), budget, media.type == "application/x-ndjson").parts()


@dataclass(slots=True)
class _Frame:
    """A container that is read member by member."""

    bracket: str
    path: str
    large: bool
    key: str | None = None
    table: Table | None = None


class _Document:
    def __init__(self, buffer: Buffer, budget: Budget, many: bool) -> None:
        self._buffer, self._budget = buffer, budget
        self._many = many
        self._broken = self._skipped = 0
        self._deep = self._lost = 0
        self._stuck = self._tries = self._pause = self._longer = 0
        self._outline = Outline(budget.limits.rows)
        self._frames = [_Frame("", "", large=False)]

    def parts(self) -> Iterator[Part]:
        buffer = self._buffer
        if not self._many and buffer.peek() == "{":
            self._many = self._follows()
        while char := buffer.peek():
            self._budget.check()
            frame = self._frames[-1]
            if char in "]}":
                buffer.at += 1
                yield from self._close(char)
            elif frame.bracket == "{" and frame.key is None and char not in "[{":
                self._name(frame)
            elif char in "[{" and self._enters(frame, char):
                self._enter(frame, char, large=False)
            else:
                yield from self._member(frame, char)
        while self._frames:
            yield from self._ended(self._frames.pop())
        yield from self._outline.flush()
        if self._skipped:
            detail = f"of a string only the first {self._budget.limits.cell:,} characters were decoded"
            yield Gap("", self._skipped, Reason.LIMIT, detail)
        if self._broken:
            yield Gap(
                "",
                0,
                Reason.CORRUPT,
                f"the JSON is broken on line {self._broken:,}; what is broken was read as plain text",
            )

    def _follows(self) -> bool:
        """Whether a second object comes after the first: then they are rows."""
        buffer = self._buffer
        try:
            _, end = scan(buffer.text, buffer.at)
        except (ValueError, StopIteration, RecursionError):
            return False
        found = BETWEEN.match(buffer.text, end)
        return found is not None and buffer.text[found.end() : found.end() + 1] == "{"

    def _enters(self, frame: _Frame, char: str) -> bool:
        """Whether a container is read member by member even if it is small: then its rows have lines."""
        if not frame.bracket:
            return not self._many
        return len(self._frames) == 2 and char == "[" and frame.bracket == "{"  # noqa: PLR2004  # in the outermost object

    def _enter(self, frame: _Frame, char: str, *, large: bool) -> None:
        self._buffer.at += 1
        key, frame.key = frame.key, None
        if len(self._frames) >= _DEPTH:
            self._lost += 1
            return
        path = frame.path if key is None else below(frame.path, key)
        self._frames.append(_Frame(char, path, large))

    def _close(self, char: str) -> Iterator[Part]:
        """A closing bracket: of the innermost container, or of none."""
        if self._lost:
            self._lost -= 1
            return
        frame = self._frames[-1]
        if frame.bracket != {"]": "[", "}": "{"}[char]:
            self._broken = self._broken or self._buffer.line()
            if not frame.bracket:
                return
        self._frames.pop()
        yield from self._ended(frame)
        if len(self._frames) <= self._deep - _DEEP:
            self._deep = 0
        if len(self._frames) == 1:
            self._many = True  # what comes after the outermost value is another one

    def _ended(self, frame: _Frame) -> Iterator[Part]:
        if frame.table is not None:
            yield from frame.table.records.end()

    def _name(self, frame: _Frame) -> None:
        """The name of a member of an object."""
        try:
            value = self._buffer.value()
        except NoValueError:
            frame.key = self._junk().strip("'")  # a name without quotes, as JavaScript has it
            return
        frame.key = value if isinstance(value, str) else ""

    def _junk(self) -> str:
        """Pass over what is no value, and give it."""
        buffer = self._buffer
        self._broken = self._broken or buffer.line()
        start = buffer.at
        found = JUNK.match(buffer.text, start)
        buffer.at = max(found.end() if found else 0, start + 1)
        return buffer.text[start : buffer.at]

    def _member(self, frame: _Frame, char: str) -> Iterator[Part]:
        """One member of a container, or several of an array."""
        buffer = self._buffer
        if frame.bracket == "[" and char not in "[{":
            run = RUN.match(buffer.text, buffer.at, buffer.at + _AT_ONCE)
            if run is not None:
                buffer.at = run.end()
                yield from self._outline.add(frame.path, scalars(run[0]))
                return
        if char in "[{":
            stuck = self._tries > _TRIES and buffer.place() < self._stuck
            self._pause = max(0, self._pause - 1) if stuck else 0
            if frame.bracket != "{" and len(self._frames) >= self._deep and not self._pause:
                batch = self._batch(char, near=stuck)
                if batch:
                    yield from self._take_all(frame, batch)
                    return
            if stuck or len(self._frames) < self._deep:
                self._enter(frame, char, large=True)
                return
        yield from self._one(frame, char)

    def _batch(self, char: str, *, near: bool) -> list[tuple[Value, int]]:
        """Members of an array that can be decoded at once."""
        batch = []
        try:
            batch = self._buffer.batch(char, near=near)
        except NoValueError as error:
            self._failed(error)
        self._longer = 0 if batch or not near else min(_PAUSE, 2 * self._longer + 1)
        self._pause = self._longer
        return batch

    def _one(self, frame: _Frame, char: str) -> Iterator[Part]:
        """One member, which may be broken, large or deep."""
        line = self._buffer.line()
        try:
            value = self._buffer.value()
        except NoValueError as error:
            if not frame.bracket and self._many and not error.deep and self._buffer.broken_line():
                self._broken = self._broken or line
            elif char in "[{":
                self._failed(error)
                self._enter(frame, char, large=True)
            elif char == '"':
                yield from self._long_string(frame)
            else:
                self._junk()
            return
        yield from self._take(frame, value, line)

    def _failed(self, error: NoValueError) -> None:
        """Note why a container could not be decoded, so that those in it are not tried in vain."""
        if error.deep:
            self._deep = len(self._frames) + _DEEP
            return
        self._tries = self._tries + 1 if error.at == self._stuck else 1
        self._stuck = error.at

    def _take_all(self, frame: _Frame, batch: list[tuple[Value, int]]) -> Iterator[Part]:
        """Members of an array, all objects or all arrays."""
        if isinstance(batch[0][0], list):
            yield from self._outline.add(frame.path, [value for value, _ in batch])
            return
        for value, line in batch:
            yield from self._take(frame, value, line)

    def _take(self, frame: _Frame, value: Value, line: int) -> Iterator[Part]:
        key, frame.key = frame.key, None
        row = isinstance(value, tuple) and (frame.bracket == "[" or frame.large or (not frame.bracket and self._many))
        if not row:
            yield from self._outline.add(frame.path if key is None else below(frame.path, key), value)
            return
        if frame.table is None:
            frame.table = Table(frame.path, self._budget.limits.rows, lined=True)
        frame.table.add(value, line, key or "")
        if frame.table.records.full:
            yield from frame.table.records.flush()

    def _long_string(self, frame: _Frame) -> Iterator[Part]:
        """A string that is too long to be held, or has no end: its beginning."""
        buffer, limit = self._buffer, self._budget.limits.cell
        buffer.at += 1
        start = buffer.text[buffer.at : buffer.at + limit]
        size = 0
        while True:
            found = IN_STRING.match(buffer.text, buffer.at)
            end = found.end() if found else buffer.at
            size += end - buffer.at
            buffer.at = end
            if end < len(buffer.text) - 1:
                break
            if not buffer.more():
                self._broken = self._broken or buffer.line()
                break
        if buffer.text[buffer.at : buffer.at + 1] == '"':
            buffer.at += 1
        else:
            buffer.at = len(buffer.text)
        self._skipped += max(0, size - limit)
        whole = IN_STRING.match(start)
        yield from self._take(frame, unescaped(whole[0] if whole else ""), 0)
