"""Outlook messages by hand: a compound file with folders and small sectors ([MS-CFB]), properties as streams ([MS-OXMSG])."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

Tree = Mapping[str, "bytes | Tree"]
_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    right: int = _FREE
    start: int = _END


def compound(tree: Tree) -> bytes:
    """A compound file of these streams and folders."""
    entries = [_Entry("Root Entry", 5)]
    _fill(tree, 0, entries)
    body, chains, small, small_chains = bytearray(), [], bytearray(), []

    def placed(data: bytes) -> int:
        start = len(chains)
        count = -(-len(data) // _SECTOR)
        chains.extend([*range(start + 1, start + count), _END])
        body.extend(data.ljust(count * _SECTOR, b"\0"))
        return start if count else _END

    for entry in entries[1:]:
        if entry.kind == 2 and 0 < len(entry.data) < _CUTOFF:
            entry.start = len(small_chains)
            count = -(-len(entry.data) // _SMALL)
            small_chains.extend([*range(entry.start + 1, entry.start + count), _END])
            small.extend(entry.data.ljust(count * _SMALL, b"\0"))
        elif entry.data:
            entry.start = placed(entry.data)
    entries[0].data, entries[0].start = bytes(small), placed(bytes(small))
    table = struct.pack(f"<{len(small_chains)}I", *small_chains)
    table += b"\xff" * (-len(table) % _SECTOR)
    small_start = placed(table)
    directory = b"".join(map(_packed, entries))
    directory += _packed(_Entry("", 0)) * (-len(entries) % 4)
    first = placed(directory)
    tables = 1
    while (len(chains) + tables) * 4 > tables * _SECTOR:
        tables += 1
    numbers = [len(chains) + at for at in range(tables)]
    fat = struct.pack(f"<{len(chains) + tables}I", *chains, *[_FAT] * tables)
    fat += b"\xff" * (tables * _SECTOR - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first)
    header += struct.pack("<IIIIII", 0, _CUTOFF, small_start, len(table) // _SECTOR, _END, 0)
    return header + struct.pack("<109I", *numbers, *[_FREE] * (109 - tables)) + bytes(body) + fat


def _fill(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    """Entries of a folder, each the right sibling of the one before it."""
    last = -1
    for name, content in tree.items():
        number = len(entries)
        if last >= 0:
            entries[last].right = number
        else:
            entries[parent].children.append(number)
        last = number
        if isinstance(content, bytes):
            entries.append(_Entry(name, 2, content))
        else:
            entries.append(_Entry(name, 1))
            _fill(content, number, entries)


def _packed(entry: _Entry) -> bytes:
    wide = entry.name.encode("utf-16-le")
    child = entry.children[0] if entry.children else _FREE
    head = wide.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(wide) + 2 if wide else 0, entry.kind, 1, _FREE, entry.right, child
    )
    return head + bytes(36) + struct.pack("<IQ", entry.start, len(entry.data))


def wide(number: int, text: str) -> tuple[str, bytes]:
    """A property that is a string."""
    return f"__substg1.0_{number:04X}001F", text.encode("utf-16-le")


def binary(number: int, data: bytes) -> tuple[str, bytes]:
    """A property that is bytes."""
    return f"__substg1.0_{number:04X}0102", data


def message(subject: str, body: str, more: Tree | None = None, *, within: bool = False) -> Tree:
    """The streams of one message; `more` are further properties, recipients and attachments."""
    properties = bytes(24 if within else 32) + struct.pack("<4I", 0x3FFD0003, 6, 1252, 0)
    return {
        "__properties_version1.0": properties,
        **dict([wide(0x001A, "IPM.Note"), wide(0x0037, subject), wide(0x0C1F, "a@example.org"), wide(0x1000, body)]),
        **(more or {}),
    }


def attachment(number: int, name: str, content: bytes | Tree) -> Tree:
    """A file, or a message, that is attached."""
    held: Tree
    if isinstance(content, bytes):
        held = dict([wide(0x3707, name), binary(0x3701, content)])
    else:
        held = {**dict([wide(0x3707, name)]), "__substg1.0_3701000D": content}
    return {f"__attach_version1.0_#{number:08X}": {"__properties_version1.0": bytes(8), **held}}


def recipient(number: int, name: str, address: str) -> Tree:
    """Whom a message goes to."""
    held = dict([wide(0x3001, name), wide(0x39FE, address)])
    return {f"__recip_version1.0_#{number:08X}": {"__properties_version1.0": bytes(8), **held}}
