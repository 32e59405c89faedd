"""Tree: one suite for every implementation."""

from __future__ import annotations

import os
import subprocess

import boto3
import pytest

from connectors.base import SourceSpec
from connectors.buckettree import BucketTree
from connectors.errors import BlobError
from connectors.s3 import S3Objects
from connectors.tree import FolderTree, GitTree, Tree

FILES = {"a.txt": b"one\n", "folder/b.bin": b"\x00\x01" * 500, "folder/deep/c.txt": b"", "z ü.txt": b"last"}


class TreeContract:
    __test__ = False
    tree: Tree

    def test_lists_every_file_once_in_a_stable_order(self):
        listed = list(self.tree.list())
        assert sorted((entry.path, entry.size) for entry in listed) == sorted((k, len(v)) for k, v in FILES.items())
        assert listed == list(self.tree.list())

    def test_lists_below_a_prefix(self):
        assert {entry.path for entry in self.tree.list("folder/")} == {"folder/b.bin", "folder/deep/c.txt"}

    @pytest.mark.parametrize("path", FILES)
    def test_opens_what_it_lists(self, path):
        blob = self.tree.open(path)
        try:
            assert blob.content() == FILES[path]
            assert blob.read(1, 2) == FILES[path][1:3]
            assert blob.open().read() == FILES[path]
        finally:
            blob.close()

    @pytest.mark.parametrize("path", ["missing", "folder", "../a.txt", "/etc/passwd", "link", "folder/../a.txt", ""])
    def test_opens_nothing_else(self, path):
        assert not self.tree.exists(path)
        with pytest.raises(BlobError):
            self.tree.open(path)


def _write(root):
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    os.symlink("a.txt", root / "link")


class TestFolderTree(TreeContract):
    __test__ = True

    @pytest.fixture(autouse=True)
    def _tree(self, tmp_path):
        _write(tmp_path)
        self.tree = FolderTree(str(tmp_path))


class TestGitTree(TreeContract):
    __test__ = True

    @pytest.fixture(autouse=True)
    def _tree(self, tmp_path):
        _write(tmp_path)
        for arguments in (("init", "-q"), ("add", "-A"), ("-c", "user.name=t", "-c", "user.email=t@t.io", "commit", "-qm", "x")):
            subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
        self.tree = GitTree(str(tmp_path / ".git"))


class TestBucketTree(TreeContract):
    __test__ = True

    @pytest.fixture(autouse=True)
    def _tree(self, s3_place, aws):
        endpoint = "http://{}:{}".format(*s3_place)
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket="tree-contract")
        for path, content in FILES.items():
            client.put_object(Bucket="tree-contract", Key=f"root/{path}", Body=content)
        client.put_object(Bucket="tree-contract", Key="root/a//b", Body=b"no path")
        client.put_object(Bucket="tree-contract", Key="rooted", Body=b"outside")
        client.close()
        source = S3Objects(SourceSpec("s3", "s3://tree-contract/root/", "v", "", {"endpoint": endpoint}))
        self.tree = BucketTree(source)
        yield
        source.close()
