"""Executor: runs a scan over shards, with a bound on what is under way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable
from dataclasses import dataclass

from connectors.base import Shard
from discover.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Done:
    """A shard that came back.

    Attributes:
        shard: what was given; after a crash, the part of it that this answer is about.
        outcome: what the worker says, or None where it could not.
        error: why not, in one sentence; empty where `outcome` is there.
        crashed: True where the shard killed its worker, alone and twice.
    """

    shard: Shard
    outcome: Outcome | None
    error: str = ""
    crashed: bool = False


class Executor(ABC):
    """Runs shards somewhere.

    Every shard comes back exactly once, whole or in parts, in any order. A shard is drawn from the iterable only when there is
    room for it. A shard whose worker dies is run again alone; what kills its worker again is halved until the single object is
    known, and that one comes back as `crashed`.
    """

    @abstractmethod
    def run(self, shards: Iterable[Shard]) -> Generator[Done, None, None]:
        """Run all shards; closing the iterator early gives up what is under way."""

    @abstractmethod
    def close(self) -> None:
        """End the workers."""
