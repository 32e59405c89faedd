"""RuleSet: the rules of one run, compiled for confirmation, with the digest that the ledger keys its rows by."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import re2

from detectors import sealed
from detectors.errors import RuleError
from detectors.rules.rule import Rule
from detectors.text import opinion
from detectors.text.decode_anchors import ENCODINGS, Encoding
from detectors.text.version import digest

#: Greatest width of an ordinary rule's pattern, in bytes.
ORDINARY_WIDTH = 900
#: Greatest width of a rule for armoured blocks, in bytes.
BLOCK_WIDTH = 3900
#: How far from its anchor's end a hit of any rule can depend on the content, in bytes; windows overlap by it.
REACH = 4352

#: How far on both sides of its anchor's end a rule of labels looks for a number, in bytes.
LABEL_WIDTH = 200

_UNBOUNDED = 1 << 20
_LONG_REPEAT = re.compile(r"(?<!\\)\{(\d+),(?:[6-9]\d\d|\d{4,})\}")


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


def loosened(pattern: str) -> str:
    """The pattern with long counted repetition, `{m,n}` of n >= 600, left open at the top.

    RE2 writes counted repetition out: a thousand copies of a class cost it up to 100 ms a search in place of 0.5. The window that a
    pattern is searched in is as wide as its bounds allow in any case.
    """
    return _LONG_REPEAT.sub(r"{\1,}", pattern)


@dataclass(frozen=True, slots=True)
class Compiled:
    """One rule, measured, and known to compile. RE2 compiles its pattern where it is first needed: most rules never meet an anchor.

    Attributes:
        rule: the rule.
        width: greatest width of the pattern, in bytes.
        anchor_width: greatest width of the anchor, in bytes.
        reach: how many bytes on both sides of its anchor's end a hit depends on.
    """

    rule: Rule
    width: int
    anchor_width: int
    reach: int

    def pattern(self) -> tuple[re2._Regexp, int]:
        """The exact expression, compiled anew at each call, and the group that holds the value (0 for the whole match)."""
        pattern = compile_pattern(f"rule '{self.rule.id}': pattern", loosened(self.rule.pattern))
        return pattern, pattern.groupindex.get(b"secret", 0)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules in order of id, and the digest of all that decides a finding."""

    compiled: tuple[Compiled, ...]
    digest: str
    #: Encodings that are undone; in matches they are numbered behind the rules.
    encodings: tuple[Encoding, ...] = ENCODINGS

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in order of id."""
        return tuple(item.rule for item in self.compiled)


def build(rules: Sequence[Rule], cache: Path | None = None, *, decode: bool = True) -> RuleSet:
    """Compile rules.

    Args:
        rules: in any order.
        cache: folder that keeps the widths of rules that were proven to compile, so that they need not be measured again.
        decode: False to look at text as it stands only.

    Raises:
        RuleError: an expression is outside the syntax, unbounded or too wide.
    """
    ordered = sorted(rules, key=_id)
    widths = _known_widths(ordered, cache) if cache else [_widths(rule) for rule in ordered]
    compiled = tuple(_compiled(rule, *pair) for rule, pair in zip(ordered, widths, strict=True))
    return RuleSet(compiled, digest(ordered, decode=decode), ENCODINGS if decode else ())


def _id(rule: Rule) -> str:
    return rule.id


def _known_widths(rules: Sequence[Rule], cache: Path) -> list[tuple[int, int]]:
    """Widths from the cache where these very expressions were measured before by this very code."""
    key = hashlib.sha256(Path(__file__).read_bytes())
    for rule in rules:
        key.update(f"{rule.id}\0{rule.anchor}\0{rule.pattern}\0".encode())
    file = cache / f"{key.hexdigest()[:32]}.widths"
    known = sealed.read(file)
    if known is not None:
        return [(most, anchor_most) for most, anchor_most in json.loads(known)]
    widths = [_widths(rule) for rule in rules]
    sealed.write(file, json.dumps(widths).encode())
    return widths


def _compiled(rule: Rule, most: int, anchor_most: int) -> Compiled:
    if rule.labels:
        most = LABEL_WIDTH
    within = max(rule.context.within if rule.context else 0, opinion.REACH if rule.generic else 0)
    return Compiled(rule, most, anchor_most, reach=most + within + 1)


def _widths(rule: Rule) -> tuple[int, int]:
    """Greatest widths of pattern and anchor, once both are known to be good."""
    where = f"rule '{rule.id}'"
    compile_pattern(f"{where}: pattern", rule.pattern)
    compile_pattern(f"{where}: anchor", rule.anchor)
    _, most = width(f"{where}: pattern", rule.pattern)
    least, anchor_most = width(f"{where}: anchor", rule.anchor)
    if most > BLOCK_WIDTH:
        raise RuleError(
            f"{where}: pattern may match {most} bytes; the most is {BLOCK_WIDTH} ({ORDINARY_WIDTH} for all but armoured "
            "blocks): lower the upper bounds of its repetitions"
        )
    if anchor_most > ORDINARY_WIDTH // 2:
        raise RuleError(
            f"{where}: anchor may match {anchor_most} bytes; the most is {ORDINARY_WIDTH // 2}: an anchor needs only the "
            "literal and a few characters of the value"
        )
    if least < 1:
        raise RuleError(f"{where}: anchor matches nothing at all, so it would fire everywhere; begin it with a literal")
    return most, anchor_most
