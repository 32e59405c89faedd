"""Score the real text detector on labelled texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from benchmarks.personal.sets import Label, Sentence
from detectors.finding import Finding, Span
from detectors.rules.load import load_builtin
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector
from detectors.views.text import whole

#: What a finding must reach to count.
LEAST = 0.5
_PERSONAL = ("govid.", "person.", "fin.", "health.", "loc.", "child.", "special.")
_MORE = ("infra.private_address",)


@cache
def detector() -> TextDetector:
    """The detector that is scored: all rules that ship."""
    return make_detector(load_builtin(), b"bench")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of personal data: bytes `start` to `end`, half-open."""

    start: int
    end: int
    kind: str
    rule: str


def found(data: bytes) -> list[Found]:
    """Findings of personal data in a text that are at least as sure as `LEAST`."""
    return [_plain(finding) for finding in detector().detect(whole(data)) if _counts(finding)]


def _counts(finding: Finding) -> bool:
    return finding.confidence >= LEAST and (finding.kind.startswith(_PERSONAL) or finding.kind in _MORE)


def _plain(finding: Finding) -> Found:
    assert isinstance(finding.place, Span)
    return Found(finding.place.start, finding.place.end, finding.kind, finding.rule)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A value that was missed (`rule` is empty) or a finding that is none."""

    kind: str
    value: str
    rule: str
    sentence: Sentence


@dataclass(slots=True)
class Score:
    """Counts by kind, by form and by language of what was expected, what of it was found, and what was found beside it."""

    expected: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    right_forms: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    right_languages: Counter[str] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, sentence: Sentence) -> None:
        """Run the detector over one text and count."""
        findings = found(sentence.text.encode())
        for label in sentence.labels:
            if label.slot.kinds:
                self._expect(sentence, label, any(_is(finding, label) for finding in findings))
        for finding in findings:
            if not any(_is(finding, label) or _passes(finding, label) for label in sentence.labels):
                self.false[finding.kind] += 1
                value = sentence.text.encode()[finding.start : finding.end].decode(errors="replace")
                self.mistakes.append(Mistake(finding.kind, value, finding.rule, sentence))

    def _expect(self, sentence: Sentence, label: Label, right: bool) -> None:
        kind, form = label.slot.kinds[0], label.slot.name + ("~" if sentence.source == "alone" else "")
        if label.slot.family == "phone":  # by form, not by country
            form = form.rpartition("_")[0] + ("~" if sentence.source == "alone" else "")
        for counter, key in ((self.expected, kind), (self.forms, form), (self.languages, sentence.language)):
            counter[key] += 1
        if right:
            for counter, key in (
                (self.right, kind),
                (self.right_forms, form),
                (self.right_languages, sentence.language),
            ):
                counter[key] += 1
        else:
            self.mistakes.append(Mistake(kind, label.value, "", sentence))


def _meets(finding: Found, label: Label) -> bool:
    return finding.start < label.end and label.start < finding.end


def _is(finding: Found, label: Label) -> bool:
    return finding.kind in label.slot.kinds and _meets(finding, label)


def _passes(finding: Found, label: Label) -> bool:
    return finding.kind in label.slot.tolerated and _meets(finding, label)


def score(texts: Iterable[Sentence]) -> Score:
    """The score of all texts."""
    total = Score()
    for sentence in texts:
        total.add(sentence)
    return total
