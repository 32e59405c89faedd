"""A policy file says everything a tier rests on, and a malformed one is refused with file, rule and mend."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from detectors import kinds
from discover.classify.policy import DEFAULT, load, load_default
from discover.classify.tier import Tier
from discover.errors import ConfigError

TEXT = DEFAULT.read_text(encoding="utf-8")
POLICY = load_default()


def written(tmp_path, old, new):
    """A copy of the default policy in which one passage is another."""
    assert old in TEXT
    path = tmp_path / "own.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


class TestDefault:
    def test_every_rule_says_what_it_means_and_who_says_so(self):
        others = (POLICY.unplaced, POLICY.coverage, POLICY.declared, POLICY.downgrade)
        for rule in (*POLICY.rules, *others):
            assert rule.sentence.endswith(".")
            assert re.search(r"https://|Proposal of this policy", rule.source), rule.id
        assert all(control.sentence and control.source for control in POLICY.controls)
        assert "202.205" in POLICY.bulk_source

    def test_the_rules_of_the_design_are_there_at_their_tiers(self):
        tiers = {rule.id: rule.tier.name for rule in POLICY.rules}
        wanted = {"V1": "T4", "V2": "T4", "V3": "T4", "V4": "T4", "V5": "T4", "V6": "T4"}
        wanted |= {"V7": "T3", "V8": "T3", "V9": "T2", "V9a": "T1", "V1b": "T3"}
        assert wanted.items() <= tiers.items()
        assert (POLICY.coverage.id, POLICY.coverage.tier, POLICY.coverage.share) == ("V10", Tier.T3, 0.95)
        assert (POLICY.declared.id, POLICY.downgrade.id, POLICY.downgrade.full_sweeps) == ("V11", "V12", 2)

    def test_what_the_design_does_not_say_is_marked_as_a_proposal(self):
        proposals = {rule.id for rule in POLICY.rules if rule.proposal}
        assert proposals == {"V1b", "V1c", "V7b", "V8b", "V9b"}
        assert all("Proposal of this policy" in rule.source for rule in POLICY.rules if rule.proposal)

    def test_thresholds_are_those_of_the_regulation(self):
        assert dict(POLICY.bulk) == {"a": 100, "b": 1000, "c": 1000, "d": 10000, "e": 10000, "f": 100000}

    def test_every_kind_has_its_place(self):
        assert [kind for kind in kinds.load() if not POLICY.places(kind)] == []

    def test_each_credential_is_in_one_rule_of_its_own(self):
        own = [rule for rule in POLICY.rules if rule.id in {"V1", "V1b", "V1c", "V6"}]
        for kind in (kind for kind in kinds.load() if kind.startswith("cred.")):
            ids = [rule.id for rule in own if any(clause.places(kind) for clause in rule.when)]
            assert [name for name in ids if name != "V6"] or ids == ["V6"], kind
            assert len([name for name in ids if name != "V6"]) <= 1, kind

    def test_profiles_map_to_tiers_whatever_their_case(self):
        assert POLICY.declared.tier("Talent Marketplace") is Tier.T1
        assert POLICY.declared.tier("t4") is Tier.T4

    def test_it_is_read_once_and_cannot_be_changed(self):
        assert load_default() is POLICY
        with pytest.raises(TypeError):
            POLICY.bulk["b"] = 1  # type: ignore[index]
        with pytest.raises(AttributeError):
            POLICY.rules[0].tier = Tier.T0


def test_a_changed_copy_is_a_policy(tmp_path):
    policy = load(written(tmp_path, "share = 0.95", "share = 1"))
    assert policy.coverage.share == 1
    assert load(written(tmp_path, "b = 1000 ", "b = 7 ")).rules[2].when[0].limit == "more than 7"
    assert load(written(tmp_path, "at_least = 10\n", "more_than = 20\n")).rules[1].when[0].least == 21


V1 = 'kinds = ["cred.cloud_key", "cred.db_uri",'
V2 = "same_population = true\n"
V9A = "alone = true\n"
V5 = 'categories = 2\nboundary = "store"\nbulk = "lowest"'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # keys
        ("[policy]\n", '[policy]\ncolour = "red"\n', r"\[policy\]: unknown key 'colour'; the keys are name, version"),
        ("[policy]\n", "speed = 1\n[policy]\n", r"unknown key 'speed'; the keys are policy, bulk"),
        ("[unplaced]\n", "[unplace]\n", r"unknown key 'unplace'"),
        (V1, f"mor_than = 3\n{V1}", r"rule 'V1': when 1: unknown key 'mor_than'; the keys are .*more_than"),
        (V9A, "lonely = true\n", r"rule 'V9a': unknown key 'lonely'"),
        ('name = "default"\n', "", r"\[policy\]: 'name' is missing; add it"),
        ("f = 100000", "#", r"\[bulk\]: 'f' is missing"),
        ('measure = "values"\nat_least = 1\n', "at_least = 1\n", r"rule 'V1': when 1: 'measure' is missing"),
        ("full_sweeps = 2\n", "", r"\[downgrade\]: 'full_sweeps' is missing"),
        # types and values
        (V9A, 'alone = "yes"\n', r"rule 'V9a': 'alone' must be true or false, not 'yes'"),
        ("full_sweeps = 2", "full_sweeps = true", r"\[downgrade\]: 'full_sweeps' must be a whole number, not True"),
        ("full_sweeps = 2", "full_sweeps = -2", r"\[downgrade\]: 'full_sweeps' must not be negative"),
        ("b = 1000 ", "b = 1000.5 ", r"\[bulk\]: 'b' must be a whole number, not 1000.5"),
        ("share = 0.95", 'share = "95 %"', r"\[coverage\]: 'share' must be a number"),
        ("share = 0.95", "share = 95", r"\[coverage\]: 'share' must lie in \(0, 1\]"),
        ("share = 0.95", "share = 0", r"\[coverage\]: 'share' must lie in"),
        ('unsized = ["denied",', 'unsized = ["",', r"\[coverage\]: 'unsized' must be a list of non-empty strings"),
        ('version = "0.1"', 'version = ""', r"\[policy\]: 'version' must not be empty"),
        ('id = "V1"\ntier = "T4"', 'id = "V1"\ntier = "T9"', r"rule 'V1': 'T9' is no tier; use one of T0, T1"),
        ('id = "V1"\ntier = "T4"', 'id = "V1"\ntier = 4', r"rule 'V1': 'tier' must be a string"),
        ('"saas" = "T1"', '"saas" = 1', r"\[declared\]: profile 'saas': 1 is no tier"),
        ('[[control]]\ntier = "T1"', '[[control]]\ntier = "high"', r"\[\[control\]\]: 'high' is no tier"),
        ("[policy]\n", "[[policy]]\n", r"'policy' must be a table"),
        # rules
        ('id = "V2"', 'id = "V1"', r"rule 'V1' is there twice; give one of them another id"),
        ('id = "V10"', 'id = "V3"', r"rule 'V3' is there twice"),
        ('lapses = ["V10"', 'lapses = ["V99"', r"\[downgrade\]: 'lapses' names 'V99', which is no rule; use one of V1"),
        # clauses
        (V1, 'kinds = ["cred.clowd_key",', r"rule 'V1': when 1: 'kinds': 'cred.clowd_key' matches no kind; .*kinds.toml"),
        ('kinds = ["bio.*"]\nbeside', 'kinds = ["boi.*"]\nbeside', r"rule 'V2': when 1: 'kinds': 'boi.\*' matches no kind"),
        ('kinds = ["bio.*"]\nbeside', "kinds = [3]\nbeside", r"rule 'V2': when 1: 'kinds' must be a list of non-empty"),
        ('kinds = ["bio.*"]\nbeside', "kinds = []\nbeside", r"rule 'V2': when 1: 'kinds' is empty"),
        ('kinds = ["code.source_repo",', 'kinds = ["code.sauce",', r"\[\[aside\]\]: 'kinds': 'code.sauce' matches no kind"),
        ('measure = "values"\n', 'measure = "weight"\n', r"rule 'V1': when 1: 'measure' is 'weight'; use one of subjects"),
        ('tally = "most"\nbulk = "b"', 'tally = "mean"\nbulk = "b"', r"rule 'V3': when 1: 'tally' is 'mean'"),
        ('tally = "most"\nbulk = "b"', 'tally = "most"\nbulk = "z"', r"rule 'V3': when 1: 'bulk' is 'z'; use one of a, b"),
        ('tally = "most"\nbulk = "b"', 'tally = "most"', r"rule 'V3': when 1: give exactly one of .*; it has none"),
        ('bulk = "b"\n', 'bulk = "b"\nmore_than = 3\n', r"rule 'V3': when 1: .*it has more_than and bulk"),
        ('bulk = "b"\n', "at_least = 0\n", r"rule 'V3': when 1: 'at_least' must be 1 or more"),
        ('bulk = "b"\n', 'bulk = "lowest"\n', r"rule 'V3': when 1: bulk = \"lowest\" needs 'categories'"),
        ('bulk = "b"\n', 'bulk = "b"\nboundary = "store"\n', r"rule 'V3': when 1: boundary = \"store\" needs 'beside'"),
        ('bulk = "b"\n', 'bulk = "b"\nbeside_without = ["bio.*"]\n', r"rule 'V3': when 1: 'beside_without' needs 'beside'"),
        ('bulk = "b"\n', 'bulk = "b"\ncategories = 0\n', r"rule 'V3': when 1: 'categories' must be 1 or more"),
        (V5, f'{V5}\nbeside = ["cred.*"]', r"rule 'V5': when 1: 'categories' and 'beside' do not go together"),
        ('beside = ["kyc.*"]\n', "", r"rule 'V2': when 1: 'same_population' needs 'beside'"),
        (V2 + 'measure = "subjects"', V2 + 'measure = "values"', r"rule 'V2': when 1: 'same_population' needs"),
        (
            'measure = "values"\nat_least = 1\n',
            'measure = "values"\notherwise = "objects"\nat_least = 1\n',
            r"rule 'V1': when 1: 'otherwise' needs measure",
        ),
    ],
)  # fmt: skip
def test_a_malformed_policy_is_refused_with_file_rule_and_mend(tmp_path, old, new, said):
    path = written(tmp_path, old, new)
    with pytest.raises(ConfigError, match=f"^{re.escape(str(path))}.*{said}"):
        load(path)


def test_a_rule_needs_a_clause(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(TEXT.replace("\n[[rule.when]]", "\n[[rule.then]]", 1), encoding="utf-8")
    with pytest.raises(ConfigError, match="rule 'V1': unknown key 'then'"):
        load(path)
    start, end = TEXT.index("\n[[rule.when]]\n"), TEXT.index('\n[[rule]]\nid = "V2"')
    path.write_text(f"{TEXT[:start]}\nwhen = []\n{TEXT[end:]}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"rule 'V1': has no \[\[rule.when\]\]"):
        load(path)


def test_a_policy_needs_rules(tmp_path):
    path = tmp_path / "own.toml"
    head, tail = TEXT[: TEXT.index("\n[[rule]]\n")], TEXT[TEXT.index("\n[[aside]]\n") :]
    path.write_text(f"rule = []\n{head}{tail}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"has no \[\[rule\]\]; start from a copy"):
        load(path)
    path.write_text(f'rule = ["V1"]\n{head}{tail}', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"rule '\?': must be a table with id"):
        load(path)


def test_a_file_that_is_no_policy_is_refused(tmp_path):
    path = tmp_path / "own.toml"
    with pytest.raises(ConfigError, match=r"cannot be read .*; give the path of a policy file"):
        load(path)
    path.write_text("[policy", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load(path)


def test_no_threshold_of_the_policy_stands_in_code():
    numbers = {str(number) for number in tomllib.loads(TEXT)["bulk"].values() if isinstance(number, int)} | {"0.95"}
    for module in ("tier", "clause", "evidence", "classify", "policy", "table"):
        source = DEFAULT.parents[1].joinpath(f"{module}.py").read_text(encoding="utf-8")
        found = set(re.findall(r"\d+(?:\.\d+)?", source.replace("floor(share * 1000)", "")))
        assert not found & numbers, module


def test_no_database_is_loaded():
    code = "import sys, discover.classify.classify, discover.classify.policy; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
