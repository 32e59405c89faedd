"""Tier: how much a vendor could lose, judged by what it holds; and the classification that says why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any


class Tier(IntEnum):
    """From T0, nothing sensitive is held, to T4, treat the vendor as an identity provider or a secrets manager."""

    T0 = 0
    T1 = 1
    T2 = 2
    T3 = 3
    T4 = 4


class State(Enum):
    """Whether enough was examined to rely on the tier: an unproven one may turn out higher, never lower."""

    PROVEN = "PROVEN"
    UNPROVEN = "UNPROVEN"


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that applies.

    Attributes:
        id: the rule's name in the policy, such as `V1`.
        tier: the tier it asks for.
        because: one sentence with kinds, counts and stores. Holds no value.
        source: the clause or document that the rule rests on.
    """

    id: str
    tier: Tier
    because: str
    source: str

    def as_dict(self) -> dict[str, str]:
        """The rule as JSON knows it."""
        return {"id": self.id, "tier": self.tier.name, "because": self.because, "source": self.source}


@dataclass(frozen=True, slots=True)
class Classification:
    """A vendor's tier and everything that led to it.

    Attributes:
        vendor: the vendor's name.
        tier: the highest tier that a rule asks for.
        state: whether enough was examined to rely on it.
        rules: every rule that applies, highest tier first.
        would_be: rules that would apply if unconfirmed findings were true; they never raise the tier.
        coverage: examined share of the bytes held, 0 to 1.
        controls: what is demanded of a vendor of this tier and of those below it, lowest tier first.
    """

    vendor: str
    tier: Tier
    state: State
    rules: tuple[Fired, ...]
    would_be: tuple[Fired, ...]
    coverage: float
    controls: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The classification as JSON knows it."""
        return {
            "vendor": self.vendor,
            "tier": self.tier.name,
            "state": self.state.value,
            "rules": [fired.as_dict() for fired in self.rules],
            "would_be": [fired.as_dict() for fired in self.would_be],
            "coverage": self.coverage,
            "controls": list(self.controls),
        }
