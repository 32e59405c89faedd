"""Every slot by name, and every family by language."""

from __future__ import annotations

from benchmarks.personal.slot import Slot
from benchmarks.personal.values import americas, asia, dates, decoys, europe, machines, money, people, phones, unchecked

SLOTS: dict[str, Slot] = {
    slot.name: slot
    for module in (money, people, phones, machines, dates, europe, americas, asia, decoys, unchecked)
    for slot in module.SLOTS
}


def forms(family: str, language: str, *, alone: bool = False) -> list[Slot]:
    """The forms of a family that people of a language write; `alone`: those that need no word beside them."""
    return [
        slot
        for slot in SLOTS.values()
        if slot.family == family and (not slot.languages or language in slot.languages) and (slot.alone or not alone)
    ]


FAMILIES = tuple(dict.fromkeys(slot.family for slot in SLOTS.values() if slot.kinds))
DECOYS = tuple(dict.fromkeys(slot.family for slot in SLOTS.values() if not slot.kinds))
