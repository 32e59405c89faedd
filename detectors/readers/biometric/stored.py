"""Stored: templates as fingerprint readers and cards keep them, by the head that each maker gives them.

* libfprint (https://gitlab.freedesktop.org/libfprint/libfprint): `FP1` and `FP2` with a driver's number, a device's and the sort
  of data; `FP3` with a GVariant `(issbymsmsia{sv}v)`: sort, driver, device, …
* DigitalPersona U.are.U, "One Touch" (features `00 F8`, then the same eleven bytes in every one that is published).
* ZKTeco, algorithm 10: `SS21` behind two bytes, a size, and six bytes that are always the same.
* PIV cards, NIST SP 800-76-2 section 9: a CBEFF head of 88 bytes before a record (https://csrc.nist.gov/pubs/sp/800/76/2/final).
* ISO/IEC 39794 parts 2, 4, 5 and 6 in DER: application tags of the part's number, then generation and year of the schema
  (https://standards.iso.org/iso-iec/39794/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Part, Reader, ReadError
from detectors.readers.binary.window import Window
from detectors.readers.biometric import records
from detectors.readers.biometric.contents import digest, picture
from detectors.readers.biometric.emrtd import children, element
from detectors.readers.biometric.facts import fact
from detectors.views.sniff import Media

_RAW, _MINUTIAE = 0, 1
_PRINT_HEAD = 10
#: libfprint's `struct xyt_struct`: a count and three columns of 200 numbers.
_COLUMNS = 4 + 3 * 200 * 4
_DRIVER = re.compile(rb"FP3[\1-\3]\0\0\0[a-z][a-z0-9_-]{1,40}\0")
PIV_HEAD = 88
#: Representation blocks, the second element of every part's data block.
_BLOCKS = 0xA1
_PARTS = {0x62: "minutiae-record", 0x64: "finger-record", 0x65: "face-record", 0x66: "iris-record"}


class PrintReader(Reader):
    """Reads libfprint's files and DigitalPersona's: a fact where the file is what its head says."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        head = blob.read(0, 64)
        prints = 1 if head[:3] not in {b"FP1", b"FP2"} else printed(Window(blob, 512), budget)
        if not prints or (head.startswith(b"FP3") and not _DRIVER.match(head)):
            raise ReadError(Reason.CORRUPT, "begins as a stored fingerprint and is none")
        maker = "libfprint" if head.startswith(b"FP") else "zkteco" if head[2:6] == b"SS21" else "digitalpersona"
        evidence = ("structure", maker)
        yield fact("minutiae-record", digest(blob, 0, budget), evidence=evidence, records=prints)


def printed(window: Window, budget: Budget) -> int:
    """How many prints a file of libfprint's first two formats holds; 0 where it is none."""
    head = window.take(0, _PRINT_HEAD)
    if len(head) < _PRINT_HEAD or head[9] not in {_RAW, _MINUTIAE}:
        return 0
    if head.startswith(b"FP1"):
        return int(window.size == _PRINT_HEAD + _COLUMNS if head[9] == _MINUTIAE else window.size > _PRINT_HEAD + 64)
    at, count = _PRINT_HEAD, 0
    while at < window.size:
        budget.check()
        size = int.from_bytes(window.take(at, 4), "little")
        if not size or at + 4 + size > window.size or (head[9] == _MINUTIAE and size != _COLUMNS):
            return 0
        at, count = at + 4 + size, count + 1
    return count


class CardReader(Reader):
    """Reads a record behind the head that PIV cards put before it."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        yield from records.parts(blob, PIV_HEAD, budget)


class SchemaReader(Reader):
    """Reads ISO/IEC 39794 in DER: a fact with the number of representations."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        window = Window(blob)
        outer = element(window, 0, blob.size)
        blocks = [each for each in children(window, outer, budget) if each.tag == _BLOCKS] if outer else []
        if outer is None or outer.tag not in _PARTS or not blocks:
            raise ReadError(Reason.CORRUPT, "begins as ISO/IEC 39794 and holds no representation")
        views = [each for block in blocks for each in children(window, block, budget)]
        rule = _PARTS[outer.tag]
        yield fact(rule, digest(blob, 0, budget), evidence=("structure", "iso39794"), records=max(1, len(views)))
        for number, view in enumerate(views, 1):
            shown = picture(window, view.start, view.end, f"view-{number}", budget)
            if shown is not None:
                yield shown
