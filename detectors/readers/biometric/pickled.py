"""Pickled: arrays and lists of floats in a pickle, told by its opcodes. Nothing is ever unpickled or called.

Opcodes as https://docs.python.org/3/library/pickletools.html describes them. An array of NumPy is a tuple of its sides, its `dtype`
by name, and its bytes; what it is called is the last short text before it (a key of a dictionary).
"""

from __future__ import annotations

import hashlib
import pickletools
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Fact, Gap, Part, Reader
from detectors.readers.biometric.facts import fact
from detectors.readers.biometric.npy import formed, place
from detectors.readers.biometric.vectors import DIMENSIONS, MOST, Lengths, judge, persons
from detectors.views.sniff import Media

#: Bytes and opcodes that are looked at, names that are kept, rows that are measured.
_MOST_BYTES, _MOST_OPCODES, _MOST_NAMES, _ROWS = 8 << 20, 60_000, 256, 48
_LONGEST_NAME = 80
_WIDTHS = {"f2": "e", "f4": "f", "f8": "d"}
_TEXTS = frozenset({"SHORT_BINUNICODE", "BINUNICODE", "UNICODE", "SHORT_BINSTRING", "BINSTRING"})
_BYTES = frozenset({"BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8", "BINSTRING", "BINUNICODE"})
_NUMBERS = frozenset({"BININT", "BININT1", "BININT2", "INT", "LONG1"})
#: Opcodes that make a tuple, and of how many things; 0 for all since a mark.
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3, "TUPLE": 0}
#: Opcodes that only keep what was made, between the numbers of a list.
_KEEPING = frozenset({"MEMOIZE", "BINPUT", "LONG_BINPUT", "PUT", "FRAME"})
#: Texts that the machinery of NumPy brings along.
_MACHINERY = frozenset(
    {
        "numpy",
        "ndarray",
        "dtype",
        "b",
        "<",
        ">",
        "|",
        "latin1",
        "encode",
        "_codecs",
        "_reconstruct",
        "_frombuffer",
        "scalar",
        "C",
        "F",
    }
)


@dataclass(slots=True)
class _Held:
    """Vectors of one dimension under one name."""

    lengths: Lengths = field(default_factory=Lengths)
    rows: int = 0
    first: bytes = b""


@dataclass(slots=True)
class _Machine:
    """What has gone by."""

    held: dict[tuple[str, int], _Held] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    name: str = ""
    code: str = "d"
    numbers: list[int] = field(default_factory=list)
    shape: tuple[int, ...] = ()
    data: bytes = b""
    floats: list[float] = field(default_factory=list)

    def step(self, opcode: str, value: object) -> None:
        """One opcode."""
        if opcode in _KEEPING:
            return
        if opcode == "BINFLOAT" and isinstance(value, float):
            if len(self.floats) <= MOST:
                self.floats.append(value)
            return
        if opcode in _NUMBERS and isinstance(value, int):
            self.numbers = [*self.numbers[-7:], value]
            return
        if opcode in _TUPLES:
            self._tuple(_TUPLES[opcode] or len(self.numbers))
        elif opcode in _BYTES and isinstance(value, bytes | bytearray | str) and len(value) > _LONGEST_NAME:
            self.data = value.encode("latin-1", "replace") if isinstance(value, str) else bytes(value)
            self._array()
        elif opcode in _TEXTS and isinstance(value, str):
            self._named(value)
        else:
            self._list()
        self.numbers = []

    def _tuple(self, size: int) -> None:
        """Whole numbers that a tuple was made of may be an array's sides; its bytes come before or after them."""
        if 0 < size <= len(self.numbers) and min(self.numbers[-size:]) > 0:
            self.shape = tuple(self.numbers[-size:])
            self._array()

    def _named(self, value: str) -> None:
        self._list()
        if value in _WIDTHS:
            self.code = _WIDTHS[value]
        elif value not in _MACHINERY and not value.startswith("numpy.") and value:
            self.name = value
            if len(self.names) < _MOST_NAMES:
                self.names.append(value)

    def _list(self) -> None:
        """A list of floats has ended."""
        if self.floats:
            if len(self.floats) in DIMENSIONS:
                self._add(len(self.floats), 1, [tuple(self.floats)], struct.pack("<d", self.floats[0]))
            self.floats = []

    def _array(self) -> None:
        """Sides and bytes that fit each other are an array."""
        (rows, dimension), data = formed(self.shape), self.data
        numbers = rows * dimension
        code = next(
            (each for each in (self.code, "f", "d", "e") if numbers and len(data) == numbers * struct.calcsize(each)),
            "",
        )
        if not code:
            return
        form = struct.Struct(f"<{dimension}{code}")
        self._add(dimension, rows, list(form.iter_unpack(data[: min(rows, _ROWS) * form.size])), data)
        self.shape, self.data = (), b""

    def _add(self, dimension: int, rows: int, some: list[tuple[float, ...]], first: bytes) -> None:
        held = self.held.setdefault((self.name, dimension), _Held()) if len(self.held) < _MOST_NAMES else _Held()
        held.rows += rows
        held.first = held.first or first[: 1 << 16]
        for row in some[: max(0, _ROWS - len(held.lengths.norms))]:
            held.lengths.add(row)


class PickleReader(Reader):
    """Reads the opcodes of a pickle: a fact for each sort of faces or voices in it."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        data = blob.read(0, _MOST_BYTES)
        machine = _Machine()
        whole = _run(machine, data, budget) and len(data) == blob.size
        yield from _found(machine, place(blob, name))
        if not whole:
            yield Gap("", 0, Reason.SAMPLED, f"only the first {_MOST_OPCODES:,} opcodes of a pickle are looked at")


def _run(machine: _Machine, data: bytes, budget: Budget) -> bool:
    """Let the opcodes go by; whether they came to an end."""
    try:
        for number, (opcode, value, _) in enumerate(pickletools.genops(data)):
            if number >= _MOST_OPCODES:
                return False
            if not number & 0xFFF:
                budget.check()
            machine.step(opcode.name, value)
    except (ValueError, IndexError, OverflowError, struct.error):  # cut, damaged, or none; ReadError is none of these
        return False
    return True


def _found(machine: _Machine, path: str) -> Iterator[Fact]:
    """Values of one file that are called after persons are one sort: `{"anna": array, "ben": array}`."""
    beside = persons(machine.names)
    merged: dict[tuple[str, int], _Held] = {}
    for (name, dimension), held in machine.held.items():
        own = judge(dimension, held.lengths.norms, name, path, beside, held.lengths.negative)
        key = (own.rule if own else "", dimension)
        into = merged.setdefault(key, _Held())
        into.rows += held.rows
        into.first = into.first or held.first
        into.lengths.join(held.lengths)
        if own:
            merged[key] = into
    for (rule, dimension), held in merged.items():
        verdict = judge(dimension, held.lengths.norms, "", path, beside, held.lengths.negative) if not rule else None
        final = rule or (verdict.rule if verdict else "")
        if final:
            value = hashlib.sha256(f"{dimension}\0".encode() + held.first).digest()
            evidence = verdict.evidence if verdict else ("name", "dimension")
            yield fact(final, value, evidence=(*evidence, "pickle"), records=held.rows)
