"""Rule: one entry of a rule file, as data. `load.py` makes them, `check.py` proves them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """Words that must, or may, stand near a match.

    Attributes:
        words: lower-case words or phrases; compared with the UTF-8 bytes around the match, the case of ASCII letters aside.
        within: how many bytes before and after the match are looked at, at most 256.
        required: True: no word, no finding. False: a word adds `boost` to the confidence.
        boost: what a word adds to the confidence when `required` is False.
    """

    words: tuple[str, ...]
    within: int = 96
    required: bool = True
    boost: float = 0.2


@dataclass(frozen=True, slots=True, repr=False)
class Rule:
    """What one rule looks for and how it is proven.

    Attributes:
        id: full id, `<file>.<id>`, words joined by hyphens, kept for ever.
        name: what it finds, as a person would say it.
        kind: dotted kind from kinds.toml.
        docs: address where the issuer documents the format.
        keywords: every match contains one of them (case ignored); the portable engine's prefilter. Empty for digit rules.
        anchor: cheap expression for the multi-pattern pass. Every match of `pattern` contains a match of it.
        pattern: exact expression in RE2 syntax (no look-around, no back-references), over bytes as Latin-1. The group
            `secret`, or the whole match, is the value.
        checks: names from `detectors.text.checks.CHECKS`; each must pass.
        entropy: least Shannon entropy of the value in bits a character; 0 for none.
        confidence: probability that a match which passes everything is real, 0 to 1.
        severity: critical, high, medium, low or info; empty takes the kind's own.
        context: words near the match, or None.
        allow: exact values that the issuer publishes as samples; never findings.
        digits: True for a rule of bare digits without a keyword.
        generic: True for a rule that names no issuer: runs on text only, and yields to any issuer's rule on the same bytes.
        match: templates that must be found.
        reject: templates that must not.
        overlaps: ids of rules that may fire on this rule's examples as well.
        version: digest of everything above that decides a finding.
        labels: for a rule of numbers behind their names, the identifiers that are looked for beside an anchor, which is one of the
            names (see `detectors.text.label`); its pattern is the anchor. Empty for all others.
    """

    id: str
    name: str
    kind: str
    docs: str
    keywords: tuple[str, ...]
    anchor: str
    pattern: str
    checks: tuple[str, ...]
    entropy: float
    confidence: float
    severity: str
    context: Context | None
    allow: tuple[str, ...]
    digits: bool
    generic: bool
    match: tuple[str, ...]
    reject: tuple[str, ...]
    overlaps: tuple[str, ...]
    version: str
    labels: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """By its id: some anchors are of eight thousand characters."""
        return f"Rule({self.id!r})"


def structural(rule: str, name: str, kind: str, docs: str, *, confidence: float, severity: str, version: str) -> Rule:
    """A rule of what is found by structure and never by text: it has no expression."""
    return Rule(
        id=rule, name=name, kind=kind, docs=docs, keywords=(), anchor="", pattern="", checks=(), entropy=0.0,
        confidence=confidence, severity=severity, context=None, allow=(), digits=False, generic=False, match=(), reject=(),
        overlaps=(), version=version,
    )  # fmt: skip
