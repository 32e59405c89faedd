"""Binary: values of tables that are bytes: text as a cell, little ones in hex, others as members of their own."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import IO

from detectors.readers.base import Member

#: A binary value of at least so many bytes is a member: shorter ones are keys and digests, which no reader opens.
LEAST = 64


def as_cell(value: bytes, most: int) -> bytes | None:
    """A binary value as UTF-8, or None where it is to be a member: it is long and no text, or longer than `most`."""
    if len(value) > most:
        return None
    if b"\0" not in value:
        try:
            value.decode()
        except UnicodeDecodeError:
            pass
        else:
            return value
    return value.hex().encode() if len(value) < LEAST else None


def member(table: str, column: str, row: int, value: bytes) -> Member:
    """A value as a member `table/column/row`."""
    name = "/".join(part.replace("/", "_") for part in (table, column, str(row)) if part)
    opened: Callable[[], IO[bytes]] = partial(io.BytesIO, value)
    return Member(name, len(value), opened, again=True)
