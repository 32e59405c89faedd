"""Columnar: Parquet, Arrow files and streams (Feather), ORC."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.blob import Blob
from detectors.readers.base import Budget, Part, Reader
from detectors.views.sniff import Media


class ColumnarReader(Reader):
    """Opens columnar files as `Rows`; binary values are members, the writer's metadata is text."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        from detectors.readers.table.arrowfiles import parts  # noqa: PLC0415  # the library is loaded in the child only

        yield from parts(blob, budget)
