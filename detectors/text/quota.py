"""Quota: how many places of one rule of personal data are looked at one by one in one object.

A table of a million people has a million places of each of its rules. What it holds is told by its columns; to confirm every place
would take minutes and say nothing more. Credentials have no quota: each of them is one that somebody has to revoke.
"""

from __future__ import annotations

from collections.abc import Iterator

#: Anchors that are looked at for each place that may be confirmed: some columns are full of what a rule turns away.
_TRIES = 4
#: Where so many anchors are passed over in each of four stretches one after the other, for each place that is confirmed a thousand,
#: no more are looked for.
_MANY, _WORTH, _STRETCHES = 200, 1_000, 4


class Quota:
    """What is left for each rule; one of these for each object and way of reading it.

    Attributes:
        used: places so far, by rule.
        over: whether nothing is to be gained from looking for anchors of personal data any more: an object is full of what
            has been found often enough.
    """

    __slots__ = ("_in_vain", "_most", "_quiet", "_tried", "_worth", "over", "used")

    def __init__(self, most: int) -> None:
        """Take how many places of a rule are confirmed; four times as many anchors are looked at for them."""
        self._most = most
        self._tried: dict[int, int] = {}
        self.used: dict[int, int] = {}
        self.over = False
        self._in_vain = self._worth = self._quiet = 0

    def spent(self, rule: int) -> bool:
        """Whether nothing is left for one more anchor of a rule."""
        tried = self._tried[rule] = self._tried.get(rule, 0) + 1
        spent = tried > self._most and (tried > self._most * _TRIES or self.used.get(rule, 0) >= self._most)
        self._in_vain += spent
        return spent

    def full(self, rule: int) -> bool:
        """Whether as many places as are listed were confirmed."""
        return self.used.get(rule, 0) >= self._most

    def passed(self) -> None:
        """A stretch of text has been looked at."""
        if self._worth * _WORTH >= max(self._in_vain, 1):
            self._quiet = 0
        elif self._in_vain >= _MANY:  # of a column that holds none nothing can be told
            self._quiet += 1
        self.over = self.over or self._quiet >= _STRETCHES
        self._in_vain = self._worth = 0

    def take(self, rule: int) -> None:
        """A place was confirmed."""
        self.used[rule] = self.used.get(rule, 0) + 1
        self._worth += 1

    def exceeded(self) -> Iterator[tuple[int, int, int]]:
        """Rules of which anchors were passed over, with how many places were confirmed and how many anchors there were."""
        for rule, tried in sorted(self._tried.items()):
            used = self.used.get(rule, 0)
            if tried > self._most and (tried > self._most * _TRIES or used >= self._most):
                yield rule, used, tried
