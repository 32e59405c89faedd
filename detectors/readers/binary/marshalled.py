"""Marshalled: Python's marshal format, read by a parser of our own; nothing is made of it but strings, numbers and tuples of them.

Python/marshal.c of CPython, 2.7 to 3.14. The interpreter's own reader is not safe on hostile bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError

Value = object
#: Magic numbers from which the layout of code objects differs (Include/internal/pycore_magic_number.h).
PYTHON_3, POSITIONAL, LOCALS_PLUS = 3000, 3410, 3452
_PYTHON_2 = 60000
#: Types of objects.
_ZERO, _INTERNED, _CODE, _DICT, _SMALL, _SLICE, _DIGITS, _INT, _REF, _OLD_REF, _FLOAT, _COMPLEX, _DOUBLE, _DOUBLES = (
    b"0tc{):lirRfxgy"
)
_CONTAINERS = frozenset(b"([<>){c:")
_DEEPEST = 2000
_FLAG = 0x80
#: Bytes that follow a type without further objects.
_FIXED = {_DOUBLE: 8, _DOUBLES: 16}
_NUMBERS = frozenset(b"iIl")
_PLAIN = frozenset(b"NFTS.0?")
_LONG = frozenset(b"stuaA")
_SHORT = frozenset(b"zZ")
_TEXT = frozenset(b"tuaAzZ")
_MOST_DIGITS = 256


@dataclass(slots=True)
class Code:
    """What is used of a code object; absent parts are empty."""

    code: bytes = b""
    constants: tuple[Value, ...] = ()
    names: tuple[Value, ...] = ()
    variables: tuple[Value, ...] = ()
    file: str = ""


@dataclass(slots=True)
class _Frame:
    """A container that is being read."""

    kind: int
    left: int
    slot: int
    items: list[Value] = field(default_factory=list)


def codes(data: bytes, at: int, number: int, budget: Budget) -> Iterator[Code]:
    """Code objects of marshalled data, each after those within it.

    Args:
        data: the whole file.
        at: where the data begin.
        number: magic number of the file, which tells the layout.
        budget: asked from time to time.

    Raises:
        ReadError: the data end early or are not of the format; what came before stands.
    """
    return _Parser(data, at, number).codes(budget)


class _Parser:
    def __init__(self, data: bytes, at: int, number: int) -> None:
        self._data, self._at = data, at
        self._old = number >= _PYTHON_2
        self._head = 16 if self._old else 24 if POSITIONAL <= number < LOCALS_PLUS else 20
        self._fields = 10 if LOCALS_PLUS <= number < _PYTHON_2 else 9
        self._references: list[Value] = []
        self._interned: list[Value] = []
        self._stack: list[_Frame] = []

    def codes(self, budget: Budget) -> Iterator[Code]:
        count = 0
        while True:
            count += 1
            if not count & 0xFFF:
                budget.check()
            frame = self._stack[-1] if self._stack else None
            if frame is not None and frame.kind == _CODE and frame.left == self._fields - 8:
                self._take(4)  # the first line's number stands before the table of lines
            value, whole = self._object()
            while whole:
                if not self._stack:
                    return
                frame = self._stack[-1]
                value, whole = self._filled(frame, value)
                if isinstance(value, Code) and whole:
                    yield value

    def _filled(self, frame: _Frame, value: Value) -> tuple[Value, bool]:
        """Put a value into the innermost container; the container itself, and whether it is whole by that."""
        frame.items.append(value)
        frame.left -= 1
        if frame.kind == _DICT:
            if value is not _END:
                return None, False
            frame.items.pop()
        elif frame.left:
            return None, False
        self._stack.pop()
        made: Value = self._code(frame.items) if frame.kind == _CODE else tuple(frame.items)
        if frame.slot >= 0:
            self._references[frame.slot] = made
        return made, True

    def _code(self, items: list[Value]) -> Code:
        def many(number: int) -> tuple[Value, ...]:
            value = items[number]
            return value if isinstance(value, tuple) else ()

        code, file = items[0], items[5 if self._fields == 10 else 6]  # noqa: PLR2004  # as counted above
        path = file.decode("utf-8", "replace") if isinstance(file, bytes) else file
        return Code(
            code if isinstance(code, bytes) else b"", many(1), many(2), many(3), path if isinstance(path, str) else ""
        )

    def _take(self, size: int) -> bytes:
        start = self._at
        if size < 0 or start + size > len(self._data):
            raise ReadError(Reason.CORRUPT, "ends in the middle of an object")
        self._at += size
        return self._data[start : start + size]

    def _number(self) -> int:
        return int.from_bytes(self._take(4), "little", signed=True)

    def _object(self) -> tuple[Value, bool]:
        """The next value, and whether it is whole: a container with something in it is opened and comes later."""
        data, at = self._data, self._at
        if at + 2 > len(data):
            return self._simple(self._take(1)[0]), True
        kind, slot = data[at], -1
        self._at = at + 1
        if kind & _FLAG and not self._old:
            kind &= _FLAG - 1
            slot = len(self._references)
            self._references.append(None)
        if kind in _CONTAINERS:
            return self._container(kind, slot)
        value = self._simple(kind)
        if slot >= 0:
            self._references[slot] = value
        return value, True

    def _container(self, kind: int, slot: int) -> tuple[Value, bool]:
        if kind == _CODE:
            self._take(self._head)
            left = self._fields
        elif kind == _SMALL:
            left = self._take(1)[0]
        elif kind == _SLICE:
            left = 3
        else:
            left = -1 if kind == _DICT else self._number()
        if kind != _DICT and not 0 <= left <= len(self._data) - self._at:
            raise ReadError(Reason.CORRUPT, "a container has more in it than the file")
        if len(self._stack) >= _DEEPEST:
            raise ReadError(Reason.LIMIT, f"more than {_DEEPEST} containers in one another")
        if left == 0:
            return (), True
        self._stack.append(_Frame(kind, left, slot))
        return None, False

    def _simple(self, kind: int) -> Value:
        value: Value = None
        if kind in _PLAIN:
            value = _END if kind == _ZERO else None
        elif kind in _LONG or kind in _SHORT:
            value = self._string(kind)
        elif kind in _NUMBERS:
            value = self._integer(kind)
        elif kind in {_REF, _OLD_REF}:
            number, known = self._number(), self._references if kind == _REF else self._interned
            value = known[number] if 0 <= number < len(known) else None
        elif kind in {_FLOAT, _COMPLEX}:
            for _ in range(2 if kind == _COMPLEX else 1):
                self._take(self._take(1)[0])
        elif kind in _FIXED:
            self._take(_FIXED[kind])
        else:
            raise ReadError(Reason.CORRUPT, "an object of a type that nobody writes")
        return value

    def _string(self, kind: int) -> Value:
        content = self._take(self._take(1)[0] if kind in _SHORT else self._number())
        value: Value = content
        if kind in _TEXT:
            value = content.decode("utf-8", "replace")
        if self._old and kind == _INTERNED:
            self._interned.append(value)
        return value

    def _integer(self, kind: int) -> int | None:
        """A number; one in digits of 15 bits is None where it is longer than anything that is looked for."""
        if kind != _DIGITS:
            return self._number() if kind == _INT else int.from_bytes(self._take(8), "little", signed=True)
        count = self._number()
        digits = self._take(abs(count) * 2)
        if abs(count) > _MOST_DIGITS:
            return None
        value: int = sum(digit << 15 * place for place, (digit,) in enumerate(struct.iter_unpack("<H", digits)))
        return -value if count < 0 else value


class _End:
    """What ends a dictionary."""


_END = _End()
