"""An object that only the worker can read is read by its child through their socket: as much as is asked for, and as if it were a file."""

from __future__ import annotations

import hashlib
import io
import os
import random
import sqlite3
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from connectors.blob import Blob, Origin
from connectors.errors import BlobError, Reason, RemoteError
from detectors.readers.base import Budget, Gap, Limits, Member, Part, ReadError, Rows, Text
from detectors.readers.held import DescriptorBlob, HeldBlob
from detectors.readers.isolated import Child
from detectors.views.sniff import OPAQUE, Media

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_pdf import Pdf, shown  # type: ignore[import-not-found, unused-ignore]  # found by the line above

HERE = Path(__file__).parent / "hostile"
MIB = 1 << 20
PARQUET = (".table.columnar:ColumnarReader", "application/vnd.apache.parquet")
SQLITE = (".table.sqlite:SqliteReader", "application/vnd.sqlite3")
ARCHIVE = ".archive.libarchive:LibarchiveReader"
SEVENZIP = (ARCHIVE, "application/x-7z-compressed")
CPIO = (ARCHIVE, "application/x-cpio")
PDF = (".document.pdf:PdfReader", "application/pdf")
STORE = (".mail.pst:PstReader", "application/vnd.ms-outlook-pst")
TEST = "application/x-test"


class Remote(Blob):
    """An object that is read by range only; counts what is read of it."""

    def __init__(self, size: int, ranged: Callable[[int, int], bytes]) -> None:
        self.index, self.size = 0, size
        self._ranged = ranged
        self.calls: list[tuple[int, int]] = []
        self.broken: dict[int, BlobError] = {}
        self.slow = 0.0

    @classmethod
    def of(cls, data: bytes) -> Remote:
        return cls(len(data), lambda start, length: data[start : start + length])

    @property
    def given(self) -> int:
        return sum(min(length, self.size - start) for start, length in self.calls)

    def origin(self) -> Origin:
        return Origin("v", "s3://bucket/key", "1", None)

    def read(self, start: int, length: int) -> bytes:
        self.calls.append((start, length))
        time.sleep(self.slow)
        if len(self.calls) in self.broken:
            raise self.broken[len(self.calls)]
        return self._ranged(start, length)

    def unchanged(self) -> bool:
        return True


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    patch = pytest.MonkeyPatch()
    patch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]))
    made = Child()
    yield made
    made.close()
    patch.undo()


def told(child: Child, blob: Blob, what: tuple[str, str], limits: Limits | None = None) -> list[object]:
    """All parts of an object, contents by their digest."""
    out: list[object] = []
    budget = Budget(limits or Limits(), blob.size)
    for part in child.parts(what[0], blob, Media(what[1], OPAQUE, ""), "n", budget):
        if isinstance(part, Member):
            digest = hashlib.sha256()
            with part.open() as stream:
                while piece := stream.read(MIB):
                    digest.update(piece)
            out.append((part.name, part.size, part.stored, digest.hexdigest()))
        elif isinstance(part, Rows):
            out.append((part.table, part.first, part.count, [(each.name, each.data) for each in part.columns]))
        else:
            out.append(part)
    return out


def hostile(name: str) -> tuple[str, str]:
    return f"hostile_readers:{name}", TEST


def as_a_file(child: Child, data: bytes, what: tuple[str, str], folder: Path) -> list[object]:
    path = folder / "object"
    path.write_bytes(data)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return told(child, DescriptorBlob(descriptor, len(data)), what)
    finally:
        os.close(descriptor)


def parquet(rows: int, groups: int, columns: int, width: int = 100) -> bytes:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as pq  # type: ignore[import-untyped, unused-ignore]  # it ships no types

    noise = random.Random(5).randbytes(rows * width // 2).hex()
    values = [noise[at : at + width] for at in range(0, len(noise), width)]
    made = {f"c{at}": values[at:] + values[:at] for at in range(columns)}
    out = io.BytesIO()
    pq.write_table(pa.table(made), out, row_group_size=-(-rows // groups), compression="none", use_dictionary=False)
    return out.getvalue()


def archive(form: str, files: dict[str, bytes], options: str = "") -> bytes:
    libarchive = pytest.importorskip("libarchive")
    out = bytearray()

    def write(data: bytes) -> int:
        out.extend(data)
        return len(data)

    with libarchive.custom_writer(write, form, None, options=options) as made:
        for name, data in files.items():
            made.add_file_from_memory(name, len(data), data, mtime=1_700_000_000)
    return bytes(out)


def database(size: int) -> bytes:
    rng = random.Random(6)
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, note TEXT)")
        base.executemany(
            "INSERT INTO people (note) VALUES (?)", [(rng.randbytes(500).hex(),) for _ in range(size // 1000)]
        )
        base.commit()
        return bytes(base.serialize())


def document(size: int) -> bytes:
    rng = random.Random(7)
    made: bytes = Pdf([shown("one"), shown("two"), shown("three")], attachments={"a.bin": rng.randbytes(size)}).made()
    return made


@pytest.fixture(scope="module")
def table() -> bytes:
    return parquet(30_000, 10, 20)


def test_a_table_of_60_mib_is_read_whole_and_each_byte_of_it_once(child: Child, table: bytes, tmp_path: Path) -> None:
    assert len(table) > 58 * MIB
    blob = Remote.of(table)
    tracemalloc.start()
    try:
        found = told(child, blob, PARQUET)
        parts = sum(sys.getsizeof(data) for part in found if isinstance(part, tuple) for _, data in part[3])
        peak = tracemalloc.get_traced_memory()[1] - parts
    finally:
        tracemalloc.stop()
    assert found == as_a_file(child, table, PARQUET, tmp_path)
    assert blob.given < 1.02 * len(table)
    assert len(blob.calls) < 40
    assert peak < 40 * MIB


def test_columns_read_side_by_side_are_not_read_over_and_over(child: Child) -> None:
    data = parquet(10_000, 1, 60)
    blob = Remote.of(data)
    told(child, blob, PARQUET)
    assert blob.given < 1.5 * len(data)


def test_of_a_table_only_what_is_wanted_is_read(child: Child, table: bytes) -> None:
    blob = Remote.of(table)
    told(child, blob, PARQUET, Limits(rows=100))
    assert blob.given < 24 * MIB
    assert max(length for _, length in blob.calls) <= 8 * MIB


@pytest.mark.system("libarchive13")
def test_an_archive_whose_header_stands_at_its_end_is_read_once(child: Child, tmp_path: Path) -> None:
    rng = random.Random(8)
    data = archive("7zip", {f"{at}.bin": rng.randbytes(MIB) for at in range(24)}, "compression=store")
    blob = Remote.of(data)
    assert told(child, blob, SEVENZIP) == as_a_file(child, data, SEVENZIP, tmp_path)
    assert blob.given < 1.1 * len(data)
    assert len(blob.calls) < 20


@pytest.mark.system("libarchive13")
def test_an_archive_of_300_mib_passes_in_a_few_megabytes(child: Child) -> None:
    size = 300 * MIB
    entry = archive("cpio_newc", {"zeros": b""})
    head, end = bytearray(entry[: entry.index(b"zeros") + 6]), entry[entry.index(b"070701", 6) :]
    head[54:62] = b"%08X" % size
    head += bytes(-len(head) % 4)
    whole = len(head) + size + len(end)

    def ranged(start: int, length: int) -> bytes:
        last = min(start + length, whole)
        before, behind = (
            bytes(head[start:last]),
            end[max(0, start - len(head) - size) : max(0, last - len(head) - size)],
        )
        return before + bytes(last - start - len(before) - len(behind)) + behind

    blob = Remote(whole, ranged)
    budget, got = Budget(Limits(), whole), 0
    tracemalloc.start()
    try:
        for part in child.parts(*CPIO[:1], blob, Media(CPIO[1], OPAQUE, ""), "n", budget):
            assert isinstance(part, Member)
            assert (part.name, part.size) == ("zeros", size)
            with part.open() as stream:
                while piece := stream.read(MIB):
                    got += len(piece)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert got == size
    assert peak < 40 * MIB
    assert len(blob.calls) < 60


def test_a_pdf_is_read_through_the_socket(child: Child, tmp_path: Path) -> None:
    data = document(6 * MIB)
    blob = Remote.of(data)
    found = told(child, blob, PDF)
    assert [part.data for part in found if isinstance(part, Text) and part.page] == [b"one", b"two", b"three"]
    assert found == as_a_file(child, data, PDF, tmp_path)
    assert blob.given < 2.2 * len(data)


def test_a_database_is_held_in_memory_up_to_the_limit(child: Child, tmp_path: Path) -> None:
    data = database(10 * MIB)
    blob = Remote.of(data)
    assert told(child, blob, SQLITE) == as_a_file(child, data, SQLITE, tmp_path)
    assert blob.given < 1.02 * len(data)
    with pytest.raises(ReadError) as caught:
        told(child, Remote.of(data), SQLITE, Limits(buffer=8 * MIB))
    assert caught.value.reason == Reason.LIMIT
    assert "copy it to a disk" in caught.value.detail


def test_a_small_object_is_copied_in_one_read(child: Child) -> None:
    blob = Remote.of(b"content")
    assert told(child, blob, hostile("Good"))[0] == Text(b"content", "whole", 3)
    assert blob.calls == [(0, 4 * MIB)]


def test_what_cannot_be_read_out_of_order_is_held_or_said(child: Child) -> None:
    blob = Remote.of(bytes(9 * MIB))
    blob.ranged = False
    with pytest.raises(ReadError) as caught:
        told(child, blob, hostile("Good"), Limits(buffer=8 * MIB))
    assert caught.value.reason == Reason.LIMIT
    assert not blob.calls


@pytest.mark.parametrize(
    "error", [BlobError(Reason.CHANGED, "is another one now"), RemoteError(Reason.THROTTLED, "said no", wait=2)]
)
@pytest.mark.parametrize("at", [1, 3])
def test_what_keeps_the_worker_from_reading_is_what_is_said_of_a_table(
    child: Child, table: bytes, error: BlobError, at: int
) -> None:
    blob = Remote.of(table)
    blob.broken[at] = error
    with pytest.raises(BlobError) as caught:
        told(child, blob, PARQUET)
    assert caught.value is error
    assert len(blob.calls) == at  # nothing is asked of the store after that


@pytest.mark.parametrize(
    ("what", "make"),
    [
        pytest.param(SEVENZIP, lambda: archive("7zip", {"a": bytes(9 * MIB)}, "compression=store"), id="7z"),
        pytest.param(PDF, lambda: document(6 * MIB), id="pdf"),
        pytest.param(SQLITE, lambda: database(6 * MIB), id="sqlite"),
        pytest.param(STORE, lambda: b"!BDN" + bytes(4) + b"SM\x17\0\x13\0\1\1" + bytes(9 * MIB), id="pst"),
        pytest.param(hostile("Deaf"), lambda: bytes(9 * MIB), id="a reader that takes it for damage"),
        pytest.param(hostile("Frail"), lambda: bytes(9 * MIB), id="a reader that crashes on it"),
        pytest.param(hostile("Outside"), lambda: bytes(9 * MIB), id="a member that breaks off"),
    ],
)
def test_it_is_said_whatever_the_reader_makes_of_it(
    child: Child, what: tuple[str, str], make: Callable[[], bytes]
) -> None:
    blob = Remote.of(make())
    error = BlobError(Reason.CHANGED, "is another one now")
    blob.broken = dict.fromkeys(range(2 if what[1] == TEST else 1, 99), error)
    given: list[Part] = []
    parts = child.parts(what[0], blob, Media(what[1], OPAQUE, ""), "n", Budget(Limits(), blob.size))
    with pytest.raises(BlobError) as caught:
        given.extend(parts)
    assert caught.value is error
    assert not [part for part in given if isinstance(part, Gap)]


def test_the_child_goes_on_after_that(child: Child) -> None:
    one = told(child, Remote.of(bytes(9 * MIB)), hostile("Who"))
    blob = Remote.of(bytes(9 * MIB))
    blob.broken[2] = BlobError(Reason.CHANGED, "is another one now")
    with pytest.raises(BlobError):
        told(child, blob, hostile("Deaf"))
    assert told(child, Remote.of(bytes(9 * MIB)), hostile("Who")) == one


def test_a_member_that_breaks_off_says_why(child: Child) -> None:
    blob = Remote.of(bytes(9 * MIB))
    blob.broken[2] = BlobError(Reason.CHANGED, "is another one now")
    parts = child.parts(*hostile("Outside")[:1], blob, Media(TEST, OPAQUE, ""), "n", Budget(Limits(), blob.size))
    part = next(parts)
    assert isinstance(part, Member)
    with part.open() as stream, pytest.raises(ReadError) as caught:
        stream.read()
    assert caught.value.reason == Reason.CHANGED
    with pytest.raises(BlobError, match="another one now"):
        next(parts)


def test_a_slow_network_is_no_hanging_reader(child: Child) -> None:
    blob = Remote.of(bytes(5 * MIB))
    blob.slow = 0.7
    assert len(told(child, blob, hostile("Good"), Limits(stall=0.5))) == 7


def test_a_child_cannot_ask_for_what_is_no_range(child: Child) -> None:
    for name in ("Before", "Endless"):
        blob = Remote.of(bytes(9 * MIB))
        with pytest.raises(ReadError) as caught:
            told(child, blob, hostile(name))
        assert caught.value.reason == Reason.CORRUPT
        assert not blob.calls


def test_what_lies_in_an_open_object_is_read_by_another_child(child: Child) -> None:
    """Both answer on a socket of their own, or the parts of one would be taken for the other's."""
    outer, inner = Remote.of(b"outer" + bytes(9 * MIB)), HeldBlob(b"inner")
    seen: list[Part] = []
    for part in child.parts(*hostile("Good")[:1], outer, Media(TEST, OPAQUE, ""), "n", Budget(Limits(), outer.size)):
        seen.append(part)
        if isinstance(part, Member):
            first = told(child, inner, hostile("Good"))[0]
            assert first == Text(b"inner", "whole", 3)
            with part.open() as stream:
                assert stream.read() in {b"first", b"second" * 100_000}
    assert isinstance(seen[0], Text)
    assert seen[0].data.startswith(b"outer")
    assert len(seen) == 7


def test_less_than_was_listed_is_the_end(child: Child) -> None:
    blob = Remote(9 * MIB, lambda start, length: bytes(max(0, min(length, 5 * MIB - start))))
    text = told(child, blob, hostile("Good"))[0]
    assert isinstance(text, Text)
    assert len(text.data) == 5 * MIB


def test_a_piece_is_read_exactly_and_nothing_beside_it(child: Child, tmp_path: Path) -> None:
    data = random.Random(7).randbytes(6 * MIB)
    remote = Remote.of(data)
    (read,) = told(child, remote, hostile("Pieces"))
    assert read == Text(data[3 * MIB + 5 : 3 * MIB + 105] + data[-10:], "pieces")
    assert remote.calls == [(3 * MIB + 5, 100), (6 * MIB - 10, 10)]
    assert as_a_file(child, data, hostile("Pieces"), tmp_path) == [read]
