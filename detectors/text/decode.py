"""Decoder: what anchors of encoded text come to. Each is undone in place, and the rules look at that, nested to a depth of 5."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from detectors.text.confirm import Hit
from detectors.text.decode_anchors import (
    BASE64,
    DUMP,
    EMBEDDED_BASE64,
    EMBEDDED_HEX,
    ESCAPE,
    HEX,
    LISTED,
    QUOTED_PRINTABLE,
)
from detectors.text.decode_chains import Anchor, Stretch, Window, stretches
from detectors.text.decode_digits import dump, in_one_list, listed
from detectors.text.decode_embedded import Embedded
from detectors.text.decode_escapes import ESCAPES, amid_binary
from detectors.text.decode_escapes import QUOTED_PRINTABLE as QUOTED
from detectors.text.decode_map import Undone
from detectors.text.decode_runs import (
    BASE64_CODE,
    HEX_CODE,
    base64_run,
    embedded_base64,
    embedded_hex,
    follows,
    hex_run,
)
from detectors.text.matcher import Matcher

#: Encodings in one another that are undone.
DEPTH = 5
#: What becomes of an anchor of encoded text depends on no byte further from its end than this; less than `ruleset.REACH`.
REACH = 4350
#: An anchor in undone text counts up to so many bytes from an escape that was undone: further off, all stands as it stood.
_NEAR = 460

Confirm = Callable[[bytes, int], "Hit | None"]
Found = tuple[int, int, Hit]

_RUNS = {
    BASE64: base64_run,
    EMBEDDED_BASE64: embedded_base64,
    HEX: hex_run,
    EMBEDDED_HEX: embedded_hex,
    LISTED: listed,
    DUMP: dump,
}
#: Whether an anchor is of one run with the one before, which answers for both.
_JOINED: dict[int, Callable[[bytes, int, int], bool]] = {
    BASE64: partial(follows, BASE64_CODE),
    HEX: partial(follows, HEX_CODE),
    LISTED: in_one_list,
}
_SCHEMES = {ESCAPE: ESCAPES, QUOTED_PRINTABLE: QUOTED}


class Decoder:
    """Undoes encodings for one set of rules. Pure: what an anchor comes to depends on the bytes within `REACH` of its end alone."""

    def __init__(self, matcher: Matcher, confirm: Sequence[Confirm], reach: Sequence[int], ahead: int) -> None:
        """Take what looks at undone text.

        Args:
            matcher: finds the anchors of rules and of encodings.
            confirm: for each rule, what confirms an anchor.
            reach: for each rule, how far from an anchor's end its outcome depends on the text.
            ahead: bytes before an anchor's end that decide whether it stands there.
        """
        self._matcher = matcher
        self._confirm = confirm
        self._reach = reach
        self._ahead = ahead
        self._first = len(confirm)

    def hits(self, text: bytes, ends: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[Hit, ...]]:
        """The hits of anchor ends of encodings, each with the encoding's rule; embedded objects as hits without a fingerprint."""
        size = len(text)
        anchors: list[Anchor] = []
        latest: dict[int, int] = {}
        for end, rule in sorted(ends):
            joins = _JOINED.get(rule - self._first)
            if joins is not None:
                earlier, latest[rule] = latest.get(rule, -size), end
                if earlier > 0 and joins(text, earlier, end):
                    continue  # most anchors of a long run
            anchors.append(Anchor(end, rule, max(0, end - REACH), min(size, end + REACH)))
        out: dict[tuple[int, int], dict[Hit, None]] = {}
        for end, rule, hit in self._undone(text, anchors, 1):
            out.setdefault((end, rule), {})[hit._replace(anchor_end=end)] = None
        return {key: tuple(hits) for key, hits in out.items()}

    def _undone(self, text: bytes, anchors: Iterable[Anchor], depth: int) -> Iterator[Found]:
        """Hits of anchors in order of their ends, each with the anchor's end and rule."""
        escapes: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            number = anchor.rule - self._first
            if number in _SCHEMES:
                if number != ESCAPE or not amid_binary(text, anchor.end):
                    escapes.setdefault(number, []).append(anchor)
                continue
            opened = _RUNS[number](text, anchor.end, anchor.low, anchor.high)
            if isinstance(opened, Embedded):
                if depth == 1:
                    yield anchor.end, anchor.rule, _marker(anchor, opened)
            elif opened is not None:
                for hit in self._inside(opened, depth):
                    yield anchor.end, anchor.rule, hit
        for number, found in escapes.items():
            for stretch in stretches(_SCHEMES[number], text, found):
                yield from self._amid(stretch, depth)

    def _inside(self, undone: Undone, depth: int) -> Iterator[Hit]:
        """Hits in a run's text, mapped back."""
        text = undone.data
        deeper: list[Anchor] = []
        for end, rule in sorted(set(self._matcher.ends(text, 0, len(text), raw=False))):
            if rule >= self._first:
                if end > undone.own:
                    deeper.append(Anchor(end, rule, 0, len(text)))
                continue
            hit = self._confirm[rule](text, end)
            if hit is not None and undone.encoded(hit.start, hit.end):
                yield _mapped(hit, undone, undone.name)
        if deeper and depth < DEPTH:
            for _, _, hit in self._undone(text, deeper, depth + 1):
                yield _mapped(hit, undone, undone.name)

    def _amid(self, stretch: Stretch, depth: int) -> Iterator[Found]:
        """Hits near escapes, mapped back."""
        text = stretch.data
        deeper: list[Anchor] = []
        owners: dict[tuple[int, int], tuple[Anchor, str]] = {}
        for end, rule in sorted(set(self._matcher.ends(text, 0, len(text), raw=False))):
            owned = stretch.owner(end, _NEAR)
            if owned is None:
                continue
            window = stretch.window(owned[0])
            if end > window.high or (window.clipped and end - self._ahead < window.low):
                continue
            if rule >= self._first:
                owners[end, rule] = owned
                deeper.append(Anchor(end, rule, window.low, window.high))
                continue
            hit = self._seen(text, end, rule, window)
            if hit is not None:
                yield owned[0].end, owned[0].rule, _mapped(hit, stretch.undone, owned[1])
        if deeper and depth < DEPTH:
            for end, rule, hit in self._undone(text, deeper, depth + 1):
                anchor, name = owners[end, rule]
                yield anchor.end, anchor.rule, _mapped(hit, stretch.undone, name)

    def _seen(self, text: bytes, end: int, rule: int, window: Window) -> Hit | None:
        """The hit of an anchor, as far as a window shows it; none at an edge that cuts the text."""
        reach = self._reach[rule]
        if end - reach >= window.low and end + reach <= window.high:
            hit = self._confirm[rule](text, end)
        else:
            hit = self._confirm[rule](text[window.low : window.high], end - window.low)
            if hit is not None:
                hit = hit._replace(start=hit.start + window.low, end=hit.end + window.low)
        if (
            hit is None
            or (window.cut_low and hit.start <= window.low + 1)
            or (window.cut_high and hit.end >= window.high)
        ):
            return None
        return hit


def _mapped(hit: Hit, undone: Undone, name: str) -> Hit:
    start, end = undone.span(hit.start, hit.end)
    return hit._replace(start=start, end=end, evidence=(*hit.evidence, name), depth=hit.depth + 1)


def _marker(anchor: Anchor, found: Embedded) -> Hit:
    end = found.end if found.end is not None else found.start
    return Hit(anchor.end, anchor.rule, found.start, end, 0.0, (found.encoding, found.kind), b"")


def embedded(hit: Hit) -> Embedded | None:
    """The embedded object that a hit tells of, or None where it is a finding's."""
    if hit.fingerprint:
        return None
    return Embedded(hit.start, hit.end if hit.end > hit.start else None, *hit.evidence)
