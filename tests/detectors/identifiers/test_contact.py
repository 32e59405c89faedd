# ruff: noqa: RUF001  # full-width digits are what is tested
"""Contacts, places and the forms of documents: what a value alone can tell."""

from __future__ import annotations

import random

import pytest

from detectors.identifiers.contact import phone_in, region
from detectors.identifiers.documents import LICENCES, PASSPORTS, issuers
from detectors.identifiers.registry import by_rule


def passes(rule: str, value: str) -> bool:
    identifier = by_rule(rule)
    plain = identifier.normal(value)
    return bool(plain) and identifier.check(plain)


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("Ann.Smith@web.de", True),
        ("mailto:ann@web.de", True),
        ("Ann Smith <ann@web.de>", True),
        ("ann＠web.de", True),
        ("ann@example.com", False),
        ("noreply@web.de", False),
        ("ann@web", False),
        ("a@b@web.de", False),
        ("ann@file.toml", False),
    ],
)
def test_mail_addresses(value: str, good: bool) -> None:
    assert passes("contact.email", value) is good


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("+49 30 9018-2450", True),
        ("0049 30 90182450", True),
        ("+49 (0)30 90182450", True),
        ("tel:+493090182450", True),
        ("+1 212 736 5000", True),
        ("+1 212 736 5000 ext. 12", True),
        ("+1 555 555 0100", False),
        ("+49 12", False),
        ("030 90182450", False),
        ("+99 123 456 789", False),
    ],
)
def test_international_phone_numbers(value: str, good: bool) -> None:
    pytest.importorskip("phonenumbers")
    assert passes("contact.phone", value) is good


@pytest.mark.parametrize(
    ("value", "where", "number"),
    [
        ("030 90182450", "DE", "+493090182450"),
        ("(212) 736-5000", "US", "+12127365000"),
        ("０３０ ９０１８２４５０", "DE", "+493090182450"),
        ("030 90182450", "", ""),
        ("12345678", "US", ""),
        ("20240131", "DE", ""),
    ],
)
def test_a_region_makes_a_national_number_whole(value: str, where: str, number: str) -> None:
    pytest.importorskip("phonenumbers")
    assert phone_in(value, where) == number


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("phone_us", "US"),
        ("ukPhone", "GB"),
        ("Telefonnummer", "DE"),
        ("手机号", "CN"),
        ("携帯電話番号", "JP"),
        ("телефон", "RU"),
        ("phone", ""),
        ("numer_telefonu", "PL"),
        ("Số điện thoại", "VN"),
    ],
)
def test_the_name_of_a_column_tells_the_region(name: str, where: str) -> None:
    assert region(name) == where


@pytest.mark.parametrize(
    ("value", "public", "private"),
    [
        ("8.8.8.8", True, False),
        ("10.1.2.3", False, True),
        ("192.168.0.1", False, True),
        ("127.0.0.1", False, False),
        ("0.0.0.0", False, False),
        ("203.0.113.9", False, False),
        ("224.0.0.1", False, False),
        ("2a00:1450:4001:80b::200e", True, False),
        ("fd12::1", False, True),
        ("::1", False, False),
        ("2001:db8::1", False, False),
        ("8.8.8.8:53", True, False),
        ("[2a00:1450::1]", True, False),
        ("256.1.1.1", False, False),
        ("1.2.3", False, False),
        ("fe80::1%eth0", False, True),
    ],
)
def test_internet_addresses_inside_and_outside(value: str, public: bool, private: bool) -> None:
    assert passes("net.ip", value) is public
    assert passes("net.ip_private", value) is private


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("48.20820, 16.37380", True),
        ("(48.2082,16.3738)", True),
        ("48.2082° 16.3738°", True),
        ("-33.8688;151.2093", True),
        ("91.0000,16.0000", False),
        ("0.0000,0.0000", False),
        ("48.2,16.3", False),
        ("48.2082", False),
    ],
)
def test_coordinates(value: str, good: bool) -> None:
    assert passes("loc.gps", value) is good


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("00:1B:44:11:3A:B7", True),
        ("00-1b-44-11-3a-b7", True),
        ("001b.4411.3ab7", True),
        ("001B44113AB7", True),
        ("FF:FF:FF:FF:FF:FF", False),
        ("01:00:5E:00:00:FB", False),
        ("00:1B:44:11:3A", False),
        ("00:1B-44:11:3A:B7", False),
    ],
)
def test_hardware_addresses(value: str, good: bool) -> None:
    assert passes("dev.mac", value) is good


def test_tracks_of_cards() -> None:
    number = "4929" + "".join(str(random.Random(3).randrange(10)) for _ in range(11))
    digit = next(d for d in "0123456789" if passes("fin.card", number + d))
    assert passes("fin.track", f"%B{number}{digit}^SMITH/ANN^2912101000000000?")
    assert passes("fin.track", f";{number}{digit}=29121010000000000000?")
    assert not passes("fin.track", f";{number}{(int(digit) + 1) % 10}=29121010000000000000?")


@pytest.mark.parametrize(
    ("value", "country"),
    [
        ("AB1234567", "IT"),
        ("C01X00T478", "DE"),
        ("12AB34567", "FR"),
        ("K1234567", "IN"),
        ("AB123456", "CA"),
        ("M12345678", "KR"),
    ],
)
def test_passports_by_country(value: str, country: str) -> None:
    assert country in issuers(PASSPORTS, value)


@pytest.mark.parametrize(
    ("value", "state"), [("A1234567", "CA"), ("A123456789012", "FL"), ("WDLABCD1234X", "WA"), ("12345678", "TX")]
)
def test_licences_by_state(value: str, state: str) -> None:
    assert state in issuers(LICENCES["us"], value)


@pytest.mark.parametrize("value", ["MORGA657055SM9IK", "AB999612311XY9CD"])
def test_a_british_licence_holds_a_birth_date(value: str) -> None:
    assert passes("gb.dl", value)
    assert not passes("gb.dl", value[:7] + "9" + value[8:]) or value[6] in "05"
