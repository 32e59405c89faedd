"""Run: scan the sources of targets into the inventory, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from connectors.base import Connector, SourceSpec
from connectors.gitselect import index_entries
from connectors.local import LocalFiles
from detectors.rules.rule import Rule
from discover.execute.base import Executor
from discover.inventory.store import Store
from discover.registry import connector
from discover.sweep.allowance import Allowance
from discover.sweep.parts import Digests, Parts, Progress, Silent, SourceResult
from discover.sweep.source import SourceRun
from discover.sweep.target import Target


class Sweep:
    """Scans targets of one vendor into one inventory."""

    def __init__(
        self,
        store: Store,
        executor: Executor,
        rules: Sequence[Rule],
        digests: Digests | str,
        progress: Progress | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        """Take the parts.

        Args:
            store: the inventory, writable.
            executor: where shards are scanned, under the same rules.
            rules: of this run.
            digests: of rules and engine; the ledger's key beside the content.
            progress: who is told how far the run is.
            allowance: how much may be read; None for all.
        """
        known: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        given = Digests(digests) if isinstance(digests, str) else digests
        self._parts = Parts(store, executor, known, given, progress or Silent(), allowance or Allowance())

    def run(self, target: Target) -> list[SourceResult]:
        """Scan every source of a target; one that fails does not keep the others from being scanned.

        Raises:
            InventoryError: the inventory cannot be written; what was committed stays.
            KeyboardInterrupt: passed on, after the scan was marked as interrupted.
        """
        expected: dict[str, dict[str, bytes]] = {}
        results = []
        for spec in target.sources:
            wanted = _Index(spec, target)
            refused = target.refused if spec.kind == "local" else ()
            run = SourceRun(self._parts, spec, connect(spec, expected), wanted, refused)
            results += [run.run(), *run.inner]
            expected.update(wanted.found())
        return results


def connect(spec: SourceSpec, expected: Mapping[str, Mapping[str, bytes]]) -> Connector:
    """The connector of a source.

    Raises:
        SourceError: a library is missing, or the source's locator or options are wrong.
    """
    if spec.kind == "local":
        return LocalFiles(spec, expected)
    made: Connector = connector(spec.kind)(spec)  # type: ignore[call-arg]  # the seam leaves it to each how it is made
    return made


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
