"""Shard: what every connector's shards hold to, and what becomes of objects that change under the reader."""

from __future__ import annotations

import os
import pickle
import subprocess

import pytest

from connectors.base import Refused, SourceSpec, pack
from connectors.errors import Reason
from connectors.git import GitHistory
from connectors.local import LocalFiles
from discover import config
from discover.execute.task import WorkerConfig
from discover.execute.worker import make_pipeline

KEY = "AKIA" + "Q3EGRTY4UIOPASDF"
TEXTS = {f"{n:02}.env": f"K={KEY}\n# {n}\n" for n in range(20)}


class ShardContract:
    __test__ = False

    def test_listing_is_stable_and_shards_cover_it_once(self, connector):
        items = [item for item in connector.list() if not isinstance(item, Refused)]
        assert items == [item for item in connector.list() if not isinstance(item, Refused)]
        shards = list(pack(connector.spec, items, 3, 100))
        assert [item for shard in shards for item in shard.items] == items
        assert [shard.number for shard in shards] == list(range(len(shards)))
        assert all(shard.size == sum(item.size for item in shard.items) for shard in shards)
        assert all(len(shard.items) == 1 or (len(shard.items) <= 3 and shard.size <= 100) for shard in shards)

    def test_keys_are_sixteen_bytes_and_differ(self, connector):
        keys = [item.key for item in connector.list() if not isinstance(item, Refused)]
        assert {len(key) for key in keys} == {16}
        assert len(set(keys)) == len(keys)

    def test_a_shard_is_small_holds_no_content_and_survives_pickling(self, connector):
        for shard in pack(connector.spec, connector.list()):
            packed = pickle.dumps(shard)
            assert pickle.loads(packed) == shard
            assert KEY.encode() not in packed

    def test_every_item_is_opened_exactly_once_in_order(self, connector):
        for shard in pack(connector.spec, connector.list(), 6):
            opened = [(blob.index, blob.content()) for blob in connector.open(shard)]
            assert [index for index, _ in opened] == list(range(len(shard.items)))
            assert all(len(content) <= item.size for (_, content), item in zip(opened, shard.items, strict=True))

    def test_packing_draws_no_further_than_one_shard(self, connector):
        drawn = []
        shards = pack(connector.spec, (drawn.append(item) or item for item in connector.list()), 4)
        next(shards)
        assert len(drawn) == 5


class TestLocal(ShardContract):
    __test__ = True

    @pytest.fixture
    def connector(self, tmp_path):
        for name, text in TEXTS.items():
            (tmp_path / name).write_text(text)
        return LocalFiles(SourceSpec("local", f"file://{tmp_path}", "v"))


class TestGit(ShardContract):
    __test__ = True

    @pytest.fixture
    def connector(self, tmp_path):
        for name, text in TEXTS.items():
            (tmp_path / name).write_text(text)
        for line in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
            subprocess.run(["git", *line], cwd=tmp_path, check=True, capture_output=True)
        connector = GitHistory(SourceSpec("git", f"git+file://{tmp_path}", "v", "", {"directory": str(tmp_path / ".git")}))
        yield connector
        connector.close()


@pytest.fixture
def pipeline(tmp_path_factory):
    key = tmp_path_factory.mktemp("key") / "key"
    config.fingerprint_key(key, create=True)
    pipeline = make_pipeline(WorkerConfig(key, (), "auto", config.engine_folder()))
    yield pipeline
    pipeline.close()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda path: path.unlink(), Reason.VANISHED),
        (lambda path: os.truncate(path, 10), Reason.CHANGED),
        (lambda path: path.write_text("other" * 100), Reason.CHANGED),
        (lambda path: (path.unlink(), path.symlink_to("/etc/passwd")), None),
        (lambda path: (path.unlink(), path.mkdir()), None),
    ],
)
def test_an_object_that_changes_after_listing_is_said_and_the_rest_is_scanned(tmp_path, pipeline, change, reason):
    for name in ("a.env", "b.env", "c.env"):
        (tmp_path / name).write_text(f"K={KEY}\n" + "line\n" * 50)
    spec = SourceSpec("local", f"file://{tmp_path}", "v")
    (shard,) = pack(spec, LocalFiles(spec).list())
    change(tmp_path / "b.env")
    outcome = pipeline.run(shard)
    gaps = {(gap.name, gap.again) for gap in outcome.exempt}
    assert gaps == {("b.env", True)}
    assert reason is None or reason in {gap.reason for gap in outcome.exempt}
    assert {0, 2} <= {held.item for held in outcome.objects}
