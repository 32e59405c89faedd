"""Quota: places of personal data that are looked at one by one."""

from __future__ import annotations

from detectors.text.quota import Quota


def test_after_so_many_places_nothing_is_left():
    quota = Quota(3)
    confirmed = 0
    for _ in range(10):
        if not quota.spent(7):
            quota.take(7)
            confirmed += 1
    assert confirmed == 3
    assert list(quota.exceeded()) == [(7, 3, 10)]


def test_anchors_that_come_to_nothing_are_looked_at_four_times_as_often():
    quota = Quota(3)
    assert sum(not quota.spent(7) for _ in range(50)) == 12
    assert list(quota.exceeded()) == [(7, 0, 50)]


def test_a_rule_within_its_quota_is_not_told():
    quota = Quota(3)
    for _ in range(3):
        assert not quota.spent(1)
        quota.take(1)
    assert list(quota.exceeded()) == []
