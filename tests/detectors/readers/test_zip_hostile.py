"""Zips that are damaged, cut off, or made to do harm."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest

from connectors.blob import Blob, Origin
from connectors.errors import Reason
from detectors.readers.archive.zip import ZipReader
from detectors.readers.base import Budget, Gap, Limits, Member, Part, ReadError
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

ZIP = Media("application/zip", OPAQUE, "archive")


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def taken(data: bytes, limits: Limits | None = None, passwords: tuple[bytes, ...] = ()):
    """All parts, content as far as it can be read, and the errors of members and of the whole."""
    budget = Budget(limits or Limits(), len(data), passwords)
    parts: list[tuple[Part, bytes]] = []
    errors: list[ReadError] = []
    try:
        for part in ZipReader().parts(HeldBlob(data), ZIP, "", budget):
            out = b""
            if isinstance(part, Member):
                budget.member()
                try:
                    with part.open() as stream:
                        while chunk := stream.read(10_000):
                            budget.expand(len(chunk))
                            out += chunk
                except ReadError as error:
                    errors.append(error)
                    if error.reason in {Reason.LIMIT, Reason.TIMEOUT}:
                        raise
            parts.append((part, out))
    except ReadError as error:
        errors.append(error)
    return parts, errors


def entry(name: bytes, offset: int, stored: int, size: int, crc: int, method: int = 8) -> bytes:
    return b"PK\1\2\x14\3" + struct.pack("<HHHHHLLLHHHHHLL", 20, 0, method, 0, 33, crc, stored, size, len(name), 0, 0, 0, 0, 0, offset) + name  # fmt: skip


def local(name: bytes, stored: int, size: int, crc: int, method: int = 8) -> bytes:
    return b"PK\3\4" + struct.pack("<HHHHHLLLHH", 20, 0, method, 0, 33, crc, stored, size, len(name), 0) + name


def ended(members: bytes, directory: bytes, count: int) -> bytes:
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(members), 0)
    return members + directory + end


def raw_deflate(data: bytes) -> bytes:
    coder = zlib.compressobj(9, zlib.DEFLATED, -15)
    return coder.compress(data) + coder.flush()


def test_all_members_that_are_one_and_the_same_are_opened_once():
    kernel = raw_deflate(bytes(1 << 20))
    crc = zlib.crc32(bytes(1 << 20))
    members = local(b"0", len(kernel), 1 << 20, crc) + kernel
    directory = b"".join(entry(b"%d" % n, 0, len(kernel), 1 << 20, crc) for n in range(5000))
    parts, errors = taken(ended(members, directory, 5000))
    assert not errors
    assert [type(part) for part, _ in parts] == [Member, Gap]
    gap = parts[-1][0]
    assert isinstance(gap, Gap)
    assert gap.reason == Reason.LIMIT
    assert "4,999" in gap.detail


def test_members_that_quote_the_headers_of_the_next_are_opened_once():
    """Each member is a stored deflate block that holds the next local header, then goes on in its data (Fifield, 2019)."""
    size = 1 << 20
    body, files, crc_data = raw_deflate(bytes(size)), [], bytes(size)
    tail = body
    for n in range(60, 0, -1):
        name = b"%d" % n
        header = local(name, len(tail), len(crc_data), zlib.crc32(crc_data))
        files.append((name, len(tail), len(crc_data), zlib.crc32(crc_data)))
        quoted = header
        tail = b"\0" + struct.pack("<HH", len(quoted), len(quoted) ^ 0xFFFF) + quoted + tail
        crc_data = quoted + crc_data
    first = local(b"0", len(tail), len(crc_data), zlib.crc32(crc_data))
    members = first + tail
    files.append((b"0", len(tail), len(crc_data), zlib.crc32(crc_data)))
    directory = b"".join(
        entry(name, members.index(local(name, stored, long, crc)), stored, long, crc)
        for name, stored, long, crc in reversed(files)
    )
    data = ended(members, directory, len(files))
    assert zipfile.ZipFile(io.BytesIO(data), "r").namelist()[0] == "0"
    parts, errors = taken(data)
    assert not errors
    assert [part.name for part, _ in parts if isinstance(part, Member)] == ["0"]
    assert parts[-1][0].reason == Reason.LIMIT  # type: ignore[union-attr]  # a gap
    assert "60 members" in parts[-1][0].detail  # type: ignore[union-attr]  # as above


def test_a_lying_first_member_does_not_hide_the_others():
    one, two = raw_deflate(b"first"), raw_deflate(b"second " * 9)
    members = local(b"a", 1 << 31, 5, zlib.crc32(b"first")) + one
    second = len(members)
    members += local(b"b", len(two), 63, zlib.crc32(b"second " * 9)) + two
    directory = entry(b"a", 0, 1 << 31, 5, zlib.crc32(b"first")) + entry(
        b"b", second, len(two), 63, zlib.crc32(b"second " * 9)
    )
    parts, _ = taken(ended(members, directory, 2))
    assert [data for _, data in parts] == [b"first", b"second " * 9]


@pytest.mark.parametrize("method", [0, 8])
def test_a_member_that_claims_four_gigabytes_gives_what_it_has(method):
    body = b"little" if method == 0 else raw_deflate(b"little")
    members = local(b"a", len(body), 0xFFFFFFFE, 1, method) + body
    parts, errors = taken(ended(members, entry(b"a", 0, len(body), 0xFFFFFFFE, 1, method), 1))
    assert parts[0][1] == b"little"
    assert [error.reason for error in errors] == [Reason.CORRUPT]


def test_a_member_that_is_longer_than_it_claims_is_given_whole():
    body = raw_deflate(b"hidden behind the claim")
    members = local(b"a", len(body), 3, zlib.crc32(b"hid")) + body
    parts, errors = taken(ended(members, entry(b"a", 0, len(body), 3, zlib.crc32(b"hid")), 1))
    assert parts[0][1] == b"hidden behind the claim"
    assert [error.reason for error in errors] == [Reason.CORRUPT]


def test_a_bomb_of_bombs_ends_by_the_budget():
    """As 42.zip: zips of zips of zeros, here 16 x 16 x 4 MiB."""
    leaf = zipped({f"{n}": bytes(4 << 20) for n in range(16)})
    inner = zipped({f"{n}.zip": leaf for n in range(16)})
    budget = Budget(Limits(ratio=100, free=8 << 20), len(inner))

    def expand(data: bytes) -> None:
        for part in ZipReader().parts(HeldBlob(data), ZIP, "", budget):
            assert isinstance(part, Member)
            budget.member()
            with part.open() as stream:
                out = b""
                while chunk := stream.read(1 << 16):
                    budget.expand(len(chunk))
                    out += chunk if len(out) < 1 << 20 else b""
            if part.name.endswith(".zip"):
                expand(out)

    with pytest.raises(ReadError, match="expands more than"):
        expand(inner)


class Lazy(Blob):
    """A zip of very many empty members that is made as it is read."""

    _HEADER, _ENTRY = 30 + 8, 46 + 8

    def __init__(self, count: int) -> None:
        self.index = 0
        self.directory = count * self._HEADER
        self._size = count * self._ENTRY
        self.end = (
            struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, self._size, self.directory)
            + struct.pack("<4sLQL", b"PK\6\7", 0, self.directory + self._size, 1)
            + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        )
        self.size = self.directory + self._size + len(self.end)

    def origin(self) -> Origin:
        return Origin("", "lazy:", "", None)

    def unchanged(self) -> bool:
        return True

    def read(self, start: int, length: int) -> bytes:
        out, end = b"", min(self.size, start + length)
        if start < self.directory:
            first, last = start // self._HEADER, -(-min(end, self.directory) // self._HEADER)
            made = b"".join(local(b"%08d" % n, 0, 0, 0, 0) for n in range(first, last))
            out += made[start - first * self._HEADER : end - first * self._HEADER]
        at = start + len(out)
        if at < end and at < self.directory + self._size:
            base = at - self.directory
            first = base // self._ENTRY
            last = -(-min(end - self.directory, self._size) // self._ENTRY)
            made = b"".join(entry(b"%08d" % n, n * self._HEADER, 0, 0, 0, 0) for n in range(first, last))
            out += made[base - first * self._ENTRY : end - self.directory - first * self._ENTRY]
            at = start + len(out)
        if at < end:
            out += self.end[at - self.directory - self._size : end - self.directory - self._size]
        return out


def test_each_of_many_members_takes_little_memory():
    """By hand: 1,000,000 members in 46 MB of memory for the whole process, which has 30 MB before."""
    blob = Lazy(60_000)
    tracemalloc.start()
    try:
        reader = ZipReader().parts(blob, ZIP, "", Budget(Limits(), blob.size))
        for number in range(2_000):  # the directory was gone through before the first
            part = next(reader)
            assert isinstance(part, Member)
            assert part.name == f"{number:08d}"
            assert part.open().read() == b""
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000 * 300  # most of it this maker's; zipfile takes 1 KB for each


def test_a_truncated_zip_is_read_member_by_member_as_far_as_it_goes():
    files = {f"{n}.txt": b"content %d " % n * 300 for n in range(40)}
    data = zipped(files)
    for share in (0.3, 0.6, 0.9):
        parts, _ = taken(data[: int(len(data) * share)])
        whole = [(part.name, out) for part, out in parts if isinstance(part, Member) and out == files[part.name]]
        assert len(whole) >= 40 * share * 0.7
        assert isinstance(parts[-1][0], Gap)
        assert parts[-1][0].reason == Reason.CORRUPT


def test_a_truncated_last_member_gives_its_beginning():
    body = b"".join(b"%d\n" % n for n in range(100_000))
    data = zipped({"a": body})
    parts, errors = taken(data[: len(data) // 2])
    assert len(parts[0][1]) > len(body) // 3
    assert body.startswith(parts[0][1])
    assert errors


def test_a_directory_that_is_damaged_halfway_does_not_hide_members():
    files = {f"{n}.txt": b"content %d " % n * 30 for n in range(40)}
    data = bytearray(zipped(files))
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 400)
    data[at : at + 4] = b"XXXX"
    parts, _ = taken(bytes(data))
    assert {part.name: out for part, out in parts if isinstance(part, Member)} == files


def test_a_directory_that_is_overwritten_does_not_hide_members():
    files = {f"{n}.txt": b"content %d " % n * 30 for n in range(40)}
    data = zipped(files)
    data = data[: data.index(b"PK\1\2")] + bytes(5000)
    parts, _ = taken(data)
    assert {part.name: out for part, out in parts if isinstance(part, Member)} == files


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\3\4", b"PK\5\6", b"PK\5\6" + bytes(17), b"\0" * 100_000])
def test_what_is_no_zip_is_an_error(data):
    parts, errors = taken(data)
    assert not [part for part, _ in parts if isinstance(part, Member)]
    assert errors or parts
    assert all(error.reason == Reason.CORRUPT for error in errors)


def test_an_empty_zip_has_no_parts():
    assert taken(zipped({})) == ([], [])


def test_damage_is_an_error_or_a_gap_and_never_anything_else():
    rng = random.Random(8)
    files = {f"d/{n}.txt": b"content %d " % n * 20 for n in range(6)} | {"mimetype": b"application/epub+zip"}
    seeds = [
        zipped(files),
        zipped(files, zipfile.ZIP_LZMA),
        zipped(files, zipfile.ZIP_STORED),
        zipped(files, zipfile.ZIP_BZIP2),
    ]
    started = time.monotonic()
    for data in seeds:
        for cut in range(0, len(data), max(1, len(data) // 100)):
            taken(data[:cut])
        for _ in range(300):
            flipped = bytearray(data)
            for _ in range(rng.randint(1, 6)):
                flipped[rng.randrange(len(flipped))] = rng.choice((0, 1, 255, rng.randrange(256)))
            taken(bytes(flipped), passwords=(b"one", b"two"))
    assert time.monotonic() - started < 60


def test_a_quine_comes_back_as_itself_and_nothing_more():
    """A zip that holds itself as far as one by hand can: the member is the archive's own bytes, told apart by the depth alone."""
    inner = zipped({"r.zip": b"self"})
    for _ in range(20):
        inner = zipped({"r.zip": inner})
    data, depth = inner, 0
    while data != b"self":
        ((_, data),), errors = taken(data)
        assert not errors
        depth += 1
    assert depth == 21


def test_the_time_of_the_budget_is_kept():
    blob = Lazy(1_000_000)
    started = time.monotonic()
    with pytest.raises(ReadError, match="took more than"):
        list(ZipReader().parts(blob, ZIP, "", Budget(Limits(seconds=0.3), blob.size)))
    assert time.monotonic() - started < 3
