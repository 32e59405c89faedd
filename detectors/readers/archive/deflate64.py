"""Deflate64, as Windows writes it into zips of more than 2 GB, by the package inflate64."""

from __future__ import annotations

from connectors.errors import Reason
from detectors.readers.archive.coding import Source, damaged, early
from detectors.readers.archive.content import Chunks
from detectors.readers.base import ReadError

#: Bytes that are fed at once. The package takes no limit on what comes out, at most some 1,032 times as many (RFC 1951: 258 bytes
#: for two bits).
_STEP = 4 << 10


def inflate64(source: Source) -> Chunks:
    """One stream.

    Raises:
        ReadError: the package is not installed; the stream is damaged or cut off.
    """
    try:
        from inflate64 import Inflater  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise ReadError(
            Reason.NO_EXTRA,
            "is compressed by Deflate64, and inflate64 is not installed: pip install inflate64",
        ) from error
    inflater = Inflater()
    while not inflater.eof:
        data = source.read(_STEP)
        if not data:
            raise early()
        try:
            out = inflater.inflate(data)
        except (ValueError, RuntimeError, OSError):
            raise damaged() from None
        if out:
            yield out
