"""How much of a vendor lies in one store."""

from __future__ import annotations

from dataclasses import replace

from detectors.kinds import SEVERITIES
from discover.inventory.concentration import concentration
from discover.inventory.holding import Holding


def _held(kind: str, people: int | None) -> Holding:
    return Holding("v", kind, 3, 100, 3, 3, 3, 3, people, people, None, None, "none", (), 3, "high", 0.9, 0)


def _told(held: list[Holding], **stores: list[Holding]) -> dict[str, tuple[int | None, float | None, float, bool]]:
    found = concentration(held, stores, SEVERITIES)
    return {each.store: (each.people, each.people_share, each.category_share, each.chokepoint) for each in found}


def test_one_store_alone_is_no_chokepoint() -> None:
    held = [_held("govid.us_ssn", 100)]
    assert _told(held, a=held) == {"a": (100, 1.0, 1.0, False)}


def test_a_small_store_with_all_of_its_own_kind_is_none() -> None:
    held = [_held("govid.us_ssn", 1000), _held("fin.iban", 5), _held("cred.api_key", None)]
    found = _told(held, a=[held[0], held[2]], b=[held[1]], c=[])
    assert found == {"a": (1000, 1.0, 2 / 3, True), "b": (5, 1.0, 1 / 3, False)}


def test_every_category_in_one_place_is_one() -> None:
    held = [_held("cred.api_key", None), _held("code.source_repo", None), _held("infra.network_map", None)]
    assert _told(held, a=held, b=[held[0]])["a"] == (None, None, 1.0, True)
    assert _told(held, a=held[:2], b=held[1:])["a"][3] is False


def test_people_of_two_halves_are_nobody_s_chokepoint() -> None:
    whole, half = _held("govid.us_ssn", 1000), _held("govid.us_ssn", 500)
    found = _told([whole, _held("fin.iban", 3)], a=[half, _held("fin.iban", 3)], b=[replace(half)])
    assert found["b"] == (500, 0.5, 0.5, False)
