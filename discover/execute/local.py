"""Local executors: in this process, and in a pool of processes that survives the death of its workers."""

from __future__ import annotations

import multiprocessing
import re
import sys
from collections import deque
from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from threading import Timer
from traceback import format_tb
from typing import TYPE_CHECKING

from connectors.base import Shard
from connectors.errors import ConnectorError
from discover.execute import task
from discover.execute.base import Done, Executor
from discover.execute.task import WorkerConfig
from discover.interrupt import PATIENCE, whole
from discover.outcome import Outcome

if TYPE_CHECKING:
    from discover.pipeline import Pipeline

#: Seconds of planning after which all workers are started beside it, so that they are ready when the shards are.
_PATIENCE = 0.3


#: Seconds in which the thread of a broken pool ends by itself, if it is not writing to workers that are gone.
_WRITING = 1.0


class InProcess(Executor):
    """One shard after the other, here: for systems that have no worker processes. What kills this process ends the scan."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Take the pipeline."""
        self._pipeline = pipeline

    def run(self, shards: Iterable[Shard]) -> Generator[Done, None, None]:
        for given in shards:
            stack = [given]
            while stack:
                shard = stack.pop()
                try:
                    outcome = self._pipeline.run(shard)
                except Exception as error:  # noqa: BLE001  # as in a worker: said of its object, and the rest goes on
                    if _of_one(shard, error):
                        stack.extend(reversed(_halves(shard)))
                    else:
                        yield Done(shard, None, _said(error))
                else:
                    yield Done(shard, outcome)

    def close(self) -> None:
        self._pipeline.close()


class LocalPool(Executor):
    """A pool of worker processes on this machine, which grows with what there is to do."""

    def __init__(self, config: WorkerConfig, jobs: int) -> None:
        """Take the workers' configuration and their number, at least 1."""
        self._config = config
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def run(self, shards: Iterable[Shard]) -> Generator[Done, None, None]:
        parts: deque[Shard] = deque()  # of shards that failed for one of their objects
        source = self._planned(iter(shards))
        under_way: dict[Future[Outcome], Shard] = {}
        ended = False
        try:
            while True:
                self._fill(under_way, parts, source)
                if not under_way:
                    ended = True
                    return
                lost: list[Shard] = []
                for future in self._finished(under_way):
                    shard = under_way.pop(future)
                    done = _done(shard, future)
                    if done is None:
                        lost.append(shard)
                    elif isinstance(done, Done):
                        yield done
                    else:
                        parts.extend(done)
                if lost:  # the pool is broken: all that was under way is lost, and one of it did it
                    lost.extend(under_way.values())
                    under_way.clear()
                    self._abandon()
                    yield from self._alone(lost)
        finally:
            if not ended:
                self._kill()

    def _fill(self, under_way: dict[Future[Outcome], Shard], parts: deque[Shard], source: Iterator[Shard]) -> None:
        while len(under_way) < self._jobs * 2:
            shard = parts.popleft() if parts else next(source, None)
            if shard is None:
                return
            try:
                with whole():
                    under_way[self._started(self._jobs).submit(task.scan, shard)] = shard
            except BrokenProcessPool:
                # Broken between two calls: the futures under way say so as well, and this shard joins them.
                future: Future[Outcome] = Future()
                future.set_exception(BrokenProcessPool())
                under_way[future] = shard
                return

    def _finished(self, under_way: Collection[Future[Outcome]]) -> set[Future[Outcome]]:
        """Wait until at least one future is finished. Their locks are the pool's as well: one left taken would stop its thread.

        A worker that died amid an answer leaves the pool's thread waiting for the rest of it, for ever: it is told so.
        """
        ready: set[Future[Outcome]] = set()
        ended = 0
        while not ready:
            with whole():
                ready = wait(under_way, PATIENCE, FIRST_COMPLETED).done
            ended = ended + 1 if not ready and self._one_ended() else 0
            if ended * PATIENCE > _WRITING:
                self._end_workers()
        return ready

    def _one_ended(self) -> bool:
        """Whether a worker is dead, which the pool's thread would say by itself were it not reading."""
        sentinels = [process.sentinel for process in self._processes()]
        return bool(connection.wait(sentinels, 0)) if sentinels else False

    def _processes(self) -> list[BaseProcess]:
        if self._pool is None:
            return []
        return list((self._pool._processes or {}).values())  # noqa: SLF001  # there is no public way

    def _end_workers(self) -> None:
        """Kill all workers, and let the pool thread see the end of what it reads: this process too holds its other end."""
        for process in self._processes():
            process.kill()
        if self._pool is not None:
            with suppress(OSError, AttributeError):
                self._pool._result_queue._writer.close()  # type: ignore[attr-defined]  # noqa: SLF001  # there is no public way

    def _alone(self, lost: list[Shard]) -> Iterator[Done]:
        """Lost shards one at a time; one that kills its worker is halved until the single object is known."""
        queue = deque(sorted(lost, key=lambda shard: shard.number))
        while queue:
            shard = queue.popleft()
            try:
                with whole():
                    future = self._started(1).submit(task.scan, shard)
                done = _done(shard, *self._finished([future]))
            except BrokenProcessPool:
                done = None
            if isinstance(done, Done):
                yield done
                continue
            if done is not None:
                queue.extendleft(reversed(done))
                continue
            self._abandon()
            if len(shard.items) == 1:
                yield Done(shard, None, "reading this object killed its worker twice; it was left out", crashed=True)
            else:
                queue.extendleft(reversed(_halves(shard)))
        self.close()  # the next shards run in a pool of full size again

    def warm(self, count: int | None = None) -> None:
        """Start workers, all of them or so many, before there is anything for them to do."""
        pool = self._started(self._jobs)
        for _ in range(count or self._jobs):
            pool.submit(task.ready)

    def _planned(self, shards: Iterator[Shard]) -> Iterator[Shard]:
        """The shards; a first one that takes its time to be planned is not the only one, and all workers are started meanwhile."""
        timer = Timer(_PATIENCE, self.warm)
        timer.daemon = True
        timer.start()
        try:
            first = next(shards, None)
        finally:
            timer.cancel()
            timer.join()
        if first is not None:
            yield first
            yield from shards

    def _started(self, jobs: int) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            self._pool = ProcessPoolExecutor(jobs, context, task.prepare, (self._config,))
        return self._pool

    def _abandon(self) -> None:
        """End a broken pool. Its thread may be writing a shard that no worker is left to read, and would be waited for for ever.

        Python itself closes the pipe's other end from 3.11.6 on: https://github.com/python/cpython/issues/94777
        """
        if self._pool is not None and sys.version_info < (3, 11, 6):
            with suppress(OSError, AttributeError):
                queue = self._pool._call_queue  # type: ignore[attr-defined]  # noqa: SLF001  # there is no public way
                queue._thread.join(_WRITING)  # noqa: SLF001  # one that is not amid a write closes the pipe itself
                if queue._thread.is_alive():  # noqa: SLF001  # as above
                    queue._reader.close()  # noqa: SLF001  # as above
        self.close()

    def _kill(self) -> None:
        """Give up what is under way: it is not in the ledger, so the next run reads it again."""
        self._end_workers()
        self._abandon()

    def close(self) -> None:
        if self._pool is not None:
            with whole():
                self._pool.shutdown(wait=True, cancel_futures=True)
                self._pool = None


def _done(shard: Shard, future: Future[Outcome]) -> Done | list[Shard] | None:
    """What a finished future says; the parts to be run again where one object made all fail; None where the worker died."""
    try:
        with whole():
            outcome = future.result()
        return Done(shard, outcome)
    except BrokenProcessPool:
        return None
    except Exception as error:  # noqa: BLE001  # whatever went wrong in a worker is reported for its object, and the rest goes on
        return _halves(shard) if _of_one(shard, error) else Done(shard, None, _said(error))


def _of_one(shard: Shard, error: Exception) -> bool:
    """Whether an error may be one object's among several: a source that cannot be opened fails for all of them."""
    return len(shard.items) > 1 and not isinstance(error, ConnectorError)


def _said(error: Exception) -> str:
    """The error's type and place; its text may quote content, so only our own errors' texts are passed on."""
    if isinstance(error, ConnectorError):
        return str(error)
    # A worker's traceback comes as the text of the cause.
    frames = re.findall(
        r'File "([^"]+)", line (\d+)', str(error.__cause__ or "") or "".join(format_tb(error.__traceback__))
    )
    place = f" at {frames[-1][0]}:{frames[-1][1]}" if frames else ""
    return f"{type(error).__name__}{place}; please report this"


def _halves(shard: Shard) -> list[Shard]:
    middle = len(shard.items) // 2
    parts = (shard.items[:middle], shard.items[middle:])
    return [replace(shard, items=items, size=sum(item.size for item in items)) for items in parts]
