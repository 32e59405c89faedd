"""The table of kinds: complete, consistent, and its mistakes named with their mend."""

from __future__ import annotations

import re
import tomllib

import pytest

from detectors.errors import RuleError
from detectors.kinds import BULK_CLASSES, FILE, REVOCABILITIES, SEVERITIES, kind, load, parse

CATEGORIES = {
    "cred", "infra", "code", "kyc", "bio", "govid", "person", "fin", "health", "genetic", "special", "child", "loc", "comms", "supply",
}  # fmt: skip
CATEGORY = {"sentence": "s", "severity": "low", "dpv": "own", "special": False, "bulk_class": "", "revocability": "semi", "source": "https://x"}


def test_every_category_of_the_taxonomy_has_kinds() -> None:
    assert {entry.category for entry in load().values()} == CATEGORIES


def test_every_kind_is_complete_and_well_formed() -> None:
    for name, entry in load().items():
        assert name == entry.name
        assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", name)
        assert entry.category == name.split(".")[0]
        assert entry.sentence.endswith(".")
        assert entry.sentence[0].isupper()
        assert entry.severity in SEVERITIES
        assert entry.revocability in REVOCABILITIES
        assert entry.bulk_class in BULK_CLASSES
        assert entry.source.startswith("https://")
        assert entry.dpv == "own" or re.fullmatch(r"pd:[A-Z][A-Za-z]+", entry.dpv)


def test_no_two_kinds_say_the_same() -> None:
    sentences = [entry.sentence for entry in load().values()]
    assert len(sentences) == len(set(sentences))


def test_the_law_is_recorded_where_it_speaks() -> None:
    assert kind("bio.face_template").special
    assert kind("bio.face_template").bulk_class == "b"
    assert kind("bio.face_template").revocability == "permanent"
    assert not kind("bio.face_media").special
    assert kind("genetic.vcf").bulk_class == "a"
    assert kind("loc.gps_track").bulk_class == "c"
    assert kind("health.icd").bulk_class == "d"
    assert kind("fin.pan_card").bulk_class == "e"
    assert kind("govid.us_ssn").bulk_class == "f"
    assert kind("special.criminal").special
    assert kind("cred.cloud_key").revocability == "rotatable"
    assert kind("infra.network_map").revocability == "knowledge"


def test_an_unknown_kind_names_its_neighbours() -> None:
    with pytest.raises(RuleError, match=r"no kind is named 'fin\.cheque'.*fin\.iban"):
        kind("fin.cheque")


def test_an_unknown_category_names_the_categories() -> None:
    with pytest.raises(RuleError, match=r"no kind is named 'food\.cheese'.*cred"):
        kind("food.cheese")


def test_an_entry_overrides_its_category() -> None:
    made = parse({"category": {"a": CATEGORY}, "kind": [{"name": "a.b", "sentence": "B.", "severity": "high"}]})["a.b"]
    assert (made.severity, made.sentence, made.dpv) == ("high", "B.", "own")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"name": "z.b", "sentence": "s"}, "category.type"),
        ({"name": "a", "sentence": "s"}, "category.type"),
        ({"name": "a.b"}, "'sentence' is missing"),
        ({"name": "a.b", "sentence": "s", "severity": "bad"}, "'severity' must be 'critical'"),
        ({"name": "a.b", "sentence": "s", "colour": "red"}, "colour"),
        ({"name": "a.b", "sentence": "s", "special": "yes"}, "'special' must be true or false"),
        ({"name": "a.b", "sentence": 3}, "'sentence' must be a string"),
    ],
)
def test_a_mistake_in_an_entry_is_named(entry: dict[str, object], said: str) -> None:
    with pytest.raises(RuleError, match=re.escape(said)):
        parse({"category": {"a": CATEGORY}, "kind": [entry]})


def test_a_kind_may_not_exist_twice() -> None:
    with pytest.raises(RuleError, match="exists already"):
        parse({"category": {"a": CATEGORY}, "kind": [{"name": "a.b", "sentence": "s"}] * 2})


def test_the_table_holds_nothing_else() -> None:
    assert set(tomllib.loads(FILE.read_text(encoding="utf-8"))) == {"category", "kind"}
