"""Parts: what all sources of a run have in common, who is told of them, and what became of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from detectors.rules.rule import Rule
from discover.execute.base import Executor
from discover.inventory.store import Store
from discover.sweep.allowance import Allowance


class Progress(Protocol):
    """Who is told how far a run is."""

    def listed(self, size: int) -> None:
        """An object of so many bytes was listed."""

    def passed(self, size: int, objects: int = 1) -> None:
        """So many listed bytes of so many objects are done: examined, known or given up."""


class Silent:
    """Tells nobody."""

    def listed(self, size: int) -> None:
        """Nothing."""

    def passed(self, size: int, objects: int = 1) -> None:
        """Nothing."""


@dataclass(slots=True)
class SourceResult:
    """What became of one source.

    Attributes:
        locator: which.
        scan: row id of the scan.
        state: done, partial (listed up to some place) or failed.
        problems: what went wrong, in sentences.
        shards: shards that were scanned in this run.
    """

    locator: str
    scan: int
    state: str
    problems: list[str] = field(default_factory=list)
    shards: int = 0


class Digests(NamedTuple):
    """What decides what is found.

    Attributes:
        all: of everything; the ledger's key beside the content.
        base: of everything but the rules of text.
        rules: id -> version of each rule of text.
    """

    all: str
    base: str = ""
    rules: Mapping[str, str] = {}  # never changed: a tuple's default


@dataclass(frozen=True, slots=True)
class Parts:
    """What all sources of a run have in common.

    Attributes:
        store: the inventory, writable.
        executor: where shards are scanned.
        rules: by id.
        digests: of what decides what is found.
        progress: who is told how far the run is.
        allowance: how much may be read.
    """

    store: Store
    executor: Executor
    rules: Mapping[str, Rule]
    digests: Digests
    progress: Progress
    allowance: Allowance


class Watcher(Protocol):
    """Who wants to know which objects were listed, and which of them not wholly examined."""

    def see(self, name: str) -> None:
        """A listed object."""

    def miss(self, name: str) -> None:
        """A listed object that was not wholly examined."""

    def of_repository(self, name: str) -> bool:
        """Whether a file lies in a work tree, whose repository is counted by itself."""


class Nobody:
    """Watches nothing; see `Watcher`."""

    def see(self, name: str) -> None:
        """Nothing."""

    def miss(self, name: str) -> None:
        """Nothing."""

    def of_repository(self, name: str) -> bool:  # noqa: ARG002  # the seam's
        """No file does."""
        return False
