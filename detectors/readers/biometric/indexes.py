"""Indexes: files in which vectors are kept for search: FAISS and hnswlib.

FAISS: faiss/impl/index_write.cpp (https://github.com/facebookresearch/faiss): four letters, dimension, count, two numbers
that are always 2**20, whether it is trained, the metric. hnswlib: `saveIndex` in hnswalg.h
(https://github.com/nmslib/hnswlib): no magic, but sizes that follow from one another. Annoy's files have neither head nor
sizes, and are not told.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader, ReadError
from detectors.readers.binary.window import Window
from detectors.readers.biometric.contents import digest
from detectors.readers.biometric.facts import fact
from detectors.readers.biometric.npy import Array, place, some
from detectors.readers.biometric.vectors import Lengths, judge
from detectors.views.sniff import Media

_FAISS = struct.Struct("<4siqqqBi")
_ALWAYS = 1 << 20
#: Indexes that keep the vectors as they are, right behind the head; and those that begin with another index there.
_FLAT, _AROUND = frozenset({b"IxFI", b"IxF2", b"IxFl"}), frozenset({b"IxMp", b"IxM2"})
#: Lengths that say nothing, for vectors that are not looked at.
_UNSEEN = [20.0]
_HNSW = struct.Struct("<6QiI3QdQ")


class Kept(NamedTuple):
    """An index: dimension, count, and its vectors where they are kept as they are."""

    dimension: int
    held: int
    vectors: Array | None


class FaissReader(Reader):
    """Reads the head of a FAISS index, and some vectors of a flat one: a fact where they are faces or voices."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        yield from _told(blob, faiss(Window(blob, 256)), name, budget)


class HnswReader(Reader):
    """Reads the head of an hnswlib index and some of its vectors: a fact where they are faces or voices."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        yield from _told(blob, hnsw(blob.read(0, _HNSW.size), blob.size), name, budget)


def _told(blob: Blob, found: Kept | None, name: str, budget: Budget) -> Iterator[Part]:
    if found is None:
        raise ReadError(Reason.CORRUPT, "begins as an index of vectors and is none")
    lengths = Lengths()
    for row in some(blob, found.vectors) if found.vectors else ():
        lengths.add(row[: found.dimension])
    norms, negative = (lengths.norms, lengths.negative) if lengths.norms else (_UNSEEN, 0.5)
    verdict = judge(found.dimension, norms, "", place(blob, name), negative=negative)
    if verdict is not None:
        evidence = (*verdict.evidence, "index")
        yield fact(verdict.rule, digest(blob, 0, budget), evidence=evidence, records=found.held)
    if not found.vectors:
        yield Gap("", blob.size, Reason.NO_READER, "vectors of this form of index are not looked at")


def faiss(window: Window) -> Kept | None:
    """The index of a FAISS file; None where it is none."""
    at = 0
    for _ in range(4):  # indexes around one another
        data = window.take(at, _FAISS.size)
        if len(data) < _FAISS.size:
            return None
        kind, dimension, count, one, two, trained, _ = _FAISS.unpack(data)
        if one != _ALWAYS or two != _ALWAYS or trained > 1 or not 0 < dimension < 1 << 20 or not 0 <= count < 1 << 48:
            return None
        start = at + _FAISS.size
        if kind in _FLAT:
            held = min(count, (window.size - start - 8) // (4 * dimension))
            return Kept(dimension, count, Array(start + 8, held, dimension, "<f") if held > 0 else None)
        if kind not in _AROUND:
            return Kept(dimension, count, None)
        at = start
    return None


def hnsw(head: bytes, size: int) -> Kept | None:
    """The index of an hnswlib file by its first bytes and its size; None where it is none."""
    if len(head) < _HNSW.size:
        return None
    first, most, count, element, label, data, level, entry, upper, lower, neighbours, scale, _ = _HNSW.unpack(
        head[: _HNSW.size]
    )
    if first or not 0 < count <= most or data != 4 * lower + 4 or element != label + 8 or lower != 2 * upper:
        return None
    if neighbours < 2 or not math.isclose(scale, 1 / math.log(neighbours), rel_tol=1e-6):  # noqa: PLR2004  # log 1 is 0
        return None
    if level < 0 or entry >= count or not data < label or (label - data) % 4 or element > 1 << 24:
        return None
    dimension = (label - data) // 4
    held = min(count, (size - _HNSW.size - data) // element)
    # Each element holds its neighbours, its vector and its label: read as rows of numbers that begin with the vector.
    rows = Array(_HNSW.size + data, held, element // 4, "<f") if held > 0 and element % 4 == 0 else None
    return Kept(dimension, count, rows)
