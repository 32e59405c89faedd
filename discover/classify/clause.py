"""Clause: one condition on holdings, as a policy states it; `policies/default.toml` says what every key means."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from detectors import kinds
from discover.classify.table import one_of, read, words
from discover.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MEASURES = ("subjects", "values", "findings", "objects")
TALLIES = ("sum", "most")
BOUNDARIES = ("store", "vendor")
#: Takes the lowest threshold among the classes that are there: 28 CFR 202.205(g).
LOWEST = "lowest"

_CLASSES = tuple(letter for letter in kinds.BULK_CLASSES if letter)
_LIMITS = ("at_least", "more_than", "bulk")
_LISTS = ("kinds", "without", "named", "beside", "beside_without")
_KEYS = {
    "measure": str,
    "kinds": list,
    **dict.fromkeys(("otherwise?", "tally?", "boundary?", "bulk?"), str),
    **dict.fromkeys(("at_least?", "more_than?", "categories?"), int),
    **dict.fromkeys((f"{key}?" for key in _LISTS[1:]), list),
    "same_population?": bool,
}
_CHOICES = {
    "measure": MEASURES,
    "otherwise": MEASURES[1:],
    "tally": TALLIES,
    "boundary": BOUNDARIES,
    "bulk": (*_CLASSES, LOWEST),
}
_USUAL = {
    **dict.fromkeys(("otherwise", "bulk"), ""),
    **{key: [] for key in _LISTS},
    "tally": "sum",
    "boundary": "vendor",
    "categories": 1,
    "same_population": False,
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition on holdings. All counts are of confirmed findings, or of all for a "would be".

    Attributes:
        kinds: kinds that are counted, with `*` for the rest of a name.
        without: kinds left out of these.
        named: kinds counted only where people are told apart.
        measure: one of `MEASURES`.
        otherwise: what is counted where people are not told apart, or empty.
        tally: one of `TALLIES`.
        least: the number from which the clause holds; 0 where `bulk` is `LOWEST`.
        limit: that number in words, such as `more than 1,000`; empty where one is enough.
        bulk: class of 28 CFR 202.205 of which kinds must be, `LOWEST` for any class, or empty.
        beside: kinds that must be held as well; empty for none.
        beside_without: kinds left out of these.
        categories: how many categories must lie within one boundary.
        boundary: one of `BOUNDARIES`.
        same_population: whether people proven to be in both `kinds` and `beside` are counted instead.
    """

    kinds: tuple[str, ...]
    without: tuple[str, ...]
    named: tuple[str, ...]
    measure: str
    otherwise: str
    tally: str
    least: int
    limit: str
    bulk: str
    beside: tuple[str, ...]
    beside_without: tuple[str, ...]
    categories: int
    boundary: str
    same_population: bool

    def counts(self, kind: str) -> bool:
        """Whether a kind is among those counted."""
        if not matches(kind, self.kinds) or matches(kind, self.without):
            return False
        return not self.bulk or bulk_class(kind) in ((self.bulk,) if self.bulk != LOWEST else _CLASSES)

    def places(self, kind: str) -> bool:
        """Whether the kind counts here by itself, not only in bulk, in company or with a name."""
        special = self.bulk or self.beside or self.categories > 1 or matches(kind, self.named)
        return not special and self.counts(kind)


def matches(kind: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns (`bio.*`, `cred.db_uri`) names the kind."""
    return any(fnmatchcase(kind, pattern) for pattern in patterns)


def bulk_class(kind: str) -> str:
    """Class of 28 CFR 202.205 of a kind; empty for none, and for a kind that the table does not know."""
    known = kinds.load().get(kind)
    return known.bulk_class if known else ""


def clause_of(where: str, entry: Any, sizes: Mapping[str, int]) -> Clause:
    """The clause of a policy's entry.

    Args:
        where: file, rule and number of the clause, for messages.
        entry: what the file has there.
        sizes: thresholds by class of 28 CFR 202.205.

    Raises:
        ConfigError: it does not hold to the format, or has a key that would be without effect.
    """
    given = {**_USUAL, **read(where, entry, _KEYS)}
    for key in _LISTS:
        given[key] = kinds_of(f"{where}: '{key}'", given[key])
    for key, allowed in _CHOICES.items():
        if key in entry:
            one_of(f"{where}: '{key}'", given[key], allowed)
    given["least"], given["limit"] = _limit(where, given, sizes)
    clause = Clause(**{key: value for key, value in given.items() if key not in _LIMITS[:2]})
    _fits(where, clause)
    return clause


def _limit(where: str, given: Mapping[str, Any], sizes: Mapping[str, int]) -> tuple[int, str]:
    """The number from which a clause holds, and that number in words."""
    present = [key for key in _LIMITS if given.get(key, "") != ""]
    if len(present) != 1:
        found = " and ".join(present) or "none"
        raise ConfigError(f"{where}: give exactly one of {', '.join(_LIMITS)}; it has {found}")
    if given["bulk"] == LOWEST:
        return 0, ""
    if given["bulk"] or "more_than" in given:
        most = sizes[given["bulk"]] if given["bulk"] else int(given["more_than"])
        return most + 1, f"more than {most:,}"
    least = int(given["at_least"])
    if least < 1:
        raise ConfigError(f"{where}: 'at_least' must be 1 or more: a rule that fires on nothing says nothing")
    return least, f"at least {least:,}" if least > 1 else ""


def _fits(where: str, clause: Clause) -> None:
    """Refuse keys that would be without effect, as whoever wrote them meant something."""
    if not clause.kinds:
        raise ConfigError(f"{where}: 'kinds' is empty; name what is counted")
    if clause.otherwise and clause.measure != "subjects":
        raise ConfigError(f"{where}: 'otherwise' needs measure = \"subjects\"; leave it out")
    if clause.beside_without and not clause.beside:
        raise ConfigError(f"{where}: 'beside_without' needs 'beside'; name the kinds that must be held as well")
    if clause.same_population and not (clause.beside and clause.measure == "subjects" and clause.least):
        raise ConfigError(f"{where}: 'same_population' needs 'beside', measure = \"subjects\" and a number of its own")
    if clause.categories < 1:
        raise ConfigError(f"{where}: 'categories' must be 1 or more")
    if clause.categories > 1 and clause.beside:
        raise ConfigError(f"{where}: 'categories' and 'beside' do not go together; make two clauses")
    if clause.bulk == LOWEST and clause.categories == 1:
        raise ConfigError(f"{where}: bulk = \"lowest\" needs 'categories' of 2 or more; name the class instead")
    if clause.boundary == "store" and not (clause.beside or clause.categories > 1):
        raise ConfigError(f"{where}: boundary = \"store\" needs 'beside' or 'categories'; leave it out")


def kinds_of(where: str, values: Any) -> tuple[str, ...]:
    """A list of kinds, with `*` for the rest of a name.

    Raises:
        ConfigError: it is no list of texts, or one of them matches no kind.
    """
    patterns = words(where, values)
    for pattern in patterns:
        if not any(fnmatchcase(kind, pattern) for kind in kinds.load()):
            raise ConfigError(f"{where}: '{pattern}' matches no kind; detectors/{kinds.FILE.name} has their names")
    return patterns
