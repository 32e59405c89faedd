"""Tree: values within values, as JSON and Avro have them, into names with their values, and into records.

An object is a tuple of pairs here, an array a list, so that a key that comes twice is kept; a scalar is text, a bool or None.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from detectors.readers.base import Part, Text
from detectors.readers.table.columns import CHUNK, Records

#: `Scalar | list[Value] | tuple[tuple[str, Value], ...]`, which no type checker follows cheaply.
Value: TypeAlias = object

#: Longest path; of a longer one the end is kept.
_PATH = 400
#: Objects that make an array a table rather than a list of names.
_TABLE = 4
#: Scalars of an array on one line.
_A_LINE = 16
_SHOWN = {None: "", True: "true", False: "false"}
_PLAIN = {bool, type(None)}


def below(path: str, key: str) -> str:
    """Path of a key."""
    whole = f"{path}.{key}" if path else key
    return whole if len(whole) <= _PATH else whole[-_PATH:]


def shown(value: Value) -> str:
    """A scalar as text."""
    return (
        value if isinstance(value, str) else _SHOWN[value] if value is None or isinstance(value, bool) else str(value)
    )


def pairs(path: str, value: Value) -> list[tuple[str, str]]:
    """All scalars in a value with their dotted names; those of an array have one name and come joined by blanks."""
    out: list[tuple[str, str]] = []
    todo: list[tuple[str, Value]] = [(path, value)]
    while todo:
        name, item = todo.pop()
        if isinstance(item, tuple):
            deeper = []
            prefix = f"{name}." if name else ""
            for key, inner in item:
                if type(inner) is str:
                    out.append((prefix + key, inner))
                else:
                    deeper.append((below(name, key), inner))
            todo.extend(reversed(deeper))
        elif isinstance(item, list):
            scalars = [shown(inner) for inner in item if not isinstance(inner, list | tuple)]
            if scalars:
                out.append((name, " ".join(scalars)))
            if len(scalars) < len(item):
                todo.extend((name, inner) for inner in reversed(item) if isinstance(inner, list | tuple))
        else:
            out.append((name, shown(item)))
    return out


class Outline:
    """Values that are in no table: lines of `path: value`, and tables for arrays of objects among them."""

    def __init__(self, most: int) -> None:
        """Take the most rows of a table, 0 for all."""
        self._most = most
        self._lines: list[str] = []
        self._size = 0

    def add(self, path: str, value: Value) -> Iterator[Part]:
        """Add a value."""
        todo: list[tuple[str, Value]] = [(path, value)]
        while todo:
            name, item = todo.pop()
            if isinstance(item, tuple):
                todo.extend((below(name, key), inner) for key, inner in reversed(item))
            elif not isinstance(item, list):
                self._line(name, shown(item))
            elif len(item) >= _TABLE and all(isinstance(inner, tuple) for inner in item):
                yield from self._table(name, item)
            else:
                self._scalars(name, [shown(inner) for inner in item if not isinstance(inner, list | tuple)])
                todo.extend((name, inner) for inner in reversed(item) if isinstance(inner, list | tuple))
            if self._size >= CHUNK:
                yield from self.flush()

    def _line(self, name: str, value: str) -> None:
        self._lines.append(f"{name}: {value}" if name else value)
        self._size += len(name) + len(value)

    def _scalars(self, name: str, values: list[str]) -> None:
        for at in range(0, len(values), _A_LINE):
            self._line(name, " ".join(values[at : at + _A_LINE]))

    def _table(self, name: str, items: list[Value]) -> Iterator[Part]:
        table = Table(name, self._most)
        for item in items:
            table.add(item)
            if table.records.full:
                yield from table.records.flush()
        yield from table.records.end()

    def flush(self) -> Iterator[Part]:
        """The lines that were not given yet."""
        if self._lines:
            yield Text("\n".join(self._lines).encode("utf-8", "replace"))
            self._lines, self._size = [], 0


class Table:
    """Objects of an array as rows."""

    def __init__(self, name: str, most: int, *, lined: bool = False) -> None:
        """Take the table's name, the most rows, and whether each has a line."""
        self.records = Records(name, lined=lined, most=most)
        self._keys: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()

    def add(self, item: Value, line: int = 0, key: str = "") -> None:
        """Add an object, or another value as the only one of its row; `key` is a first column where objects are in a map."""
        if not isinstance(item, tuple) or not item:
            self.records.record(() if isinstance(item, tuple) else pairs("value", item), line)
            return
        keys, values = zip(*item, strict=True)
        if keys == self._keys and not key:
            kinds = set(map(type, values))
            kinds.discard(str)
            if kinds <= _PLAIN:
                self.records.row([_SHOWN.get(value, value) for value in values] if kinds else values, line)
                return
        flat = pairs("", item)
        if key:
            flat.insert(0, ("key", key))
        names, texts = zip(*flat, strict=True) if flat else ((), ())
        if names and names == self._names:
            self.records.row(texts, line)
            return
        self.records.record(flat, line)
        if len(set(names)) == len(names) and self.records.in_order(names):
            self._names = names
            self._keys = keys if names == keys else ()
