"""The rules that ship hold to the format, and the checker notices where one does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from detectors.rules.check import check_rules
from detectors.rules.rule import Rule

#: The rules are proven in so many parts, so that several processes share them.
PARTS = 16
#: Rule, what is made wrong with it: its pattern's text before and after.
LOOSENED = [
    ("aws.access-key", r"\b", ""),
    ("aws.appsync-api-key", "{26}", "{25,27}"),
    ("gitlab.personal-token", "{20}", "{20,40}"),
    ("openai.session", "{40}", "{36,44}"),
    ("stripe.secret-key", "(?:[^", "(?:[0-9]|[^"),
]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_rule_proves_itself(rules: list[Rule], cache: Path, part: int) -> None:
    assert [str(problem) for problem in check_rules(rules[part::PARTS], rules, "auto", cache)] == []


def test_there_are_rules_enough_and_each_cites_its_issuer(rules: list[Rule]) -> None:
    assert len(rules) >= 150
    assert [rule.id for rule in rules if not rule.docs.startswith("https://")] == []


def test_no_two_rules_are_the_same(rules: list[Rule]) -> None:
    """Two issuers may give out tokens of one form: only what else is looked at tells them apart."""
    same = Counter((rule.anchor, rule.pattern, rule.checks, rule.context) for rule in rules if not rule.labels)
    twice = [key for key, count in same.items() if count > 1]
    assert [rule.id for rule in rules if (rule.anchor, rule.pattern, rule.checks, rule.context) in twice] == []
    assert len({rule.labels for rule in rules if rule.labels}) == sum(bool(rule.labels) for rule in rules)


@pytest.mark.parametrize(("name", "before", "after"), LOOSENED)
def test_a_loosened_rule_fails_its_own_check(rules: list[Rule], name: str, before: str, after: str) -> None:
    (rule,) = [rule for rule in rules if rule.id == name]
    assert before in rule.pattern
    loose = replace(rule, pattern=rule.pattern.replace(before, after))
    assert list(check_rules([rule])) == []
    assert {problem.rule for problem in check_rules([loose])} == {name}
