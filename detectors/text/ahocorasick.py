"""The portable matcher: keywords by Aho-Corasick, then each rule's anchor near its keywords. For machines without Hyperscan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ahocorasick
import re2

from detectors.text.matcher import Matcher
from detectors.text.ruleset import RuleSet, compile_pattern


class AhoCorasickMatcher(Matcher):
    """Same anchor ends as Hyperscan for anchors of one length from each start; rules without keywords are searched whole."""

    def __init__(self, ruleset: RuleSet) -> None:
        """Build the keyword automaton; anchors are compiled where their keywords are first met."""
        encodings = ruleset.encodings
        self._sources: list[tuple[str, Sequence[str]]] = [
            (f"rule '{rule.id}'", (rule.anchor,)) for rule in ruleset.rules
        ]
        self._sources += [(item.name, item.anchors) for item in encodings]
        self._anchors: dict[int, list[re2._Regexp]] = {}
        # A keyword may stand anywhere in the match: the anchor ends at most a pattern's width from it.
        self._spread = [item.width + item.anchor_width for item in ruleset.compiled]
        self._spread += [item.width for item in encodings]
        self._strict = [item.rule.kind.startswith("cred.") and not item.rule.generic for item in ruleset.compiled]
        self._strict += [False] * len(encodings)
        self._personal = frozenset(i for i, rule in enumerate(ruleset.rules) if not rule.kind.startswith("cred."))
        keywords = [*(rule.keywords for rule in ruleset.rules), *(item.keywords for item in encodings)]
        self._searched = [i for i, words in enumerate(keywords) if not words]
        by_word: dict[str, list[int]] = {}
        for index, words in enumerate(keywords):
            for word in words:
                by_word.setdefault(word.lower(), []).append(index)
        self._words = ahocorasick.Automaton()
        for word, indices in by_word.items():
            self._words.add_word(word, (len(word), tuple(indices)))
        if by_word:
            self._words.make_automaton()

    def ends(
        self, data: bytes, start: int, stop: int, *, raw: bool, personal: bool = True
    ) -> Sequence[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        for index, low, high in self._regions(data, start, stop, raw=raw):
            if not personal and index in self._personal:
                continue
            for anchor in self._compiled(index):
                found.update((end, index) for end in _each_end(anchor, data, low, high))
        return sorted(found)

    def _compiled(self, index: int) -> list[re2._Regexp]:
        if index not in self._anchors:
            where, anchors = self._sources[index]
            self._anchors[index] = [compile_pattern(f"{where}: anchor", anchor) for anchor in anchors]
        return self._anchors[index]

    def _regions(self, data: bytes, start: int, stop: int, *, raw: bool) -> Iterator[tuple[int, int, int]]:
        """Where to search which anchor; regions of one rule that touch are joined, so that no byte is searched twice."""
        if not raw:
            for index in self._searched:
                yield index, start, stop
        if not len(self._words):
            return
        pending: dict[int, tuple[int, int]] = {}
        text = data[start:stop].decode("latin-1").lower()
        for last, (length, indices) in self._words.iter(text):
            for index in indices:
                if raw and not self._strict[index]:
                    continue
                low = max(start, start + last + 1 - length - self._spread[index])
                high = min(stop, start + last + 1 + self._spread[index])
                before = pending.get(index)
                if before is not None and low <= before[1]:
                    pending[index] = (before[0], high)
                    continue
                if before is not None:
                    yield index, *before
                pending[index] = (low, high)
        for index, (low, high) in pending.items():
            yield index, low, high


def _each_end(anchor: re2._Regexp, data: bytes, low: int, high: int) -> Iterator[int]:
    """Ends of the anchor's matches from every start, overlapping ones included."""
    position = low
    while position < high:
        match = anchor.search(data, position, high)
        if match is None:
            return
        yield match.end()
        position = match.start() + 1
