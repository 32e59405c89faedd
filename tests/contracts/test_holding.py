"""Holding and coverage: what the counts mean."""

from __future__ import annotations

import subprocess

import pytest

from detectors.kinds import load
from discover.inventory.query import PEOPLE, UNLINKED
from discover.sweep.session import Request, session

KEY = "AKIA" + "Q3EGRTY4UIOPASDF"


def scanned(folder, inventory, **more):
    with session(Request((str(folder),), "v", str(inventory), jobs=1, **more)) as found:
        return {h.kind: h for h in found.store.holdings("v")}, found.store.coverage("v")


def test_kinds_that_do_not_tell_people_apart_are_kinds_of_people():
    assert load().keys() >= UNLINKED
    assert {name.partition(".")[0] for name in UNLINKED} <= PEOPLE


def test_a_copy_is_a_finding_more_and_no_object_and_no_value_more(tmp_path):
    (tmp_path / "d").mkdir()
    for name in ("a.env", "b.env"):
        (tmp_path / "d" / name).write_text(f"K={KEY}\n")
    holdings, _ = scanned(tmp_path / "d", tmp_path / "i.db")
    holding = holdings["cred.cloud_key"]
    assert (holding.objects, holding.findings, holding.values, holding.bytes) == (1, 2, 1, len(KEY) + 3)


def test_credentials_have_no_data_subjects_and_addresses_have(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/people.csv").write_text("name,email\n" + "".join(f"P,person{i}@talent.io\n" for i in (1, 2, 3, 3)) + f"k,{KEY}\n")
    holdings, _ = scanned(tmp_path / "d", tmp_path / "i.db")
    assert holdings["cred.cloud_key"].subjects is None
    email = holdings["person.email"]
    assert (email.findings, email.values, email.subjects) == (5, 3, 3)  # four cells and their column


def test_findings_in_tests_are_counted_and_not_confirmed(tmp_path):
    (tmp_path / "d/tests").mkdir(parents=True)
    (tmp_path / "d/tests/a.env").write_text(f"K={KEY}\n")
    holding = scanned(tmp_path / "d", tmp_path / "i.db")[0]["cred.cloud_key"]
    assert (holding.findings, holding.confirmed, holding.confirmed_values) == (1, 0, 0)


def test_two_vendors_do_not_mix(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.env").write_text(f"K={KEY}\n")
    scanned(tmp_path / "d", tmp_path / "i.db")
    with session(Request((str(tmp_path / "d"),), "w", str(tmp_path / "i.db"), jobs=1)) as found:
        assert [h.vendor for h in found.store.holdings()] == ["v", "w"]
        assert [h.findings for h in found.store.holdings()] == [1, 1]


def test_content_that_the_history_holds_is_counted_once(tmp_path):
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "a.env").write_text(f"K={KEY}\n")
    for line in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run(["git", *line], cwd=folder, check=True, capture_output=True)
    holding = scanned(folder, tmp_path / "i.db")[0]["cred.cloud_key"]
    assert (holding.objects, holding.findings, holding.in_head, holding.date_of, len(holding.stores)) == (1, 1, 1, "commit", 1)
    (folder / "a.env").write_text(f"OTHER={KEY}\n")
    holding = scanned(folder, tmp_path / "i.db")[0]["cred.cloud_key"]
    assert (holding.objects, holding.values, len(holding.stores)) == (2, 1, 2)


def test_coverage_is_bytes_examined_over_bytes_held(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.txt").write_text("x" * 300)
    (tmp_path / "d/p.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 92)
    for read in (True, False):
        _, coverage = scanned(tmp_path / "d", tmp_path / "i.db")
        assert (coverage.held_bytes, coverage.examined_bytes, coverage.share) == (400, 300, pytest.approx(0.75))
        assert (coverage.read_bytes > 0) is read
        assert sum(row.bytes for row in coverage.rows) == 100


def test_an_empty_folder_is_wholly_examined(tmp_path):
    (tmp_path / "d").mkdir()
    holdings, coverage = scanned(tmp_path / "d", tmp_path / "i.db")
    assert (holdings, coverage.held_objects, coverage.share) == ({}, 0, 1)


def test_what_is_not_looked_for_is_named(tmp_path):
    (tmp_path / "d").mkdir()
    _, coverage = scanned(tmp_path / "d", tmp_path / "i.db")
    assert "special.*" in coverage.not_looked_for
    assert all(coverage.not_looked_for.values())
