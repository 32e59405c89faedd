"""Policy: the rules by which a tier follows from holdings, read from a TOML file into frozen data.

The head of `policies/default.toml` says what every key means. Numbers and their sources stand there, never in code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from detectors.kinds import BULK_CLASSES
from discover.classify.clause import Clause, clause_of, kinds_of, matches
from discover.classify.table import read, words
from discover.classify.tier import Tier
from discover.document import toml
from discover.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The policy that is used unless another is given.
DEFAULT = Path(__file__).parent / "policies" / "default.toml"

_CLASSES = tuple(letter for letter in BULK_CLASSES if letter)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on holdings: it fires where one of its clauses holds.

    Attributes:
        id: its name, such as `V1`.
        tier: the tier it asks for.
        sentence: what it says, for a reader who is no specialist.
        source: the clause or document it rests on.
        note: what a reader must know of every such result, or empty.
        alone: whether it is listed only where no rule of a higher tier fires.
        proposal: whether it is the policy's own judgement.
        when: its clauses.
    """

    id: str
    tier: Tier
    sentence: str
    source: str
    note: str
    alone: bool
    proposal: bool
    when: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What a kind counts for that no rule names. Attributes as in `Rule`."""

    id: str
    tier: Tier
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The tier below which none is given while too little was examined.

    Attributes:
        share: examined share of the bytes held from which a tier is proven, 0 to 1.
        unsized: reasons of coverage rows that, where no size is known, leave a tier unproven.
    """

    id: str
    tier: Tier
    sentence: str
    source: str
    share: float
    unsized: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration is worth. `profiles` maps what a vendor is called, in lower case, to the tier that claims."""

    id: str
    sentence: str
    source: str
    profiles: Mapping[str, Tier]

    def tier(self, given: str) -> Tier:
        """The tier that a name of a tier or of a profile declares.

        Raises:
            ConfigError: it is neither.
        """
        if given.upper() in Tier.__members__:
            return Tier[given.upper()]
        try:
            return self.profiles[given.lower()]
        except KeyError:
            known = ", ".join([*Tier.__members__, *self.profiles])
            what = f"declared '{given}' is no tier and no profile"
            raise ConfigError(f"{what}; give one of {known}, or add the profile to the policy") from None


@dataclass(frozen=True, slots=True)
class Downgrade:
    """What a lower tier than before takes.

    Attributes:
        full_sweeps: full sweeps, one after the other, that found the lower tier.
        deletion_evidence: whether evidence of deletion is wanted as well.
        lapses: rules whose end needs neither, as nothing had to be deleted for it.
    """

    id: str
    sentence: str
    source: str
    full_sweeps: int
    deletion_evidence: bool
    lapses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """One thing demanded from a tier on."""

    tier: Tier
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy.

    Attributes:
        name: what it calls itself.
        version: its own version.
        bulk: people from which more are a bulk, by class of 28 CFR 202.205.
        bulk_source: where these numbers are from.
        rules: rules on holdings, in the file's order.
        aside: kinds that give no tier by themselves, with `*` as in a clause, and the reason.
        unplaced: what other kinds count for.
        coverage: the floor while too little was examined.
        declared: what a declaration is worth.
        downgrade: what a lower tier takes.
        controls: what is demanded, lowest tier first.
    """

    name: str
    version: str
    bulk: Mapping[str, int]
    bulk_source: str
    rules: tuple[Rule, ...]
    aside: Mapping[str, str]
    unplaced: Unplaced
    coverage: Floor
    declared: Declared
    downgrade: Downgrade
    controls: tuple[Control, ...]

    def places(self, kind: str) -> bool:
        """Whether the policy says what a kind by itself counts for, be it nothing."""
        return matches(kind, self.aside) or any(clause.places(kind) for rule in self.rules for clause in rule.when)


@cache
def load_default() -> Policy:
    """The policy that comes with the program, read once a process."""
    return load(DEFAULT)


def load(path: Path) -> Policy:
    """The policy of a file.

    Raises:
        ConfigError: it cannot be read or does not hold to the format; the message names file, rule and mend.
    """
    _, document = toml(path, "a policy file", compare=DEFAULT)
    return _policy(str(path), document)


def _policy(file: str, document: Mapping[str, Any]) -> Policy:
    single = ("policy", "bulk", "unplaced", "coverage", "declared", "downgrade")
    top = read(file, document, {**dict.fromkeys(single, dict), **dict.fromkeys(("rule", "aside?", "control"), list)})
    if not top["rule"]:
        raise ConfigError(f"{file}: has no [[rule]]; start from a copy of {DEFAULT}")
    about = read(f"{file}: [policy]", top["policy"], {"name": str, "version": str})
    bulk = read(f"{file}: [bulk]", top["bulk"], {"sentence": str, "source": str, **dict.fromkeys(_CLASSES, int)})
    sizes = MappingProxyType({letter: bulk[letter] for letter in _CLASSES})
    asides = [_aside(f"{file}: [[aside]]", entry) for entry in top.get("aside", ())]
    controls = [_control(f"{file}: [[control]]", entry) for entry in top["control"]]
    policy = Policy(
        name=about["name"],
        version=about["version"],
        bulk=sizes,
        bulk_source=bulk["source"],
        rules=tuple(_rule(file, entry, sizes) for entry in top["rule"]),
        aside=MappingProxyType({pattern: because for patterns, because in asides for pattern in patterns}),
        unplaced=Unplaced(**_head(f"{file}: [unplaced]", top["unplaced"], {"tier": str})),
        coverage=_floor(f"{file}: [coverage]", top["coverage"]),
        declared=_declared(f"{file}: [declared]", top["declared"]),
        downgrade=_downgrade(f"{file}: [downgrade]", top["downgrade"]),
        controls=tuple(sorted(controls, key=lambda control: control.tier)),
    )
    _names(file, policy)
    return policy


def _names(file: str, policy: Policy) -> None:
    others = (policy.unplaced.id, policy.coverage.id, policy.declared.id, policy.downgrade.id)
    names = [*(rule.id for rule in policy.rules), *others]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{file}: rule '{name}' is there twice; give one of them another id")
    for name in policy.downgrade.lapses:
        if name not in names:
            known = ", ".join(names)
            raise ConfigError(f"{file}: [downgrade]: 'lapses' names '{name}', which is no rule; use one of {known}")


def _rule(file: str, entry: Any, sizes: Mapping[str, int]) -> Rule:
    where = f"{file}: rule '{entry.get('id', '?') if isinstance(entry, dict) else '?'}'"
    given = _head(where, entry, {"tier": str, "note?": str, "alone?": bool, "proposal?": bool, "when": list})
    if not given["when"]:
        raise ConfigError(f"{where}: has no [[rule.when]]; add the clause it fires on")
    clauses = enumerate(given["when"], 1)
    given["when"] = tuple(clause_of(f"{where}: when {number}", entry, sizes) for number, entry in clauses)
    return Rule(**{"note": "", "alone": False, "proposal": False, **given})


def _aside(where: str, entry: Any) -> tuple[tuple[str, ...], str]:
    given = read(where, entry, {"kinds": list, "because": str})
    return kinds_of(f"{where}: 'kinds'", given["kinds"]), given["because"]


def _floor(where: str, table: Any) -> Floor:
    given = _head(where, table, {"tier": str, "share": float, "unsized?": list})
    if not 0 < given["share"] <= 1:
        raise ConfigError(f"{where}: 'share' must lie in (0, 1], where 1 is every byte")
    return Floor(**{**given, "unsized": words(f"{where}: 'unsized'", given.get("unsized", []))})


def _declared(where: str, table: Any) -> Declared:
    given = _head(where, table, {"profiles": dict})
    profiles = {name.lower(): _tier(f"{where}: profile '{name}'", tier) for name, tier in given["profiles"].items()}
    return Declared(**{**given, "profiles": MappingProxyType(profiles)})


def _downgrade(where: str, table: Any) -> Downgrade:
    given = _head(where, table, {"full_sweeps": int, "deletion_evidence": bool, "lapses?": list})
    return Downgrade(**{**given, "lapses": words(f"{where}: 'lapses'", given.get("lapses", []))})


def _control(where: str, entry: Any) -> Control:
    given = read(where, entry, {"tier": str, "sentence": str, "source": str})
    return Control(**{**given, "tier": _tier(where, given["tier"])})


def _head(where: str, table: Any, more: Mapping[str, type]) -> dict[str, Any]:
    """What every rule has, and more."""
    given = read(where, table, {"id": str, "sentence": str, "source": str, **more})
    return {**given, "tier": _tier(where, given["tier"])} if "tier" in given else given


def _tier(where: str, name: Any) -> Tier:
    if not isinstance(name, str) or name not in Tier.__members__:
        raise ConfigError(f"{where}: {name!r} is no tier; use one of {', '.join(Tier.__members__)}")
    return Tier[name]
