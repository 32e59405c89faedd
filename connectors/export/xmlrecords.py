"""Xmlrecords: elements of a large XML document one by one, whatever stands in it that XML forbids, up to where it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]  # it has no types

from connectors.errors import Reason
from connectors.export.base import Trouble

#: Bytes between two elements that one element may take; more would be held in memory at once.
_LONGEST = 64 << 20
#: Control characters that XML 1.0 forbids, as blanks: programs write them all the same, and the bytes keep their places.
_FORBIDDEN = bytes(code for code in range(32) if code not in b"\t\n\r")
_BLANKS = bytes.maketrans(_FORBIDDEN, b" " * len(_FORBIDDEN))
_TAIL = 256

#: One element, whose `get` and `findtext` are what is used of it.
Element: TypeAlias = Any  # of a library without types


class _Watched:
    """A stream that says how far it was read, how it ends, and when one element takes too much of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.at = 0
        self.last = 0
        self.tail = b""
        self.cut = False

    def read(self, size: int) -> bytes:
        if self.at - self.last > _LONGEST:
            self.cut = True
            return b""
        data = self._stream.read(size)
        self.at += len(data)
        if data:
            self.tail = (self.tail + data)[-_TAIL:] if len(data) < _TAIL else data[-_TAIL:]
        return data.translate(_BLANKS)


def elements(stream: IO[bytes], root: str, under: str = "") -> Iterator[Element | Trouble]:
    """Elements right below the root, or below `under` in it; a `Trouble` as the last where the document does not end as it should.

    Args:
        stream: read forward, once.
        root: tag of the root; what ends without it is damaged.
        under: tag of the element in the root of which the elements are; what is given is of use until the next one.
    """
    watched = _Watched(stream)
    parents = {under or root}
    reading = etree.iterparse(
        watched, events=("end",), recover=True, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in reading:
            parent = element.getparent()
            if parent is None or parent.tag not in parents:
                continue
            watched.last = watched.at
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                parent.remove(before)
    except etree.XMLSyntaxError:  # nothing that could be recovered
        yield _broken(watched)
        return
    if watched.cut:
        yield Trouble(
            0,
            Reason.LIMIT,
            f"one element at byte {watched.last:,} is longer than {_LONGEST:,} bytes; reading ended there",
        )
    elif not watched.tail.rstrip().endswith(f"</{root}>".encode()):
        yield _broken(watched)


def text(element: Element, path: str) -> str:
    """All text of the first element at a path, entities that nobody defined as they are written; empty where there is none."""
    found = element.find(path)
    if found is None:
        return ""
    return "".join(found.itertext()) if len(found) else found.text or ""


def _broken(watched: _Watched) -> Trouble:
    return Trouble(
        0,
        Reason.CORRUPT,
        f"its XML ends at byte {watched.at:,} before its last element does; what stands before was read",
    )
