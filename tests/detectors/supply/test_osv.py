"""Versions are put in order by the rules of their ecosystem, and a list of bad versions is asked about dependencies."""

from __future__ import annotations

import json

import pytest

from detectors.supply.base import Dependency
from detectors.supply.order import compare
from detectors.supply.osv import AFFECTED, UNKNOWN, Index, load

#: Rising versions, by ecosystem. Sources: semver.org item 11; PEP 440; Maven's POM reference; Gem::Version; Composer; NuGet.
RISING = {
    "npm": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.0 1.10.0 2.0.0",
    "Go": "0.0.0-20190101000000-abcdefabcdef 0.0.0-20200101000000-abcdefabcdef 0.1.0 1.2.3 1.2.4+incompatible",
    "crates.io": "0.1.0-pre 0.1.0 0.1.1 0.10.0",
    "PyPI": "1.0.dev1 1.0a1 1.0b2 1.0rc1 1.0 1.0.post1 1.1 1!0.1",
    "Maven": "1-alpha-1 1-alpha2 1-beta-1 1-milestone-1 1-rc-1 1-snapshot 1 1-sp 1-abc 1-1 1.1 1.2 1.10 2.0.0 31.0-android 31.0-jre",
    "RubyGems": "1.0.a.10 1.0.b1 1.0.pre 1.0 1.0.1 1.2 1.10 2.0.0.rc1 2",
    "Packagist": "1.0.0-dev 1.0.0-alpha1 1.0.0-beta2 1.0.0-RC1 1.0.0 1.0.0-patch1 1.0.1 1.10",
    "NuGet": "1.0.0-Alpha 1.0.0-beta 1.0.0 1.0.0.1 1.0.1",
}
SAME = {
    "npm": ["1.0.0 1.0.0+build", "v1.2.3 1.2.3"],
    "PyPI": ["1.0 1.0.0", "1.0-1 1.0.post1"],
    "Maven": [
        "1 1.0",
        "1 1.0.0",
        "1-ga 1",
        "1.0-final 1",
        "1-a1 1-alpha-1",
        "1-cr1 1-rc1",
        "1.0.RC2 1.0-rc2",
        "1-0.ga 1",
    ],
    "RubyGems": ["1 1.0", "1.0 1.0.0"],
    "Packagist": ["1.0 v1.0.0", "1.0.0-RC1 1.0.0rc1"],
    "NuGet": ["1.0 1.0.0.0", "1.0.0-ALPHA 1.0.0-alpha"],
}


@pytest.mark.parametrize("ecosystem", RISING)
def test_versions_rise(ecosystem):
    versions = RISING[ecosystem].split()
    for at, left in enumerate(versions):
        for other, right in enumerate(versions):
            assert (at, other, _sign(compare(ecosystem, left, right))) == (at, other, _sign(at - other)), (left, right)


@pytest.mark.parametrize(("ecosystem", "pair"), [(name, pair) for name, pairs in SAME.items() for pair in pairs])
def test_versions_are_the_same(ecosystem, pair):
    left, right = pair.split()
    assert compare(ecosystem, left, right) == 0
    assert compare(ecosystem, right, left) == 0


@pytest.mark.parametrize(
    ("ecosystem", "left", "right"),
    [
        ("npm", "latest", "1.0.0"),
        ("PyPI", "main", "1.0"),
        ("Packagist", "dev-master", "1.0"),
        ("RubyGems", "a b", "1"),
        ("Debian", "1", "2"),
        ("npm", "", "1"),
        ("npm", "1" * 500, "1"),
    ],
)
def test_what_cannot_be_compared_is_said_to_be_so(ecosystem, left, right):
    assert compare(ecosystem, left, right) is None


def _sign(value: int | None) -> int | None:
    return None if value is None else (value > 0) - (value < 0)


def index(**affected: object) -> Index:
    made = Index()
    package = {
        "package": {"ecosystem": affected.pop("ecosystem", "npm"), "name": affected.pop("name", "Some_Pkg")},
        **affected,
    }
    made.add({"id": affected.pop("id", "MAL-0000-1"), "affected": [package]})
    return made


def states(made: Index, version: str, ecosystem: str = "npm", name: str = "Some_Pkg") -> list[str]:
    return [verdict.state for verdict in made.affected(Dependency(ecosystem, name, version, 1))]


def test_a_named_version_is_affected_and_others_are_not():
    made = index(versions=["1.2.3", "1.2.4"])
    assert states(made, "1.2.3") == [AFFECTED]
    assert states(made, "1.2.5") == []
    assert states(made, "1.2.3", name="other") == []
    assert states(made, "1.2.3", ecosystem="PyPI") == []


def test_ranges_open_and_close():
    events = [{"introduced": "1.0.0"}, {"fixed": "1.2.0"}, {"introduced": "2.0.0"}, {"last_affected": "2.1.0"}]
    for order in (events, events[::-1]):
        made = index(ranges=[{"type": "SEMVER", "events": order}])
        found = {
            version: bool(states(made, version))
            for version in ("0.9.0", "1.0.0", "1.1.9", "1.2.0", "1.9.0", "2.0.0-rc.1", "2.0.0", "2.1.0", "2.1.1")
        }
        assert [version for version, held in found.items() if held] == ["1.0.0", "1.1.9", "2.0.0", "2.1.0"]


def test_a_range_from_the_beginning_without_an_end_holds_everything():
    made = index(ranges=[{"type": "SEMVER", "events": [{"introduced": "0"}]}])
    assert states(made, "0.0.1") == states(made, "99.0.0") == [AFFECTED]
    limited = index(ranges=[{"type": "SEMVER", "events": [{"introduced": "0"}, {"limit": "2.0.0"}]}])
    assert (states(limited, "1.0.0"), states(limited, "2.0.0")) == ([AFFECTED], [])


def test_names_are_compared_as_their_ecosystem_does():
    made = index(
        ecosystem="PyPI",
        name="Zope.Interface",
        ranges=[{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.5"}]}],
    )
    assert states(made, "5.4.0", "PyPI", "zope_interface") == [AFFECTED]
    assert states(made, "5.5.0", "PyPI", "zope-interface") == []
    assert states(
        index(ecosystem="Packagist:https://repo", name="A/B", versions=["1.0"]), "1.0", "Packagist", "a/b"
    ) == [AFFECTED]


def test_an_ecosystem_range_of_maven_is_compared():
    made = index(
        ecosystem="Maven",
        name="g:a",
        ranges=[{"type": "ECOSYSTEM", "events": [{"introduced": "2.0-beta9"}, {"fixed": "2.15.0"}]}],
    )
    assert states(made, "2.14.1", "Maven", "g:a") == [AFFECTED]
    assert states(made, "2.15.0", "Maven", "g:a") == states(made, "2.0-beta8", "Maven", "g:a") == []


@pytest.mark.parametrize(
    ("affected", "version", "reason"),
    [
        ({"versions": ["1.0.0"]}, "", "open"),
        ({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}, "1.0.0", "GIT"),
        ({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0.0"}]}]}, "workspace", "cannot be compared"),
        ({}, "1.0.0", "names no versions"),
    ],
)
def test_what_cannot_be_told_is_unknown_and_says_why(affected, version, reason):
    (verdict,) = index(**affected).affected(Dependency("npm", "Some_Pkg", version, 1))
    assert verdict.state == UNKNOWN
    assert reason in verdict.reason


def test_commits_beside_named_versions_leave_nothing_open():
    assert states(index(versions=["1.0.0"], ranges=[{"type": "GIT", "events": [{"introduced": "0"}]}]), "2.0.0") == []


def test_a_folder_is_read_and_what_is_no_record_is_named(tmp_path):
    record = {
        "id": "GHSA-x",
        "aliases": ["MAL-2024-1"],
        "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "versions": ["1.0.0"]}],
    }
    (tmp_path / "npm").mkdir()
    (tmp_path / "npm" / "one.json").write_text(json.dumps(record))
    (tmp_path / "many.json").write_text(
        json.dumps([{**record, "id": "B", "aliases": []}, {**record, "id": "C", "withdrawn": "2024-01-01T00:00:00Z"}])
    )
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "deep.json").write_text("[" * 200_000)
    (tmp_path / "other.json").write_text('{"name": "x"}')
    (tmp_path / "odd.json").write_text(
        '{"id": "D", "affected": [{"package": 1}, {"package": {"name": "z"}, "versions": 3, "ranges": [{"events": [1]}]}]}'
    )
    (tmp_path / "readme.md").write_text("x")
    made = load(str(tmp_path))
    found = list(made.affected(Dependency("npm", "a", "1.0.0", 1)))
    assert sorted((verdict.id, verdict.malicious) for verdict in found) == [("B", False), ("GHSA-x", True)]
    assert made.skipped == ["bad.json", "deep.json", "other.json"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(OSError, match="none"):
        load(str(tmp_path / "none"))
