"""Deltas of pack files: a version as copies out of its base and inserted bytes. Format: gitformat-pack(5)."""

from __future__ import annotations

from typing import NamedTuple


class Copy(NamedTuple):
    """`target[at : at + size]` equals `source[start : start + size]`."""

    at: int
    start: int
    size: int


class Delta(NamedTuple):
    """How an object was built from its base.

    Attributes:
        base: id (hex) of the base.
        source: content of the base.
        script: the delta, as it stands in the pack.
    """

    base: str
    source: bytes
    script: bytes


def header(script: bytes) -> tuple[int, int, int]:
    """Sizes of source and target, and where the instructions begin.

    Raises:
        IndexError: the delta is shorter than its header.
    """
    source, at = _varint(script, 0)
    target, at = _varint(script, at)
    return source, target, at


#: For each instruction that copies: how many bytes it is long.
_LENGTHS = bytes(1 + (op & 0x7F).bit_count() for op in range(256))
#: Bits of a copy that say which bytes of its size follow; only the lowest: shorter than 256 bytes; none: so many bytes.
_SIZES, _LOWEST, _FULL = 0x70, 0x10, 0x10000
_INSERTS = 0x80


def copies(script: bytes, least: int = 256) -> list[Copy]:
    """The long ones of the copies that a delta makes, in order of `at`; copies that go on in one another are one.

    Args:
        script: a delta that was applied, so that it is known to be sound.
        least: shorter copies are left out; at least 256, since a delta has thousands of short ones.

    Raises:
        IndexError: an instruction is cut off.
    """
    _, _, i = header(script)
    end, lengths = len(script), _LENGTHS
    out: list[Copy] = []
    target = 0
    at = start = size = 0
    while i < end:
        op = script[i]
        if op < _INSERTS:  # so many bytes follow
            target += op
            i += op + 1
            continue
        if op & _SIZES == _LOWEST:
            i += lengths[op]
            target += script[i - 1]
            continue
        offset, length = _copy(script, i)
        i += lengths[op]
        if offset == start + size and target == at + size:
            size += length
        else:
            if size >= least:
                out.append(Copy(at, start, size))
            at, start, size = target, offset, length
        target += length
    if size >= least:
        out.append(Copy(at, start, size))
    return out


def _copy(script: bytes, at: int) -> tuple[int, int]:
    """Offset and size of one copy: four bytes and three, little-endian, those that are zero left out."""
    op, values = script[at], [0] * 7
    for bit in range(7):
        if op >> bit & 1:
            at += 1
            values[bit] = script[at]
    offset = values[0] | values[1] << 8 | values[2] << 16 | values[3] << 24
    return offset, (values[4] | values[5] << 8 | values[6] << 16) or _FULL


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
