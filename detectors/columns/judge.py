"""Judge: how surely a column holds an identifier, weighed as a Bayesian would: log-odds of each piece of evidence, added up.

| evidence | log-odds |
| --- | --- |
| nothing known: few columns that have the form of an identifier hold it | -6 |
| checks pass more or less often than by chance (binomial, typos up to 6 %) | -12 to +13, capped by what the check can tell |
| the column is named so | +8 at most; a word that is one of several in the name tells less |
| the column is named as something else | -3, where nothing is checked -5 |
| persons beside it (name, birth, address, mail) | up to +4.5 where nothing is checked, else half of it |
| nothing is checked, but written in its own groups, or as an address of mail | +3.5, +8; in other groups -3 |
| not all values have the form | -1 to -6 |
| few different values | -1 to -9, half where it is named so |
| counts up, is a time, an amount, a digest | -9 to -12, half where it is named so |

The sum is put through the logistic function, so that of columns with confidence 0.9 about nine in ten are what is said. The
weights were set on tables made from seeds (tests/detectors/columns), none on real data.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from detectors.columns.lookalikes import lookalikes
from detectors.columns.sample import Sample
from detectors.identifiers.base import Identifier

_PRIOR = -6.0
#: Typos that are believed of a true column, each as likely.
_TYPOS = (0.002, 0.01, 0.03, 0.06)
#: What a check can tell at most: ten for each factor of ten by which it is seldom passed by chance.
_EACH_TEN, _MOST_FOR, _MOST_AGAINST, _UNCHECKED_FOR = 10.0, 13.0, -12.0, 2.0
#: Chance from which a check decides little: a number needs a name or persons beside it.
WEAK = 0.3
#: Chance from which nothing but form is checked: without a name the column is nothing.
NONE = 0.97
_NAMED = 8.0
_OTHERWISE_NAMED, _OTHERWISE_NAMED_WEAK, _BARE = -3.0, -5.0, -2.5
_EACH_FELLOW, _MOST_FELLOWS = 1.5, 4.5
_GROUPED, _OTHER_GROUPS, _ADDRESS = 3.5, -3.0, 8.0
#: Groups in which numbers that have no check digit are written, and hardly anything else; by rule.
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "us.ssn": ("999-99-9999", "999 99 9999"),
    "us.itin": ("999-99-9999", "999 99 9999"),
    "gb.nino": ("AA 99 99 99 A", "AA999999A", "AA-99-99-99-A", "AA 999999 A"),
    "in.pan": ("AAAAA9999A",),
    "pk.cnic": ("99999-9999999-9",),
}
#: Share of values with the form, and what that says.
_FORMED = ((0.8, 0.0), (0.5, -1.0), (0.2, -2.5), (0.05, -6.0))
#: Share of different values among those with the form, and what that says.
_DIFFERENT = ((0.2, 0.0), (0.05, -1.0), (0.0, -6.0))
_FEW = -9.0
_LOOKS: Mapping[str, float] = {
    "serial": -12.0,
    "checked-serial": -12.0,
    "epoch": -9.0,
    "time": -9.0,
    "amount": -9.0,
    "digest": -10.0,
    "narrow": -2.5,
}
#: Identifiers of many forms at once: any code has one of them, so that without a name the column is nothing.
_NAMED_ONLY = frozenset({"doc.passport", "doc.visa", "us.dl", "eu.dl", "ca.dl", "au.dl", "fin.account", "fin.swift"})
#: Characters that values of a column without a name must have; shorter ones may be any number.
_SHORTEST, _SHORTEST_WEAK = 6, 9
_MOST = 0.8
#: Digits that may have been lost at the front.
_MOST_LOST = 3
#: Values of a staged test: most columns are done after the first few.
_STAGES = (8, 32)
_HOPELESS = -8.0
#: Log-odds by which a rival may be worse, and rivals that are told.
_NEAR, _MOST_RIVALS = 2.0, 3
#: Values that are mixed, for the chance with which a column's characters pass in any order of rows.
_MIXED = 64
#: Confidence below which a judgement is not worth telling.
LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a column.

    Attributes:
        named: identifiers, by rule, that the column's name means, with how well it agrees.
        otherwise: whether the name means something that is no identifier (an order, a price).
        bare: whether the name is of what anything may be (`id`, `code`).
        fellows: how many other columns of the table hold a person's name, birth date, address, mail or phone.
    """

    named: Mapping[str, float]
    otherwise: bool = False
    bare: bool = False
    fellows: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that a column is taken for.

    Attributes:
        identifier: what it is taken for.
        confidence: probability, 0 to 1.
        evidence: names of what spoke for it.
        width: digits to which values that lost zeros in front are filled up; 0 for none.
        formed: values of the sample with the form.
        passed: those of them that pass the check.
    """

    identifier: Identifier
    confidence: float
    evidence: tuple[str, ...]
    width: int
    formed: int
    passed: int


@dataclass(frozen=True, slots=True)
class _Trial:
    identifier: Identifier
    score: float
    evidence: tuple[str, ...]
    width: int
    formed: int
    passed: int
    values: frozenset[str]


def judge(sample: Sample, candidates: Sequence[Identifier], context: Context) -> list[Judgement]:
    """What the column may hold, the best explanation first; a second one only for values that the first does not explain.

    Numbers of two states may be made alike. Such a column is one of the first, as surely as it is one of either, and the
    evidence names the others (`or:lt.ak`). What explains it as well and is of another category makes it less sure.

    Args:
        sample: its values.
        candidates: identifiers of which some value has the form.
        context: its name and its neighbours.
    """
    looks = lookalikes(sample)
    trials = [trial for each in candidates if (trial := _try(sample, each, context, looks, frozenset())) is not None]
    trials.sort(key=lambda trial: (-trial.score, trial.identifier.chance, trial.identifier.rule))
    if not trials:
        return []
    best = trials[0]
    rivals = [trial for trial in trials[1:] if _rivals(best, trial)]
    strange = [trial for trial in rivals if _category(trial.identifier) != _category(best.identifier)]
    out = [_judged(best, sum(math.exp(min(0.0, trial.score - best.score)) for trial in strange), rivals)]
    for trial in trials[1:]:
        if trial.values <= best.values or trial.score < 0:
            continue
        rest = _try(sample, trial.identifier, context, looks, best.values)
        if rest is not None and rest.score > 0 and rest.formed >= _STAGES[0]:
            out.append(_judged(rest, 0.0))
            break
    return [each for each in out if each.confidence >= LEAST]


def chancy(sample: Sample, identifier: Identifier, explained: frozenset[str] = frozenset()) -> bool:
    """Whether the first values already show that they pass by chance: so it ends for most columns."""
    normal = plain_form(identifier)
    first = {text for value in sample.distinct[:16] if value not in explained and (text := normal(value))}
    return (
        len(first) >= _STAGES[0] and ratio(len(first), sum(map(identifier.check, first)), identifier.chance) < _HOPELESS
    )


def _category(identifier: Identifier) -> str:
    return identifier.kind.partition(".")[0]


def _rivals(best: _Trial, other: _Trial) -> bool:
    """Whether another explanation of the same values is about as good."""
    return len(best.values & other.values) * 2 > len(other.values) and other.score > best.score - _NEAR


def _judged(trial: _Trial, against: float, rivals: Sequence[_Trial] = ()) -> Judgement:
    confidence = 1 / (1 + math.exp(-max(-30.0, min(5.3, trial.score)))) / (1 + against)
    others = tuple(f"or:{rival.identifier.rule}" for rival in rivals[:_MOST_RIVALS])
    return Judgement(
        trial.identifier, round(confidence, 3), (*trial.evidence, *others), trial.width, trial.formed, trial.passed
    )


def _try(
    sample: Sample, identifier: Identifier, context: Context, looks: frozenset[str], explained: frozenset[str]
) -> _Trial | None:
    """One explanation, leaving aside values that another one explains; None where it is hopeless."""
    named = context.named.get(identifier.rule, 0.0)
    if not named and (identifier.chance >= NONE or identifier.rule in _NAMED_ONLY):
        return None
    if chancy(sample, identifier, explained):
        return None
    plain, width = formed(sample, identifier, explained)
    if not plain or (not named and len(plain[0]) < (_SHORTEST if identifier.chance <= WEAK else _SHORTEST_WEAK)):
        return None
    tested = _tested(list(dict.fromkeys(plain)), identifier)
    if tested is None:
        return None
    count, good = tested
    evidence: list[str] = []
    score = _PRIOR + _checked(identifier, count, plain, len(good), evidence)
    score += _header(identifier, context, named, evidence)
    share = len(plain) / max(1, len(sample.values) - sum(value in explained for value in sample.values))
    score += next((weight for least, weight in _FORMED if share >= least), -math.inf)
    score += _different(len(good), sum(value in good for value in plain), sample, named)
    score += _fellows(identifier, context, evidence)
    if not named:
        score += _written(sample, identifier, evidence)
    score += _looks(identifier, looks, named)
    values = frozenset(value for value in sample.distinct if _plain(identifier, value, width) in good)
    return _Trial(identifier, score, tuple(evidence), width, len(plain), len(good), values)


def plain_form(identifier: Identifier) -> Callable[[str], str]:
    """The identifier's `normal`, but that it restores no zeros: how many lost theirs is for the column to tell."""
    strict: Callable[[str], str] = getattr(identifier.normal, "strict", identifier.normal)
    return strict


def formed(sample: Sample, identifier: Identifier, explained: frozenset[str] = frozenset()) -> tuple[list[str], int]:
    """Values in plain form, and the digits to which those that lost zeros were filled up."""
    plain, short = [], []
    normal = plain_form(identifier)
    for value in sample.values:
        if value in explained:
            continue
        text = normal(value)
        if text:
            plain.append(text)
        elif value.isdigit():
            short.append(value)
    lengths = {len(text) for text in plain if text.isdigit()}
    if not short or len(lengths) != 1:
        return plain, 0
    width = lengths.pop()
    filled = [text.zfill(width) for text in short if 0 < width - len(text) <= _MOST_LOST]
    filled = [text for text in filled if normal(text)]
    if len(filled) > 0.3 * len(plain) + 1:  # one number in ten loses a zero, not one in three
        return plain, 0
    return plain + filled, width if filled else 0


def _plain(identifier: Identifier, value: str, width: int) -> str:
    normal = plain_form(identifier)
    return normal(value) or (normal(value.zfill(width)) if width and value.isdigit() else "")


def _tested(values: Sequence[str], identifier: Identifier) -> tuple[int, frozenset[str]] | None:
    """How many values were checked, and those that passed; None as soon as it is plain that they pass by chance."""
    good: set[str] = set()
    done = 0
    for stage in (*_STAGES, len(values)):
        good.update(filter(identifier.check, values[done:stage]))
        done = max(done, min(stage, len(values)))
        if done == len(values):
            break
        if ratio(done, len(good), identifier.chance) < _HOPELESS:
            return None
    return done, frozenset(good)


def ratio(tested: int, passed: int, chance: float) -> float:
    """Natural logarithm of how much likelier the passes are in a true column with typos than among random values of the form.

    Args:
        tested: values that were checked.
        passed: those that passed.
        chance: probability that a random one passes, above 0 to 1.
    """
    chance = min(max(chance, 1e-9), 1 - 1e-9)
    by_chance = passed * math.log(chance) + (tested - passed) * math.log1p(-chance)
    terms = []
    for typo in _TYPOS:
        fails = typo * (1 - chance)
        terms.append(passed * math.log1p(-fails) + (tested - passed) * math.log(fails))
    most = max(terms)
    return most + math.log(sum(math.exp(term - most) for term in terms) / len(terms)) - by_chance


def _checked(identifier: Identifier, tested: int, plain: Sequence[str], passed: int, evidence: list[str]) -> float:
    chance = identifier.chance
    if chance >= NONE:
        return 0.0 if passed * 2 >= tested else _MOST_AGAINST
    most = min(_MOST_FOR, max(-_EACH_TEN * math.log10(max(chance, 1e-9)), _UNCHECKED_FOR))
    weight = ratio(tested, passed, chance)
    if weight > 0 and chance <= WEAK and plain[0].isdigit():
        weight = max(0.0, ratio(tested, passed, max(chance, mixed_chance(identifier, plain))))
    weight = max(_MOST_AGAINST, min(most, weight))
    if weight > 0:
        evidence.append("check" if chance <= WEAK else "form")
    return weight


def mixed_chance(identifier: Identifier, plain: Sequence[str]) -> float:
    """The share of made-up values that pass whose characters stand as often in each place as the column's do.

    They are the column's own values with each place moved by another number of rows. A check of digits by one another is
    undone by that; what counters, times and codes have in common is not, and so is no evidence for an identifier.
    """
    different = list(dict.fromkeys(plain))
    usual = Counter(map(len, different)).most_common(1)[0][0]
    values = [value for value in different if len(value) == usual][:_MIXED]
    count = len(values)
    if count < _STAGES[0]:
        return 0.0
    mixed = {
        "".join(values[(row + place * (place + 5)) % count][place] for place in range(usual)) for row in range(count)
    }
    having = list(filter(plain_form(identifier), mixed))
    return (sum(map(identifier.check, having)) + 0.5) / (len(having) + 1) if len(having) >= _STAGES[0] else 0.0


def _header(identifier: Identifier, context: Context, named: float, evidence: list[str]) -> float:
    if named:
        evidence.append("name")
        return _NAMED * named
    if context.otherwise or context.named:
        return _OTHERWISE_NAMED if identifier.chance <= WEAK else _OTHERWISE_NAMED_WEAK
    return _BARE if context.bare and identifier.chance > WEAK else 0.0


def _different(distinct: int, count: int, sample: Sample, named: float) -> float:
    """What it says that values repeat: persons' numbers do so in lists of what persons did, but not much."""
    if count < 10:  # noqa: PLR2004  # too few to repeat
        return 0.0
    if distinct <= _STAGES[0] and distinct * 2 < count:  # the firm's own, over and over
        return _FEW if not named else _FEW / 2
    del sample
    weight = next(weight for least, weight in _DIFFERENT if distinct / count >= least)
    return weight / 2 if named else weight


def _fellows(identifier: Identifier, context: Context, evidence: list[str]) -> float:
    if not identifier.strength or not context.fellows:
        return 0.0
    weight = min(_MOST_FELLOWS, _EACH_FELLOW * context.fellows)
    evidence.append("record")
    return weight if identifier.chance > WEAK else weight / 2


def _written(sample: Sample, identifier: Identifier, evidence: list[str]) -> float:
    """What it tells that values are written as only this identifier is: an address, or numbers in its own groups."""
    form, count = sample.shapes.most_common(1)[0]
    if form == "@" or (form.strip("9Aa~ ") and getattr(getattr(identifier.normal, "form", None), "raw", False)):
        evidence.append("grouped")
        return _ADDRESS
    groups = _GROUPS.get(identifier.rule, ())
    if count < _MOST * len(sample.values) or not groups or form not in groups:
        return _OTHER_GROUPS if groups and form.strip("9A") else 0.0
    evidence.append("grouped")
    return _GROUPED


def _looks(identifier: Identifier, looks: frozenset[str], named: float) -> float:
    if identifier.chance <= WEAK:
        looks -= {"narrow"}  # some begin alike
    if named:
        looks -= {"digest"}  # some are digests
    weight = min((_LOOKS[look] for look in looks if look in _LOOKS), default=0.0)
    return weight / 2 if named else weight
