"""Sealed: files of the cache folder that are ours, whole and undamaged, or that do not count."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import tempfile
from pathlib import Path

_MAGIC = b"discover-sealed-1\n"
_HEAD = len(_MAGIC) + 32


def read(file: Path) -> bytes | None:
    """What `write` put there; None where the file is missing, of another owner, writable by others, cut or damaged.

    The digest tells damage, not malice: who may write to the folder may change what is found. So the owner must be us.
    """
    try:
        with file.open("rb") as stream:
            status = os.fstat(stream.fileno())
            content = stream.read()
    except OSError:
        return None
    body = content[_HEAD:]
    if status.st_uid != os.getuid() or status.st_mode & 0o022 or not content.startswith(_MAGIC):
        return None
    return body if hmac.compare_digest(content[len(_MAGIC) : _HEAD], hashlib.sha256(body).digest()) else None


def write(file: Path, body: bytes) -> None:
    """Write the file whole or not at all; a cache that cannot be written only costs time."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(_MAGIC + hashlib.sha256(body).digest() + body)
            os.replace(name, file)
        except OSError:
            os.unlink(name)
            raise
