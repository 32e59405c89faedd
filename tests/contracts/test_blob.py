"""Blob: any range of an object, the same bytes however they are asked for."""

from __future__ import annotations

import io
import random
import subprocess

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import git
from connectors.base import Item, SourceSpec
from connectors.git import GitHistory
from connectors.local import LocalFiles
from connectors.pace import Rate
from connectors.ranges import RemoteBlob
from connectors.s3 import S3Objects
from connectors.tree import GitTree

CONTENT = random.Random(5).randbytes(150_000) + b"text\n" * 20_000
MESSAGE = b"a message\n\nwith a body\n"


def run(folder, *arguments, feed=b""):
    return subprocess.run(["git", *arguments], cwd=folder, input=feed, capture_output=True, check=True).stdout.decode().strip()


class BlobContract:
    """A subclass gives `self.blob`, whose content is `self.content`."""

    __test__ = False
    content = CONTENT

    def test_is_its_content(self):
        assert self.blob.size == len(self.content)
        assert self.blob.content() == self.content
        assert self.blob.content() == self.content
        assert self.blob.unchanged()

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors])
    @given(data=st.data())
    def test_reads_any_range(self, data):
        start = data.draw(st.integers(0, len(self.content) + 10))
        length = data.draw(st.integers(0, len(self.content) + 10))
        assert self.blob.read(start, length) == self.content[start : start + length]

    def test_reads_windows_one_after_the_other(self):
        step = len(self.content) // 3 + 1
        assert b"".join(self.blob.read(at, step) for at in range(0, len(self.content) + step, step)) == self.content

    @pytest.mark.parametrize(("start", "length"), [(0, 0), (5, 0), (-1, 10), (0, 10)])
    def test_reads_at_the_edges(self, start, length):
        size = len(self.content)
        start = size + start if start < 0 else start
        assert self.blob.read(start, length) == self.content[start : start + length]
        assert self.blob.read(size, length) == self.blob.read(size + 7, length) == b""

    def test_opens_as_a_seekable_file(self):
        stream = self.blob.open()
        assert stream.seekable()
        assert stream.seek(-5, io.SEEK_END) == len(self.content) - 5
        assert stream.read() == self.content[-5:]
        assert stream.seek(2) == 2
        assert stream.read(4) == self.content[2:6]
        stream.seek(1, io.SEEK_CUR)
        assert stream.tell() == 7
        assert stream.read(1) == self.content[7:8]
        stream.seek(10, io.SEEK_END)
        assert stream.read() == b""

    def test_says_where_it_is_from(self):
        origin = self.blob.origin()
        assert (origin.vendor, bool(origin.revision)) == ("v", True)
        assert "://" in origin.locator


class TestLocalBlob(BlobContract):
    __test__ = True

    @pytest.fixture(autouse=True)
    def _blob(self, tmp_path):
        (tmp_path / "f").write_bytes(CONTENT)
        source = LocalFiles(SourceSpec("local", f"file://{tmp_path}", "v"))
        opened = source.open(next(source.pack(source.list())))
        self.blob = next(opened)
        yield
        opened.close()


class TestLooseBlob(BlobContract):
    __test__ = True
    packed = False
    options: tuple[str, ...] = ()

    @pytest.fixture(autouse=True)
    def _blob(self, tmp_path):
        run(tmp_path, "init", "-q", *self.options)
        (tmp_path / "f").write_bytes(CONTENT[:-3])
        run(tmp_path, "add", "-A")
        run(tmp_path, "commit", "-qm", "first")
        (tmp_path / "f").write_bytes(CONTENT)
        run(tmp_path, "commit", "-qaF-", feed=MESSAGE)
        run(tmp_path, "tag", "-aF-", "v1", feed=MESSAGE)
        if self.packed:
            run(tmp_path, "gc", "-q")
        self.root = tmp_path
        yield from self.opened(run(tmp_path, "rev-parse", self.wanted()))

    def wanted(self):
        return "HEAD:f"

    def opened(self, name):
        source = GitHistory(SourceSpec("git", f"git+file://{self.root}", "v", "", {"directory": str(self.root / ".git")}))
        item = next(entry for entry in source.list() if isinstance(entry, Item) and entry.name == name)
        opened = source.open(next(source.pack(iter([item]))))
        self.blob = next(opened)
        yield
        opened.close()
        source.close()


class TestPackedBlob(TestLooseBlob):
    packed = True


class TestDelta(TestPackedBlob):
    content = CONTENT[:-3]

    def wanted(self):
        return "HEAD~1:f"


class TestSha256Blob(TestPackedBlob):
    options = ("--object-format=sha256",)


class TestStreamedBlob(TestLooseBlob):
    """Larger than what is read at once."""

    @pytest.fixture(autouse=True)
    def _bound(self, _blob, monkeypatch):
        monkeypatch.setattr(git, "_WHOLE", 1000)
        yield from self.opened(run(self.root, "rev-parse", "HEAD:f"))


class TestCommitMessage(TestLooseBlob):
    content = MESSAGE

    def wanted(self):
        return "HEAD"


class TestTagText(TestPackedBlob):
    content = MESSAGE

    def wanted(self):
        return "v1"


class TestTreeBlob(TestLooseBlob):
    def opened(self, name):
        self.blob = GitTree(str(self.root / ".git"), "HEAD", "v").open("f")
        yield
        self.blob.close()


def test_the_next_object_follows_one_that_was_read_in_part(tmp_path, monkeypatch):
    monkeypatch.setattr(git, "_WHOLE", 10)
    run(tmp_path, "init", "-q")
    texts = [f"{number}" * 1000 for number in range(4)]
    names = [run(tmp_path, "hash-object", "-w", "--stdin", feed=text.encode()) for text in texts]
    source = GitHistory(SourceSpec("git", f"git+file://{tmp_path}", "v", "", {"directory": str(tmp_path / ".git")}))
    held = {}
    for shard in source.pack(source.list()):
        for item, blob in zip(shard.items, source.open(shard), strict=True):
            assert len(blob.read(0, 300)) == 300
            held[item.name] = blob.read(300, 10)
    assert held == {name: (text[:10]).encode() for name, text in zip(names, texts, strict=True)}


class _RemoteBlob(BlobContract):
    """An object of a bucket that is read by range."""

    @pytest.fixture(autouse=True)
    def _blob(self, s3_place, aws):
        endpoint = "http://{}:{}".format(*s3_place)
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket="blob-contract")
        client.put_object(Bucket="blob-contract", Key="a", Body=self.content)
        client.close()
        source = S3Objects(SourceSpec("s3", "s3://blob-contract", "v", "", {"endpoint": endpoint}))
        (item,) = (entry for entry in source.list() if isinstance(entry, Item))
        self.blob = self.opened(source, item)
        yield
        self.blob.close()
        source.close()


class TestRemoteBlobByRange(_RemoteBlob):
    __test__ = True

    def opened(self, source, item):
        return RemoteBlob(source.service, item, 0, "v", Rate(None))


class TestLargeRemoteBlob(TestRemoteBlobByRange):
    """One that is read as a stream where it is read in order."""

    content = random.Random(6).randbytes((3 << 20) + 11)


class TestRemoteBlobReadAhead(_RemoteBlob):
    __test__ = True

    def opened(self, source, item):
        return RemoteBlob(source.service, item, 0, "v", Rate(None), self.content)
