"""A user's rule that is wrong is refused with the file, the rule and the mend, whatever it holds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from detectors.errors import RuleError
from detectors.rules.load import load_all, load_own
from detectors.text.ruleset import build

GOOD = {
    "id": '"token"', "name": '"token"', "kind": '"cred.api_key"', "docs": '"https://example.com/docs"',
    "keywords": '["acme_"]', "anchor": "'acme_[0-9a-f]{8}'", "pattern": "'\\bacme_[0-9a-f]{8}\\b'",
    "match": '["acme_{hex:8}", "k=acme_{hex:8}"]', "reject": '["acme_{hex:7}", "xacme_{hex:8}"]',
}  # fmt: skip

WRONG = [
    ({"anchor": None}, "'anchor' is missing"),
    ({"colour": '"red"'}, "unknown key 'colour'"),
    ({"keywords": '"acme_"'}, "must be a list"),
    ({"confidence": "2"}, "confidence must lie in"),
    ({"severity": '"awful"'}, "severity must be one of"),
    ({"keywords": '["é_x"]'}, "take an ASCII part"),
    ({"checks": '["nonsense"]'}, "no check is named 'nonsense'"),
    ({"context": "{ words = [] }"}, "context needs words"),
    ({"context": "{ words = [1] }"}, "non-empty strings"),
    ({"pattern": "'acme_(?=x)'"}, "look-around"),
    ({"pattern": "'acme_(a)\\1'"}, "look-around and back-references"),
    ({"pattern": "'acme_(a+)+$'"}, "unbounded repetition"),
    ({"pattern": "'acme_(x{1000}){1000}'"}, "repetition"),
    ({"pattern": "'acme_.{0,100000}'"}, "repetition"),
    ({"pattern": '"acme_\\u0000"'}, r"write \x00"),
    ({"pattern": "'acme_Ж'"}, r"write \xd0\x96"),
    ({"pattern": f"'{'(a|b)' * 2000}'"}, "split the rule"),
    ({"pattern": f"'{'(' * 1500}{')' * 1500}'"}, "rule"),
    ({"anchor": "'x{0,3}'"}, "begin it with a literal"),
    ({"anchor": "'[a-z]'"}, "fires nearly everywhere"),
    ({"anchor": "'acme_[a-z]{449}'"}, "the most is 450"),
]


def rule_file(folder: Path, changes: dict[str, str | None]) -> Path:
    entry = {**GOOD, **changes}
    file = folder / "acme.toml"
    file.write_text("[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in entry.items() if value is not None))
    return file


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_a_wrong_rule_is_refused_with_its_mend(tmp_path: Path, changes: dict[str, str | None], said: str) -> None:
    with pytest.raises(RuleError) as caught:
        build(load_own([rule_file(tmp_path, changes)]))
    assert "token" in str(caught.value)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_good_rule_is_taken_and_kept(tmp_path: Path) -> None:
    file = rule_file(tmp_path, {})
    cache = tmp_path / "cache"
    first = load_all([file], cache)
    assert "acme.token" in {rule.id for rule in first}
    assert load_all([file], cache) == first
    rule_file(tmp_path, {"confidence": "0.5"})
    assert {rule.confidence for rule in load_all([file], cache) if rule.id == "acme.token"} == {0.5}


def test_an_anchor_that_keeps_the_compiler_busy_is_refused_in_time(tmp_path: Path) -> None:
    """Overlapping stretches of free text multiply: this one alone takes Hyperscan half a minute."""
    parts = "|".join(f"{chr(97 + i)}[^{chr(65 + i)}]{{0,220}}{chr(65 + i)}[^{chr(98 + i)}]{{1,220}}" for i in range(25))
    began = time.monotonic()
    with pytest.raises(RuleError, match=r"'acme\.token': its anchor takes more than 3 s or 1024 MiB"):
        load_own([rule_file(tmp_path, {"anchor": f"'(?:{parts})'"})])
    assert time.monotonic() - began < 60


def test_a_file_that_is_too_large_or_no_rule_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_bytes(b"#" * (10 << 20))
    with pytest.raises(RuleError, match=r"large\.toml: a rule file is at most 256 KiB; split it"):
        load_own([file])
    for text in ("rule = 1", "rule = [1]", "x = 1", "[[rule]]\nid = ", "\udcff"):
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(RuleError, match=r"large\.toml"):
            load_own([file])
