"""Form: a class of document told by its title and by labels of several concepts, in any of the languages listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import re2

from detectors.classes.base import Classed, View
from detectors.classes.phrase import anchor

#: Amounts of money with cents, in the ways of writing of most countries.
AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,' \u00a0]?\d{3}){0,4}[.,]\d{2}(?![\d.,]*\d)")
#: Amounts in currencies without cents.
ROUND = re.compile(r"[¥₩￥]\s?\d{1,3}(?:,\d{3})+|\d{1,3}(?:,\d{3})+\s?[円元원]|\b\d{1,3}(?:\.\d{3})+\s?₫")  # noqa: RUF001
#: Media types in which documents of people come, as text or through a reader.
DOCUMENTS = frozenset({
    "text/plain",
    "text/plain; charset=utf-16le",
    "text/plain; charset=utf-16be",
    "text/html",
    "application/pdf",
    "application/rtf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
})  # fmt: skip
#: Fewest bytes of a text that may be a document of somebody.
_LEAST = 200
#: Confidence of the fewest signs, of each further one, of a title, and the most that forms are given.
_BASE, _STEP, _TITLE, _MOST = 0.6, 0.06, 0.12, 0.97
_LOOK = 48 << 10


@dataclass(frozen=True, slots=True)
class Form:
    """One class of document.

    Attributes:
        kind: dotted kind.
        rule: id of its rule.
        titles: phrases of which one stands in the first lines; in plain form.
        groups: concepts, each with the labels that stand for it; in plain form.
        least: concepts that must be there together with a title.
        bare: concepts that are enough without a title; 0 where a title must be there.
        needs: concepts that must be among them.
        amounts: fewest amounts of money.
        filled: what a form that was filled in contains, and an empty one does not.
        refuse: labels of which two mean that it is something else.
    """

    kind: str
    rule: str
    titles: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    least: int
    bare: int = 0
    needs: tuple[str, ...] = ()
    amounts: int = 0
    filled: re.Pattern[str] | None = None
    refuse: frozenset[str] = field(default_factory=frozenset)


def judge(form: Form, view: View) -> Classed | None:
    """What a text is by one form, or None."""
    labels = view.phrases.labels
    there = [name for name, phrases in form.groups.items() if not phrases.isdisjoint(labels.keys())]
    if len(there) < form.least or any(name not in there for name in form.needs):
        return None
    titled = view.phrases.titled(form.titles)
    enough = form.least if titled else form.bare
    if not enough or len(there) < enough or len(form.refuse & labels.keys()) > 1:
        return None
    text = view.text[:_LOOK]
    if form.filled is not None and form.filled.search(text) is None:
        return None
    if form.amounts and len(AMOUNT.findall(text)) + len(ROUND.findall(text)) < form.amounts:
        return None
    confidence = _BASE + _STEP * (len(there) - enough) + (_TITLE if titled else 0)
    evidence = (*(("title",) if titled else ()), *(f"label:{name}" for name in there))
    return Classed(form.kind, form.rule, round(min(_MOST, confidence), 2), evidence, 1)


class Forms:
    """Classifier of documents by some forms."""

    types = DOCUMENTS

    def __init__(self, forms: Sequence[Form]) -> None:
        """Take the forms, the more telling first."""
        self._forms = tuple(forms)

    @cached_property
    def _anchor(self) -> re2._Regexp:
        """Titles, and for forms that do without, what they need."""
        bare = (phrases for form in self._forms if form.bare for phrases in (form.groups[name] for name in form.needs))
        return anchor(frozenset().union(*(form.titles for form in self._forms), *bare))

    def wants(self, media_type: str, head: bytes) -> bool:
        return len(head) >= _LEAST or media_type != "text/plain"

    def classify(self, view: View) -> Iterator[Classed]:
        """At most one of them: the most certain."""
        if not view.phrases.anchored(self._anchor):
            return
        found = [classed for form in self._forms if (classed := judge(form, view)) is not None]
        if found:
            yield max(found, key=lambda classed: classed.confidence)
