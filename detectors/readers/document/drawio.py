"""DrawioReader: labels, properties and links of diagrams.net files (https://www.drawio.com/doc/faq/diagram-source-edit)."""

from __future__ import annotations

import base64
import binascii
import io
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Part, Reader, ReadError, Text
from detectors.readers.document.hypertext import visible
from detectors.readers.document.markup import local, parse
from detectors.views.sniff import Media

#: Bytes of one page that comes out of a packed diagram, and of packed data that is held.
_LARGEST = 64 << 20
#: Characters of labels after which a part is handed on.
_PART = 1 << 20
#: Attributes that say where and how a shape is drawn.
_LOOKS = frozenset(
    {
        "id",
        "style",
        "parent",
        "source",
        "target",
        "vertex",
        "edge",
        "connectable",
        "visible",
        "collapsed",
        "placeholders",
    }
)
#: Elements of geometry, and the elements around all others.
_DRAWN = frozenset({"mxGeometry", "mxPoint", "Array", "mxRectangle", "root", "mxGraphModel"})


class DrawioReader(Reader):
    """Opens .drawio: pages as they are, or deflated in base64."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        pages = _Pages()
        for _ in parse(blob.open(), pages, budget, counted=False):
            yield from _ready(pages, budget)
        pages.end_page()
        yield from _ready(pages, budget)


def _ready(pages: _Pages, budget: Budget) -> Iterator[Part]:
    """The pages that have ended."""
    for number, packed, labels in pages.taken():
        yield from labels.taken(number)
        if packed:
            inner = _Labels()
            try:
                for _ in parse(io.BytesIO(unpacked(packed, budget)), inner, budget, counted=False):
                    if inner.held > _PART:
                        yield from inner.taken(number)
            except ReadError as error:
                if error.reason in {Reason.LIMIT, Reason.TIMEOUT}:
                    raise
                yield Gap(f"page {number}", len(packed), error.reason, error.detail)
            yield from inner.taken(number)


def unpacked(packed: str, budget: Budget) -> bytes:
    """XML of a packed page: base64 of deflated percent-encoded text.

    Raises:
        ReadError: it is not that, or it is too large.
    """
    try:
        data = base64.b64decode("".join(packed.split()))
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        out = inflate.decompress(data, _LARGEST)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise ReadError(Reason.CORRUPT, "a page that cannot be unpacked") from error
    budget.expand(len(out))
    if inflate.unconsumed_tail:
        raise ReadError(Reason.CAPPED, f"a page of more than {_LARGEST:,} bytes")
    return unquote(out.decode("utf-8", "replace")).encode("utf-8", "replace")


class _Labels:
    """Takes the XML of one page."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.held = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local(tag) in _DRAWN:
            return
        for key, value in attributes.items():
            if value and key not in _LOOKS:
                # A label may be HTML, and says so in a style that nobody keeps to.
                text = visible(value) if "<" in value or "&" in value else value
                self.say(text if key in {"value", "label"} else f"{key}: {text}")

    def say(self, line: str) -> None:
        if line:
            self._lines.append(line)
            self.held += len(line) + 1

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass

    def taken(self, page: int) -> Iterator[Text]:
        """What was gathered; it is forgotten."""
        if self._lines:
            yield Text("\n".join(self._lines).encode("utf-8", "replace"), page=page)
            self._lines.clear()
            self.held = 0


class _Pages:
    """Takes the XML of the file."""

    def __init__(self) -> None:
        self._number = 1
        self._diagrams = 0
        self._inside = 0
        self._packed: list[str] = []
        self._size = 0
        self._labels = _Labels()
        self._done: list[tuple[int, str, _Labels]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "diagram":
            self._diagrams += 1
            self._number = self._diagrams
            self._labels.say(attributes.get("name", ""))
            self._inside = 1
            return
        self._inside += 1 if self._inside else 0
        if name != "mxfile":
            self._labels.start(tag, attributes)
            if self._labels.held > _PART:
                self.end_page()

    def text(self, data: str) -> None:
        if self._inside == 1 and self._size < _LARGEST:
            self._packed.append(data)
            self._size += len(data)

    def end(self, tag: str) -> None:
        self._inside -= 1 if self._inside else 0
        if local(tag) == "diagram":
            self.end_page()

    def end_page(self) -> None:
        """Put aside what the page has so far."""
        self._done.append((self._number, "".join(self._packed).strip(), self._labels))
        self._packed.clear()
        self._size, self._labels = 0, _Labels()

    def taken(self) -> Iterator[tuple[int, str, _Labels]]:
        """Number, packed text and labels of each page put aside; they are forgotten."""
        done, self._done = self._done, []
        yield from done
