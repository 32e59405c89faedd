"""Searching with RE2 by its native call, which must tell what its public one tells."""

from __future__ import annotations

import re2
from hypothesis import given
from hypothesis import strategies as st

from detectors.text.confirm import searcher
from detectors.text.ruleset import options

PATTERN = re2.compile(rb"(?:^|[^a])(?P<secret>ab{1,3}(c)?)x?", options())


class Public:
    """The same expression by its public calls alone."""

    groups = PATTERN.groups

    def search(self, data, start, stop):
        return PATTERN.search(data, start, stop)


@given(st.text(alphabet="abcx \n", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_the_native_search_gives_the_spans_of_the_public_one(text, start, stop):
    data = text.encode()
    stop = min(stop, len(data))
    start = min(start, stop)
    found, expected = searcher(PATTERN)(data, start, stop), searcher(Public())(data, start, stop)
    assert (None if found is None else list(found)) == expected
