"""RuleSet: the rules of one run, compiled for confirmation, with the digest that the ledger keys its rows by."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import re2

from detectors.errors import RuleError
from detectors.rules.rule import Rule

#: Raised when the engine itself changes what is found under equal rules: part of every digest.
ENGINE_VERSION = "1"

#: Greatest width of an ordinary rule's pattern, in bytes; with 256 bytes of context it stays within `NEAR`.
ORDINARY_WIDTH = 900
#: Greatest width of a rule for armoured blocks, in bytes.
BLOCK_WIDTH = 3900
#: How far from its anchor's end a hit of an ordinary rule can depend on the content, in bytes.
NEAR = 1200
#: The same for every rule; windows overlap by it.
REACH = 4352

_UNBOUNDED = 1 << 20


def options() -> re2.Options:
    """RE2 options of every pattern: bytes as Latin-1, no log on standard error."""
    chosen = re2.Options()
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.log_errors = False
    return chosen


def compile_pattern(where: str, pattern: str) -> re2._Regexp:
    """The pattern as RE2, which runs in time linear in the input whatever the pattern is.

    Raises:
        RuleError: the pattern is outside RE2's syntax or too large.
    """
    try:
        return re2.compile(pattern.encode("latin-1"), options())
    except (re2.error, UnicodeEncodeError) as error:
        said = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise RuleError(
            f"{where}: not an RE2 expression ({said}); look-around and back-references do not exist there"
        ) from error


def width(where: str, pattern: str) -> tuple[int, int]:
    """Least and greatest number of bytes that the pattern matches.

    Raises:
        RuleError: the pattern is unbounded, or of a syntax whose width cannot be told.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            least, most = re._parser.parse(pattern).getwidth()  # type: ignore[attr-defined]  # noqa: SLF001  # no public call tells a pattern's width
    except (re.error, RecursionError, OverflowError) as error:
        raise RuleError(f"{where}: the width of the expression cannot be told ({error})") from error
    if most >= _UNBOUNDED:
        raise RuleError(f"{where}: unbounded repetition; write {{m,n}} in place of *, + and {{m,}}")
    return int(least), int(most)


@dataclass(frozen=True, slots=True)
class Compiled:
    """One rule, ready to confirm hits.

    Attributes:
        rule: the rule.
        pattern: its exact expression.
        group: number of the group that holds the value; 0 for the whole match.
        width: greatest width of the pattern, in bytes.
        anchor_width: greatest width of the anchor, in bytes.
        near: True where `NEAR` bounds what a hit depends on.
    """

    rule: Rule
    pattern: re2._Regexp
    group: int
    width: int
    anchor_width: int
    near: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules in order of id, and the digest of all that decides a finding."""

    compiled: tuple[Compiled, ...]
    digest: str

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in order of id."""
        return tuple(item.rule for item in self.compiled)


def build(rules: Sequence[Rule]) -> RuleSet:
    """Compile rules.

    Raises:
        RuleError: an expression is outside the syntax, unbounded or too wide.
    """
    ordered = sorted(rules, key=lambda rule: rule.id)
    digest = hashlib.sha256(ENGINE_VERSION.encode())
    for rule in ordered:
        digest.update(f"{rule.id}\0{rule.version}\0".encode())
    return RuleSet(tuple(_compile(rule) for rule in ordered), digest.hexdigest()[:16])


def _compile(rule: Rule) -> Compiled:
    where = f"rule '{rule.id}'"
    pattern = compile_pattern(f"{where}: pattern", rule.pattern)
    _, most = width(f"{where}: pattern", rule.pattern)
    _, anchor_most = width(f"{where}: anchor", rule.anchor)
    if most > BLOCK_WIDTH:
        raise RuleError(
            f"{where}: pattern may match {most} bytes; the most is {BLOCK_WIDTH} ({ORDINARY_WIDTH} for all but armoured blocks)"
        )
    if anchor_most > ORDINARY_WIDTH // 2:
        raise RuleError(f"{where}: anchor may match {anchor_most} bytes; the most is {ORDINARY_WIDTH // 2}")
    group = pattern.groupindex.get(b"secret", 0)
    return Compiled(rule, pattern, group, most, anchor_most, near=most <= ORDINARY_WIDTH)
