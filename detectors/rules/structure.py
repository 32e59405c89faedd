"""Structural rules: what readers find by an object's structure, and never by its text.

They stand in `structure/*.toml` beside the other rules and name what a `Fact` says: id, kind, severity, confidence. They have no
expression and are never given to the text engine.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from detectors.errors import RuleError
from detectors.rules.load import BUILTIN, SEVERITIES, kept
from detectors.rules.rule import Rule, structural

#: Rule of a table's rows, where each is a person's.
RECORD = "column.record"
#: Rule of a table of what people are paid, and where to.
PAYROLL = "column.payroll"
_CLASSES = BUILTIN.parent / "classes" / "rules"
_REQUIRED: Mapping[str, type] = {"id": str, "name": str, "kind": str, "docs": str, "structure": bool}
_OPTIONAL: Mapping[str, type | tuple[type, ...]] = {"severity": str, "confidence": (int, float), "revision": int}


@cache
def load_structure(cache: Path | None = None) -> tuple[Rule, ...]:
    """The structural rules that ship, sorted by id; their anchor and pattern are empty. Read once a process.

    Args:
        cache: folder that keeps them: those of columns are made by what judges columns, which takes long to import.

    Raises:
        RuleError: a file is missing or wrong, or two rules have one id.
    """
    return tuple(kept(cache / f"{_sources()}.structure" if cache else None, _made))


def _made() -> list[Rule]:
    from detectors.columns.rules import column_rules  # noqa: PLC0415  # see `load_structure`

    files = sorted([*(BUILTIN / "structure").glob("*.toml"), *_CLASSES.glob("*.toml")])
    return with_structure((), [*load_files(files), *column_rules()])


def _sources() -> str:
    """Digest of all that these rules are made from: rule files, kinds, and the code that judges columns."""
    root = BUILTIN.parent
    files = [
        *BUILTIN.glob("structure/*.toml"), *_CLASSES.glob("*.toml"), root / "kinds.toml",
        *root.glob("identifiers/*.py"), *root.glob("columns/*.py"), Path(__file__), BUILTIN / "rule.py",
    ]  # fmt: skip
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def of_identifier(rule: str) -> str:
    """Id of the rule that columns of an identifier have: its own, apart from that of a rule of text."""
    return f"column.{rule}"


def load_files(files: Sequence[Path]) -> list[Rule]:
    """The structural rules of some files, sorted by id.

    Raises:
        RuleError: see `load_structure`.
    """
    return with_structure((), [rule for file in files for rule in _parsed(file)])


def with_structure(
    rules: Sequence[Rule], structural: Sequence[Rule] | None = None, cache: Path | None = None
) -> list[Rule]:
    """Text rules and structural rules together (by default those that ship), sorted by id: all that a report may name.

    Raises:
        RuleError: two of them have one id.
    """
    named: dict[str, Rule] = {}
    for rule in [*(load_structure(cache) if structural is None else structural), *rules]:
        if rule.id in named:
            raise RuleError(f"rule '{rule.id}' exists already; give one of the two another id")
        named[rule.id] = rule
    return [named[key] for key in sorted(named)]


def _parsed(file: Path) -> list[Rule]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"{file}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{file}: not valid TOML: {error}") from error
    entries = document.get("rule")
    if not isinstance(entries, list) or set(document) != {"rule"} or not all(isinstance(e, dict) for e in entries):
        raise RuleError(f"{file}: a rule file holds [[rule]] entries and nothing else")
    return [_rule(file, entry) for entry in entries]


def _rule(file: Path, entry: Mapping[str, Any]) -> Rule:
    where = f"{file}: rule '{entry.get('id', '?')}'"
    for key, kind in _REQUIRED.items():
        if not isinstance(entry.get(key), kind):
            raise RuleError(f"{where}: '{key}' is missing or of the wrong type")
    for key, value in entry.items():
        if key not in _REQUIRED and not isinstance(value, _OPTIONAL.get(key, ())):
            raise RuleError(
                f"{where}: '{key}' is unknown or of the wrong type; the keys are {', '.join([*_REQUIRED, *_OPTIONAL])}"
            )
    severity, confidence = entry.get("severity", ""), float(entry.get("confidence", 0.9))
    if entry["structure"] is not True or (severity and severity not in SEVERITIES) or not 0 < confidence <= 1:
        raise RuleError(
            f"{where}: needs structure = true, a severity of {', '.join(SEVERITIES)}, a confidence in (0, 1]"
        )
    return structural(
        f"{file.stem}.{entry['id']}", entry["name"], entry["kind"], entry["docs"],
        confidence=confidence, severity=severity, version=_version(entry),
    )  # fmt: skip


def _version(entry: Mapping[str, Any]) -> str:
    """Digest of what decides a finding; `revision` is raised where the reader's code begins to decide in another way."""
    decisive = {key: entry.get(key) for key in ("id", "kind", "confidence", "revision")}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:12]
