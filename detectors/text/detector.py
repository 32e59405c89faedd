"""The text detector: anchors, confirmation, precedence; hits with offsets, findings with lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from detectors.base import Detector
from detectors.finding import Finding, Span
from detectors.text.confirm import Confirmer, Fingerprint, Hit
from detectors.text.decode import REACH, Decoder, embedded
from detectors.text.decode_embedded import Embedded
from detectors.text.label import LabelConfirmer
from detectors.text.matcher import Matcher
from detectors.text.quota import Quota
from detectors.text.ruleset import RuleSet
from detectors.views.text import TextWindow

#: Bytes after which a quota is asked whether more personal data is worth looking for.
_STRIPE = 256 << 10


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
        self._confirm = [
            (LabelConfirmer if item.rule.labels else Confirmer)(i, item, fingerprint).confirm
            for i, item in enumerate(ruleset.compiled)
        ]
        #: Bytes before an anchor's end that decide whether it stands there; one byte behind the end does as well.
        widths = [item.anchor_width for item in ruleset.compiled] + [item.width for item in ruleset.encodings]
        self.ahead = max(widths, default=0) + 1
        #: For each rule, and then for each encoding, how many bytes on both sides of an anchor's end decide what becomes of it.
        self.reach = tuple(item.reach for item in ruleset.compiled) + (REACH + 1,) * len(ruleset.encodings)
        self._decoder = Decoder(matcher, self._confirm, self.reach, self.ahead) if ruleset.encodings else None
        self.digest = ruleset.digest
        self.generic = frozenset(i for i, rule in enumerate(self._rules) if rule.generic)
        self._personal = frozenset(i for i, rule in enumerate(self._rules) if not rule.kind.startswith("cred."))
        #: For each rule of labels, the others of its kind: they see the value itself, and say more of it.
        self._closer = {
            i: frozenset(j for j, other in enumerate(self._rules) if other.kind == rule.kind and not other.labels)
            for i, rule in enumerate(self._rules)
            if rule.labels
        }
        self.rule_ids = tuple(rule.id for rule in self._rules)
        self.kinds = tuple(sorted({rule.kind for rule in self._rules}))

    def hits(self, window: TextWindow, quota: Quota | None = None) -> list[Hit]:
        """Confirmed anchors of the window's core, offsets in the window's buffer, in order of anchor end and rule.

        Without a quota, a pure function of the bytes within `ruleset.REACH` of each anchor. Overlapping hits are all kept, see
        `settle`.
        """
        if quota is None:
            return [hit for found in self.outcomes(window.data, self.ends(window)).values() for hit in found]
        hits: list[Hit] = []
        for first in range(window.first, max(window.last, window.first + 1), _STRIPE):
            last = min(window.last, first + _STRIPE)
            ends = self.ends(TextWindow(window.data, window.base, first, last, window.raw), personal=not quota.over)
            hits += [hit for found in self.outcomes(window.data, ends, quota).values() for hit in found]
            quota.passed()
        return hits

    def ends(self, window: TextWindow, *, personal: bool = True) -> list[tuple[int, int]]:
        """Anchor ends in the window's core with the index of their rule, sorted, each once; those of personal data if asked for."""
        low = max(0, window.first - self.ahead)
        high = min(len(window.data), window.last + 1)
        found = self._matcher.ends(window.data, low, high, raw=window.raw, personal=personal)
        if not found:
            return []
        return sorted({pair for pair in found if window.first < pair[0] <= window.last})

    def among(self, data: bytes, cores: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Anchor ends `first < end <= last` of several cores of one text, in one pass over their bytes side by side.

        Args:
            data: the text.
            cores: first and last of each, in order, none reaching into another.

        Returns:
            What `ends` gives for each core, sorted. An anchor that ends in a core is narrower than the bytes taken before it, so
            none reaches back over a seam.
        """
        if len(cores) < 2:  # noqa: PLR2004  # nothing to put side by side
            return [pair for first, last in cores for pair in self.ends(TextWindow(data, 0, first, last))]
        pieces, begins, at, size = [], [], 0, len(data)
        for first, last in cores:
            pieces.append(data[max(0, first - self.ahead) : min(size, last + 1)])
            begins.append(at)
            at += len(pieces[-1])
        joined = b"".join(pieces)
        out = set()
        for end, rule in self._matcher.ends(joined, 0, len(joined), raw=False):
            number = bisect_left(begins, end) - 1
            first, last = cores[number]
            place = end - begins[number] + max(0, first - self.ahead)
            if first < place <= last:
                out.add((place, rule))
        return sorted(out)

    def outcomes(
        self, data: bytes, ends: Iterable[tuple[int, int]], quota: Quota | None = None
    ) -> dict[tuple[int, int], tuple[Hit, ...]]:
        """The hits of each anchor end that has any; for an end and a rule they depend on nothing beyond the rule's `reach`.

        Anchors of personal data for which `quota` has nothing left are passed over.
        """
        confirm, count = self._confirm, len(self._confirm)
        limited = self._personal if quota is not None else frozenset[int]()
        out: dict[tuple[int, int], tuple[Hit, ...]] = {}
        encoded: list[tuple[int, int]] = []
        for pair in ends:
            if pair[1] >= count:
                encoded.append(pair)
            elif pair[1] in limited and quota is not None and (quota.spent(pair[1]) or self._told(pair[1], quota)):
                continue
            elif (hit := confirm[pair[1]](data, pair[0])) is not None:
                out[pair] = (hit,)
                if quota is not None:
                    quota.take(pair[1])
        if encoded and self._decoder is not None:
            out.update(self._decoder.hits(data, encoded))
        return out

    def _told(self, rule: int, quota: Quota) -> bool:
        """Whether what a rule of labels would find is what closer rules have found often enough."""
        return any(map(quota.full, self._closer.get(rule, ())))

    @staticmethod
    def embedded(hits: Iterable[Hit]) -> list[Embedded]:
        """The embedded objects among unsettled hits: runs of base64 or digits to be read out and opened as objects of their own.

        In order of place; one that begins within another that was told, and ends with it, says nothing new. `unwrapped` reads one.
        """
        return sorted({found for hit in hits if (found := embedded(hit)) is not None}, key=_start)

    def settle(self, hits: Iterable[Hit]) -> list[Hit]:
        """One hit a value and rule, in order of place; a generic rule yields to an issuer's on the same bytes."""
        return settle(hits, self.generic, self._personal, self._closer)

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


def _start(found: Embedded) -> int:
    return found.start


def settle(
    hits: Iterable[Hit],
    generic: frozenset[int],
    personal: frozenset[int] = frozenset(),
    closer: Mapping[int, frozenset[int]] = MappingProxyType({}),
) -> list[Hit]:
    """See `TextDetector.settle`; sorted by start, end and rule. Embedded objects are left out.

    Args:
        hits: in any order.
        generic: rules that name no issuer.
        personal: rules of personal data.
        closer: rules that each rule of labels yields to.
    """
    unique: dict[tuple[int, int, int], Hit] = {}
    several: dict[tuple[int, int, int], list[Hit]] = {}
    for hit in hits:
        key = (hit.start, hit.end, hit.rule)
        if not hit.fingerprint:
            continue
        if key in unique:
            several.setdefault(key, [unique[key]]).append(hit)
        else:
            unique[key] = hit
    unique.update((key, _one(found)) for key, found in several.items())
    if len(unique) < 2:  # noqa: PLR2004  # nothing to compare
        return list(unique.values())
    ordered = [unique[key] for key in sorted(unique)]
    beaten: set[int] = set()
    active: list[tuple[int, Hit]] = []
    for index, hit in enumerate(ordered):
        active = [(i, other) for i, other in active if other.end > hit.start]
        for i, other in active:
            if other.rule in closer.get(hit.rule, ()):
                beaten.add(index)
            elif hit.rule in closer.get(other.rule, ()):
                beaten.add(i)
            else:
                beaten.update([index] if _yields(hit, other, generic, personal) else ())
                beaten.update([i] if _yields(other, hit, generic, personal) else ())
        active.append((index, hit))
    return [hit for index, hit in enumerate(ordered) if index not in beaten]


def _one(hits: list[Hit]) -> Hit:
    """Which hit of one rule stands for the same bytes: the value with most encodings undone, as plainly as it is found."""
    deepest = max(hits, key=_depth)
    return min((hit for hit in hits if hit.fingerprint == deepest.fingerprint), key=_plainness)


def _depth(hit: Hit) -> tuple[int, bytes]:
    return hit.depth, hit.fingerprint


def _plainness(hit: Hit) -> tuple[int, float, tuple[str, ...], int]:
    return hit.depth, -hit.confidence, hit.evidence, hit.anchor_end


def _yields(hit: Hit, other: Hit, generic: frozenset[int], personal: frozenset[int]) -> bool:
    """Whether `hit` gives way to `other`, which shares a byte with it."""
    mine, theirs = hit.rule in generic, other.rule in generic
    if hit.rule == other.rule and hit.depth != other.depth:
        return _twice(hit, other, personal)
    if mine != theirs:
        # A token is a token, though it is made of encoded personal data.
        return mine and not (other.depth > hit.depth and other.rule in personal)
    if (hit.start, hit.end) == (other.start, other.end):
        return (other.confidence, -other.rule) > (hit.confidence, -hit.rule)
    if mine and other.depth > hit.depth and hit.start <= other.start and other.end <= hit.end:
        return True  # what was taken for a value is the encoding of one
    return mine and other.depth >= hit.depth and other.start <= hit.start and hit.end <= other.end


def _twice(hit: Hit, other: Hit, personal: frozenset[int]) -> bool:
    """Whether `other` is the better reading of what one rule finds in encoded and in decoded bytes.

    An escape beside a personal value is taken for a part of it where it still stands; one in a password is a part of it.
    """
    if hit.rule in personal:
        return other.depth > hit.depth
    if other.start <= hit.start and hit.end <= other.end:
        return True
    return not (hit.start <= other.start and other.end <= hit.end) and other.depth < hit.depth
