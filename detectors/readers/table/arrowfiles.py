"""Arrowfiles: the formats that Arrow reads, a batch of rows at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.dataset as ds  # type: ignore[import-untyped]  # as above
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # as above
from pyarrow import ipc, orc

from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from detectors.readers.base import Budget, Gap, Part, ReadError, Text
from detectors.readers.table.arrowtext import Written, flattened, written
from detectors.readers.table.columns import Gathered

#: Bytes that a batch of rows should have, and the fewest and most rows of one.
_BATCH, _FEW, _MANY = 2 << 20, 16, 1 << 16
#: Bytes of a column that are decoded at once; a batch with a longer one is halved.
_COLUMN = 16 << 20
#: Bytes read at once.
_READ = 1 << 18
#: Metadata that repeats the schema in another format's code.
_REPEATED = frozenset({b"ARROW:schema"})
_METADATA = 1 << 20
#: Magic bytes: https://parquet.apache.org/docs/file-format/data-pages/encryption/ and https://arrow.apache.org/docs/format/Columnar.html
_SEALED, _PARQUET, _FILE, _FEATHER_1, _ORC = b"PARE", b"PAR1", b"ARROW1", b"FEA1", b"ORC"
#: What the library raises for bad content: its own errors, and Python's where it is written in Python.
_FAILED = (
    pa.ArrowException, OSError, ValueError, KeyError, TypeError, IndexError, OverflowError, NotImplementedError,
    AttributeError,
)  # fmt: skip


class _Opened(NamedTuple):
    """A file of any of the formats.

    Attributes:
        metadata: names and values that its writer put there.
        held: rows, or None where that is known only at the end.
        batches: its rows.
    """

    metadata: dict[bytes, bytes]
    held: int | None
    batches: Iterator[Any]


def parts(blob: Blob, budget: Budget) -> Iterator[Part]:
    """The parts of a columnar file; see `Reader.parts`.

    Raises:
        ReadError: it cannot be read, or not any further.
    """
    pa.set_memory_pool(pa.system_memory_pool())  # the others reserve more than a child may have
    gathered = Gathered("")
    try:
        with closing(_source(blob)) as source:
            opened = _opened(source, blob.read(0, 8), blob.read(max(0, blob.size - 4), 4), budget)
            yield from _told(opened.metadata)
            yield from _rows(opened, gathered, budget)
    except BlobError:
        raise
    except MemoryError as error:
        yield from gathered.flush()
        raise ReadError(Reason.LIMIT, "needs too much memory") from error
    except _FAILED as error:
        yield from gathered.flush()
        raise _why(error) from error


def _source(blob: Blob) -> Any:
    """The object as a file of Arrow's."""
    own = blob.descriptor()
    if own is not None and blob.size and os.path.exists(f"/proc/self/fd/{own}"):
        return pa.memory_map(f"/proc/self/fd/{own}")
    return pa.PythonFile(blob.open(), mode="r")


def _why(error: Exception) -> ReadError:
    """The library's error by its kind; its words may quote content."""
    text = str(error).lower()
    if "encrypt" in text or "decrypt" in text:
        return ReadError(Reason.ENCRYPTED, "is encrypted")
    if isinstance(error, NotImplementedError):
        return ReadError(Reason.NO_READER, "uses a part of its format that the library does not know")
    return ReadError(Reason.CORRUPT, "is damaged")


def _told(metadata: dict[bytes, bytes]) -> Iterator[Part]:
    """What the writer noted."""
    lines = [key + b": " + value for key, value in metadata.items() if key not in _REPEATED]
    if lines:
        yield Text(b"\n".join(lines)[:_METADATA].decode("utf-8", "replace").encode(), "metadata")


def _opened(source: Any, head: bytes, tail: bytes, budget: Budget) -> _Opened:
    """The format's own opening.

    Raises:
        ReadError: it is encrypted, or no reader is for it.
    """
    if head.startswith(_SEALED) or (tail == _SEALED and head.startswith(_PARQUET)):
        raise ReadError(Reason.ENCRYPTED, "is encrypted")
    if head.startswith(_PARQUET):
        return _parquet(source, budget)
    if head.startswith(_FILE):
        return _arrow_file(source)
    if head.startswith(_FEATHER_1):
        raise ReadError(Reason.NO_READER, "is of version 1 of Feather, which the library reads no longer")
    if head.startswith(_ORC):
        return _orc(source)
    return _arrow_stream(source)


def _parquet(source: Any, budget: Budget) -> _Opened:

    file = pq.ParquetFile(
        source,
        buffer_size=_READ,
        pre_buffer=False,
        thrift_string_size_limit=64 << 20,
        thrift_container_size_limit=1 << 20,
    )
    about = file.metadata

    def batches() -> Iterator[Any]:
        for group in range(about.num_row_groups):
            budget.check()
            told = about.row_group(group)
            size = max(1, told.total_byte_size) // max(1, told.num_rows) + 1
            rows = max(_FEW, min(_MANY, _BATCH // size))
            yield from file.iter_batches(batch_size=rows, row_groups=[group], use_threads=False)

    return _Opened(about.metadata or {}, about.num_rows, batches())


def _arrow_file(source: Any) -> _Opened:

    file = ipc.open_file(source)
    return _Opened(
        file.schema.metadata or {}, None, (_checked(file.get_batch(at)) for at in range(file.num_record_batches))
    )


def _arrow_stream(source: Any) -> _Opened:

    stream = ipc.open_stream(source)
    return _Opened(stream.schema.metadata or {}, None, (_checked(batch) for batch in stream))


def _checked(batch: Any) -> Any:
    """A batch whose offsets lie within its buffers: these come from the file as they are."""
    batch.validate(full=True)
    return batch


def _orc(source: Any) -> _Opened:

    file = orc.ORCFile(source)
    size = max(1, file.content_length) // max(1, file.nrows) + 1
    rows = max(_FEW, min(_MANY, _BATCH // (4 * size)))  # compressed
    fragment = ds.OrcFileFormat().make_fragment(source)
    batches = fragment.to_batches(batch_size=rows, batch_readahead=0, fragment_readahead=0, use_threads=False)
    return _Opened(file.metadata.metadata or {} if hasattr(file.metadata, "metadata") else {}, file.nrows, batches)


def _rows(opened: _Opened, gathered: Gathered, budget: Budget) -> Iterator[Part]:
    """All batches, and how many rows there were."""
    told: set[str] = set()
    most, held = budget.limits.rows, opened.held
    for batch in opened.batches:
        for piece in _halved(batch):
            budget.check()
            yield from _piece(piece, gathered, budget, told)
            if gathered.full:
                yield from gathered.flush()
        if most and gathered.read + gathered.count >= most:
            break
    yield from gathered.flush()
    yield gathered.extent(held)


def _halved(batch: Any) -> Iterator[Any]:
    """A batch in pieces whose columns are not too large; dictionaries may make much of little."""
    todo = [batch.slice(at, _MANY) for at in range(0, batch.num_rows, _MANY)][::-1]
    while todo:
        piece = todo.pop()
        if piece.num_rows > 1 and max(map(_size, piece.columns), default=0) > _COLUMN:
            half = piece.num_rows // 2
            todo += [piece.slice(half), piece.slice(0, half)]
        else:
            yield piece


def _size(values: Any) -> int:
    """About the bytes of a column, once its dictionary is undone."""
    if pa.types.is_dictionary(values.type):
        inner = values.dictionary
        if pa.types.is_nested(inner.type):
            return int(inner.nbytes)
        if not _has_lengths(inner.type):
            return 16 * len(values)
        lengths = pa.compute.binary_length(inner)
        return int(pa.compute.sum(lengths.take(values.indices)).as_py() or 0)
    return int(values.nbytes)


def _has_lengths(kind: Any) -> bool:
    """Whether values of a type differ in length."""
    types = pa.types
    return bool(
        types.is_string(kind) or types.is_large_string(kind) or types.is_binary(kind) or types.is_large_binary(kind)
    )


def _piece(piece: Any, gathered: Gathered, budget: Budget, told: set[str]) -> Iterator[Part]:
    """Some rows."""
    columns, names = [], []
    first = gathered.read + gathered.count + 1
    for field, values in zip(piece.schema, piece.columns, strict=True):
        for flat in flattened(field.name, values):
            if isinstance(flat, Gap):
                if flat.name not in told:
                    yield flat
                told.add(flat.name)
                continue
            for part in written("", flat, first, budget.limits.cell):
                if isinstance(part, Written):
                    columns.append((part.data, part.ends))
                    names.append(flat.name)
                else:
                    yield part
    gathered.names = names
    gathered.add(columns, piece.num_rows)
