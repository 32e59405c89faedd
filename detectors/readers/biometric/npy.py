"""Npy: arrays of NumPy, which are embeddings where their form, the lengths of their rows and their names say so.

https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. An .npz is a zip of these, and comes member by member.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Fact, Part, Reader, ReadError
from detectors.readers.binary.window import Window
from detectors.readers.biometric.contents import digest
from detectors.readers.biometric.facts import fact
from detectors.readers.biometric.vectors import LEAST, MOST, Lengths, judge
from detectors.views.sniff import Media

_MAGIC = b"\x93NUMPY"
_LONGEST_HEAD = 1 << 16
#: `descr` of floats: byte order and width.
_FLOAT = re.compile(r"([<>=|]?)f([248])$")
_FORMS = {"2": "e", "4": "f", "8": "d"}
#: Whole numbers as Python 2 wrote them on some systems.
_PYTHON_2 = re.compile(r"(\d)L\b")
#: Rows that are looked at, in each of three places.
_ROWS = 24


class Array(NamedTuple):
    """An array of floats.

    Attributes:
        start: where its numbers begin.
        rows: how many rows.
        dimension: numbers in a row.
        code: of a number, as `struct` has it, with its byte order.
    """

    start: int
    rows: int
    dimension: int
    code: str


class NpyReader(Reader):
    """Reads the head of an array and some of its rows: a fact where they are faces or voices."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        found = array(Window(blob, 256))
        if found is not None:
            yield from facts(blob, found, "", place(blob, name), budget)


def place(blob: Blob, name: str) -> str:
    """Where an object is, as far as it is known: a reader is given its path in the item only."""
    return f"{blob.origin().locator}!{name}" if name else blob.origin().locator


def facts(blob: Blob, found: Array, name: str, path: str, budget: Budget) -> Iterator[Fact]:
    """What an array is, if it is anything of a person."""
    lengths = Lengths()
    for row in some(blob, found):
        budget.check()
        lengths.add(row)
    verdict = judge(found.dimension, lengths.norms, name, path, negative=lengths.negative)
    if verdict is not None:
        yield fact(
            verdict.rule,
            digest(blob, found.start, budget),
            evidence=verdict.evidence,
            records=found.rows,
        )


def some(blob: Blob, found: Array) -> Iterator[tuple[float, ...]]:
    """Rows from the beginning, the middle and the end."""
    form = struct.Struct(f"{found.code[0]}{found.dimension}{found.code[1]}")
    last = max(0, found.rows - _ROWS)
    for first in sorted({0, min(last, found.rows // 2), last}):
        data = blob.read(found.start + first * form.size, min(_ROWS, found.rows - first) * form.size)
        yield from form.iter_unpack(data[: len(data) // form.size * form.size])


def array(window: Window) -> Array | None:
    """The array of an .npy file; None where it is none of rows of floats that an embedding could have.

    Raises:
        ReadError: it has no sound head.
    """
    head = window.take(0, 12)
    width = 2 if head[6:7] == b"\1" else 4
    size = int.from_bytes(head[8 : 8 + width], "little")
    if not head.startswith(_MAGIC) or not 0 < size <= _LONGEST_HEAD:
        raise ReadError(Reason.CORRUPT, "has no sound head")
    start = 8 + width + size
    told = _told(window.take(8 + width, size))
    shape, kind = told.get("shape"), _FLOAT.match(str(told.get("descr")))
    if kind is None or not isinstance(shape, tuple) or told.get("fortran_order") is True:
        return None
    if not all(isinstance(side, int) and side >= 0 for side in shape):
        return None
    rows, dimension = formed(shape)
    held = (window.size - start) // (dimension * int(kind[2])) if dimension else 0
    code = (">" if kind[1] == ">" else "<") + _FORMS[kind[2]]
    return Array(start, min(rows, held), dimension, code) if rows and held else None


def formed(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and their dimension, 0 where an array of this shape is none of vectors: (n, d), (d,), (n, 1, d)."""
    sides = [side for side in shape if side != 1] or [0]
    dimension = sides[-1]
    if len(sides) > 2 or not LEAST <= dimension <= MOST:  # noqa: PLR2004  # pictures have three
        return 0, 0
    return (sides[0] if len(sides) == 2 else 1), dimension  # noqa: PLR2004  # as above


def _told(head: bytes) -> dict[str, object]:
    """The head: a Python literal, of which nothing is executed.

    Raises:
        ReadError: it is none.
    """
    try:
        found = ast.literal_eval(_PYTHON_2.sub(r"\1", head.decode("latin-1").strip()))
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        raise ReadError(Reason.CORRUPT, "has no sound head") from error
    return found if isinstance(found, dict) else {}
