"""PNG: texts among its chunks, Exif, and what programs hide in texts. PNG specification (third edition) 11.3.3, 11.3.4."""

from __future__ import annotations

import binascii
import io
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, ReadError
from detectors.readers.binary import exif, iptc
from detectors.readers.binary.tags import MOST, Tags
from detectors.readers.binary.window import Window
from detectors.readers.pieces import span, stream

_MOST_CHUNKS = 100_000
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_PROFILE = "Raw profile type "


def png(window: Window, tags: Tags, budget: Budget) -> Iterator[Part]:
    """Gather a picture's tags; a drawing that it carries (draw.io), and what is hung on behind its end, are members."""
    at = 8
    for _ in range(_MOST_CHUNKS):
        budget.check()
        head = window.take(at, 8)
        if len(head) < 8:  # noqa: PLR2004  # size and name
            return
        size, kind = int.from_bytes(head[:4]), head[4:]
        if kind in _TEXTS:
            yield from _text(kind, window.take(at + 8, min(size, MOST)), tags, budget)
        elif kind == b"eXIf":
            yield from _guarded(window.take(at + 8, min(size, MOST)), tags, budget)
        at += 12 + size
        if kind == b"IEND":
            break
    else:
        yield Gap("", 0, Reason.LIMIT, "more chunks than are looked at")
    if at < window.size:
        rest = window.size - at
        yield Member(
            "behind-the-end", rest, lambda: stream(span(window.blob, at, window.size, budget)), rest, again=True
        )


def _guarded(data: bytes, tags: Tags, budget: Budget) -> Iterator[Part]:
    try:
        exif.block(data, tags, budget)
    except ReadError as error:
        if error.reason != Reason.CORRUPT:
            raise
        yield Gap("exif", len(data), error.reason, error.detail)


def _text(kind: bytes, data: bytes, tags: Tags, budget: Budget) -> Iterator[Part]:
    keyword, _, rest = data.partition(b"\0")
    name = keyword[:79].decode("latin-1")
    codec = "latin-1"
    if kind == b"zTXt":
        rest = _inflated(rest[1:], budget)
    elif kind == b"iTXt":
        packed, codec = rest[:1] == b"\1", "utf-8"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        rest = _inflated(rest, budget) if packed else rest
    if name == "mxfile":
        drawing = unquote_to_bytes(rest)
        yield Member("mxfile.drawio", len(drawing), lambda: io.BytesIO(drawing), again=True)
    elif name == "XML:com.adobe.xmp":
        tags.packet(rest)
    elif name.startswith(_PROFILE):
        yield from _profile(name.removeprefix(_PROFILE), rest, tags, budget)
    else:
        tags.add(name, rest.decode(codec, "replace"))


def _inflated(data: bytes, budget: Budget) -> bytes:
    """Unpacked text, as much of it as is whole and fits."""
    unpacker, out = zlib.decompressobj(), b""
    try:
        out = unpacker.decompress(data, MOST)
    except zlib.error:
        return out
    budget.expand(len(out))
    return out


def _profile(name: str, data: bytes, tags: Tags, budget: Budget) -> Iterator[Part]:
    """ImageMagick's way to keep profiles: an empty line, a name, a size, hexadecimal digits."""
    lines = data.strip().split(b"\n", 2)
    digits = b"".join(lines[2].split()) if len(lines) > 2 else b""  # noqa: PLR2004  # as said
    try:
        content = binascii.unhexlify(digits)
    except binascii.Error:
        return
    if name in {"exif", "APP1"} and content.startswith(b"Exif"):
        yield from _guarded(content, tags, budget)
    elif name == "iptc":
        iptc.resources(content, tags)
    elif name in {"xmp", "APP1"}:
        tags.packet(content)
