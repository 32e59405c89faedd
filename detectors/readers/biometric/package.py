"""Package: transactions of fingers, faces, irises and palms between authorities in XML (ANSI/NIST-ITL 1, NIEM-conformant encoding).

https://www.nist.gov/programs-projects/ansinist-itl-standard: each record is an element `Package…Record`, whose first category code
is its type; the first record lists those of the others too. Pictures are base64 in the text, and are opened as such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader
from detectors.readers.biometric.contents import digest
from detectors.readers.biometric.facts import fact
from detectors.readers.biometric.nist import RULES
from detectors.readers.table.utf8 import Utf8
from detectors.readers.table.xml import XmlReader
from detectors.views.sniff import Media

#: A record's opening tag, or a category code with its tags.
_MARK = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:(?P<record>Package[A-Za-z0-9]{1,60}Record)[\s>]"
    rb"|RecordCategoryCode(?:\s[^<>]{0,200})?>\s{0,40}(?P<code>[0-9]{1,2})\s{0,40}<)"
)
#: Bytes read at a time, and how long a mark is at most.
_PIECE, _OVER = 1 << 20, 512


class PackageReader(Reader):
    """Reads a package: a fact for each sort of template in it; what it says of the person as any XML says it."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        types = list(_types(blob, budget))
        found = Counter(RULES[kind] for kind in types if kind in RULES)
        value = digest(blob, 0, budget)
        for rule, count in sorted(found.items()):
            yield fact(rule, value + rule.encode(), evidence=("structure", "package"), records=count)
        if not types:
            yield Gap("", 0, Reason.CORRUPT, "is called a package of biometric records and names the type of none")
        yield from XmlReader().parts(blob, media, name, budget)


def _types(blob: Blob, budget: Budget) -> Iterator[int]:
    """Types of its records, in order.

    Raises:
        BlobError: its bytes cannot be read.
    """
    read, held, is_open = Utf8(blob, budget).read, b"", False
    while piece := read(_PIECE):
        text, end = held + piece, 0
        for mark in _MARK.finditer(text):
            end = mark.end() - 1  # the last character may begin the next
            if mark["record"]:
                is_open = True
            elif is_open:
                is_open = False
                yield int(mark["code"])
        held = text[max(end, len(text) - _OVER) :]
