"""The text detector: anchors, confirmation, precedence; hits with offsets, findings with lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.base import Detector
from detectors.finding import Finding, Span
from detectors.text.confirm import Confirmer, Fingerprint, Hit
from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet
from detectors.views.text import TextWindow


class TextDetector(Detector[TextWindow]):
    """Runs a rule set over text windows."""

    def __init__(self, ruleset: RuleSet, matcher: Matcher, fingerprint: Fingerprint) -> None:
        """Put the parts together.

        Args:
            ruleset: the rules.
            matcher: the multi-pattern pass over the same rules.
            fingerprint: keyed digest of a normalised value, 16 bytes.

        Raises:
            RuleError: a rule asks for a check that does not exist.
        """
        self._rules = ruleset.rules
        self._matcher = matcher
        self._confirm = [Confirmer(i, item, fingerprint).confirm for i, item in enumerate(ruleset.compiled)]
        #: Bytes before an anchor's end that decide whether it stands there; one byte behind the end does as well.
        self.ahead = max((item.anchor_width for item in ruleset.compiled), default=0) + 1
        #: For each rule, how many bytes on both sides of an anchor's end decide what becomes of it.
        self.reach = tuple(item.reach for item in ruleset.compiled)
        self.digest = ruleset.digest
        self.generic = frozenset(i for i, rule in enumerate(self._rules) if rule.generic)
        self.rule_ids = tuple(rule.id for rule in self._rules)
        self.kinds = tuple(sorted({rule.kind for rule in self._rules}))

    def hits(self, window: TextWindow) -> list[Hit]:
        """Confirmed anchors of the window's core, offsets in the window's buffer, in order of anchor end and rule.

        A pure function of the bytes within `ruleset.REACH` of each anchor; overlapping hits are all kept: see `settle`.
        """
        return self.confirmed(window.data, self.ends(window))

    def ends(self, window: TextWindow) -> list[tuple[int, int]]:
        """Anchor ends in the window's core with the index of their rule, sorted, each once."""
        low = max(0, window.first - self.ahead)
        high = min(len(window.data), window.last + 1)
        found = self._matcher.ends(window.data, low, high, raw=window.raw)
        if not found:
            return []
        return sorted({pair for pair in found if window.first < pair[0] <= window.last})

    def confirmed(self, data: bytes, ends: Iterable[tuple[int, int]]) -> list[Hit]:
        """The hits of anchor ends, in their order."""
        return [hit for found in self.outcomes(data, ends).values() for hit in found]

    def outcomes(self, data: bytes, ends: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[Hit, ...]]:
        """The hits of each anchor end that has any; for an end and a rule they depend on nothing beyond the rule's `reach`."""
        confirm = self._confirm
        return {(end, rule): (hit,) for end, rule in ends if (hit := confirm[rule](data, end)) is not None}

    def settle(self, hits: Iterable[Hit]) -> list[Hit]:
        """One hit a value and rule, in order of place; a generic rule yields to an issuer's on the same bytes."""
        return settle(hits, self.generic)

    def finding(self, hit: Hit, start: int, end: int, line: int, end_line: int) -> Finding:
        """The finding of a hit at a place in the original bytes."""
        rule = self._rules[hit.rule]
        preview = f"{rule.name}, {hit.end - hit.start} bytes"
        place = Span(start, end, line, end_line)
        return Finding(rule.kind, rule.id, rule.version, place, hit.confidence, hit.evidence, hit.fingerprint, preview)

    def detect(self, view: TextWindow) -> Iterator[Finding]:
        """Findings of one window, their lines counted from the window's first byte (line 1)."""
        line, at = 1, 0
        for hit in self.settle(self.hits(view)):
            line += view.data.count(b"\n", at, hit.start)
            at = hit.start
            end_line = line + view.data.count(b"\n", hit.start, max(hit.start, hit.end - 1))
            yield self.finding(hit, view.base + hit.start, view.base + hit.end, line, end_line)


def settle(hits: Iterable[Hit], generic: frozenset[int]) -> list[Hit]:
    """See `TextDetector.settle`; sorted by start, end and rule."""
    unique: dict[tuple[int, int, int], Hit] = {}
    for hit in hits:
        key = (hit.start, hit.end, hit.rule)
        if key not in unique or hit.anchor_end < unique[key].anchor_end:  # the same whatever the order
            unique[key] = hit
    if len(unique) < 2:  # noqa: PLR2004  # nothing to compare
        return list(unique.values())
    ordered = [unique[key] for key in sorted(unique)]
    beaten: set[int] = set()
    active: list[tuple[int, Hit]] = []
    for index, hit in enumerate(ordered):
        active = [(i, other) for i, other in active if other.end > hit.start]
        for i, other in active:
            if _yields(hit, other, generic):
                beaten.add(index)
            if _yields(other, hit, generic):
                beaten.add(i)
        active.append((index, hit))
    return [hit for index, hit in enumerate(ordered) if index not in beaten]


def _yields(hit: Hit, other: Hit, generic: frozenset[int]) -> bool:
    """Whether `hit` gives way to `other`, which shares a byte with it."""
    mine, theirs = hit.rule in generic, other.rule in generic
    if mine != theirs:
        return mine
    if (hit.start, hit.end) == (other.start, other.end):
        return (other.confidence, -other.rule) > (hit.confidence, -hit.rule)
    return mine and other.start <= hit.start and hit.end <= other.end
