"""Executor: one suite for this process and for the pool."""

from __future__ import annotations

import os
import random
import struct
import sys
import time

import pytest

from connectors.base import SourceSpec, pack
from connectors.local import LocalFiles
from discover import config
from discover.execute.local import InProcess, LocalPool
from discover.execute.task import WorkerConfig
from discover.execute.worker import make_pipeline

KEY = "AKIA" + "Q3EGRTY4UIOPASDF"

#: A connector that a third party might bring: it registers itself when its options are unpickled in a worker. Reading its object
#: `poison` kills the process, reading `torn` kills it amid an answer, reading `failing` raises what nobody expects.
LETHAL = """
import os, signal, struct, sys
from connectors.local import LocalFiles
from discover import registry

class Options(dict):
    def __reduce__(self):
        return Options, (dict(self),)

class Lethal(LocalFiles):
    def open(self, shard):
        for blob, item in zip(super().open(shard), shard.items):
            if item.name == "poison":
                os.kill(os.getpid(), signal.SIGKILL)
            if item.name == "torn":
                frame = sys._getframe()
                while "result_queue" not in frame.f_locals:
                    frame = frame.f_back
                answers = frame.f_locals["result_queue"]
                answers._wlock.acquire()
                os.write(answers._writer.fileno(), struct.pack("!i", 1 << 20) + b"x")
                os.kill(os.getpid(), signal.SIGKILL)
            if item.name.endswith("failing"):
                raise ValueError("the content said s3cr3t")
            yield blob

registry.CONNECTORS["lethal"] = "lethal:Lethal"
"""


@pytest.fixture
def lethal(tmp_path, monkeypatch):
    (tmp_path / "module").mkdir()
    (tmp_path / "module/lethal.py").write_text(LETHAL)
    monkeypatch.syspath_prepend(str(tmp_path / "module"))
    monkeypatch.delitem(sys.modules, "lethal", raising=False)
    import lethal

    yield lethal
    from discover import registry

    registry.CONNECTORS.pop("lethal", None)
    sys.modules.pop("lethal", None)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "d"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.env").write_text(f"K={KEY}\n")
    return folder


@pytest.fixture
def worker(tmp_path):
    key = tmp_path / "key"
    config.fingerprint_key(key, create=True)
    return WorkerConfig(key, (), "auto", config.engine_folder())


def _shards(folder, lethal, each=4):
    spec = SourceSpec("lethal", f"file://{folder}", "v", "", lethal.Options())
    return list(pack(spec, LocalFiles(spec).list(), each))


class ExecutorContract:
    __test__ = False
    #: Most shards that are drawn beyond those that came back.
    ahead: int

    def test_every_shard_comes_back_exactly_once_in_any_order(self, executor, folder, lethal):
        shards = _shards(folder, lethal)
        random.Random(7).shuffle(shards)
        done = list(executor.run(shards))
        assert sorted(d.shard.number for d in done) == sorted(s.number for s in shards)
        assert all(len(d.outcome.objects) == len(d.shard.items) and not d.error for d in done)

    def test_nothing_to_do_is_done_at_once(self, executor):
        assert list(executor.run([])) == []

    def test_shards_are_drawn_only_when_there_is_room(self, executor, folder, lethal):
        drawn = []
        source = (drawn.append(shard.number) or shard for shard in _shards(folder, lethal, 2))
        for count, _ in enumerate(executor.run(source), 1):
            assert len(drawn) - count <= self.ahead
        assert len(drawn) == 30

    def test_a_failing_shard_is_reported_without_its_words_and_the_rest_goes_on(self, executor, folder, lethal):
        (folder / "failing").touch()
        done = list(executor.run(_shards(folder, lethal)))
        failed = [d for d in done if d.outcome is None]
        assert [d.shard.items[-1].name for d in failed] == ["failing"]
        assert "ValueError" in failed[0].error
        assert "s3cr3t" not in failed[0].error
        assert not failed[0].crashed
        assert sum(len(d.outcome.objects) for d in done if d.outcome) == 60

    @pytest.mark.parametrize("each", [1, 7, 61])
    def test_an_object_that_fails_is_named_and_all_others_are_scanned(self, executor, folder, lethal, each):
        (folder / "33-failing").touch()
        done = list(executor.run(_shards(folder, lethal, each)))
        assert [[item.name for item in d.shard.items] for d in done if d.outcome is None] == [["33-failing"]]
        scanned = [item.name for d in done if d.outcome for item in d.shard.items]
        assert sorted(scanned) == sorted(f"{number:02}.env" for number in range(60))

    def test_it_can_be_run_again_after_an_early_end(self, executor, folder, lethal):
        running = executor.run(_shards(folder, lethal, 2))
        next(running)
        running.close()
        assert len(list(executor.run(_shards(folder, lethal)))) == 15


class TestInProcess(ExecutorContract):
    __test__ = True
    ahead = 1

    @pytest.fixture
    def executor(self, worker):
        executor = InProcess(make_pipeline(worker))
        yield executor
        executor.close()


class TestLocalPool(ExecutorContract):
    __test__ = True
    ahead = 4

    @pytest.fixture
    def executor(self, worker):
        executor = LocalPool(worker, 2)
        yield executor
        executor.close()

    def test_an_early_end_ends_the_workers(self, executor, folder, lethal):
        running = executor.run(_shards(folder, lethal, 2))
        next(running)
        workers = list(executor._pool._processes)
        assert workers
        running.close()
        deadline = time.monotonic() + 20
        while any(_alive(pid) for pid in workers):
            assert time.monotonic() < deadline
            time.sleep(0.01)

    @pytest.mark.timeout(60)
    def test_an_end_while_a_worker_is_amid_an_answer_waits_for_nobody(self, executor, folder, lethal):
        running = executor.run(_shards(folder, lethal, 2))
        next(running)
        answers = executor._pool._result_queue
        with answers._wlock:
            os.write(answers._writer.fileno(), struct.pack("!i", 1 << 20) + b"x")
            running.close()
        assert len(list(executor.run(_shards(folder, lethal)))) == 15

    @pytest.mark.timeout(120)
    @pytest.mark.parametrize(("name", "each"), [("poison", 1), ("poison", 7), ("poison", 61), ("torn", 1), ("torn", 61)])
    def test_an_object_that_kills_its_worker_is_named_and_all_others_are_scanned(self, executor, folder, lethal, name, each):
        (folder / name).touch()
        done = list(executor.run(_shards(folder, lethal, each)))
        crashed = [d for d in done if d.crashed]
        assert [[item.name for item in d.shard.items] for d in crashed] == [[name]]
        assert "killed its worker" in crashed[0].error
        scanned = [item.name for d in done if d.outcome for item in d.shard.items]
        assert sorted(scanned) == sorted(f"{number:02}.env" for number in range(60))


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stream:
            return stream.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_poisonous_object_ends_in_the_coverage_and_is_not_read_again(worker, folder, lethal, tmp_path):
    from detectors.rules.load import load_all
    from discover.inventory.store import open_store
    from discover.sweep.run import Sweep
    from discover.sweep.target import Target

    (folder / "poison").touch()
    spec = SourceSpec("lethal", f"file://{folder}", "v", "", lethal.Options())

    class Kin(Sweep):
        def _connect(self, spec, expected):
            return LocalFiles(spec)

    with open_store(str(tmp_path / "i.db"), create=True) as store:
        for read in (True, False):
            executor = LocalPool(worker, 2)
            (result,) = Kin(store, executor, load_all(()), "d" * 32).run(Target("t", (spec,)))
            executor.close()
            assert (result.state, result.shards > 0) == ("done", read)
            rows = [(row.reason, row.examples) for row in store.coverage("v").rows]
            assert rows == [("crashed", ("poison",))]
    assert os.path.exists(folder / "poison")
