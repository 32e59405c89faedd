"""What runs in a worker process: one pipeline, made once from a small picklable description. See `task` for how it is called."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable
from functools import cache
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import NamedTuple

from connectors.base import Connector, Shard, SourceSpec
from detectors.rules.load import load_all
from detectors.rules.structure import load_structure
from detectors.text.detector import TextDetector
from detectors.text.engine import keyed, make_matcher
from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet, build
from discover.config import archive_passwords, bad_versions, fingerprint_key
from discover.execute.task import GC_THRESHOLDS, WorkerConfig
from discover.outcome import Outcome
from discover.pipeline import Pipeline
from discover.registry import connector


class Engine(NamedTuple):
    """What all workers have in common, whatever their key: made once in the process that they are forked from."""

    ruleset: RuleSet
    matcher: Matcher


@cache
def engine(paths: tuple[Path, ...], name: str, folder: Path | None) -> Engine:
    """The rules that ship and the user's, compiled; `folder` keeps what need not be compiled again.

    Raises:
        RuleError: one of them is wrong, or two have one id.
        EngineError: an anchor does not compile.
    """
    ruleset = build(load_all(paths, folder), folder)
    return Engine(ruleset, make_matcher(ruleset, name, folder))


def make_pipeline(config: WorkerConfig) -> Pipeline:
    """A pipeline as the configuration says."""
    key = fingerprint_key(config.key_file, create=False)
    made = engine(config.rule_paths, config.engine, config.cache)
    fingerprint = keyed(key)
    detector = TextDetector(made.ruleset, made.matcher, fingerprint)
    passwords = archive_passwords(config.password_file) if config.password_file else ()
    rules = (*made.ruleset.rules, *load_structure(config.cache))
    bad = bad_versions(config.osv) if config.osv else None
    return Pipeline(
        detector, connect, rules, fingerprint, limits=config.limits, passwords=passwords, bad=bad, export=config.export
    )


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


def scan(shard: Shard) -> Outcome:
    """Scan one shard in a prepared worker."""
    assert _pipeline is not None  # `prepare` ran before: it is the pool's initializer
    return _pipeline.run(shard)
