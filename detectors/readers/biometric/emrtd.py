"""Emrtd: files read from the chip of a passport or identity card: data groups, their list, and the issuer's signature over them.

ICAO Doc 9303 part 10 (https://www.icao.int/publications/pages/publication.aspx?docnum=9303); groups of biometric templates after
ISO/IEC 7816-11: `7F61` holds a count and for each of them `7F60`, that a CBEFF head (`A1`) and the data (`5F2E` for records of
ISO/IEC 19794, `7F2E` for ISO/IEC 39794).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader, ReadError, Text
from detectors.readers.binary.window import Window
from detectors.readers.biometric.contents import digest, picture
from detectors.readers.biometric.facts import fact
from detectors.views.sniff import Media

_COM, _MRZ, _FACE, _FINGER, _IRIS, _SOD = 0x60, 0x61, 0x75, 0x63, 0x76, 0x77
_PORTRAIT = 0x65
_GROUPS = {_FACE: "chip-face", _FINGER: "chip-finger", _IRIS: "chip-iris", _PORTRAIT: "chip-face"}
_TEMPLATES, _TEMPLATE = 0x7F61, 0x7F60
_DATA = frozenset({0x5F2E, 0x7F2E})
_MRZ_DATA, _SHOWN = 0x5F1F, 0x5F40
#: Characters of a machine readable zone -> of one line of it (ICAO Doc 9303 parts 4 to 6).
_LINES = {90: 30, 72: 36, 88: 44}
#: Most elements of one file.
_MOST = 4096


class Element(NamedTuple):
    """An element of BER-TLV: its tag as a number, where its content begins, and where that ends."""

    tag: int
    start: int
    end: int


def element(window: Window, at: int, end: int) -> Element | None:
    """The element that begins at `at` and ends at `end` at the latest; None where there is none that does."""
    head = window.take(at, min(8, max(0, end - at)))
    if len(head) < 2:  # noqa: PLR2004  # a tag and a length
        return None
    width = 2 if head[0] & 0x1F == 0x1F else 1  # noqa: PLR2004  # tags of two bytes have all these bits
    tag, first = int.from_bytes(head[:width]), head[width] if len(head) > width else 0xFF
    if first < 0x80:  # noqa: PLR2004  # the length itself
        start, size = at + width + 1, first
    else:
        count = first & 0x7F
        if not 0 < count <= 4 or len(head) < width + 1 + count:  # noqa: PLR2004  # nothing is longer than four bytes can say
            return None
        start, size = at + width + 1 + count, int.from_bytes(head[width + 1 : width + 1 + count])
    return Element(tag, start, start + size) if start + size <= end else None


def children(window: Window, parent: Element, budget: Budget) -> Iterator[Element]:
    """Elements within one, as far as they are sound."""
    at = parent.start
    for _ in range(_MOST):
        budget.check()
        found = element(window, at, parent.end) if at < parent.end else None
        if found is None:
            return
        yield found
        at = found.end


class ChipReader(Reader):
    """Reads a file of such a chip: a fact where it holds templates, portraits as members, the machine readable zone as text."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        window = Window(blob)
        outer = element(window, 0, blob.size)
        if outer is None:
            raise ReadError(Reason.CORRUPT, "ends before its own length")
        if outer.tag == _MRZ:
            yield from _zone(window, outer, budget)
        elif outer.tag in _GROUPS:
            yield from _group(window, outer, budget)
        elif outer.tag in {_COM, _SOD}:
            part = "list" if outer.tag == _COM else "signature"
            yield fact("chip-other", digest(blob, 0, budget), evidence=("structure", part))


def _zone(window: Window, outer: Element, budget: Budget) -> Iterator[Part]:
    for found in children(window, outer, budget):
        width = _LINES.get(found.end - found.start)
        if found.tag == _MRZ_DATA and width:
            zone = window.take(found.start, found.end - found.start)
            lines = [zone[at : at + width] for at in range(0, len(zone), width)]
            yield Text(b"\n".join(lines).decode("ascii", "replace").encode() + b"\n")


def _group(window: Window, outer: Element, budget: Budget) -> Iterator[Part]:
    """Templates of a data group, or portraits of data group 5."""
    held = [
        data
        for top in children(window, outer, budget)
        for data in (_templates(window, top, budget) if top.tag == _TEMPLATES else (top,) if top.tag == _SHOWN else ())
    ]
    if not held:
        if outer.tag != _PORTRAIT:
            yield Gap("", window.size, Reason.CORRUPT, "is a group of templates that holds none")
        return
    evidence = ("structure", "templates" if outer.tag != _PORTRAIT else "portrait")
    rule = _GROUPS[outer.tag]
    yield fact(rule, digest(window.blob, 0, budget), evidence=evidence, records=len(held))
    for number, data in enumerate(held, 1):
        shown = picture(window, data.start, data.end, f"picture-{number}", budget)
        if shown is not None:
            yield shown


def _templates(window: Window, outer: Element, budget: Budget) -> Iterator[Element]:
    for template in children(window, outer, budget):
        if template.tag == _TEMPLATE:
            yield from (each for each in children(window, template, budget) if each.tag in _DATA)
