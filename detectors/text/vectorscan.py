"""The fast matcher: all anchors in one Hyperscan database, compiled once and cached on disk."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path

import hyperscan

from detectors.errors import EngineError
from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet

_MAGIC = b"discover-engine-1\n"


class VectorscanMatcher(Matcher):
    """Hyperscan in block mode. One instance a process: its scratch space is not shared."""

    def __init__(self, ruleset: RuleSet, cache: Path | None) -> None:
        """Build or load the databases.

        Args:
            ruleset: the rules; a match's number is the rule's index in it.
            cache: folder for compiled databases, made with mode 0700; None compiles afresh.

        Raises:
            EngineError: an anchor is outside Hyperscan's syntax.
        """
        rules = ruleset.rules
        self._text = _database([(i, r.anchor) for i, r in enumerate(rules)], cache)
        strict = [(i, r.anchor) for i, r in enumerate(rules) if r.kind.startswith("cred.") and not r.generic]
        self._raw = _database(strict, cache) if strict else None

    def ends(self, data: bytes, start: int, stop: int, *, raw: bool) -> Sequence[tuple[int, int]]:
        database = self._raw if raw else self._text
        found: list[tuple[int, int]] = []
        if database is None or stop <= start:
            return found
        add = found.append

        def on_match(rule: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((end + start, rule))

        view = data if start == 0 and stop == len(data) else memoryview(data)[start:stop]
        database.scan(view, match_event_handler=on_match)
        return found


def _database(expressions: Sequence[tuple[int, str]], cache: Path | None) -> hyperscan.Database:
    if cache is None:
        return _compile(expressions)
    file = cache / f"{_key(expressions)}.hs"
    loaded = _load(file)
    if loaded is None:
        loaded = _compile(expressions)
        _save(file, hyperscan.dumpb(loaded))
    return loaded


def _compile(expressions: Sequence[tuple[int, str]]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[anchor.encode("latin-1") for _, anchor in expressions],
            ids=[number for number, _ in expressions],
            flags=0,
        )
    except hyperscan.HyperscanError as error:
        raise EngineError(f"an anchor cannot be compiled by Hyperscan: {_culprit(expressions) or error}") from error
    return database


def _culprit(expressions: Sequence[tuple[int, str]]) -> str:
    """The first expression that fails alone, with what Hyperscan says of it."""
    for _, anchor in expressions:
        try:
            hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK).compile(
                expressions=[anchor.encode("latin-1")], ids=[0], flags=0
            )
        except hyperscan.HyperscanError as error:
            return f"'{anchor}': {error}"
    return ""


def _key(expressions: Sequence[tuple[int, str]]) -> str:
    """Name of the cached database: expressions, library and processor, since a database runs only on what it was made for."""
    digest = hashlib.sha256(f"{hyperscan.__version__}\0{_processor()}\0".encode())
    for number, anchor in expressions:
        digest.update(f"{number}\0{anchor}\0".encode())
    return digest.hexdigest()[:32]


def _processor() -> str:
    with contextlib.suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8") as stream:
        for line in stream:
            if line.startswith(("flags", "Features")):
                return line
    return f"{platform.machine()} {platform.processor()}"


def _load(file: Path) -> hyperscan.Database | None:
    """The cached database, or None where it is missing, not ours, damaged or of another processor."""
    try:
        with file.open("rb") as stream:
            owner = os.fstat(stream.fileno()).st_uid
            content = stream.read()
    except OSError:
        return None
    head = len(_MAGIC) + 32
    body = content[head:]
    sound = content.startswith(_MAGIC) and hmac.compare_digest(
        content[len(_MAGIC) : head], hashlib.sha256(body).digest()
    )
    if owner != os.getuid() or not sound:
        return None
    try:
        database = hyperscan.loadb(body, mode=hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database


def _save(file: Path, body: bytes) -> None:
    """Write the database whole or not at all; a cache that cannot be written only costs time."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(_MAGIC + hashlib.sha256(body).digest() + body)
        os.replace(name, file)
