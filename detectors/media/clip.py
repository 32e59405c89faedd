"""Clip: some key frames and some seconds of sound of a recording, by range, for a few per cent of its bytes.

FFmpeg's demuxers do the reading (PyAV, which the user installs: https://pyav.org). What costs what was measured:
a seek backwards to a key frame and one packet from there; every stream that is not wanted is discarded, since a demuxer
otherwise reads what lies between; an MP4 in fragments is walked whole when it is opened, so it is opened short.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from detectors.media.sparse import Sparse
from detectors.media.taken import Clip
from detectors.media.taking import Taking
from detectors.readers.base import ReadError

#: Bytes of an index that are read at most; where a recording ends for its demuxer that cannot be opened within that, or in which
#: nothing can be sought.
_INDEX, _SHORT = 12 << 20, 3 << 20
#: Demuxers that look for a place by reading up to it: as of fragments, the beginning has to do.
_UNSOUGHT = ("flv",)


def clip(blob: Blob, check: Callable[[], None]) -> Clip:
    """Some of a recording.

    Args:
        blob: the object; read by range.
        check: asks whether there is time left.

    Raises:
        ReadError: no demuxer reads it, or it has neither pictures nor sound.
        BlobError: the object cannot be read.
    """
    import av  # noqa: PLC0415  # of the extra

    logging.getLogger("libav").setLevel(logging.CRITICAL)
    av.logging.set_level(av.logging.PANIC)
    found = Clip()
    if _sampled(Sparse(blob, _INDEX), found, check) or blob.size <= _SHORT:
        return found
    known, said = bool(found.container), found.lacking  # else it is in fragments, as a rule
    try:
        _sampled(Sparse(blob, _SHORT * 2, _SHORT), found, check, of=blob.size)
    except ReadError:
        if not known:
            raise ReadError(
                Reason.CORRUPT, "its index cannot be read within bounds: neither pictures nor sound were seen"
            ) from None
        found.lacking = said
    return found


def _sampled(file: Sparse, found: Clip, check: Callable[[], None], of: int = 0) -> bool:
    """Take what there is of a file; False if reading only its beginning promises more than that.

    Args:
        file: all of it, or its beginning.
        found: is filled.
        check: asks whether there is time left.
        of: bytes of the whole, where `file` is its beginning.

    Raises:
        ReadError: no demuxer reads it, or it has neither pictures nor sound.
    """
    container = _opened(file)
    if container is None:
        found.requests, found.taken = found.requests + file.requests, found.taken + file.taken
        return False
    try:
        if not of and container.format.name in _UNSOUGHT and file.size > _SHORT:
            found.seconds = (container.duration or 0) / 1_000_000
            return False
        return Taking(container, file, found, check).all(of / file.size if of else 1.0)
    finally:
        with suppress(Exception):
            container.close()
        found.requests, found.taken = found.requests + file.requests, found.taken + file.taken


def _opened(file: Sparse) -> Any | None:  # av's container is partly untyped
    """A container with its streams; None if more must be read for that than may be.

    Raises:
        ReadError: no demuxer reads it.
    """
    import av  # noqa: PLC0415  # of the extra

    # Fast seeks are inexact: an MP3 without a table of places would be read from its beginning.
    options = {"probesize": str(1 << 20), "analyzeduration": "1000000", "fflags": "fastseek"}
    try:
        opened = av.open(file, mode="r", metadata_errors="replace", options=options)
    except BlobError:
        raise
    except (av.FFmpegError, OSError, ValueError, MemoryError, OverflowError, AttributeError) as error:
        if file.spent:
            return None
        raise ReadError(Reason.CORRUPT, "its container cannot be read: neither pictures nor sound were seen") from error
    if file.spent:
        opened.close()
        return None
    return opened
