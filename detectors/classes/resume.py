"""Résumé: told by headings of several concepts, contacts and periods of time; adverts, papers and pages of programs are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from detectors.classes.anchors import ANCHORS, anchor
from detectors.classes.base import Classed, View
from detectors.classes.form import DOCUMENTS, TO_BE_FILLED, Form, load, template
from detectors.classes.needle import Needles

_KIND, _RULE = "person.resume", "document.resume"
_JSON = frozenset({"application/json", "application/x-ndjson"})

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\d.])\+?\(?\d[\d ()./\u00a0-]{7,18}\d(?![\d.])")
#: A period: two years, or a year and a word for now, with whatever says `to` between them.
_PERIOD = re.compile(
    r"\b(?:19|20)\d\d[年./]?(?:\d{1,2}月?)?[^\S\n]?[^\S\n]{0,3}(?:[-‐-―~～〜→]|to|bis|à|au|al|a|até|tot|do|till|til|по|до|至|から|đến|إلى|से)"  # noqa: RUF001  # dashes and waves of all keyboards
    r"[^\S\n]{0,3}(?:[^\W\d]{3,12}\.?[^\S\n]|\d{1,2}[./])?(?:(?:19|20)\d\d|[^\W\d]{2,12})"
)
#: Lines of the Japanese form begin with a year each.
_YEARLY = re.compile(r"^\s*(?:(?:19|20)\d\d|(?:昭和|平成|令和)\s?(?:\d{1,2}|元))\s?年", re.MULTILINE)
_YEARLY_LEAST = 4
#: Fewest concepts where no title says what it is; fewest periods.
_SECTIONS, _PERIODS = 3, 2
#: JSON Resume (https://jsonresume.org/schema): members of its root.
_JSON_RESUME = frozenset({b"basics", b"work", b"education", b"skills"})
_HEAD = 24 << 10
NEEDLES = Needles(b'"basics"')


class Resume:
    """Classifier of résumés in the languages of `forms/resume.toml`."""

    types = DOCUMENTS | _JSON

    def __init__(self) -> None:
        """Say what it looks for; words are read when the first document comes."""
        self._number = ANCHORS.add(self._anchor)

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type in _JSON:
            return NEEDLES.within(head)
        return len(head) > 200 or media_type != "text/plain"  # noqa: PLR2004  # bytes; a résumé is longer

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type in _JSON:
            if view.keys.keys() >= _JSON_RESUME:
                yield Classed(_KIND, _RULE, 0.95, view.said("json-resume"), view.keys[b"basics"])
            return
        if self._number not in view.phrases.anchored:
            return
        headings = view.phrases.headings.keys()
        there = [name for name, phrases in self._form.labels.items() if not phrases.isdisjoint(headings)]
        telling = sum(name in there for name in ("experience", "education", "skills"))
        other = len(self._form.refuse & headings)
        if telling < 2 or (other > 1 and other >= len(there) - 1):  # noqa: PLR2004  # two of these three
            return
        yield from self._weighed(view, there)

    @cached_property
    def _form(self) -> Form:
        return load("resume")

    def _anchor(self) -> str:
        return anchor(self._form.labels["experience"] | self._form.labels["education"], alone=True)

    def _weighed(self, view: View, there: list[str]) -> Iterator[Classed]:
        text = view.text[:_HEAD]
        titled = view.phrases.titled(self._form.titles)
        contact = [name for name, pattern in (("mail", _MAIL), ("phone", _PHONE)) if pattern.search(text)]
        periods = len(_PERIOD.findall(text))
        dated = periods >= _PERIODS or len(_YEARLY.findall(text)) >= _YEARLY_LEAST
        if len(there) < (self._form.least if titled else _SECTIONS) or not (contact or titled) or not dated:
            return
        confidence = 0.62 + 0.05 * (len(there) - _SECTIONS) + 0.12 * titled + 0.09 * len(contact)
        evidence = [f"section:{name}" for name in there]
        evidence += [f"contact:{name}" for name in contact] + ["periods"] + ["title"] * titled
        most = 0.97
        if template(text):
            most = TO_BE_FILLED
            evidence.append("template")
        yield Classed(_KIND, _RULE, round(min(most, confidence), 2), tuple(evidence), 1)
