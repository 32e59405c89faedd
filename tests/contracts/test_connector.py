"""Connector: every source lists lazily and in a stable order, and opens each listed object once, in order."""

from __future__ import annotations

import itertools
import os
import pickle
import subprocess
from typing import ClassVar

import boto3
import pytest

from connectors.base import Connector, Item, Refused, Shard, SourceSpec
from connectors.errors import Reason
from connectors.git import GitHistory
from connectors.local import LocalFiles
from connectors.s3 import S3Objects

FILES = {"a.txt": "one\n", "b/c.txt": "two\n" * 500, "b/d.txt": "", "é.txt": "three\n"}
REASONS = {value for name, value in vars(Reason).items() if name.isupper()}


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout.decode().strip()


def shards(connector: Connector) -> list[Shard]:
    return list(connector.pack(entry for entry in connector.list() if isinstance(entry, Item)))


class ConnectorContract:
    """What holds for every connector; a subclass fills `self.root` and says how to open, change and spoil it."""

    __test__ = False

    def connector(self) -> Connector:
        raise NotImplementedError

    def change(self) -> None:
        """Add an object with new content."""
        raise NotImplementedError

    def spoil(self) -> None:
        """Make one listed object unreadable."""
        raise NotImplementedError

    def test_lists_the_same_each_time(self):
        assert list(self.connector().list()) == list(self.connector().list())

    def test_listing_is_lazy(self):
        listed = self.connector().list()
        assert iter(listed) is listed
        next(listed)
        listed.close()

    def test_names_and_keys_are_unique(self):
        items = [entry for entry in self.connector().list() if isinstance(entry, Item)]
        assert len(items) >= len(FILES)
        assert len({item.name for item in items}) == len({item.key for item in items}) == len(items)
        assert {len(item.key) for item in items} == {16}

    def test_keys_change_with_content_only(self):
        before = {entry.key for entry in self.connector().list() if isinstance(entry, Item)}
        assert {entry.key for entry in self.connector().list() if isinstance(entry, Item)} == before
        self.change()
        after = {entry.key for entry in self.connector().list() if isinstance(entry, Item)}
        assert after - before
        assert len(before - after) <= 1

    def test_opens_every_item_once_in_order(self):
        connector = self.connector()
        for shard in shards(connector):
            blobs = [(blob.index, blob.origin().vendor, len(blob.content()) == blob.size) for blob in connector.open(shard)]
            assert blobs == [(index, "v", True) for index in range(len(shard.items))]
        connector.close()

    def test_an_abandoned_shard_can_be_opened_again(self):
        connector = self.connector()
        (shard,) = shards(connector)
        opened = connector.open(shard)
        first = next(opened).content()
        opened.close()
        assert next(connector.open(shard)).content() == first
        connector.close()

    def test_shards_are_picklable_and_hold_no_content(self):
        for shard in shards(self.connector()):
            data = pickle.dumps(shard)
            assert pickle.loads(data) == shard
            assert not any(text.encode() in data for text in FILES.values() if text)

    def test_shards_are_cut_by_what_they_hold(self):
        connector = self.connector()
        cut = shards(connector)
        assert [shard.number for shard in cut] == list(range(len(cut)))
        assert all(shard.size == sum(item.size for item in shard.items) for shard in cut)

    def test_what_cannot_be_read_has_a_row_and_the_rest_is_opened(self):
        cut = shards(self.connector())
        self.spoil()
        connector = self.connector()
        opened = [blob if isinstance(blob, Refused) else bool(blob.content()) for shard in cut for blob in connector.open(shard)]
        refused = [blob for blob in opened if isinstance(blob, Refused)]
        assert len(opened) == sum(len(shard.items) for shard in cut)
        assert len(refused) == 1
        assert refused[0].reason in REASONS
        assert refused[0].detail
        connector.close()


class TestLocalFiles(ConnectorContract):
    __test__ = True

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path):
        self.root = tmp_path
        for name, text in FILES.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)

    def connector(self):
        return LocalFiles(SourceSpec("local", f"file://{self.root}", "v"))

    def change(self):
        (self.root / "a.txt").write_text("other\n")

    def spoil(self):
        (self.root / "a.txt").unlink()


class TestLooseObjects(ConnectorContract):
    __test__ = True

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path):
        self.root = tmp_path
        git(tmp_path, "init", "-q", *self.options())
        for name, text in FILES.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "a message")
        git(tmp_path, "tag", "-am", "a tag", "v1")

    def options(self):
        return ()

    def connector(self):
        return GitHistory(SourceSpec("git", f"git+file://{self.root}", "v", "", {"directory": str(self.root / ".git")}))

    def change(self):
        (self.root / "a.txt").write_text("other\n")
        git(self.root, "add", "-A")

    def spoil(self):
        name = git(self.root, "rev-parse", "HEAD:a.txt")
        (self.root / ".git/objects" / name[:2] / name[2:]).unlink()


class TestSha256Objects(TestLooseObjects):
    def options(self):
        return ("--object-format=sha256",)


class TestPackedObjects(TestLooseObjects):
    @pytest.fixture(autouse=True)
    def _pack(self, _place):
        git(self.root, "gc", "-q")

    def spoil(self):
        pack = next((self.root / ".git/objects/pack").glob("*.pack"))
        listed = git(self.root, "verify-pack", "-v", str(pack)).splitlines()
        offset = next(int(line.split()[4]) for line in listed if line.startswith(git(self.root, "rev-parse", "HEAD:b/c.txt")))
        os.chmod(pack, 0o644)
        with pack.open("r+b") as stream:
            stream.seek(offset + 4)
            stream.write(b"\xff" * 4)


def test_pack_cuts_by_items_and_bytes():
    from connectors.base import pack

    spec = SourceSpec("local", "file:///x", "v")
    items = [Item(str(number), size, bytes(16), b"") for number, size in enumerate([1, 1, 1, 9, 1])]
    cut = list(pack(spec, iter(items), most_items=2, most_bytes=5))
    assert [[item.size for item in shard.items] for shard in cut] == [[1, 1], [1], [9], [1]]
    endless = pack(spec, (Item(str(number), 1, bytes(16), b"") for number in itertools.count()), most_items=3)
    assert [shard.number for shard in itertools.islice(endless, 2)] == [0, 1]


class _Bucket(ConnectorContract):
    """A bucket of S3; `options` choose how it is read."""

    options: ClassVar[dict[str, str]]

    @pytest.fixture(autouse=True)
    def _place(self, s3_place, aws):
        self.endpoint = "http://{}:{}".format(*s3_place)
        self.client = boto3.client("s3", endpoint_url=self.endpoint)
        self.bucket = f"connector-contract-{type(self).__name__.lower()}"
        self.client.create_bucket(Bucket=self.bucket)
        self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": [{"Key": name} for name in (*FILES, "new")]})
        for name, text in FILES.items():
            self.client.put_object(Bucket=self.bucket, Key=name, Body=text.encode())
        self.opened = []
        yield
        self.client.close()
        for each in self.opened:
            each.close()

    def connector(self):
        spec = SourceSpec("s3", f"s3://{self.bucket}", "v", "", {"endpoint": self.endpoint, **self.options})
        self.opened.append(S3Objects(spec))
        return self.opened[-1]

    def change(self):
        self.client.put_object(Bucket=self.bucket, Key="a.txt", Body=b"other\n")

    def spoil(self):
        self.client.delete_object(Bucket=self.bucket, Key="a.txt")


class TestS3Fast(_Bucket):
    __test__ = True
    options: ClassVar = {}


class TestS3Plain(_Bucket):
    __test__ = True
    options: ClassVar = {"fast": "0"}
