"""Fields: columns of persons' names, addresses, births, pay and circumstances, known by their names and their values."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from detectors.columns import fieldwords, terms
from detectors.columns.headers import Vocabulary
from detectors.columns.sample import Sample

Fit = Callable[[Sample], float]
"""The share of values, 0 to 1, that look like the field."""

_PRIOR, _NAMED, _WEAK, _LEAST_NAMED = -4.5, 7.5, 0.35, 0.2
#: What values say: they look so, they do not, or they are terms of a list (which tells more: nothing else has them).
_FITS, _UNFIT, _TERMS = 1.5, -5.0, 4.0
_ENOUGH, _TOO_FEW = 0.7, 0.25
_EACH_FELLOW, _MOST_FELLOWS = 0.8, 1.6


@dataclass(frozen=True, slots=True)
class Field:
    """One type of column.

    Attributes:
        rule: id that findings carry, `column.<what>`.
        kind: dotted kind.
        words: what columns of it are called.
        weak: names that mean it only where values and neighbours agree.
        fit: how well values look like it.
        listed: values come from a list of terms that nothing else has, so that they tell without a name.
        person: whether it makes its record one of a person, beside which numbers are that person's.
    """

    rule: str
    kind: str
    words: str
    fit: Fit
    weak: str = ""
    listed: bool = False
    person: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A field that a column is taken for, with the probability and what spoke for it."""

    field: Field
    confidence: float
    evidence: tuple[str, ...]


# --- values ----------------------------------------------------------------------------------------------------------

_NAME = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652\u0900-\u0dff.,'\u2019`\u00b4\u00b7\u30fb\- ]){0,79}"
)
_DATE = re.compile(
    r"(?:[0-9]{4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,2}|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:[0-9]{4}|[0-9]{2})"
    r"|(?:18|19|20)[0-9]{2}(?:[0-9]{4})?"
    r"|[0-9]{1,2}[-/. ]?[^\W\d_]{3,12}\.?[-/. ]?[0-9]{4}|[^\W\d_]{3,12}\.? [0-9]{1,2},? [0-9]{4}"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?)(?:[T ].{0,20})?"
)
_AMOUNT = re.compile(r"(?:[A-Z]{3} ?|[$€£¥₹₽₺zł ]{0,3})[0-9][0-9.,' \u00a0\u202f]{1,16}k?(?: ?[A-Z]{3}| ?[^\w]{1,3})?")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,3}[.,][0-9]{3,17}[NSEW°]?")
_ICD = re.compile(r"[A-TV-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?(?:[+*!GVZRLB]{1,2})?")
#: Stems of international names of substances. Source: https://www.who.int/teams/health-product-and-policy-standards/inn/stembook
_STEM = re.compile(
    r"(?i)[a-z]{2,}(?:pril|sartan|olol|statin|azole|cillin|mycin|micin|floxacin|cycline|gliptin|gliflozin|glutide|formin|prazole|tidine|triptan|setron|oxetine"
    r"|pram|azepam|azolam|idone|apine|barbital|caine|dipine|thiazide|semide|profen|coxib|cort|sone|solone|asteride|vir|vudine|tinib|mab|cept|parin|xaban|grel|fibrate"
    r"|dronate|terol|tropium|lukast|codone|morphone|fentanil|tramadol|insulin|cetamol|aminophen|thyroxine|spirin|metformin)\b"
)
_PARTS = re.compile(r"[;,/|]\s*")
_LETTER = re.compile(r"[^\W\d_]")
_LEAST_WORDS = 2


def _share(sample: Sample, fits: Callable[[str], object]) -> float:
    values = sample.values
    return sum(1 for value in values if fits(value)) / len(values) if values else 0.0


def _is_name(value: str) -> bool:
    """Words without digits, each with a capital where the script has such."""
    if not _NAME.fullmatch(value) or len(value) < 2:  # noqa: PLR2004  # an initial
        return len(value) == 1 and not value.isascii() and value.isalpha()
    words = value.replace(",", " ").split()
    lower = sum(1 for word in words if word[:1].islower())
    return len(words) <= 6 and (lower * 2 <= len(words) or value.islower())  # noqa: PLR2004  # of one person


def _names(sample: Sample) -> float:
    """Names repeat little: a column of few is one of categories."""
    few = len(sample.values) >= 20 and len(sample.distinct) * 5 < len(sample.values)  # noqa: PLR2004  # too few to repeat
    cased = _share(sample, lambda value: value[:1].isupper() or not value[:1].isascii())
    return _share(sample, _is_name) * (0.6 if few else 1.0) * (1.0 if cased >= 0.5 else 0.7)  # noqa: PLR2004  # most


def _is_address(value: str) -> bool:
    return bool(_LETTER.search(value)) and len(value) > 4 and (any(map(str.isdigit, value)) or " " in value)  # noqa: PLR2004  # shorter are codes


def _is_birth(value: str) -> bool:
    return bool(_DATE.fullmatch(value))


def _among(known: frozenset[str], booleans: bool = False) -> Fit:
    allowed = known | terms.YES_NO if booleans else known

    def fit(sample: Sample) -> float:
        return _share(sample, lambda value: _listed(value, allowed))

    return fit


def _listed(value: str, allowed: frozenset[str]) -> bool:
    text = value.casefold().strip(" .")
    if text in allowed:
        return True
    parts = _PARTS.split(text, maxsplit=4)
    return len(parts) > 1 and all(part in allowed for part in parts)


def _text(sample: Sample) -> float:
    return _share(sample, lambda value: len(value) > 1 and _LETTER.search(value))


def _coordinate(sample: Sample) -> float:
    return _share(sample, _DECIMAL.fullmatch)


def _short_list(sample: Sample) -> float:
    """Words, few different ones or not: what lists of the world's nations and of schools have in common."""
    return _text(sample)


FIELDS: tuple[Field, ...] = (
    Field("column.name", "person.name", fieldwords.NAME, _names, fieldwords.WEAK_NAME, person=True),
    Field(
        "column.address", "person.address", fieldwords.ADDRESS, lambda sample: _share(sample, _is_address),
        fieldwords.WEAK_ADDRESS, person=True,
    ),
    Field(
        "column.birth", "person.dob", fieldwords.BIRTH, lambda sample: _share(sample, _is_birth), person=True
    ),
    Field("column.salary", "person.salary", fieldwords.SALARY, lambda sample: _share(sample, _AMOUNT.fullmatch)),
    Field("column.employment", "person.employment", fieldwords.EMPLOYMENT, _text),
    Field("column.education", "person.education", fieldwords.EDUCATION, lambda sample: max(_text(sample), _coordinate(sample))),
    Field("column.gender", "person.gender", fieldwords.GENDER, _among(terms.GENDER)),
    Field("column.marital", "person.marital_status", fieldwords.MARITAL, _among(terms.MARITAL), listed=True),
    Field("column.nationality", "person.nationality", fieldwords.NATIONALITY, _short_list),
    Field("column.race", "special.race", fieldwords.RACE, _among(terms.RACE), listed=True),
    Field("column.religion", "special.religion", fieldwords.RELIGION, _among(terms.RELIGION), listed=True),
    Field("column.politics", "special.politics", fieldwords.POLITICS, _among(terms.POLITICS), listed=True),
    Field("column.union", "special.union", fieldwords.UNION, lambda sample: max(_text(sample), _among(terms.YES_NO)(sample))),
    Field("column.orientation", "special.sex_life", fieldwords.ORIENTATION, _among(terms.ORIENTATION), listed=True),
    Field("column.criminal", "special.criminal", fieldwords.CRIMINAL, _among(terms.CRIMINAL, booleans=True)),
    Field("column.immigration", "special.immigration_status", fieldwords.IMMIGRATION, _among(terms.IMMIGRATION), listed=True),
    Field("column.condition", "health.condition", fieldwords.CONDITION, _among(terms.CONDITION, booleans=True), listed=True),
    Field("column.icd", "health.icd", fieldwords.ICD, lambda sample: _share(sample, _ICD.fullmatch)),
    Field(
        "column.medication", "health.medication", fieldwords.MEDICATION,
        lambda sample: _share(sample, _STEM.search),
    ),
    Field("column.latitude", "loc.gps_point", fieldwords.LATITUDE, _coordinate),
    Field("column.longitude", "loc.gps_point", fieldwords.LONGITUDE, _coordinate),
    Field("column.guardian", "child.guardian_link", fieldwords.GUARDIAN, _text),
)  # fmt: skip

_BY_RULE = {field.rule: field for field in FIELDS}
#: Fields by the terms that nothing else has.
_TERMS_OF: dict[str, list[str]] = {}
for _rule, _known in (
    ("column.marital", terms.MARITAL),
    ("column.race", terms.RACE),
    ("column.religion", terms.RELIGION),
    ("column.politics", terms.POLITICS),
    ("column.orientation", terms.ORIENTATION),
    ("column.immigration", terms.IMMIGRATION),
    ("column.condition", terms.CONDITION),
):
    for _term in _known:
        _TERMS_OF.setdefault(_term, []).append(_rule)
#: Names that mean something else, though they have the words of a field in them.
_OTHER = {"column.name": fieldwords.NOT_NAME, "column.address": fieldwords.NOT_ADDRESS}
#: Categories of which terms of the list need less: values that may be anything else count for little without the name.
_SHORT = 3


def by_rule(rule: str) -> Field:
    """The field of that rule.

    Raises:
        KeyError: there is none.
    """
    return _BY_RULE[rule]


def phrases(text: str) -> list[str]:
    """Phrases of a list of words: those between commas and line ends."""
    return [phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip()]


def _entries() -> Iterable[tuple[tuple[str, str], list[str]]]:
    for field in FIELDS:
        yield (field.rule, "word"), phrases(field.words)
        yield (field.rule, "weak"), phrases(field.weak)
        yield (field.rule, "other"), phrases(_OTHER.get(field.rule, ""))


WORDS: Vocabulary[tuple[str, str]] = Vocabulary(_entries())
OTHER: Vocabulary[str] = Vocabulary([("other", phrases(fieldwords.OTHER))])
BARE: Vocabulary[str] = Vocabulary([("bare", phrases(fieldwords.BARE))])


#: Members of a record that are persons: their `name` is a person's.
_PERSONS = frozenset({
    "user", "requester", "reporter", "assignee", "author", "customer", "client", "contact", "employee",
    "applicant", "candidate", "patient", "owner", "member", "person", "recipient", "sender", "submitter",
    "creator", "participant", "passenger", "guest", "student", "tenant", "holder", "beneficiary", "payer",
    "payee", "driver",
})  # fmt: skip


def _members_name(name: str) -> bool:
    """Whether a column is the name of a member that is a person: `requester.name`."""
    parent, dot, last = name.lower().rpartition(".")
    return (
        bool(dot)
        and last in {"name", "display_name", "displayname"}
        and parent.rpartition(".")[2].rstrip("s") in _PERSONS
    )


def named(name: str) -> dict[str, float]:
    """Fields, by rule, that a column's name means, with how well it agrees; a weak word agrees less than half."""
    found: dict[str, float] = {}
    matches = WORDS.match(name)
    for (rule, how), match in matches.items():
        agrees = match if how == "word" else match * _WEAK if how == "weak" else 0.0
        if matches.get((rule, "other"), 0.0) >= match:
            continue
        found[rule] = max(found.get(rule, 0.0), agrees)
    if _members_name(name):
        found["column.name"] = 1.0
    return found


def verdict(sample: Sample, fellows: int) -> Verdict | None:
    """The field that the column most probably is, if any.

    Args:
        sample: its values.
        fellows: how many other columns of the table tell of persons.
    """
    if not sample.values:
        return None
    names = named(sample.name)
    best: Verdict | None = None
    for rule in names or _by_terms(sample):
        field, agrees = _BY_RULE[rule], names.get(rule, 0.0)
        if names and agrees < _LEAST_NAMED:
            continue
        made = _weigh(field, sample, agrees, fellows)
        if made is not None and (best is None or made.confidence > best.confidence):
            best = made
    return best


def _by_terms(sample: Sample) -> list[str]:
    """Fields that a column without a telling name may be: most of its values are their terms, and come again and again."""
    if len(sample.distinct) * 3 > len(sample.values) or not _LETTER.search(sample.values[0]):
        return []
    counts: Counter[str] = Counter()
    for value, count in Counter(sample.values).items():
        for rule in _TERMS_OF.get(value.casefold(), ()):
            counts[rule] += count
    return [rule for rule, count in counts.items() if count >= _ENOUGH * len(sample.values)]


def _weigh(field: Field, sample: Sample, agrees: float, fellows: int) -> Verdict | None:
    fits = field.fit(sample)
    score = _PRIOR + _NAMED * agrees + min(_MOST_FELLOWS, _EACH_FELLOW * fellows)
    evidence = ["name"] if agrees else []
    if fits >= _ENOUGH:
        long = sum(1 for value in sample.distinct if len(value) > _SHORT) >= _LEAST_WORDS
        score += _TERMS if field.listed and long else _FITS
        evidence.append("terms" if field.listed else "form")
    elif fits < _TOO_FEW:
        score += _UNFIT if not field.listed else _FITS - _FITS * 2
    if fellows:
        evidence.append("record")
    confidence = round(1 / (1 + math.exp(-max(-30.0, min(4.0, score)))), 3)
    return Verdict(field, confidence, tuple(evidence)) if confidence >= 0.1 else None  # noqa: PLR2004  # a guess that nobody needs
