"""DER and BER: elements of ASN.1 as bytes, by place; no recursion, no schema.

ITU-T X.690. What is longer than what holds it is cut, so that a damaged element ends where its holder does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from connectors.errors import Reason
from detectors.readers.base import ReadError

SEQUENCE, SET, OCTETS, OID, INTEGER, NULL = 0x30, 0x31, 0x04, 0x06, 0x02, 0x05
_CONSTRUCTED, _MANY, _INDEFINITE = 0x20, 0x1F, 0x80
_LONGEST_LENGTH = 8


class Element(NamedTuple):
    """One element.

    Attributes:
        tag: its first byte: class, constructed or not, number.
        start: where its content begins.
        end: where its content ends (half-open).
        after: where the next element begins.
    """

    tag: int
    start: int
    end: int
    after: int


def element(data: bytes, at: int, end: int) -> Element:
    """The element that begins at `at` and may go up to `end`.

    Raises:
        ReadError: there is none.
    """
    if at + 2 > end or data[at] & _MANY == _MANY:
        raise ReadError(Reason.CORRUPT, "not the ASN.1 that it should be")
    tag, size, start = data[at], data[at + 1], at + 2
    if size == _INDEFINITE:
        if not tag & _CONSTRUCTED:
            raise ReadError(Reason.CORRUPT, "not the ASN.1 that it should be")
        stop = _stop(data, start, end)
        return Element(tag, start, stop, min(end, stop + 2))
    if size & _INDEFINITE:
        count = size & 0x7F
        if count > _LONGEST_LENGTH or start + count > end:
            raise ReadError(Reason.CORRUPT, "not the ASN.1 that it should be")
        size, start = int.from_bytes(data[start : start + count]), start + count
    stop = min(end, start + size)
    return Element(tag, start, stop, stop)


def _stop(data: bytes, at: int, end: int) -> int:
    """Where content of unstated length ends: at the two zero bytes that are not part of an inner element."""
    depth = 1
    while at + 2 <= end:
        tag, size = data[at], data[at + 1]
        if tag == 0 and size == 0:
            depth -= 1
            if depth == 0:
                return at
            at += 2
        elif size == _INDEFINITE:
            depth, at = depth + 1, at + 2
        else:
            at = element(data, at, end).after
    return end


def children(data: bytes, parent: Element) -> Iterator[Element]:
    """The elements within a constructed one, in order.

    Raises:
        ReadError: one of them is damaged; those before it stand.
    """
    at = parent.start
    while at < parent.end:
        found = element(data, at, parent.end)
        yield found
        at = max(found.after, at + 2)


def typed(found: Element, tag: int) -> Element:
    """The same element.

    Raises:
        ReadError: it is empty or of another type.
    """
    if found.tag != tag or found.start == found.end:
        raise ReadError(Reason.CORRUPT, "not the ASN.1 that it should be")
    return found


def first(data: bytes, parent: Element, most: int) -> list[Element]:
    """Its first elements, at most so many.

    Raises:
        ReadError: one of them is damaged.
    """
    return list(islice(children(data, parent), most))


def down(data: bytes, parent: Element, *path: int) -> Element:
    """The element reached by taking the child of each number, from 0, in turn.

    Raises:
        ReadError: there is none.
    """
    for number in path:
        for at, child in enumerate(children(data, parent)):
            if at == number:
                parent = child
                break
        else:
            raise ReadError(Reason.CORRUPT, "not the ASN.1 that it should be")
    return parent


def value(data: bytes, found: Element) -> bytes:
    """Content of an element; of a string in pieces, the pieces together."""
    if not found.tag & _CONSTRUCTED:
        return data[found.start : found.end]
    out: list[bytes] = []
    stack = [children(data, found)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag & _CONSTRUCTED and len(stack) < 8:  # noqa: PLR2004  # deeper than any encoder goes
            stack.append(children(data, child))
        else:
            out.append(data[child.start : child.end])
    return b"".join(out)


def oid(data: bytes, found: Element) -> bytes:
    """Content of an object identifier, as encoded; empty where it is something else."""
    return data[found.start : found.end] if found.tag == OID else b""
