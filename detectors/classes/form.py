"""Form: a class of document told by its title and by labels of several concepts, in many languages.

Each is a file of `forms/`; a language is added by adding its words there. Their keys are the attributes of `Form`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from detectors.classes.anchors import ANCHORS, anchor
from detectors.classes.base import Classed, View
from detectors.classes.phrase import fold, plain

#: Amounts of money with cents, in the ways of writing of most countries.
AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,' \u00a0]?\d{3}){0,4}[.,]\d{2}(?![\d.,]*\d)")
#: Amounts in currencies without cents.
ROUND = re.compile(r"[¥₩￥]\s?\d{1,3}(?:,\d{3})+|\d{1,3}(?:,\d{3})+\s?[円元원]|\b\d{1,3}(?:\.\d{3})+\s?₫")
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
#: What is to be filled in, how often it makes a template, and the most confidence that one is given.
_BLANK = re.compile(r"\[[A-Z][^\]\n]{2,60}\](?!\()|<[A-Z][A-Z _]{3,30}>|\{\{[^}\n]{2,40}\}\}")
_BLANKS, TO_BE_FILLED = 4, 0.4
_FOLDER = Path(__file__).parent / "forms"


@dataclass(frozen=True, slots=True)
class Form:
    """One class of document.

    Attributes:
        kind: dotted kind.
        rule: id of its rule.
        titles: phrases of which one stands in the first lines; in plain form.
        labels: concepts, each with the phrases that stand for it; in plain form; `labels_of` takes those of another file.
        anywhere: phrases that stand for a concept wherever they are, within a sentence too; folded.
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
    labels: Mapping[str, frozenset[str]]
    anywhere: Mapping[str, frozenset[str]]
    least: int
    bare: int
    needs: tuple[str, ...]
    amounts: int
    filled: re.Pattern[str] | None
    refuse: frozenset[str]


@cache
def load(name: str) -> Form:
    """The form of `forms/<name>.toml`, read once a process."""
    given = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    shared = given.get("labels_of")
    return Form(
        kind=given["kind"],
        rule=given["rule"],
        titles=frozenset(map(plain, given["titles"])),
        labels=load(shared).labels
        if shared
        else {key: frozenset(map(plain, words)) for key, words in given["labels"].items()},
        anywhere={key: frozenset(map(fold, phrases)) for key, phrases in given.get("anywhere", {}).items()},
        least=given["least"],
        bare=given.get("bare", 0),
        needs=tuple(given.get("needs", ())),
        amounts=given.get("amounts", 0),
        filled=re.compile(given["filled"]) if "filled" in given else None,
        refuse=frozenset(map(plain, given.get("refuse", ()))),
    )


def template(text: str) -> bool:
    """Whether a text is one to be filled in: `[Company name]` and the like in several places."""
    return len(_BLANK.findall(text)) >= _BLANKS


def _concepts(form: Form, view: View) -> list[str]:
    """The concepts of a form that a text has."""
    labels = view.phrases.labels.keys()
    there = [name for name, phrases in form.labels.items() if not phrases.isdisjoint(labels)]
    if there:
        folded = view.phrases.folded
        there += [
            name
            for name, phrases in form.anywhere.items()
            if name not in there and any(phrase in folded for phrase in phrases)
        ]
    return there


def judge(form: Form, view: View) -> Classed | None:
    """What a text is by one form, or None."""
    there = _concepts(form, view)
    if len(there) < form.least or any(name not in there for name in form.needs):
        return None
    titled = view.phrases.titled(form.titles)
    enough = form.least if titled else form.bare
    if not enough or len(there) < enough or len(form.refuse & view.phrases.labels.keys()) > 1:
        return None
    text = view.text[:_LOOK]
    if form.filled is not None and form.filled.search(text) is None:
        return None
    if form.amounts and len(AMOUNT.findall(text)) + len(ROUND.findall(text)) < form.amounts:
        return None
    confidence = _BASE + _STEP * (len(there) - enough) + (_TITLE if titled else 0)
    evidence = [*(["title"] if titled else []), *(f"label:{name}" for name in there)]
    if template(text):
        confidence = min(confidence, TO_BE_FILLED)
        evidence.append("template")
    return Classed(form.kind, form.rule, round(min(_MOST, confidence), 2), tuple(evidence), 1)


class Forms:
    """Classifier of documents by some forms."""

    types = DOCUMENTS

    def __init__(self, *names: str) -> None:
        """Take the names of the forms; they are read when the first document comes."""
        self._names = names
        self._number = ANCHORS.add(self._anchor)

    @cached_property
    def _forms(self) -> tuple[Form, ...]:
        return tuple(map(load, self._names))

    def _anchor(self) -> str:
        """Titles, and for forms that do without, what they need."""
        bare = (phrases for form in self._forms if form.bare for phrases in (form.labels[name] for name in form.needs))
        return anchor(frozenset().union(*(form.titles for form in self._forms), *bare))

    def wants(self, media_type: str, head: bytes) -> bool:
        return len(head) >= _LEAST or media_type != "text/plain"

    def classify(self, view: View) -> Iterator[Classed]:
        """At most one of them: the most certain."""
        if self._number not in view.phrases.anchored:
            return
        found = [classed for form in self._forms if (classed := judge(form, view)) is not None]
        if found:
            yield max(found, key=lambda classed: classed.confidence)
