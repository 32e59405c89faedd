"""The fast matcher: all anchors in one Hyperscan database, compiled once and cached on disk."""

from __future__ import annotations

import contextlib
import hashlib
import platform
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import hyperscan

from detectors import sealed
from detectors.errors import EngineError
from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet

#: Anchors that are looked for apart are longer than this.
_LEAST_APART = 12
#: An expression's signs, each escape as one; what `\\s` is to RE2.
_SIGNS = re.compile(r"\\.|.", re.DOTALL)
_SPACE = r"\t\n\f\r "


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
        encodings = list(enumerate(ruleset.encodings, len(rules)))
        together = [(i, anchor) for i, encoding in encodings if not encoding.apart for anchor in encoding.anchors]
        self._text = _database([*((i, r.anchor) for i, r in enumerate(rules)), *together], cache)
        self._cache = cache
        of_credentials = [(i, r.anchor) for i, r in enumerate(rules) if r.kind.startswith("cred.")]
        self._of_credentials = [*of_credentials, *together] if len(of_credentials) < len(rules) else []
        # In one database with the others these would take three times as long.
        apart = [(i, anchor) for i, encoding in encodings if encoding.apart for anchor in encoding.anchors]
        self._apart = _database(apart, cache) if apart else None
        strict = [(i, r.anchor) for i, r in enumerate(rules) if r.kind.startswith("cred.") and not r.generic]
        self._raw = _database(strict, cache) if strict else None

    @cached_property
    def _impersonal(self) -> hyperscan.Database | None:
        """Without rules of personal data: made where a table is full of it, and kept as the others are."""
        return _database(self._of_credentials, self._cache) if self._of_credentials else None

    def ends(
        self, data: bytes, start: int, stop: int, *, raw: bool, personal: bool = True
    ) -> Sequence[tuple[int, int]]:
        database = self._raw if raw else self._text if personal else self._impersonal
        found: list[tuple[int, int]] = []
        if database is None or stop <= start:
            return found
        add = found.append

        def on_match(rule: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((end + start, rule))

        view = data if start == 0 and stop == len(data) else memoryview(data)[start:stop]
        database.scan(view, match_event_handler=on_match)  # type: ignore[type-var]  # the stub does not know buffers
        if self._apart is not None and not raw and stop - start >= _LEAST_APART:
            self._apart.scan(view, match_event_handler=on_match)  # type: ignore[type-var]  # as above
        return found


def as_re2(anchor: str) -> str:
    r"""The anchor as RE2 reads it: `\s` is no vertical tab, and `$` is the very end, not the place before a last line feed."""
    out: list[str] = []
    within, multiline = False, re.match(r"\(\?[a-z]*m", anchor) is not None
    for sign in _SIGNS.findall(anchor):
        if sign in {"[", "]"}:
            within = sign == "["
        if sign == r"\s":
            out.append(_SPACE if within else f"[{_SPACE}]")
        elif sign == r"\S" and not within:
            out.append(f"[^{_SPACE}]")
        elif sign == "$" and not within and not multiline:
            out.append(r"\z")
        else:
            out.append(sign)
    return "".join(out)


def _database(expressions: Sequence[tuple[int, str]], cache: Path | None) -> hyperscan.Database:
    expressions = [(number, as_re2(anchor)) for number, anchor in expressions]
    if cache is None:
        return _compile(expressions)
    file = cache / f"{_key(expressions)}.hs"
    loaded = _load(file)
    if loaded is None:
        loaded = _compile(expressions)
        sealed.write(file, hyperscan.dumpb(loaded))
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
    library = hyperscan.__version__  # type: ignore[attr-defined]  # its stub leaves it out
    digest = hashlib.sha256(f"{library}\0{_processor()}\0".encode())
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
    body = sealed.read(file)
    if body is None:
        return None
    try:
        database = hyperscan.loadb(body, mode=hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database
