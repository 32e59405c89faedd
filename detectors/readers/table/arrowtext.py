"""Arrowtext: columns of Arrow as the text of their values, by Arrow's own functions: no loop over values but for binary ones."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute  # type: ignore[import-untyped]  # as above; makes `pa.compute`

from connectors.errors import Reason
from detectors.readers.base import Gap, Part
from detectors.readers.table.binary import as_cell, member
from detectors.readers.table.columns import packed_bytes

#: Types within types that are followed.
_DEPTH = 24
#: Whole numbers that a float holds exactly.
_EXACT = 1 << 53
_NOTHING, _LINE_FEED, _BLANK = (pa.scalar(mark, pa.large_binary()) for mark in (b"", b"\n", b" "))


class Flat(NamedTuple):
    """A column without types within: text, or binary."""

    name: str
    values: Any
    binary: bool


def flattened(name: str, values: Any, depth: int = 0) -> Iterator[Flat | Gap]:
    """Columns that one column makes: a struct has one for each field, a list one with its items joined by blanks.

    Args:
        name: of the column.
        values: a `pyarrow.Array`.
        depth: types around it.
    """
    kind = values.type
    if depth > _DEPTH:
        yield Gap(name[:200], 0, Reason.LIMIT, f"types lie in more than {_DEPTH} others; it was not read")
        return
    plain = _plain(values, kind)
    if plain is not None:
        yield from flattened(name, plain, depth + 1)
    elif pa.types.is_struct(kind):
        for field, inner in zip(kind, values.flatten(), strict=True):
            yield from flattened(f"{name}.{field.name}", inner, depth + 1)
    elif pa.types.is_map(kind):
        for inner, label in ((values.keys, "key"), (values.items, "value")):
            yield from _joined(f"{name}.{label}", inner, values.offsets, depth)
    elif pa.types.is_fixed_size_list(kind):
        size = kind.list_size
        offsets = pa.array([at * size for at in range(len(values) + 1)], pa.int64())
        inner = values.values.slice(values.offset * size, len(values) * size)
        yield from _joined(name, inner, offsets, depth)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield from _joined(name, values.values, values.offsets, depth)
    else:
        yield _scalar(name, values, kind)


def _plain(values: Any, kind: Any) -> Any:
    """Values without a coding or an extension around their type; None where there is none."""
    if isinstance(kind, pa.BaseExtensionType):
        return values.storage
    if pa.types.is_dictionary(kind):
        return values.dictionary_decode()
    if pa.types.is_run_end_encoded(kind):
        return pa.compute.run_end_decode(values)
    return None


def _joined(name: str, inner: Any, offsets: Any, depth: int) -> Iterator[Flat | Gap]:
    """Columns of the items of a list, joined for each row; only the items that these rows have are looked at."""
    offsets = offsets.cast(pa.int64())
    first, last = offsets[0].as_py(), offsets[-1].as_py()
    inner, offsets = inner.slice(first, last - first), pa.compute.subtract(offsets, first)
    for flat in flattened(name, inner, depth + 1):
        if isinstance(flat, Gap):
            yield flat
            continue
        items = flat.values.cast(pa.large_binary()).fill_null(b"")
        lists = pa.LargeListArray.from_arrays(offsets, items)
        yield flat._replace(values=pa.compute.binary_join(lists, _BLANK), binary=True)


def _scalar(name: str, values: Any, kind: Any) -> Flat:
    """A column of a type that has no types within."""
    types = pa.types
    if (
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind)
    ):
        return Flat(name, values.cast(pa.large_binary()), binary=True)
    if types.is_floating(kind):
        return Flat(name, _numbers(values.cast(pa.float64())), binary=False)
    if types.is_timestamp(kind) and kind.tz is not None:
        values = values.cast(pa.timestamp(kind.unit))  # UTC: the names of zones may not be known here
    try:
        return Flat(name, values.cast(pa.large_string()), binary=False)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return Flat(
            name,
            pa.array([None if item is None else str(item) for item in _listed(values)], pa.large_string()),
            binary=False,
        )


def _listed(values: Any) -> list[object]:
    """Values as Python's, or none where they cannot be."""
    try:
        return list(values.to_pylist())
    except (ValueError, OverflowError, TypeError, NotImplementedError):
        return [None] * len(values)


def _numbers(values: Any) -> Any:
    """Floats as people see them: whole ones without a point and without an exponent."""
    compute = pa.compute
    small = compute.less(compute.abs(values), _EXACT)
    whole = compute.if_else(small, values, None).cast(pa.int64(), safe=False)
    same = compute.equal(whole.cast(pa.float64()), values).fill_null(pa.scalar(value=False))
    return compute.if_else(same, whole.cast(pa.large_string()), values.cast(pa.large_string()))


class Written(NamedTuple):
    """A column as `Column` has it."""

    data: bytes
    ends: array[int]


def written(table: str, flat: Flat, first: int, most: int) -> Iterator[Part | Written]:
    """A column's text; binary values that are no text, and values of more than `most` bytes, are members and come first.

    Args:
        table: its table.
        flat: the column.
        first: number of its first row.
        most: bytes of a value that stay in the column.
    """
    values = flat.values
    longest = pa.compute.max(pa.compute.binary_length(values)).as_py() or 0
    if longest <= most:
        data, ends = _buffers(values.cast(pa.large_binary()))
        if (not flat.binary or b"\0" not in data) and _is_text(data):
            yield Written(data, ends)
            return
    cells = []
    for row, value in enumerate(values.cast(pa.large_binary()).to_pylist(), first):
        cell = b"" if value is None else _cell(value, most, binary=flat.binary)
        if cell is None:
            yield member(table, flat.name, row, value)
        cells.append(cell or b"")
    yield Written(*packed_bytes(cells))


def _cell(value: bytes, most: int, *, binary: bool) -> bytes | None:
    """A value, or None where it is to be a member."""
    if binary:
        return as_cell(value, most)
    return value.decode("utf-8", "replace").encode() if len(value) <= most else None


def _is_text(data: bytes) -> bool:
    """Whether this is UTF-8."""
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _buffers(values: Any) -> tuple[bytes, array[int]]:
    """Values with a line feed after each, and where those are."""
    lines = pa.compute.binary_join_element_wise(
        values, _NOTHING, _LINE_FEED, null_handling="replace", null_replacement=b""
    )  # the value, a line feed, and nothing
    _, offsets, content = lines.buffers()
    count = len(lines)
    places = pa.Array.from_buffers(pa.int64(), count + 1, [None, offsets], offset=lines.offset)
    start, end = places[0].as_py(), places[count].as_py()
    ends = pa.compute.subtract(places[1:], start + 1)
    out = array("Q")
    out.frombytes(memoryview(ends.buffers()[1])[8 * ends.offset : 8 * (ends.offset + count)])
    return (content.slice(start, end - start).to_pybytes() if content is not None else b""), out
