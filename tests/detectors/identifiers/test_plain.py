# ruff: noqa: RUF001  # full-width digits are what is tested
"""Normalisation: values as people and spreadsheets write them come into their plain form, and others into none."""

from __future__ import annotations

import time

import pytest

from detectors.identifiers.birth import iso
from detectors.identifiers.plain import LONGEST, Plain, squash, tidy
from detectors.identifiers.registry import IDENTIFIERS, by_rule

NINE = Plain("9{9}", pad=9)
ELEVEN = Plain("9{11}")


@pytest.mark.parametrize(
    "written",
    [
        "123.456.789-01", "123 456 789 01", "123\u00a0456\u00a0789\u00a001", "123\u202f456\u202f789\u202f01", "123\u2009456\u2009789\u200901",
        "123\u3000456 78901", "123\u2010456\u2011789\u201201", "123\u2013456\u2014789\u201501", "123\u2212456-78901", "123/456/789/01", "123_456_789_01",
        "\u200f12345678901\u200e", "\u202b12345678901\u202c", "\ufeff12345678901", "123\u200b45678901", "123\u00ad45678901", "１２３４５６７８９０１", "１２３．４５６．７８９－０１",
        "١٢٣٤٥٦٧٨٩٠١", "۱۲۳۴۵۶۷۸۹۰۱", "१२३४५६७८९०१", "12345678901.0", "12345678901.00", "1.2345678901E10", "1.2345678901e+10", "1,2345678901E+10", "'12345678901", '"12345678901"',
        "  12345678901\r\n", "\t12345678901",
    ],
)  # fmt: skip
def test_eleven_digits_are_seen_however_they_are_written(written: str) -> None:
    assert ELEVEN(written) == "12345678901"


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "-",
        "1234567890",
        "123456789012",
        "1234567890A",
        "12345,678901",
        "1.23457E+10",
        "1.2E10",
        "12345678901.5",
        "(12345678901)",
        "x" * 10_000,
        "1" * 10_000,
        "²" * 11 + "3",
        "1.2345678901E999999",
    ],
)
def test_what_cannot_be_one_comes_back_empty(written: str) -> None:
    assert ELEVEN(written) == ""


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("12345678", "012345678"),
        ("1234567", "001234567"),
        ("123456", ""),
        ("12345678.0", "012345678"),
        ("1.2345678E7", "012345678"),
        ("123456789", "123456789"),
    ],
)
def test_at_most_two_leading_zeros_are_restored(written: str, plain: str) -> None:
    assert NINE(written) == plain


def test_leading_zeros_are_restored_on_request_only() -> None:
    assert NINE.strict("12345678") == ""
    assert Plain("9{9}")("12345678") == ""
    assert by_rule("es.dni").normal("1234567L") == "01234567L"


def test_trailing_zeros_that_a_fraction_lost_are_restored() -> None:
    assert squash("1.2345678E9") == "1234567800"
    assert squash("1.2345678E11") == ""


def test_lower_case_is_raised_where_case_says_nothing_and_kept_where_it_does() -> None:
    assert by_rule("gb.nino").normal("ab 12 34 57 c") == "AB123457C"
    assert by_rule("wallet.eth").normal("0x" + "aB" * 20) == "0x" + "aB" * 20


def test_the_sign_of_a_finnish_code_is_kept() -> None:
    assert by_rule("fi.hetu").normal(" 131052\u2013308t ") == "131052-308T"


def test_every_normal_is_idempotent_on_its_own_plain_forms_and_bounded() -> None:
    for identifier in IDENTIFIERS:
        assert identifier.normal("") == ""
        assert identifier.normal("9" * (LONGEST + 1)) == ""
        assert identifier.normal("\x00") == ""


def test_hostile_values_take_no_time() -> None:
    values = [
        "1" * 200 + "x",
        "a" * 200 + "@",
        ("a." * 100) + "@" + "b." * 27,
        "1-" * 128,
        "\u0661" * 256,
        "0x" + "a" * 250,
        ":" * 39,
        "+" + "1" * 200,
        "e" * 256,
    ]
    began = time.process_time()
    for identifier in IDENTIFIERS:
        for value in values:
            plain = identifier.normal(value)
            assert not plain or identifier.check(plain) in (True, False)
    assert time.process_time() - began < 2


def test_long_text_is_not_looked_at() -> None:
    assert tidy("x" * (LONGEST + 1)) == ""
    assert tidy("x" * LONGEST) == "x" * LONGEST


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1984-03-09", "19840309"), ("1984/3/9", "19840309"), ("09.03.1984", "19840309"), ("9/3/1984", "19840309"), ("03/25/1984", "19840325"), ("25/03/1984", "19840325"),
        ("19840309", "19840309"), ("9 Mar 1984", "19840309"), ("9 mars 1984", "19840309"), ("9. März 1984", "19840309"), ("March 9, 1984", "19840309"), ("9 de marzo de 1984", "19840309"),
        ("9 марта 1984", "19840309"), ("1984年3月9日", "19840309"), ("1984년 3월 9일", "19840309"), ("1984-03-09T00:00:00Z", "19840309"), ("1984-03-09 00:00:00", "19840309"), ("１９８４－０３－０９", "19840309"),
        ("1984-13-09", ""), ("31/02/1984", ""), ("29.02.1983", ""), ("1984", ""), ("tomorrow", ""), ("9 Foo 1984", ""), ("30/30/1984", ""),
    ],
)  # fmt: skip
def test_dates_are_read_in_many_forms(written: str, day: str) -> None:
    assert iso(written) == day


@pytest.mark.parametrize(
    ("day", "plausible"), [("19840309", True), ("19050101", True), ("18991231", False), ("20991231", False)]
)
def test_a_birth_is_of_somebody_who_may_live(day: str, plausible: bool) -> None:
    assert by_rule("person.dob").check(day) is plausible
