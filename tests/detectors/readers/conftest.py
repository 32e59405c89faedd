"""Readers are tried alone: bytes in, parts out, members read to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member, Part
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

if TYPE_CHECKING:
    from collections.abc import Callable

Opened = list[tuple[Part, bytes | None]]


def opened(
    data: bytes, media_type: str, name: str = "object", limits: Limits | None = None, passwords: tuple[bytes, ...] = ()
) -> Opened:
    """Each part of `data`, a member with its whole content; raises what the reader raises."""
    entry = registry.entry(media_type)
    assert entry is not None, media_type
    reader = registry.load(entry.place)
    budget = Budget(limits or Limits(), len(data), passwords)
    out: Opened = []
    for part in reader.parts(HeldBlob(data), Media(media_type, OPAQUE, ""), name, budget):
        if isinstance(part, Member):
            with part.open() as stream:
                out.append((part, stream.read()))
        else:
            out.append((part, None))
    return out


@pytest.fixture
def parts() -> Callable[..., Opened]:
    """`opened`: parts of bytes of some media type."""
    return opened
