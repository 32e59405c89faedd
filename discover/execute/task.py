"""Task: what is handed to worker processes. What they run is imported there: the coordinator does without engine and readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.export.base import BY_CONTENT, Choice
from detectors.readers.base import Limits

if TYPE_CHECKING:
    from connectors.base import Shard
    from discover.outcome import Outcome


#: A scan makes many small objects and hardly a cycle: the default of 700 would walk them over and over.
GC_THRESHOLDS = (50_000, 20, 50)


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """All that a worker needs to know. The fingerprint key is read from its file, never sent.

    Attributes:
        key_file: file of the fingerprint key.
        rule_paths: the user's rule files and folders, beside the rules that ship.
        engine: auto, vectorscan or ahocorasick.
        cache: folder of compiled engines, or None.
        limits: on opening one object with all that lies in it.
        password_file: file of passwords for encrypted containers, one a line, or None.
        osv: folder of records of bad versions (OSV), or None.
        export: what the user says of files of exports.
    """

    key_file: Path
    rule_paths: tuple[Path, ...]
    engine: str
    cache: Path | None
    limits: Limits = field(default_factory=Limits)
    password_file: Path | None = None
    osv: Path | None = None
    export: Choice = BY_CONTENT


def prepare(config: WorkerConfig) -> None:
    """Run once in a new worker."""
    from discover.execute import worker  # noqa: PLC0415  # see the module's text

    worker.prepare(config)


def ready() -> None:
    """Nothing: a worker that answers is prepared."""


def scan(shard: Shard) -> Outcome:
    """Scan one shard in a prepared worker."""
    from discover.execute import worker  # noqa: PLC0415  # see the module's text

    return worker.scan(shard)
