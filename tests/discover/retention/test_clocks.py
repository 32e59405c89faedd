"""Clocks, policies and dates: what ends when, and files that do not hold to the form."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discover.errors import ConfigError
from discover.retention.clocks import OVERDUE, SOON, UNKNOWN, WITHIN, Event, due, load_events
from discover.retention.held import Item
from discover.retention.pathdate import path_date
from discover.retention.policy import DEFAULT, Duration, load, load_default

TODAY = date(2026, 11, 27)
DAYS = st.dates(date(1996, 1, 1), date(2030, 1, 1))


def _item(kind: str = "kyc.selfie", **dates: date) -> Item:
    return Item("file:///d", "local", "a/b.png", "", kind, b"c" * 20, "current", "", 1, 100, dates, sure=True)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        (Duration(30, "days"), date(2026, 1, 31), date(2026, 3, 2)), (Duration(1, "months"), date(2026, 1, 31), date(2026, 2, 28)),
        (Duration(13, "months"), date(2027, 1, 31), date(2028, 2, 29)), (Duration(3, "years"), date(2024, 2, 29), date(2027, 2, 28)),
        (Duration(99999, "years"), date(2024, 2, 29), date.max),
    ],
)  # fmt: skip
def test_calendar_time(said: Duration, start: date, end: date) -> None:
    assert said.after(start) == end


@pytest.mark.parametrize(
    ("age", "state", "days"), [(31, OVERDUE, 1), (30, SOON, 0), (400, OVERDUE, 370), (1, SOON, -29), (0, WITHIN, -30)]
)
def test_the_day_of_the_deadline_is_not_over_it(age: int, state: str, days: int) -> None:
    found = due(_item(modified=TODAY - timedelta(age)), load_default(), [], TODAY)
    assert found is not None
    assert (found.state, found.days, found.dated, found.assumed) == (state, days, "modified", True)


def test_dates_count_in_the_policy_s_order_and_none_after_today() -> None:
    policy = load_default()
    dates = {"message": date(2026, 1, 1), "path": date(2026, 2, 1), "commit": date(2026, 3, 1), "modified": date(2026, 4, 1)}
    for name in policy.order:
        found = due(_item(**dates), policy, [], TODAY)
        assert found is not None
        assert (found.dated, found.start) == (name, dates.pop(name))
    for wrong in ({}, {"modified": TODAY + timedelta(365)}):  # a clock that is a year ahead
        found = due(_item(**wrong), policy, [], TODAY)
        assert found is not None
        assert (found.state, found.start, found.days) == (UNKNOWN, None, 0)
    found = due(_item(modified=date(2026, 4, 1)), policy, [], TODAY)
    assert found is not None
    assert found.dated == "modified"


def test_what_the_vendor_knows_goes_before_dates() -> None:
    events = [Event("a/*", "verification", date(2026, 11, 1)), Event("a/*", "verification", date(2026, 11, 20)), Event("z/*", "verification", TODAY)]
    found = due(_item(modified=date(2020, 1, 1)), load_default(), events, TODAY)
    assert found is not None
    assert (found.start, found.dated, found.assumed, found.state) == (date(2026, 11, 20), "verification", False, SOON)


def test_the_clock_that_ends_first_is_told_and_kinds_without_one_have_none() -> None:
    found = due(_item("bio.voiceprint", modified=date(2026, 1, 1)), load_default(), [], TODAY)
    assert found is not None
    assert found.clock.id == "CUBI"  # one year, before two and three
    assert due(_item("cred.api_key", modified=date(2000, 1, 1)), load_default(), [], TODAY) is None
    assert due(_item("kyc.result_json", modified=date(2000, 1, 1)), load_default(), [], TODAY) is None


@given(DAYS, DAYS, st.integers(0, 5000))
def test_time_only_makes_things_more_overdue(start: date, today: date, later: int) -> None:
    item = _item(modified=start)
    first = due(item, load_default(), [], today)
    second = due(item, load_default(), [], today + timedelta(later))
    assert first is not None
    assert second is not None
    if first.start is not None:
        assert second.start == first.start
        assert second.deadline == first.deadline
        assert second.days == first.days + later
        assert not (first.state == OVERDUE and second.state != OVERDUE)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("interviews/2024/03/17/a.mp4", date(2024, 3, 17)), ("a-2023-11-02.mp4", date(2023, 11, 2)), ("2023-11-02/b_20240105.png", date(2024, 1, 5)),
        ("IMG_20240229_101500.jpg", date(2024, 2, 29)), ("year=2025/month=7/day=3/x.parquet", date(2025, 7, 3)), ("year=2025/month=07/x", date(2025, 7, 1)),
        ("2024-05/x.png", date(2024, 5, 1)), ("v2024.01.02.3/x", None), ("20241399.png", None), ("2024-02-30.png", None), ("2031-01-01.png", None),
        ("1.2024.01.02/x", None), ("order-20240105123.png", None), ("a/b.png", None), ("0999-01-01/x", None), ("hash2024010a", None),
    ],
)  # fmt: skip
def test_days_that_paths_name(path: str, day: date | None) -> None:
    assert path_date(path, TODAY) == day


@given(st.text(max_size=60))
def test_no_path_names_a_day_that_is_to_come(path: str) -> None:
    found = path_date(path, TODAY)
    assert found is None or found <= TODAY


def test_every_clock_of_the_policy_that_ships_has_a_basis_and_a_source() -> None:
    policy = load_default()
    assert all(clock.basis and clock.source.startswith("https://") for clock in (*policy.clocks, *policy.keeps))
    assert {clock.id for clock in policy.clocks if not clock.proposal} >= {"BIPA", "CUBI", "COLORADO"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('within = "30 days"', 'within = "30 dys"', "knows no 'dys'; did you mean 'days'?"), ('within = "30 days"', 'within = "a month"', "a number and a unit"),
        ('"kyc.*"', '"kyc.selfy"', "names 'kyc.selfy', which is no kind; did you mean 'kyc.selfie'?"), ('event = "verification"', 'event = "verificaton"', "did you mean 'verification'?"),
        ('id = "BIPA"', 'id = "CUBI"', "'CUBI' is there twice"), ('order = ["message"', 'order = ["mesage"', "did you mean 'message'?"),
        ("proposal = true", "proposal = 1", "must be true or false"), ('basis = "Texas', 'bassis = "Texas', "there is no 'bassis' here; did you mean 'basis'?"),
        ("\n[evidence]", "\n[evidence", "not valid TOML"), ('name = "default"', "", "'name' is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_policy_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = DEFAULT.read_text("utf-8")
    assert old in text
    file = tmp_path / "p.toml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)
    if "TOML" not in said and "missing" not in said:
        number = int(str(caught.value).removeprefix(f"{file}:").partition(":")[0])
        wrong = new.split('"')[1] if "'" not in new and '"' in new else new
        line = file.read_text().splitlines()[number - 1]
        assert any(word in line for word in (wrong, new.split(" ", maxsplit=1)[0])), line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("paths,event\na,b\n", "1: has no column 'date'"), ("paths,event,date\n*,verified,2026-01-01\n", "2: there is no event 'verified'"),
        ("paths,event,date\n*,verification,1.1.2026\n", "2: '1.1.2026' is no date"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_of_facts_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "f.csv").write_text(text)
    with pytest.raises(ConfigError, match=r"f\.csv") as caught:
        load_events(tmp_path / "f.csv")
    assert said in str(caught.value)


def test_facts_are_read(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("\ufeffdate,paths,event\n2026-03-31,a/*,last_interaction\n2026-04-01,,account_close\n")
    assert load_events(tmp_path / "f.csv") == [Event("a/*", "last_interaction", date(2026, 3, 31)), Event("*", "account_close", date(2026, 4, 1))]
