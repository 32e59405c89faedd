"""Fuzz targets of the archive readers: every part gone through, every member read to its end, in a small budget."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

from connectors.errors import BlobError
from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

_LIMITS = Limits(members=2000, expanded=64 << 20, free=16 << 20, seconds=5)
_FILES = {"a.txt": b"content of a\n" * 9, "b/empty": b"", "b/c.bin": bytes(range(256)) * 5}


def _target(media_type: str) -> Callable[[bytes], None]:
    entry = registry.entry(media_type)
    assert entry is not None

    def one(data: bytes) -> None:
        reader = registry.load(entry.place)
        budget = Budget(_LIMITS, len(data), (b"one", b"two"))
        try:
            for part in reader.parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "object", budget):
                if isinstance(part, Member):
                    budget.member()
                    try:
                        with part.open() as stream:
                            while chunk := stream.read(1 << 16):
                                budget.expand(len(chunk))
                    except BlobError:
                        continue
        except BlobError:
            return

    return one


def _zipped(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in _FILES.items():
            archive.writestr(name, data)
        archive.comment = b"a comment"
    return out.getvalue()


def _sealed(method: int) -> bytes:
    """A member that says it is encrypted, so that the ciphers see mutated bytes."""
    data = bytearray(_zipped(zipfile.ZIP_DEFLATED))
    for magic, flags, place in ((b"PK\3\4", 6, 8), (b"PK\1\2", 8, 10)):
        at = data.index(magic)
        data[at + flags] |= 1
        data[at + place : at + place + 2] = struct.pack("<H", method)
    return bytes(data)


def _tarred(form: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in {**_FILES, "n" * 130: b"long"}.items():
            if form != tarfile.USTAR_FORMAT or len(name) < 100:  # the longest that ustar holds
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _newc() -> bytes:
    out = b""
    for name, data in (*_FILES.items(), ("TRAILER!!!", b"")):
        fields = (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        out += head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
    return out


def _ar() -> bytes:
    return b"!<arch>\n" + b"".join(
        f"{name:<16}{0:<12}{0:<6}{0:<6}{644:<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) & 1)
        for name, data in (("debian-binary/", b"2.0\n"), ("control.tar/", b"x" * 99))
    )


def _pack() -> bytes:
    base = b"base content\n" * 9
    delta = bytes([len(base), len(base) + 5, 0x90, len(base), 5]) + b"added"
    entries = [bytes([0xB0 | len(base) & 15, len(base) >> 4]) + zlib.compress(base)]
    entries.append(bytes([0x60 | len(delta), len(entries[0])]) + zlib.compress(delta))
    tree = b"100644 name\0" + bytes(20)
    entries.append(bytes([0xA0 | len(tree) & 15, len(tree) >> 4]) + zlib.compress(tree))
    return b"PACK" + struct.pack(">LL", 2, len(entries)) + b"".join(entries) + bytes(20)


def _packages() -> dict[str, list[bytes]]:
    """Seeds that packages make, for the streams that the standard library does not."""
    text = b"line %d\n" * 300
    out: dict[str, list[bytes]] = {}
    try:
        import zstandard  # an extra

        out["application/zstd"] = [zstandard.ZstdCompressor(write_checksum=True).compress(text)]
    except ImportError:
        pass
    try:
        import lz4.frame  # an extra

        out["application/x-lz4"] = [lz4.frame.compress(text, content_checksum=True)]
    except ImportError:
        pass
    return out


_TEXT = b"".join(b"line %d\n" % n for n in range(300))
_ZIPS = [_zipped(method) for method in (0, 8, 12, 14)]
_SEEDS: dict[str, list[bytes]] = {
    "application/zip": [*_ZIPS, _sealed(8), _sealed(99), _ZIPS[1][: len(_ZIPS[1]) // 2]],
    "application/x-tar": [_tarred(form) for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)],
    "application/gzip": [gzip.compress(_TEXT), gzip.compress(b"a") + gzip.compress(b"b") + b"behind"],
    "application/x-bzip2": [bz2.compress(_TEXT)],
    "application/x-xz": [lzma.compress(_TEXT)],
    "application/x-lzma": [lzma.compress(_TEXT, lzma.FORMAT_ALONE)],
    "application/zlib": [zlib.compress(_TEXT), zlib.compress(b"blob 5\0hello")],
    "application/x-git-pack": [_pack()],
    "application/x-git-bundle": [b"# v2 git bundle\n" + b"0" * 40 + b" refs/heads/main\n\n" + _pack()],
    "application/x-cpio": [_newc()],
    "application/x-archive": [_ar()],
    "application/x-7z-compressed": [b"7z\xbc\xaf\x27\x1c\0\4" + random.Random(1).randbytes(200)],
    "application/x-iso9660-image": [bytes(32768) + b"\1CD001\1" + bytes(4096)],
    "application/vnd.ms-cab-compressed": [b"MSCF" + bytes(200)],
    "application/vnd.rar": [b"Rar!\x1a\7\1\0" + bytes(100), b"Rar!\x1a\7\0" + bytes(100)],
    "application/x-compress": [b"\x1f\x9d\x90" + bytes(range(1, 100))],
    **_packages(),
}

#: By media type: what reads one input, and the inputs to mutate.
TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    media_type: (_target(media_type), seeds) for media_type, seeds in _SEEDS.items()
}
