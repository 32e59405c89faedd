"""Confirmation: the exact pattern, checks, entropy and context in a window around one anchor end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from detectors.text import opinion
from detectors.text.checks import Check, check
from detectors.text.entropy import shannon
from detectors.text.normal import normal
from detectors.text.placeholder import is_placeholder
from detectors.text.ruleset import Compiled

Fingerprint = Callable[[bytes], bytes]

#: A value longer than this cannot be a filled-in placeholder; key material is not searched for them.
_PLACEHOLDER_MOST = 256


#: A generic rule of less confidence than this is no candidate for a credential, and is worth no second opinion.
_DOUBTFUL = 0.3
#: What it adds to a generic rule's confidence that detect-secrets reports the value as well.
_AGREED = 0.05


Search = Callable[[bytes, int, int], "Sequence[tuple[int, int]] | None"]
"""Spans of the first match between two offsets, that of the whole match first; None where there is none."""


def searcher(pattern: Any) -> Search:  # a compiled expression of re2, which has no types
    """A search in the least time: `pattern.search` makes objects of what are numbers here, and takes twice as long."""
    native = getattr(pattern, "_regexp", None)
    if native is None:  # not as in the versions that are known

        def public(data: bytes, start: int, stop: int) -> list[tuple[int, int]] | None:
            match = pattern.search(data, start, stop)
            return None if match is None else [match.span(group) for group in range(pattern.groups + 1)]

        return public
    find, anywhere = native.Match, type(native).Anchor.UNANCHORED

    def search(data: bytes, start: int, stop: int) -> Sequence[tuple[int, int]] | None:
        spans: Sequence[tuple[int, int]] = find(anywhere, data, start, stop)
        return spans if spans[0][0] >= 0 else None

    return search


class Hit(NamedTuple):
    """A confirmed anchor: offsets in the window's buffer, `rule` an index into the rule set.

    `depth` says how many encodings were undone to find it; its offsets are those of the encoded bytes, its fingerprint is the
    value's. Without a fingerprint it is no finding but an embedded object: see `TextDetector.embedded`.
    """

    anchor_end: int
    rule: int
    start: int
    end: int
    confidence: float
    evidence: tuple[str, ...]
    fingerprint: bytes
    depth: int = 0


class Confirmer:
    """Confirms anchor ends of one rule. Pure: the answer depends on the bytes within the rule's reach alone."""

    def __init__(self, index: int, compiled: Compiled, fingerprint: Fingerprint) -> None:
        """Prepare one rule.

        Args:
            index: the rule's index in its set.
            compiled: the rule.
            fingerprint: keyed digest of a normalised value.

        Raises:
            RuleError: the rule asks for a check that does not exist.
        """
        rule = compiled.rule
        self._index = index
        self._compiled = compiled
        self._search: Search | None = None  # from the first anchor on
        self._group = 0
        self._width = compiled.width
        self._kind = rule.kind
        self._allow = frozenset(value.encode() for value in rule.allow)
        self._checks: tuple[tuple[str, Check], ...] = tuple((name, check(name)) for name in rule.checks)
        self._entropy = rule.entropy
        self._context = rule.context
        self._words = tuple(word.encode() for word in rule.context.words) if rule.context else ()
        self._confidence = rule.confidence
        self._asks = rule.generic and rule.confidence >= _DOUBTFUL
        self._fingerprint = fingerprint
        self._credential = rule.kind.startswith("cred.")
        self._base_evidence = ("format", *rule.checks, *(("entropy",) if rule.entropy else ()))

    def confirm(self, data: bytes, anchor_end: int) -> Hit | None:
        """The hit that contains this anchor end, or None."""
        span = self._span(data, anchor_end)
        if span is None:
            return None
        start, end = span
        value = data[start:end]
        if value in self._allow or not self._holds(value):
            return None
        confidence, evidence = self._confidence, self._base_evidence
        if self._context is not None:
            if self._near_word(data, start, end):
                evidence = (*evidence, "context")
                if not self._context.required:
                    confidence = min(0.99, confidence + self._context.boost)
            elif self._context.required:
                return None
        if self._asks:
            if opinion.is_false_positive(value):
                return None
            agreeing = opinion.agreeing(data, start, end)
            if agreeing:
                confidence, evidence = min(0.99, confidence + _AGREED), (*evidence, *agreeing)
        return Hit(
            anchor_end, self._index, start, end, confidence, evidence, self._fingerprint(normal(self._kind, value))
        )

    def _span(self, data: bytes, anchor_end: int) -> tuple[int, int] | None:
        """Span of the value in the first match that contains the anchor's end."""
        search = self._search or self._prepare()
        position = max(0, anchor_end - self._width)
        stop = min(len(data), anchor_end + self._width)
        while position < anchor_end:
            spans = search(data, position, stop)
            if spans is None:
                return None
            first, last = spans[0]
            if first >= anchor_end:
                return None
            if last >= anchor_end:
                start, end = spans[self._group]
                return (start, end) if end > start >= 0 else None
            position = last if last > first else first + 1
        return None

    def _prepare(self) -> Search:
        pattern, self._group = self._compiled.pattern()
        self._search = searcher(pattern)
        return self._search

    def _holds(self, value: bytes) -> bool:
        """Entropy, checks and the placeholder filter, the cheap ones first."""
        if self._entropy and shannon(value[:_PLACEHOLDER_MOST]) < self._entropy:
            return False
        if not all(test(value) for _, test in self._checks):
            return False
        return not (self._credential and len(value) <= _PLACEHOLDER_MOST and is_placeholder(value))

    def _near_word(self, data: bytes, start: int, end: int) -> bool:
        assert self._context is not None  # the caller asked for the context of a rule that has one
        within = self._context.within
        around = data[max(0, start - within) : start].lower() + b"\n" + data[end : end + within].lower()
        return any(word in around for word in self._words)
