"""What runs in a worker process: one pipeline, made once from a small picklable description."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection, parent_process
from pathlib import Path

from connectors.base import Connector, Shard, SourceSpec
from detectors.readers.base import Limits
from detectors.rules.load import load_all
from detectors.rules.rule import Rule
from detectors.rules.structure import load_structure
from detectors.text.engine import keyed, make_detector
from discover.config import archive_passwords, fingerprint_key
from discover.outcome import Outcome
from discover.pipeline import Pipeline
from discover.registry import connector

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
    """

    key_file: Path
    rule_paths: tuple[Path, ...]
    engine: str
    cache: Path | None
    limits: Limits = field(default_factory=Limits)
    password_file: Path | None = None


def load_rules(paths: Sequence[Path], cache: Path | None = None) -> list[Rule]:
    """The rules that ship and the user's; `cache` is the folder that spares reading them again.

    Raises:
        RuleError: one of them is wrong, or two have one id.
    """
    return load_all(paths, cache)


def make_pipeline(config: WorkerConfig, rules: Sequence[Rule] | None = None) -> Pipeline:
    """A pipeline as the configuration says; `rules` spares loading them again."""
    key = fingerprint_key(config.key_file, create=False)
    given = rules if rules is not None else load_rules(config.rule_paths, config.cache)
    detector = make_detector(given, key, config.engine, config.cache)
    passwords = archive_passwords(config.password_file) if config.password_file else ()
    ordered = (*sorted(given, key=lambda rule: rule.id), *load_structure())
    return Pipeline(detector, connect, ordered, keyed(key), limits=config.limits, passwords=passwords)


def connect(spec: SourceSpec) -> Connector:
    """Open a source with the connector that the registry names."""
    make: Callable[[SourceSpec], Connector] = connector(spec.kind)
    return make(spec)


_pipeline: Pipeline | None = None


def prepare(config: WorkerConfig) -> None:
    """Run once in a new worker: leave Ctrl-C to the coordinator, end with it, and build the pipeline."""
    global _pipeline  # noqa: PLW0603  # a process pool hands state to its tasks in no other way
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    _pipeline = make_pipeline(config)


def _follow_parent() -> None:
    """End at once when the coordinator is gone, however it went: nobody is left to take what this worker finds."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def ready() -> None:
    """Nothing: a worker that answers is prepared."""


def scan(shard: Shard) -> Outcome:
    """Scan one shard in a prepared worker."""
    assert _pipeline is not None  # `prepare` ran before: it is the pool's initializer
    return _pipeline.run(shard)
