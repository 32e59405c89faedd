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


#: For each instruction that copies: how many bytes it is long; by how many bits each byte that follows is shifted. Offset and size
#: are one number here, of four bytes and three, those that are zero left out.
_LENGTHS = bytes(1 + (op & 0x7F).bit_count() for op in range(256))
_SHIFTS = tuple(tuple(8 * bit for bit in range(7) if op >> bit & 1) for op in range(256))
_OFFSET = 0xFFFFFFFF
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
    end, lengths, shifts = len(script), _LENGTHS, _SHIFTS
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
        value = 0
        for shift in shifts[op]:
            i += 1
            value |= script[i] << shift
        i += 1
        offset, length = value & _OFFSET, value >> 32 or _FULL
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


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
