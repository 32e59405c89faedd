"""Checksum: whether a data file is the one that its manifest names."""

from __future__ import annotations

import hashlib
import io

from connectors.blob import Blob
from connectors.errors import Reason, SourceError
from connectors.listing.manifest import DataFile
from connectors.listing.table import damaged, shown

#: Bytes asked of the store at once.
READ = 4 << 20


class Summed(io.RawIOBase):
    """A blob from its beginning, summed as it goes by."""

    def __init__(self, blob: Blob, file: DataFile) -> None:
        """Take a data file, and what the manifest says of it."""
        super().__init__()
        self._blob, self._file, self._at = blob, file, 0
        # Tells damage, not malice: it is the only sum that the manifest has.
        self._sum = hashlib.md5(usedforsecurity=False)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer protocol
        wanted = min(len(buffer), self._blob.size - self._at)
        data = self._blob.read(self._at, wanted) if wanted > 0 else b""
        if len(data) < wanted:
            raise damaged(self._file.key, "ends too early")
        self._sum.update(data)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def check(self) -> None:
        """Hold the sum to the manifest's, where it has one; the file was read to its end.

        Raises:
            SourceError: they differ.
        """
        if self._file.md5 and self._sum.hexdigest() != self._file.md5:
            raise damaged(self._file.key, "is not the file that the manifest names: its MD5 is another")


def check(blob: Blob, file: DataFile) -> None:
    """Read a file once to see that it is the manifest's, for a library that a damaged one makes crash.

    Raises:
        SourceError: it is not, or the manifest does not say.
        BlobError: it cannot be read.
    """
    if not file.md5:
        raise SourceError(
            f"{shown(file.key)}: the manifest has no MD5 of it, without which ORC is not read, as damage cannot be told in time;"
            " give the manifest as the service made it, or have the report made as CSV or Parquet",
            Reason.CORRUPT,
        )
    summed = Summed(blob, file)
    with io.BufferedReader(summed, READ) as source:
        while source.read(READ):
            continue
        summed.check()
