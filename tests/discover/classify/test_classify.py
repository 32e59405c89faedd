"""Tiers follow from holdings as the default policy says, and every line names kinds, counts and stores."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from detectors import kinds
from discover.classify.classify import classify
from discover.classify.policy import load_default
from discover.classify.tier import Classification, State, Tier
from discover.errors import ConfigError, UsageError
from discover.inventory.holding import Coverage, CoverageRow, Holding

VENDOR = "acme"
REPO, BUCKET = "file:///srv/repo", "s3://users"
POLICY = load_default()


def held(kind, number=1, *, subjects=None, sure=None, stores=(REPO,), confidence=0.95, objects=None, vendor=VENDOR):
    """A holding of so many values, all confirmed unless `sure` says how many are."""
    sure = number if sure is None else sure
    return Holding(
        vendor=vendor,
        kind=kind,
        objects=number if objects is None else objects,
        bytes=100 * number,
        findings=number,
        confirmed=sure,
        values=number,
        confirmed_values=sure,
        subjects=subjects,
        confirmed_subjects=subjects,
        oldest=None,
        newest=None,
        date_of="none",
        stores=stores,
        in_head=number,
        worst=kinds.load()[kind].severity if kind in kinds.load() else "high",
        confidence=confidence,
        gone=0,
    )


def covered(share=1.0, **changes):
    whole = Coverage(VENDOR, 10, 1000, round(1000 * share), 1000, (), (), {}, {})
    return replace(whole, **changes)


def judged(*holdings, coverage=None, **more):
    return classify(VENDOR, holdings, coverage or covered(), POLICY, **more)


def ids(rules):
    return [rule.id for rule in rules]


def line(result, name):
    return next(rule for rule in (*result.rules, *result.would_be) if rule.id == name)


FOUNDING = (
    held("cred.cloud_key", 3),
    held("cred.password", 7),
    held("cred.device_cert", 12),
    held("infra.network_map", 4),
    held("code.benchmark_eval", 40),
    held("code.matching_algorithm", 6),
    held("code.source_repo", 9),
    held("person.resume", 40_000, subjects=40_000, stores=(BUCKET,)),
    held("govid.us_ssn", 40_000, subjects=40_000, stores=(BUCKET,)),
    held("bio.face_embedding", 1_500, subjects=1_500, stores=(BUCKET,)),
    held("bio.interview_video", 3_000, stores=(BUCKET,)),
    held("kyc.passport_scan", 1_500, subjects=1_500, stores=(BUCKET,)),
    held("comms.slack_export", 2),
)
LINKED = {("kyc.passport_scan", "bio.face_embedding"): 1_500}


class TestFoundingCase:
    def test_it_is_privileged_access_by_every_rule_that_the_design_names(self):
        result = judged(*FOUNDING, linked=LINKED, declared="talent marketplace")
        assert result.tier is Tier.T4
        assert result.state is State.PROVEN
        assert {"V1", "V2", "V3", "V5", "V6", "V7", "V8", "V9", "V11"} <= set(ids(result.rules))
        assert "V4" not in ids(result.rules)
        assert line(result, "V11").because == "declared T1 as 'talent marketplace', measured T4: 3 tiers too low"

    def test_its_sentences_name_kinds_counts_and_stores(self):
        result = judged(*FOUNDING, linked=LINKED)
        assert line(result, "V1").because == (
            "3 confirmed values of cred.cloud_key in file:///srv/repo (unverified: liveness was not checked)"
        )
        assert line(result, "V2").because == (
            "1,500 subjects proven to be in both bio.face_embedding and kyc.passport_scan in s3://users (at least 10)"
        )
        assert line(result, "V3").because == (
            "1,500 confirmed subjects of bio.face_embedding in s3://users (more than 1,000)"
        )
        assert line(result, "V5").because.startswith("bio, govid and kyc in one store, s3://users: 40,000 confirmed")
        assert line(result, "V5").because.endswith("(more than 1,000, the lowest threshold among them)")
        assert "together with" in line(result, "V6").because
        assert "cred.password" in line(result, "V6").because

    def test_without_proof_that_they_are_the_same_people_lying_together_is_v5_only(self):
        assert "V2" not in ids(judged(*FOUNDING).rules)
        assert "V2" not in ids(judged(*FOUNDING, linked={("bio.face_embedding", "kyc.passport_scan"): 9}).rules)
        assert "V2" in ids(judged(*FOUNDING, linked={("bio.face_embedding", "kyc.passport_scan"): 10}).rules)

    def test_a_link_to_a_kind_that_is_not_held_proves_nothing(self):
        alone = held("bio.face_embedding", 20, subjects=20)
        assert "V2" not in ids(judged(alone, linked=LINKED).rules)


class TestEdges:
    def test_nothing_held_and_all_examined_is_t0(self):
        result = judged()
        assert (result.tier, result.state, result.rules, result.controls) == (Tier.T0, State.PROVEN, (), ())

    def test_a_vendors_own_programs_are_no_holding(self):
        assert judged(held("code.source_repo"), held("supply.dependency", 300)).tier is Tier.T0

    @pytest.mark.parametrize(("number", "tier", "rule"), [(1, Tier.T1, "V9a"), (99, Tier.T1, "V9a"), (100, Tier.T2, "V9")])
    def test_business_contacts_are_t1_up_to_ninety_nine(self, number, tier, rule):
        result = judged(held("person.business_contact", number, subjects=number))
        assert (result.tier, ids(result.rules)) == (tier, [rule])

    def test_business_contacts_beside_something_higher_are_not_listed(self):
        result = judged(held("person.business_contact", 5, subjects=5), held("comms.email_archive"))
        assert ids(result.rules) == ["V9"]

    @pytest.mark.parametrize(
        ("kind", "tier"),
        [
            ("cred.db_uri", Tier.T4),
            ("cred.directory", Tier.T4),
            ("cred.signing_key", Tier.T4),
            ("cred.chat_token", Tier.T3),
            ("cred.password", Tier.T3),
            ("cred.password_hash", Tier.T2),
            ("cred.generic_secret", Tier.T2),
            ("fin.pan_card", Tier.T3),
            ("child.school_record", Tier.T3),
            ("comms.ticket_export", Tier.T2),
            ("loc.ip", Tier.T0),
            ("fin.swift", Tier.T0),
        ],
    )
    def test_one_of_a_kind(self, kind, tier):
        assert judged(held(kind)).tier is tier

    def test_faces_of_nobody_known_are_personal_and_of_somebody_known_special(self):
        assert judged(held("bio.face_media", 5_000)).tier is Tier.T2
        assert judged(held("bio.face_media", 5_000, subjects=30)).tier is Tier.T3
        assert judged(held("bio.face_media", 5_000, subjects=1_001)).tier is Tier.T4

    def test_maps_alone_are_t3_and_with_a_password_t4(self):
        maps = held("infra.firewall_config", 2)
        assert judged(maps).tier is Tier.T3
        assert "1 confirmed object of" in judged(replace(maps, confirmed=1)).rules[0].because
        assert judged(maps, held("cred.webhook")).tier is Tier.T3
        assert judged(maps, held("cred.password", stores=(BUCKET,))).tier is Tier.T4

    def test_a_kind_that_the_policy_does_not_name_is_never_low(self):
        result = judged(held("own.recipe", 2))
        assert (result.tier, ids(result.rules)) == (Tier.T2, ["V0"])
        assert "own.recipe, found in file:///srv/repo" in result.rules[0].because

    def test_holdings_of_others_are_left_out(self):
        assert judged(held("cred.cloud_key", vendor="other")).tier is Tier.T0

    def test_gone_findings_feed_nothing(self):
        assert judged(replace(held("cred.cloud_key", 0, confidence=0.9), gone=3)).tier is Tier.T0


@pytest.mark.parametrize(
    ("kind", "most", "rule"),
    [
        ("bio.face_template", 1_000, "V3"),
        ("genetic.vcf", 100, "V4"),
        ("loc.gps_track", 1_000, "V4"),
        ("health.mrn", 10_000, "V4"),
        ("fin.pan_card", 10_000, "V4"),
        ("govid.us_ssn", 100_000, "V4"),
        ("kyc.passport_scan", 100_000, "V4"),
    ],
)
def test_a_bulk_is_more_than_the_threshold(kind, most, rule):
    at, over = judged(held(kind, most, subjects=most)), judged(held(kind, most + 1, subjects=most + 1))
    assert at.tier < Tier.T4
    assert (over.tier, ids(over.rules)[0]) == (Tier.T4, rule)
    assert f"(more than {most:,})" in over.rules[0].because


def test_values_stand_in_for_people_only_where_a_value_is_a_person():
    assert judged(held("govid.us_ssn", 100_001)).tier is Tier.T4
    assert judged(held("loc.gps_point", 1_001)).tier is Tier.T2
    assert judged(held("health.icd", 10_001)).tier is Tier.T3


def test_two_lists_of_the_same_people_are_not_added_up():
    lists = [held(kind, 60_000, subjects=60_000) for kind in ("govid.us_ssn", "govid.dl_no")]
    assert judged(*lists).tier is Tier.T3


def test_contacts_are_covered_identifiers_only_beside_another_in_one_store():
    emails = held("person.email", 100_001, subjects=100_001, stores=(BUCKET,))
    assert judged(emails, held("person.phone", 100_001, subjects=100_001, stores=(BUCKET,))).tier is Tier.T2
    assert judged(emails, held("loc.imei", stores=(REPO,))).tier is Tier.T2
    beside = judged(emails, held("loc.imei", stores=(REPO, BUCKET)))
    assert (beside.tier, ids(beside.rules)[0]) == (Tier.T4, "V4")
    assert beside.rules[0].because.endswith("(more than 100,000), together with loc.imei")


class TestOneStore:
    HEALTH = held("health.mrn", 1_001, subjects=1_001, stores=(BUCKET,))

    def test_the_lowest_threshold_holds_for_all_that_lie_together(self):
        face = held("bio.face_template", 5, subjects=5, stores=(BUCKET,))
        result = judged(self.HEALTH, face)
        assert (result.tier, ids(result.rules)[0]) == (Tier.T4, "V5")

    def test_exactly_the_threshold_is_not_enough(self):
        face = held("bio.face_template", 5, subjects=5, stores=(BUCKET,))
        assert judged(replace(self.HEALTH, confirmed_subjects=1_000), face).tier is Tier.T3

    def test_apart_they_do_not_combine(self):
        face = held("bio.face_template", 5, subjects=5, stores=(REPO,))
        assert judged(self.HEALTH, face).tier is Tier.T3

    def test_one_category_does_not_combine_with_itself(self):
        assert judged(self.HEALTH, held("health.nhs", 5, subjects=5, stores=(BUCKET,))).tier is Tier.T3

    def test_faces_of_nobody_known_do_not_lower_the_threshold(self):
        assert judged(self.HEALTH, held("bio.face_media", 9_000, stores=(BUCKET,))).tier is Tier.T3


class TestUnconfirmed:
    def test_it_is_shown_and_raises_nothing(self):
        result = judged(held("cred.cloud_key", 3, sure=0, confidence=0.6))
        assert (result.tier, result.rules) == (Tier.T0, ())
        assert line(result, "V1").because == (
            "would be T4: 3 values of cred.cloud_key, none confirmed, in file:///srv/repo "
            "(unverified: liveness was not checked)"
        )

    def test_below_probable_it_is_not_even_shown(self):
        assert judged(held("cred.cloud_key", 3, sure=0, confidence=0.49)).would_be == ()

    def test_what_is_sure_is_not_said_twice(self):
        result = judged(held("cred.cloud_key", 3, sure=1))
        assert ids(result.rules) == ["V1"]
        assert result.would_be == ()
        assert result.rules[0].because.startswith("1 confirmed value of cred.cloud_key in")

    def test_a_bulk_that_only_unconfirmed_ones_make_is_shown(self):
        result = judged(replace(held("govid.us_ssn", 110_000, sure=90_000, subjects=110_000), confirmed_subjects=90_000))
        assert (result.tier, ids(result.would_be)) == (Tier.T3, ["V4"])
        assert "110,000 subjects of govid.us_ssn, 90,000 of them confirmed" in line(result, "V4").because


class TestCoverage:
    @pytest.mark.parametrize(("share", "state"), [(0.949, State.UNPROVEN), (0.95, State.PROVEN), (0.951, State.PROVEN)])
    def test_ninety_five_percent_prove_a_tier(self, share, state):
        result = judged(coverage=covered(share))
        assert result.state is state
        assert result.tier is (Tier.T0 if state is State.PROVEN else Tier.T3)
        assert result.coverage == pytest.approx(share)

    def test_the_floor_says_how_much_is_missing_and_never_rounds_it_up(self):
        result = judged(coverage=covered(held_bytes=100_000, examined_bytes=94_999))
        assert line(result, "V10").because == "94.9 % of 100,000 bytes were examined, 95 % are wanted"

    @pytest.mark.parametrize(
        "doubt",
        [
            {"denied": {"s3://closed": "AccessDenied"}},
            {"partial": ("s3://closed",)},
            {"rows": (CoverageRow("missing", 4, 0, "shallow", ("s3://closed",)),)},
        ],
    )
    def test_a_store_that_was_not_seen_leaves_it_unproven(self, doubt):
        result = judged(coverage=covered(**doubt))
        assert (result.tier, result.state) == (Tier.T3, State.UNPROVEN)
        assert "s3://closed" in line(result, "V10").because

    def test_a_refusal_of_known_size_is_in_the_share_already(self):
        rows = (CoverageRow("denied", 1, 10, "permission", ("a.key",)), CoverageRow("symlink", 3, 0, "", ("l",)))
        assert judged(coverage=covered(0.99, rows=rows)).state is State.PROVEN

    def test_what_is_higher_than_the_floor_stays(self):
        result = judged(held("cred.cloud_key"), coverage=covered(0.5))
        assert (result.tier, ids(result.rules)) == (Tier.T4, ["V1", "V10"])


class TestDeclared:
    def test_the_same_tier_is_no_mismatch(self):
        assert judged(held("person.email"), declared="T2").rules[0].id == "V9"
        assert "V11" not in ids(judged(held("person.email"), declared="t2").rules)

    def test_the_higher_holds(self):
        low, high = judged(held("person.email"), declared="T1"), judged(held("person.email"), declared="Payroll")
        assert (low.tier, line(low, "V11").because) == (Tier.T2, "declared T1, measured T2: 1 tier too low")
        assert (high.tier, line(high, "V11").because) == (
            Tier.T3,
            "declared T3 as 'Payroll', measured T2: 1 tier too high",
        )

    def test_where_too_little_was_examined_it_says_so(self):
        result = judged(held("person.email"), declared="T4", coverage=covered(0.2))
        assert line(result, "V11").because == "declared T4, measured T2, as far as it was examined: 2 tiers too high"

    def test_the_floor_is_not_a_measurement(self):
        assert "V11" not in ids(judged(held("person.email"), declared="T2", coverage=covered(0.2)).rules)

    def test_an_unknown_profile_names_those_that_are_known(self):
        with pytest.raises(ConfigError, match=r"'space pirate' is no tier and no profile.*talent marketplace"):
            judged(declared="space pirate")


class TestDowngrade:
    BEFORE = judged(held("cred.cloud_key"), held("govid.us_ssn"))

    def test_it_takes_two_full_sweeps_and_evidence(self):
        result = judged(previous=self.BEFORE, full_sweeps=2, deletion_evidence=True)
        assert (result.tier, result.rules) == (Tier.T0, ())

    @pytest.mark.parametrize(
        ("sweeps", "evidence", "missing"),
        [
            (0, False, "0 of 2 full sweeps in a row that examined enough and no evidence of deletion"),
            (1, True, "1 of 2 full sweeps in a row that examined enough"),
            (2, False, "no evidence of deletion"),
        ],
    )
    def test_else_the_former_tier_stays_and_says_why(self, sweeps, evidence, missing):
        result = judged(previous=self.BEFORE, full_sweeps=sweeps, deletion_evidence=evidence)
        assert result.tier is Tier.T4
        assert line(result, "V12").because == f"was T4 by V1, now T0, kept: {missing}"

    def test_it_stays_from_one_sweep_to_the_next(self):
        second = judged(previous=judged(previous=self.BEFORE))
        assert (second.tier, ids(second.rules)) == (Tier.T4, ["V12"])

    def test_it_outlives_a_sweep_that_examined_too_little(self):
        blind = judged(previous=judged(held("govid.us_ssn")), coverage=covered(0.1))
        assert judged(previous=blind).tier is Tier.T3

    def test_sweeps_that_examined_too_little_do_not_count(self):
        blind = judged(previous=self.BEFORE, coverage=covered(0.1), full_sweeps=2, deletion_evidence=True)
        assert blind.tier is Tier.T4

    def test_a_floor_or_a_declaration_that_ends_needs_no_deletion(self):
        assert judged(previous=judged(coverage=covered(0.1))).tier is Tier.T0
        assert judged(previous=judged(declared="T4")).tier is Tier.T0

    def test_a_former_tier_without_rules_counts_as_it_is(self):
        former = Classification(VENDOR, Tier.T3, State.PROVEN, (), (), 1.0, ())
        assert judged(previous=former).tier is Tier.T3

    def test_a_higher_tier_is_no_downgrade(self):
        assert "V12" not in ids(judged(held("cred.cloud_key"), previous=judged(held("person.email"))).rules)


class TestShape:
    def test_json_has_exactly_the_agreed_keys(self):
        result = judged(held("cred.cloud_key"), held("fin.pan_card", 2, sure=0), coverage=covered(0.96))
        shown = json.loads(json.dumps(result.as_dict()))
        assert list(shown) == ["vendor", "tier", "state", "rules", "would_be", "coverage", "controls"]
        assert (shown["vendor"], shown["tier"], shown["state"], shown["coverage"]) == (VENDOR, "T4", "PROVEN", 0.96)
        for fired in (*shown["rules"], *shown["would_be"]):
            assert list(fired) == ["id", "tier", "because", "source"]
        assert shown["rules"][0]["tier"] == "T4"

    def test_rules_come_highest_tier_first(self):
        tiers = [rule.tier for rule in judged(*FOUNDING).rules]
        assert tiers == sorted(tiers, reverse=True)

    def test_controls_add_up_from_tier_to_tier(self):
        chain = [judged(declared=f"T{number}").controls for number in range(5)]
        assert [len(controls) for controls in chain] == sorted({len(controls) for controls in chain})
        for lower, higher in pairwise(chain):
            assert higher[: len(lower)] == lower
        assert any("SR-13" in control for control in chain[1])
        assert any("canaries" in control for control in chain[4])

    def test_long_lists_are_cut(self):
        stores = tuple(f"s3://b{number}" for number in range(9))
        many = [held(kind, stores=stores) for kind in POLICY.rules[0].when[0].kinds]
        reason = line(judged(*many), "V1").because
        assert "and 3 more kinds in s3://b0, s3://b1, s3://b2 and 6 more stores" in reason

    def test_figures_of_another_vendor_are_refused(self):
        with pytest.raises(UsageError, match="coverage is of vendor 'other'"):
            judged(coverage=covered(vendor="other"))
        with pytest.raises(UsageError, match="previous classification is of vendor 'other'"):
            judged(previous=replace(judged(), vendor="other"))
