"""Markup: XML read piece by piece, with nothing in it that expands or reaches outside.

An entity declaration ends the reading: office formats have none, and with them go the exponential, the quadratic and the external
entity (https://docs.python.org/3.11/library/xml.html#xml-vulnerabilities).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Protocol
from xml.parsers import expat

from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError

_CHUNK = 1 << 16
#: Bytes of one tag or comment. The parser begins it anew with each chunk, so what it costs grows with the square.
_TOKEN = 8 << 20
#: Characters of one element's text that are kept together.
_TEXT = 1 << 20
#: Elements in one another, beyond which it is not a document.
_DEEP = 10_000
#: Elements of variant types: what the value is called stands on the element around them (ECMA-376 part 1, 22.4).
_VARIANTS = frozenset({"lpwstr", "lpstr", "bstr", "i4", "i8", "int", "r8", "bool", "filetime", "date"})


class Handler(Protocol):
    """Takes the events of a piece of XML; names come with their prefix."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text, perhaps in pieces."""


def local(tag: str) -> str:
    """A name without its prefix."""
    return tag.rpartition(":")[2]


def parse(stream: IO[bytes], handler: Handler, budget: Budget, *, counted: bool = True) -> Iterator[None]:
    """Send a stream's events to `handler`, and pause after each piece of it.

    Args:
        stream: XML.
        handler: takes the events.
        budget: is charged for each piece.
        counted: False where the stream is the object itself and nothing is expanded.

    Raises:
        ReadError: it is not well-formed, declares entities, is too much, or has too long a tag; or what the stream raises.
    """
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.EntityDeclHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    fed = 0
    while True:
        chunk = stream.read(_CHUNK)
        fed += len(chunk)
        if counted:
            budget.expand(len(chunk))
        else:
            budget.check()
        try:
            parser.Parse(chunk, not chunk)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise ReadError(Reason.CORRUPT, "its XML is damaged") from error
        if fed - parser.CurrentByteIndex > _TOKEN:
            raise ReadError(Reason.CAPPED, f"its XML has a tag of more than {_TOKEN:,} bytes")
        yield
        if not chunk:
            return


def _refuse(*_: object) -> None:
    raise ReadError(Reason.UNREADABLE, "its XML declares entities, which are not expanded")


class Everything:
    """All text of a piece of XML, one element a line as `name: text`, and attributes likewise: for parts that have no handler."""

    def __init__(self, shortest: int = 1) -> None:
        """Take the length from which attributes' values are worth a line."""
        self._shortest = shortest
        self._open: list[str] = []
        self._pieces: list[str] = []
        self._size = 0
        self._lines: list[str] = []
        self.held = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note its attributes; `name` and `value` beside each other become one line."""
        self._flush()
        if len(self._open) < _DEEP:
            self._open.append(local(tag))
        pairs = {local(key): value for key, value in attributes.items() if not key.startswith("xmlns")}
        named = next((key for key in ("name", "id") if key in pairs), None)
        worth = next((key for key in ("value", "val") if key in pairs), None)
        if named and worth:
            self._say(f"{pairs.pop(named)}: {pairs.pop(worth)}")
        elif named and self._open:
            # `<property name="x"><vt:lpwstr>…`: what follows goes by that name.
            self._open[-1] = pairs.pop(named)
        for key, value in pairs.items():
            if len(value) >= self._shortest:
                self._say(f"{key}: {value}")

    def end(self, tag: str) -> None:  # noqa: ARG002  # the protocol's
        """Put out its text."""
        self._flush()
        if self._open:
            self._open.pop()

    def text(self, data: str) -> None:
        """Gather."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size > _TEXT:
            self._flush()

    def _flush(self) -> None:
        text = "".join(self._pieces).strip()
        self._pieces.clear()
        self._size = 0
        if text:
            self._say(f"{self._label()}: {text}")

    def _label(self) -> str:
        if len(self._open) > 1 and self._open[-1] in _VARIANTS:
            return self._open[-2]
        return self._open[-1] if self._open else ""

    def _say(self, line: str) -> None:
        self._lines.append(line)
        self.held += len(line) + 1

    def taken(self) -> bytes:
        """What was gathered so far; it is forgotten."""
        data = "\n".join(self._lines).encode("utf-8", "replace")
        self._lines.clear()
        self.held = 0
        return data
