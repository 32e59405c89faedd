"""Session: one scan from what was asked for to what was found, with everything it needs opened and closed again."""

from __future__ import annotations

import gc
import hashlib
import hmac
import logging
import os
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from threading import Timer

from connectors.base import Shard
from connectors.errors import Reason, SourceError
from detectors.readers import registry
from detectors.readers.base import Limits
from detectors.rules.rule import Rule
from detectors.rules.structure import load_structure, with_structure
from discover import config
from discover.execute.base import Done, Executor
from discover.execute.local import InProcess, LocalPool
from discover.execute.worker import GC_THRESHOLDS, WorkerConfig, load_rules, make_pipeline
from discover.inventory.store import Store, open_store
from discover.pipeline import Pipeline
from discover.sweep.run import Progress, SourceResult, Sweep
from discover.sweep.target import Narrow, Target, cloned, is_url, resolve

_LOG = logging.getLogger(__name__)

#: Reasons that mean that something could not be read, as against not looked into by design.
UNREAD = frozenset(
    {
        Reason.DENIED,
        Reason.UNREADABLE,
        Reason.VANISHED,
        Reason.CHANGED,
        Reason.MISSING,
        Reason.CORRUPT,
        Reason.CRASHED,
        Reason.FAILED,
        Reason.SHALLOW,
        Reason.ENCRYPTED,
        Reason.LIMIT,
        Reason.TIMEOUT,
    }
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        targets: paths and URLs.
        vendor: whose holdings they are.
        inventory: path or URL, None for the user's own.
        keep_nothing: True to use an inventory that is removed afterwards.
        rule_paths: the user's rule files and folders.
        jobs: worker processes; 0 for as many as there are processors.
        narrow: what of a repository is wanted.
        keep_clones: True to leave clones of URLs in the cache.
        password_file: passwords for encrypted containers, one a line.
        limits: on opening one object with all that lies in it.
    """

    targets: tuple[str, ...]
    vendor: str
    inventory: str | None = None
    keep_nothing: bool = False
    rule_paths: tuple[Path, ...] = ()
    jobs: int = 0
    narrow: Narrow = field(default_factory=Narrow)
    keep_clones: bool = False
    password_file: Path | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Scanned:
    """What a session leaves for its reporter.

    Attributes:
        store: the inventory, open while the session is.
        rules: that were loaded.
        results: one for each source.
        failed: targets that could not be scanned at all, with the reason.
    """

    store: Store
    rules: Sequence[Rule]
    results: list[SourceResult]
    failed: dict[str, str]

    @property
    def scans(self) -> list[int]:
        """Row ids of the scans of this session."""
        return [result.scan for result in self.results]

    @property
    def nothing(self) -> bool:
        """Whether nothing of any target could be read."""
        return not any(result.state == "done" for result in self.results)


class Adaptive(Executor):
    """Scans here what fits into one shard, and in a pool what does not: starting one costs more than a small scan."""

    def __init__(self, pipeline: Pipeline, config: WorkerConfig, jobs: int) -> None:
        """Take the pipeline of this process, and what workers are made of."""
        self._here = InProcess(pipeline)
        self._pool = LocalPool(config, jobs)

    def run(self, shards: Iterable[Shard]) -> Generator[Done, None, None]:
        rest = iter(shards)
        timer = Timer(_PATIENCE, self._pool.warm)  # a listing that takes its time is a long one
        timer.daemon = True
        timer.start()
        try:
            first = list(islice(rest, 2))
        finally:
            timer.cancel()
            timer.join()
        small = len(first) < 2 and all(shard.size <= _SMALL for shard in first)  # noqa: PLR2004  # all there is
        yield from (self._here if small else self._pool).run(chain(first, rest))

    def close(self) -> None:
        self._here.close()
        self._pool.close()


#: Seconds of planning after which workers are started beside it, so that they are ready when the first shard is.
_PATIENCE = 0.3
#: Bytes up to which a single shard is scanned without a pool.
_SMALL = 8 << 20


@contextmanager
def session(request: Request, progress: Progress | None = None) -> Iterator[Scanned]:
    """Scan, and hand over the results while the inventory is open.

    Raises:
        InventoryError: the inventory cannot be opened or written.
        RuleError: a rule file is wrong.
        ConfigError: a setting or the fingerprint key is wrong.
    """
    gc.set_threshold(*GC_THRESHOLDS)
    with ExitStack() as stack:
        where = (
            stack.enter_context(_passing())
            if request.keep_nothing
            else request.inventory or str(config.default_inventory())
        )
        store = stack.enter_context(open_store(where, create=True))
        key_file = config.key_file(where)
        config.fingerprint_key(key_file, create=True)
        worker = WorkerConfig(
            key_file, request.rule_paths, config.engine_name(), config.cache_folder() / "engines",
            request.limits, request.password_file,
        )  # fmt: skip
        rules = load_rules(request.rule_paths, worker.cache)
        pipeline = make_pipeline(worker, rules)
        executor = Adaptive(pipeline, worker, request.jobs or os.cpu_count() or 1)
        stack.callback(executor.close)
        known = with_structure(rules)
        sweep = Sweep(store, executor, known, digest(pipeline, worker), progress)
        scanned = Scanned(store, known, [], {})
        for name in request.targets:
            _scan(sweep, request, name, scanned)
        yield scanned


#: Raised when the readers find other things in equal objects: part of the digest that the ledger keys its rows by.
READERS_VERSION = "2"


def digest(pipeline: Pipeline, worker: WorkerConfig) -> str:
    """Digest of all that decides what is found: rules and engine, readers and those that are missing, limits, passwords."""
    parts = hashlib.sha256(f"{pipeline.detector.digest}\0{READERS_VERSION}\0{worker.limits}".encode())
    for rule in load_structure():
        parts.update(f"{rule.id}\0{rule.version}\0".encode())
    for extra in sorted({found for entry in registry.READERS.values() if (found := registry.missing(entry))}):
        parts.update(f"without {extra}\0".encode())
    if worker.password_file is not None:  # keyed: a digest of passwords would let them be guessed
        key = config.fingerprint_key(worker.key_file, create=False)
        for password in config.archive_passwords(worker.password_file):
            parts.update(hmac.digest(key, password, "sha256"))
    return parts.hexdigest()[:16]


def _scan(sweep: Sweep, request: Request, name: str, scanned: Scanned) -> None:
    """One target; one that cannot be opened does not keep the others from being scanned."""
    try:
        with _target(request, name) as target:
            scanned.results += sweep.run(target)
    except SourceError as error:
        _LOG.error("%s", error)
        scanned.failed[name] = str(error)


@contextmanager
def _target(request: Request, name: str) -> Iterator[Target]:
    if is_url(name):
        with cloned(name, request.vendor, request.narrow, keep=request.keep_clones) as target:
            yield target
    else:
        yield resolve(name, request.vendor, request.narrow)


@contextmanager
def _passing() -> Iterator[str]:
    """Place of an inventory that is gone afterwards; it holds places and counts, no values, and only its owner may read it."""
    folder = tempfile.mkdtemp(prefix="discover-")
    try:
        yield str(Path(folder) / "inventory.db")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
