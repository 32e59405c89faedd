"""Source: one source from its listing to its findings, shard by shard, so that any of it may die at any time and be run again."""

from __future__ import annotations

import json
import logging
import time
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Update, update

from connectors import gitcommand, githistory
from connectors.base import Connector, Item, Mark, Refused, Shard, SourceSpec
from connectors.errors import BlobError, Reason, SourceError
from connectors.git import GitHistory
from connectors.githistory import Attribution
from connectors.gitselect import head_sizes
from connectors.selection import Selection
from discover.execute.base import Done
from discover.inventory import carry, ledger, place, posture, schema
from discover.inventory.keyset import KeySet
from discover.inventory.languages import Languages
from discover.inventory.ledger import ScanRow
from discover.inventory.settle import settle
from discover.outcome import Exempt, Outcome
from discover.sweep.frontier import Frontier, Place
from discover.sweep.gathered import Gathered
from discover.sweep.left import left_out
from discover.sweep.parts import Nobody, Parts, SourceResult, Watcher
from discover.sweep.stored import Stored, StoredRepositories, copied, source_of
from discover.sweep.target import commits_of

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tally:
    held_objects: int = 0
    held_bytes: int = 0
    covered_objects: int = 0
    covered_bytes: int = 0
    read_bytes: int = 0
    requests: int = 0


class SourceRun:
    """One source under way."""

    def __init__(
        self, parts: Parts, spec: SourceSpec, connector: Connector, watcher: Watcher, refused: Sequence[Refused]
    ) -> None:
        """Take the run's parts, the source and what reads it, who watches, and what is known to be refused."""
        self._parts, self._spec, self._connector, self._watcher = parts, spec, connector, watcher
        self._tally = _Tally()
        self._gathered = Gathered()
        for each in refused:
            self._gathered.add(each)
        self._left: dict[str, list[int]] = {}  # reason -> objects and bytes that this run leaves out
        self._known = KeySet()
        self._watched: set[bytes] = set()
        self._seen: set[bytes] = set()
        self._changed: dict[bytes, Item] = {}
        self._shards = 0
        self._problems: list[str] = []
        self._languages = Languages()
        self._frontier = Frontier()
        self._resumed = ""
        self._broken: SourceError | None = None
        self._log: gitcommand.Ahead | None = None
        self._stored = StoredRepositories()
        #: What became of repositories that lie in it as files.
        self.inner: list[SourceResult] = []

    @property
    def _full(self) -> bool:
        """Whether all is looked at: a narrowed scan says nothing about what it does not look at."""
        options = self._spec.options
        if self._parts.allowance.bounded or (self._spec.kind == "git" and options.get("select") != "all"):
            return False
        return Selection.of(options).all and options.get("versions", "all") == "all"

    def run(self) -> SourceResult:
        """Scan it.

        Raises:
            InventoryError: the inventory cannot be written.
            KeyboardInterrupt: after the scan was marked as interrupted.
        """
        scan = self._begin()
        try:
            self._ask()
            self._scan(scan, self._frontier.shards(self._connector.pack(self._unknown())))
            self._scan_changed(scan)
            self._scan_stored(scan)
            scan = self._end(scan)
        except SourceError as error:
            self._fail(scan, error)
            return SourceResult(self._spec.locator, scan.id, "failed", self._problems, self._shards)
        except KeyboardInterrupt:
            with self._parts.store.begin() as connection:
                self._note(self._frontier.reached(), connection)
            self._finish(scan, "interrupted", "interrupted; run the scan again: it goes on where it stopped")
            raise
        finally:
            if self._log is not None:
                self._log.close()
            if self._connector.tells:
                self._connector.close()
        listed = "partial" if self._tally.held_objects else "failed"  # a listing that broke off at once told nothing
        state = "done" if self._broken is None else listed
        return SourceResult(self._spec.locator, scan.id, state, self._problems, self._shards)

    # --- begin --------------------------------------------------------------------------------------------------------

    def _begin(self) -> ScanRow:
        digests = self._parts.digests
        with self._parts.store.begin() as connection:
            spec = self._spec
            source = ledger.source_id(connection, spec.vendor, spec.kind, spec.locator, spec.prefix)
            scan = ledger.begin(connection, source, digests.all, full=self._full)
            if digests.base:
                carry.note(connection, digests.all, digests.base, digests.rules)
                carry.carry(connection, source, digests.all, digests.base, digests.rules)
            self._known = ledger.known(connection, source, digests.all)
            self._watched = ledger.prepare(connection, scan, self._known)
            self._source = source
            self._restore(place.found(connection, source, digests.all, self._options()))
        return scan

    def _options(self) -> str:
        return place.digest({**self._spec.options, "allowance": repr(self._parts.allowance.share)})

    def _restore(self, found: tuple[str, bytes] | None) -> None:
        """Go on where an unfinished listing of the same source stopped."""
        if found is None:
            return
        self._resumed, packed = found
        state = json.loads(packed)
        self._tally = _Tally(**state["tally"])
        self._gathered.restore(state["gathered"])
        self._left = state["left"]
        self._languages = Languages(**state["languages"])
        self._seen.update(ledger.keys_of(b64decode(state["seen"])))

    def _state(self) -> dict[str, Any]:
        return {
            "tally": asdict(self._tally), "gathered": self._gathered.state(),
            "left": {reason: list(counts) for reason, counts in self._left.items()},
            "languages": asdict(self._languages),
        }  # fmt: skip

    def _ask(self) -> None:
        """Keep what the service says of the place."""
        facts = list(self._connector.facts())
        if facts:
            with self._parts.store.begin() as connection:
                posture.replace(connection, self._source, facts)

    # --- listing ------------------------------------------------------------------------------------------------------

    def _unknown(self) -> Iterator[Item]:
        """Listed items that the ledger does not have; tallies all. A listing that breaks off ends here, and is said at the end."""
        listed = 0
        try:
            for entry in self._connector.list(self._resumed):
                listed += 1
                if isinstance(entry, Mark):
                    self._frontier.mark(Place(entry.after, self._state()))
                elif self._wanted(entry):
                    self._frontier.listed()
                    assert isinstance(entry, Item)  # refused ones are not wanted
                    yield entry
        except SourceError as error:
            if not listed and not self._resumed:
                raise
            self._broken = error

    def _wanted(self, entry: Item | Refused) -> bool:
        """Whether an entry is to be read; tallies it."""
        if self._connector.tells and isinstance(entry, Item) and self._stored.takes(entry):
            return False  # counted as a source of its own
        tally, progress = self._tally, self._parts.progress
        tally.held_objects += entry.objects if isinstance(entry, Refused) else 1
        tally.held_bytes += entry.size
        progress.listed(entry.size)
        if isinstance(entry, Refused):
            self._gathered.add(entry)
            self._cover(entry.size, entry.objects)
            return False
        self._watcher.see(entry.name)
        if self._spec.kind != "git" and not self._of_repository(entry.name):
            self._languages.add(entry.name, entry.size)
        if entry.key in self._known:
            self._cover(entry.size)
            if entry.key in self._watched:
                self._seen.add(entry.key)
            return False
        reason = self._parts.allowance.refuses(self._spec.locator, entry, self._connector.requests)
        if reason:
            left = self._left.setdefault(reason, [0, 0])
            left[0] += 1
            left[1] += entry.size
            self._cover(entry.size)
            return False
        if self._log is None and self._spec.kind == "git":  # listed by now, and workers are not yet at full work
            self._log = githistory.ahead(self._spec.options["directory"])
        return True

    def _of_repository(self, name: str) -> bool:
        """Whether a file lies in a work tree, whose source code is counted with its repository."""
        return self._watcher.of_repository(name) or self._stored.of_work_tree(name)

    def _cover(self, size: int, objects: int = 1) -> None:
        self._tally.covered_objects += objects
        self._tally.covered_bytes += size
        self._parts.progress.passed(size, objects)

    # --- shards -------------------------------------------------------------------------------------------------------

    def _scan(self, scan: ScanRow, shards: Iterator[Shard]) -> None:
        with closing(self._parts.executor.run(shards)) as finished:
            for done in finished:
                self._commit(scan, done)

    def _commit(self, scan: ScanRow, done: Done) -> None:
        outcome = done.outcome or _lost(done)
        if done.outcome is None and done.error not in self._problems:  # one cause is said once
            _LOG.warning("%s: %s", ", ".join(ledger.printable(item.name) for item in done.shard.items[:3]), done.error)
            self._problems.append(done.error)
        items = done.shard.items
        for exempt in outcome.exempt:
            if exempt.again:
                self._watcher.miss(items[exempt.item].name)
                if exempt.reason in _PASSING:
                    self._changed[items[exempt.item].key] = items[exempt.item]
        self._shards += 1
        tally = self._tally
        tally.covered_objects += len(items)
        tally.covered_bytes += done.shard.size
        tally.read_bytes += outcome.read
        tally.requests += outcome.requests
        marked = {*(held.item for held in outcome.objects), *(exempt.item for exempt in outcome.exempt)}
        self._seen.update(items[index].key for index in marked)
        self._frontier.done(done.shard)
        with self._parts.store.begin() as connection:
            ledger.commit_shard(connection, scan, done.shard, outcome)
            self._note(self._frontier.due(), connection)
        self._parts.progress.passed(done.shard.size, len(done.shard.items))

    def _note(self, reached: Place | None, connection: Connection) -> None:
        """Keep from where the listing can go on."""
        if reached is None:
            return
        tally = reached.state["tally"]
        # What was covered before the mark is all that was held there; what was read and asked so far was so.
        tally |= {"covered_objects": tally["held_objects"], "covered_bytes": tally["held_bytes"]}
        tally |= {"read_bytes": self._tally.read_bytes, "requests": self._tally.requests}
        state = {**reached.state, "seen": b64encode(b"".join(sorted(self._seen))).decode("ascii")}
        digests = (self._parts.digests.all, self._options())
        place.note(connection, self._source, digests, reached.after, json.dumps(state).encode("ascii"))

    def _scan_changed(self, scan: ScanRow) -> None:
        """What had changed or gone when it was to be read: as it is now. Once: what changes all the time stays a gap."""
        changed, self._changed = self._changed, {}
        if not changed or not self._connector.tells:
            return
        now = {entry.name: entry for entry in self._connector.again(changed.values())}
        fresh = [entry for entry in now.values() if isinstance(entry, Item)]
        # Of one that is refused now the gap stands.
        self._forget(scan, [item for item in changed.values() if not isinstance(now.get(item.name), Refused)])
        self._tally.held_objects += len(fresh)
        self._tally.held_bytes += sum(entry.size for entry in fresh)
        self._frontier = Frontier()
        self._scan(scan, self._frontier.shards(self._connector.pack(fresh)))

    def _forget(self, scan: ScanRow, items: Sequence[Item]) -> None:
        """Take back what was said of items that are not held any more as they were listed."""
        keys, size = [item.key for item in items], sum(item.size for item in items)
        self._seen.difference_update(keys)
        self._tally.held_objects -= len(items)
        self._tally.covered_objects -= len(items)
        self._tally.held_bytes -= size
        self._tally.covered_bytes -= size
        with self._parts.store.begin() as connection:
            ledger.forget(connection, scan, keys)

    def _scan_stored(self, scan: ScanRow) -> None:
        """Scan repositories that lie in a bucket with their history; those of which nothing is new stand as they are."""
        for repository in self._stored.found():
            before = self._standing(repository)
            if before is not None:
                self.inner.append(before)
                continue
            shard = Shard(self._spec, 0, tuple(repository.objects), repository.size)
            try:
                with copied(repository, self._connector) as directory:
                    spec = source_of(repository, self._spec, directory)
                    run = SourceRun(self._parts, spec, GitHistory(spec), Nobody(), ())
                    self.inner.append(run.run())
            except BlobError as error:
                self._wanted(Refused(repository.root, repository.size, error.reason, error.detail, len(shard.items)))
                continue
            if self.inner[-1].state == "done":
                with self._parts.store.begin() as connection:
                    ledger.commit_shard(connection, scan, shard, Outcome(0))

    def _standing(self, repository: Stored) -> SourceResult | None:
        """What an earlier run found of a repository, where nothing of it is new."""
        if not all(item.key in self._known for item in repository.objects):
            return None
        locator = source_of(repository, self._spec, "").locator
        with self._parts.store.read() as connection:
            scan = ledger.last_scan(connection, self._spec.vendor, locator)
        return None if scan is None else SourceResult(locator, scan, "done")

    # --- end ----------------------------------------------------------------------------------------------------------

    def _end(self, scan: ScanRow) -> ScanRow:
        """Settle findings and close the scan in one transaction."""
        self._listed()
        if self._broken is not None:
            self._problems.append(str(self._broken))
            self._gathered.add(Refused("(the rest of the listing)", 0, self._broken.reason, str(self._broken)))
            scan = replace(scan, full=False)
        with self._parts.store.begin() as connection:
            for row in left_out(connection, scan, self._left, self._tally.held_objects):
                self._gathered.add(row)
            ledger.refuse(connection, scan, list(self._gathered.rows()))
            ask = self._attribute if self._spec.kind == "git" else None
            prefix = ledger.printable(self._spec.prefix)
            problems = settle(
                connection, scan, prefix, self._parts.rules, self._seen.__contains__, ask, self._written()
            )
            if scan.full:
                ledger.drop_absent(connection, scan, self._seen)
            self._problems += problems
            if self._broken is None:
                place.forget(connection, self._source)
            else:
                self._note(self._frontier.reached(), connection)
            state = "interrupted" if self._broken is not None else "done"
            connection.execute(self._closing(scan, state, "; ".join(self._problems if self._broken else problems)))
        return scan

    def _listed(self) -> None:
        """Count the requests that listing took."""
        requests = self._connector.requests
        self._tally.requests += requests
        self._parts.allowance.listed(requests)

    def _written(self) -> Languages | None:
        """Languages of the source code that this source holds; None where it holds hardly any, or was not looked at as a whole."""
        if self._spec.kind != "git":
            return self._languages if self._languages.much else None
        if self._full:
            self._languages.add_all(head_sizes(self._spec.options["directory"]))
        return self._languages

    def _attribute(self, names: Collection[str]) -> Attribution:
        directory = self._spec.options["directory"]
        return githistory.attribute(directory, names, lambda: commits_of(directory), self._log)

    def _fail(self, scan: ScanRow, error: SourceError) -> None:
        """Nothing of it could be listed: a row of the ledger says why, so that it is not taken for empty."""
        self._problems.append(str(error))
        with self._parts.store.begin() as connection:
            ledger.refuse(connection, scan, [*self._gathered.rows(), Refused(".", 0, error.reason, str(error))])
        self._finish(scan, "failed", str(error))

    def _finish(self, scan: ScanRow, state: str, note: str) -> None:
        with self._parts.store.begin() as connection:
            connection.execute(self._closing(scan, state, note))

    def _closing(self, scan: ScanRow, state: str, note: str) -> Update:
        values = {"state": state, "finished": time.time(), "note": ledger.printable(note), "full": scan.full}
        return update(schema.scan).where(schema.scan.c.id == scan.id).values(values | asdict(self._tally))


#: Reasons that an object has when it is another one now than was listed.
_PASSING = frozenset({Reason.CHANGED, Reason.VANISHED})


def _lost(done: Done) -> Outcome:
    """The outcome of a shard that gave none: every object of it is held and not examined."""
    reason = Reason.CRASHED if done.crashed else Reason.FAILED
    exempt = [
        Exempt(i, item.name, item.size, reason, done.error, not done.crashed) for i, item in enumerate(done.shard.items)
    ]
    return Outcome(done.shard.number, exempt=exempt)
