"""Numbers and foreign text, as they are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discover.report.rows import to_json
from discover.report.words import clean, duration, percent, plural, shown, size


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_949, "99.9 kB"), (412_000_000, "412 MB"), (3_400_000_000, "3.4 GB"), (10**18, "1000 PB")],
)
def test_size_is_said_in_three_digits(count: int, said: str) -> None:
    assert size(count) == said


@pytest.mark.parametrize(("share", "said"), [(1.0, "100 %"), (0.9999, "99.9 %"), (0.95, "95.0 %"), (0.0, "0.0 %")])
def test_a_share_is_never_rounded_up_to_everything(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(("count", "noun", "said"), [(1, "object", "1 object"), (0, "value", "0 values"), (2000, "policy", "2,000 policies")])
def test_plural_follows_the_count(count: int, noun: str, said: str) -> None:
    assert plural(count, noun) == said


@given(st.text(st.characters(codec=None, categories=("C", "L", "N", "P", "S", "Z"))))
def test_shown_text_is_printable_and_encodes(text: str) -> None:
    assert shown(text).isprintable()
    shown(text).encode()
    clean(text).encode()


@given(st.text())
def test_text_that_is_utf_8_is_not_changed(text: str) -> None:
    assert clean(text) == text


@given(st.recursive(st.text(st.characters(codec="utf-8")) | st.integers() | st.booleans() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_reads_back_and_stays_on_one_line(value: object) -> None:
    import json

    text = to_json(value)
    assert json.loads(text) == value
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"), (59, "59 s"), (60, "1 min"), (125, "2 min 5 s"), (600, "10 min"), (3599, "59 min"), (3600, "1 h"),
        (11_100, "3 h 5 min"), (86_399, "23 h 59 min"), (86_400, "24 h"), (4_320_000, "1,200 h"),
    ],
)  # fmt: skip
def test_durations_are_as_exact_as_their_length_allows(seconds, said):
    assert duration(seconds) == said
