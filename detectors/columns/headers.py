"""Headers: names of columns, compared with the words of a vocabulary in any language."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from detectors.columns import fieldwords
from detectors.identifiers.words import words_of

T = TypeVar("T", bound=Hashable)

#: Words in a phrase that are looked up.
_MOST_WORDS = 6
#: Letters from which a word may stand at the edge of a name written in one: `customeremail`.
_LEAST_EDGE = 5
_MOST_NAMES = 50_000
#: Scripts that put no blank between words: a phrase may stand anywhere in the name.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Words that say of what record the column tells, not what it tells: `customer e-mail` is an e-mail.
_OWNER = frozenset(fieldwords.OWNER.split(" "))

EXACT, OWNED, WITHIN, EDGE = 1.0, 0.9, 0.7, 0.5
"""How well a name agrees with a phrase: it is the phrase; but for an owner; has it among others; begins or ends with it."""


class Vocabulary(Generic[T]):
    """Phrases, each with what it stands for."""

    def __init__(
        self, entries: Iterable[tuple[T, Iterable[str]]], alike: Callable[[T], Hashable] = lambda target: target
    ) -> None:
        """Take the targets with their phrases, in any case, and what targets have in common that mean one thing."""
        self._alike = alike
        self._phrases: dict[tuple[str, ...], list[T]] = {}
        self._joined: dict[str, list[T]] = {}
        self._unspaced: list[tuple[str, T]] = []
        for target, phrases in entries:
            for phrase in phrases:
                self._add(target, words_of(phrase))
        self._known: dict[str, dict[T, float]] = {}

    def _add(self, target: T, phrase: tuple[str, ...]) -> None:
        joined = "".join(phrase)
        if not joined:
            return
        for held in (self._phrases.setdefault(phrase, []), self._joined.setdefault(joined, [])):
            if target not in held:
                held.append(target)
        if _UNSPACED.search(joined) and len(joined) > 1:
            self._unspaced.append((joined, target))

    def match(self, name: str) -> dict[T, float]:
        """What a column's name may stand for, each with how well it agrees, above 0 to 1; a word of many targets tells less."""
        known = self._known.get(name)
        if known is None:
            known = self._match(words_of(name))
            if len(self._known) < _MOST_NAMES:
                self._known[name] = known
        return known

    def _match(self, name: tuple[str, ...]) -> dict[T, float]:
        found: dict[T, float] = {}
        joined = "".join(name)
        if not joined:
            return found
        for targets in (self._phrases.get(name), self._joined.get(joined)):
            self._note(found, targets, EXACT)
        for start in range(len(name)):
            for end in range(start + 1, min(len(name), start + _MOST_WORDS) + 1):
                targets = self._phrases.get(name[start:end]) or self._joined.get("".join(name[start:end]))
                if targets:
                    rest = (*name[:start], *name[end:])
                    self._note(
                        found, targets, OWNED if all(word in _OWNER or word.isdigit() for word in rest) else WITHIN
                    )
        if len(name) <= 2 and joined.isascii():  # noqa: PLR2004  # words written in one
            self._edges(found, joined)
        for phrase, target in self._unspaced:
            if phrase in joined:
                self._note(found, [target], EXACT if phrase == joined else WITHIN)
        return found

    def _edges(self, found: dict[T, float], joined: str) -> None:
        for size in range(_LEAST_EDGE, len(joined)):
            for part in (joined[:size], joined[-size:]):
                self._note(found, self._joined.get(part), EDGE)

    def _note(self, found: dict[T, float], targets: list[T] | None, how: float) -> None:
        """Note that a phrase agrees so well; one that means many things tells less."""
        if targets:
            shared = how * len(set(map(self._alike, targets))) ** -0.25
            for target in targets:
                found[target] = max(found.get(target, 0.0), shared)
