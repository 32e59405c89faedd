"""Targets for readers of compiled code, pictures, films, sounds and key stores: any bytes give parts, gaps or a ReadError."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member, ReadError
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
from parts.containers_binary import exif, made

TYPES = {
    "settings.pyc": "application/x-python-bytecode",
    "old_settings.pyc": "application/x-python-bytecode",
    "Config.class": "application/java-vm",
    "agent.exe": "application/x-msdownload",
    "chart.png": "image/png",
    "photo.jpg": "image/jpeg",
    "clip.mp4": "video/mp4",
    "song.mp3": "audio/mpeg",
    "open.jks": "application/x-java-keystore",
    "open.p12": "application/x-pkcs12",
}
OTHERS = {
    "photo.tif": ("image/tiff", exif("a comment")),
    "photo.webp": ("image/webp", b"RIFF\0\0\0\0WEBPEXIF\xff\0\0\0" + exif("a comment")),
    "photo.heic": ("image/heif", b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x40meta\0\0\0\0\0\0\0\x14iinf\0\0\0\0\0\0\0\0\0\0\0\x10iloc\1\0\0\0\x44\0\0\1"),
    "comment.gif": ("image/gif", b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"!\xfe\3one\0!\xff\x0bXMP DataXMP<x/>\1\xff\xfe\0\0;"),
    "film.mkv": ("video/x-matroska", bytes.fromhex("1a45dfa3804286811801ffffffffffffff1549a966867ba98361626373")),
    "sound.flac": ("audio/flac", b"fLaC\x84\0\0\x14\1\0\0\0a\1\0\0\0\7\0\0\0A=value\0"),
    "sound.ogg": ("audio/ogg", b"OggS" + bytes(22) + b"\2\1\x20a\x03vorbis\1\0\0\0a\1\0\0\0\7\0\0\0A=value"),
    "sound.wav": ("audio/wav", b"RIFF\0\0\0\0WAVELIST\x12\0\0\0INFOINAM\4\0\0\0abcdid3 \4\0\0\0ID3\3"),
}  # fmt: skip


def one(media_type: str, data: bytes) -> None:
    """Read everything in `data`."""
    entry = registry.entry(media_type)
    assert entry is not None
    budget = Budget(Limits(seconds=20), len(data))
    try:
        for part in registry.load(entry.place).parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "object", budget):
            if isinstance(part, Member):
                with part.open() as stream:
                    while stream.read(1 << 16):
                        budget.check()
    except ReadError:
        pass


TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    **{
        name: (partial(one, TYPES[name]), [data])
        for name, (data, _) in made(random.Random(3), lambda: "placeholder").items()
        if name in TYPES
    },
    **{name: (partial(one, media_type), [data]) for name, (media_type, data) in OTHERS.items()},
}
