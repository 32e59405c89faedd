"""Load rule files: TOML in, `Rule` out, every mistake named with its file and its mend."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from detectors.errors import RuleError
from detectors.rules.rule import Context, Rule

#: The rules that ship with Discover.
BUILTIN = Path(__file__).parent

_REQUIRED = ("id", "name", "kind", "docs", "anchor", "pattern", "match", "reject")
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "id": str, "name": str, "kind": str, "docs": str, "anchor": str, "pattern": str, "severity": str,
    "keywords": list, "checks": list, "check": (str, list), "allow": list, "match": list, "reject": list, "overlaps": list,
    "entropy": (int, float), "confidence": (int, float), "digits": bool, "generic": bool, "context": dict, "class": str,
}  # fmt: skip
_CONTEXT = {"words": list, "within": int, "required": bool, "boost": (int, float)}
SEVERITIES = ("critical", "high", "medium", "low", "info")


def load_builtin() -> list[Rule]:
    """All rules that ship with Discover, sorted by id."""
    return load_all(())


def load_all(paths: Sequence[Path]) -> list[Rule]:
    """The rules that ship and those of the user's files and folders, sorted by id.

    Raises:
        RuleError: a file is missing or wrong, or two rules have one id.
    """
    return load_paths([BUILTIN / "secrets", BUILTIN / "pii", BUILTIN / "generic", *paths])


def load_paths(paths: Sequence[Path]) -> list[Rule]:
    """Rules of several files or folders (searched for `*.toml`), sorted by id.

    Raises:
        RuleError: a file is missing or wrong, or two rules have one id.
    """
    rules: dict[str, Rule] = {}
    for path in paths:
        for file in _files(path):
            for rule in load_file(file):
                if rule.id in rules:
                    raise RuleError(f"{file}: rule '{rule.id}' exists already; give one of the two another id")
                rules[rule.id] = rule
    return [rules[key] for key in sorted(rules)]


def load_file(file: Path) -> Iterator[Rule]:
    """The rules of one file, in its order.

    Raises:
        RuleError: the file cannot be read, is not TOML, or an entry does not hold to the format.
    """
    try:
        with file.open("rb") as stream:
            document = tomllib.load(stream)
    except OSError as error:
        raise RuleError(f"{file}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{file}: not valid TOML: {error}") from error
    entries = document.get("rule")
    if not isinstance(entries, list) or set(document) != {"rule"}:
        raise RuleError(f"{file}: a rule file holds [[rule]] entries and nothing else")
    for entry in entries:
        yield _rule(file, entry)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.rglob("*.toml"))
    if path.is_file():
        return [path]
    raise RuleError(f"{path}: no such rule file or folder")


def _rule(file: Path, entry: Mapping[str, Any]) -> Rule:
    where = f"{file}: rule '{entry.get('id', '?')}'"
    _validate(where, entry)
    if "check" in entry:
        entry = dict(entry)
        given = entry.pop("check")
        entry["checks"] = [given] if isinstance(given, str) else given
    severity = entry.get("severity", "")
    if severity and severity not in SEVERITIES:
        raise RuleError(f"{where}: severity must be one of {', '.join(SEVERITIES)}")
    confidence = float(entry.get("confidence", 0.9))
    if not 0 < confidence <= 1:
        raise RuleError(f"{where}: confidence must lie in (0, 1]")
    return Rule(
        id=f"{file.stem}.{entry['id']}",
        name=entry["name"],
        kind=entry["kind"],
        docs=entry["docs"],
        keywords=tuple(word.lower() for word in entry.get("keywords", ())),
        anchor=entry["anchor"],
        pattern=entry["pattern"],
        checks=tuple(entry.get("checks", ())),
        entropy=float(entry.get("entropy", 0)),
        confidence=confidence,
        severity=severity,
        context=_context(where, entry.get("context")),
        allow=tuple(entry.get("allow", ())),
        digits=bool(entry.get("digits", entry.get("class") == "digits")),
        generic=bool(entry.get("generic", False)),
        match=tuple(entry["match"]),
        reject=tuple(entry["reject"]),
        overlaps=tuple(entry.get("overlaps", ())),
        version=_version(entry),
    )


def _validate(where: str, entry: Mapping[str, Any]) -> None:
    for key in _REQUIRED:
        if key not in entry:
            raise RuleError(f"{where}: '{key}' is missing")
    for key, value in entry.items():
        if key not in _TYPES:
            raise RuleError(f"{where}: unknown key '{key}'; the keys are {', '.join(sorted(_TYPES))}")
        if not isinstance(value, _TYPES[key]):
            raise RuleError(f"{where}: '{key}' has the wrong type")
    for key in ("keywords", "checks", "allow", "match", "reject", "overlaps"):
        if not all(isinstance(item, str) and item for item in entry.get(key, ())):
            raise RuleError(f"{where}: '{key}' must hold non-empty strings only")


def _context(where: str, given: Mapping[str, Any] | None) -> Context | None:
    if given is None:
        return None
    for key, value in given.items():
        if key not in _CONTEXT or not isinstance(value, _CONTEXT[key]):  # type: ignore[arg-type]  # the table holds types
            raise RuleError(f"{where}: context.{key} is unknown or of the wrong type")
    words = tuple(word.lower() for word in given.get("words", ()))
    context = Context(words, given.get("within", 96), given.get("required", True), float(given.get("boost", 0.2)))
    if not words or not 0 < context.within <= 256:  # noqa: PLR2004  # part of the engine's reach: see text/confirm.py
        raise RuleError(f"{where}: context needs words, and within must lie in 1..256")
    return context


def _version(entry: Mapping[str, Any]) -> str:
    """Digest of what decides a finding; examples and texts may change without a new scan."""
    decisive = {k: v for k, v in entry.items() if k not in {"match", "reject", "docs", "name", "overlaps", "severity"}}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:12]
