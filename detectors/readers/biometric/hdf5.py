"""Hdf5: whether a file of HDF5 holds embeddings, by the names and forms of its data sets. The data itself is not read.

HDF5 File Format Specification (https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html): names lie in local heaps
(`HEAP`) and link messages, forms in dataspace messages of version 1 (rank, flags, five reserved bytes) and 2 (rank, flags,
type), as 64-bit sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader
from detectors.readers.biometric.contents import digest
from detectors.readers.biometric.facts import fact
from detectors.readers.biometric.npy import place
from detectors.readers.biometric.vectors import DIMENSIONS, LIKELY, about, last, words
from detectors.views.sniff import Media

#: Bytes at the beginning and at the end that are looked at: small files have all their heads there.
_LOOKED = 2 << 20
_SPACE = re.compile(rb"(?:\x01\x02[\x00\x01]\x00{5}|\x02\x02[\x00\x01]\x01)(.{8})(.{8})", re.DOTALL)
_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9_. -]{2,63}(?=\0)")
#: A length and a name, as link messages have it.
_LINKED = re.compile(rb"(?=([\x03-\x40])([A-Za-z][A-Za-z0-9_. -]{2,63}))", re.DOTALL)
_MOST_ROWS, _MOST_NAMES = 1 << 40, 4096
#: Names that tell of a network that was trained, in which faces and dimensions are but its layers.
_NETWORK = re.compile(r"layer_names|kernel|model_weights|keras|optimizer|batch_norm|conv", re.IGNORECASE)


class Hdf5Reader(Reader):
    """Looks for names and forms: a likely fact where both say that vectors of faces or voices are held; the data is a gap."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        looked = blob.read(0, _LOOKED)
        names = named(looked)
        rows = sorted(forms(looked), reverse=True)
        subject = next((kind for each in (*sorted(names), last(place(blob, name))) if (kind := about(words(each)))), "")
        if subject and rows and not any(_NETWORK.search(each) for each in names):
            evidence = ("name", "dimension", "dataset")
            yield fact(subject + LIKELY, digest(blob, 0, budget), evidence=evidence, records=rows[0])
        yield Gap("", blob.size, Reason.NO_READER, "data sets of HDF5 are told by name and form only")


def named(looked: bytes) -> set[str]:
    """Names of groups, data sets and attributes, and some words that only look like one."""
    plain = (found[0] for found in islice(_NAME.finditer(looked), _MOST_NAMES))
    linked = (
        found[2][: found[1][0]]
        for found in islice(_LINKED.finditer(looked), _MOST_NAMES)
        if found[1][0] <= len(found[2])
    )
    return {name.decode("ascii") for name in (*plain, *linked)}


def forms(looked: bytes) -> set[int]:
    """Rows of every data set of two sides whose second could be an embedding's dimension."""
    found = set()
    for rows, side in _SPACE.findall(looked):
        count, dimension = int.from_bytes(rows, "little"), int.from_bytes(side, "little")
        if dimension in DIMENSIONS and 0 < count < _MOST_ROWS:
            found.add(count)
    return found
