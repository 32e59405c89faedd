"""HtmlReader: what HTML shows and its raw text does not: words cut by tags, entities, fields with their names, tables."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from connectors.blob import Blob
from detectors.readers.base import Budget, Part, Reader, Text
from detectors.readers.document.hypertext import Hypertext, Shown
from detectors.views.sniff import Media

#: Bytes that are read in one go, and how far back from their end a piece may be cut.
_WINDOW, _BACK = 1 << 20, 1 << 16
_HEAD = 2048
_CHARSET = re.compile(rb"charset\s{0,8}=\s{0,8}[\"']?([A-Za-z0-9_.:-]{1,32})", re.IGNORECASE)
#: Encodings that documents on the web use (https://encoding.spec.whatwg.org/), by the beginnings of Python's names for them.
_KNOWN = ("utf", "iso8859", "cp", "koi8", "gb", "big5", "euc", "shift_jis", "mac", "latin", "ascii")


class HtmlReader(Reader):
    """Opens HTML and XHTML. Scripts, styles and comments stand in the raw text."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        shown, reading = Shown(), Hypertext()
        for text in pieces(blob, budget):
            reading.feed(shown.feed(text))
            yield from _texts(reading.text(), "")
            yield from _texts(reading.pairs(), "attributes")
            yield from reading.rows(last=False)
        yield from reading.rows(last=True)


def _texts(text: str, name: str) -> Iterator[Text]:
    if text:
        yield Text(text.encode("utf-8", "replace"), name)


def pieces(blob: Blob, budget: Budget) -> Iterator[str]:
    """The text of a page, decoded, cut before tags."""
    decoder, rest, start = None, "", 0
    while start < blob.size:
        budget.check()
        data = blob.read(start, _WINDOW)
        if not data:
            break
        start += len(data)
        decoder = decoder or codecs.getincrementaldecoder(charset(data[:_HEAD]))("replace")
        text = rest + decoder.decode(data, start >= blob.size)
        rest = ""
        if start < blob.size:
            cut = max(text.rfind("\n<", len(text) - _BACK), text.rfind("<", len(text) - _BACK))
            if cut > 0:
                text, rest = text[:cut], text[cut:]
        yield text
    if rest:
        yield rest


def charset(head: bytes) -> str:
    """The name of a page's encoding in Python, by its mark or its head; UTF-8 where it says nothing that is known."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    found = _CHARSET.search(head)
    if found is None:
        return "utf-8"
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return "utf-8"
    # A page whose head can be read as ASCII is not in UTF-16 or UTF-32, and UTF-7 is not read by any browser.
    return name if name.startswith(_KNOWN) and not name.startswith(("utf-16", "utf-32", "utf-7")) else "utf-8"
