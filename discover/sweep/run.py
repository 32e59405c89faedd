"""Run: scan sources into the inventory, shard by shard, so that any of it may die at any time and be run again."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Update, update

from connectors import gitcommand, githistory
from connectors.base import Connector, Item, Refused, Shard, SourceSpec
from connectors.errors import Reason, SourceError
from connectors.git import GitHistory
from connectors.githistory import Attribution
from connectors.gitselect import head_sizes, index_entries
from connectors.local import LocalFiles
from detectors.rules.rule import Rule
from discover.execute.base import Done, Executor
from discover.inventory import ledger, schema
from discover.inventory.languages import Languages
from discover.inventory.ledger import ScanRow
from discover.inventory.settle import settle
from discover.inventory.store import Store
from discover.outcome import Exempt, Outcome
from discover.sweep.target import Target, commits_of

_LOG = logging.getLogger(__name__)


class Progress(Protocol):
    """Who is told how far a run is."""

    def listed(self, size: int) -> None:
        """An object of so many bytes was listed."""

    def passed(self, size: int) -> None:
        """So many listed bytes are done: examined, known or given up."""


class Silent:
    """Tells nobody."""

    def listed(self, size: int) -> None:
        """Nothing."""

    def passed(self, size: int) -> None:
        """Nothing."""


@dataclass(slots=True)
class SourceResult:
    """What became of one source.

    Attributes:
        locator: which.
        scan: row id of the scan.
        state: done or failed.
        problems: what went wrong, in sentences.
        shards: shards that were scanned in this run.
    """

    locator: str
    scan: int
    state: str
    problems: list[str] = field(default_factory=list)
    shards: int = 0


@dataclass(slots=True)
class _Tally:
    held_objects: int = 0
    held_bytes: int = 0
    covered_objects: int = 0
    covered_bytes: int = 0
    read_bytes: int = 0


class Sweep:
    """Scans targets of one vendor into one inventory."""

    def __init__(
        self, store: Store, executor: Executor, rules: Sequence[Rule], digest: str, progress: Progress | None = None
    ) -> None:
        """Take the parts.

        Args:
            store: the inventory, writable.
            executor: where shards are scanned, under the same rules.
            rules: of this run.
            digest: of rules and engine; the ledger's key beside the content.
            progress: who is told how far the run is.
        """
        self._store = store
        self._executor = executor
        self._rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self._digest = digest
        self._progress = progress or Silent()

    def run(self, target: Target) -> list[SourceResult]:
        """Scan every source of a target; one that fails does not keep the others from being scanned.

        Raises:
            InventoryError: the inventory cannot be written; what was committed stays.
            KeyboardInterrupt: passed on, after the scan was marked as interrupted.
        """
        expected: dict[str, dict[str, bytes]] = {}
        results = []
        for spec in target.sources:
            connector = self._connect(spec, expected)
            wanted = _Index(spec, target)
            results.append(
                _SourceRun(self, spec, connector, wanted, target.refused if spec.kind == "local" else ()).run()
            )
            expected.update(wanted.found())
        return results

    def _connect(self, spec: SourceSpec, expected: Mapping[str, Mapping[str, bytes]]) -> Connector:
        return LocalFiles(spec, expected) if spec.kind == "local" else GitHistory(spec)

    @property
    def store(self) -> Store:
        """The inventory."""
        return self._store

    @property
    def executor(self) -> Executor:
        """Where shards are scanned."""
        return self._executor

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules by id."""
        return self._rules

    @property
    def digest(self) -> str:
        """Digest of rules and engine."""
        return self._digest

    @property
    def progress(self) -> Progress:
        """Who is told how far the run is."""
        return self._progress


class _Index:
    """Which files of a work tree have content that the repository's history holds, and that is scanned there."""

    def __init__(self, spec: SourceSpec, target: Target) -> None:
        trees = [tree for tree, source in target.trees.items() if source is spec]
        self._trees: dict[str, dict[str, str]] = {}
        self._listed: set[str] = set()
        if spec.options.get("select") in {"all", "head"}:
            self._trees = {tree: _ids(index_entries(target.indexes[tree])) for tree in trees}
        self._within = tuple(f"{tree}/" if tree else "" for tree in target.trees)
        self._wanted = {oid for paths in self._trees.values() for oid in paths.values()}

    def of_repository(self, name: str) -> bool:
        """Whether a file lies in a work tree, whose repository is counted by itself."""
        return name.startswith(self._within)

    def see(self, name: str) -> None:
        """A listed object."""
        if name in self._wanted:
            self._listed.add(name)

    def miss(self, name: str) -> None:
        """A listed object that was not wholly examined: its file in the work tree must be."""
        self._listed.discard(name)

    def found(self) -> Iterator[tuple[str, dict[str, bytes]]]:
        """Work tree -> path -> object id, for objects that were listed."""
        for tree, paths in self._trees.items():
            yield tree, {path: bytes.fromhex(oid) for path, oid in paths.items() if oid in self._listed}


def _ids(entries: Mapping[str, bytes]) -> dict[str, str]:
    """Path -> id of an index that has SHA-1 ids: what files are hashed by."""
    return {path: oid.decode() for path, oid in entries.items() if len(oid) == 40}  # noqa: PLR2004  # hex


class _SourceRun:
    """One source under way."""

    def __init__(
        self, sweep: Sweep, spec: SourceSpec, connector: Connector, index: _Index, refused: Sequence[Refused]
    ) -> None:
        self._sweep = sweep
        self._spec = spec
        self._connector = connector
        self._index = index
        self._tally = _Tally()
        self._refused = list(refused)
        self._known: set[bytes] = set()
        self._watched: set[bytes] = set()
        self._seen: set[bytes] = set()
        self._shards = 0
        self._problems: list[str] = []
        self._languages = Languages()
        self._log: gitcommand.Ahead | None = None
        # A narrowed scan, or one of HEAD alone, says nothing about what it did not look at.
        self._full = spec.kind == "local" or spec.options.get("select") == "all"

    def run(self) -> SourceResult:
        scan = self._begin()
        try:
            with closing(self._sweep.executor.run(self._plan())) as finished:
                for done in finished:
                    self._commit(scan, done)
            self._end(scan)
        except SourceError as error:
            self._finish(scan, "failed", str(error))
            self._problems.append(str(error))
            return SourceResult(self._spec.locator, scan.id, "failed", self._problems, self._shards)
        except KeyboardInterrupt:
            self._finish(scan, "interrupted", "interrupted; run the scan again: it goes on where it stopped")
            raise
        finally:
            if self._log is not None:
                self._log.close()
        return SourceResult(self._spec.locator, scan.id, "done", self._problems, self._shards)

    def _begin(self) -> ScanRow:
        with self._sweep.store.begin() as connection:
            spec = self._spec
            source = ledger.source_id(connection, spec.vendor, spec.kind, spec.locator, spec.prefix)
            scan = ledger.begin(connection, source, self._sweep.digest, full=self._full)
            self._known = ledger.known(connection, source, self._sweep.digest)
            self._watched = ledger.prepare(connection, scan, self._known)
        return scan

    def _plan(self) -> Iterator[Shard]:
        return self._connector.pack(self._unknown())

    def _unknown(self) -> Iterator[Item]:
        """Listed items that the ledger does not have; tallies all."""
        tally, known, progress = self._tally, self._known, self._sweep.progress
        for entry in self._connector.list():
            tally.held_objects += 1
            tally.held_bytes += entry.size
            progress.listed(entry.size)
            if isinstance(entry, Refused):
                self._refused.append(entry)
                tally.covered_objects += 1
                tally.covered_bytes += entry.size
                progress.passed(entry.size)
                continue
            self._index.see(entry.name)
            if self._spec.kind == "local" and not self._index.of_repository(entry.name):
                self._languages.add(entry.name, entry.size)
            if entry.key in known:
                tally.covered_objects += 1
                tally.covered_bytes += entry.size
                progress.passed(entry.size)
                if entry.key in self._watched:
                    self._seen.add(entry.key)
                continue
            if self._log is None and self._spec.kind == "git":  # listed by now, and workers are not yet at full work
                self._log = githistory.ahead(self._spec.options["directory"])
            yield entry

    def _commit(self, scan: ScanRow, done: Done) -> None:
        outcome = done.outcome or _lost(done)
        if done.outcome is None and done.error not in self._problems:  # one cause is said once
            _LOG.warning("%s: %s", ", ".join(ledger.printable(item.name) for item in done.shard.items[:3]), done.error)
            self._problems.append(done.error)
        with self._sweep.store.begin() as connection:
            ledger.commit_shard(connection, scan, done.shard, outcome)
        for exempt in outcome.exempt:
            if exempt.again:
                self._index.miss(done.shard.items[exempt.item].name)
        self._shards += 1
        tally = self._tally
        tally.covered_objects += len(done.shard.items)
        tally.covered_bytes += done.shard.size
        tally.read_bytes += outcome.read
        marked = {*(held.item for held in outcome.objects), *(exempt.item for exempt in outcome.exempt)}
        self._seen.update(done.shard.items[index].key for index in marked)
        self._sweep.progress.passed(done.shard.size)

    def _end(self, scan: ScanRow) -> None:
        """Settle findings and close the scan in one transaction."""
        store = self._sweep.store
        with store.begin() as connection:
            ledger.refuse(connection, scan, self._refused)
            ask = self._attribute if self._spec.kind == "git" else None
            prefix = ledger.printable(self._spec.prefix)
            problems = settle(
                connection, scan, prefix, self._sweep.rules, self._seen.__contains__, ask, self._written()
            )
            if scan.full:
                ledger.drop_absent(connection, scan, self._seen)
            self._problems += problems
            connection.execute(self._closing(scan, "done", "; ".join(problems)))

    def _written(self) -> Languages | None:
        """Languages of the source code that this source holds; None where it holds hardly any, or was not looked at as a whole."""
        if self._spec.kind == "local":
            return self._languages if self._languages.much else None
        if self._full:
            self._languages.add_all(head_sizes(self._spec.options["directory"]))
        return self._languages

    def _attribute(self, names: Collection[str]) -> Attribution:
        directory = self._spec.options["directory"]
        return githistory.attribute(directory, names, lambda: commits_of(directory), self._log)

    def _finish(self, scan: ScanRow, state: str, note: str) -> None:
        with self._sweep.store.begin() as connection:
            connection.execute(self._closing(scan, state, note))

    def _closing(self, scan: ScanRow, state: str, note: str) -> Update:
        tally = self._tally
        values = {
            "state": state, "finished": time.time(), "note": ledger.printable(note),
            "held_objects": tally.held_objects, "held_bytes": tally.held_bytes,
            "covered_objects": tally.covered_objects, "covered_bytes": tally.covered_bytes, "read_bytes": tally.read_bytes,
        }  # fmt: skip
        return update(schema.scan).where(schema.scan.c.id == scan.id).values(values)


def _lost(done: Done) -> Outcome:
    """The outcome of a shard that gave none: every object of it is held and not examined."""
    reason = Reason.CRASHED if done.crashed else Reason.FAILED
    exempt = [
        Exempt(i, item.name, item.size, reason, done.error, not done.crashed) for i, item in enumerate(done.shard.items)
    ]
    return Outcome(done.shard.number, exempt=exempt)
