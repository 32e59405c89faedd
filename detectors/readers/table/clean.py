"""Clean: binary workbooks written anew for calamine, which follows chains of sectors in circles and believes what a zip claims."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from typing import IO

from connectors.errors import Reason
from detectors.readers.base import ReadError
from detectors.readers.document.compound import MAGIC
from detectors.readers.document.ooxml import Package

_PIECE = 1 << 18
#: Sectors of version 4 ([MS-CFB] 2.2), so that the table of sectors is listed in the header whatever the size.
_SECTOR, _LISTED = 4096, 109
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
#: What of an .xlsb calamine reads.
_NEEDED = re.compile(
    r"(?:^|/)_rels/[^/]*\.rels$|\[Content_Types\]\.xml$|(?:^|/)(?:workbook|sharedStrings|styles)\.bin$|sheets/[^/]*\.bin$"
)


def compound(name: str, content: bytes) -> bytes:
    """A compound file of one stream; calamine insists that its root begins somewhere."""
    size = max(len(content), _SECTOR)
    count = -(-size // _SECTOR)
    tables = 1
    while tables * (_SECTOR // 4) < count + 1 + tables:
        tables += 1
    if tables > _LISTED:
        raise ReadError(Reason.LIMIT, f"a stream of {size:,} bytes")
    chain = (
        struct.pack(f"<{count}I", *range(1, count), _END) + struct.pack("<I", _END) + struct.pack("<I", _TABLE) * tables
    )
    header = (
        MAGIC
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 4, 0xFFFE, 12, 6, 1, tables, count, 0, _SECTOR, _END, 0, _END, 0)
    )
    header += struct.pack(f"<{_LISTED}I", *range(count + 1, count + 1 + tables), *[_FREE] * (_LISTED - tables))
    directory = _entry("Root Entry", 5, 1, 0, 0) + _entry(name, 2, _FREE, 0, size) + _entry("", 0, _FREE, 0, 0) * 30
    return b"".join(
        (
            header.ljust(_SECTOR, b"\0"),
            content.ljust(count * _SECTOR, b"\0"),
            directory,
            chain.ljust(tables * _SECTOR, b"\xff"),
        )
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    field = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2 if name else 0, kind, 1, _FREE, _FREE, child)
    return field + bytes(36) + struct.pack("<IQ", start, size)


def zipped(package: Package, counted: Callable[[IO[bytes]], IO[bytes]], most: int) -> IO[bytes]:
    """A zip file of the parts that calamine needs.

    Args:
        package: where they are.
        counted: puts what is charged for around a stream.
        most: bytes that they may unpack to.

    Raises:
        ReadError: they are damaged, or unpack to more.
    """
    out, size = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for path in package.names():
            if not _NEEDED.search(path) or path in file.NameToInfo:
                continue
            with (
                package.open(path) as stream,
                counted(stream) as read,
                file.open(path, "w", force_zip64=True) as written,
            ):
                while piece := read.read(_PIECE):
                    size += len(piece)
                    if size > most:
                        raise ReadError(Reason.LIMIT, f"unpacks to more than {most:,} bytes")
                    written.write(piece)
    out.seek(0)
    return out
