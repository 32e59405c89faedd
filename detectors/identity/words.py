"""What an image's text says of itself: as which document it is titled, and how many captions, dates and numbered fields it has."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detectors.identity.lexicon import Hit, Letters, Lexicon

#: The table itself; its head says what every key means.
FILE = Path(__file__).with_name("words.toml")
#: The kind of documents that no state gives: cards of students, staff, banks and shops.
BADGE = "badge"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the text says.

    Attributes:
        documents: score by name of `words.toml` (`passport`, `identity`, `licence`, `permit`, `visa`, `military`, `health`,
            `voter`, and `badge` for those of no state). About 1: a title alone in its line; below .6: one in a sentence; at most 2.
        labels: how many different captions of fields are there (surname, date of birth, authority …).
        fields: names of these captions.
        dates: how many dates are there.
        numbered: how many different numbered fields of licences are there (1, 2, 3, 4a to 4d, 5 to 12); 0 without one of 4a to 4d.
        languages: languages of the terms found, most terms first; of several with as many terms, in the order of their codes.
    """

    documents: Mapping[str, float]
    labels: int
    fields: frozenset[str]
    dates: int
    numbered: int
    languages: tuple[str, ...]

    def title(self) -> tuple[str, float]:
        """Name and score of the document of a state that is named most; ("", 0) without any."""
        best = max(((score, name) for name, score in self.documents.items() if name != BADGE), default=(0.0, ""))
        return best[1], best[0]


@cache
def lexicon() -> Lexicon:
    """All terms of the table; read once a process."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    return Lexicon(
        (f"{group}.{name}", language, term.strip())
        for group, concepts in table.items()
        for name, languages in concepts.items()
        for language, terms in languages.items()
        for term in terms.split(",")
    )


def spoken(lines: Sequence[str]) -> Spoken:
    """What lines of text say of the document that they are read from.

    Args:
        lines: what OCR read, a line or piece of one each; at most 400 lines of 400 characters are looked at.

    Returns:
        Scores and counts. Pure; raises nothing.
    """
    letters = Letters(lines)
    hits = _outermost(lexicon().hits(letters))
    fields = {concept.partition(".")[2] for hit in hits for concept, _ in hit.terms if concept.startswith("label.")}
    tongues = Counter(language for hit in hits for language in {language for _, language in hit.terms})
    languages = tuple(language for language, _ in sorted(tongues.items(), key=lambda item: (-item[1], item[0])))
    documents = _scores(hits, letters)
    dates, numbered = _dated(lines)
    return Spoken(documents, len(fields), frozenset(fields), dates, numbered, languages)


def _outermost(hits: list[Hit]) -> list[Hit]:
    """Hits without those that lie inside longer ones: `identity card` in `student identity card`."""
    out: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, not hit.exact)):
        if not any(other.start <= hit.start and hit.end <= other.end and other.terms != hit.terms for other in out):
            out.append(hit)
    return out


_FULL = 8
#: A letter of Han counts as three, one of a script that leaves out vowels or makes them marks as two.
_HAN, _DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]"), re.compile("[\u0590-\u10ff\u1200-\u17ff]")
_FUZZY, _IN_SENTENCE, _MORE, _MOST = 0.8, 0.4, 0.25, 2.0


def _scores(hits: list[Hit], letters: Letters) -> Mapping[str, float]:
    """Score by document: its best hit, and a quarter of each further one of another term."""
    lines: dict[tuple[str, int], int] = Counter()
    weights: dict[str, dict[str, tuple[float, int]]] = {}
    for hit in hits:
        for concept in {concept for concept, _ in hit.terms if concept.startswith("document.")}:
            name = concept.partition(".")[2]
            lines[name, hit.line] += hit.end - hit.start
            text = letters.text[hit.start : hit.end]
            size = len(text) + 2 * len(_HAN.findall(text)) + len(_DENSE.findall(text))
            weight = min(1.0, size / _FULL) * (1.0 if hit.exact else _FUZZY)
            weights.setdefault(name, {})[text] = (weight, hit.line)
    out = {}
    for name, terms in weights.items():
        scores = sorted(
            (weight * _share(lines[name, line], letters.lengths[line]) for weight, line in terms.values()), reverse=True
        )
        out[name] = round(min(_MOST, scores[0] + _MORE * sum(scores[1:])), 3)
    return out


def _share(covered: int, length: int) -> float:
    """1 where a line holds nothing but the words, less the more it holds beside them."""
    return _IN_SENTENCE + (1 - _IN_SENTENCE) * min(1.0, covered / max(1, length))


_MONTHS = (
    r"(?:jan|feb|fev|f[eé]v|mar|m[aä]r|apr|avr|abr|may|mai|maj|mag|jun|giu|juin|jul|lug|juil|aug|ago|ao[uû]t|sep|set"
    r"|oct|okt|ott|nov|dec|dez|dic|d[eé]c)"
)
#: A day in figures of either order, with a month in letters, or as East Asia writes it.
_DATE = re.compile(
    r"(?<![\d.])(?:(?:0?[1-9]|[12]\d|3[01])[./ -]{1,2}(?:0?[1-9]|[12]\d|3[01])[./ -]{1,2}(?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d\d[./ -]{1,2}(?:0?[1-9]|1[0-2])[./ -]{1,2}(?:0?[1-9]|[12]\d|3[01])"
    rf"|\d{{1,2}}[ .-]{{0,2}}{_MONTHS}[a-zé]{{0,7}}[ ./-]{{0,3}}(?:[a-zéû]{{3,9}}[ ./-]{{1,3}})?(?:(?:19|20)\d\d|\d\d)"
    rf"|{_MONTHS}[a-z]{{0,7}}[ .]{{1,2}}\d{{1,2}},? {{0,2}}(?:19|20)\d\d"
    r"|\d{1,4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일])(?!\d)",
    re.IGNORECASE,
)
#: Numbers of fields at the beginning of a line; those without a letter need a stop, or a caption in capitals.
#: Source: https://eur-lex.europa.eu/eli/dir/2006/126/oj annex I
_NUMBERED = re.compile(r"^\W{0,2}(4\s?[abcd]|1[0-2](?=[.,:]|\s[A-Z])|[1-9](?=[.,:]|\s[A-Z]))[.,:]?\s?(?=\S)")
_LETTERED = frozenset({"4a", "4b", "4c", "4d"})
_MOST_LINES, _LONGEST = 400, 200


def _dated(lines: Sequence[str]) -> tuple[int, int]:
    """How many dates, and how many different numbered fields."""
    dates = 0
    numbers: set[str] = set()
    for line in _short(lines):
        if any(map(str.isdigit, line)):
            dates += len(_DATE.findall(line))
            if match := _NUMBERED.match(line):
                numbers.add(match[1].replace(" ", "").lower())
    return dates, len(numbers) if numbers & _LETTERED else 0


def _short(lines: Sequence[str]) -> Iterator[str]:
    return (line[:_LONGEST] for line in lines[:_MOST_LINES])
