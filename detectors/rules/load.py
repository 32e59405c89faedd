"""Load rule files: TOML in, `Rule` out, every mistake named with its file and its mend."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from detectors import sealed
from detectors.errors import RuleError
from detectors.rules import trial
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
#: Most bytes of one rule file, and most characters of one expression: ten times what ships.
MOST_BYTES = 256 << 10
MOST_CHARACTERS = 4096
SEVERITIES = ("critical", "high", "medium", "low", "info")


def load_builtin() -> list[Rule]:
    """All rules that ship with Discover, sorted by id."""
    return load_all(())


def load_all(paths: Sequence[Path], cache: Path | None = None) -> list[Rule]:
    """The rules that ship and those of the user's files and folders, sorted by id.

    Args:
        paths: the user's.
        cache: folder that keeps rules once they were read and found good, so that they need not be read again.

    Raises:
        RuleError: a file is missing or wrong, two rules have one id, or a rule of the user's does not compile in bounds.
    """
    files = _contents([BUILTIN / "secrets", BUILTIN / "pii", BUILTIN / "generic"])
    own = _contents(paths)

    def made() -> list[Rule]:
        from detectors.identifiers.labels import label_rules  # noqa: PLC0415  # 0.2 s that are paid once, see `kept`

        trial.compile_in_bounds(_rules(own))
        return sorted([*_rules([*files, *own]), *label_rules()], key=_id)

    return kept(cache / f"{_digest([*files, *_identifiers(), *own])}.rules" if cache else None, made)


def _identifiers() -> list[tuple[Path, bytes]]:
    """What rules of labels are made from."""
    return [(file, file.read_bytes()) for file in sorted((BUILTIN.parent / "identifiers").iterdir()) if file.is_file()]


def _id(rule: Rule) -> str:
    return rule.id


def kept(file: Path | None, make: Callable[[], list[Rule]]) -> list[Rule]:
    """The rules that a file keeps; made, and kept there, where it has none. Without a file they are made each time."""
    known = sealed.read(file) if file else None
    if known is not None:
        return [restored(fields) for fields in json.loads(known)]
    rules = make()
    if file:
        sealed.write(file, json.dumps([asdict(rule) for rule in rules]).encode())
    return rules


def load_own(paths: Sequence[Path]) -> list[Rule]:
    """The user's rules alone, tried as in `load_all`, sorted by id.

    Raises:
        RuleError: see `load_all`.
    """
    rules = load_paths(paths)
    trial.compile_in_bounds(rules)
    return rules


def load_paths(paths: Sequence[Path]) -> list[Rule]:
    """Rules of several files or folders (searched for `*.toml`), sorted by id.

    Raises:
        RuleError: a file is missing or wrong, or two rules have one id.
    """
    return _rules(_contents(paths))


def load_file(file: Path) -> Iterator[Rule]:
    """The rules of one file, in its order.

    Raises:
        RuleError: the file cannot be read, is not TOML, or an entry does not hold to the format.
    """
    yield from _parsed(file, _content(file))


def _rules(files: Sequence[tuple[Path, bytes]]) -> list[Rule]:
    rules: dict[str, Rule] = {}
    for file, content in files:
        for rule in _parsed(file, content):
            if rule.id in rules:
                raise RuleError(f"{file}: rule '{rule.id}' exists already; give one of the two another id")
            rules[rule.id] = rule
    return [rules[key] for key in sorted(rules)]


def _contents(paths: Sequence[Path]) -> list[tuple[Path, bytes]]:
    """Every rule file with its bytes."""
    return [(file, _content(file)) for path in paths for file in _files(path)]


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise RuleError(f"{file}: cannot be read ({error.strerror})") from error
    if len(content) > MOST_BYTES:
        raise RuleError(f"{file}: a rule file is at most {MOST_BYTES >> 10} KiB; split it by issuer")
    return content


def _parsed(file: Path, content: bytes) -> Iterator[Rule]:
    try:
        document = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RuleError(f"{file}: not valid TOML: {error}") from error
    entries = document.get("rule")
    if not isinstance(entries, list) or set(document) != {"rule"} or not all(isinstance(e, dict) for e in entries):
        raise RuleError(f"{file}: a rule file holds [[rule]] entries and nothing else")
    for entry in entries:
        yield _rule(file, entry)


def _digest(files: Sequence[tuple[Path, bytes]]) -> str:
    """Names what was read, by which code: equal digests mean equal rules."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file, content in files:
        digest.update(b"%d %d " % (len(os.fsencode(file.stem)), len(content)) + os.fsencode(file.stem) + content)
    return digest.hexdigest()[:32]


def restored(fields: dict[str, Any]) -> Rule:
    """A rule as `asdict` and JSON left it."""
    context = fields.pop("context")
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    return Rule(**given, context=Context(**{**context, "words": tuple(context["words"])}) if context else None)


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
            raise RuleError(f"{where}: '{key}' has the wrong type; it must be {_named(_TYPES[key])}")
    for key in ("keywords", "checks", "allow", "match", "reject", "overlaps"):
        if not all(isinstance(item, str) and item for item in entry.get(key, ())):
            raise RuleError(f"{where}: '{key}' must hold non-empty strings only")
    _readable(where, entry)


def _readable(where: str, entry: Mapping[str, Any]) -> None:
    for key in ("anchor", "pattern"):
        _expression(f"{where}: {key}", entry[key])
    for word in entry.get("keywords", ()):
        if not word.isascii():
            raise RuleError(f"{where}: keyword '{word}' is not ASCII; take an ASCII part of it")


def _expression(where: str, text: str) -> None:
    """Refuse what one of the engines would read in another way than it was meant."""
    if len(text) > MOST_CHARACTERS:
        raise RuleError(f"{where} is {len(text)} characters long; the most is {MOST_CHARACTERS}: split the rule")
    odd = next((char for char in text if not char.isascii() or char == "\0"), None)
    if odd is not None:
        bytes_ = "".join(f"\\x{byte:02x}" for byte in odd.encode("utf-8", "surrogatepass"))
        raise RuleError(f"{where} holds {odd!a}; expressions match bytes, so write {bytes_} in its place")


def _named(types: type | tuple[type, ...]) -> str:
    words = {
        str: "a string",
        list: "a list",
        dict: "a table",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
    }
    return " or ".join(words[each] for each in (types if isinstance(types, tuple) else (types,)))


def _context(where: str, given: Mapping[str, Any] | None) -> Context | None:
    if given is None:
        return None
    for key, value in given.items():
        if key not in _CONTEXT or not isinstance(value, _CONTEXT[key]):  # type: ignore[arg-type]  # the table holds types
            raise RuleError(
                f"{where}: context.{key} is unknown or of the wrong type; context has {', '.join(_CONTEXT)}"
            )
    if not all(isinstance(word, str) and word for word in given.get("words", ())):
        raise RuleError(f"{where}: context.words must hold non-empty strings only")
    words = tuple(word.lower() for word in given.get("words", ()))
    context = Context(words, given.get("within", 96), given.get("required", True), float(given.get("boost", 0.2)))
    if not words or not 0 < context.within <= 256:  # noqa: PLR2004  # part of the engine's reach: see text/confirm.py
        raise RuleError(f"{where}: context needs words, and within must lie in 1..256")
    return context


def _version(entry: Mapping[str, Any]) -> str:
    """Digest of what decides a finding; examples and texts may change without a new scan."""
    decisive = {k: v for k, v in entry.items() if k not in {"match", "reject", "docs", "name", "overlaps", "severity"}}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:12]
