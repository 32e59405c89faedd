"""Archives in a store: each read is a request, so there are few of them, in order, and none for the same bytes twice."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import zipfile

import pytest

from connectors.blob import Blob, Origin
from detectors.readers import registry
from detectors.readers.base import Budget, Gap, Limits, Member, ReadError
from detectors.views.sniff import OPAQUE, Media

ZIP, TAR, GZIP = "application/zip", "application/x-tar", "application/gzip"
MIB = 1 << 20
#: What stands for a size that is not known, as of the content of a .gz.
UNKNOWN = 1 << 62
NOISE = random.Random(9).randbytes(24 * MIB)


class Far(Blob):
    """Bytes that are read by range only; notes what is read of them."""

    def __init__(self, data: bytes) -> None:
        self.index, self.size = 0, len(data)
        self._data = data
        self.calls: list[tuple[int, int]] = []

    def origin(self) -> Origin:
        return Origin("v", "s3://bucket/key", "1", None)

    def read(self, start: int, length: int) -> bytes:
        self.calls.append((start, min(length, len(self._data) - start)))
        return self._data[start : start + length]

    def unchanged(self) -> bool:
        return True

    @property
    def given(self) -> int:
        return sum(length for _, length in self.calls)


class Streamed(Far):
    """The same, of a size that is known only at its end."""

    ranged = False

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.size = UNKNOWN

    def read(self, start: int, length: int) -> bytes:
        if start + length > len(self._data):
            self.size = len(self._data)
        return self._data[start : start + length]


def opened(blob: Blob, media_type: str) -> tuple[dict[str, int], list[Gap]]:
    """Bytes of each member by its name, and the gaps."""
    entry = registry.entry(media_type)
    assert entry is not None
    members: dict[str, int] = {}
    gaps: list[Gap] = []
    for part in registry.load(entry.place).parts(blob, Media(media_type, OPAQUE, ""), "n", Budget(Limits(), 24 * MIB)):
        if isinstance(part, Member):
            with part.open() as stream:
                members[part.name] = len(stream.read())
        elif isinstance(part, Gap):
            gaps.append(part)
    return members, gaps


def zipped(count: int, size: int, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.comment = comment
        for at in range(count):
            made.writestr(f"d/{at}.bin", NOISE[at * size : (at + 1) * size], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(count: int, size: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for at in range(count):
            about = tarfile.TarInfo(f"{at}.bin")
            about.size = size
            made.addfile(about, io.BytesIO(NOISE[at * size : (at + 1) * size]))
    return out.getvalue()


@pytest.mark.parametrize(("count", "size"), [(2000, 12_000), (1, 24 * MIB)])
def test_a_zip_is_read_from_its_directory_and_then_once_in_order(count: int, size: int) -> None:
    blob = Far(zipped(count, size))
    members, gaps = opened(blob, ZIP)
    assert not gaps
    assert (len(members), sum(members.values())) == (count, count * size)
    first, *rest = blob.calls
    assert sum(first) == blob.size
    assert [start for start, _ in rest] == [sum(length for _, length in rest[:at]) for at in range(len(rest))]
    assert len(blob.calls) < 15
    assert blob.given < 1.04 * blob.size


def test_the_directory_of_a_zip_of_many_members_is_read_in_two_requests() -> None:
    blob = Far(zipped(10_000, 2_000, b"a comment" * 1000))
    entry = registry.entry(ZIP)
    assert entry is not None
    next(registry.load(entry.place).parts(blob, Media(ZIP, OPAQUE, ""), "n", Budget(Limits(), blob.size)))
    assert len(blob.calls) <= 2


def test_what_is_packed_as_one_is_read_in_few_requests() -> None:
    blob = Far(gzip.compress(NOISE, 1))
    members, _ = opened(blob, GZIP)
    assert members == {"": len(NOISE)}
    assert len(blob.calls) < 14
    assert blob.given < 1.02 * blob.size


def test_a_tar_is_read_in_few_requests() -> None:
    blob = Far(tarred(200, 100_000))
    members, _ = opened(blob, TAR)
    assert len(members) == 200
    assert len(blob.calls) < 12
    assert blob.given == blob.size


def test_a_tar_whose_size_nobody_knows_ends_where_it_ends() -> None:
    whole = tarred(3, 700_000)
    members, gaps = opened(Streamed(whole), TAR)
    assert members == {"0.bin": 700_000, "1.bin": 700_000, "2.bin": 700_000}
    assert not gaps


def test_a_tar_that_breaks_off_in_a_stream_is_said_to() -> None:
    whole = tarred(2, 100_000)
    for cut in (512 + 50_000, 512 + 100_352 + 100):  # within a member, within a header
        blob = Streamed(whole[:cut])
        try:
            told = " ".join(each.detail for each in opened(blob, TAR)[1])
        except ReadError as error:
            told = error.detail
        assert "cut off" in told or "ends early" in told
