"""Image reader: what a picture says of itself in words and numbers. No pixel is looked at; only the ranges needed are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Fact, Gap, Part, Reader, ReadError
from detectors.readers.binary import exif, heif, iptc
from detectors.readers.binary.png import png
from detectors.readers.binary.tags import MOST, Tags
from detectors.readers.binary.window import Window
from detectors.views.sniff import Media

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_START, _SCAN, _END, _APP1, _APP13, _COMMENT = 0xD8, 0xDA, 0xD9, 0xE1, 0xED, 0xFE
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
#: Most segments, chunks and blocks of one picture.
_MOST_SEGMENTS = 100_000
_GIF_HEAD = 13


class ImageReader(Reader):
    """Reads PNG, JPEG, GIF, TIFF, WebP and HEIF: tags as text `metadata`, XMP as text `xmp`, a position as a fact."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        tags = Tags()
        broken: ReadError | None = None
        try:
            yield from _FORMATS.get(media.type, _tiff)(Window(blob), tags, budget)
        except ReadError as error:
            broken = error
        yield from tags.texts()
        if tags.position:
            yield Fact("image.gps-position", tags.value(), "metadata")
        if broken:
            raise broken


def _exif(data: bytes, tags: Tags, budget: Budget) -> Iterator[Part]:
    """Tags of a block within a picture; the rest of the picture is read on where it is broken."""
    try:
        exif.block(data, tags, budget)
    except ReadError as error:
        if error.reason != Reason.CORRUPT:
            raise
        yield Gap("exif", len(data), error.reason, error.detail)


def _jpeg(window: Window, tags: Tags, budget: Budget) -> Iterator[Part]:
    """ITU-T T.81 Annex B: segments up to the first scan. XMP specification part 3 section 1.1.3; CIPA DC-008 section 4.7."""
    at, more = 2, bytearray()
    for _ in range(_MOST_SEGMENTS):
        budget.check()
        head = window.take(at, 4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in {_SCAN, _END}:  # noqa: PLR2004  # marker and size
            break
        if head[1] == 0xFF or head[1] in _BARE:  # noqa: PLR2004  # filling, and markers without a size
            at += 1 if head[1] == 0xFF else 2  # noqa: PLR2004  # as above
            continue
        size = int.from_bytes(head[2:4])
        if head[1] in {_APP1, _APP13, _COMMENT}:
            content = window.take(at + 4, size - 2)
            if head[1] == _COMMENT:
                tags.add("Comment", content.decode("utf-8", "replace"))
            elif content.startswith(b"Exif\0"):
                yield from _exif(content, tags, budget)
            elif content.startswith(_XMP):
                tags.packet(content[len(_XMP) :])
            elif content.startswith(_MORE_XMP) and len(more) < MOST:
                more += content[len(_MORE_XMP) + 40 :]  # behind a digest and two numbers
            elif content.startswith(_PHOTOSHOP):
                iptc.resources(content[len(_PHOTOSHOP) :], tags)
        at += 2 + max(2, size)
    tags.packet(bytes(more))


def _gif(window: Window, tags: Tags, budget: Budget) -> Iterator[Part]:
    """GIF89a specification: blocks in order, comments and XMP among the extensions."""
    head = window.take(0, _GIF_HEAD)
    if len(head) < _GIF_HEAD:
        raise ReadError(Reason.CORRUPT, "ends in its head")
    window = Window(window.blob, 1 << 16)
    at = _GIF_HEAD + _colours(head[10])
    for _ in range(_MOST_SEGMENTS):
        kind = window.take(at, 2)
        if kind[:1] == b"!":
            application = window.take(at + 2, 12) if kind[1:] == b"\xff" else b""
            wanted = kind[1:] == b"\xfe" or application[1:] == b"XMP DataXMP"
            content, at = _blocks(window, at + 2 + len(application), budget, wanted=wanted, whole=bool(application))
            if wanted and application:
                tags.packet(content.partition(b"\x01\xff\xfe")[0])
            elif wanted:
                tags.add("Comment", content.decode("utf-8", "replace"))
        elif kind[:1] == b",":
            flags = window.take(at + 9, 1)
            _, at = _blocks(window, at + 10 + _colours(flags[0] if flags else 0) + 1, budget)
        else:
            return
    yield Gap("", 0, Reason.LIMIT, "more blocks than are looked at")


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(window: Window, at: int, budget: Budget, *, wanted: bool = False, whole: bool = False) -> tuple[bytes, int]:
    """Content of a run of blocks if it is wanted (`whole`: with their sizes, as XMP has it), and where it ends."""
    out = bytearray()
    while True:
        size = window.take(at, 1)
        at += 1
        if not size or size == b"\0":
            return bytes(out), at
        if not at & 0xFF:
            budget.check()
        if wanted and len(out) < MOST:
            out += (size if whole else b"") + window.take(at, size[0])
        at += size[0]


def _webp(window: Window, tags: Tags, budget: Budget) -> Iterator[Part]:
    """RFC 9649 section 2.7: chunks `EXIF` and `XMP `."""
    at = 12
    for _ in range(_MOST_SEGMENTS):
        budget.check()
        head = window.take(at, 8)
        if len(head) < 8:  # noqa: PLR2004  # name and size
            return
        size = int.from_bytes(head[4:], "little")
        if head[:4] == b"EXIF":
            yield from _exif(window.take(at + 8, min(size, MOST)), tags, budget)
        elif head[:4] == b"XMP ":
            tags.packet(window.take(at + 8, min(size, MOST)))
        at += 8 + size + (size & 1)
    yield Gap("", 0, Reason.LIMIT, "more chunks than are looked at")


def _heif(window: Window, tags: Tags, budget: Budget) -> Iterator[Part]:
    for kind, start, size in heif.items(window, budget):
        content = window.take(start, min(size, MOST))
        if kind == heif.EXIF:
            # Four bytes say how far behind them the structure begins (ISO/IEC 23008-12, A.2.1).
            yield from _exif(content[4 + int.from_bytes(content[:4]) :], tags, budget)
        else:
            tags.packet(content)


def _tiff(window: Window, tags: Tags, budget: Budget) -> Iterator[Part]:
    exif.structure(window.take, tags, budget)
    yield from ()


_FORMATS: Mapping[str, Callable[[Window, Tags, Budget], Iterator[Part]]] = {
    "image/png": png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/heif": _heif,
    "image/tiff": _tiff,
}
