"""Session: one scan from what was asked for to what was found, with everything it needs opened and closed again."""

from __future__ import annotations

import gc
import hashlib
import hmac
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connectors.errors import OF_SERVICE, Reason, SourceError
from connectors.export.base import BY_CONTENT, Choice
from detectors.media import page
from detectors.readers import registry
from detectors.readers.base import Limits
from detectors.rules.load import load_all
from detectors.rules.rule import Rule
from detectors.rules.structure import load_structure, with_structure
from detectors.text import version
from discover import config
from discover.execute import early
from discover.execute.base import Executor
from discover.execute.local import InProcess, LocalPool
from discover.execute.task import GC_THRESHOLDS, WorkerConfig
from discover.inventory.store import Store, open_store
from discover.sweep.allowance import Allowance
from discover.sweep.buckets import Buckets, is_bucket, targets
from discover.sweep.parts import Digests, Progress, SourceResult
from discover.sweep.recorded import record
from discover.sweep.run import Sweep
from discover.sweep.target import Narrow, Target, cloned, is_url, resolve

_LOG = logging.getLogger(__name__)

#: Reasons that mean that something could not be read, as against not looked into by design.
UNREAD = OF_SERVICE | {
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
        osv: folder of records of bad versions of packages (OSV).
        export: what the user says of files of exports.
        buckets: how buckets are read.
        allowance: how much may be read in all.
        remembered: True to write into the vendor's history what it holds then; a sweep of many sources does so at its end.
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
    osv: Path | None = None
    export: Choice = BY_CONTENT
    buckets: Buckets = field(default_factory=Buckets)
    allowance: Allowance = field(default_factory=Allowance)
    remembered: bool = True


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
        return not any(result.state in {"done", "partial"} for result in self.results)


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
        worker = _worker(request, key_file)
        listed = _listed(worker.osv) if worker.osv is not None else b""  # before a worker fails over it
        executor = _executor(request, worker)
        stack.callback(executor.close)
        rules = load_all(request.rule_paths, worker.cache)
        known = with_structure(rules, cache=worker.cache)
        versions = {rule.id: rule.version for rule in rules}
        digests = Digests(digest(rules, worker, listed), digest((), worker, listed), versions)
        sweep = Sweep(store, executor, known, digests, progress, request.allowance)
        scanned = Scanned(store, known, [], {})
        for name in request.targets:
            _scan(sweep, request, name, scanned)
        if request.export.mappings and not store.found_by(scanned.scans, _MAPPED):
            _LOG.warning(
                "no messages by the mappings given: no file has such a name, or its columns are others; see coverage"
            )
        if request.remembered and not request.keep_nothing and scanned.results:
            record(store, request.vendor)
        yield scanned


def _executor(request: Request, worker: WorkerConfig) -> Executor:
    """Workers, the first of them under way; this process where the system has none.

    Raises:
        RuleError, EngineError: a rule of the user's is wrong.
    """
    if not early.available():
        _LOG.warning(
            "this system gives no worker processes (locks or sockets are refused): scanning in this process alone"
        )
        from discover.execute.worker import make_pipeline  # noqa: PLC0415  # this process has the engine in no other case

        return InProcess(make_pipeline(worker))
    if request.rule_paths:  # what is wrong with them is said here, not in each worker
        from discover.execute.worker import engine  # noqa: PLC0415  # as above

        engine(worker.rule_paths, worker.engine, worker.cache)
    pool = LocalPool(worker, request.jobs or os.cpu_count() or 1)
    pool.warm(1)
    return pool


def digests_of(request: Request) -> str:
    """Digest of all that decides what a request finds, without opening anything to be written.

    Raises:
        RuleError: a rule file is wrong.
        ConfigError: a setting or the fingerprint key is wrong.
    """
    key_file = config.key_file(request.inventory or str(config.default_inventory()))
    worker = _worker(request, key_file)
    return digest(load_all(request.rule_paths, worker.cache), worker, _listed(worker.osv) if worker.osv else b"")


def _worker(request: Request, key_file: Path) -> WorkerConfig:
    return WorkerConfig(
        key_file, request.rule_paths, config.engine_name(), config.engine_folder(),
        request.limits, request.password_file, request.osv, request.export,
    )  # fmt: skip


#: Rule of messages that were read by a mapping.
_MAPPED = "export.table"
#: Raised when the readers find other things in equal objects: part of the digest that the ledger keys its rows by.
READERS_VERSION = "8"


def digest(rules: Sequence[Rule], worker: WorkerConfig, listed: bytes = b"") -> str:
    """Digest of all that decides what is found: rules and engine, readers, those that are missing, limits, passwords, lists."""
    parts = hashlib.sha256(
        f"{version.digest(rules)}\0{READERS_VERSION}\0{worker.limits}\0{worker.export.format}".encode()
    )
    if worker.export.mappings:
        parts.update(repr(worker.export.mappings).encode())
    parts.update(b"pages" if page.data() else b"no pages")
    parts.update(b"exports" if config.exports_installed() else b"no exports")
    for rule in load_structure(worker.cache):
        parts.update(f"{rule.id}\0{rule.version}\0".encode())
    entries = (*registry.READERS.values(), *registry.VIEWERS.values())
    for extra in sorted({found for entry in entries if (found := registry.missing(entry))}):
        parts.update(f"without {extra}\0".encode())
    if worker.password_file is not None:  # keyed: a digest of passwords would let them be guessed
        key = config.fingerprint_key(worker.key_file, create=False)
        for password in config.archive_passwords(worker.password_file):
            parts.update(hmac.digest(key, password, "sha256"))
    parts.update(listed)
    return parts.hexdigest()[:16]


def _listed(folder: Path) -> bytes:
    """Digest of a list of bad versions: a record more, and what depends on packages is read again.

    Raises:
        ConfigError: there is no record in it.
    """
    index = config.bad_versions(folder)
    if index.skipped:
        _LOG.warning(
            "--osv %s: %d files are no OSV records and say nothing, such as %s",
            folder,
            len(index.skipped),
            index.skipped[0],
        )
    digest = hashlib.sha256()
    for key in sorted(index.entries):
        for entry in sorted(index.entries[key], key=repr):
            digest.update(f"{key} {entry.id} {sorted(entry.versions)} {entry.ranges} {entry.malicious}\0".encode())
    return digest.digest()


def _scan(sweep: Sweep, request: Request, name: str, scanned: Scanned) -> None:
    """One target, or each bucket of an account; what cannot be opened does not keep the others from being scanned."""
    with _failing(scanned, name), _targets(request, name) as found:
        for target in found:
            with _failing(scanned, target.name):
                scanned.results += sweep.run(target)


@contextmanager
def _failing(scanned: Scanned, name: str) -> Iterator[None]:
    """Say of a target that it could not be scanned, and go on behind."""
    try:
        yield
    except SourceError as error:
        _LOG.error("%s", error)
        scanned.failed[name] = str(error)


@contextmanager
def _targets(request: Request, name: str) -> Iterator[Iterable[Target]]:
    if is_bucket(name):
        yield targets(name, request.vendor, request.buckets)
    elif is_url(name):
        with cloned(name, request.vendor, request.narrow, keep=request.keep_clones) as target:
            yield (target,)
    else:
        yield (resolve(name, request.vendor, request.narrow),)


@contextmanager
def _passing() -> Iterator[str]:
    """Place of an inventory that is gone afterwards; it holds places and counts, no values, and only its owner may read it."""
    folder = tempfile.mkdtemp(prefix="discover-")
    try:
        yield str(Path(folder) / "inventory.db")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
